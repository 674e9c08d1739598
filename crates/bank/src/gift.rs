//! Import of GIFT, Moodle's format for quick typing. The dialect is told in `docs/formats/import-gift.md`.
//!
//! A question ends at an empty line outside of its braces. What a backslash guards is put out of sight first, so
//! that the signs that are left are the ones that mean something.

use crate::draft::{Draft, DraftCompetency, DraftItem, DraftKind};
use crate::finding::{IMPORTED, Log, Refused, quoted};
use crate::foreign::{Desk, Making, Offered, Written, bullets, joined, slug};
use crate::import::Imported;
use crate::model::{ExamHints, Silences, Usage};
use crate::words::Words;
use crate::{Reading, assemble, markup, yaml};

mod split;

use split::{Piece, Question, release};

/// Reads a GIFT file. `file` is what findings call it.
pub(crate) fn read(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    let log = Log::new(file, IMPORTED);
    let text = yaml::text(&log, bytes, reading.limits)?;
    let mut desk = Desk::new(log, reading.limits);
    let mut draft = Draft {
        title: Words::plain("en", &crate::import::stem(file), 0),
        language: "en".to_owned(),
        usage: Usage::Practice,
        competencies: Vec::new(),
        stimuli: Vec::new(),
        references: Vec::new(),
        hints: ExamHints::default(),
        reviewers: Vec::new(),
        silenced: Silences::new(),
        items: Vec::new(),
    };
    let mut category = None;
    let mut count = 0;
    for piece in split::pieces(&text) {
        match piece {
            Piece::Category { line, path } => category = competency(&mut desk, &mut draft, &path, line),
            Piece::Question(question) => {
                count += 1;
                if count > reading.limits.items {
                    let what = format!("The file has more than {} questions.", reading.limits.items);
                    return Err(desk.log.fail("too-large", question.line, what, "Split it."));
                }
                if let Some(mut item) = item(&mut desk, &mut draft, question, count) {
                    item.competencies.extend(category.clone());
                    draft.items.push(item);
                }
            }
        }
    }
    desk.log.item = None;
    if draft.items.is_empty() {
        let what = "There is no question in this file.";
        return Err(desk.log.fail(
            "not-an-exam",
            1,
            what,
            "A GIFT question has its answers in braces: `{=yes ~no}`.",
        ));
    }
    let bank = assemble::bank(&draft, desk.log, reading)?;
    Ok(Imported::new(bank, draft))
}

/// A category's last name, as a competency.
fn competency(desk: &mut Desk<'_>, draft: &mut Draft, path: &str, line: u32) -> Option<exam::Slug> {
    let name = path.rsplit('/').map(str::trim).find(|part| !part.is_empty() && !part.starts_with('$'))?;
    if name.eq_ignore_ascii_case("top") {
        return None;
    }
    let id = slug(name)?;
    if draft.competencies.len() >= desk.limits.competencies {
        desk.log.item = None;
        let what = format!("The category {} is one too many; its questions have none.", quoted(name));
        desk.warn("too-large", line, "$CATEGORY", what, "Use fewer categories.");
        return None;
    }
    if !draft.competencies.iter().any(|known| known.id == id) {
        draft.competencies.push(DraftCompetency {
            id: id.clone(),
            title: Words::plain("en", name, line),
            reading: Vec::new(),
        });
    }
    Some(id)
}

/// A question, or nothing where it is a text without one, which becomes shared material.
fn item(desk: &mut Desk<'_>, draft: &mut Draft, question: Question, count: usize) -> Option<DraftItem> {
    let line = question.line;
    let before = desk.log.found.len();
    let (name, rest) = titled(&question.text);
    let wanted = question.id.clone().or_else(|| name.clone()).unwrap_or_default();
    let id = desk.name(&wanted, count, line);
    if !question.tags.is_empty() {
        let what = format!("The tags {} were left out.", quoted(&question.tags.join(", ")));
        desk.warn("left-out", line, "tags", what, "Add `competencies` where they matter.");
    }
    let (stem, answers, tail) = match split::braces(rest) {
        Some(found) => found,
        None => {
            let (written, text) = formatted(rest, Written::Automatic);
            let text = desk.markdown(&release(text), written, line);
            if text.is_empty() {
                return None;
            }
            let what = format!("It is a text without a question; it is the shared material `{id}` now.");
            desk.warn(
                "not-a-question",
                line,
                "",
                what,
                "Name it as `stimulus` in the questions it belongs to.",
            );
            let words = desk.words(&text, line, "stimuli");
            draft.stimuli.push((id, words));
            return None;
        }
    };
    if question.unclosed {
        let what = "The braces of its answers are not closed.";
        desk.defect("unclosed", line, "answers", what, "Put `}` after the last answer.");
    }
    let (written, stem) = formatted(stem, Written::Automatic);
    let gap = if tail.trim().is_empty() { "" } else { " [[gap]] " };
    let mut text = desk.markdown(&release(&format!("{stem}{gap}{tail}")), written, line);
    text = text.replace("\\[\\[gap\\]\\]", r"\_\_\_\_\_").replace("[[gap]]", r"\_\_\_\_\_");
    let (answers, general) = match answers.split_once("####") {
        Some((answers, general)) => (answers, said(desk, general, written, line)),
        None => (answers, String::new()),
    };
    let (kind, said, more) = answered(desk, answers, written, line);
    text = joined(&text, &more);
    let explanation = joined(&general, &said);
    Some(desk.item(Making { line, id, text, explanation, points: None, kind }, before))
}

