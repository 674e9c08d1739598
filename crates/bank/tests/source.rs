//! The bank source: what it says, and what each mistake in it is called.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::{Bank, Limits, PictureProblem, Pictures, Reading, Usage};
use exam::item::{Kind, Part, PartKey};
use exam::{Points, Slug};
use support::{SOUND, brief, digest, source, with_items};

const WHOLE: &str = r#"invigil: bank/v0
title: {en: Server, de: Der Server}
language: en
use: live
competencies:
  - {id: ops, title: Operations}
  - {id: dev, title: Development}
stimuli:
  topology: |
    A *mesh* of `three` nodes.
items:
  - id: q1
    competencies: [ops]
    points: 1.5
    difficulty: easy
    reading_seconds: 20
    author: A. Writer
    source: Handbook, page 3
    stimulus: topology
    text: {de: Welche?, en: Which?}
    type: single
    options:
      - {id: a, text: One, correct: true}
      - {id: b, text: {en: Two, de: Zwei}}
    explanation: Because *one*.
  - id: q2
    unscored: true
    text: Which ones?
    prompt: Choose two.
    type: multiple
    shuffle: false
    options:
      - {id: a, text: A, correct: true}
      - {id: b, text: B, correct: true}
      - {id: c, text: C}
  - id: q3
    text: {en: So it is., fr: C'est ainsi.}
    type: true-false
    answer: false
  - id: q4
    competencies: [ops, dev]
    text: Say it.
    type: short-text
    accept: [pgvector, "pg vector", 1.10]
    case_sensitive: true
    max_chars: 40
  - id: q5
    competencies: [dev]
    body:
      - text: First,
      - interaction: {id: port, type: short-text, accept: [9081], weight: 2, prompt: The port}
      - text: then
      - interaction:
          id: verdict
          type: true-false
          answer: true
          labels: {"true": Works, "false": Fails}
"#;

fn bank(text: &str) -> Bank {
    source(text).unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

fn item<'a>(bank: &'a Bank, id: &str) -> &'a bank::SourceItem {
    bank.item(&Slug::parse(id).unwrap()).unwrap()
}

#[test]
fn a_whole_bank_is_read() {
    let bank = bank(WHOLE);
    assert_eq!(bank.usage, Usage::Live);
    assert_eq!(bank.title.for_reader("de").words(), "Der Server");
    assert_eq!(bank.competencies.len(), 2);
    assert_eq!(bank.stimuli.values().next().unwrap().variants()[0].words(), "A mesh of three nodes.");
    assert!(bank.report().is_empty(), "{:?}", bank.report());
    let lines: Vec<u32> = bank.items.iter().map(|item| item.at.line).collect();
    assert_eq!(lines, [12, 26, 36, 40, 47]);

    let q1 = item(&bank, "q1");
    assert_eq!((q1.points, q1.unscored, q1.meta.reading_seconds), (Some(Points(150_000)), false, Some(20)));
    assert_eq!(q1.item.stimulus.as_ref().unwrap().as_str(), "topology");
    let Part::Text(text) = &q1.item.body[0] else { panic!() };
    let langs: Vec<&str> = text.variants().iter().map(|variant| variant.lang.as_str()).collect();
    assert_eq!(langs, ["en", "de"], "the bank's language is the original");
    assert!(q1.key.explanation.is_some());

    let q2 = item(&bank, "q2").item.interactions().next().unwrap().clone();
    assert!(matches!(q2.kind, Kind::Choice { min: 1, max: 3, shuffle: false, .. }));
    assert!(q2.prompt.is_some() && item(&bank, "q2").unscored);

    let q3 = item(&bank, "q3");
    let Kind::Choice { options, max: 1, shuffle: false, .. } = &q3.item.interactions().next().unwrap().kind
    else {
        panic!()
    };
    assert_eq!(options[0].text.for_reader("fr").words(), "Vrai");
    assert_eq!(options[1].text.for_reader("en").words(), "False");
    let PartKey::Choice { accepted } = q3.key.parts.values().next().unwrap() else { panic!() };
    assert_eq!(format!("{accepted:?}"), "[{false}]");

    let PartKey::Text { accepted, case_sensitive: true, rule: 1 } =
        item(&bank, "q4").key.parts.values().next().unwrap()
    else {
        panic!()
    };
    assert_eq!(accepted, &["pgvector", "pg vector", "1.10"], "to the letter");

    let q5 = item(&bank, "q5");
    let weights: Vec<(String, u32)> =
        q5.item.interactions().map(|interaction| (interaction.id.to_string(), interaction.weight)).collect();
    assert_eq!(weights, [("port".into(), 2), ("verdict".into(), 1)]);
    assert_eq!((q5.item.body.len(), q5.key.parts.len()), (4, 2));
}

