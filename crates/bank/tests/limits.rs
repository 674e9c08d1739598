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

/// An archive of files, uncompressed unless asked for.
fn zipped(files: &[(&str, &[u8])], method: zip::CompressionMethod) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const PACKED_ITEM: &str = "<assessmentItem identifier='i'><responseDeclaration identifier='R' cardinality='single' baseType='identifier'><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody><p>W</p><choiceInteraction responseIdentifier='R' maxChoices='1'><simpleChoice identifier='A'>a</simpleChoice><simpleChoice identifier='B'>b</simpleChoice></choiceInteraction></itemBody><responseProcessing template='match_correct'/></assessmentItem>";

#[test]
fn archives_at_their_edges() {
    use bank::import::{Format, read};
    use zip::CompressionMethod::{Deflated, Stored};
    let item = PACKED_ITEM.as_bytes();
    let taken =
        |bytes: &[u8], limits: Limits| match read(Format::Qti, "x.zip", bytes, support::reading(&limits)) {
            Ok(imported) => {
                assert_eq!(imported.bank.items.len(), 1);
                None
            }
            Err(refused) => Some(refused.findings[0].code),
        };
    let one = zipped(&[("a.xml", item)], Stored);
    let usual = Limits::default;
    let size = item.len() as u64;
    assert_eq!(taken(&one, Limits { archive_bytes: one.len(), ..usual() }), None);
    assert_eq!(taken(&one, Limits { archive_bytes: one.len() - 1, ..usual() }), Some("archive"));
    assert_eq!(taken(&one, Limits { archive_entry_bytes: size, ..usual() }), None);
    assert_eq!(taken(&one, Limits { archive_entry_bytes: size - 1, ..usual() }), Some("archive"));
    let two = zipped(&[("a.xml", item), ("b.txt", b"12345")], Stored);
    assert_eq!(taken(&two, Limits { archive_entries: 2, ..usual() }), None);
    assert_eq!(taken(&two, Limits { archive_entries: 1, ..usual() }), Some("archive"));
    assert_eq!(taken(&two, Limits { archive_total_bytes: size + 5, ..usual() }), None);
    assert_eq!(taken(&two, Limits { archive_total_bytes: size + 4, ..usual() }), Some("archive"));
    let deep = zipped(&[("d/e/a.xml", item)], Stored);
    assert_eq!(taken(&deep, Limits { archive_depth: 3, ..usual() }), None);
    assert_eq!(taken(&deep, Limits { archive_depth: 2, ..usual() }), Some("archive"));
    let spaces = vec![b' '; 4_000];
    let dense = zipped(&[("a.xml", item), ("b.txt", &spaces)], Deflated);
    assert_eq!(taken(&dense, Limits { archive_ratio: 2, archive_ratio_from: 4_000, ..usual() }), None);
    assert_eq!(
        taken(&dense, Limits { archive_ratio: 2, archive_ratio_from: 3_999, ..usual() }),
        Some("archive")
    );
    assert_eq!(taken(&dense, Limits { archive_ratio: 4_000, archive_ratio_from: 0, ..usual() }), None);
}

#[test]
fn a_folder_has_so_many_files_and_no_more() {
    use bank::import::import_path;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.gift"), "Which?{=a ~b}\n").unwrap();
    std::fs::write(folder.path().join("b.txt"), "nothing").unwrap();
    let codes = |most: usize| {
        let limits = Limits { tree_files: most, ..Limits::default() };
        match import_path(folder.path(), None, &limits, &support::digest) {
            Ok(imports) => (imports.banks.len(), imports.passed_over.len()),
            Err(refused) => {
                assert_eq!(refused.findings[0].code, "too-large");
                (0, 0)
            }
        }
    };
    assert_eq!(codes(2), (1, 1));
    assert_eq!(codes(1), (0, 0));
}

#[test]
fn importers_keep_the_limits_of_banks() {
    use bank::import::{Format, read};
    let codes = |format, text: &str, limits: &Limits| match read(
        format,
        "x",
        text.as_bytes(),
        support::reading(limits),
    ) {
        Ok(imported) => vec![format!("{} items", imported.bank.items.len())],
        Err(refused) => refused.findings.iter().map(|finding| finding.code.to_owned()).collect(),
    };
    let few = Limits { items: 2, options: 3, text_chars: 20, accepted: 2, ..Limits::default() };
    assert_eq!(codes(Format::Gift, "a{=b}\n\nb{=b}\n", &few), ["2 items"]);
    assert_eq!(codes(Format::Gift, "a{=b}\n\nb{=b}\n\nc{=b}\n", &few), ["too-large"]);
    assert_eq!(codes(Format::Gift, "a{=b ~c ~d}\n", &few), ["1 items"]);
    assert_eq!(codes(Format::Gift, "a{=b ~c ~d ~e}\n", &few), ["too-large"]);
    assert_eq!(codes(Format::Gift, "a{=b =c}\n", &few), ["1 items"]);
    assert_eq!(codes(Format::Gift, "a{=b =c =d}\n", &few), ["too-large"]);
    assert_eq!(codes(Format::Gift, &format!("{}{{=b}}\n", "a".repeat(20)), &few), ["1 items"]);
    assert_eq!(codes(Format::Gift, &format!("{}{{=b}}\n", "a".repeat(21)), &few), ["too-large"]);
    let aiken = "a\nA) b\nB) c\nANSWER: A\n\n";
    assert_eq!(codes(Format::Aiken, &aiken.repeat(2), &few), ["2 items"]);
    assert_eq!(codes(Format::Aiken, &aiken.repeat(3), &few), ["too-large"]);
    let moodle = |n: usize| {
        format!(
            "<quiz>{}</quiz>",
            "<question type='essay'><questiontext><text>a</text></questiontext></question>".repeat(n)
        )
    };
    assert_eq!(codes(Format::Moodle, &moodle(2), &few), ["2 items"]);
    assert_eq!(codes(Format::Moodle, &moodle(3), &few), ["too-large"]);
}
