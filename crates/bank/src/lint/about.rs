//! What a question does not say of itself, how much there is to read, and what a bank is made of.

use super::seen::{Answer, Seen};
use super::{Eye, SourceItem};
use crate::model::Usage;
use crate::review::Reviews;

type Lacks = fn(&SourceItem) -> bool;

/// Rule, field, and who lacks it.
const FIELDS: &[(&str, &str, Lacks)] = &[
    ("missing-explanation", "explanation", |item| item.key.explanation.is_none()),
    ("missing-competency", "competencies", |item| item.competencies.is_empty()),
    ("missing-source", "source", |item| blank(item.meta.source.as_ref())),
    ("missing-author", "author", |item| blank(item.meta.author.as_ref())),
    ("missing-difficulty", "difficulty", |item| blank(item.meta.difficulty.as_ref())),
    ("missing-reading-seconds", "reading_seconds", |item| item.meta.reading_seconds.is_none()),
];

fn blank(field: Option<&String>) -> bool {
    field.is_none_or(|text| text.trim().is_empty())
}

pub(super) fn check(eye: &mut Eye<'_>) {
    let bank = eye.bank;
    for (rule, field, lacks) in FIELDS {
        let lacking: Vec<&SourceItem> = bank.items.iter().filter(|item| lacks(item)).collect();
        if lacking.len() == bank.items.len() && lacking.len() >= eye.bounds.one_for_all_from {
            let what = format!("None of the {} questions has `{field}`.", lacking.len());
            eye.say(rule, None, field, what, &format!("Add `{field}: ...` to each of them."));
            continue;
        }
        for item in lacking {
            let what = format!("It has no `{field}`.");
            eye.say(rule, Some(item), field, what, &format!("Add `{field}: ...`."));
        }
    }
    for seen in eye.seen {
        reading(eye, seen);
    }
    shares(eye);
}

/// Who has looked at the items in use: in a live bank, and in any that names reviewers. A practice bank without them is
/// public, and read by everybody.
pub(super) fn reviewers(eye: &mut Eye<'_>, reviews: &Reviews) {
    const RULE: &str = "missing-reviewer";
    let bank = eye.bank;
    if bank.usage != Usage::Live && bank.reviewers.is_empty() {
        return;
    }
    let reviews = reviews.verified(bank);
    let lacking: Vec<(&SourceItem, String, &str)> = bank
        .drawn()
        // Who wrote it is another rule's.
        .filter(|item| !blank(item.meta.author.as_ref()))
        .filter_map(|item| reviews.lacking(bank, item).map(|(_, what, hint)| (item, what, hint)))
        .collect();
    if bank.reviewers.is_empty() && !lacking.is_empty() {
        let what =
            format!("{} questions are in use, and nobody is named who may review them.", lacking.len());
        eye.say(RULE, None, "reviewers", what, "Add `reviewers:`; `invigil keys person` makes their keys.");
    } else if lacking.len() == bank.drawn().count() && lacking.len() >= eye.bounds.one_for_all_from {
        let what = format!("None of the {} questions in use is approved by somebody else.", lacking.len());
        eye.say(RULE, None, "", what, "Let somebody else look at them: `invigil bank review`.");
    } else {
        for (item, what, hint) in lacking {
            eye.say(RULE, Some(item), "", what, hint);
        }
    }
}

fn reading(eye: &mut Eye<'_>, seen: &Seen<'_>) {
    let bounds = eye.bounds;
    let stem = seen.stem().count();
    let programs: usize = seen.asks.iter().map(|ask| ask.stem.code_words).sum();
    let options = seen.asks.iter().flat_map(|ask| &ask.options);
    let longest = options.clone().map(|option| option.words.len()).max().unwrap_or(0);
    if stem > bounds.stem_words {
        let what = format!("The question has {stem} words; {} are the most.", bounds.stem_words);
        eye.say(
            "long-stem",
            Some(seen.item),
            "text",
            what,
            "Say less, or move what can be shared to `stimuli`.",
        );
    }
    if longest > bounds.option_words {
        let what = format!("An option has {longest} words; {} are the most.", bounds.option_words);
        eye.say(
            "long-option",
            Some(seen.item),
            "options",
            what,
            "Move what all options say into the question.",
        );
    }
    let Some(stated) = seen.item.meta.reading_seconds else { return };
    let words =
        stem + programs + seen.stimulus_words + options.map(|option| option.words.len()).sum::<usize>();
    // A bank has far fewer words than a float counts exactly.
    let words_exact = words as f64;
    let least = (words_exact / bounds.most_words_a_second).floor();
    let most = bounds.longest_reading.0 + words_exact * bounds.longest_reading.1;
    let stated_exact = f64::from(stated);
    if stated_exact < least || stated_exact > most {
        let what =
            format!("{stated} seconds are stated for {words} words; {least:.0} to {most:.0} can be right.");
        eye.say(
            "reading-time",
            Some(seen.item),
            "reading_seconds",
            what,
            "Read it with a clock, and write that.",
        );
    }
}

fn shares(eye: &mut Eye<'_>) {
    let items = eye.seen.len();
    if items < eye.bounds.shares_from {
        return;
    }
    let only = |fits: fn(&Answer<'_>) -> bool| {
        let fits = |seen: &&Seen<'_>| matches!(seen.asks.as_slice(), [ask] if fits(&ask.answer));
        eye.seen.iter().filter(fits).count()
    };
    let (single, true_false) =
        (only(|answer| matches!(answer, Answer::Single)), only(|answer| matches!(answer, Answer::TrueFalse)));
    if true_false * 100 > items * eye.bounds.true_false_percent {
        let most = eye.bounds.true_false_percent;
        let what = format!("{true_false} of {items} questions are true or false; {most} % are the most.");
        eye.say("true-false-share", None, "items", what, "Make choices or short texts of some.");
    }
    if single * 3 > items * 2 {
        let what = format!("{single} of {items} questions are single choices; two thirds are the most.");
        eye.say("single-choice-share", None, "items", what, "Ask some as multiple choice or short text.");
    }
}
