//! An exam page of the Meshery Academy.

use super::{Exported, Losses, has_picture, words_of};
use crate::draft::{DraftInteraction, DraftItem, DraftKind};
use crate::import::Imported;
use crate::write::quote;

/// Writes a bank as a page with front matter.
pub fn academy(imported: &Imported) -> Exported {
    let draft = &imported.draft;
    let mut losses = Losses::new(imported, "an Academy page");
    let mut out = String::from("---\n");
    let mut field = |depth: usize, name: &str, value: &str| {
        out.push_str(&format!("{}{name}: {value}\n", "  ".repeat(depth)));
    };
    field(0, "title", &quote(draft.title.original()));
    field(0, "type", "test");
    if draft.language != "en" {
        field(0, "language", &quote(&draft.language));
    }
    let hints = &draft.hints;
    for (name, value) in [
        ("passPercentage", hints.pass_mark.map(|mark| mark.to_string())),
        ("timeLimit", hints.minutes.map(|n| n.to_string())),
        ("maxAttempts", hints.attempts.map(|n| n.to_string())),
        ("numberOfQuestions", hints.draw.map(|n| n.to_string())),
    ] {
        if let Some(value) = value {
            field(0, name, &value);
        }
    }
    if !draft.competencies.is_empty() {
        losses.say(None, "competencies");
    }
    if !draft.stimuli.is_empty() {
        losses.say(None, "stimuli");
    }
    out.push_str("questions:\n");
    for item in &draft.items {
        losses.about(item, &["points", "difficulty"]);
        let Some((text, only)) = item.short() else {
            losses.skip(item, "body");
            continue;
        };
        if has_picture(text) || words_of(only).into_iter().any(has_picture) {
            losses.say(Some(item), "pictures");
        }
        out.push_str(&format!("  - id: {}\n    text: {}\n", quote(item.id.as_str()), quote(text.original())));
        question(&mut out, item, only, &mut losses);
    }
    out.push_str("---\n");
    Exported { bytes: out.into_bytes(), lost: losses.done() }
}

fn question(out: &mut String, item: &DraftItem, only: &DraftInteraction, losses: &mut Losses) {
    let mut field = |name: &str, value: &str| out.push_str(&format!("    {name}: {value}\n"));
    if let Some(points) = item.points {
        field("marks", &points.to_string());
    }
    if let Some(difficulty) = &item.meta.difficulty {
        field("difficulty", &quote(difficulty));
    }
    if let Some(prompt) = &only.prompt {
        field("instructions", &quote(prompt.original()));
    }
    if let Some(explanation) = &item.explanation {
        field("explanation", &quote(explanation.original()));
    }
    match &only.kind {
        DraftKind::Choice { several, shuffle, options, also } => {
            field("type", if *several { "multiple-answers" } else { "single-answer" });
            if !shuffle {
                losses.say(Some(item), "shuffle");
            }
            if !also.is_empty() {
                losses.say(Some(item), "also");
            }
            field("options", if options.is_empty() { "[]" } else { "" });
            for option in options {
                out.push_str(&format!(
                    "      - id: {}\n        text: {}\n        isCorrect: {}\n",
                    quote(option.id.as_str()),
                    quote(option.text.original()),
                    option.correct
                ));
            }
        }
        DraftKind::TrueFalse { answer, labels } => {
            field("type", "true-false");
            if labels.is_some() {
                losses.say(Some(item), "labels");
            }
            if let Some(answer) = answer {
                field("correctAnswer", &quote(&answer.to_string()));
            }
        }
        DraftKind::ShortText { accept, case_sensitive, max_chars } => {
            field("type", "short-answer");
            let accept: Vec<String> = accept.iter().map(|text| quote(text)).collect();
            field("correctAnswer", &format!("[{}]", accept.join(", ")));
            if *case_sensitive {
                field("caseSensitive", "true");
            }
            if *max_chars != crate::draft::SHORT_CHARS {
                losses.say(Some(item), "max_chars");
            }
        }
        DraftKind::Essay { .. } => field("type", "essay"),
    }
}
