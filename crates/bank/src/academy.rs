//! Import of Meshery Academy exam pages: the front matter of a Markdown page, in camelCase, snake_case or a
//! mixture.
//!
//! No question is lost. What cannot be understood is kept as far as it goes and marked with a defect; fields
//! nobody reads are named in warnings. Only a page that is no exam, or is not YAML, is refused.

use std::path::Path;

use exam::Points;

use crate::draft::{Draft, DraftItem};
use crate::fields::Fields;
use crate::finding::{IMPORTED, Log, Refused, Severity, quoted};
use crate::limits::Limits;
use crate::model::{ExamHints, Usage};
use crate::words::Words;
use crate::yaml::{Entry, Node};
use crate::{Reading, assemble, number, rules, source, yaml};

mod answer;
mod front_matter;
mod question;

/// What an item is worth where the page does not say.
const USUAL_MARKS: Points = Points::whole(2);

/// Fields of a page that say nothing about its questions.
const OF_THE_SITE: &[&str] = &[
    "layout",
    "weight",
    "level",
    "category",
    "categories",
    "tags",
    "final",
    "is_optional",
    "draft",
    "description",
    "id",
    "banner",
    "date",
    "lastmod",
    "publish_date",
    "expiry_date",
    "url",
    "slug",
    "aliases",
    "link_title",
    "author",
    "authors",
    "keywords",
    "summary",
    "toc",
    "prerequisites",
    "params",
    "build",
    "cascade",
    "outputs",
    "icon",
];

pub use crate::import::Imported;

/// Imports a page. `file` is what findings call it.
pub fn import(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    let mut log = Log::new(file, IMPORTED);
    let text = yaml::text(&log, bytes, reading.limits)?;
    let page = front_matter::split(&mut log, &text)?;
    let node = yaml::parse(&log, page.yaml, page.above, reading.limits)?;
    let Some(entries) = node.map() else {
        return Err(log.fail(
            "front-matter",
            page.above + 1,
            "There are no fields between the `---` lines.",
            "Import the page of an exam; it has a list of `questions`.",
        ));
    };
    let questions = questions(entries, node.line, reading.limits, &log)?;
    let mut fields = Fields::loose(entries, node.line, "", Severity::Warning, &mut log);
    for name in ["questions", "type"] {
        fields.take(name);
    }
    let language = language(&mut fields, &mut log);
    let title = title(&mut fields, &language, file, reading.limits, &mut log);
    let (hints, draw_line) = hints(&mut fields, &title, &mut log);
    for name in OF_THE_SITE {
        fields.take(name);
    }
    fields.finish(&mut log);
    let mut items = Vec::with_capacity(questions.len());
    for (index, node) in questions.iter().enumerate() {
        items.push(question::read(node, index, &language, reading.limits, &mut log));
    }
    log.item = None;
    if let Some(draw) = hints.draw {
        sets(&items, draw as usize, draw_line, &mut log);
    }
    let mut draft = Draft {
        title,
        language,
        usage: Usage::Practice,
        competencies: Vec::new(),
        stimuli: Vec::new(),
        references: Vec::new(),
        hints,
        reviewers: Vec::new(),
        silenced: crate::model::Silences::new(),
        items,
    };
    rules::unique_items(&mut draft, &mut log);
    let bank = assemble::bank(&draft, log, reading)?;
    Ok(Imported::new(bank, draft))
}

/// Imports the page at `path`, with pictures from its folder.
pub fn import_file(
    path: &Path,
    limits: &Limits,
    digest: &dyn Fn(&[u8]) -> exam::Digest,
) -> Result<Imported, Refused> {
    let (name, bytes) = source::load(path, limits)?;
    let pictures = crate::Folder::of(path);
    import(&name, &bytes, Reading { limits, digest, pictures: &pictures })
}

