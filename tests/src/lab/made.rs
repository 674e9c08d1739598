//! Banks made by dice: as many items as wanted, with telling names, right options first, and keys that can be
//! searched for because nobody would write them by chance.

use std::fmt::Write;

use bank::review::{Review, Reviewer, Reviews, Verdict, item_digest, sign};
use bank::{Limits, NoPictures, Reading, Usage};
use evidence::{Name, Secret, SigningKey, sha256};

use crate::dice::Dice;
use crate::{Outcome, demo_programme};

const COMPETENCIES: [&str; 3] = ["answers", "time", "evidence"];

/// A bank of so many items, evenly of each competency of the demonstration and of every type.
pub fn bank(dice: &mut Dice, items: usize, words: usize) -> Outcome<bank::Bank> {
    let text = source(dice, items, words)?;
    let reading = Reading { limits: &Limits::default(), digest: &sha256, pictures: &NoPictures };
    Ok(bank::source::read("made.yaml", text.as_bytes(), reading)?)
}

/// A live bank as it may be sealed: by an author, with the approval of somebody else for each item. Any other bank as it
/// is, without reviews.
pub fn approved(bank: &bank::Bank) -> Outcome<(bank::Bank, Reviews)> {
    let mut bank = bank.clone();
    if bank.usage != Usage::Live {
        return Ok((bank, Reviews::default()));
    }
    let key = SigningKey::from_seed(Secret::new([3; 32]));
    bank.reviewers = vec![Reviewer { name: "Reviewer".to_owned(), key: key.public() }];
    bank.items.iter_mut().for_each(|item| item.meta.author = Some("Author".to_owned()));
    let mut lines = Vec::new();
    for item in bank.drawn() {
        let review = Review {
            item: Name(item.item.id.clone()),
            digest: Name(item_digest(&bank, item)),
            reviewer: "Reviewer".to_owned(),
            answer: Default::default(),
            right: true,
            verdict: Verdict::Approve,
            comment: String::new(),
            at_ms: 1_795_000_000_000,
        };
        lines.extend(sign(&review, &key).to_json());
        lines.push(b'\n');
    }
    let reviews = Reviews::read("made.reviews", &lines, &Limits::default())?;
    Ok((bank, reviews))
}

/// The demonstration's programme, drawing so many items of each competency.
pub fn programme(each: usize, release: &str) -> Outcome<bank::programme::ProgrammeFile> {
    demo_programme(|text| drawing(&text, each, release))
}

/// The text of the demonstration's programme, changed to draw so many items of each competency and to release so.
pub fn drawing(programme: &str, each: usize, release: &str) -> String {
    let drawing = programme.replace("items: 4", &format!("items: {each}"));
    drawing.replace("release: at-once", &format!("release: {release}"))
}

/// The bank's source.
pub fn source(dice: &mut Dice, items: usize, words: usize) -> Result<String, std::fmt::Error> {
    let mut out = String::from("invigil: bank/v0\ntitle: Made\nlanguage: en\nuse: live\ncompetencies:\n");
    for competency in COMPETENCIES {
        writeln!(out, "  - {{id: {competency}, title: {competency}}}")?;
    }
    writeln!(out, "stimuli:")?;
    for stimulus in ["one", "two"] {
        writeln!(out, "  {stimulus}: {}", sentence(dice, 12))?;
    }
    writeln!(out, "items:")?;
    for number in 0..items {
        writeln!(out, "  - id: q{number:04}-{}", dice.letters(3))?;
        writeln!(out, "    competencies: [{}]", COMPETENCIES[number % 3])?;
        if let Some(stimulus) = ["one", "two"].get(number % 7) {
            writeln!(out, "    stimulus: {stimulus}")?;
        }
        writeln!(out, "    text: {}", sentence(dice, words))?;
        interaction(&mut out, dice, number)?;
        writeln!(out, "    explanation: {}", sentence(dice, 4))?;
    }
    Ok(out)
}

fn interaction(out: &mut String, dice: &mut Dice, number: usize) -> std::fmt::Result {
    match number % 5 {
        0 | 1 => options(out, dice, "single", 1, 3),
        2 => options(out, dice, "multiple", 3, 2),
        3 => writeln!(out, "    type: true-false\n    answer: {}", dice.below(2) == 0),
        _ => {
            let accepted: Vec<_> = (0..2).map(|_| dice.letters(14)).collect();
            writeln!(out, "    type: short-text\n    accept: [{}]", accepted.join(", "))
        }
    }
}

/// The right ones first and named so, as nobody should write them: sealing must hide both.
fn options(out: &mut String, dice: &mut Dice, kind: &str, right: usize, wrong: usize) -> std::fmt::Result {
    writeln!(out, "    type: {kind}\n    options:")?;
    for number in 0..right + wrong {
        let text = sentence(dice, 3);
        if number < right {
            writeln!(out, "      - {{id: right-{number}, text: {text}, correct: true}}")?;
        } else {
            writeln!(out, "      - {{id: wrong-{number}, text: {text}}}")?;
        }
    }
    Ok(())
}

fn sentence(dice: &mut Dice, words: usize) -> String {
    let words: Vec<_> = (0..words).map(|_| dice.letters(7)).collect();
    words.join(" ")
}
