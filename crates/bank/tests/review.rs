//! Reviews hold for the item they were made of, by somebody else than its author; and what differs between two banks.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests say what they expect")]

#[path = "support/reading.rs"]
mod support;

use std::collections::BTreeMap;

use bank::diff::{Change, diff};
use bank::review::{Review, Reviewer, Reviews, Verdict, item_digest, sign, unreviewed};
use bank::seal::{Defects, SealError, seal};
use bank::{Bank, Limits, State, Usage};
use evidence::{Name, OsEntropy, Secret, SigningKey};
use support::{brief, source};

fn key(byte: u8) -> SigningKey {
    SigningKey::from_seed(Secret::new([byte; 32]))
}

fn bank(items: &str) -> Bank {
    let line = |name: &str, byte| {
        let reviewer = Reviewer { name: name.to_owned(), key: key(byte).public() };
        format!("  - {{name: {name}, key: \"{}\"}}\n", reviewer.key_text())
    };
    let text = format!(
        "invigil: bank/v0\ntitle: T\nuse: live\nreviewers:\n{}{}items:\n{items}",
        line("Mia", 1),
        line("Ann", 2)
    );
    source(&text).unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

const ITEM: &str = "  - id: a\n    author: Ann\n    text: Which?\n    type: single\n    options: [{id: x, text: X, correct: true}, {id: y, text: Y}]\n";

fn review(bank: &Bank, reviewer: &str, verdict: Verdict) -> Review {
    let item = &bank.items[0];
    Review {
        item: Name(item.item.id.clone()),
        digest: Name(item_digest(bank, item)),
        reviewer: reviewer.to_owned(),
        answer: BTreeMap::new(),
        right: true,
        verdict,
        comment: "fine".to_owned(),
        at_ms: 1,
    }
}

fn reviews(signed: &[(Review, u8)]) -> Reviews {
    let lines: Vec<Vec<u8>> = signed.iter().map(|(review, by)| sign(review, &key(*by)).to_json()).collect();
    Reviews::read("bank.reviews", &lines.join(&b'\n'), &Limits::default()).unwrap()
}

#[test]
fn a_live_item_needs_an_author_and_somebody_else() {
    let one = bank(ITEM);
    let said = |bank: &Bank, signed: &[(Review, u8)]| {
        unreviewed(bank, &reviews(signed)).first().map(|finding| finding.what.clone())
    };
    let approve = |name| review(&one, name, Verdict::Approve);
    assert_eq!(said(&one, &[]).as_deref(), Some("Nobody has approved it."));
    assert_eq!(said(&one, &[(approve("Mia"), 1)]), None);
    assert_eq!(said(&one, &[(approve("Ann"), 2)]).as_deref(), Some("Only its author has approved it."));
    assert_eq!(
        said(&one, &[(approve("Mia"), 2)]).as_deref(),
        Some("Nobody has approved it."),
        "another's key"
    );
    assert_eq!(
        said(&one, &[(approve("Mia"), 9)]).as_deref(),
        Some("Nobody has approved it."),
        "a stranger's key"
    );
    let reject = review(&one, "Mia", Verdict::Reject);
    assert_eq!(said(&one, &[(approve("Mia"), 1), (reject.clone(), 1)]).as_deref(), Some("Mia rejects it."));
    assert_eq!(said(&one, &[(reject, 1), (approve("Mia"), 1)]), None, "the last word counts");
    let nameless = bank(&ITEM.replace("    author: Ann\n", ""));
    let mine = review(&nameless, "Mia", Verdict::Approve);
    assert_eq!(
        said(&nameless, &[(mine, 1)]).as_deref(),
        Some("It has no author, and a live bank needs one.")
    );
}

#[test]
fn any_edit_makes_an_approval_void_and_a_new_state_does_not() {
    let one = bank(ITEM);
    let signed = [(review(&one, "Mia", Verdict::Approve), 1)];
    for (from, to) in [
        ("Which?", "Which one?"),
        ("text: X", "text: XX"),
        (
            "{id: x, text: X, correct: true}, {id: y, text: Y}",
            "{id: x, text: X}, {id: y, text: Y, correct: true}",
        ),
        ("    type", "    points: 2\n    type"),
        ("    type", "    explanation: Because.\n    type"),
        ("author: Ann", "author: Ben"),
        ("    type", "    shuffle: false\n    type"),
        ("    type", "    unscored: true\n    type"),
    ] {
        let edited = bank(&ITEM.replace(from, to));
        let found = unreviewed(&edited, &reviews(&signed));
        assert_eq!(
            found.first().map(|finding| finding.what.as_str()),
            Some("It was edited after it was approved."),
            "{to}"
        );
    }
    for state in ["reviewed", "live", "pilot"] {
        let same = bank(&ITEM.replace("    type", &format!("    state: {state}\n    type")));
        assert_eq!(unreviewed(&same, &reviews(&signed)), [], "{state}");
    }
}

#[test]
fn what_is_exposed_retired_or_a_draft_is_not_drawn() {
    let states = ["draft", "reviewed", "pilot", "live", "retired", "exposed"];
    let items: String = states
        .iter()
        .map(|state| {
            ITEM.replace("id: a\n", &format!("id: {state}\n    state: {state}\n"))
                .replace("Which?", &format!("Which {state}?"))
        })
        .collect();
    let all = bank(&items);
    let drawn: Vec<String> =
        all.candidates().into_iter().map(|candidate| candidate.item.to_string()).collect();
    assert_eq!(drawn, ["reviewed", "pilot", "live"]);
    assert!(all.items.iter().find(|item| item.state == Some(State::Pilot)).unwrap().unscored);
    assert_eq!(unreviewed(&all, &Reviews::default()).len(), 3);
    let wrong = source(
        "invigil: bank/v0\ntitle: T\nuse: live\nitems:\n  - id: a\n    state: retierd\n    text: x\n    type: essay\n",
    );
    assert_eq!(brief(&wrong.unwrap_err().findings), ["6 a unreadable"]);
}

const PROGRAMME: &str = "invigil: programme/v0\nid: 01890a5d-ac96-774b-bcce-b302099a8057\ntitle: P\nissuer: {name: I}\ntracks: [{id: t, title: T}]\ntiers: [{id: t, title: T}]\ncertifications: [{id: c, title: C, track: t, tier: t, exams: [e], attempts: 1}]\nexams: [{id: e, title: E, bank: b.yaml, minutes: 30, pass_percent: 70, rules: R., blueprint: [{items: 1}]}]\n";

/// The gate is in the sealing itself: whoever calls it, and whatever they accept.
#[test]
fn a_live_bank_is_sealed_with_an_author_and_a_different_reviewer_only() {
    let file = bank::programme::read("p", PROGRAMME.as_bytes(), &Limits::default()).unwrap();
    let target = (file.programme.id, &file.programme.exams[0]);
    let sealed = |bank: &Bank, reviews: &Reviews, defects| {
        seal(target, (bank, reviews), defects, &key(7), 1_795_000_000_000, &mut OsEntropy).map(|_| ())
    };
    let one = bank(ITEM);
    let by = |name, byte| reviews(&[(review(&one, name, Verdict::Approve), byte)]);
    for defects in [Defects::Refuse, Defects::Accept] {
        assert_eq!(sealed(&one, &by("Mia", 1), defects), Ok(()));
        for missing in [Reviews::default(), by("Ann", 2), by("Mia", 9)] {
            let refused = sealed(&one, &missing, defects).unwrap_err();
            let SealError::NotReviewed(findings) = &refused else { panic!("{refused}") };
            assert_eq!(brief(findings), ["8 a not-reviewed"]);
        }
        let nameless = bank(&ITEM.replace("    author: Ann\n", ""));
        let signed = reviews(&[(review(&nameless, "Mia", Verdict::Approve), 1)]);
        assert!(matches!(sealed(&nameless, &signed, defects), Err(SealError::NotReviewed(_))));
    }
    let mut practice = one;
    practice.usage = Usage::Practice;
    assert_eq!(sealed(&practice, &Reviews::default(), Defects::Refuse), Ok(()));
}

#[test]
fn lines_that_are_no_reviews_are_refused() {
    let refused = |bytes: &[u8]| brief(&Reviews::read("r", bytes, &Limits::default()).unwrap_err().findings);
    assert_eq!(refused(b"\n{}\n"), ["2 unreadable"]);
    assert_eq!(refused(b"\xff"), ["1 unreadable"]);
    assert_eq!(Reviews::read("r", b"\n\n", &Limits::default()), Ok(Reviews::default()));
}

#[test]
fn banks_differ_item_by_item() {
    let old = bank(&format!("{ITEM}{}", ITEM.replace("id: a\n", "id: b\n").replace("Which?", "What?")));
    let new = bank(&format!(
        "{}{}",
        ITEM.replace(
            "{id: x, text: X, correct: true}, {id: y, text: Y}",
            "{id: x, text: X}, {id: y, text: '*Y*', correct: true}"
        ),
        ITEM.replace("id: a\n", "id: c\n").replace("Which?", "Who?")
    ));
    let changes = diff(&old, &new);
    let Change::Changed(id, fields) = &changes[0] else { panic!("{changes:?}") };
    assert_eq!(id.as_str(), "a");
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["answer.key", "answer.options.y (form)"]);
    assert_eq!((fields[0].old.as_deref(), fields[0].new.as_deref()), (Some("x"), Some("y")));
    assert!(matches!(&changes[1], Change::Added(id) if id.as_str() == "c"));
    assert!(matches!(&changes[2], Change::Removed(id) if id.as_str() == "b"));
    assert_eq!(diff(&old, &old), []);
}
