//! The readable bank source: YAML with texts in Markdown, `invigil: bank/v0`. `docs/formats/bank-source.md` is for
//! its authors.

use std::collections::BTreeSet;
use std::path::Path;

use evidence::PublicKey;
use exam::{Points, Slug};
use serde::Deserialize;
use serde::de::IntoDeserializer;

use crate::Reading;
use crate::assemble;
use crate::draft::{ANSWER, Draft, DraftInteraction, DraftItem, DraftPart};
use crate::fields::Fields;
use crate::finding::{self, Finding, KEPT, Log, Refused, Severity, quoted};
use crate::import::Imported;
use crate::limits::Limits;
use crate::model::{Bank, ExamHints, Meta, State, Usage};
use crate::review::Reviewer;
use crate::words::Words;
use crate::words::is_language;
use crate::{number, rules, yaml};

mod about;
mod interaction;
mod silence;

pub(crate) use about::reading;

/// The header of the format.
pub const FORMAT: &str = "bank/v0";

/// Reads a bank source. `file` is what findings call it.
pub fn read(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Bank, Refused> {
    Ok(read_authored(file, bytes, reading)?.bank)
}

/// Reads a bank source and keeps what its author wrote, to write it again.
pub fn read_authored(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    let mut log = Log::new(file, KEPT);
    let text = yaml::text(&log, bytes, reading.limits)?;
    let node = match yaml::parse(&log, &text, 0, reading.limits) {
        Ok(node) => node,
        // A page with prose after its front matter is not one YAML document: say what it is instead.
        Err(_) if looks_like_a_page(&text) => return Err(not_a_source(log)),
        Err(refused) => return Err(refused),
    };
    let Some(mut fields) = Fields::strict(&node, "", &mut log) else { return Err(log.refuse()) };
    if !header(&mut fields, FORMAT, &mut log) {
        return Err(if looks_like_a_page(&text) { not_a_source(log) } else { log.refuse() });
    }
    let Some(draft) = draft(fields, reading.limits, &mut log) else { return Err(log.refuse()) };
    let bank = assemble::bank(&draft, log, reading)?;
    Ok(Imported::new(bank, draft))
}

/// Reads the bank source at `path`, with pictures from its folder.
pub fn read_file(
    path: &Path,
    limits: &Limits,
    digest: &dyn Fn(&[u8]) -> exam::Digest,
) -> Result<Bank, Refused> {
    let (name, bytes) = load(path, limits)?;
    let pictures = crate::Folder::of(path);
    read(&name, &bytes, Reading { limits, digest, pictures: &pictures })
}

/// A file's name for findings, and its bytes, at most one more than are taken.
pub(crate) fn load(path: &Path, limits: &Limits) -> Result<(String, Vec<u8>), Refused> {
    use std::io::Read;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let most = u64::try_from(limits.file_bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    match std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)) {
        Ok(_) => Ok((name, bytes)),
        Err(error) => Err(Log::new(&path.display().to_string(), "").fail(
            "unreadable-file",
            0,
            format!("The file cannot be read: {error}."),
            "Check its path and its permissions.",
        )),
    }
}

fn looks_like_a_page(text: &str) -> bool {
    text.starts_with("---\n")
        && text.lines().any(|line| line.starts_with("questions:") || line.starts_with("type:"))
}

fn not_a_source(log: Log) -> Refused {
    Log::new(&log.file, "").fail(
        "unreadable-file",
        1,
        "This is a page with front matter and not a bank source.",
        "Import it: `invigil bank import`.",
    )
}

/// Whether the file says that it is what is read here.
pub(crate) fn header(fields: &mut Fields<'_>, format: &str, log: &mut Log) -> bool {
    let Some(word) = fields.word("invigil", log) else {
        let hint = format!("Begin the file with `invigil: {format}`.");
        log.add(Severity::Error, "required", 1, "invigil", "The file does not say what it is.", hint);
        return false;
    };
    if word.text == format {
        return true;
    }
    let (kind, _) = format.split_once('/').unwrap_or((format, ""));
    let (what, hint) = match word.text.split_once('/') {
        Some((found, version)) if found == kind => (
            format!("The file is of version {} of its format; this program reads {format}.", quoted(version)),
            "Use a program of its time, or change the file.".to_owned(),
        ),
        _ => (
            format!("`invigil` is {}.", quoted(word.text)),
            format!("Begin the file with `invigil: {format}`."),
        ),
    };
    log.add(Severity::Error, "unreadable", word.line, "invigil", what, hint);
    false
}

