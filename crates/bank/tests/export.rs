//! What an exported bank says, it says again when it is imported.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests say what they expect")]

#[path = "support/reading.rs"]
mod support;

use bank::export::{academy, gift, qti3};
use bank::import::{Format, Imported, read};
use bank::{Bank, Limits};
use exam::item::{Kind, Part, PartKey};
use proptest::prelude::*;
use support::reading;

/// What a bank says, without names of options and places in files.
fn said(bank: &Bank) -> Vec<String> {
    told(bank, &|text| format!("{:?}", text.for_reader("en").blocks))
}

/// The same in words: HTML and Markdown differ in where emphasis may begin, and in runs of spaces.
fn in_words(bank: &Bank) -> Vec<String> {
    let items = told(bank, &|text| format!("[[{}]]", text.for_reader("en").words()));
    items.into_iter().map(|item| item.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn told(bank: &Bank, text: &dyn Fn(&exam::text::Text) -> String) -> Vec<String> {
    let item = |item: &bank::SourceItem| {
        let mut out = format!("{} {:?} ", item.item.id, item.competencies);
        for part in &item.item.body {
            match part {
                Part::Text(words) => out.push_str(&text(words)),
                Part::Interaction(one) => {
                    let key = item.key.parts.get(&one.id);
                    match (&one.kind, key) {
                        (Kind::Choice { options, max, .. }, key) => {
                            out.push_str(if *max == 1 { " one" } else { " some" });
                            for option in options {
                                let right = matches!(key, Some(PartKey::Choice { accepted }) if accepted[0].contains(&option.id));
                                out.push_str(&format!(" {right} {}", text(&option.text)));
                            }
                        }
                        (Kind::TextEntry { .. }, Some(PartKey::Text { accepted, .. })) => {
                            out.push_str(&format!(" {accepted:?}"))
                        }
                        (Kind::TextEntry { .. }, _) => out.push_str(" essay"),
                    }
                }
            }
        }
        out.push_str(&item.key.explanation.as_ref().map(text).unwrap_or_default());
        out
    };
    bank.items.iter().map(item).collect()
}

fn authored(source: &str) -> Imported {
    let limits = Limits::default();
    bank::source::read_authored("bank.yaml", source.as_bytes(), reading(&limits))
        .unwrap_or_else(|refused| panic!("{refused}\n{source}"))
}

fn again(format: Format, bytes: &[u8]) -> Bank {
    let limits = Limits::default();
    read(format, "again", bytes, reading(&limits))
        .unwrap_or_else(|refused| panic!("{refused}\n{}", String::from_utf8_lossy(bytes)))
        .bank
}

fn quoted(text: &str) -> String {
    let numbers: String = text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
    format!("\"{numbers}\"")
}

/// Words an author could write: every sign that means something somewhere, and letters of several scripts.
fn words() -> impl Strategy<Value = String> {
    "[a-z ~=#{}:\\\\*_`\\[\\]<>&|%$@/.,()0-9\u{e9}\u{4e00}-]{0,24}[a-z]|[A-Za-z]{1,8}( [a-z]{1,6}){0,4}[.?]"
}

fn bank_of(texts: &[String], kinds: &[(u8, [bool; 3])], explained: bool) -> String {
    let mut out = String::from(
        "invigil: bank/v0\ntitle: T\nlanguage: en\nuse: practice\ncompetencies: [{id: Nets, title: Nets}, {id: x1, title: Other/One}]\nitems:\n",
    );
    for (index, (kind, right)) in kinds.iter().enumerate() {
        let text = |at: usize| quoted(&texts[(index * 5 + at) % texts.len()]);
        out.push_str(&format!(
            "  - id: {}q{index}\n    text: {}\n",
            if index % 2 == 0 { "" } else { "7" },
            text(0)
        ));
        if index % 3 == 1 {
            out.push_str("    competencies: [Nets]\n");
        } else if index % 3 == 2 {
            out.push_str("    competencies: [x1]\n");
        }
        if explained {
            out.push_str(&format!("    explanation: {}\n", text(4)));
        }
        match kind % 5 {
            0 | 1 => {
                let several = kind % 5 == 1;
                out.push_str(&format!(
                    "    type: {}\n    options:\n",
                    if several { "multiple" } else { "single" }
                ));
                // One that is right, and one that is wrong, so that every format can say it.
                for (at, right) in [(1, true), (2, several && right[1]), (3, false)] {
                    out.push_str(&format!("      - {{id: o{at}, text: {}, correct: {right}}}\n", text(at)));
                }
            }
            2 => out.push_str(&format!("    type: true-false\n    answer: {}\n", right[0])),
            3 => out.push_str(&format!(
                "    type: short-text\n    accept: [{}, {}]\n    max_chars: 200\n",
                quoted("a=b*"),
                quoted(&format!("w{}", texts[index % texts.len()].trim()))
            )),
            _ => out.push_str("    type: essay\n"),
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exported_comes_back(
        texts in proptest::collection::vec(words(), 7..12),
        kinds in proptest::collection::vec((any::<u8>(), any::<[bool; 3]>()), 1..6),
        explained in any::<bool>(),
    ) {
        let made = authored(&bank_of(&texts, &kinds, explained));
        let expected = said(&made.bank);

        let exported = gift(&made);
        let skipped: Vec<String> = exported.lost.iter().filter(|lost| lost.code == "unsupported").filter_map(|lost| lost.item.clone()).collect();
        let kept: Vec<String> = expected.iter().filter(|item| !skipped.iter().any(|id| item.starts_with(&format!("{id} ")))).cloned().collect();
        if !kept.is_empty() {
            prop_assert_eq!(said(&again(Format::Gift, &exported.bytes)), kept, "{}", String::from_utf8_lossy(&exported.bytes));
        }

        let plain = |items: Vec<String>| -> Vec<String> { items.into_iter().map(|item| {
            let (id, rest) = item.split_once(' ').unwrap();
            format!("{id}{}", rest.split_once(']').unwrap().1)
        }).collect() };
        let page = academy(&made);
        prop_assert_eq!(plain(said(&again(Format::Academy, &page.bytes))), plain(expected.clone()), "{}", String::from_utf8_lossy(&page.bytes));

        let package = qti3(&made);
        prop_assert_eq!(plain(in_words(&again(Format::Qti, &package.bytes))), plain(in_words(&made.bank)));
        prop_assert_eq!(&qti3(&made).bytes, &package.bytes, "the same bank makes the same bytes");
    }
}

#[test]
fn what_a_format_cannot_say_is_listed() {
    let source = "invigil: bank/v0\ntitle: T\nuse: practice\ncompetencies: [{id: c, title: C, read: [{title: B, at: \"https://example.org\"}]}]\nreferences: [{id: r, title: R, text: x}]\nstimuli: {s: x}\nitems:\n  - id: a\n    stimulus: s\n    points: 2\n    author: A\n    text: {en: One, de: Eins}\n    type: single\n    shuffle: false\n    options: [{id: x, text: X, correct: true}, {id: y, text: Y}]\n  - id: b\n    body:\n      - text: Two\n      - interaction: {id: i, type: short-text, accept: [x], weight: 2}\n      - interaction: {id: j, type: short-text, accept: [y]}\n";
    let made = authored(source);
    let lost = |findings: &[bank::Finding]| -> Vec<String> {
        findings
            .iter()
            .map(|lost| {
                format!("{} {}", lost.item.as_deref().unwrap_or("-"), lost.field.as_deref().unwrap_or("-"))
            })
            .collect()
    };
    assert_eq!(
        lost(&gift(&made).lost),
        [
            "- references.r",
            "- competencies.c.read",
            "- stimuli",
            "a author",
            "a points",
            "a stimulus",
            "a languages",
            "a shuffle",
            "b body"
        ]
    );
    assert_eq!(
        lost(&qti3(&made).lost),
        ["- references.r", "- competencies.c.read", "- competencies", "a author", "a languages", "b weight"]
    );
    assert_eq!(
        lost(&academy(&made).lost),
        [
            "- references.r",
            "- competencies.c.read",
            "- competencies",
            "- stimuli",
            "a author",
            "a stimulus",
            "a languages",
            "a shuffle",
            "b body"
        ]
    );
    let back = again(Format::Qti, &qti3(&made).bytes);
    assert_eq!(back.items[0].item.stimulus.as_ref().map(exam::Slug::as_str), Some("s"));
    assert_eq!(back.items[0].points, Some(exam::Points::whole(2)));
    assert_eq!(back.items[1].key.parts.len(), 2);
}
