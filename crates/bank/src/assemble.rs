//! A draft becomes a checked bank: Markdown to trees, answers to keys, rules applied.

use std::collections::{BTreeMap, BTreeSet};

use exam::item::{Choice, Interaction, Item, ItemKey, Kind, Part, PartKey};
use exam::programme::{Competency, Page};
use exam::text::{Text, Variant};

use crate::Reading;
use crate::draft::{Draft, DraftInteraction, DraftItem, DraftKind, DraftPart, fixed};
use crate::finding::{Location, Log, Refused, Severity};
use crate::markdown;
use crate::media::Shelf;
use crate::model::{Bank, SourceItem};
use crate::rules;
use crate::words::Words;

/// The text comparison that keys made here ask for: `exam::grade::TextRule::One`.
const TEXT_RULE: u32 = 1;

/// Makes the bank. What `log` holds already joins its findings.
pub(crate) fn bank(draft: &Draft, mut log: Log, reading: Reading<'_>) -> Result<Bank, Refused> {
    let title = plain(&draft.title);
    let competencies = draft.competencies.iter().map(|competency| Competency {
        id: competency.id.clone(),
        title: plain(&competency.title),
        reading: competency.reading.clone(),
    });
    let competencies = competencies.collect();
    let depth = reading.limits.text_depth;
    let references = draft.references.iter().map(|page| Page {
        id: page.id.clone(),
        title: plain(&page.title),
        body: without_pictures(&page.body, &format!("references.{}", page.id), depth, &mut log),
    });
    let references = references.collect();
    let mut maker =
        Maker { shelf: Shelf::new(reading), depth: reading.limits.text_depth, language: &draft.language };
    let mut stimuli = BTreeMap::new();
    for (id, words) in &draft.stimuli {
        let text = maker.text(words, false, &format!("stimuli.{id}"), Severity::Error, &mut log);
        stimuli.insert(id.clone(), text);
    }
    let mut items = Vec::with_capacity(draft.items.len());
    let whole = log.file.clone();
    for item in &draft.items {
        log.item = Some(item.id.to_string());
        log.file.clone_from(item.file.as_ref().unwrap_or(&whole));
        items.push(maker.item(item, &mut log));
    }
    (log.item, log.file) = (None, whole);
    if log.refused() {
        return Err(log.refuse());
    }
    let mut findings = log.found;
    findings.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(Bank {
        file: log.file,
        title,
        language: draft.language.clone(),
        usage: draft.usage,
        competencies,
        stimuli,
        references,
        media: maker.shelf.media,
        items,
        hints: draft.hints.clone(),
        reviewers: draft.reviewers.clone(),
        silenced: draft.silenced.clone(),
        findings,
    })
}

/// A title: words without marks.
pub(crate) fn plain(words: &Words) -> Text {
    let mut variants = words.variants.iter();
    let first =
        variants.next().map_or_else(|| Text::plain("und", ""), |(lang, text)| Text::plain(lang, text.trim()));
    variants.fold(first, |text, (lang, words)| {
        Text::plain(lang, words.trim()).variants().iter().cloned().fold(text, Text::with)
    })
}

/// Markdown where no picture can stand.
pub(crate) fn without_pictures(words: &Words, field: &str, depth: usize, log: &mut Log) -> Text {
    text(words, false, field, Severity::Error, depth, log, &mut |_, _| Err(crate::PictureProblem::Outside))
}

fn text(
    words: &Words,
    line: bool,
    field: &str,
    wrong: Severity,
    depth: usize,
    log: &mut Log,
    find: markdown::Finder<'_>,
) -> Text {
    let mut made: Option<Text> = None;
    for (lang, source) in &words.variants {
        let mut problems = Vec::new();
        let blocks = markdown::read(source, line, depth, &mut |path, in_table| {
            find(path, in_table).inspect_err(|problem| problems.push(problem.sentences(path)))
        });
        for (what, hint) in problems {
            log.add(wrong, "picture", words.line, field, what, hint);
        }
        let blocks = blocks.unwrap_or_else(|markdown::TooDeep| {
            let what = "Lists, quotations or emphasis stand in each other deeper than is taken.";
            log.add(Severity::Error, "too-large", words.line, field, what, "Make it flatter.");
            Vec::new()
        });
        let variant = Variant { lang: lang.clone(), blocks };
        made = Some(match made {
            None => Text::new(variant),
            Some(text) => text.with(variant),
        });
    }
    made.unwrap_or_else(|| Text::plain("und", ""))
}

struct Maker<'a> {
    shelf: Shelf<'a>,
    depth: usize,
    language: &'a str,
}

