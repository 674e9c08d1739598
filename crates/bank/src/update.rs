//! A second import into a bank source that its authors have edited since the first.
//!
//! Three sides meet: what was imported before, what stands in the file now, and what is imported this time. Beside a
//! bank source lies a small file, `.NAME.imported`, with the first of them and every name a question ever had, so that
//! none is used for another question. `docs/formats/bank-source.md` tells its form.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use exam::Slug;

use crate::fields::Fields;
use crate::finding::{Finding, Log, Refused, Severity, quoted};
use crate::import::{Format, Imported};
use crate::limits::Limits;
use crate::{NoPictures, Reading, source, write, yaml};

mod chunks;
mod matching;
mod merge3;

use chunks::Chunks;

/// The header of the file beside a bank source.
const FORMAT: &str = "imported/v0";

/// What was imported before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The format it came from.
    pub from: String,
    /// The name of the file it came from.
    pub origin: String,
    /// Every name a question of this bank ever had.
    pub ids: BTreeSet<Slug>,
    /// The bank source as it was written then.
    pub source: String,
}

/// What a merge came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The bank source to write. Where sides disagree it holds the author's wording, and the other as a comment.
    pub source: String,
    /// Where both sides changed the same thing, and what the source has no more.
    pub conflicts: Vec<Finding>,
    base: String,
    ids: BTreeSet<Slug>,
}

/// The file beside a bank source.
pub fn base_path(source: &Path) -> PathBuf {
    let name = source.file_name().map_or_else(|| "bank".into(), |name| name.to_string_lossy().into_owned());
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(&name);
    source.with_file_name(format!(".{stem}.imported"))
}

impl Kept {
    /// After a first import.
    pub fn first(from: Format, origin: &str, source: &str, imported: &Imported) -> Self {
        let ids = imported.draft.items.iter().map(|item| item.id.clone()).collect();
        Self { from: from.name().to_owned(), origin: origin.to_owned(), ids, source: source.to_owned() }
    }

    /// Reads the file. `file` is what findings call it.
    pub fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Self, Refused> {
        let mut log = Log::new(file, "");
        // It holds a whole bank source, indented.
        let wide = Limits { file_bytes: limits.file_bytes.saturating_mul(2), ..limits.clone() };
        let text = yaml::text(&log, bytes, &wide)?;
        let node = yaml::parse(&log, &text, 0, &wide)?;
        let Some(mut fields) = Fields::strict(&node, "", &mut log) else { return Err(log.refuse()) };
        if !source::header(&mut fields, FORMAT, &mut log) {
            return Err(log.refuse());
        }
        let word = |name, fields: &mut Fields<'_>, log: &mut Log| {
            fields.word(name, log).map(|word| word.text.to_owned()).unwrap_or_default()
        };
        let from = word("from", &mut fields, &mut log);
        let origin = word("origin", &mut fields, &mut log);
        let ids = fields.slugs("ids", limits.items.saturating_mul(20), &mut log);
        let source = word("source", &mut fields, &mut log);
        fields.finish(&mut log);
        if log.refused() {
            return Err(log.refuse());
        }
        Ok(Self {
            from,
            origin,
            ids: ids.into_iter().map(|(_, id)| id).collect(),
            source: format!("{}\n", source.trim_end()),
        })
    }

    /// The file's text.
    pub fn write(&self) -> String {
        let mut out =
            format!("invigil: {FORMAT} # the base of `invigil bank import --update`; do not edit\n");
        out.push_str(&format!("from: {}\norigin: {}\nids:\n", self.from, write::quote(&self.origin)));
        for id in &self.ids {
            out.push_str(&format!("  - {}\n", write::quote(id.as_str())));
        }
        if self.ids.is_empty() {
            out = out.replace("ids:\n", "ids: []\n");
        }
        out.push_str("source: |-\n");
        for line in self.source.trim_end().lines() {
            if !line.is_empty() {
                out.push_str("  ");
                out.push_str(line);
            }
            out.push('\n');
        }
        out
    }
}

impl Merged {
    /// What to keep for the next time.
    pub fn kept(&self, from: Format, origin: &str) -> Kept {
        Kept {
            from: from.name().to_owned(),
            origin: origin.to_owned(),
            ids: self.ids.clone(),
            source: self.base.clone(),
        }
    }
}

