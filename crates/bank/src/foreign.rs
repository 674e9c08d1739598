//! What the importers of foreign formats share: names, options with shares of the marks, and what is said of things
//! that have no place here.

use std::collections::BTreeSet;

use exam::{Points, Slug};

use crate::draft::{
    ANSWER, DraftInteraction, DraftItem, DraftKind, DraftOption, DraftPart, ESSAY_CHARS, SHORT_CHARS, fixed,
};
use crate::finding::{Log, Severity, quoted};
use crate::limits::Limits;
use crate::model::Meta;
use crate::words::Words;
use crate::{markup, number, rules};

/// How a text of a Moodle format is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// HTML.
    Html,
    /// HTML in which a line end is a line break.
    Automatic,
    /// Words and nothing else.
    Plain,
    /// Markdown.
    Markdown,
}

impl Written {
    /// By Moodle's names.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "html" => Some(Self::Html),
            "moodle" | "moodle_auto_format" => Some(Self::Automatic),
            "plain" | "plain_text" => Some(Self::Plain),
            "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }
}

/// An option or an accepted answer as a foreign file has it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Offered {
    /// Markdown of a choice; plain words of a short answer.
    pub(crate) text: String,
    /// What is said to who chose it, in Markdown.
    pub(crate) feedback: String,
    /// Its share of the marks, in per cent.
    pub(crate) share: f64,
    /// Its name, where the format has one.
    pub(crate) name: Option<Slug>,
}

/// A question while it is made.
pub(crate) struct Making {
    pub(crate) line: u32,
    pub(crate) id: Slug,
    /// The question, in Markdown.
    pub(crate) text: String,
    /// General feedback, in Markdown.
    pub(crate) explanation: String,
    pub(crate) points: Option<Points>,
    pub(crate) kind: DraftKind,
}

/// The least share that counts as the whole of the marks: exporters round.
const WHOLE: f64 = 99.99;