/// The list of questions, or why the page is refused.
fn questions<'a>(
    entries: &'a [Entry],
    start: u32,
    limits: &Limits,
    log: &Log,
) -> Result<&'a [Node], Refused> {
    let named = |name: &'static str| entries.iter().filter(move |entry| entry.key.eq_ignore_ascii_case(name));
    let kind = named("type").find_map(|entry| entry.value.scalar()).filter(|kind| !kind.is_empty());
    let page =
        kind.map_or_else(|| "The page".to_owned(), |kind| format!("The page is a {} and", quoted(kind)));
    let refuse = |code, line, what: &str, hint: &str| {
        Err(Log::new(&log.file, "").fail(code, line, format!("{page} {what}"), hint))
    };
    let elsewhere = "Import the pages that have `questions`; they lie beside or below this one.";
    let Some(Entry { line, value, again, .. }) = named("questions").next() else {
        return refuse("not-an-exam", start, "has no `questions`.", elsewhere);
    };
    let second = again.first().copied().or_else(|| named("questions").nth(1).map(|entry| entry.line));
    if let Some(second) = second {
        let what = format!("has two lists of `questions`; the first is in line {line}.");
        return refuse("duplicate-field", second, &what, "Make them one list.");
    }
    match value.list() {
        Some([]) | None => refuse("not-an-exam", *line, "has no question under `questions`.", elsewhere),
        Some(list) if list.len() > limits.items => {
            let what = format!("has {} questions; {} are the most.", list.len(), limits.items);
            refuse("too-large", *line, &what, "Split it.")
        }
        Some(list) => Ok(list),
    }
}

fn language(fields: &mut Fields<'_>, log: &mut Log) -> String {
    let mut found = None;
    for name in ["language", "lang", "locale"] {
        let tag = fields
            .value(name, "`en` is used.", log, |tag| crate::words::is_language(tag).then(|| tag.to_owned()));
        found = found.or(tag);
    }
    found.unwrap_or_else(|| "en".to_owned())
}

fn title(fields: &mut Fields<'_>, lang: &str, file: &str, limits: &Limits, log: &mut Log) -> Words {
    let title = fields.words("title", lang, limits, log).filter(|title| !title.is_blank());
    title.unwrap_or_else(|| {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let name = name.split('.').next().filter(|name| !name.is_empty()).unwrap_or("Exam");
        let what = format!("The page has no title; `{name}` is used.");
        log.add(Severity::Warning, "required", fields.line, "title", what, "Add `title:`.");
        Words::plain(lang, name, fields.line)
    })
}

/// What the page says about its exam, and the line of `numberOfQuestions`.
fn hints(fields: &mut Fields<'_>, title: &Words, log: &mut Log) -> (ExamHints, u32) {
    let ignored = "It was left out; the programme file decides.";
    let limitless = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "infinite" | "unlimited" | "");
    let positive =
        |text: &str| number::decimal(text, 0).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    let pass_mark = fields.value("pass_percentage", ignored, log, |text| {
        source::pass_mark(text.trim_end_matches('%').trim_end())
    });
    let minutes = fields.value("time_limit", ignored, log, |text| {
        if limitless(text) {
            Some(None)
        } else {
            positive(text).filter(|n| *n <= source::MOST_MINUTES).map(Some)
        }
    });
    let attempts = fields.value("max_attempts", ignored, log, |text| {
        if limitless(text) { Some(None) } else { positive(text).filter(|n| *n <= 1_000).map(Some) }
    });
    let draw_line = fields.take("number_of_questions").map_or(0, |entry| entry.line);
    let draw =
        fields.value("number_of_questions", ignored, log, |text| positive(text).filter(|n| *n <= 10_000));
    let title = Some(title.original().trim().to_owned());
    (
        ExamHints { title, pass_mark, minutes: minutes.flatten(), attempts: attempts.flatten(), draw },
        draw_line,
    )
}

/// The Academy cuts a bank into sets in the order of the file, a new set for each attempt.
fn sets(items: &[DraftItem], draw: usize, line: u32, log: &mut Log) {
    let field = "numberOfQuestions";
    let (count, rest) = (items.len(), items.len() % draw.max(1));
    if count < draw {
        let what = format!("An attempt has {draw} questions; the page has {count}.");
        log.add(Severity::Warning, "bank-too-small", line, field, what, "Add questions, or draw fewer.");
        return;
    }
    if rest > 0 {
        let what =
            format!("The page has {count} questions, which is no multiple of {draw}; {rest} are left over.");
        log.add(Severity::Warning, "bank-not-a-multiple", line, field, what, "Add or take out questions.");
    }
    let totals: Vec<Points> = items
        .chunks_exact(draw.max(1))
        .map(|set| set.iter().map(|item| item.points.unwrap_or(USUAL_MARKS)).sum())
        .collect();
    if totals.windows(2).any(|pair| pair.first() != pair.last()) {
        let mut shown: Vec<String> = totals.iter().take(20).map(Points::to_string).collect();
        if totals.len() > 20 {
            shown.push("more".to_owned());
        }
        let last = shown.pop().unwrap_or_default();
        let what = format!(
            "Sets of {draw} questions in the order of the file are worth {} and {last} marks.",
            shown.join(", ")
        );
        log.add(Severity::Warning, "unequal-sets", line, field, what, "Give the sets equal marks.");
    }
}