/// Merges what is imported now into a bank source. `name` is what findings call that file.
pub fn merge(
    before: &Kept,
    name: &str,
    mine: &[u8],
    imported: &Imported,
    limits: &Limits,
) -> Result<Merged, Refused> {
    let nothing = |_: &[u8]| exam::Digest([0; 32]);
    let reading = Reading { limits, digest: &nothing, pictures: &NoPictures };
    let base = source::read_authored("what was imported before", before.source.as_bytes(), reading)?.draft;
    let log = Log::new(name, "");
    let mine_text = yaml::text(&log, mine, limits)?;
    let own = source::read_authored(name, mine, reading)?.draft;
    let own_ids: BTreeSet<Slug> = own.items.iter().map(|item| item.id.clone()).collect();
    let mut ids = before.ids.clone();
    ids.extend(own_ids.iter().cloned());
    ids.extend(base.items.iter().map(|item| item.id.clone()));
    let mut now = imported.draft.clone();
    let known = matching::align(&mut now, &base, &ids);
    ids.extend(now.items.iter().map(|item| item.id.clone()));
    let theirs_text = write::draft(&now);
    let (base_chunks, theirs) =
        (Chunks::of("base", &before.source, limits)?, Chunks::of("now", &theirs_text, limits)?);
    let mut chunks = Chunks::of(name, &mine_text, limits)?;
    let mut log = Log::new(name, "");
    let head = merge3::merge(&base_chunks.head, &chunks.head, &theirs.head);
    chunks.head = head.unwrap_or_else(|| {
        conflict(&mut log, 1, &base_chunks.head, &chunks.head, &theirs.head);
        format!("{}{}", commented(&theirs.head), chunks.head)
    });
    let mut after: Option<Slug> = None;
    for (id, text) in &theirs.items {
        let was = base_chunks.get(id);
        let is = chunks.get(id).map(str::to_owned);
        match (was, is) {
            (Some(was), Some(is)) => {
                let merged = merge3::merge(was, &is, text).unwrap_or_else(|| {
                    log.item = Some(id.to_string());
                    conflict(&mut log, chunks.line(id), was, &is, text);
                    log.item = None;
                    format!("{}{is}", commented(text))
                });
                chunks.set(id, merged);
            }
            // Taken out by its author, and it stays out.
            (Some(was), None) => {
                if was != text {
                    log.item = Some(id.to_string());
                    let what = "It was deleted here and has changed in the imported file; it stays deleted.";
                    log.add(
                        Severity::Warning,
                        "conflict",
                        0,
                        "",
                        what,
                        "Import it elsewhere if it is wanted again.",
                    );
                    log.item = None;
                }
            }
            (None, None) => chunks.insert(id.clone(), text.clone(), after.as_ref()),
            // Cannot be: a new question never gets a name that is in use.
            (None, Some(_)) => {}
        }
        if chunks.get(id).is_some() {
            after = Some(id.clone());
        }
    }
    for item in base.items.iter().filter(|item| !known.contains(&item.id)) {
        let Some(is) = chunks.get(&item.id).map(str::to_owned) else { continue };
        log.item = Some(item.id.to_string());
        let line = chunks.line(&item.id);
        if base_chunks.get(&item.id) == Some(is.as_str()) {
            chunks.set(&item.id, retired(&is));
            let what = "It is not in the imported file any more; it is retired here and keeps its name.";
            log.add(
                Severity::Warning,
                "conflict",
                line,
                "state",
                what,
                "Delete `state: retired` to keep it in use.",
            );
        } else if !is.contains("state: retired") {
            let what = "It is not in the imported file any more, and was edited here; it stays as it is.";
            log.add(
                Severity::Warning,
                "conflict",
                line,
                "",
                what,
                "Write `state: retired` if it should not be drawn.",
            );
        }
        log.item = None;
    }
    let merged = chunks.text();
    // What would not read is not written.
    source::read_authored(name, merged.as_bytes(), reading).map_err(|refused| {
        let mut findings = refused.findings;
        let what = "Put together, the two sides would not read; nothing was written.";
        let mut log = Log::new(name, "");
        log.add(
            Severity::Error,
            "conflict",
            0,
            "",
            what,
            "Import to another place and compare with `invigil bank diff`.",
        );
        findings.extend(log.found);
        Refused { findings }
    })?;
    Ok(Merged { source: merged, conflicts: log.found, base: theirs_text, ids })
}

/// The text of an item as a comment above the other one.
fn commented(text: &str) -> String {
    let mut out =
        String::from("  # conflict: the imported file says this; decide, then delete these lines\n");
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str("  #");
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn retired(item: &str) -> String {
    match item.find("- id:").and_then(|at| item[at..].find('\n').map(|end| at + end + 1)) {
        Some(end) => format!("{}    state: retired\n{}", &item[..end], &item[end..]),
        None => item.to_owned(),
    }
}

/// Names both sides of a disagreement by the first lines in which they differ.
fn conflict(log: &mut Log, line: u32, base: &str, mine: &str, theirs: &str) {
    let (own, foreign) = merge3::first_difference(base, mine, theirs);
    let what = format!(
        "Both were changed: here it says {}, the imported file says {}.",
        quoted(own.trim()),
        quoted(foreign.trim())
    );
    let hint =
        "Your wording was kept and the other stands above it as a comment; decide, then delete the comment.";
    log.add(Severity::Warning, "conflict", line, "", what, hint);
}
