//! Forms in number: they obey their blueprint, they are compared by figures that can be checked by hand, and how long
//! a bank lasts is found by playing.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::forms::{Spread, disobeys, seed_of, study};
use bank::{Bank, Limits};
use exam::Slug;
use exam::form::Form;
use exam::programme::Exam;
use proptest::prelude::*;
use support::{digest, source};

/// Items `q0`, `q1`, ... whose competency, points and so on are given by number.
fn bank(count: usize, about: impl Fn(usize) -> String) -> Bank {
    let items: String = (0..count)
        .map(|n| {
            format!("  - id: q{n}\n{}    text: Say it.\n    type: short-text\n    accept: [a]\n", about(n))
        })
        .collect();
    let head = "competencies: [{id: red, title: Red}, {id: blue, title: Blue}]";
    source(&format!("invigil: bank/v0\ntitle: T\nuse: practice\n{head}\nitems:\n{items}")).unwrap()
}

fn colours(n: usize) -> String {
    format!("    competencies: [{}]\n", ["red", "blue"][n % 2])
}

fn exam(blueprint: &str) -> Exam {
    let text = format!(
        "invigil: programme/v0\nid: 01890a5d-ac96-774b-bcce-b302099a8057\ntitle: P\nissuer: {{name: I}}\nexams: [{{id: e, title: E, bank: b.yaml, minutes: 30, pass_percent: 70, rules: R., blueprint: {blueprint}}}]\ntracks: [{{id: t, title: T}}]\ntiers: [{{id: t, title: T}}]\ncertifications: [{{id: c, title: C, track: t, tier: t, exams: [e]}}]\n"
    );
    let file = bank::programme::read("p", text.as_bytes(), &Limits::default());
    file.unwrap_or_else(|refused| panic!("{refused}")).programme.exams.remove(0)
}

const RED_AND_BLUE: &str = "[{competency: red, items: 2}, {competency: blue, items: 1}]";

#[test]
fn equal_items_make_equal_forms() {
    let study = study(&bank(12, colours), &exam(RED_AND_BLUE), 200, [7; 32]).unwrap();
    assert!(study.wrong.is_empty());
    assert!(study.points.is_equal() && study.points.min == 6.0, "three items of two points");
    let row = |what: &str, name: &str| {
        study.table.iter().find(|row| row.what == what && row.name == name).unwrap().spread
    };
    assert_eq!((row("competency", "red").min, row("competency", "red").max), (2.0, 2.0));
    assert_eq!((row("competency", "blue").mean(), row("type", "short-text").mean()), (1.0, 3.0));
    assert_eq!(row("difficulty", "not stated").mean(), 3.0);
    let uses: u64 = study.used.iter().map(|(_, uses)| uses).sum();
    assert_eq!((uses, study.exposure.mean(), study.used.len()), (600, 50.0, 12));
    assert!(study.never_used.is_empty() && study.unusable.is_empty());
    assert_eq!(
        (study.attempts.min, study.attempts.max, study.attempts.count),
        (3.0, 3.0, 100),
        "six red, two each"
    );
}

#[test]
fn what_differs_is_said() {
    let about = |n: usize| match n {
        0 => "    competencies: [red]\n    points: 5\n    reading_seconds: 40\n    difficulty: recall\n"
            .to_owned(),
        1 => "    competencies: [blue]\n    reading_seconds: 10\n".to_owned(),
        2 => "    competencies: [red]\n    unscored: true\n".to_owned(),
        _ => colours(n),
    };
    let study = study(&bank(8, about), &exam(RED_AND_BLUE), 100, [1; 32]).unwrap();
    assert_eq!((study.points.min, study.points.max), (6.0, 9.0));
    assert_eq!(study.unusable, [Slug::parse("q2").unwrap()], "no row takes a pilot");
    let row = |name: &str| study.table.iter().find(|row| row.name == name).unwrap().spread;
    assert_eq!((row("recall").min, row("recall").max), (0.0, 1.0));
    assert_eq!((row("mean of an item").min, row("mean of an item").max), (10.0, 40.0));
    assert!(row("items that do not state them").max >= 2.0);
}

