//! Reviews hold for the item they were made of, by somebody else than its author; and what differs between two banks.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests say what they expect")]

#[path = "support/reading.rs"]
mod support;

use std::collections::BTreeMap;

use bank::diff::{Change, diff};
use bank::review::{Review, Reviewer, Reviews, Verdict, item_digest, sign, unreviewed};
use bank::{Bank, Limits, State};
use evidence::{Name, Secret, SigningKey};
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
