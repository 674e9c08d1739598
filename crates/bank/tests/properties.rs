//! Whatever bytes come, the readers answer in findings; and whatever an import holds, its written source holds.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::Limits;
use proptest::prelude::*;
use support::{academy, placeless, reading, real_input, source};

/// All doors. A panic is the failure.
fn read_everywhere(bytes: &[u8]) {
    let limits = Limits::default();
    let _ = bank::source::read("x", bytes, reading(&limits)).map_err(|refused| assert_refusal(&refused));
    let _ = bank::academy::import("x", bytes, reading(&limits)).map_err(|refused| assert_refusal(&refused));
    let _ = bank::programme::read("x", bytes, &limits).map_err(|refused| assert_refusal(&refused));
}

fn assert_refusal(refused: &bank::Refused) {
    assert!(refused.findings.iter().any(|finding| finding.severity == bank::Severity::Error), "{refused}");
    for finding in &refused.findings {
        assert!(bank::finding::CODES.iter().any(|(code, _)| *code == finding.code), "{}", finding.code);
        assert!(!finding.what.is_empty() && !finding.to_string().contains('\n'), "{finding}");
    }
}

#[derive(Debug, Clone)]
enum Edit {
    Flip(usize, u8),
    Cut(usize, usize),
    Double(usize, usize),
    Insert(usize, String),
}

fn edit() -> impl Strategy<Value = Edit> {
    let piece = prop_oneof![
        "[\\-:#'\"|>&*!?{}\\[\\],%@`\t \n]{1,6}",
        Just("\n---\n".to_owned()),
        Just("questions:\n".to_owned()),
        Just("    type: essay\n".to_owned()),
        Just("    correct_answer: [a, {b: c}]\n".to_owned()),
        Just("isCorrect: perhaps".to_owned()),
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Edit::Flip(at, byte)),
        (any::<usize>(), 1..200_usize).prop_map(|(at, n)| Edit::Cut(at, n)),
        (any::<usize>(), 1..200_usize).prop_map(|(at, n)| Edit::Double(at, n)),
        (any::<usize>(), piece).prop_map(|(at, text)| Edit::Insert(at, text)),
    ]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit) {
    if bytes.is_empty() {
        return;
    }
    let len = bytes.len();
    match edit {
        Edit::Flip(at, byte) => bytes[at % len] = *byte,
        Edit::Cut(at, n) => drop(bytes.drain(at % len..(at % len + n).min(len))),
        Edit::Double(at, n) => {
            let piece = bytes[at % len..(at % len + n).min(len)].to_vec();
            bytes.splice(at % len..at % len, piece);
        }
        Edit::Insert(at, text) => drop(bytes.splice(at % len..at % len, text.bytes())),
    }
}

/// A text as YAML in quotation marks, every character by its number.
fn quoted(text: &str) -> String {
    let numbers: String = text.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
    format!("\"{numbers}\"")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read_everywhere(&bytes);
    }

    #[test]
    fn random_words_after_each_header_never_panic(text in "[a-z\\-:#'\"|>&*!?{}\\[\\],\n \t]{0,200}") {
        for head in ["---\n", "---\nquestions:\n", "invigil: bank/v0\n", "invigil: bank/v0\ntitle: T\nuse: live\nitems:\n", "invigil: programme/v0\n"] {
            read_everywhere(format!("{head}{text}").as_bytes());
        }
    }

    #[test]
    fn an_import_comes_back_from_its_written_source(
        texts in proptest::collection::vec("\\PC{0,20}|[ \n\t#|>\\-*`<&\"'\\\\$]{0,12}|\\p{Any}{0,8}", 6),
        correct: [bool; 3],
        kind in 0..4_usize,
        marks in "[0-9]{1,3}(\\.[0-9]{1,6})?",
    ) {
        let q: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
        let kind = ["single-answer", "multiple-answers", "short-answer", "essay"][kind];
        let answer = if kind.starts_with('s') && kind.contains("short") || kind == "essay" { format!("    correctAnswer: {}\n", q[5]) } else { String::new() };
        let page = format!(
            "---\ntitle: {}\nquestions:\n  - id: q\n    text: {}\n    marks: {marks}\n    type: {kind}\n    explanation: {}\n{answer}    options:\n      - {{id: a, text: {}, isCorrect: {}}}\n      - {{id: b, text: {}, isCorrect: {}}}\n      - {{id: c, text: C, isCorrect: {}}}\n---\n",
            q[0], q[1], q[2], q[3], correct[0], q[4], correct[1], correct[2]
        );
        let imported = academy(&page).unwrap();
        let written = bank::write_source(&imported);
        let back = source(&written);
        prop_assert!(back.is_ok(), "{}\n{written}", back.unwrap_err());
        prop_assert_eq!(placeless(back.unwrap()), placeless(imported.bank), "{}", written);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ruined_real_pages_never_panic_and_what_imports_comes_back(
        page in prop_oneof![
            Just("certified-meshery-contributor/meshery-cli.md"),
            Just("certified-meshery-contributor/_index.md"),
            Just("other/docaie-exam.md"),
            Just("other/configure-components-quiz.md"),
        ],
        edits in proptest::collection::vec(edit(), 1..6),
    ) {
        let mut bytes = std::fs::read(real_input().join("academy").join(page)).unwrap();
        for edit in &edits {
            apply(&mut bytes, edit);
        }
        read_everywhere(&bytes);
        let limits = Limits::default();
        if let Ok(imported) = bank::academy::import("x", &bytes, reading(&limits)) {
            let back = source(&bank::write_source(&imported));
            prop_assert!(back.is_ok(), "{}", back.unwrap_err());
            prop_assert_eq!(placeless(back.unwrap()), placeless(imported.bank));
        }
    }
}