#[test]
fn one_form_leaves_what_it_does_not_use() {
    let study = study(&bank(12, colours), &exam(RED_AND_BLUE), 1, [7; 32]).unwrap();
    assert_eq!((study.never_used.len(), study.exposure_median, study.overlap.count), (9, 0.0, 0));
}

#[test]
fn a_bank_lasts_as_long_as_its_scarcest_row() {
    for (items, attempts) in [(4, 1.0), (8, 2.0), (9, 2.0), (11, 3.0), (12, 3.0)] {
        let study = study(&bank(items, colours), &exam(RED_AND_BLUE), 1, [0; 32]).unwrap();
        assert_eq!((study.attempts.min, study.attempts.max), (attempts, attempts), "{items}");
    }
    let few = study(&bank(2, colours), &exam(RED_AND_BLUE), 1, [0; 32]).unwrap_err();
    assert_eq!((few.cell, few.wanted, few.available), (0, 2, 1));
}

#[test]
fn what_disobeys_is_found_without_the_algorithm_that_draws() {
    let candidates =
        bank(6, |n| if n == 5 { "    competencies: [red, blue]\n".to_owned() } else { colours(n) })
            .candidates();
    let candidates = candidates.iter().map(|known| (&known.item, known)).collect();
    let blueprint = exam(RED_AND_BLUE).blueprint;
    let check = |items: &[&str], expected: Option<&str>| {
        let items = items.iter().map(|id| Slug::parse(id).unwrap()).collect();
        assert_eq!(disobeys(&Form { items, seed: [0; 32] }, &candidates, &blueprint).as_deref(), expected);
    };
    check(&["q0", "q2", "q1"], None);
    check(&["q1", "q2", "q0"], None);
    check(&["q5", "q0", "q1"], None);
    check(&["q5", "q0", "q2"], None);
    check(&["q0", "q1", "q3"], Some("no item is left for place 2 of its blueprint"));
    check(&["q0", "q2", "q4"], Some("no item is left for place 3 of its blueprint"));
    check(&["q0", "q2"], Some("it has 2 items; the blueprint has 3"));
    check(&["q0", "q0", "q1"], Some("an item stands in it twice"));
    check(&["q0", "q2", "q9"], Some("`q9` is not in the bank"));
}

/// SHA-256 over the tag, the seed and the number, by Python's hashlib.
#[test]
fn seeds_are_made_as_the_page_says() {
    let hex = |seed: [u8; 32]| seed.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert_eq!(hex(seed_of([7; 32], 0)), SEED_0);
    assert_eq!(hex(seed_of([7; 32], 258)), SEED_258);
}

const SEED_0: &str = "3d25c12a623b1b2ff7fb31b91f353e9cf7d2e98e4fd6a5095853c6f292f8878e";
const SEED_258: &str = "b01d3f29a00e02021b8b4fdf5aee6f5d4d102a690487a0cd4e59d9ba69c34c45";

#[test]
fn the_demonstrations_forms_are_equal() {
    let folder = format!("{}/../../question-banks/demo", env!("CARGO_MANIFEST_DIR"));
    let folder = std::path::Path::new(&folder);
    let file = bank::programme::read_file(&folder.join("programme.yaml"), &Limits::default()).unwrap();
    for exam in &file.programme.exams {
        let bank = bank::source::read_file(&folder.join(&file.banks[&exam.id]), &Limits::default(), &digest)
            .unwrap();
        let study = study(&bank, exam, 500, [7; 32]).unwrap();
        assert!(study.wrong.is_empty() && study.points.is_equal() && study.attempts.min >= 1.0);
    }
}

#[test]
fn a_spread_of_nothing_is_nothing() {
    assert_eq!((Spread::default().mean(), Spread::default().is_equal()), (0.0, true));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_form_drawn_obeys(seed: [u8; 32], red in 1..5u32, any in 1..5u32, both in 0..4usize) {
        let bank = bank(14, |n| if n < both { "    competencies: [red, blue]\n".to_owned() } else { colours(n) });
        let exam = exam(&format!("[{{competency: red, items: {red}}}, {{items: {any}}}]"));
        let study = study(&bank, &exam, 5, seed).unwrap();
        prop_assert!(study.wrong.is_empty(), "{:?}", study.wrong);
        prop_assert!(study.attempts.min >= 1.0 && study.attempts.max * f64::from(red + any) <= 14.0);
    }
}
