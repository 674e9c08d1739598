//! The certifications of a programme file, and whether each can be reached.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use exam::Slug;
use exam::programme::{Certification, Price};

use super::{HOUR, need_words};
use crate::assemble;
use crate::fields::{Fields, listed};
use crate::finding::{Log, Severity, nearest};
use crate::limits::Limits;
use crate::number;
use crate::source::{twice, unknown_name};
use crate::words::Words;

const PRICE: &str =
    "Write `free`, or an amount and a currency of three capital letters, such as `49.50 EUR`.";

/// The names a certification may use.
pub(super) struct Known {
    pub(super) tracks: BTreeSet<Slug>,
    pub(super) tiers: BTreeSet<Slug>,
    pub(super) exams: BTreeSet<Slug>,
    /// Whether these are all: a name that is missing because its entry could not be read is not unknown.
    pub(super) complete: bool,
}

/// A certification and what of its place in the file is needed afterwards.
pub(super) struct Entry {
    pub(super) certification: Certification,
    /// Announced, and not to be earned yet.
    pub(super) planned: bool,
    pub(super) line: u32,
    /// The line of each prerequisite.
    prerequisites: Vec<(u32, Slug)>,
}

/// Reads one certification.
pub(super) fn read(
    mut fields: Fields<'_>,
    known: &Known,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> Option<Entry> {
    let line = fields.line;
    let id = fields.need_slug("id", log);
    let title = need_words(&mut fields, "title", lang, limits, log);
    let planned = fields.flag("planned", log).unwrap_or(false);
    let mut text = |name: &'static str, log: &mut Log| {
        let path = fields.path(name);
        let words: Option<Words> = fields.words(name, lang, limits, log);
        words.map(|words| assemble::without_pictures(&words, &path, limits.text_depth, log))
    };
    let (description, audience) = (text("description", log), text("audience", log));
    let track = fields.need_slug("track", log);
    let tier = fields.need_slug("tier", log);
    for (field, name, names) in [("tracks", &track, &known.tracks), ("tiers", &tier, &known.tiers)] {
        if let Some(name) = name.as_ref().filter(|name| known.complete && !names.contains(*name)) {
            unknown_name(log, line, field, name, names);
        }
    }
    let exams = exams(&mut fields, known, planned, limits, log);
    let mut prerequisites: Vec<(u32, Slug)> = Vec::new();
    for (line, other) in fields.slugs("prerequisites", limits.programme_entries, log) {
        if prerequisites.iter().any(|(_, before)| *before == other) {
            twice(log, line, "certifications.prerequisites", &other);
        } else {
            prerequisites.push((line, other));
        }
    }
    let price = fields.value("price", PRICE, log, price);
    let attempts = fields.count("attempts", 1, 1_000, log).unwrap_or(1);
    let waits = fields.take("cool_down_hours").map(|entry| entry.line);
    let cool_down = fields.count("cool_down_hours", 0, 24 * 366, log).unwrap_or(0);
    if let Some(line) = waits.filter(|_| cool_down > 0 && attempts == 1) {
        let what = "There is a cool-down between attempts, and only one attempt.";
        let hint = "Raise `attempts`, or delete `cool_down_hours`.";
        log.add(Severity::Warning, "policy", line, "certifications.cool_down_hours", what, hint);
    }
    let valid_months = fields.count("valid_months", 1, 1_200, log);
    fields.finish(log);
    let certification = Certification {
        id: id?,
        title: title?,
        description,
        audience,
        track: track?,
        tier: tier?,
        exams,
        prerequisites: prerequisites.iter().map(|(_, other)| other.clone()).collect(),
        price,
        attempts,
        cool_down_ms: u64::from(cool_down) * HOUR,
        valid_months,
    };
    Some(Entry { certification, planned, line, prerequisites })
}

fn exams(fields: &mut Fields<'_>, known: &Known, planned: bool, limits: &Limits, log: &mut Log) -> Vec<Slug> {
    let mut exams: Vec<Slug> = Vec::new();
    let before = log.found.len();
    for (line, exam) in fields.slugs("exams", limits.programme_entries, log) {
        if known.complete && !known.exams.contains(&exam) {
            unknown_name(log, line, "exams", &exam, &known.exams);
        } else if exams.contains(&exam) {
            twice(log, line, "certifications.exams", &exam);
        }
        exams.push(exam);
    }
    if exams.is_empty() && !planned && log.found.len() == before {
        let hint =
            "Add `exams: [...]` with at least one exam, or `planned: true` if it cannot be earned yet.";
        fields.missing(log, "exams", hint);
    }
    exams
}

/// `free`, or `49.50 EUR`.
fn price(text: &str) -> Option<Price> {
    if text == "free" {
        return Some(Price::Free);
    }
    let (amount, currency) = text.split_once(' ')?;
    let letters = currency.len() == 3 && currency.bytes().all(|byte| byte.is_ascii_uppercase());
    let thousandths = number::decimal(amount, 3).filter(|thousandths| *thousandths > 0 && letters)?;
    Some(Price::Sum { thousandths, currency: currency.to_owned() })
}

/// Every prerequisite is a certification of the file that can be earned, and none leads back to itself.
pub(super) fn check_prerequisites(entries: &[Entry], log: &mut Log) {
    const FIELD: &str = "certifications.prerequisites";
    let all: BTreeMap<&Slug, &Entry> = entries.iter().map(|entry| (&entry.certification.id, entry)).collect();
    for entry in entries {
        let id = &entry.certification.id;
        for (line, other) in &entry.prerequisites {
            match all.get(other) {
                None => {
                    let what = format!("`{FIELD}` names `{other}`, which is no certification of this file.");
                    let hint = match nearest(other.as_str(), all.keys().map(|id| id.as_str())) {
                        Some(meant) => format!("Did you mean `{meant}`?"),
                        None => format!("Write one of {}.", listed(all.keys().map(|id| id.as_str()))),
                    };
                    log.add(Severity::Error, "reference", *line, FIELD, what, hint);
                }
                Some(needed) if needed.planned && !entry.planned => {
                    let what = format!("`{id}` needs `{other}`, which is planned and cannot be earned yet.");
                    let hint = format!("Write `planned: true` for `{id}` too, or delete the prerequisite.");
                    log.add(Severity::Error, "prerequisite", *line, FIELD, what, hint);
                }
                Some(_) => {}
            }
        }
    }
    let mut told: BTreeSet<&Slug> = BTreeSet::new();
    for entry in entries {
        let id = &entry.certification.id;
        if told.contains(id) {
            continue;
        }
        if let Some(circle) = circle(id, &all) {
            let way: Vec<String> = circle.iter().skip(1).map(|id| format!("`{id}`")).collect();
            let what = format!("`{id}` needs {}: nobody can begin.", way.join(", which needs "));
            let line = entry.prerequisites.first().map_or(entry.line, |(line, _)| *line);
            log.add(Severity::Error, "prerequisite", line, FIELD, what, "Delete one of the prerequisites.");
            told.extend(circle);
        }
    }
}

/// The shortest way from a certification back to itself, with it at both ends.
fn circle<'a>(start: &'a Slug, all: &BTreeMap<&'a Slug, &'a Entry>) -> Option<Vec<&'a Slug>> {
    let mut ways = VecDeque::from([vec![start]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        let needs = way.last().and_then(|last| all.get(last)).map(|entry| &entry.prerequisites);
        for (_, next) in needs.into_iter().flatten() {
            let further = || way.iter().copied().chain([next]).collect();
            if next == start {
                return Some(further());
            }
            if seen.insert(next) {
                ways.push_back(further());
            }
        }
    }
    None
}
