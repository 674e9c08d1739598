//! One question of a page.

use exam::{Points, Slug};

use super::answer;
use crate::draft::{
    ANSWER, DraftInteraction, DraftItem, DraftKind, DraftOption, DraftPart, ESSAY_CHARS, SHORT_CHARS, fixed,
};
use crate::fields::{Fields, boolean};
use crate::finding::{Finding, Log, Severity, nearest, quoted};
use crate::limits::Limits;
use crate::model::Meta;
use crate::number;
use crate::words::Words;
use crate::yaml::Node;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Single,
    Multiple,
    TrueFalse,
    Short,
    Essay,
}

const TYPES: &[(&str, Type)] = &[
    ("single-answer", Type::Single),
    ("multiple-answers", Type::Multiple),
    ("multiple-answer", Type::Multiple),
    ("short-answer", Type::Short),
    ("true-false", Type::TrueFalse),
    ("essay", Type::Essay),
];

/// An option as the page has it.
pub(super) struct PageOption {
    pub(super) made: DraftOption,
    /// The page's own name for it, which `correct_answer` uses.
    pub(super) name: String,
    /// Its mark, where it has one.
    pub(super) flag: Option<bool>,
}

/// Reads a question, whatever it is like.
pub(super) fn read(node: &Node, index: usize, lang: &str, limits: &Limits, log: &mut Log) -> DraftItem {
    log.item = Some(format!("{}", index + 1));
    let before = log.found.len();
    let mut item = match node.map() {
        Some(entries) => question(entries, node, index, lang, limits, log),
        None => {
            log.add(
                Severity::Defect,
                "not-a-question",
                node.line,
                "questions",
                format!("Entry {} of `questions` is {} and not a question.", index + 1, node.called()),
                "Write its `id`, `text`, `type` and options.",
            );
            let text = Words::plain(lang, node.scalar().unwrap_or_default(), node.line);
            let kind = DraftKind::ShortText {
                accept: Vec::new(),
                case_sensitive: false,
                max_chars: SHORT_CHARS.min(limits.answer_chars),
            };
            plain(numbered(index), node.line, text, kind)
        }
    };
    let marks: Vec<Finding>;
    let others: Vec<Finding>;
    (marks, others) = log.found.drain(before..).partition(|finding| finding.severity == Severity::Defect);
    item.carried = marks;
    log.found.extend(others);
    for finding in log.found.iter_mut().skip(before).chain(&mut item.carried) {
        finding.item = Some(item.id.to_string());
    }
    item
}

fn plain(id: Slug, line: u32, text: Words, kind: DraftKind) -> DraftItem {
    let only = DraftInteraction { line, id: fixed(ANSWER), prompt: None, weight: 1, kind };
    DraftItem {
        file: None,
        line,
        id,
        stimulus: None,
        competencies: Vec::new(),
        points: None,
        unscored: false,
        state: None,
        meta: Meta::default(),
        body: vec![DraftPart::Text(text), DraftPart::Interaction(only)],
        explanation: None,
        carried: Vec::new(),
    }
}

