//! What makes a question unfit, whichever format it came from.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use exam::Slug;

use crate::draft::{Draft, DraftInteraction, DraftItem, DraftKind, DraftOption, DraftPart};
use crate::finding::{Log, Severity};

/// Checks what can be seen in a question itself. `log.item` names it.
pub(crate) fn check(item: &DraftItem, log: &mut Log) {
    let mut texts = item.body.iter().filter_map(|part| match part {
        DraftPart::Text(words) => Some(words),
        DraftPart::Interaction(interaction) => interaction.prompt.as_ref(),
    });
    if texts.clone().next().is_none() || texts.any(|words| words.is_blank()) {
        log.add(
            Severity::Defect,
            "empty-text",
            item.line,
            "text",
            "The question has no text, or an empty one.",
            "Write what is asked.",
        );
    }
    for interaction in item.interactions() {
        match &interaction.kind {
            DraftKind::Choice { several, options, also, .. } => {
                choice(interaction, *several, options, log);
                for set in also.iter().filter(|set| !fits(set, *several, options)) {
                    let names: Vec<&str> = set.iter().map(Slug::as_str).collect();
                    log.add(
                        Severity::Defect,
                        "answer-unknown",
                        interaction.line,
                        "also",
                        format!("`also` has the set `{}`, which cannot be an answer.", names.join(", ")),
                        "Name options of this question; where one may be chosen, one each.",
                    );
                }
            }
            DraftKind::TrueFalse { answer: None, .. } => log.add(
                Severity::Defect,
                "no-correct-option",
                interaction.line,
                "answer",
                "It is not said whether the statement is true or false.",
                "Add `answer: true` or `answer: false`.",
            ),
            DraftKind::TrueFalse { .. } => {}
            DraftKind::ShortText { accept, max_chars, .. } => {
                short_text(interaction, accept, *max_chars, log)
            }
            // Said already, and better: what it was before it was imported.
            DraftKind::Essay { .. } if item.carried.iter().any(|defect| defect.code == "unsupported") => {}
            DraftKind::Essay { .. } => log.add(
                Severity::Defect,
                "needs-a-person",
                interaction.line,
                "type",
                "An essay needs a person to mark it; that is not supported yet.",
                "Ask for a choice or a short text, or leave it out.",
            ),
        }
    }
}

/// Whether a set of options can be an answer to a choice.
pub(crate) fn fits(set: &BTreeSet<Slug>, several: bool, options: &[DraftOption]) -> bool {
    let known = set.iter().all(|id| options.iter().any(|option| option.id == *id));
    !set.is_empty() && known && (several || set.len() == 1)
}

fn choice(interaction: &DraftInteraction, several: bool, options: &[DraftOption], log: &mut Log) {
    let mut defect = |code, what: String, hint: &str| {
        log.add(Severity::Defect, code, interaction.line, "options", what, hint);
    };
    let correct = options.iter().filter(|option| option.correct).count();
    if options.len() < 2 {
        let what = match options.len() {
            0 => "It has no options.",
            _ => "It has one option only.",
        };
        defect("few-options", what.into(), "Give at least two options.");
    }
    for empty in options.iter().filter(|option| option.text.is_blank()) {
        defect("empty-text", format!("Option `{}` has no text.", empty.id), "Write what it says.");
    }
    let mut said: BTreeMap<&str, &Slug> = BTreeMap::new();
    for option in options.iter().filter(|option| !option.text.is_blank()) {
        if let Some(first) = said.get(option.text.original().trim()) {
            let what = format!("Options `{first}` and `{}` say the same.", option.id);
            defect("duplicate-option-text", what, "Change one of them, or take it out.");
        } else {
            said.insert(option.text.original().trim(), &option.id);
        }
    }
    if options.len() == 1 && correct == 1 {
        // Said already: one option only.
    } else if correct == 0 {
        if !options.is_empty() {
            defect("no-correct-option", "No option is marked as correct.".into(), "Mark the correct one.");
        }
    } else if correct == options.len() {
        let what = format!("All {correct} options are marked as correct.");
        defect("all-correct", what, "Unmark the wrong ones, or add some.");
    } else if !several && correct > 1 {
        let what = format!("{correct} options are marked as correct, and only one may be chosen.");
        defect("several-correct", what, "Mark one only, or let several be chosen.");
    } else if several && correct == 1 {
        log.add(
            Severity::Warning,
            "one-correct",
            interaction.line,
            "options",
            "Several options may be chosen, and only one is marked as correct.",
            "Check whether that is meant.",
        );
    }
}

