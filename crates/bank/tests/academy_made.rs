//! Made-up pages: one behaviour of the importer each.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::ExamHints;
use exam::item::{Kind, Part, PartKey};
use exam::{BasisPoints, Points};
use support::{academy, brief, placeless, source};

/// Imports a page, compares its findings, and proves that it comes back from its written source.
fn check(page: &str, items: usize, findings: &[&str]) -> bank::Bank {
    let imported = academy(page).unwrap_or_else(|refused| panic!("{refused}\n{page}"));
    assert_eq!(imported.bank.items.len(), items, "{page}");
    assert_eq!(brief(imported.bank.report()), findings, "{page}");
    let written = bank::write_source(&imported);
    let back = source(&written).unwrap_or_else(|refused| panic!("{refused}\n{written}"));
    assert_eq!(placeless(back), placeless(imported.bank.clone()), "{written}");
    imported.bank
}

/// A page with one question. Its text stands in line 5, and `fields` begin in line 6.
fn one(fields: &str) -> String {
    let fields = fields.trim_matches('\n').replace("\n", "\n    ");
    format!("---\ntitle: T\nquestions:\n  - id: q1\n    text: Which?\n    {fields}\n---\n")
}

const AB: &str = "options:\n  - {id: a, text: One, isCorrect: true}\n  - {id: b, text: Two}";