fn question(
    entries: &[crate::yaml::Entry],
    node: &Node,
    index: usize,
    lang: &str,
    limits: &Limits,
    log: &mut Log,
) -> DraftItem {
    let mut fields = Fields::loose(entries, node.line, "", Severity::Defect, log);
    let id = name(&mut fields, "id", &numbered(index), log).0;
    log.item = Some(id.to_string());
    let text = fields
        .words("text", lang, limits, log)
        .or_else(|| fields.words("question", lang, limits, log))
        .unwrap_or_else(|| Words::plain(lang, "", node.line));
    let prompt = fields.words("instructions", lang, limits, log).filter(|words| !words.is_blank());
    let mut explanation = fields.words("explanation", lang, limits, log).filter(|words| !words.is_blank());
    let points = marks(&mut fields, log);
    let difficulty = fields
        .word("difficulty", log)
        .map(|word| word.text.trim().to_owned())
        .filter(|text| (1..=limits.text_chars).contains(&text.chars().count()));
    let given = fields.word("type", log);
    let line = fields.take("options").map_or(node.line, |entry| entry.line);
    let mut options = options(&mut fields, lang, limits, log);
    let (answer_line, answers) = answer::given(&mut fields, limits, log);
    let case_sensitive = fields.flag("case_sensitive", log).unwrap_or(false);
    let kind = kind_of(given, &options, &answers, &fields, log);
    let max_chars = SHORT_CHARS.min(limits.answer_chars);
    let made = match kind {
        Type::Essay => {
            if !answers.is_empty() {
                explanation = Some(joined(explanation, &answers.join("\n\n"), lang, answer_line));
            }
            DraftKind::Essay { max_chars: ESSAY_CHARS.min(limits.answer_chars) }
        }
        Type::Short => {
            let marked = options.iter().filter(|option| option.flag == Some(true));
            let texts = marked.map(|option| option.made.text.original().to_owned());
            let accept: Vec<String> = answers.into_iter().chain(texts).collect();
            let longest = accept.iter().map(|text| text.chars().count()).max().unwrap_or(0);
            let longest = u32::try_from(longest).unwrap_or(u32::MAX);
            DraftKind::ShortText {
                accept,
                case_sensitive,
                max_chars: max_chars.max(longest.saturating_mul(2)).min(limits.answer_chars),
            }
        }
        Type::TrueFalse if options.is_empty() => {
            let answer = answers.first().and_then(|answer| boolean(&capital(answer)));
            if answer.is_none() && !answers.is_empty() {
                answer::unknown(&answers, answer_line, log);
            }
            DraftKind::TrueFalse { answer, labels: labels(lang) }
        }
        Type::Single | Type::Multiple if options.is_empty() && !answers.is_empty() => {
            log.add(
                Severity::Defect,
                "few-options",
                node.line,
                "options",
                "It has no options, only an answer; it was imported as a short text.",
                "Give the options, or write `short-answer`.",
            );
            DraftKind::ShortText { accept: answers, case_sensitive, max_chars: limits.answer_chars }
        }
        Type::Single | Type::Multiple | Type::TrueFalse => {
            answer::settle(&mut options, &answers, answer_line, log);
            let mut options: Vec<DraftOption> = options.into_iter().map(|option| option.made).collect();
            crate::rules::unique_options(&mut options, line, log);
            DraftKind::Choice {
                several: kind == Type::Multiple,
                shuffle: kind != Type::TrueFalse,
                options,
                also: Vec::new(),
            }
        }
    };
    fields.finish(log);
    let mut item = plain(id, node.line, text, made);
    if let Some(DraftPart::Interaction(only)) = item.body.last_mut() {
        only.prompt = prompt;
        only.line = match only.kind {
            DraftKind::Essay { .. } => given.map_or(node.line, |word| word.line),
            DraftKind::Choice { .. } => line,
            _ if answer_line == 0 => node.line,
            _ => answer_line,
        };
    }
    DraftItem { points, explanation, meta: Meta { difficulty, ..Meta::default() }, ..item }
}

fn numbered(index: usize) -> Slug {
    fixed(&format!("question-{}", index + 1))
}

/// `TRUE` and `tRue` as YAML spells it.
fn capital(word: &str) -> String {
    word.trim().to_ascii_lowercase()
}

/// The words for true and false, where the language has none here.
fn labels(lang: &str) -> Option<(Words, Words)> {
    let plain = |word: &str| Words::plain("en", word, 0);
    (!crate::assemble::has_labels(lang)).then(|| (plain("True"), plain("False")))
}

fn joined(explanation: Option<Words>, answer: &str, lang: &str, line: u32) -> Words {
    match explanation {
        Some(mut words) => {
            if let Some((_, text)) = words.variants.first_mut() {
                *text = format!("{text}\n\n{}", answer.trim());
            }
            words
        }
        None => Words::plain(lang, answer, line),
    }
}

/// A name for data, made from what the page has or from `fallback`; and the page's own.
fn name(fields: &mut Fields<'_>, field: &'static str, fallback: &Slug, log: &mut Log) -> (Slug, String) {
    let word = fields.word(field, log);
    let (line, text) = word.map_or((fields.line, ""), |word| (word.line, word.text.trim()));
    if let Ok(slug) = Slug::parse(text) {
        return (slug, text.to_owned());
    }
    let made: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c } else { '-' })
        .collect();
    let made: String = made.trim_matches('-').chars().take(Slug::LONGEST).collect();
    let made = Slug::parse(&made).unwrap_or_else(|_| fallback.clone());
    let what = format!(
        "`{}` is {}; `{made}` is used.",
        fields.path(field),
        if text.is_empty() { "missing".to_owned() } else { quoted(text) }
    );
    log.add(Severity::Warning, "id-replaced", line, &fields.path(field), what, crate::fields::SLUG);
    (made, text.to_owned())
}

