//! The formats' documentation says what the readers do.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::Limits;

fn page(name: &str) -> String {
    let path = format!("{}/../../docs/formats/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn example(page: &str) -> &str {
    page.split("```yaml\n").nth(1).unwrap().split("```").next().unwrap()
}

#[test]
fn the_example_banks_and_programmes_have_nothing_wrong() {
    let bank =
        support::source(example(&page("bank-source.md"))).unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!((bank.items.len(), bank.report().len()), (4, 0), "{:?}", bank.report());
    let text = page("programme.md");
    let file = bank::programme::read("p", example(&text).as_bytes(), &Limits::default())
        .unwrap_or_else(|refused| panic!("{refused}"));
    assert_eq!((file.programme.exams.len(), file.findings.len()), (1, 0));
}

#[test]
fn every_code_is_explained() {
    let text = page("bank-source.md");
    for (code, _) in bank::finding::CODES {
        assert!(text.contains(&format!("`{code}`")), "{code}");
    }
}