fn draft(mut fields: Fields<'_>, limits: &Limits, log: &mut Log) -> Option<Draft> {
    let language = fields
        .value("language", "Write a language, such as `en` or `pt-BR`.", log, |tag| {
            is_language(tag).then(|| tag.to_owned())
        })
        .unwrap_or_else(|| "en".to_owned());
    let title = fields.words("title", &language, limits, log);
    if title.as_ref().is_none_or(Words::is_blank) {
        fields.missing(log, "title", "Add `title: ...`.");
    }
    let usage = fields.one_of("use", &[("practice", Usage::Practice), ("live", Usage::Live)], log);
    if usage.is_none() && !log.refused() {
        fields.missing(
            log,
            "use",
            "Add `use: practice` for public questions or `use: live` for secret ones.",
        );
    }
    let competencies = about::competencies(&mut fields, &language, limits, log);
    let stimuli = stimuli(&mut fields, &language, limits, log);
    let references = about::references(&mut fields, &language, limits, log);
    let hints = hints(&mut fields, limits, log);
    let reviewers = reviewers(&mut fields, limits, log);
    let silenced = silence::read(&mut fields, limits, log);
    let known = Known {
        competencies: competencies.iter().map(|competency| competency.id.clone()).collect(),
        stimuli: stimuli.iter().map(|(id, _)| id.clone()).collect(),
        language: language.clone(),
    };
    let mut items = Vec::new();
    match fields.list("items", limits.items, log) {
        None if !log.refused() => fields.missing(log, "items", "Add `items:` and a list of questions."),
        None => {}
        Some(nodes) => {
            for node in nodes {
                let id = node.map().and_then(|entries| entries.iter().find(|entry| entry.key == "id"));
                log.item = id.and_then(|entry| entry.value.scalar()).map(|id| id.chars().take(64).collect());
                if let Some(fields) = Fields::strict(node, "", log) {
                    items.extend(item(fields, &known, limits, log));
                }
            }
        }
    }
    log.item = None;
    fields.finish(log);
    let mut draft = Draft {
        title: title?,
        language,
        usage: usage?,
        competencies,
        stimuli,
        references,
        hints,
        reviewers,
        silenced,
        items,
    };
    rules::unique_items(&mut draft, log);
    Some(draft)
}