fn marks(fields: &mut Fields<'_>, log: &mut Log) -> Option<Points> {
    let word = fields.word("marks", log).filter(|word| !word.text.is_empty())?;
    let points = number::decimal(word.text.trim(), 5).map(Points);
    let fits = points.filter(|points| points.0 > 0 && *points <= Points::MOST);
    if fits.is_none() {
        log.add(
            Severity::Defect,
            "marks-not-positive",
            word.line,
            "marks",
            format!("`marks` is {}; the exam's usual points are used.", quoted(word.text)),
            "Write a number above 0 with at most five decimals.",
        );
    }
    fits
}

fn options(fields: &mut Fields<'_>, lang: &str, limits: &Limits, log: &mut Log) -> Vec<PageOption> {
    let mut options = Vec::new();
    let nodes = match fields.take("options").map(|entry| entry.value.scalar()) {
        Some(Some("")) => &[],
        _ => fields.list("options", limits.options, log).unwrap_or_default(),
    };
    for (index, node) in nodes.iter().enumerate() {
        let letter =
            u8::try_from(index).ok().and_then(|n| b'a'.checked_add(n)).filter(u8::is_ascii_lowercase);
        let fallback = letter
            .map_or_else(|| fixed(&format!("option-{}", index + 1)), |c| fixed(&char::from(c).to_string()));
        let Some(entries) = node.map() else {
            // A bare text: the option itself.
            let text = crate::words::read(node, node.line, "options", lang, Severity::Defect, limits, log)
                .unwrap_or_else(|| Words::plain(lang, "", node.line));
            let name = fallback.to_string();
            options.push(PageOption {
                made: DraftOption { id: fallback, text, correct: false },
                name,
                flag: None,
            });
            continue;
        };
        let mut fields = Fields::loose(entries, node.line, "options.", Severity::Defect, log);
        let (id, name) = name(&mut fields, "id", &fallback, log);
        let text =
            fields.words("text", lang, limits, log).unwrap_or_else(|| Words::plain(lang, "", node.line));
        let flag = fields
            .value("is_correct", "Write `true` or `false`.", log, |text| {
                if text.is_empty() { Some(None) } else { boolean(&capital(text)).map(Some) }
            })
            .flatten();
        fields.finish(log);
        options.push(PageOption { made: DraftOption { id, text, correct: flag == Some(true) }, name, flag });
    }
    options
}

/// The type that is written, or the nearest, or the one the question has the shape of.
fn kind_of(
    given: Option<crate::fields::Word<'_>>,
    options: &[PageOption],
    answers: &[String],
    fields: &Fields<'_>,
    log: &mut Log,
) -> Type {
    let (line, text) = given.map_or((fields.line, ""), |word| (word.line, word.text.trim()));
    let spelling: String =
        text.chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c.to_ascii_lowercase() }).collect();
    let named = |name: &str| TYPES.iter().find(|(known, _)| *known == name).copied();
    if let Some((_, kind)) = named(&spelling) {
        return kind;
    }
    let guess = nearest(&spelling, TYPES.iter().map(|(name, _)| *name)).and_then(named);
    let truth = answers.len() == 1 && answers.iter().all(|answer| boolean(&capital(answer)).is_some());
    let (name, kind) = guess.unwrap_or_else(|| {
        let marked = options.iter().filter(|option| option.flag == Some(true)).count();
        if options.is_empty() {
            if truth { ("true-false", Type::TrueFalse) } else { ("short-answer", Type::Short) }
        } else if marked > 1 || answers.iter().any(|answer| answer.contains(',')) {
            ("multiple-answers", Type::Multiple)
        } else {
            ("single-answer", Type::Single)
        }
    });
    let what = if text.is_empty() {
        "`type` is missing.".to_owned()
    } else {
        format!("`type` is {}.", quoted(text))
    };
    log.add(Severity::Defect, "unknown-type", line, "type", what, format!("Write `{name}`."));
    kind
}
