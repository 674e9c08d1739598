//! The programmes and banks of `question-banks` are as good as the documentation says: measured, not remembered.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bank::forms::study;
use bank::lint::{Bounds, Guess, Report, Use, lint};
use bank::model::{Bank, SourceItem};
use bank::programme::ProgrammeFile;
use bank::review::Reviews;
use bank::{Limits, Usage};
use exam::Slug;
use exam::item::Kind;
use exam::programme::{Certification, Price};
use support::digest;

fn folder(programme: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../question-banks").join(programme)
}

fn shipped(programme: &str) -> (ProgrammeFile, BTreeMap<Slug, Bank>) {
    let folder = folder(programme);
    let file = bank::programme::read_file(&folder.join("programme.yaml"), &Limits::default());
    let file = file.unwrap_or_else(|refused| panic!("{refused}"));
    let read = |path: &String| bank::source::read_file(&folder.join(path), &Limits::default(), &digest);
    let banks = file
        .banks
        .iter()
        .map(|(exam, path)| (exam.clone(), read(path).unwrap_or_else(|refused| panic!("{refused}"))));
    let banks = banks.collect();
    (file, banks)
}

/// What `invigil bank lint` says of each exam's bank.
fn reports(programme: &str) -> BTreeMap<Slug, (Bank, Report)> {
    let (file, banks) = shipped(programme);
    let report = |(id, bank): (Slug, Bank)| {
        let requiring = file.programme.certifications.iter().filter(|known| known.exams.contains(&id));
        let attempts = requiring.map(|known| known.attempts).max().unwrap_or(0);
        let exam = file.programme.exam(&id).unwrap();
        let usage = Use { exam, attempts, demo: file.programme.demo };
        let report = lint(&bank, &[usage], Some(&Reviews::default()), &Bounds::default());
        (id, (bank, report))
    };
    banks.into_iter().map(report).collect()
}

const FIVE: [&str; 5] = ["server", "cli", "ui", "models", "extensibility"];

fn certification<'a>(file: &'a ProgrammeFile, id: &str) -> &'a Certification {
    file.programme.certification(&Slug::parse(id).unwrap()).unwrap()
}

#[test]
fn meshery_is_the_programme_that_was_asked_for() {
    let (file, banks) = shipped("meshery");
    assert_eq!(file.findings, []);
    let programme = &file.programme;
    let ids =
        |named: &[exam::programme::Named]| named.iter().map(|named| named.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&programme.tracks), ["administrators", "developers", "community"]);
    assert_eq!(ids(&programme.tiers), ["associate", "professional", "expert", "contributor", "developer"]);
    assert_eq!(programme.certifications.len() + file.planned.len(), 5);
    let contributor = certification(&file, "certified-meshery-contributor");
    assert_eq!(contributor.exams.iter().map(Slug::as_str).collect::<Vec<_>>(), FIVE);
    for known in &programme.certifications {
        let terms = (known.attempts, known.cool_down_ms, known.valid_months, &known.price);
        assert_eq!(terms, (3, 24 * 3_600_000, Some(24), &Some(Price::Free)), "{}", known.id);
        assert!(known.audience.is_some() && known.description.is_some(), "{}", known.id);
    }
    for (id, bank) in &banks {
        assert_eq!(bank.usage, Usage::Practice, "{id}");
        assert!(bank.competencies.iter().all(|known| !known.reading.is_empty()), "{id}: what to read");
        let prepared = id.as_str() == "practice" || !file.reading[id].is_empty();
        assert!(prepared, "{id}: what to read before");
    }
    let counted = programme.certifications.iter().flat_map(|known| &known.exams);
    assert!(counted.into_iter().all(|exam| exam.as_str() != "practice"), "practice counts for nothing");
}

#[test]
fn meshery_has_no_finding_and_silences_nothing() {
    for (id, (_, report)) in reports("meshery") {
        assert!(report.remarks.is_empty(), "{id}: {:#?}", report.remarks);
        assert!(report.silenced.is_empty(), "{id}: {:#?}", report.silenced);
    }
}