/// Who may review: a name and a public key each.
fn reviewers(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> Vec<Reviewer> {
    let mut found: Vec<Reviewer> = Vec::new();
    for node in fields.list("reviewers", limits.competencies, log).unwrap_or_default() {
        let Some(mut fields) = Fields::strict(node, "reviewers.", log) else { continue };
        let name = short(&mut fields, "name", limits, log);
        let hint = "Write the public key that `invigil keys person` printed.";
        let key = fields.value("key", hint, log, |text| {
            let text: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
                text.into_deserializer();
            PublicKey::deserialize(text).ok()
        });
        if name.is_none() || key.is_none() {
            fields.missing(log, if name.is_none() { "name" } else { "key" }, hint);
        }
        fields.finish(log);
        if let (Some(name), Some(key)) = (name, key) {
            if found.iter().any(|known| known.name.eq_ignore_ascii_case(&name) || known.key == key) {
                let what = format!("{} or their key is listed twice.", quoted(&name));
                log.add(Severity::Error, "duplicate-id", node.line, "reviewers", what, "Delete one of them.");
            }
            found.push(Reviewer { name, key });
        }
    }
    found
}

/// What a question may refer to.
struct Known {
    competencies: BTreeSet<Slug>,
    stimuli: BTreeSet<Slug>,
    language: String,
}

fn stimuli(fields: &mut Fields<'_>, lang: &str, limits: &Limits, log: &mut Log) -> Vec<(Slug, Words)> {
    let mut found = Vec::new();
    let Some(entry) = fields.take("stimuli") else { return found };
    if Fields::strict(&entry.value, "stimuli.", log).is_none() {
        return found;
    }
    let entries = entry.value.map().unwrap_or_default();
    if entries.len() > limits.stimuli {
        let what = format!("There are {} stimuli; {} are the most.", entries.len(), limits.stimuli);
        log.add(Severity::Error, "too-large", entry.line, "stimuli", what, "Take some out.");
        return found;
    }
    for stimulus in entries {
        let path = format!("stimuli.{}", stimulus.key);
        let words =
            crate::words::read(&stimulus.value, stimulus.line, &path, lang, Severity::Error, limits, log);
        match (Slug::parse(&stimulus.key), words) {
            (Ok(id), Some(words)) => found.push((id, words)),
            (Ok(_), None) => {}
            (Err(_), _) => {
                let what = format!("A stimulus is called {}.", quoted(&stimulus.key));
                log.add(Severity::Error, "unreadable", stimulus.line, "stimuli", what, crate::fields::SLUG);
            }
        }
    }
    found
}

fn hints(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> ExamHints {
    let mut hints = ExamHints::default();
    let Some(entry) = fields.take("exam_hints") else { return hints };
    let Some(mut fields) = Fields::strict(&entry.value, "exam_hints.", log) else { return hints };
    hints.title = short(&mut fields, "title", limits, log);
    hints.pass_mark = fields.value("pass_percent", PASS_PERCENT, log, pass_mark);
    hints.minutes = fields.count("minutes", 1, MOST_MINUTES, log);
    hints.attempts = fields.count("attempts", 1, 1_000, log);
    hints.draw = fields.count("draw", 1, 10_000, log);
    fields.finish(log);
    hints
}

/// The longest working time an exam may have: a week.
pub(crate) const MOST_MINUTES: u32 = 7 * 24 * 60;
pub(crate) const PASS_PERCENT: &str =
    "Write a percentage from 0 to 100 with at most two decimals, such as `70`.";

/// A percentage as basis points, exactly.
pub(crate) fn pass_mark(text: &str) -> Option<exam::BasisPoints> {
    let points = number::decimal(text, 2).and_then(|points| u32::try_from(points).ok())?;
    (points <= 10_000).then_some(exam::BasisPoints(points))
}

/// A short text about the bank or a question, such as an author's name.
fn short(fields: &mut Fields<'_>, name: &'static str, limits: &Limits, log: &mut Log) -> Option<String> {
    let most = limits.text_chars;
    fields.value(name, &format!("Write a text of 1 to {most} characters."), log, |text| {
        (1..=most).contains(&text.chars().count()).then(|| text.to_owned())
    })
}

fn item(mut fields: Fields<'_>, known: &Known, limits: &Limits, log: &mut Log) -> Option<DraftItem> {
    let id = fields.need_slug("id", log);
    let line = fields.line;
    let mut carried = carried(&mut fields, limits, log);
    let competencies = fields.slugs("competencies", limits.competencies, log);
    for (line, competency) in competencies.iter().filter(|(_, id)| !known.competencies.contains(id)) {
        unknown_name(log, *line, "competencies", competency, &known.competencies);
    }
    let stimulus = fields.slug("stimulus", log);
    if let Some(name) = stimulus.as_ref().filter(|name| !known.stimuli.contains(name)) {
        unknown_name(log, line, "stimulus", name, &known.stimuli);
    }
    let points = points(&mut fields, &mut carried, log);
    let state = fields.one_of("state", &State::ALL, log);
    let unscored = fields.flag("unscored", log).unwrap_or(false) || state == Some(State::Pilot);
    let meta = Meta {
        difficulty: short(&mut fields, "difficulty", limits, log),
        reading_seconds: fields.count("reading_seconds", 1, 86_400, log),
        author: short(&mut fields, "author", limits, log),
        source: short(&mut fields, "source", limits, log),
        silenced: silence::read(&mut fields, limits, log),
    };
    let before = log.found.len();
    let body = body(&mut fields, known, limits, log);
    let explanation = fields.words("explanation", &known.language, limits, log);
    fields.finish(log);
    // Defects of single fields, such as a misspelt type, travel with the question.
    let (marks, others) = log.found.drain(before..).partition(|finding| finding.severity == Severity::Defect);
    carried.extend::<Vec<_>>(marks);
    log.found.extend::<Vec<_>>(others);
    Some(DraftItem {
        file: None,
        line,
        id: id?,
        stimulus,
        competencies: competencies.into_iter().map(|(_, id)| id).collect(),
        points,
        unscored,
        state,
        meta,
        body: body?,
        explanation,
        carried,
    })
}

fn body(fields: &mut Fields<'_>, known: &Known, limits: &Limits, log: &mut Log) -> Option<Vec<DraftPart>> {
    let lang = &known.language;
    let Some(nodes) = fields.list("body", limits.parts, log) else {
        let line = fields.line;
        let text = fields.words("text", lang, limits, log).unwrap_or_else(|| Words::plain(lang, "", line));
        let only = interaction::read(fields, crate::draft::fixed(ANSWER), lang, limits, log)?;
        return Some(vec![DraftPart::Text(text), DraftPart::Interaction(only)]);
    };
    let mut parts = Vec::new();
    let mut names = BTreeSet::new();
    for node in nodes {
        let Some(mut part) = Fields::strict(node, "body.", log) else { continue };
        if let Some(words) = part.words("text", lang, limits, log) {
            parts.push(DraftPart::Text(words));
        } else if let Some(entry) = part.take("interaction") {
            let Some(mut fields) = Fields::strict(&entry.value, "interaction.", log) else { continue };
            let id = fields.need_slug("id", log);
            let weight = fields.count("weight", 1, 1_000, log).unwrap_or(1);
            let made = id.and_then(|id| interaction::read(&mut fields, id, lang, limits, log));
            fields.finish(log);
            if let Some(made) = made {
                if !names.insert(made.id.clone()) {
                    twice(log, entry.line, "interaction.id", &made.id);
                }
                parts.push(DraftPart::Interaction(DraftInteraction { weight, ..made }));
            }
        } else {
            part.missing(log, "text", "Write `text:` or `interaction:` in each part of `body`.");
        }
        part.finish(log);
    }
    let most = limits.interactions.min(Limits::INTERACTIONS);
    if names.is_empty() && !log.refused() {
        fields.missing(log, "interaction", "Put at least one `interaction:` into `body`.");
    } else if names.len() > most {
        let what = format!("The question has {} interactions; {most} are the most.", names.len());
        log.add(Severity::Error, "too-large", fields.line, "body", what, "Make it several questions.");
    }
    Some(parts)
}

fn points(fields: &mut Fields<'_>, carried: &mut Vec<Finding>, log: &mut Log) -> Option<Points> {
    let hint = "Write a number above 0 with at most five decimals, or leave it out.";
    let points = fields.value("points", hint, log, |text| {
        number::decimal(text, 5).map(Points).filter(|points| *points <= Points::MOST)
    })?;
    if points.0 > 0 {
        return Some(points);
    }
    log.add(
        Severity::Defect,
        "marks-not-positive",
        fields.line,
        "points",
        "The question is worth 0 points.",
        hint,
    );
    carried.extend(log.found.pop());
    None
}

/// Defects an importer wrote down, since they cannot be seen in the question any more.
fn carried(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> Vec<Finding> {
    let mut found = Vec::new();
    for node in fields.list("defects", limits.parts, log).unwrap_or_default() {
        let Some(mut fields) = Fields::strict(node, "defects.", log) else { continue };
        let code = fields.value("code", "Use a code that exists; see the documentation.", log, finding::code);
        let field = short(&mut fields, "field", limits, log);
        let what = short(&mut fields, "what", limits, log).unwrap_or_default();
        let hint = short(&mut fields, "hint", limits, log).unwrap_or_default();
        fields.finish(log);
        if let Some(code) = code {
            log.add(Severity::Defect, code, node.line, field.as_deref().unwrap_or_default(), what, hint);
            found.extend(log.found.pop());
        }
    }
    found
}

/// A name that refers to nothing.
pub(crate) fn unknown_name(log: &mut Log, line: u32, field: &str, name: &Slug, known: &BTreeSet<Slug>) {
    let hint = match finding::nearest(name.as_str(), known.iter().map(Slug::as_str)) {
        Some(meant) => format!("Did you mean `{meant}`?"),
        None => format!("Add it to the file's `{}`.", if field == "stimulus" { "stimuli" } else { field }),
    };
    let what = format!("`{field}` names `{name}`, which is not in this file.");
    log.add(Severity::Error, "reference", line, field, what, hint);
}

/// A name that is given twice.
pub(crate) fn twice(log: &mut Log, line: u32, field: &str, id: &Slug) {
    log.add(
        Severity::Error,
        "duplicate-id",
        line,
        field,
        format!("`{id}` is the name of two things."),
        "Give each a name of its own.",
    );
}
