//! Every limit holds at its edge and refuses one past it.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::{Limits, Refused};
use support::{SOUND, reading, with_items};

fn read(text: &str, limits: &Limits) -> Result<(), Refused> {
    bank::source::read("bank.yaml", text.as_bytes(), reading(limits)).map(|_| ())
}

/// `make(n)` is taken under a limit of `n` and refused under one less, with the code and a line.
fn check(make: impl Fn(usize) -> String, n: usize, set: impl Fn(&mut Limits, usize)) {
    let mut limits = Limits::default();
    set(&mut limits, n);
    let text = make(n);
    read(&text, &limits).unwrap_or_else(|refused| panic!("at the edge: {refused}\n{text}"));
    set(&mut limits, n - 1);
    let refused = read(&text, &limits).expect_err("one past the edge");
    assert!(
        refused.findings.iter().any(|finding| matches!(finding.code, "too-large" | "unreadable")),
        "{refused}"
    );
}

fn many(n: usize, each: impl Fn(usize) -> String) -> String {
    (0..n).map(each).collect()
}

#[test]
fn items() {
    let item = |n: usize| SOUND.replace("sound", &format!("q{n}"));
    check(|n| with_items(&many(n, item)), 5, |limits, n| limits.items = n);
}

#[test]
fn bytes() {
    let text = with_items(SOUND);
    check(|_| text.clone(), text.len(), |limits, n| limits.file_bytes = n);
}

#[test]
fn options() {
    let option = |n: usize| format!("      - {{id: o{n}, text: Option {n}, correct: {}}}\n", n == 0);
    let item = |n| format!("  - id: q\n    text: T\n    type: single\n    options:\n{}", many(n, option));
    check(|n| with_items(&item(n)), 5, |limits, n| limits.options = n);
}

#[test]
fn interactions_and_parts() {
    let part = |n: usize| format!("      - interaction: {{id: i{n}, type: true-false, answer: true}}\n");
    let item = |n| format!("  - id: q\n    body:\n      - text: T\n{}", many(n, part));
    check(|n| with_items(&item(n)), 5, |limits, n| limits.interactions = n);
    check(|n| with_items(&item(n - 1)), 5, |limits, n| limits.parts = n);
    let past = with_items(&item(Limits::INTERACTIONS + 1));
    assert!(read(&past, &Limits { interactions: 1_000, ..Limits::default() }).is_err(), "the draw orders 64");
    assert!(read(&with_items(&item(Limits::INTERACTIONS)), &Limits::default()).is_ok());
}

#[test]
fn characters() {
    let item = |n| format!("  - {{id: q, text: {}, type: true-false, answer: true}}\n", "é".repeat(n));
    check(|n| with_items(&item(n)), 500, |limits, n| limits.text_chars = n);
}

#[test]
fn depth_of_texts() {
    let item =
        |n: usize| format!("  - {{id: q, text: '{}a', type: true-false, answer: true}}\n", ">".repeat(n - 1));
    check(|n| with_items(&item(n)), 6, |limits, n| limits.text_depth = n);
}

#[test]
fn languages() {
    let tag = |n: usize| {
        format!(
            "{}{}: T, ",
            (b'a' + u8::try_from(n / 26).unwrap()) as char,
            (b'a' + u8::try_from(n % 26).unwrap()) as char
        )
    };
    let item = |n| format!("  - {{id: q, text: {{{}}}, type: true-false, answer: true}}\n", many(n, tag));
    check(|n| with_items(&item(n)), 30, |limits, n| limits.languages = n);
}

#[test]
fn accepted_answers_and_their_length() {
    let item = |n| {
        format!("  - {{id: q, text: T, type: short-text, accept: [{}]}}\n", many(n, |n| format!("a{n}, ")))
    };
    check(|n| with_items(&item(n)), 5, |limits, n| limits.accepted = n);
    let item = |n| format!("  - {{id: q, text: T, type: short-text, accept: [a], max_chars: {n}}}\n");
    check(|n| with_items(&item(n)), 5, |limits, n| limits.answer_chars = u32::try_from(n).unwrap());
}

#[test]
fn competencies_and_stimuli() {
    let head = |extra: &str| with_items(SOUND).replace("items:", &format!("{extra}items:"));
    let competency = |n: usize| format!("  - {{id: c{n}, title: C}}\n");
    check(
        |n| head(&format!("competencies:\n{}", many(n, competency))),
        5,
        |limits, n| limits.competencies = n,
    );
    let stimulus = |n: usize| format!("  s{n}: text\n");
    check(|n| head(&format!("stimuli:\n{}", many(n, stimulus))), 5, |limits, n| limits.stimuli = n);
}

#[test]
fn the_importer_has_the_same_limits() {
    let question = |n: usize| format!("  - {{id: q{n}, text: T, type: short-answer, correctAnswer: x}}\n");
    let page = |n| format!("---\ntitle: T\nquestions:\n{}---\n", many(n, question));
    let import =
        |n, limits: &Limits| bank::academy::import("e.md", page(n).as_bytes(), reading(limits)).map(|_| ());
    let limits = Limits { items: 5, ..Limits::default() };
    assert!(import(5, &limits).is_ok());
    assert_eq!(import(6, &limits).unwrap_err().findings[0].code, "too-large");
    let long = Limits { text_chars: 1, ..Limits::default() };
    assert!(import(1, &long).is_ok());
    assert!(import(1, &Limits { text_chars: 0, ..long }).is_err());
}
