//! Import of Aiken: a question, its options `A) ...` or `A. ...`, and `ANSWER: A`. See
//! `docs/formats/import-aiken.md`.

use crate::draft::{Draft, DraftItem, fixed};
use crate::finding::{IMPORTED, Log, Refused};
use crate::foreign::{Desk, Making, Offered};
use crate::import::Imported;
use crate::model::{ExamHints, Silences, Usage};
use crate::words::Words;
use crate::{Reading, assemble, markup, yaml};

/// What a line is.
enum Row<'a> {
    Blank,
    Option(char, &'a str),
    Answer(&'a str),
    Text(&'a str),
}

/// A question being read.
#[derive(Default)]
struct Open {
    line: u32,
    text: Vec<String>,
    options: Vec<(char, Vec<String>, u32)>,
}

/// Reads an Aiken file. `file` is what findings call it.
pub(crate) fn read(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    let log = Log::new(file, IMPORTED);
    let text = yaml::text(&log, bytes, reading.limits)?;
    let mut desk = Desk::new(log, reading.limits);
    let mut items = Vec::new();
    let mut open = Open::default();
    let mut number = 0_u32;
    for row in text.lines() {
        number += 1;
        match kind(row) {
            Row::Blank => {}
            Row::Option(letter, text) => {
                // The same letter again: the question before has no answer line.
                if open.options.iter().any(|(known, _, _)| *known == letter) {
                    finish(&mut desk, &mut items, std::mem::take(&mut open), None);
                }
                if open.text.is_empty() && open.options.is_empty() {
                    open.line = number;
                }
                open.options.push((letter, vec![text.to_owned()], number));
            }
            Row::Answer(answer) => {
                if open.line == 0 {
                    open.line = number;
                }
                finish(&mut desk, &mut items, std::mem::take(&mut open), Some((number, answer)));
            }
            Row::Text(words) => {
                if open.line == 0 {
                    open.line = number;
                }
                match open.options.last_mut() {
                    // After an empty line a question begins; a line right below an option belongs to it.
                    Some((_, lines, last)) if *last + 1 == number => {
                        lines.push(words.to_owned());
                        *last = number;
                    }
                    Some(_) => {
                        finish(&mut desk, &mut items, std::mem::take(&mut open), None);
                        open = Open { line: number, text: vec![words.to_owned()], options: Vec::new() };
                    }
                    None => open.text.push(words.to_owned()),
                }
            }
        }
        if items.len() > reading.limits.items {
            let what = format!("The file has more than {} questions.", reading.limits.items);
            return Err(desk.log.fail("too-large", number, what, "Split it."));
        }
    }
    if open.line > 0 {
        finish(&mut desk, &mut items, open, None);
    }
    desk.log.item = None;
    if items.is_empty() {
        let what = "There is no question in this file.";
        return Err(desk.log.fail(
            "not-an-exam",
            1,
            what,
            "An Aiken question ends with a line such as `ANSWER: B`.",
        ));
    }
    let draft = Draft {
        title: Words::plain("en", &crate::import::stem(file), 0),
        language: "en".to_owned(),
        usage: Usage::Practice,
        competencies: Vec::new(),
        stimuli: Vec::new(),
        references: Vec::new(),
        hints: ExamHints::default(),
        reviewers: Vec::new(),
        silenced: Silences::new(),
        items,
    };
    let bank = assemble::bank(&draft, desk.log, reading)?;
    Ok(Imported::new(bank, draft))
}

fn kind(row: &str) -> Row<'_> {
    let row = row.trim();
    if row.is_empty() {
        return Row::Blank;
    }
    if let Some(answer) = row.get(..7).filter(|word| word.eq_ignore_ascii_case("ANSWER:")).and(row.get(7..)) {
        return Row::Answer(answer.trim());
    }
    let mut chars = row.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), Some(')' | '.')) if letter.is_ascii_uppercase() => {
            let text = chars.as_str();
            // `A. Lincoln` and `U.S.` begin a question; an option has a space after its letter, or a bracket.
            if row.as_bytes().get(1) == Some(&b')') || text.starts_with([' ', '\t']) {
                return Row::Option(letter, text.trim());
            }
            Row::Text(row)
        }
        _ => Row::Text(row),
    }
}

fn finish(desk: &mut Desk<'_>, items: &mut Vec<DraftItem>, open: Open, answer: Option<(u32, &str)>) {
    let before = desk.log.found.len();
    let line = open.line;
    let id = desk.name("", items.len() + 1, line);
    if answer.is_none() {
        desk.defect(
            "unclosed",
            line,
            "ANSWER",
            "It has no line `ANSWER:`.",
            "Add `ANSWER: A` after the options.",
        );
    }
    let said = answer.map_or("", |(_, said)| said);
    let named: Vec<char> = said
        .split([',', ' ', ';'])
        .filter(|part| !part.is_empty())
        .map(|part| {
            let mut chars = part.chars();
            match (chars.next(), chars.as_str()) {
                (Some(letter), "" | "." | ")") => letter.to_ascii_uppercase(),
                _ => '?',
            }
        })
        .collect();
    let known = |letter: &char| open.options.iter().any(|(option, _, _)| option == letter);
    if let Some((at, said)) = answer
        && (named.is_empty() || !named.iter().all(known))
    {
        let what = format!("The answer is {}, which names no option.", crate::finding::quoted(said));
        desk.defect("answer-unknown", at, "ANSWER", what, "Write the letter of the right option.");
    }
    let first = open.options.first().map_or(line, |(_, lines, last)| {
        last.saturating_sub(u32::try_from(lines.len()).unwrap_or(1).saturating_sub(1))
    });
    let offered = open
        .options
        .iter()
        .map(|(letter, lines, _)| Offered {
            text: markup::plain(&lines.join(" ")),
            feedback: String::new(),
            share: if named.contains(letter) { 100.0 } else { 0.0 },
            name: Some(fixed(&letter.to_ascii_lowercase().to_string())),
        })
        .collect();
    let several = named.len() > 1;
    let (kind, _) = desk.choice(offered, several, true, first);
    let text = markup::plain(&open.text.join("\n"));
    let making = Making { line, id, text, explanation: String::new(), points: None, kind };
    items.push(desk.item(making, before));
}

/// Whether a text has the look of Aiken: a line `ANSWER:` and a line `A)` or `A.`.
pub(crate) fn looks_like(text: &str) -> bool {
    let has = |fits: &dyn Fn(&Row<'_>) -> bool| text.lines().map(kind).any(|row| fits(&row));
    has(&|row| matches!(row, Row::Answer(answer) if answer.len() <= 40))
        && has(&|row| matches!(row, Row::Option(..)))
}