impl Maker<'_> {
    fn text(&mut self, words: &Words, line: bool, field: &str, wrong: Severity, log: &mut Log) -> Text {
        let shelf = &mut self.shelf;
        text(words, line, field, wrong, self.depth, log, &mut |path, in_table| {
            if in_table { Err(crate::PictureProblem::InTable) } else { shelf.picture(path) }
        })
    }

    fn item(&mut self, draft: &DraftItem, log: &mut Log) -> SourceItem {
        let before = log.found.len();
        rules::check(draft, log);
        let mut body = Vec::with_capacity(draft.body.len());
        let mut parts = BTreeMap::new();
        for part in &draft.body {
            match part {
                DraftPart::Text(words) => {
                    body.push(Part::Text(self.text(words, false, "text", Severity::Defect, log)));
                }
                DraftPart::Interaction(interaction) => {
                    let (made, key) = self.interaction(interaction, draft, log);
                    parts.extend(key.map(|key| (made.id.clone(), key)));
                    body.push(Part::Interaction(made));
                }
            }
        }
        let explanation = draft
            .explanation
            .as_ref()
            .map(|words| self.text(words, false, "explanation", Severity::Defect, log));
        let mut defects = draft.carried.clone();
        let (own, others) =
            log.found.drain(before..).partition(|finding| finding.severity == Severity::Defect);
        defects.extend::<Vec<_>>(own);
        // One file full of the same mistake says no more after a hundred of them.
        defects.truncate(DraftItem::MOST_DEFECTS);
        log.found.extend::<Vec<_>>(others);
        SourceItem {
            item: Item { id: draft.id.clone(), stimulus: draft.stimulus.clone(), body },
            key: ItemKey { parts, explanation },
            competencies: draft.competencies.clone(),
            points: draft.points,
            unscored: draft.unscored,
            state: draft.state,
            defects,
            at: Location { file: log.file.clone(), line: draft.line },
            meta: draft.meta.clone(),
        }
    }

    fn interaction(
        &mut self,
        draft: &DraftInteraction,
        item: &DraftItem,
        log: &mut Log,
    ) -> (Interaction, Option<PartKey>) {
        let prompt =
            draft.prompt.as_ref().map(|words| self.text(words, false, "prompt", Severity::Defect, log));
        let (kind, key) = match &draft.kind {
            DraftKind::Choice { several, shuffle, options, also } => {
                let correct: BTreeSet<_> =
                    options.iter().filter(|option| option.correct).map(|option| option.id.clone()).collect();
                // Where one may be chosen and several are marked, which is a defect, each of them is right.
                let mut accepted: Vec<_> = match (*several, correct.is_empty()) {
                    (_, true) => Vec::new(),
                    (true, false) => vec![correct],
                    (false, false) => correct.into_iter().map(|one| BTreeSet::from([one])).collect(),
                };
                for set in also.iter().filter(|set| rules::fits(set, *several, options)) {
                    if !accepted.contains(set) {
                        accepted.push(set.clone());
                    }
                }
                let key = (!accepted.is_empty()).then_some(PartKey::Choice { accepted });
                let made: Vec<_> = options
                    .iter()
                    .map(|option| {
                        let field = format!("options.{}.text", option.id);
                        let text = self.text(&option.text, true, &field, Severity::Defect, log);
                        Choice { id: option.id.clone(), text }
                    })
                    .collect();
                let most = if *several { u32::try_from(made.len()).unwrap_or(u32::MAX).max(1) } else { 1 };
                (Kind::Choice { options: made, min: 1, max: most, shuffle: *shuffle }, key)
            }
            DraftKind::TrueFalse { answer, labels } => {
                let (yes, no) = labels.clone().unwrap_or_else(|| default_labels(self.language, item));
                let option = |id: &str, words: &Words| Choice { id: fixed(id), text: plain(words) };
                let options = vec![option("true", &yes), option("false", &no)];
                let key = answer.map(|answer| PartKey::Choice {
                    accepted: vec![BTreeSet::from([fixed(if answer { "true" } else { "false" })])],
                });
                (Kind::Choice { options, min: 1, max: 1, shuffle: false }, key)
            }
            DraftKind::ShortText { accept, case_sensitive, max_chars } => {
                let accepted: Vec<_> =
                    accept.iter().filter(|text| !text.trim().is_empty()).cloned().collect();
                let key = (!accepted.is_empty()).then_some(PartKey::Text {
                    accepted,
                    case_sensitive: *case_sensitive,
                    rule: TEXT_RULE,
                });
                (Kind::TextEntry { max_chars: *max_chars }, key)
            }
            DraftKind::Essay { max_chars } => (Kind::TextEntry { max_chars: *max_chars }, None),
        };
        (Interaction { id: draft.id.clone(), prompt, weight: draft.weight, kind }, key)
    }
}

const TRUE_FALSE: &[(&str, &str, &str)] = &[
    ("en", "True", "False"),
    ("de", "Richtig", "Falsch"),
    ("es", "Verdadero", "Falso"),
    ("fr", "Vrai", "Faux"),
    ("it", "Vero", "Falso"),
    ("nl", "Waar", "Onwaar"),
    ("pt", "Verdadeiro", "Falso"),
];

/// Whether `true` and `false` have words of their own in this language here.
pub(crate) fn has_labels(lang: &str) -> bool {
    label(lang).is_some()
}

fn label(lang: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    let primary = lang.split('-').next().unwrap_or_default().to_ascii_lowercase();
    TRUE_FALSE.iter().find(|(known, _, _)| *known == primary)
}

/// The words for true and false in the languages the question is written in.
fn default_labels(language: &str, item: &DraftItem) -> (Words, Words) {
    let mut tags = vec![language];
    for part in &item.body {
        if let DraftPart::Text(words) = part {
            tags.extend(words.variants.iter().map(|(lang, _)| lang.as_str()));
        }
    }
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for tag in tags {
        if let Some((_, for_true, for_false)) = label(tag)
            && yes.iter().all(|(known, _)| known != tag)
        {
            yes.push((tag.to_owned(), (*for_true).to_owned()));
            no.push((tag.to_owned(), (*for_false).to_owned()));
        }
    }
    if yes.is_empty() {
        yes.push(("en".to_owned(), "True".to_owned()));
        no.push(("en".to_owned(), "False".to_owned()));
    }
    (Words { line: item.line, variants: yes }, Words { line: item.line, variants: no })
}