fn short_text(interaction: &DraftInteraction, accept: &[String], max_chars: u32, log: &mut Log) {
    if accept.iter().all(|answer| answer.trim().is_empty()) {
        log.add(
            Severity::Defect,
            "no-accepted-answer",
            interaction.line,
            "accept",
            "No answer is accepted.",
            "Give at least one answer that is right.",
        );
    }
    let longest = accept.iter().map(|answer| answer.trim().chars().count()).max().unwrap_or(0);
    if longest > max_chars as usize {
        log.add(
            Severity::Defect,
            "too-large-answer",
            interaction.line,
            "accept",
            format!("An accepted answer has {longest} characters; a candidate may write {max_chars}."),
            "Raise `max_chars`, or shorten the answer.",
        );
    }
}

/// Gives every item a name of its own. The first keeps it; another one is marked, and the original is named.
pub(crate) fn unique_items(draft: &mut Draft, log: &mut Log) {
    let mut used: BTreeSet<Slug> = draft.items.iter().map(|item| item.id.clone()).collect();
    let mut first: HashMap<Slug, u32> = HashMap::new();
    let mut names = Fresh::default();
    for item in &mut draft.items {
        let Some(line) = first.get(&item.id) else {
            first.insert(item.id.clone(), item.line);
            continue;
        };
        let fresh = names.name(&item.id, &used);
        log.item = Some(fresh.to_string());
        log.add(
            Severity::Defect,
            "duplicate-id",
            item.line,
            "id",
            format!(
                "`{}` is already the question in line {line}; this one is called `{fresh}` here.",
                item.id
            ),
            "Give it a name of its own.",
        );
        item.carried.extend(log.found.pop());
        // What was found before the question got its name is told of it under that name.
        item.carried.iter_mut().for_each(|finding| finding.item = Some(fresh.to_string()));
        used.insert(fresh.clone());
        item.id = fresh;
    }
    log.item = None;
}

/// Gives every option of a choice a name of its own, and says which it renamed.
pub(crate) fn unique_options(options: &mut [DraftOption], line: u32, log: &mut Log) {
    let mut used: BTreeSet<Slug> = options.iter().map(|option| option.id.clone()).collect();
    let mut seen = BTreeSet::new();
    for option in options {
        if seen.insert(option.id.clone()) {
            continue;
        }
        let fresh = fresh(&option.id, &used);
        log.add(
            Severity::Defect,
            "duplicate-option-id",
            line,
            "options",
            format!("Two options are called `{}`; the later one is called `{fresh}` here.", option.id),
            "Give it a name of its own, and check which option is correct.",
        );
        used.insert(fresh.clone());
        option.id = fresh;
    }
}

/// Names that are free, where many of the same are asked for: no number is tried twice.
#[derive(Default)]
pub(crate) struct Fresh(HashMap<Slug, u32>);

impl Fresh {
    /// `id-2`, or the next number that is free.
    pub(crate) fn name(&mut self, id: &Slug, used: &BTreeSet<Slug>) -> Slug {
        let stem: String = id.as_str().chars().take(Slug::LONGEST - 8).collect();
        let next = self.0.entry(id.clone()).or_insert(2);
        loop {
            let made = Slug::parse(&format!("{stem}-{next}"));
            *next = next.saturating_add(1);
            match made {
                Ok(fresh) if !used.contains(&fresh) => return fresh,
                Ok(_) if *next < u32::MAX => {}
                _ => return id.clone(),
            }
        }
    }
}

/// `id-2`, or the next number that is free.
pub(crate) fn fresh(id: &Slug, used: &BTreeSet<Slug>) -> Slug {
    let stem: String = id.as_str().chars().take(Slug::LONGEST - 8).collect();
    (2_u32..)
        .filter_map(|number| Slug::parse(&format!("{stem}-{number}")).ok())
        .find(|fresh| !used.contains(fresh))
        .unwrap_or_else(|| id.clone())
}
