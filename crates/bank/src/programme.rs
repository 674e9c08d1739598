//! The programme file: YAML, `invigil: programme/v0`. `docs/formats/programme.md` is for its authors.
//!
//! What a file does not say is the most reserved: no feedback but the outcome, only from a confirmed result, and
//! no answer key ever leaves the authority.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use exam::programme::{Certification, Issuer, Named, Programme, Reading};
use exam::{ProgrammeId, Slug};

use crate::assemble;
use crate::fields::Fields;
use crate::finding::{Finding, Log, Refused, Severity};
use crate::limits::Limits;
use crate::source::{header, load, twice};
use crate::words::is_language;
use crate::yaml::{self, Entry, Kind, Node};

mod certification_entry;
mod exam_entry;

use certification_entry::Known;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// The header of the format.
pub const FORMAT: &str = "programme/v0";

/// A programme and where its banks lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeFile {
    /// The programme.
    pub programme: Programme,
    /// The language of texts that do not say theirs.
    pub language: String,
    /// The path of each exam's bank source, from the folder of the programme file and never out of it.
    pub banks: BTreeMap<Slug, String>,
    /// What to read before each exam, best first. It is for people who prepare, and not in the signed programme.
    pub reading: BTreeMap<Slug, Vec<Reading>>,
    /// Certifications that are announced and cannot be earned yet: they may lack exams, and are not in the programme.
    pub planned: Vec<Certification>,
    /// Warnings, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Reads a programme file. `file` is what findings call it.
pub fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<ProgrammeFile, Refused> {
    let mut log = Log::new(file, "");
    let text = yaml::text(&log, bytes, limits)?;
    let node = yaml::parse(&log, &text, 0, limits)?;
    let made = Fields::strict(&node, "", &mut log).and_then(|mut fields| {
        header(&mut fields, FORMAT, &mut log).then(|| programme(fields, limits, &mut log)).flatten()
    });
    // A mistake in `defaults` is found once for every exam.
    let mut seen = BTreeSet::new();
    log.found.retain(|finding| seen.insert((finding.line, finding.field.clone(), finding.what.clone())));
    match made {
        Some(mut made) if !log.refused() => {
            made.findings = log.found;
            made.findings.sort_by_key(|finding| finding.line);
            Ok(made)
        }
        _ => Err(log.refuse()),
    }
}

/// Reads the programme file at `path`.
pub fn read_file(path: &Path, limits: &Limits) -> Result<ProgrammeFile, Refused> {
    let (name, bytes) = load(path, limits)?;
    read(&name, &bytes, limits)
}

fn programme(mut fields: Fields<'_>, limits: &Limits, log: &mut Log) -> Option<ProgrammeFile> {
    if fields.take("id").is_none() {
        fields.missing(log, "id", UUID);
    }
    let id = fields.value("id", UUID, log, |text| ProgrammeId::parse(text).ok());
    let language = fields
        .value("language", "Write a language, such as `en` or `pt-BR`.", log, |tag| {
            is_language(tag).then(|| tag.to_owned())
        })
        .unwrap_or_else(|| "en".to_owned());
    let title = need_words(&mut fields, "title", &language, limits, log);
    let demo = fields.flag("demo", log).unwrap_or(false);
    let issuer = issuer(&mut fields, log);
    let tracks = named(&mut fields, "tracks", "tracks.", &language, limits, log);
    let tiers = named(&mut fields, "tiers", "tiers.", &language, limits, log);
    let defaults = fields.take("defaults").map(|entry| &entry.value);
    if let Some(node) = defaults {
        check_defaults(node, log);
    }
    let (mut banks, mut reading) = (BTreeMap::new(), BTreeMap::new());
    let mut exams: Vec<exam::programme::Exam> = Vec::new();
    for node in need_list(&mut fields, "exams", limits, log) {
        let merged = merge(node, defaults);
        let Some(entry) = Fields::strict(&merged, "exams.", log) else { continue };
        if let Some(read) = exam_entry::read(entry, &language, limits, log) {
            if banks.insert(read.exam.id.clone(), read.bank).is_some() {
                twice(log, node.line, "exams.id", &read.exam.id);
            }
            reading.insert(read.exam.id.clone(), read.reading);
            exams.push(read.exam);
        }
    }
    let known = Known {
        tracks: tracks.iter().map(|named| named.id.clone()).collect(),
        tiers: tiers.iter().map(|named| named.id.clone()).collect(),
        exams: banks.keys().cloned().collect(),
        complete: !log.refused(),
    };
    let mut entries: Vec<certification_entry::Entry> = Vec::new();
    let listed = fields.list("certifications", limits.programme_entries, log).unwrap_or_default();
    for node in listed {
        let Some(entry) = Fields::strict(node, "certifications.", log) else { continue };
        if let Some(made) = certification_entry::read(entry, &known, &language, limits, log) {
            let id = &made.certification.id;
            if entries.iter().any(|other| other.certification.id == *id) {
                twice(log, node.line, "certifications.id", id);
            }
            entries.push(made);
        }
    }
    // One that could not be read would look like one that is not there.
    if entries.len() == listed.len() {
        certification_entry::check_prerequisites(&entries, log);
    }
    let (planned, open): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.planned);
    let certifications = open.into_iter().map(|entry| entry.certification).collect();
    let planned = planned.into_iter().map(|entry| entry.certification).collect();
    fields.finish(log);
    let programme =
        Programme { id: id?, title: title?, issuer: issuer?, demo, tracks, tiers, certifications, exams };
    Some(ProgrammeFile { programme, language, banks, reading, planned, findings: Vec::new() })
}

