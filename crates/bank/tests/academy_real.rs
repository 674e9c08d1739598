//! The real exam pages import with no question lost and with exactly their real defects.
//!
//! Names, lines, codes and counts only: their sentences stay where they are. The expectations were computed by a
//! script of its own (PyYAML), not by this crate.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::academy::{Imported, import_file};
use bank::{ExamHints, Limits};
use exam::{BasisPoints, Points};
use support::{brief, digest, placeless, real_input};

fn import(path: &str) -> Imported {
    let path = real_input().join("academy").join(path);
    import_file(&path, &Limits::default(), &digest).unwrap_or_else(|refused| panic!("{refused}"))
}

fn check(path: &str, items: usize, total: u32, findings: &[&str]) {
    let Imported { bank, .. } = import(path);
    assert_eq!(bank.items.len(), items, "{path}");
    let points: Points = bank.items.iter().filter_map(|item| item.points).sum();
    assert_eq!(points, Points::whole(total), "{path}");
    assert_eq!(brief(bank.report()), findings, "{path}");
}

#[test]
fn the_cli_exam_has_one_misspelt_type() {
    check("certified-meshery-contributor/meshery-cli.md", 75, 150, &["875 q66 unknown-type"]);
    let bank = import("certified-meshery-contributor/meshery-cli.md").bank;
    assert_eq!(
        bank.items[65].defects[0].to_string(),
        "meshery-cli.md, line 875, question q66: `type` is `singe-answer`. The question was imported and marked; it \
         cannot be sealed until mended. Write `single-answer`."
    );
}

#[test]
fn the_server_exam_has_sets_of_28_26_and_35_marks() {
    check("certified-meshery-contributor/meshery-server.md", 75, 89, &["8 unequal-sets"]);
    let bank = import("certified-meshery-contributor/meshery-server.md").bank;
    assert!(bank.findings[0].what.contains("28, 26 and 35 marks"), "{}", bank.findings[0]);
}

#[test]
fn the_ui_exam_has_twenty_questions_with_every_option_correct() {
    let lines_and_questions = [
        (132, 9),
        (425, 28),
        (491, 32),
        (557, 36),
        (650, 42),
        (686, 44),
        (719, 46),
        (752, 48),
        (803, 51),
        (836, 53),
        (869, 55),
        (902, 57),
        (935, 59),
        (998, 63),
        (1031, 65),
        (1064, 67),
        (1097, 69),
        (1130, 71),
        (1163, 73),
        (1196, 75),
    ];
    let findings: Vec<String> =
        lines_and_questions.iter().map(|(line, q)| format!("{line} q{q} all-correct")).collect();
    let findings: Vec<&str> = findings.iter().map(String::as_str).collect();
    check("certified-meshery-contributor/meshery-ui.md", 75, 150, &findings);
}

#[test]
fn the_other_pages_import_whole() {
    check("other/cicd-test.md", 14, 28, &[]);
    check("other/configure-components-quiz.md", 3, 6, &[]);
    check("other/docaie-exam.md", 20, 47, &["290 q20 needs-a-person"]);
    check("other/getting-started-with-opentofu-test.md", 6, 14, &[]);
    check("other/intro-test.md", 5, 10, &[]);
}

#[test]
fn what_the_pages_say_of_their_exams_is_kept() {
    for page in ["server", "cli", "ui"] {
        let hints = import(&format!("certified-meshery-contributor/meshery-{page}.md")).bank.hints;
        let seventy = Some(BasisPoints(7_000));
        let expected = ExamHints {
            title: hints.title.clone(),
            pass_mark: seventy,
            minutes: Some(30),
            attempts: Some(3),
            draw: Some(25),
        };
        assert_eq!(hints, expected, "{page}");
    }
    assert_eq!(import("other/docaie-exam.md").bank.hints.pass_mark, Some(BasisPoints(7_000)), "snake_case");
}

#[test]
fn a_page_that_is_no_exam_is_refused_in_words() {
    let path = real_input().join("academy/certified-meshery-contributor/_index.md");
    let said = import_file(&path, &Limits::default(), &digest).unwrap_err().to_string();
    assert_eq!(
        said,
        "_index.md, line 2: The page is a `certification` and has no `questions`. Import the pages that have \
         `questions`; they lie beside or below this one."
    );
}

#[test]
fn every_page_comes_back_from_its_written_source() {
    let limits = Limits::default();
    for page in [
        "certified-meshery-contributor/meshery-server.md",
        "certified-meshery-contributor/meshery-cli.md",
        "certified-meshery-contributor/meshery-ui.md",
        "other/cicd-test.md",
        "other/configure-components-quiz.md",
        "other/docaie-exam.md",
        "other/getting-started-with-opentofu-test.md",
        "other/intro-test.md",
    ] {
        let imported = import(page);
        let written = bank::write_source(&imported);
        let back = bank::source::read("bank.yaml", written.as_bytes(), support::reading(&limits))
            .unwrap_or_else(|refused| panic!("{page}: {refused}"));
        assert!(placeless(back) == placeless(imported.bank), "{page}");
    }
}
