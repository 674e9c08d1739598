//! Negations, in English.

use super::Eye;
use super::guesser::NEGATIONS;
use super::seen::{Answer, Ask, Seen, Word};
use crate::model::Bank;

/// Words that begin a clause whose negation is not the question's.
const SUBORDINATE: &[&str] = &[
    "when", "if", "that", "because", "although", "though", "while", "unless", "since", "after", "before",
    "until", "so", "but", "whose", "where", "which", "who", "as",
];
/// What a question asks for.
const INTERROGATIVES: &[&str] = &["which", "what", "who", "whom"];
/// How an instruction begins.
const INSTRUCTIONS: &[&str] = &["choose", "select", "pick", "mark", "name", "find"];
/// Negations of a question, besides those of an option.
const EXCEPTIONS: &[&str] = &["except", "untrue", "incorrect", "wrong", "false"];
/// What `least` turns around.
const LEAST: &[&str] = &["likely", "true", "correct", "plausible", "appropriate", "suitable"];
/// Denials that are objects and not a question's turn: "does nothing", "needs no server".
const OBJECTS: &[&str] = &["nothing", "no", "nobody", "none", "nowhere", "without"];

/// Whether rules that look at words may speak.
pub(super) fn is_english(bank: &Bank) -> bool {
    bank.language.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case("en"))
}

pub(super) fn check(eye: &mut Eye<'_>) {
    if !is_english(eye.bank) {
        return;
    }
    for seen in eye.seen {
        for ask in &seen.asks {
            negations(eye, seen, ask);
        }
    }
}

/// The sentences of a text. A colon ends one: what follows is listed, not asked.
fn sentences(words: &[Word]) -> impl Iterator<Item = &[Word]> {
    words.split_inclusive(|word| matches!(word.ends, Some('.' | '?' | '!' | ' ')))
}

fn denies(word: &Word) -> bool {
    let low = word.low.as_str();
    !word.code && NEGATIONS.contains(&low) && !OBJECTS.contains(&low)
}

/// The negations that turn this sentence's question around.
fn turned<'a>(sentence: &'a [Word], answer: &Answer<'_>) -> Vec<&'a Word> {
    if matches!(answer, Answer::TrueFalse) {
        return denials(sentence.iter());
    }
    let low = |word: &Word| if word.code { String::new() } else { word.low.clone() };
    let instruction = sentence.first().is_some_and(|word| INSTRUCTIONS.contains(&low(word).as_str()));
    let begin = sentence.iter().position(|word| INTERROGATIVES.contains(&low(word).as_str()));
    let asked = sentence.last().is_some_and(|word| word.ends == Some('?'));
    let clause = match begin {
        Some(begin) if asked => sentence.get(begin + 1..).unwrap_or_default(),
        _ if instruction => sentence.get(1..).unwrap_or_default(),
        _ => return Vec::new(),
    };
    let main = clause.iter().take_while(|word| instruction || !SUBORDINATE.contains(&low(word).as_str()));
    denials(main)
}

/// The denials among some words, leaving out contrasts: "in the browser and not on the server".
fn denials<'a>(words: impl Iterator<Item = &'a Word>) -> Vec<&'a Word> {
    let mut found = Vec::new();
    let mut before: Option<&Word> = None;
    for word in words {
        let last = before.map_or("", |before| before.low.as_str());
        let contrast = matches!(last, "and" | "or" | "but");
        // "What is wrong here?" asks for the wrong; "Which is wrong?" turns the question around.
        let turns = match word.low.as_str() {
            "except" => true,
            low if LEAST.contains(&low) => last == "least",
            low => EXCEPTIONS.contains(&low) && word.ends == Some('?') && matches!(last, "is" | "are"),
        };
        if !word.code && ((denies(word) && !contrast) || turns) {
            found.push(word);
        }
        before = Some(word);
    }
    found
}

fn negations(eye: &mut Eye<'_>, seen: &Seen<'_>, ask: &Ask<'_>) {
    for sentence in sentences(&ask.stem.words) {
        let turned = turned(sentence, &ask.answer);
        let Some(plain) = turned.iter().find(|word| !word.stressed).or(turned.first()) else { continue };
        if !plain.stressed {
            let what = format!("The question turns on `{}`, which is not stressed.", plain.low);
            let hint = "Ask for what is so; or write the word as `**not**`.";
            eye.say("negative-stem", Some(seen.item), "text", what, hint);
        }
        let denied = ask.options.iter().find(|option| option.words.iter().any(denies));
        let twice = match (denied, turned.as_slice()) {
            (_, [first, second, ..]) => {
                Some(format!("One sentence has both `{}` and `{}`.", first.low, second.low))
            }
            (Some(option), _) if !matches!(ask.answer, Answer::TrueFalse) => {
                let denied = option.words.iter().find(|word| denies(word)).map_or("", |word| &word.low);
                Some(format!("The question turns on `{}`, and an option says `{denied}`.", plain.low))
            }
            _ => None,
        };
        if let Some(what) = twice {
            eye.say("double-negative", Some(seen.item), "text", what, "Ask for what is so.");
        }
    }
}