/// Reads a bank with one item whose fields are given, and compares what is found. Fields begin in line 6.
fn check(fields: &str, findings: &[&str]) {
    let text = with_items(&format!("  - id: q1\n    {}\n", fields.trim().replace('\n', "\n    ")));
    let found = match source(&text) {
        Ok(bank) => brief(bank.report()),
        Err(refused) => brief(&refused.findings).into_iter().map(|line| format!("{line}!")).collect(),
    };
    assert_eq!(found, findings, "{text}");
}

#[test]
fn defects_keep_the_question() {
    let single = |options: &str| format!("text: T\ntype: single\noptions: [{options}]");
    for (options, finding) in [
        ("{id: a, text: 1}, {id: b, text: 2}", "8 q1 no-correct-option"),
        ("{id: a, text: 1, correct: true}, {id: b, text: 2, correct: true}", "8 q1 all-correct"),
        (
            "{id: a, text: 1, correct: true}, {id: b, text: 2, correct: true}, {id: c, text: 3}",
            "8 q1 several-correct",
        ),
        ("{id: a, text: 1, correct: true}", "8 q1 few-options"),
        ("{id: a, text: 1, correct: true}, {id: b, text: '1 '}", "8 q1 duplicate-option-text"),
        ("{id: a, text: 1, correct: true}, {id: a, text: 2}", "8 q1 duplicate-option-id"),
        ("{id: a, text: 1, correct: true}, {id: b, text: ''}", "8 q1 empty-text"),
    ] {
        check(&single(options), &[finding]);
    }
    let options = "options: [{id: a, text: 1, correct: true}, {id: b, text: 2}]";
    check(&format!("text: T\ntype: multiple\n{options}"), &["8 q1 one-correct"]);
    check(&format!("text: T\ntype: singel\n{options}"), &["7 q1 unknown-type"]);
    check(&format!("text: ''\ntype: single\n{options}"), &["5 q1 empty-text"]);
    check(&format!("text: T\npoints: 0\ntype: single\n{options}"), &["5 q1 marks-not-positive"]);
    check("text: T\ntype: true-false", &["5 q1 no-correct-option"]);
    check("text: T\ntype: short-text", &["5 q1 no-accepted-answer"]);
    check("text: T\ntype: short-text\naccept: [' ']", &["8 q1 no-accepted-answer"]);
    check("text: T\ntype: short-text\naccept: [abcdef]\nmax_chars: 5", &["8 q1 too-large-answer"]);
    check("text: T\ntype: essay", &["7 q1 needs-a-person"]);
    check("text: T ![x](y.png)\ntype: true-false\nanswer: true", &["6 q1 picture"]);
    check(
        "text: T\ntype: true-false\nanswer: true\ndefects: [{code: contradictory-key, field: f, what: W., hint: H.}]",
        &["9 q1 contradictory-key"],
    );
}

#[test]
fn mistakes_refuse_the_file_and_are_all_named() {
    let tf = "text: T\ntype: true-false\nanswer: true";
    check("text: T", &["5 q1 required!"]);
    check("text: T\ntype: matching", &["7 q1 unknown-type!"]);
    check(
        &format!("{tf}\nhint: x\nstimulus: x\ncompetencies: [y]"),
        &["5 q1 reference!", "9 q1 unknown-field!", "11 q1 reference!"],
    );
    check(&format!("{tf}\naccept: [x]"), &["9 q1 unknown-field!"]);
    check(&format!("{tf}\ntext: U"), &["9 q1 duplicate-field!"]);
    check("text: T\ntype: true-false\nanswer: yes", &["8 q1 unreadable!"]);
    check(
        &format!("{tf}\npoints: -1\nunscored: maybe\nreading_seconds: 0"),
        &["9 q1 unreadable!", "10 q1 unreadable!", "11 q1 unreadable!"],
    );
    check(&format!("{tf}\npoints: 10000.00001"), &["9 q1 unreadable!"]);
    check("text: [T]\ntype: true-false\nanswer: true", &["6 q1 unreadable!"]);
    check("text: {en: T, english: U}\ntype: true-false\nanswer: true", &["6 q1 unreadable!"]);
    check("body: []", &["5 q1 required!"]);
    check(
        "body: [{text: T}, {interaction: {id: a, type: true-false, answer: true}}, {interaction: {id: a, type: true-false, answer: true}}]",
        &["6 q1 duplicate-id!"],
    );
    check(&format!("{tf}\ndefects: [{{code: nonsense}}]"), &["9 q1 unreadable!"]);
}