const UUID: &str = "Write a UUID of version 7 in lower case, such as `01890a5d-ac96-774b-bcce-b302099a8057`.";

fn need_words(
    fields: &mut Fields<'_>,
    name: &'static str,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> Option<exam::text::Text> {
    let words = fields.words(name, lang, limits, log).filter(|words| !words.is_blank());
    if words.is_none() {
        fields.missing(log, name, &format!("Add `{name}: ...`."));
    }
    words.as_ref().map(assemble::plain)
}

fn need_list<'a>(fields: &mut Fields<'a>, name: &'static str, limits: &Limits, log: &mut Log) -> &'a [Node] {
    let present = fields.take(name).is_some();
    let list = fields.list(name, limits.programme_entries, log).unwrap_or_default();
    if list.is_empty() && !(present && log.refused()) {
        fields.missing(log, name, &format!("Add `{name}:` and at least one entry."));
    }
    list
}

fn issuer(fields: &mut Fields<'_>, log: &mut Log) -> Option<Issuer> {
    let Some(entry) = fields.take("issuer") else {
        fields.missing(log, "issuer", "Add `issuer:` with a `name:` below it.");
        return None;
    };
    let mut fields = Fields::strict(&entry.value, "issuer.", log)?;
    if fields.take("name").is_none() {
        fields.missing(log, "name", "Add the name that stands on certificates.");
    }
    let name = fields.value("name", "Write a name of 1 to 200 characters.", log, |text| {
        (1..=200).contains(&text.chars().count()).then(|| text.to_owned())
    });
    let url = fields.value("url", "Write an address that begins with `https://`.", log, |text| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let plain = rest.chars().all(|c| !c.is_whitespace() && !c.is_control());
        (!rest.is_empty() && plain && text.len() <= 2_000).then(|| text.to_owned())
    });
    fields.finish(log);
    Some(Issuer { name: name?, url })
}

fn named(
    fields: &mut Fields<'_>,
    name: &'static str,
    within: &str,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for node in fields.list(name, limits.programme_entries, log).unwrap_or_default() {
        let Some(mut entry) = Fields::strict(node, within, log) else { continue };
        let id = entry.need_slug("id", log);
        let title = need_words(&mut entry, "title", lang, limits, log);
        entry.finish(log);
        if let (Some(id), Some(title)) = (id, title) {
            if found.iter().any(|other| other.id == id) {
                twice(log, node.line, &format!("{within}id"), &id);
            }
            found.push(Named { id, title });
        }
    }
    found
}

/// What may not be the same for all exams.
const OWN: &[&str] = &["id", "title", "bank", "draw", "blueprint", "read"];

fn check_defaults(node: &Node, log: &mut Log) {
    if Fields::strict(node, "defaults.", log).is_none() {
        return;
    }
    for entry in node.map().unwrap_or_default() {
        if OWN.contains(&entry.key.as_str()) {
            let what = format!("`defaults` has `{}`, which each exam has for itself.", entry.key);
            log.add(Severity::Error, "unknown-field", entry.line, "defaults", what, "Move it to the exams.");
        }
    }
}

/// An exam's fields, and those of `defaults` that it does not have.
fn merge(exam: &Node, defaults: Option<&Node>) -> Node {
    let (Some(own), Some(more)) = (exam.map(), defaults.and_then(Node::map)) else { return exam.clone() };
    let lacks =
        |entry: &&Entry| own.iter().all(|own| own.key != entry.key) && !OWN.contains(&entry.key.as_str());
    let entries = own.iter().chain(more.iter().filter(lacks)).cloned().collect();
    Node { line: exam.line, kind: Kind::Map(entries) }
}
