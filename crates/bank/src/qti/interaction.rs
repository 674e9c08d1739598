//! One thing to answer, and what is right.

use std::collections::BTreeSet;

use exam::Slug;
use roxmltree::Node;

use super::body::{Body, choices};
use super::scoring::{Declared, Right};
use super::{attribute, named};
use crate::draft::{DraftInteraction, DraftKind, DraftOption, SHORT_CHARS};
use crate::finding::quoted;
use crate::foreign::{bullets, joined, letter, slug};
use crate::rules;

/// What is right for a response: the main answer, and others that are right as well.
#[derive(Default)]
struct Key {
    sets: Vec<Vec<String>>,
    case_matters: bool,
}

impl Body<'_, '_, '_, '_> {
    pub(super) fn interaction(&mut self, node: Node<'_, '_>, kind: &str) -> DraftInteraction {
        let line = self.lines.at(node);
        self.made += 1;
        let response = attribute(node, "responseIdentifier").unwrap_or_default().to_owned();
        let id = slug(&response).unwrap_or_else(|| letter(self.made));
        let prompt =
            named(node, "prompt").next().map(|prompt| self.aside(prompt)).filter(|text| !text.is_empty());
        let prompt = prompt.map(|text| self.work.desk.words(&text, line, "prompt"));
        let made = match kind {
            "choiceInteraction" => self.choice(node, &response, "simpleChoice", line),
            "inlineChoiceInteraction" => self.choice(node, &response, "inlineChoice", line),
            "textEntryInteraction" => self.text_entry(&response, line),
            "extendedTextInteraction" => self.work.desk.essay(),
            other => {
                return self.stranger(
                    node,
                    other,
                    &response,
                    DraftInteraction { line, id, prompt, weight: 1, kind: self.work.desk.essay() },
                );
            }
        };
        DraftInteraction { line, id, prompt, weight: 1, kind: made }
    }

    /// An interaction nobody here knows: what it shows goes into its instruction, what is right into the explanation.
    fn stranger(
        &mut self,
        node: Node<'_, '_>,
        kind: &str,
        response: &str,
        mut made: DraftInteraction,
    ) -> DraftInteraction {
        self.work.desk.unsupported(made.line, kind);
        let (shown, strangers) = self.text_of(node);
        self.work.desk.strangers(made.line, &strangers);
        let before = made.prompt.take().map(|words| words.original().to_owned()).unwrap_or_default();
        let text = joined(&before, &shown);
        if !text.is_empty() {
            made.prompt = Some(self.work.desk.words(&text, made.line, "prompt"));
        }
        if let Some(declared) = self.declared.get(response) {
            let shown = |id: &str| {
                let known = node.descendants().find(|node| attribute(*node, "identifier") == Some(id));
                let words = known
                    .map(|node| crate::xml::words(node).split_whitespace().collect::<Vec<_>>().join(" "));
                crate::markup::plain(words.filter(|words| !words.is_empty()).as_deref().unwrap_or(id))
            };
            let right = declared
                .correct
                .iter()
                .map(|value| value.split_whitespace().map(shown).collect::<Vec<_>>().join(": "));
            self.said = joined(&self.said, &bullets(right));
        }
        made
    }

    fn choice(&mut self, node: Node<'_, '_>, response: &str, wanted: &'static str, line: u32) -> DraftKind {
        let empty = Declared::default();
        let declared = self.declared.get(response).unwrap_or(&empty);
        let several = match declared.cardinality.as_str() {
            "multiple" => true,
            "ordered" => {
                self.work.desk.unsupported(line, "ordered");
                true
            }
            _ => {
                attribute(node, "maxChoices").is_some_and(|most| most.trim() != "1")
                    && declared.cardinality.is_empty()
            }
        };
        let key = self.key(response, several, line);
        let mut shuffle = attribute(node, "shuffle") == Some("true");
        let mut options = Vec::new();
        let mut ids: Vec<(String, Slug)> = Vec::new();
        let mut fixed = false;
        for (index, choice) in choices(node, wanted).into_iter().enumerate() {
            let own = attribute(choice, "identifier").unwrap_or_default().to_owned();
            let id = slug(&own).unwrap_or_else(|| letter(index));
            fixed |= attribute(choice, "fixed") == Some("true");
            let (text, strangers) = self.text_of(choice);
            self.work.desk.strangers(self.lines.at(choice), &strangers);
            let text = self.work.desk.words(&text, self.lines.at(choice), "options");
            ids.push((own, id.clone()));
            options.push(DraftOption { id, text, correct: false });
        }
        if fixed && shuffle {
            shuffle = false;
            let what =
                "An option is bound to its place while the others move; here all of them keep their places.";
            self.work.desk.warn(
                "left-out",
                line,
                "fixed",
                what,
                "Delete `shuffle: false` if that is not needed.",
            );
        }
        let most = self.work.desk.limits.options;
        if options.len() > most {
            let what = format!("It has {} options; {most} are the most.", options.len());
            self.work.desk.log.add(
                crate::Severity::Error,
                "too-large",
                line,
                "options",
                what,
                "Take some out.",
            );
            options.truncate(most);
        }
        rules::unique_options(&mut options, line, &mut self.work.desk.log);
        let mut sets = Vec::new();
        for set in &key.sets {
            let found: BTreeSet<Slug> = set
                .iter()
                .filter_map(|value| ids.iter().find(|(own, _)| own == value).map(|(_, id)| id.clone()))
                .collect();
            if found.len() != set.iter().collect::<BTreeSet<_>>().len() {
                let what =
                    format!("The answer is {}, which does not name options only.", quoted(&set.join(", ")));
                self.work.desk.defect(
                    "answer-unknown",
                    line,
                    "correctResponse",
                    what,
                    "Name options by their identifiers.",
                );
            }
            if !found.is_empty() && !sets.contains(&found) {
                sets.push(found);
            }
        }
        let mut sets = sets.into_iter();
        if let Some(first) = sets.next() {
            for option in &mut options {
                option.correct = first.contains(&option.id);
            }
        }
        let also = sets.collect();
        DraftKind::Choice { several, shuffle, options, also }
    }

