//! One interaction of a bank source, in the short form as in the long one.

use std::collections::BTreeSet;

use exam::Slug;

use crate::draft::{DraftInteraction, DraftKind, DraftOption, ESSAY_CHARS, SHORT_CHARS};
use crate::fields::{Fields, listed};
use crate::finding::{Log, Severity, nearest, quoted};
use crate::limits::Limits;
use crate::words::Words;
use crate::{assemble, rules};

#[derive(Clone, Copy)]
enum Type {
    Single,
    Multiple,
    TrueFalse,
    ShortText,
    Essay,
}

const TYPES: &[(&str, Type)] = &[
    ("single", Type::Single),
    ("multiple", Type::Multiple),
    ("true-false", Type::TrueFalse),
    ("short-text", Type::ShortText),
    ("essay", Type::Essay),
];

/// Reads what is answered and how. `fields` is the question, or the mapping under `interaction:`.
pub(super) fn read(
    fields: &mut Fields<'_>,
    id: Slug,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> Option<DraftInteraction> {
    let prompt = fields.words("prompt", lang, limits, log);
    let mut line = fields.line;
    let (kind, type_line) = kind_of(fields, log)?;
    let kind = match kind {
        Type::Single => choice(fields, false, &mut line, lang, limits, log),
        Type::Multiple => choice(fields, true, &mut line, lang, limits, log),
        Type::TrueFalse => {
            let labels = labels(fields, lang, limits, log);
            if labels.is_none() && !assemble::has_labels(lang) {
                let hint =
                    format!("Add `labels: {{true: ..., false: ...}}` with the words for them in `{lang}`.");
                fields.missing(log, "labels", &hint);
            }
            DraftKind::TrueFalse { answer: fields.flag("answer", log), labels }
        }
        Type::ShortText => DraftKind::ShortText {
            accept: accept(fields, &mut line, limits, log),
            case_sensitive: fields.flag("case_sensitive", log).unwrap_or(false),
            max_chars: fields
                .count("max_chars", 1, limits.answer_chars, log)
                .unwrap_or_else(|| SHORT_CHARS.min(limits.answer_chars)),
        },
        Type::Essay => {
            line = type_line;
            let max_chars = fields.count("max_chars", 1, limits.answer_chars, log);
            DraftKind::Essay { max_chars: max_chars.unwrap_or_else(|| ESSAY_CHARS.min(limits.answer_chars)) }
        }
    };
    Some(DraftInteraction { line, id, prompt, weight: 1, kind })
}

/// The type, or what is nearest to it, with a defect that says so.
fn kind_of(fields: &mut Fields<'_>, log: &mut Log) -> Option<(Type, u32)> {
    let Some(word) = fields.word("type", log) else {
        let known = listed(TYPES.iter().map(|(name, _)| *name));
        fields.missing(log, "type", &format!("Add `type:` and one of {known}."));
        return None;
    };
    if let Some((_, kind)) = TYPES.iter().find(|(name, _)| *name == word.text) {
        return Some((*kind, word.line));
    }
    let what = format!("`{}` is {}.", fields.path("type"), quoted(word.text));
    let meant = nearest(word.text, TYPES.iter().map(|(name, _)| *name));
    let known = TYPES.iter().find(|(name, _)| Some(*name) == meant);
    let (severity, hint) = match known {
        Some((name, _)) => (Severity::Defect, format!("Write `{name}`.")),
        None => (Severity::Error, format!("Write {}.", listed(TYPES.iter().map(|(name, _)| *name)))),
    };
    log.add(severity, "unknown-type", word.line, &fields.path("type"), what, hint);
    known.map(|(_, kind)| (*kind, word.line))
}

fn choice(
    fields: &mut Fields<'_>,
    several: bool,
    line: &mut u32,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> DraftKind {
    let shuffle = fields.flag("shuffle", log).unwrap_or(true);
    let mut options = Vec::new();
    if let Some(entry) = fields.take("options") {
        *line = entry.line;
    }
    for node in fields.list("options", limits.options, log).unwrap_or_default() {
        let Some(mut option) = Fields::strict(node, "options.", log) else { continue };
        let id = option.need_slug("id", log);
        let text =
            option.words("text", lang, limits, log).unwrap_or_else(|| Words::plain(lang, "", node.line));
        let correct = option.flag("correct", log).unwrap_or(false);
        option.finish(log);
        options.extend(id.map(|id| DraftOption { id, text, correct }));
    }
    rules::unique_options(&mut options, *line, log);
    let also = also(fields, limits, log);
    DraftKind::Choice { several, shuffle, options, also }
}

/// Other sets of options that are right: a list of lists of their ids.
fn also(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> Vec<BTreeSet<Slug>> {
    let mut sets = Vec::new();
    for node in fields.list("also", limits.accepted, log).unwrap_or_default() {
        let ids = node.list().filter(|ids| !ids.is_empty() && ids.len() <= limits.options);
        let set: Option<BTreeSet<Slug>> =
            ids.and_then(|ids| ids.iter().map(|id| Slug::parse(id.scalar()?).ok()).collect());
        match set {
            Some(set) => sets.push(set),
            None => {
                let what = format!("`{}` holds {}.", fields.path("also"), node.called());
                fields.wrong(
                    log,
                    node.line,
                    "also",
                    what,
                    "Write each set as a list of option ids: `- [a, c]`.",
                );
            }
        }
    }
    sets
}

fn labels(fields: &mut Fields<'_>, lang: &str, limits: &Limits, log: &mut Log) -> Option<(Words, Words)> {
    let entry = fields.take("labels")?;
    let mut labels = Fields::strict(&entry.value, "labels.", log)?;
    let yes = labels.words("true", lang, limits, log);
    let no = labels.words("false", lang, limits, log);
    if yes.is_none() || no.is_none() {
        labels.missing(log, if yes.is_none() { "true" } else { "false" }, "Give both words.");
    }
    labels.finish(log);
    yes.zip(no)
}

fn accept(fields: &mut Fields<'_>, line: &mut u32, limits: &Limits, log: &mut Log) -> Vec<String> {
    let Some(entry) = fields.take("accept") else { return Vec::new() };
    *line = entry.line;
    if let Some(one) = entry.value.scalar() {
        return vec![one.to_owned()];
    }
    let mut accepted = Vec::new();
    for node in fields.list("accept", limits.accepted, log).unwrap_or_default() {
        match node.scalar() {
            Some(text) => accepted.push(text.to_owned()),
            None => {
                let what = format!("`{}` holds {}.", fields.path("accept"), node.called());
                fields.wrong(log, node.line, "accept", what, "Write each accepted answer as a text.");
            }
        }
    }
    accepted
}
