//! What a bank is about: its competencies with what to read next, and the pages a candidate may read.

use exam::Slug;
use exam::programme::Reading;

use super::{short, twice};
use crate::draft::{DraftCompetency, DraftPage};
use crate::fields::Fields;
use crate::finding::Log;
use crate::limits::Limits;

pub(super) fn competencies(
    fields: &mut Fields<'_>,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> Vec<DraftCompetency> {
    let mut found: Vec<DraftCompetency> = Vec::new();
    for node in fields.list("competencies", limits.competencies, log).unwrap_or_default() {
        let Some(mut fields) = Fields::strict(node, "competencies.", log) else { continue };
        let id = fields.need_slug("id", log);
        let title = fields.words("title", lang, limits, log);
        if title.is_none() {
            fields.missing(log, "title", "Add `title: ...`.");
        }
        let reading = reading(&mut fields, limits, log);
        fields.finish(log);
        if let (Some(id), Some(title)) = (id, title) {
            known_once(found.iter().map(|other| &other.id), &id, node.line, "competencies.id", log);
            found.push(DraftCompetency { id, title, reading });
        }
    }
    found
}

/// Reads `read`, a list of titles and addresses.
pub(crate) fn reading(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> Vec<Reading> {
    let mut found = Vec::new();
    let within = format!("{}.", fields.path("read"));
    for node in fields.list("read", limits.reading, log).unwrap_or_default() {
        let Some(mut fields) = Fields::strict(node, &within, log) else { continue };
        let (title, at) = (short(&mut fields, "title", limits, log), short(&mut fields, "at", limits, log));
        if title.is_none() || at.is_none() {
            fields.missing(log, "title", "Write `{title: ..., at: ...}`: what it is called and where it is.");
        }
        fields.finish(log);
        found.extend(title.zip(at).map(|(title, at)| Reading { title, at }));
    }
    found
}

pub(super) fn references(
    fields: &mut Fields<'_>,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> Vec<DraftPage> {
    let mut found: Vec<DraftPage> = Vec::new();
    for node in fields.list("references", limits.references, log).unwrap_or_default() {
        let Some(mut fields) = Fields::strict(node, "references.", log) else { continue };
        let id = fields.need_slug("id", log);
        let title = fields.words("title", lang, limits, log);
        let body = fields.words("text", lang, limits, log);
        if title.is_none() {
            fields.missing(log, "title", "Add `title: ...`.");
        }
        if body.is_none() {
            fields.missing(log, "text", "Add `text: |` and what the page says.");
        }
        fields.finish(log);
        if let (Some(id), Some(title), Some(body)) = (id, title, body) {
            known_once(found.iter().map(|other| &other.id), &id, node.line, "references.id", log);
            found.push(DraftPage { id, title, body });
        }
    }
    found
}

fn known_once<'a>(
    mut known: impl Iterator<Item = &'a Slug>,
    id: &Slug,
    line: u32,
    field: &str,
    log: &mut Log,
) {
    if known.any(|known| known == id) {
        twice(log, line, field, id);
    }
}