    fn text_entry(&mut self, response: &str, line: u32) -> DraftKind {
        let key = self.key(response, false, line);
        let base = self.declared.get(response).map_or("string", |declared| declared.base.as_str());
        if matches!(base, "float" | "integer") {
            let what = format!("The answer is a number ({base}); here it is compared as a text.");
            self.work.desk.warn(
                "scoring",
                line,
                "baseType",
                what,
                "Add the other ways to write it to `accept`.",
            );
        }
        let mut accept: Vec<String> = key.sets.into_iter().flatten().collect();
        accept.dedup();
        accept.truncate(self.work.desk.limits.accepted);
        let longest = accept.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let longest = u32::try_from(longest).unwrap_or(u32::MAX).saturating_mul(2);
        let max_chars = SHORT_CHARS.max(longest).min(self.work.desk.limits.answer_chars);
        DraftKind::ShortText { accept, case_sensitive: key.case_matters, max_chars }
    }

    /// What is right, from the response processing first and the declaration second.
    fn key(&mut self, response: &str, several: bool, line: u32) -> Key {
        let empty = Declared::default();
        let declared = self.declared.get(response).unwrap_or(&empty);
        if !self.declared.contains_key(response) {
            let what = format!("It names the response {}, which is not declared.", quoted(response));
            self.work.desk.defect(
                "scoring",
                line,
                "responseIdentifier",
                what,
                "Say what is right in `options` or `accept`.",
            );
        }
        let scoring = self.scoring;
        let mut right: Vec<Right> = scoring.right.get(response).cloned().unwrap_or_default();
        right.extend(scoring.every.clone());
        let correct = || (!declared.correct.is_empty()).then(|| declared.correct.clone());
        if !scoring.said {
            let what = "Nothing says how it is scored; the correct response as declared is used.";
            self.work.desk.warn(
                "scoring",
                line,
                "responseProcessing",
                what,
                "Check what is marked as right.",
            );
            right.push(Right::Correct);
        } else if !scoring.understood || right.is_empty() {
            let what = "How it is scored could not be read; the correct response as declared is used.";
            let hint = "Check what is marked as right, and delete this entry.";
            self.work.desk.defect("scoring", line, "responseProcessing", what, hint);
            right = vec![Right::Correct];
        }
        let best = right
            .iter()
            .filter_map(|right| if let Right::Set(_, points) = right { Some(*points) } else { None });
        let best = best.fold(f64::NEG_INFINITY, f64::max);
        let (mut sets, mut parts, mut case_matters) = (Vec::new(), 0_usize, true);
        for one in &right {
            match one {
                Right::Correct => sets.extend(correct()),
                Right::Set(values, points) if *points >= best => sets.push(values.clone()),
                Right::Set(..) => parts += 1,
                Right::Mapping if !several => {
                    let most = declared.mapping.iter().map(|(_, points, _)| *points).fold(0.0, f64::max);
                    let whole =
                        declared.mapping.iter().filter(|(_, points, _)| *points > 0.0 && *points >= most);
                    let whole: Vec<_> = whole.collect();
                    parts += declared
                        .mapping
                        .iter()
                        .filter(|(_, points, _)| *points > 0.0 && *points < most)
                        .count();
                    case_matters = whole.is_empty() || whole.iter().any(|(_, _, case)| *case);
                    sets.extend(whole.into_iter().map(|(value, _, _)| vec![value.clone()]));
                    if declared.mapping.is_empty() {
                        sets.extend(correct());
                    }
                }
                Right::Mapping => {
                    let earning = declared.mapping.iter().filter(|(_, points, _)| *points > 0.0);
                    let earning: Vec<String> = earning.map(|(value, _, _)| value.clone()).collect();
                    parts += usize::from(earning.len() > 1);
                    sets.extend(correct().or((!earning.is_empty()).then_some(earning)));
                }
            }
        }
        if sets.is_empty() {
            sets.extend(correct());
        }
        if parts > 0 {
            let what =
                "Parts of the answer earn parts of the marks there; here it is right as a whole or wrong.";
            self.work.desk.warn("partial-credit", line, "mapping", what, "Check what is marked as right.");
        }
        // One value each where one may be given: several values are several right answers.
        if !several {
            sets = sets.into_iter().flat_map(|set| set.into_iter().map(|value| vec![value])).collect();
        }
        Key { sets, case_matters }
    }
}
