//! The tables of docs/formats/objects.md and records.md against the code.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use evidence::Role;
use evidence::trust::WHO_MAY_SIGN;

fn page(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of the first table under a heading, cells trimmed.
fn rows(page: &str, heading: &str) -> Vec<Vec<String>> {
    let under =
        page.split(&format!("\n{heading}\n")).nth(1).unwrap_or_else(|| panic!("no heading `{heading}`"));
    let table =
        under.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    table.skip(2).map(cells).collect()
}

/// What stands between backticks in the first cell.
fn name(cell: &str) -> String {
    cell.split('`').nth(1).unwrap_or_else(|| panic!("no name in `{cell}`")).to_owned()
}

/// `manifest` to `signing`, `start-token` to `hub`, `station`: as documented.
fn documented(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let rows = rows(page, "## Who may sign what");
    let count = rows.len();
    let signers = |cell: &str| cell.split(',').map(|role| role.trim().to_owned()).collect();
    let table: BTreeMap<_, _> = rows.iter().map(|row| (name(&row[0]), signers(&row[2]))).collect();
    assert_eq!(table.len(), count, "a type stands twice");
    table
}

fn coded() -> BTreeMap<String, BTreeSet<String>> {
    let word = |role: &Role| format!("{role:?}").to_lowercase();
    let row = |(name, roles): &(&str, &[Role])| ((*name).to_owned(), roles.iter().map(word).collect());
    WHO_MAY_SIGN.iter().map(row).collect()
}

fn differences(
    page: &BTreeMap<String, BTreeSet<String>>,
    code: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<String> {
    let mut found = Vec::new();
    for name in page.keys().chain(code.keys()).collect::<BTreeSet<_>>() {
        if page.get(name) != code.get(name) {
            found.push(format!("{name}: the page says {:?}, the code {:?}", page.get(name), code.get(name)));
        }
    }
    found
}

#[test]
fn the_page_says_who_may_sign() {
    let found = differences(&documented(&page("objects.md")), &coded());
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(coded().len(), WHO_MAY_SIGN.len(), "a kind stands twice in the code");
}

#[test]
fn a_page_that_differs_is_found() {
    let page = page("objects.md");
    let row = page.lines().find(|line| line.starts_with("| `receipt` ")).unwrap();
    for (changed, what) in [
        (page.replace(&format!("{row}\n"), ""), "a row too few"),
        (page.replace(row, &row.replace("hub", "device")), "another signer"),
        (page.replace(row, &row.replace("hub, station", "hub")), "a signer too few"),
        (page.replace(row, &row.replace("`receipt`", "`received`")), "another name"),
    ] {
        assert_ne!(changed, page, "{what}");
        assert!(!differences(&documented(&changed), &coded()).is_empty(), "{what}");
    }
}

/// Fields of an object as its golden file has them, in order.
fn fields(object: &str) -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/v0/{object}.txt"));
    let text = std::fs::read_to_string(path).unwrap();
    let field =
        |line: &str| line.strip_prefix("  \"").and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let mut lines = text.lines().skip_while(|line| *line != "{").take_while(|line| *line != "}");
    lines.next();
    lines.filter_map(field).collect()
}

#[test]
fn every_field_of_every_object_is_described() {
    let objects = page("objects.md");
    let unsigned = ["trust-root", "form", "policy"];
    for object in WHO_MAY_SIGN.iter().map(|(name, _)| *name).chain(unsigned) {
        let (page, heading) = match object {
            "envelope" => (page("envelope.md"), "## The object".to_owned()),
            "docket-record" => (page("records.md"), "## The header".to_owned()),
            _ => (objects.clone(), format!("### `{object}`")),
        };
        let described: Vec<String> = rows(&page, &heading).iter().map(|row| name(&row[0])).collect();
        assert_eq!(described, fields(object), "{object}");
    }
}

/// Kinds of records, from the golden dossier.
fn kinds(log: &str) -> BTreeSet<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0/dossier.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| line.starts_with(log));
    lines.map(|line| line.split(' ').nth(3).unwrap().to_owned()).collect()
}

#[test]
fn every_kind_of_record_is_described() {
    let page = page("records.md");
    for (log, heading) in [("journal", "## Kinds of the journal"), ("docket", "## Kinds of the docket")] {
        let described: BTreeSet<String> = rows(&page, heading).iter().map(|row| name(&row[0])).collect();
        assert_eq!(described, kinds(log), "{log}");
    }
}