#[test]
fn the_file_itself_can_be_wrong() {
    for (text, says) in [
        ("", "The file is empty where fields are expected."),
        ("title: x\n", "line 1: The file does not say what it is. Begin the file with `invigil: bank/v0`."),
        (
            "invigil: bank/v1\n",
            "line 1: The file is of version `v1` of its format; this program reads bank/v0.",
        ),
        ("invigil: programme/v0\n", "`invigil` is `programme/v0`."),
        ("invigil: bank/v0\nuse: practice\nitems: []\n", "`title` is missing."),
        ("invigil: bank/v0\ntitle: x\nitems: []\n", "`use` is missing."),
        (
            "invigil: bank/v0\ntitle: x\nuse: exam\nitems: []\n",
            "line 3: `use` is `exam`. Write one of `practice` or `live`.",
        ),
        ("invigil: bank/v0\ntitle: x\nuse: live\n", "`items` is missing."),
        (
            "invigil: bank/v0\ntitle: x\nuse: live\nitem: []\nitems: []\n",
            "line 4: `item` is no field that means anything here. Did you mean `items`?",
        ),
        (
            "invigil: bank/v0\ntitle: x\nuse: live\nlanguage: english\nitems: []\nstimuli: {a b: x}\n",
            "line 6: A stimulus is called `a b`.",
        ),
        (
            "---\ntitle: T\nquestions:\n  - id: a\n---\nprose: here\n",
            "This is a page with front matter and not a bank source.",
        ),
        ("---\ntitle: T\nquestions:\n  - id: a\n", "This is a page with front matter and not a bank source."),
        ("invigil: bank/v0\ntitle: \"x\nuse: live\n", "line 2: The YAML cannot be read"),
    ] {
        let said = source(text).map(|_| String::new()).unwrap_or_else(|refused| refused.to_string());
        assert!(said.contains(says), "{text:?}: {said}");
    }
}

#[test]
fn duplicate_items_are_kept_and_marked() {
    let bank = bank(&with_items(&format!("{SOUND}{SOUND}")));
    assert_eq!(brief(bank.report()), ["11 sound-2 duplicate-id"]);
    assert_eq!(bank.items[1].item.id.as_str(), "sound-2");
    assert!(bank.items[1].defects[0].means.contains("cannot be sealed"));
}

struct Shelf;

impl Pictures for Shelf {
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem> {
        let bytes = match path {
            "img/a.png" | "img/same.png" => b"\x89PNG\r\n\x1a\nabcd".to_vec(),
            "b.jpg" => b"\xff\xd8\xffabcdefgh".to_vec(),
            "c.svg" => b"<svg/>".to_vec(),
            _ => return Err(PictureProblem::Missing),
        };
        if bytes.len() as u64 > most { Err(PictureProblem::TooLarge) } else { Ok(bytes) }
    }
}

fn pictured(text: &str, limits: &Limits) -> (usize, Vec<String>) {
    let item = format!("  - {{id: q, text: '{text}', type: true-false, answer: true}}\n");
    let reading = Reading { limits, digest: &digest, pictures: &Shelf };
    let bank = bank::source::read("b.yaml", with_items(&item).as_bytes(), reading).unwrap();
    (bank.media.len(), brief(bank.report()))
}

#[test]
fn pictures_are_named_by_their_bytes_and_stay_in_the_folder() {
    let limits = Limits::default();
    assert_eq!(pictured("![a](img/a.png) ![same](img/same.png) ![b](b.jpg)", &limits), (2, vec![]));
    for path in ["c.svg", "none.png", "../a.png", "/a.png", "https://example.org/a.png"] {
        assert_eq!(
            pictured(&format!("![a]({path})"), &limits),
            (0, vec!["5 q picture".to_owned()]),
            "{path}"
        );
    }
    let exact = Limits { media_bytes: 12, ..Limits::default() };
    assert_eq!(pictured("![a](img/a.png)", &exact).0, 1);
    assert_eq!(pictured("![a](img/a.png)", &Limits { media_bytes: 11, ..exact.clone() }).0, 0);
    let both = "![a](img/a.png) ![b](b.jpg)";
    assert_eq!(pictured(both, &Limits { media_total_bytes: 23, ..Limits::default() }).0, 2);
    assert_eq!(pictured(both, &Limits { media_total_bytes: 22, ..Limits::default() }).0, 1);
}

#[test]
fn html_is_text() {
    let item = "  - {id: q, text: 'Use <b>kubectl</b> -n <namespace>', type: true-false, answer: true}\n";
    let bank = bank(&with_items(item));
    let Part::Text(text) = &bank.items[0].item.body[0] else { panic!() };
    assert_eq!(text.variants()[0].words(), "Use <b>kubectl</b> -n <namespace>");
}
