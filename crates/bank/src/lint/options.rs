//! What the options of a choice give away, and what the answer of a short text does.

use std::collections::BTreeSet;

use super::Eye;
use super::seen::{Answer, Ask, Choice, Seen, Word, holds, typed};
use super::wording::is_english;

/// Words that carry no meaning of their own.
pub(super) const SMALL: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "to",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "with",
    "and",
    "or",
    "is",
    "are",
    "was",
    "be",
    "been",
    "it",
    "its",
    "this",
    "that",
    "these",
    "those",
    "as",
    "if",
    "when",
    "which",
    "what",
    "who",
    "how",
    "why",
    "where",
    "does",
    "do",
    "did",
    "has",
    "have",
    "had",
    "can",
    "may",
    "must",
    "will",
    "should",
    "not",
    "no",
    "only",
    "one",
    "two",
    "all",
    "any",
    "each",
    "every",
    "into",
    "them",
    "they",
    "their",
    "there",
    "then",
    "than",
    "you",
    "your",
    "use",
    "uses",
    "used",
    "about",
    "after",
    "before",
    "because",
    "between",
    "same",
    "other",
    "more",
    "most",
    "some",
    "such",
    "also",
    "would",
    "could",
    "being",
    "while",
    "just",
    "over",
    "under",
    "here",
    "true",
    "false",
    "choose",
    "following",
    "correct",
    "statement",
    "answer",
    "i",
    "we",
    "but",
    "so",
];

pub(super) fn check(eye: &mut Eye<'_>) {
    let english = is_english(eye.bank);
    for seen in eye.seen {
        for ask in &seen.asks {
            match ask.answer {
                Answer::Text(accepted) => copied(eye, seen, accepted),
                Answer::TrueFalse => {}
                Answer::Single | Answer::Multiple => {
                    count(eye, seen, ask);
                    lengths(eye, seen, ask);
                    if english {
                        of_the_above(eye, seen, ask);
                        article(eye, seen, ask);
                        odd(eye, seen, ask);
                    }
                }
            }
        }
    }
}

fn count(eye: &mut Eye<'_>, seen: &Seen<'_>, ask: &Ask<'_>) {
    let (least, most) = eye.bounds.options;
    let options = ask.options.len();
    // Fewer than two are a defect already.
    if ask.key().is_some() && !(least..=most).contains(&options) {
        let what = format!("The single choice has {options} options; {least} to {most} are usual.");
        eye.say(
            "option-count",
            Some(seen.item),
            "options",
            what,
            "Add plausible ones, or take weak ones out.",
        );
    }
}

fn lengths(eye: &mut Eye<'_>, seen: &Seen<'_>, ask: &Ask<'_>) {
    let (times, more) = eye.bounds.spread;
    let chars = ask.options.iter().map(|option| option.chars);
    let (Some(shortest), Some(longest)) = (chars.clone().min(), chars.max()) else { return };
    if longest > shortest * times && longest > shortest + more {
        let what = format!("The options have {shortest} to {longest} characters.");
        eye.say("option-lengths", Some(seen.item), "options", what, "Bring them to a similar length.");
    }
}

fn of_the_above(eye: &mut Eye<'_>, seen: &Seen<'_>, ask: &Ask<'_>) {
    let refers = |option: &&Choice| {
        let words: Vec<&str> = option.words.iter().map(|word| word.low.as_str()).collect();
        match words.as_slice() {
            ["all" | "none" | "both" | "neither" | "any" | "either" | "each" | "some", rest @ ..] => {
                let rest = rest.strip_prefix(&["of"]).unwrap_or(rest);
                let rest = rest.strip_prefix(&["the"]).unwrap_or(rest);
                let others = ["above", "these", "them", "options", "answers", "others"];
                let letters =
                    |word: &&str| matches!(*word, "a" | "b" | "c" | "d" | "e" | "and" | "nor" | "or");
                match rest {
                    [one] => others.contains(one),
                    [] => false,
                    [_, second] => *second == "above" || rest.iter().all(letters),
                    _ => rest.iter().all(letters),
                }
            }
            _ => false,
        }
    };
    if let Some(option) = ask.options.iter().find(refers) {
        let what = format!("An option says {}.", crate::finding::quoted(&option.text));
        let hint = "Ask for several of the options, or write a distractor of its own.";
        eye.say("all-of-the-above", Some(seen.item), "options", what, hint);
    }
}

/// Whether a word can stand after `an`, and after `a`; both where its letters do not tell.
fn after(word: &Word) -> (bool, bool) {
    match word.low.chars().next() {
        _ if word.stressed || word.inner => (true, true),
        Some('a' | 'e' | 'i' | 'o') => (true, false),
        Some('u' | 'h') => (true, true),
        Some(c) if c.is_alphabetic() => (false, true),
        _ => (true, true),
    }
}