/// The key of the first question's first interaction: `a b` or `"text"`; `-` where there is none.
fn key(bank: &bank::Bank) -> String {
    match bank.items[0].key.parts.values().next() {
        None => "-".to_owned(),
        Some(PartKey::Choice { accepted }) => accepted
            .iter()
            .map(|set| set.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
            .join(" | "),
        Some(PartKey::Text { accepted, .. }) => format!("{accepted:?}"),
    }
}

fn check_key(fields: &str, right: &str, findings: &[&str]) {
    assert_eq!(key(&check(&one(fields), 1, findings)), right, "{fields}");
}

#[test]
fn every_spelling_of_a_type_is_known() {
    for (kind, right) in [
        ("single-answer", "a"),
        ("single_answer", "a"),
        ("Single-Answer", "a"),
        ("true-false", "a"),
        ("true_false", "a"),
    ] {
        check_key(&format!("type: {kind}\n{AB}"), right, &[]);
    }
    let both =
        "options: [{id: a, text: 1, isCorrect: true}, {id: b, text: 2, isCorrect: true}, {id: c, text: 3}]";
    for kind in ["multiple-answers", "multiple-answer", "multiple_answers", "multiple_answer"] {
        check_key(&format!("type: {kind}\n{both}"), "a b", &[]);
    }
    for kind in ["short-answer", "short_answer"] {
        check_key(&format!("type: {kind}\ncorrectAnswer: x"), r#"["x"]"#, &[]);
    }
    for kind in ["true-false", "true_false"] {
        check_key(&format!("type: {kind}\ncorrect_answer: \"False\""), "false", &[]);
    }
    check_key("type: essay\ncorrect_answer: x", "-", &["6 q1 needs-a-person"]);
}

#[test]
fn a_misspelt_type_is_guessed_and_marked() {
    for (kind, right) in [
        ("singel-answer", "a"),
        ("singe-answer", "a"),
        ("tru-false", "a"),
        ("matching", "a"),
        ("\"\"", "a"),
        ("[x]", "a"),
    ] {
        let unreadable = kind == "[x]";
        let findings: &[&str] =
            if unreadable { &["4 q1 unknown-type", "6 q1 unreadable"] } else { &["6 q1 unknown-type"] };
        let mut expected = findings.to_vec();
        expected.sort();
        check_key(&format!("type: {kind}\n{AB}"), right, &expected);
    }
    check_key(AB, "a", &["4 q1 unknown-type"]);
    check_key("type: shrot-answer\ncorrectAnswer: x", r#"["x"]"#, &["6 q1 unknown-type"]);
    check_key(
        "type: mutliple-answers\ncorrect_answer: a,b\noptions: [{id: a, text: 1}, {id: b, text: 2}, {id: c, text: 3}]",
        "a b",
        &["6 q1 unknown-type"],
    );
}

#[test]
fn answers_are_read_in_every_form() {
    let plain =
        "type: multiple-answers\noptions: [{id: a, text: One}, {id: b, text: Two}, {id: c, text: \"x, y\"}]";
    for (answer, right) in [
        ("\"a,b\"", "a b"),
        ("\"A, B\"", "a b"),
        ("a;b", "a b"),
        ("[a, b]", "a b"),
        ("[one, b]", "a b"),
        ("\"one,two\"", "a b"),
        ("\"a, x\"", "-"),
    ] {
        let unknown = right == "-";
        let findings: &[&str] =
            if unknown { &["7 q1 no-correct-option", "8 q1 answer-unknown"] } else { &[] };
        check_key(&format!("{plain}\ncorrect_answer: {answer}"), right, findings);
    }
    check_key(&format!("{plain}\ncorrectAnswer: \"X, y\""), "c", &["7 q1 one-correct"]);
    check_key(
        "type: true-false\noptions: [{id: a, text: \"True\"}, {id: b, text: \"False\"}]\ncorrect_answer: true",
        "a",
        &[],
    );
    check_key("type: short-answer\ncorrect_answer: 1.10", r#"["1.10"]"#, &[]);
    check_key("type: short-answer\ncorrect_answer: [no, \"a, b\"]", r#"["no", "a, b"]"#, &[]);
    check_key("type: short-answer", "-", &["4 q1 no-accepted-answer"]);
    check_key("type: true-false", "-", &["4 q1 no-correct-option"]);
    check_key(
        "type: true-false\ncorrect_answer: perhaps",
        "-",
        &["7 q1 answer-unknown", "7 q1 no-correct-option"],
    );
    check_key("type: single-answer\ncorrect_answer: Paris", r#"["Paris"]"#, &["4 q1 few-options"]);
}

#[test]
fn contradictory_keys_are_marked_and_the_marks_win() {
    let ac =
        "options: [{id: a, text: 1, is_correct: true}, {id: b, text: 2}, {id: c, text: 3, is_correct: true}]";
    let flagged = |answer: &str| format!("type: multiple-answers\n{ac}\ncorrect_answer: {answer}");
    check_key(&flagged("\"a,c\""), "a c", &[]);
    check_key(&flagged("\"c,a\""), "a c", &[]);
    check_key(&flagged("\"a,b\""), "a c", &["8 q1 contradictory-key"]);
    check_key(&flagged("a"), "a c", &["8 q1 contradictory-key"]);
    let denied = "type: single-answer\noptions: [{id: a, text: 1, isCorrect: false}, {id: b, text: 2, isCorrect: false}]\ncorrectAnswer: b";
    check_key(denied, "b", &["8 q1 contradictory-key"]);
    let said = academy(&one(&flagged("\"a,b\""))).unwrap().bank.items[0].defects[0].what.clone();
    assert_eq!(
        said,
        "The options mark `a`, `c` as correct and the answer names `a`, `b`. The marks are used."
    );
}

#[test]
fn unfit_options_are_marked() {
    let single = |options: &str| format!("type: single-answer\noptions: [{options}]");
    for (options, right, finding) in [
        ("{id: a, text: 1}, {id: b, text: 2}", "-", "7 q1 no-correct-option"),
        ("{id: a, text: 1, isCorrect: true}, {id: b, text: 2, isCorrect: true}", "a | b", "7 q1 all-correct"),
        (
            "{id: a, text: 1, isCorrect: true}, {id: b, text: 2, isCorrect: true}, {id: c, text: 3}",
            "a | b",
            "7 q1 several-correct",
        ),
        ("{id: a, text: 1, isCorrect: true}", "a", "7 q1 few-options"),
        ("{id: a, text: 1, isCorrect: true}, {id: b, text: \" 1 \"}", "a", "7 q1 duplicate-option-text"),
        ("{id: a, text: 1, isCorrect: true}, {id: b, text: \"\"}", "a", "7 q1 empty-text"),
        ("{id: a, text: 1, isCorrect: true}, {id: a, text: 2}", "a", "7 q1 duplicate-option-id"),
        ("{id: a, text: 1, isCorrect: true}, {id: b, text: 2, isCorrect: perhaps}", "a", "7 q1 unreadable"),
        ("{id: a, text: 1, isCorrect: true}, {id: b b, text: 2}", "a", "7 q1 id-replaced"),
        ("{id: a, text: 1, isCorrect: true}, {id: b, text: 2, colour: red}", "a", "7 q1 unknown-field"),
    ] {
        check_key(&single(options), right, &[finding]);
    }
    check_key("type: single-answer", "-", &["4 q1 few-options"]);
    check_key("type: single-answer\noptions:", "-", &["7 q1 few-options"]);
    check_key(&single("One, Two"), "-", &["7 q1 no-correct-option"]);
}

#[test]
fn duplicate_ids_are_kept_under_fresh_ones() {
    let question = |id: &str| format!("  - {{id: {id}, text: T, type: short-answer, correctAnswer: x}}\n");
    let page = |ids: &[&str]| {
        let questions: String = ids.iter().map(|id| question(id)).collect();
        format!("---\ntitle: T\nquestions:\n{questions}---\n")
    };
    let bank = check(&page(&["q1", "q1", "q1-2", "q1"]), 4, &["5 q1-3 duplicate-id", "7 q1-4 duplicate-id"]);
    let ids: Vec<_> = bank.items.iter().map(|item| item.item.id.to_string()).collect();
    assert_eq!(ids, ["q1", "q1-3", "q1-2", "q1-4"]);
    assert!(bank.items[1].defects[0].what.contains("`q1` is already the question in line 4"));
    check(
        &page(&["", "über 1", "\"-\""]),
        3,
        &["4 question-1 id-replaced", "5 ber-1 id-replaced", "6 question-3 id-replaced"],
    );
}

#[test]
fn marks_are_points_or_a_defect() {
    for (marks, points, defect) in [
        ("2", Some(Points::whole(2)), false),
        ("\"1.5\"", Some(Points(150_000)), false),
        ("0", None, true),
        ("-1", None, true),
        ("two", None, true),
        ("0.000001", None, true),
        ("10000", Some(Points::MOST), false),
        ("10000.00001", None, true),
    ] {
        let findings: &[&str] = if defect { &["6 q1 marks-not-positive"] } else { &[] };
        let bank = check(&one(&format!("marks: {marks}\ntype: short-answer\ncorrectAnswer: x")), 1, findings);
        assert_eq!(bank.items[0].points, points, "{marks}");
    }
}

#[test]
fn nothing_that_stands_among_the_questions_is_lost() {
    let page = "---\ntitle: T\nquestions:\n  - just words\n  -\n  - [a, b]\n  - {}\n---\n";
    let bank = check(
        page,
        4,
        &[
            "4 question-1 not-a-question",
            "4 question-1 no-accepted-answer",
            "5 question-2 not-a-question",
            "5 question-2 empty-text",
            "5 question-2 no-accepted-answer",
            "6 question-3 not-a-question",
            "6 question-3 empty-text",
            "6 question-3 no-accepted-answer",
            "7 question-4 id-replaced",
            "7 question-4 unknown-type",
            "7 question-4 empty-text",
            "7 question-4 no-accepted-answer",
        ],
    );
    assert_eq!(bank.defective(), 4);
}

#[test]
fn hints_are_read_in_every_spelling() {
    let page = |fields: &str| {
        format!(
            "---\ntitle: T\n{fields}\nquestions:\n  - {{id: q, text: T, type: short-answer, correctAnswer: x}}\n---\n"
        )
    };
    let check_hints = |fields: &str, pass_mark: Option<u32>, minutes, attempts, findings: &[&str]| {
        let bank = check(&page(fields), 1, findings);
        let pass_mark = pass_mark.map(BasisPoints);
        assert_eq!(
            bank.hints,
            ExamHints { title: Some("T".into()), pass_mark, minutes, attempts, draw: None },
            "{fields}"
        );
    };
    check_hints("passPercentage: 70\ntimeLimit: 30\nmaxAttempts: 3", Some(7_000), Some(30), Some(3), &[]);
    check_hints(
        "pass_percentage: \"66.67%\"\ntime_limit: \"30\"\nmax_attempts: \"3\"",
        Some(6_667),
        Some(30),
        Some(3),
        &[],
    );
    check_hints("timeLimit: infinite\nmaxAttempts: unlimited", None, None, None, &[]);
    check_hints(
        "timeLimit: soon\npassPercentage: 170\nmaxAttempts: 0",
        None,
        None,
        None,
        &["3 unreadable", "4 unreadable", "5 unreadable"],
    );
    check_hints("passPercentage: 70\npass_percentage: 80", Some(7_000), None, None, &["4 duplicate-field"]);
    check_hints("passPercentag: 70", None, None, None, &["3 unknown-field"]);
}

#[test]
fn sets_are_compared_with_the_draw() {
    let page = |marks: &[u32], draw: u32| {
        let questions: String = marks
            .iter()
            .enumerate()
            .map(|(n, marks)| {
                format!("  - {{id: q{n}, text: T, type: short-answer, correctAnswer: x, marks: {marks}}}\n")
            })
            .collect();
        format!("---\ntitle: T\nnumber_of_questions: {draw}\nquestions:\n{questions}---\n")
    };
    for (marks, draw, findings) in [
        (&[1, 2, 2, 1][..], 2, &[][..]),
        (&[1, 2, 2, 2], 2, &["3 unequal-sets"]),
        (&[1, 1, 1], 2, &["3 bank-not-a-multiple"]),
        (&[1, 1, 2, 2, 1], 2, &["3 bank-not-a-multiple", "3 unequal-sets"]),
        (&[1, 1], 3, &["3 bank-too-small"]),
        (&[1, 1], 2, &[]),
    ] {
        check(&page(marks, draw), marks.len(), findings);
    }
}

#[test]
fn pages_come_in_every_shape() {
    let page = one(&format!("type: single-answer\n{AB}"));
    check(&page.replace('\n', "\r\n"), 1, &[]);
    check(&format!("\u{feff}{page}"), 1, &[]);
    check(&format!("{page}# Prose\n\n---\n\nMore: of it\n"), 1, &[]);
    let open = page.trim_end_matches("---\n");
    check(open, 1, &["9 front-matter"]);
    check(&format!("{open}\nSome prose follows, unfenced.\n"), 1, &["9 front-matter"]);
    check(page.trim_start_matches("---\n").trim_end_matches("---\n"), 1, &["1 front-matter"]);
    check(&page.replace("title: T", "title: '{{ replace .File.ContentBaseName `-` ` ` | title }}'"), 1, &[]);
    check(&page.replace("title: T", "title: {{ .Title }}"), 1, &["2 unreadable", "2 required"]);
    let bank = check(&page.replace("title: T\n", ""), 1, &["2 required"]);
    assert_eq!(bank.title.variants()[0].words(), "exam", "the name of the file");
    let bank = check(&page.replace("Which?", "Где *это* — 日本語, عربي?\\t<namespace>"), 1, &[]);
    assert_eq!(words(&bank), "Где это — 日本語, عربي?\\t<namespace>");
    let bank =
        check(&page.replace("text: Which?", "text: |\n      One\n\n      - two\n      - `three`\n"), 1, &[]);
    assert_eq!(words(&bank), "One\n- two\n- three");
    check(&page.replace("---\ntitle", "---\nlang: fr-CA\ntitle"), 1, &[]);
}

fn words(bank: &bank::Bank) -> String {
    match &bank.items[0].item.body[0] {
        Part::Text(text) => text.variants()[0].words(),
        Part::Interaction(_) => String::new(),
    }
}

#[test]
fn the_other_fields_of_a_question_are_kept() {
    let bank = check(
        &one(
            "type: short-answer\ncorrect_answer: Pod\ncaseSensitive: true\ninstructions: One word.\nexplanation: Because.\ncolour: red",
        ),
        1,
        &["11 q1 unknown-field"],
    );
    let item = &bank.items[0];
    let interaction = item.item.interactions().next().unwrap();
    assert_eq!(interaction.prompt.as_ref().unwrap().variants()[0].words(), "One word.");
    assert_eq!(item.key.explanation.as_ref().unwrap().variants()[0].words(), "Because.");
    assert!(matches!(interaction.kind, Kind::TextEntry { max_chars: 200 }));
    let key = item.key.parts.values().next().unwrap();
    assert!(matches!(key, PartKey::Text { case_sensitive: true, rule: 1, .. }));
    let bank = check(
        &one("type: short-answer\ncorrect_answer: x\nexplanation: '![map](map.png)'"),
        1,
        &["8 q1 picture"],
    );
    assert_eq!(bank.items[0].key.explanation.as_ref().unwrap().variants()[0].words(), "map");
}

#[test]
fn what_cannot_be_imported_says_why() {
    for (page, says) in [
        ("", "exam.md, line 1: The page has no front matter."),
        ("# Prose", "exam.md, line 1: The page has no front matter."),
        ("+++\ntitle = 1\n+++", "exam.md, line 1: The front matter is TOML."),
        ("---\n---\n", "exam.md, line 2: There are no fields"),
        ("---\n- a\n---\n", "exam.md, line 2: There are no fields"),
        ("---\ntitle: T\n---\n", "exam.md, line 2: The page has no `questions`."),
        (
            "---\ntype: course\nquestions: []\n---\n",
            "exam.md, line 3: The page is a `course` and has no question under",
        ),
        ("---\nquestions: later\n---\n", "exam.md, line 2: The page has no question under"),
        (
            "---\nquestions:\n  - id: a\nquestions:\n  - id: b\n---\n",
            "exam.md, line 4: The page has two lists",
        ),
        ("---\ntitle: \"open\nquestions:\n---\n", "exam.md, line 2: The YAML cannot be read"),
        ("---\nquestions:\n\t- id: a\n---\n", "exam.md, line 3: The line is indented with a tab."),
        ("---\nquestions:\n  - &q {id: a}\n  - *q\n---\n", "exam.md, line 3: An anchor"),
        ("invigil: bank/v0\n", "exam.md, line 1: This is one of our own files"),
    ] {
        let said = academy(page).unwrap_err().to_string();
        assert!(said.starts_with(says), "{page:?}: {said}");
        assert_eq!(said.lines().count(), 1, "one clear error: {said}");
    }
}
