//! What a page says is right: marks on the options, `correctAnswer`, or both.

use std::collections::BTreeSet;

use super::question::PageOption;
use crate::fields::Fields;
use crate::finding::{Log, Severity, quoted};
use crate::limits::Limits;

/// The line and the values of `correctAnswer`: one, or each of a list.
pub(super) fn given(fields: &mut Fields<'_>, limits: &Limits, log: &mut Log) -> (u32, Vec<String>) {
    let mut line = 0;
    let mut answers = Vec::new();
    for name in ["correct_answer", "correct_answers"] {
        let Some(entry) = fields.take(name) else { continue };
        line = entry.line;
        if let Some(text) = entry.value.scalar() {
            answers.push(text.to_owned());
        } else {
            let nodes = fields.list(name, limits.accepted, log).unwrap_or_default();
            answers.extend(nodes.iter().filter_map(|node| node.scalar().map(str::to_owned)));
            if nodes.iter().any(|node| node.scalar().is_none()) {
                fields.wrong(
                    log,
                    line,
                    name,
                    format!("`{name}` holds more than words."),
                    "Write one word or text in each entry.",
                );
            }
        }
    }
    answers.retain(|answer| !answer.trim().is_empty());
    for answer in &mut answers {
        *answer = answer.trim().to_owned();
    }
    (line, answers)
}

/// Brings marks and `correctAnswer` together. Where they disagree the marks win and the question is marked.
pub(super) fn settle(options: &mut [PageOption], answers: &[String], line: u32, log: &mut Log) {
    if answers.is_empty() {
        return;
    }
    let Some(named) = resolve(options, answers) else {
        unknown(answers, line, log);
        return;
    };
    let marked: BTreeSet<usize> = (0..options.len())
        .filter(|index| options.get(*index).is_some_and(|option| option.flag == Some(true)))
        .collect();
    let denied =
        named.iter().any(|index| options.get(*index).is_some_and(|option| option.flag == Some(false)));
    if marked == named {
        return;
    }
    if !marked.is_empty() || denied {
        let names = |set: &BTreeSet<usize>| {
            let names: Vec<String> = set
                .iter()
                .filter_map(|index| options.get(*index))
                .map(|option| quoted(&option.name))
                .collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        let (used, hint) = if marked.is_empty() {
            ("The answer is used.", "Make them agree.")
        } else {
            ("The marks are used.", "Make them agree, or delete the answer.")
        };
        let what = format!(
            "The options mark {} as correct and the answer names {}. {used}",
            names(&marked),
            names(&named)
        );
        log.add(Severity::Defect, "contradictory-key", line, "correctAnswer", what, hint);
    }
    if marked.is_empty() {
        for (index, option) in options.iter_mut().enumerate() {
            option.made.correct = named.contains(&index);
        }
    }
}

/// Says that an answer names no option.
pub(super) fn unknown(answers: &[String], line: u32, log: &mut Log) {
    let what = match answers {
        [one] => format!("The answer is {}, which names no option.", quoted(one)),
        several => format!("The {} answers do not all name options.", several.len()),
    };
    let hint = "Name the options by their ids, such as `\"a,c\"`, or by their texts.";
    log.add(Severity::Defect, "answer-unknown", line, "correctAnswer", what, hint);
}

/// The options an answer names: by id, by text, or several of them with commas between.
fn resolve(options: &[PageOption], answers: &[String]) -> Option<BTreeSet<usize>> {
    let mut named = BTreeSet::new();
    for answer in answers {
        if let Some(index) = one(options, answer) {
            named.insert(index);
            continue;
        }
        for part in answer.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            named.insert(one(options, part)?);
        }
    }
    (!named.is_empty()).then_some(named)
}

fn one(options: &[PageOption], answer: &str) -> Option<usize> {
    let same = |a: &str, b: &str| a.trim().to_lowercase() == b.trim().to_lowercase();
    let by = |fits: &dyn Fn(&PageOption) -> bool| options.iter().position(fits);
    by(&|option| option.name == answer)
        .or_else(|| by(&|option| same(&option.name, answer)))
        .or_else(|| by(&|option| same(option.made.text.original(), answer)))
}