/// What reading one foreign file has at hand.
pub(crate) struct Desk<'a> {
    pub(crate) log: Log,
    pub(crate) limits: &'a Limits,
    pub(crate) language: String,
    used: BTreeSet<Slug>,
    fresh: rules::Fresh,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(log: Log, limits: &'a Limits) -> Self {
        Self { log, limits, language: "en".to_owned(), used: BTreeSet::new(), fresh: rules::Fresh::default() }
    }

    /// A name for data of its own, made from what the file calls the thing.
    pub(crate) fn name(&mut self, wanted: &str, count: usize, line: u32) -> Slug {
        let plain = slug(wanted).unwrap_or_else(|| fixed(&format!("question-{count}")));
        let name =
            if self.used.contains(&plain) { self.fresh.name(&plain, &self.used) } else { plain.clone() };
        if name != plain {
            let what =
                format!("There is a question called `{plain}` already; this one is called `{name}` here.");
            self.log.item = Some(name.to_string());
            self.log.add(
                Severity::Warning,
                "id-replaced",
                line,
                "id",
                what,
                "Give it a name of its own if the name matters.",
            );
        }
        self.used.insert(name.clone());
        self.log.item = Some(name.to_string());
        name
    }

    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        line: u32,
        field: &str,
        what: impl Into<String>,
        hint: &str,
    ) {
        self.log.add(Severity::Warning, code, line, field, what, hint);
    }

    pub(crate) fn defect(
        &mut self,
        code: &'static str,
        line: u32,
        field: &str,
        what: impl Into<String>,
        hint: &str,
    ) {
        self.log.add(Severity::Defect, code, line, field, what, hint);
    }

    /// Names a kind of question, or a medium, that this program does not know.
    pub(crate) fn unsupported(&mut self, line: u32, name: &str) {
        let what = format!("`{name}` is not supported yet; what it says was kept in the text.");
        self.defect("unsupported", line, name, what, "Ask it as a choice or a short text, or leave it out.");
    }

    /// Names everything a text could not hold.
    pub(crate) fn strangers(&mut self, line: u32, strangers: &BTreeSet<String>) {
        for name in strangers {
            let what = format!("The text has `{name}` in it, which cannot be shown; it was left out.");
            self.defect("unsupported", line, name, what, "Put what it shows into words or a picture.");
        }
    }

    /// A text as Markdown.
    pub(crate) fn markdown(&mut self, text: &str, written: Written, line: u32) -> String {
        let made = match written {
            Written::Markdown => return text.trim().to_owned(),
            Written::Plain => return markup::plain(text),
            Written::Html => markup::html(text, false, &mut |_| None),
            Written::Automatic => markup::html(text, true, &mut |_| None),
        };
        self.strangers(line, &made.strangers);
        made.text
    }

    /// Words of a draft, within their limit.
    pub(crate) fn words(&mut self, text: &str, line: u32, field: &str) -> Words {
        let chars = text.chars().count();
        if chars > self.limits.text_chars {
            let what = format!("`{field}` has {chars} characters; {} are the most.", self.limits.text_chars);
            self.log.add(Severity::Error, "too-large", line, field, what, "Shorten it.");
            return Words::plain(&self.language, "", line);
        }
        Words::plain(&self.language, text, line)
    }

    /// A choice from what a file offers, and what it says of each option.
    pub(crate) fn choice(
        &mut self,
        offered: Vec<Offered>,
        several: bool,
        shuffle: bool,
        line: u32,
    ) -> (DraftKind, String) {
        let whole = |share: f64| if several { share > 0.0 } else { share >= WHOLE };
        let parts =
            offered.iter().filter(|one| one.share != 0.0 && !whole(one.share) && one.share > 0.0).count();
        if several && offered.iter().any(|one| one.share > 0.0) {
            let what = "Each right option earns a share of the marks there; here the answer is right as a whole or wrong.";
            self.warn(
                "partial-credit",
                line,
                "options",
                what,
                "Check that the marked options are the whole answer.",
            );
        } else if parts > 0 {
            let what = format!("{parts} options earn a part of the marks; here they are wrong.");
            self.warn("partial-credit", line, "options", what, "Check that this is meant.");
        }
        if offered.len() > self.limits.options {
            let what = format!("It has {} options; {} are the most.", offered.len(), self.limits.options);
            self.log.add(Severity::Error, "too-large", line, "options", what, "Take some out.");
        }
        let mut said = Vec::new();
        let mut options = Vec::new();
        for (index, one) in offered.into_iter().take(self.limits.options).enumerate() {
            let id = one.name.unwrap_or_else(|| letter(index));
            if !one.feedback.trim().is_empty() {
                said.push(entry(&one.text, &one.feedback));
            }
            let text = self.words(&one.text, line, "options");
            options.push(DraftOption { id, text, correct: whole(one.share) });
        }
        rules::unique_options(&mut options, line, &mut self.log);
        (DraftKind::Choice { several, shuffle, options, also: Vec::new() }, said.join("\n"))
    }

    /// A short text from the answers a file accepts, and what it says of each.
    pub(crate) fn short_text(
        &mut self,
        offered: &[Offered],
        case_sensitive: bool,
        line: u32,
    ) -> (DraftKind, String) {
        let mut accept: Vec<String> = Vec::new();
        let mut parts = 0;
        let mut said = Vec::new();
        for one in offered {
            if !one.feedback.trim().is_empty() {
                said.push(entry(&markup::plain(&one.text), &one.feedback));
            }
            if one.share >= WHOLE {
                let answer = one.text.replace("\\*", "\u{fdd4}");
                if answer.contains('*') {
                    let what =
                        format!("The answer {} has a `*` that stands for anything.", quoted(&one.text));
                    self.defect("unsupported", line, "wildcard", what, "List the answers that are right.");
                }
                accept.push(answer.replace('\u{fdd4}', "*"));
            } else if one.share > 0.0 {
                parts += 1;
            }
        }
        if parts > 0 {
            let what = format!("{parts} answers earn a part of the marks; here they are wrong.");
            self.warn("partial-credit", line, "accept", what, "Add those that should count to `accept`.");
        }
        if accept.len() > self.limits.accepted {
            let what = format!("It accepts {} answers; {} are the most.", accept.len(), self.limits.accepted);
            self.log.add(Severity::Error, "too-large", line, "accept", what, "Take some out.");
            accept.truncate(self.limits.accepted);
        }
        let longest = accept.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        let longest = u32::try_from(longest).unwrap_or(u32::MAX).saturating_mul(2);
        let max_chars = SHORT_CHARS.max(longest).min(self.limits.answer_chars);
        (DraftKind::ShortText { accept, case_sensitive, max_chars }, said.join("\n"))
    }

    /// What stands in for a question whose kind is not known.
    pub(crate) fn essay(&self) -> DraftKind {
        DraftKind::Essay { max_chars: ESSAY_CHARS.min(self.limits.answer_chars) }
    }

    /// Puts a question together. Defects found since `before` travel with it.
    pub(crate) fn item(&mut self, making: Making, before: usize) -> DraftItem {
        let Making { line, id, text, explanation, points, kind } = making;
        let text = self.words(&text, line, "text");
        let explanation =
            (!explanation.trim().is_empty()).then(|| self.words(explanation.trim(), line, "explanation"));
        let only = DraftInteraction { line, id: fixed(ANSWER), prompt: None, weight: 1, kind };
        let body = vec![DraftPart::Text(text), DraftPart::Interaction(only)];
        let carried = self.carried(before);
        DraftItem {
            file: None,
            line,
            id,
            stimulus: None,
            competencies: Vec::new(),
            points,
            unscored: false,
            state: None,
            meta: Meta::default(),
            body,
            explanation,
            carried,
        }
    }

    /// Takes the defects found since `before` out of the log.
    pub(crate) fn carried(&mut self, before: usize) -> Vec<crate::Finding> {
        let (marks, others): (Vec<_>, Vec<_>) = self
            .log
            .found
            .drain(before.min(self.log.found.len())..)
            .partition(|finding| finding.severity == Severity::Defect);
        self.log.found.extend(others);
        marks
    }
}