fn article(eye: &mut Eye<'_>, seen: &Seen<'_>, ask: &Ask<'_>) {
    let Some(last) = ask.stem.words.last().filter(|word| !word.code) else { return };
    let fits = |option: &Choice| match (option.words.first().map(after), last.low.as_str()) {
        (Some((an, _)), "an") => an,
        (Some((_, a)), "a") => a,
        _ => true,
    };
    let out = ask.options.iter().filter(|option| !fits(option)).count();
    if out > 0 {
        let what = format!("The question ends in `{}`, which {out} of the options cannot follow.", last.low);
        eye.say("article", Some(seen.item), "text", what, "Put the article into the options.");
    }
}

/// The words that say what an option is about, without their plural.
pub(super) fn meant<'a>(words: impl Iterator<Item = &'a Word>) -> BTreeSet<String> {
    let full = |word: &&Word| word.low.chars().count() > 2 && !SMALL.contains(&word.low.as_str());
    words.filter(full).map(|word| word.low.strip_suffix('s').unwrap_or(&word.low).to_owned()).collect()
}

/// All distractors share what the key does not, or the key alone has what stands in the question.
fn odd(eye: &mut Eye<'_>, seen: &Seen<'_>, ask: &Ask<'_>) {
    let Some(key) = ask.key() else { return };
    let Some(right) = ask.options.get(key) else { return };
    let wrong: Vec<&Choice> = ask.options.iter().filter(|option| !option.right).collect();
    let [first, others @ ..] = wrong.as_slice() else { return };
    if others.len() < 2 {
        return;
    }
    let shared = first.words.iter().zip(0..).take_while(|(word, place)| {
        others.iter().all(|other| other.words.get(*place).is_some_and(|other| other.low == word.low))
    });
    let shared: Vec<&str> = shared.map(|(word, _)| word.low.as_str()).collect();
    let begins = |option: &Choice| {
        option.words.iter().map(|word| word.low.as_str()).take(shared.len()).eq(shared.iter().copied())
    };
    let telling = shared.iter().any(|word| !SMALL.contains(word));
    if telling && !begins(right) {
        let what = format!("Every distractor begins with `{}`, and the key does not.", shared.join(" "));
        eye.say(
            "odd-option",
            Some(seen.item),
            "options",
            what,
            "Let the key begin alike, or one distractor not.",
        );
        return;
    }
    let stem = meant(ask.stem.words.iter());
    let echoes =
        |option: &Choice| meant(option.words.iter()).intersection(&stem).cloned().collect::<BTreeSet<_>>();
    let (own, theirs): (_, Vec<_>) = (echoes(right), wrong.iter().map(|option| echoes(option)).collect());
    let hint = "Let a distractor and the key share words with the question alike.";
    if own.len() >= 2 && theirs.iter().all(BTreeSet::is_empty) {
        let words: Vec<String> = own.into_iter().collect();
        let what = format!("Only the key repeats words of the question: `{}`.", words.join("`, `"));
        eye.say("odd-option", Some(seen.item), "options", what, hint);
    } else if own.is_empty() && theirs.len() > 2 && theirs.iter().all(|echo| !echo.is_empty()) {
        let what = "Every distractor repeats words of the question, and the key repeats none.".to_owned();
        eye.say("odd-option", Some(seen.item), "options", what, hint);
    }
}

fn copied(eye: &mut Eye<'_>, seen: &Seen<'_>, accepted: &[String]) {
    let standing = accepted.iter().find(|answer| {
        let words = typed(answer);
        !words.is_empty() && holds(seen.stem(), &words) && !among_others(seen, &words)
    });
    if let Some(answer) = standing {
        let what = format!("The accepted answer {} stands in the question.", crate::finding::quoted(answer));
        eye.say("answer-in-stem", Some(seen.item), "text", what, "Ask without naming it.");
    }
}

/// Whether the question names several things such as this answer, so that one has to be chosen: two numbers, or
/// three pieces of program text.
fn among_others(seen: &Seen<'_>, answer: &[String]) -> bool {
    let number = |word: &str| word.chars().all(|c| c.is_numeric());
    let answer = match answer {
        [answer] => answer,
        // A number with its unit.
        [first, ..] if number(first) => first,
        _ => return false,
    };
    let program = seen.stem().any(|word| word.code && word.low == *answer);
    let alike = |word: &&Word| if number(answer) { number(&word.low) } else { program && word.code };
    let others: BTreeSet<&str> =
        seen.stem().filter(alike).map(|word| word.low.as_str()).filter(|low| low != answer).collect();
    others.len() >= if number(answer) { 1 } else { 2 }
}
