//! GIFT, with texts in Markdown.

use exam::Slug;

use super::{Exported, Losses, has_picture, words_of};
use crate::draft::{Draft, DraftInteraction, DraftItem, DraftKind};
use crate::foreign::slug;
use crate::import::Imported;

/// Writes a bank as GIFT. Each question keeps its name, as the title and as `[id:...]` of a comment.
pub fn gift(imported: &Imported) -> Exported {
    let draft = &imported.draft;
    let mut losses = Losses::new(imported, "GIFT");
    let mut out = format!("// {}\n", line(draft.title.original()));
    if !draft.stimuli.is_empty() {
        losses.say(None, "stimuli");
    }
    let mut category: Option<Option<&Slug>> = None;
    for item in &draft.items {
        losses.about(item, &[]);
        let Some((text, only)) = item.short() else {
            losses.skip(item, "body");
            continue;
        };
        let Some(answers) = answers(item, only, &mut losses) else { continue };
        let own = item.competencies.first();
        if item.competencies.len() > 1 {
            losses.say(Some(item), "competencies");
        }
        if category.unwrap_or_default() != own {
            out.push_str(&format!(
                "\n$CATEGORY: $course$/top{}\n",
                own.map_or_else(String::new, |id| title(draft, id))
            ));
        }
        category = Some(own);
        if has_picture(text) || words_of(only).into_iter().any(has_picture) {
            losses.say(Some(item), "pictures");
        }
        let mut asked = text.original().trim().to_owned();
        if let Some(prompt) = &only.prompt {
            losses.say(Some(item), "prompt");
            asked = crate::foreign::joined(&asked, prompt.original());
        }
        let general = item.explanation.as_ref().map(|words| format!("####{}", marked(words.original())));
        let general = general.unwrap_or_default();
        let gap = if answers.is_empty() || general.is_empty() { "" } else { "\n" };
        out.push_str(&format!(
            "\n// [id:{id}]\n::{id}::{}{{{answers}{gap}{general}}}\n",
            marked(&asked),
            id = item.id,
        ));
    }
    Exported { bytes: out.into_bytes(), lost: losses.done() }
}

/// The answers between braces; none where GIFT has no such question.
fn answers(item: &DraftItem, only: &DraftInteraction, losses: &mut Losses) -> Option<String> {
    let mut out = String::new();
    match &only.kind {
        DraftKind::Choice { several, shuffle, options, also } => {
            let right = options.iter().filter(|option| option.correct).count();
            // Without a wrong option a single choice would read as a short answer; without a right one as a multiple.
            if options.is_empty() || (!several && (right == 0 || right == options.len())) {
                losses.skip(item, "options");
                return None;
            }
            if !shuffle {
                losses.say(Some(item), "shuffle");
            }
            if !also.is_empty() {
                losses.say(Some(item), "also");
            }
            for option in options {
                let sign = match (several, option.correct) {
                    (true, true) => format!("~%{}%", share(right)),
                    (true, false) if right > 0 => "~%-100%".to_owned(),
                    (false, true) => "=".to_owned(),
                    _ => "~".to_owned(),
                };
                out.push_str(&format!("\n\t{sign}{}", marked(option.text.original())));
            }
            out.push('\n');
        }
        DraftKind::TrueFalse { answer, labels } => {
            if labels.is_some() {
                losses.say(Some(item), "labels");
            }
            let Some(answer) = answer else {
                losses.skip(item, "answer");
                return None;
            };
            out.push_str(if *answer { "TRUE" } else { "FALSE" });
        }
        DraftKind::ShortText { accept, case_sensitive, max_chars } => {
            let odd = |text: &String| text.contains("\\*") || text.trim().is_empty();
            if accept.is_empty() || accept.iter().any(odd) || accept.iter().all(|text| text.contains("->")) {
                losses.skip(item, "accept");
                return None;
            }
            if *case_sensitive {
                losses.say(Some(item), "case_sensitive");
            }
            if *max_chars != crate::draft::SHORT_CHARS {
                losses.say(Some(item), "max_chars");
            }
            for text in accept {
                out.push_str(&format!("\n\t=%100%[plain]{}", escaped(&text.replace('*', "\\*"))));
            }
            out.push('\n');
        }
        DraftKind::Essay { .. } => {}
    }
    Some(out)
}

/// A share of the marks, cut to what other programs read.
fn share(right: usize) -> String {
    let parts = 10_000_000 / right.max(1);
    format!("{}.{:05}", parts / 100_000, parts % 100_000)
}

fn title(draft: &Draft, id: &Slug) -> String {
    let found = draft.competencies.iter().find(|known| known.id == *id);
    let title = found.map(|known| line(known.title.original())).unwrap_or_default();
    let fits = slug(&title).as_ref() == Some(id)
        && !title.contains(['/', '$', '\\'])
        && !title.eq_ignore_ascii_case("top");
    format!("/{}", if fits { escaped(&title) } else { id.to_string() })
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn marked(text: &str) -> String {
    format!("[markdown]{}", escaped(text.trim()))
}

/// Text with the signs that mean something guarded.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '~' | '=' | '#' | '{' | '}' | ':' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
    out
}