/// `- option: feedback`, on lines of a list.
fn entry(option: &str, feedback: &str) -> String {
    // A list entry is one line: what breaks in it goes on.
    let line = |text: &str| text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    format!("- {}: {}", line(option), line(feedback))
}

/// Two texts as paragraphs.
pub(crate) fn joined(first: &str, second: &str) -> String {
    match (first.trim(), second.trim()) {
        ("", text) | (text, "") => text.to_owned(),
        (first, second) => format!("{first}\n\n{second}"),
    }
}

/// A name for data, from what people call the thing.
pub(crate) fn slug(text: &str) -> Option<Slug> {
    let text = text.trim();
    if let Ok(slug) = Slug::parse(text) {
        return Some(slug);
    }
    let mut made = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            made.push(c);
        } else if !made.ends_with('-') {
            made.push('-');
        }
    }
    let made: String = made.trim_matches(['-', '.', '_']).chars().take(48).collect();
    Slug::parse(made.trim_end_matches(['-', '.', '_'])).ok()
}

/// `a` to `z`, then `option-27`.
pub(crate) fn letter(index: usize) -> Slug {
    let letter = u8::try_from(index).ok().and_then(|n| b'a'.checked_add(n)).filter(u8::is_ascii_lowercase);
    letter.map_or_else(|| fixed(&format!("option-{}", index + 1)), |c| fixed(&char::from(c).to_string()))
}

/// Points of a decimal number, rounded to what points can be; none where it is not above 0.
pub(crate) fn points(text: &str) -> Option<Points> {
    let text = text.trim();
    let short = match text.split_once('.') {
        Some((whole, decimals)) => format!("{whole}.{}", decimals.chars().take(5).collect::<String>()),
        None => text.to_owned(),
    };
    let points = number::decimal(short.trim_end_matches('.'), 5).map(Points)?;
    (points.0 > 0 && points <= Points::MOST).then_some(points)
}

/// A list of words, in Markdown.
pub(crate) fn bullets(texts: impl IntoIterator<Item = String>) -> String {
    let line = |text: String| format!("- {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
    texts.into_iter().map(line).collect::<Vec<_>>().join("\n")
}