/// Always the same place, the longest, the one with most figures or names, never a negation: at most two points.
#[test]
fn who_guesses_by_a_rule_gains_at_most_two_points_on_each_bank() {
    for (id, (_, report)) in reports("meshery") {
        let mut seen = 0;
        for guess in &report.guesses {
            let asked = ["key-position", "key-longest", "key-names", "key-mild"].contains(&guess.rule);
            seen += usize::from(asked);
            assert!(!asked || guess.gain() <= 2.0 || forced(guess), "{id}: {guess:?}, {:+.2}", guess.gain());
        }
        assert!(seen >= 9, "{id}: four places and five ways of choosing are tried");
    }
}

/// Of six keys over four places one place has two: what whole numbers force is no way in.
fn forced(guess: &Guess) -> bool {
    guess.rule == "key-position" && guess.right <= (guess.chance - 1e-6).ceil()
}

fn kinds(item: &SourceItem) -> Vec<&Kind> {
    item.item.interactions().map(|asked| &asked.kind).collect()
}

fn is_single(kind: &Kind) -> bool {
    matches!(kind, Kind::Choice { max: 1, .. })
}

/// A single choice of two options is a true-or-false question, however its options are worded.
fn is_true_false(kind: &Kind) -> bool {
    matches!(kind, Kind::Choice { max: 1, options, .. } if options.len() == 2)
}

#[test]
fn the_banks_are_large_and_varied() {
    let (_, banks) = shipped("meshery");
    for (id, bank) in &banks {
        let least = match id.as_str() {
            "practice" => 12,
            "associate" => 60,
            _ => 75,
        };
        let items = bank.items.len();
        assert!(items >= least, "{id}: {items}");
        let only = |fits: fn(&Kind) -> bool| {
            bank.items.iter().filter(|item| matches!(kinds(item).as_slice(), [kind] if fits(kind))).count()
        };
        let true_false = only(is_true_false);
        let other = items - (only(is_single) - true_false);
        assert!(other * 3 >= items, "{id}: {other} of {items} are not single choices");
        assert!(true_false * 10 <= items, "{id}: {true_false} of {items} are true or false");
        for difficulty in ["recall", "apply", "analyse"] {
            let so = |item: &&SourceItem| item.meta.difficulty.as_deref() == Some(difficulty);
            let count = bank.items.iter().filter(so).count();
            assert!(count * 100 >= items * 15, "{id}: {count} of {items} are {difficulty}");
        }
    }
}

#[test]
fn five_hundred_forms_of_each_exam_are_equal_and_three_attempts_repeat_nothing() {
    let (file, banks) = shipped("meshery");
    for exam in &file.programme.exams {
        let study = study(&banks[&exam.id], exam, 500, [16; 32]).unwrap();
        let practice = exam.id.as_str() == "practice";
        assert!(study.wrong.is_empty(), "{}: {:?}", exam.id, study.wrong);
        assert!(study.points.is_equal(), "{}", exam.id);
        assert_eq!(study.items, if practice { 12 } else { 25 }, "{}", exam.id);
        assert!(study.never_used.is_empty() && study.unusable.is_empty(), "{}", exam.id);
        let attempts = if practice { 1.0 } else { 3.0 };
        assert!(study.attempts.min >= attempts, "{}: {}", exam.id, study.attempts.min);
    }
}

#[test]
fn practice_shows_every_way_of_answering() {
    let (_, banks) = shipped("meshery");
    let bank = &banks[&Slug::parse("practice").unwrap()];
    let kinds: Vec<&Kind> = bank.items.iter().flat_map(kinds).collect();
    let any = |fits: &dyn Fn(&Kind) -> bool| kinds.iter().any(|kind| fits(kind));
    assert!(any(&|kind| is_single(kind) && !is_true_false(kind)), "a single choice");
    assert!(any(&is_true_false), "true or false");
    assert!(any(&|kind| matches!(kind, Kind::Choice { max, .. } if *max > 1)), "several options");
    assert!(any(&|kind| matches!(kind, Kind::Choice { shuffle: false, .. })), "an order that is kept");
    assert!(any(&|kind| matches!(kind, Kind::TextEntry { .. })), "a short text");
    assert!(
        bank.items.iter().any(|item| self::kinds(item).len() > 1),
        "several interactions in one question"
    );
    assert!(bank.items.iter().any(|item| item.item.stimulus.is_some()), "shared material");
    assert!(!bank.references.is_empty(), "a page to look things up in");
}