/// `::name:: rest`.
fn titled(text: &str) -> (Option<String>, &str) {
    let named = text.trim_start().strip_prefix("::").and_then(|rest| rest.split_once("::"));
    match named {
        Some((name, rest)) => (Some(release(name).trim().to_owned()), rest),
        None => (None, text),
    }
}

/// `[html] text`.
fn formatted(text: &str, usual: Written) -> (Written, &str) {
    let trimmed = text.trim_start();
    let named = trimmed.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match named.and_then(|(name, rest)| Some((Written::named(name)?, rest))) {
        Some(found) => found,
        None => (usual, text),
    }
}

fn said(desk: &mut Desk<'_>, text: &str, usual: Written, line: u32) -> String {
    let (written, text) = formatted(text.trim(), usual);
    desk.markdown(release(text).trim(), written, line)
}

/// The kind of answers between braces; what is said of them; what has to be shown with the question.
fn answered(desk: &mut Desk<'_>, answers: &str, written: Written, line: u32) -> (DraftKind, String, String) {
    let answers = answers.trim();
    if answers.is_empty() {
        return (desk.essay(), String::new(), String::new());
    }
    if let Some(numbers) = answers.strip_prefix('#') {
        desk.unsupported(line, "numerical");
        return (desk.essay(), accepted(numbers), String::new());
    }
    let word = answers.split('#').next().unwrap_or_default().trim().to_ascii_uppercase();
    if let Some(answer) = match word.as_str() {
        "T" | "TRUE" => Some(true),
        "F" | "FALSE" => Some(false),
        _ => None,
    } {
        // What follows the word is said to who was wrong, then to who was right.
        let feedback: Vec<String> =
            answers.split('#').skip(1).map(|part| said(desk, part, written, line)).collect();
        let explanation = feedback.iter().fold(String::new(), |all, one| joined(&all, one));
        return (DraftKind::TrueFalse { answer: Some(answer), labels: None }, explanation, String::new());
    }
    let offered = split::offered(answers);
    let choice = offered.iter().any(|one| one.sign == '~');
    if !choice && !offered.is_empty() && offered.iter().all(|one| one.text.contains("->")) {
        return matching(desk, &offered, written, line);
    }
    if offered.is_empty() {
        let what = "Its answers begin with none of `=`, `~`, `#`, `TRUE` and `FALSE`.";
        desk.defect(
            "unknown-type",
            line,
            "answers",
            what,
            "Put `=` before what is right and `~` before what is wrong.",
        );
        let kept = Offered { text: release(answers).trim().to_owned(), share: 0.0, ..Offered::default() };
        let (kind, _) = desk.short_text(&[], false, line);
        return (kind, markup::plain(&kept.text), String::new());
    }
    let several = choice && offered.iter().all(|one| one.sign == '~');
    let mut taken = Vec::with_capacity(offered.len());
    for one in offered {
        let (text, feedback) = one.text.split_once('#').unwrap_or((&one.text, ""));
        let (own, text) = formatted(text, written);
        let text = release(text);
        let text = if choice { desk.markdown(&text, own, line) } else { text.trim().to_owned() };
        let feedback = said(desk, feedback, written, line);
        let usual = if one.sign == '=' { 100.0 } else { 0.0 };
        if one.bad_weight {
            desk.defect(
                "marks-not-positive",
                line,
                "answers",
                "A share `%...%` is no number.",
                "Write `%50%`.",
            );
        }
        taken.push(Offered { text, feedback, share: one.weight.unwrap_or(usual), name: None });
    }
    let (kind, said) =
        if choice { desk.choice(taken, several, true, line) } else { desk.short_text(&taken, false, line) };
    (kind, said, String::new())
}

/// Pairs to match are kept: what there is to match in the question, what belongs together in the explanation.
fn matching(
    desk: &mut Desk<'_>,
    offered: &[split::Offer],
    written: Written,
    line: u32,
) -> (DraftKind, String, String) {
    desk.unsupported(line, "matching");
    let mut pairs = Vec::new();
    for one in offered {
        let (left, right) = one.text.split_once("->").unwrap_or((&one.text, ""));
        let (own, left) = formatted(left, written);
        pairs.push((desk.markdown(&release(left), own, line), markup::plain(release(right).trim())));
    }
    let mut right: Vec<String> = pairs.iter().map(|(_, right)| right.clone()).collect();
    right.sort();
    right.dedup();
    let left = bullets(pairs.iter().map(|(left, _)| left.clone()).filter(|left| !left.is_empty()));
    let shown = joined(&left, &bullets(right));
    let key = bullets(pairs.iter().map(|(left, right)| format!("{left}: {right}")));
    (desk.essay(), key, shown)
}

fn accepted(numbers: &str) -> String {
    let text = release(numbers);
    let rows = text.split(['\n', '=', '~']).map(str::trim).filter(|row| !row.is_empty());
    bullets(rows.map(markup::plain))
}

/// Whether a text has the look of GIFT: answers in braces that begin as they must.
pub(crate) fn looks_like(text: &str) -> bool {
    split::pieces(text).into_iter().take(200).any(|piece| match piece {
        Piece::Category { .. } => true,
        Piece::Question(question) => split::braces(&question.text).is_some_and(|(_, answers, _)| {
            let answers = answers.trim();
            answers.is_empty()
                || answers.starts_with(['=', '~', '#'])
                || matches!(
                    answers.split('#').next().unwrap_or_default().trim(),
                    "T" | "F" | "TRUE" | "FALSE"
                )
        }),
    })
}
