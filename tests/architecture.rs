//! Guards over the crates: who may depend on whom, and what may not enter the tree.
//!
//! The tables below are ARCHITECTURE.md as data. Each guard is a function from data to a list of sentences;
//! an empty list is a pass. Each is also given something wrong, because a guard that cannot fail guards
//! nothing. To let a crate depend on another, change its row here and say why in the commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Every crate of ours and the crates of ours that it may use. `src-tauri` is the package at the root.
const ARROWS: &[(&str, &[&str])] = &[
    ("exam", &[]),
    ("evidence", &["exam"]),
    ("bank", &["exam", "evidence"]),
    ("journal", &["exam", "evidence"]),
    ("protocol", &["exam", "evidence"]),
    ("credential", &["exam", "evidence"]),
    ("lockdown", &["exam"]),
    ("print", &["exam", "credential"]),
    ("desk", &["exam", "evidence", "bank", "journal", "protocol", "credential", "lockdown"]),
    ("hub", &["exam", "evidence", "bank", "protocol", "credential", "print"]),
    ("cli", &["exam", "evidence", "bank", "journal", "protocol", "credential", "print", "desk", "hub"]),
    ("src-tauri", &["desk", "lockdown"]),
    ("recorder", &[]),
    ("testkit", &["exam", "evidence", "bank", "journal", "protocol", "credential"]),
];

/// Outside the house: they may use any crate, and no crate may use them.
const OUTSIDE: &[&str] = &["tests", "xtask"];

/// The crate that others may name only among their dev-dependencies.
const DEV_ONLY: &str = "testkit";

/// Crates of others that only some of ours may name.
const RESERVED: &[(&str, &[&str])] = &[
    ("ring", &["evidence"]),
    ("hpke", &["evidence"]),
    ("rusqlite", &["journal", "hub"]),
    ("rustls", &["protocol", "hub", "cli"]),
    ("tauri", &["src-tauri"]),
    ("tauri-build", &["src-tauri"]),
    ("tauri-plugin-updater", &["src-tauri"]),
    ("typst", &["print"]),
    // jiff is our calendar.
    ("chrono", &[]),
    ("time", &[]),
];

/// Everything that may be linked into `exam`: a cipher stream for draws, text normalisation, ids.
const EXAM_IS_MADE_OF: &[&str] = &[
    "invigil-exam",
    "ppv-lite86",
    "rand_chacha",
    "rand_core",
    "tinyvec",
    "tinyvec_macros",
    "unicode-normalization",
    "uuid",
    "zerocopy",
];

/// Crates that may not be in the lock file, not even for another platform; docs/decisions/0002 says why.
const BANNED: &[&str] = &[
    "aws-lc-rs",
    "aws-lc-sys",
    "openssl",
    "openssl-sys",
    "native-tls",
    "sqlx",
    "sqlx-core",
    "serde_yml",
    "serde_yaml",
];

/// Crates of which the lock file holds exactly one version.
const EXACTLY_ONE: &[&str] = &["libsqlite3-sys", "ring"];

/// Our crates, by the names of their folders, and what each names in its manifest.
#[derive(Debug, Default)]
struct Graph {
    crates: BTreeMap<String, Vec<Need>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Need {
    /// The folder for a crate of ours, the package for one of others.
    name: String,
    ours: bool,
    dev: bool,
}

impl Graph {
    /// Reads `cargo metadata --no-deps`.
    fn read(metadata: &Value, root: &Path) -> Self {
        let mut crates = BTreeMap::new();
        for package in list(metadata, "packages") {
            let manifest = Path::new(text(package, "manifest_path"));
            let needs =
                list(package, "dependencies").iter().map(|dependency| need(dependency, root)).collect();
            crates.insert(folder(manifest.parent().expect("a manifest lies in a folder"), root), needs);
        }
        Self { crates }
    }
}

fn need(dependency: &Value, root: &Path) -> Need {
    let path = dependency.get("path").and_then(Value::as_str);
    let name = path.map_or_else(|| text(dependency, "name").to_owned(), |path| folder(Path::new(path), root));
    Need { name, ours: path.is_some(), dev: dependency.get("kind").and_then(Value::as_str) == Some("dev") }
}

/// `crates/journal` is `journal`; the root itself is `src-tauri`, because that is where its sources are.
fn folder(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.file_name().map_or("src-tauri".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or("")
}

fn row<'a>(table: &[(&str, &'a [&'a str])], name: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(key, _)| *key == name).map(|(_, allowed)| *allowed)
}

/// Arrows between our crates that [`ARROWS`] does not allow.
fn wrong_arrows(graph: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, needs) in &graph.crates {
        if OUTSIDE.contains(&name.as_str()) {
            continue;
        }
        let Some(allowed) = row(ARROWS, name) else {
            wrong.push(format!("{name} has no row in the table of arrows"));
            continue;
        };
        for need in needs.iter().filter(|need| need.ours) {
            let fine = if need.name == DEV_ONLY { need.dev } else { allowed.contains(&need.name.as_str()) };
            if !fine {
                let kind = if need.dev { "dev-depends" } else { "depends" };
                wrong.push(format!(
                    "{name} {kind} on {}, which the table of arrows does not allow",
                    need.name
                ));
            }
        }
    }
    wrong
}

/// Crates of others named by a crate of ours to which they are not reserved.
fn wrong_owners(graph: &Graph) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, needs) in graph.crates.iter().filter(|(name, _)| !OUTSIDE.contains(&name.as_str())) {
        for need in needs.iter().filter(|need| !need.ours) {
            if row(RESERVED, &need.name).is_some_and(|owners| !owners.contains(&name.as_str())) {
                wrong.push(format!("{name} names {}, which is reserved", need.name));
            }
        }
    }
    wrong
}

/// Manifests that ask for SQLite without bringing it: the system's library may be one that damages databases.
fn unbundled_sqlite(metadata: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for package in list(metadata, "packages") {
        let sqlite =
            list(package, "dependencies").iter().filter(|dependency| text(dependency, "name") == "rusqlite");
        for dependency in sqlite {
            if !list(dependency, "features").iter().any(|feature| feature == "bundled") {
                wrong.push(format!("{} names rusqlite without `bundled`", text(package, "name")));
            }
        }
    }
    wrong
}

/// Packages linked into `exam` that are not on its list. `tree` is what `cargo tree --prefix none` prints.
fn strangers_in_exam(tree: &str) -> Vec<String> {
    let linked: BTreeSet<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    if !linked.contains("invigil-exam") {
        return vec!["cargo tree printed nothing about invigil-exam".into()];
    }
    let strangers = linked.iter().filter(|name| !EXAM_IS_MADE_OF.contains(name));
    strangers.map(|name| format!("exam would be linked with {name}")).collect()
}

/// Name and version of every package in the lock file.
fn locked(lock: &str) -> Vec<(&str, &str)> {
    let blocks = lock.split("[[package]]").skip(1);
    blocks.filter_map(|block| Some((field(block, "name")?, field(block, "version")?))).collect()
}

fn field<'a>(block: &'a str, key: &str) -> Option<&'a str> {
    block.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

fn versions<'a>(packages: &[(&'a str, &'a str)], name: &str) -> Vec<&'a str> {
    packages.iter().filter(|(found, _)| *found == name).map(|(_, version)| *version).collect()
}

/// Banned packages, and packages of which there is not exactly one version.
fn wrong_packages(packages: &[(&str, &str)]) -> Vec<String> {
    let banned = BANNED.iter().filter(|name| !versions(packages, name).is_empty());
    let mut wrong: Vec<String> = banned.map(|name| format!("{name} is banned and in Cargo.lock")).collect();
    for name in EXACTLY_ONE {
        let found = versions(packages, name);
        if found.len() != 1 {
            wrong.push(format!("there must be exactly one {name} in Cargo.lock, found {found:?}"));
        }
    }
    wrong
}

/// Whether zbus is built on Tokio. `tree` is what `cargo tree -e features -i zbus` prints.
///
/// With that feature the keyring panics inside a Tokio task and stays broken for the whole process.
fn zbus_on_tokio(tree: &str) -> Vec<String> {
    if !tree.lines().any(|line| line.starts_with("zbus v")) {
        return vec!["cargo tree printed nothing about zbus".into()];
    }
    let hit = tree.lines().any(|line| line.contains("zbus feature \"tokio\""));
    if hit { vec!["zbus is built with its feature `tokio`".into()] } else { Vec::new() }
}

/// What of a program has bugs on purpose. `tree` is what `cargo tree -e features -i invigil-journal` prints of it.
fn bugs_on_purpose(tree: &str) -> Vec<String> {
    if !tree.lines().any(|line| line.starts_with("invigil-journal v")) {
        return vec!["cargo tree printed nothing about invigil-journal".into()];
    }
    let hits = tree.lines().filter(|line| line.contains("feature \"planted\""));
    hits.map(|line| format!("bugs on purpose: {}", line.trim_matches(|c: char| !c.is_ascii_alphabetic())))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository")
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(arguments)
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {said}", arguments.join(" "));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

fn our_metadata() -> Value {
    let metadata = cargo(&["metadata", "--no-deps", "--locked", "--format-version", "1"]);
    serde_json::from_str(&metadata).expect("cargo metadata is JSON")
}

fn our_graph() -> Graph {
    Graph::read(&our_metadata(), root())
}

fn lock_file() -> String {
    std::fs::read_to_string(root().join("Cargo.lock")).expect("Cargo.lock is committed")
}

#[track_caller]
fn holds(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

#[track_caller]
fn catches(wrong: Vec<String>, expected: &[&str]) {
    assert_eq!(wrong, expected);
}

/// A graph of one crate.
fn planted(name: &str, needs: &[Need]) -> Graph {
    Graph { crates: BTreeMap::from([(name.to_owned(), needs.to_vec())]) }
}

fn uses(name: &str) -> Need {
    Need { name: name.to_owned(), ours: true, dev: false }
}

fn tests_with(name: &str) -> Need {
    Need { dev: true, ..uses(name) }
}

fn names(name: &str) -> Need {
    Need { ours: false, ..uses(name) }
}

#[test]
fn every_arrow_is_in_the_table() {
    holds(wrong_arrows(&our_graph()));
}

#[test]
fn a_wrong_arrow_is_named() {
    let check = |name, need, expected: &[&str]| catches(wrong_arrows(&planted(name, &[need])), expected);
    check("exam", uses("evidence"), &["exam depends on evidence, which the table of arrows does not allow"]);
    check("hub", uses("journal"), &["hub depends on journal, which the table of arrows does not allow"]);
    check("desk", uses("hub"), &["desk depends on hub, which the table of arrows does not allow"]);
    check("desk", tests_with("hub"), &["desk dev-depends on hub, which the table of arrows does not allow"]);
    check("journal", uses("bank"), &["journal depends on bank, which the table of arrows does not allow"]);
    check("cli", uses("testkit"), &["cli depends on testkit, which the table of arrows does not allow"]);
    check("bank", uses("tests"), &["bank depends on tests, which the table of arrows does not allow"]);
    check("extras", uses("exam"), &["extras has no row in the table of arrows"]);
    check("cli", tests_with("testkit"), &[]);
    check("cli", uses("hub"), &[]);
    check("tests", uses("hub"), &[]);
}

#[test]
fn the_table_has_no_circle() {
    // Each row may use only rows that stand above it, but for `testkit`, which stands outside of the order.
    for (at, (name, allowed)) in ARROWS.iter().enumerate() {
        for used in *allowed {
            let above = ARROWS[..at].iter().any(|(above, _)| above == used);
            assert!(above, "{name} may use {used}, which does not stand above it");
        }
    }
}

#[test]
fn reserved_crates_stay_with_their_owners() {
    holds(wrong_owners(&our_graph()));
}

#[test]
fn a_reserved_crate_elsewhere_is_named() {
    let check = |name, need, expected: &[&str]| catches(wrong_owners(&planted(name, &[need])), expected);
    check("hub", names("ring"), &["hub names ring, which is reserved"]);
    check("bank", names("hpke"), &["bank names hpke, which is reserved"]);
    check("desk", names("rusqlite"), &["desk names rusqlite, which is reserved"]);
    check("desk", names("tauri"), &["desk names tauri, which is reserved"]);
    check("evidence", names("ring"), &[]);
    check("hub", names("rusqlite"), &[]);
    check("tests", names("ring"), &[]);
    check("desk", names("serde"), &[]);
}

#[test]
fn sqlite_is_always_our_own() {
    holds(unbundled_sqlite(&our_metadata()));
}

#[test]
fn a_sqlite_of_the_system_is_named() {
    let with = |features: &[&str]| {
        serde_json::json!({ "packages": [
            { "name": "invigil-hub", "dependencies": [{ "name": "rusqlite", "features": features }] },
        ] })
    };
    catches(unbundled_sqlite(&with(&["backup", "bundled"])), &[]);
    catches(unbundled_sqlite(&with(&["backup"])), &["invigil-hub names rusqlite without `bundled`"]);
}

#[test]
fn metadata_is_read_as_folders_and_kinds() {
    let metadata = serde_json::json!({ "packages": [
        { "manifest_path": "/repo/crates/bank/Cargo.toml", "dependencies": [
            { "name": "invigil-exam", "rename": "exam", "path": "/repo/crates/exam", "kind": null },
            { "name": "invigil-testkit", "path": "/repo/crates/testkit", "kind": "dev" },
            { "name": "comrak", "kind": null },
        ] },
        { "manifest_path": "/repo/Cargo.toml", "dependencies": [] },
    ] });
    let graph = Graph::read(&metadata, Path::new("/repo"));
    assert_eq!(graph.crates["bank"], [uses("exam"), tests_with("testkit"), names("comrak")]);
    assert_eq!(graph.crates["src-tauri"], []);
}

#[test]
fn nothing_of_ours_is_missed() {
    let graph = our_graph();
    for expected in ["exam", "tests", "xtask"] {
        assert!(graph.crates.contains_key(expected), "{expected} is not in cargo metadata");
    }
    assert!(graph.crates["exam"].contains(&names("rand_chacha")));
}

#[test]
fn exam_is_linked_with_nothing_that_reads_a_clock_or_a_file() {
    let only_linked = ["--edges", "normal,no-proc-macro", "--target", "all", "--prefix", "none"];
    holds(strangers_in_exam(&cargo(
        &[&["tree", "--locked", "--package", "invigil-exam"][..], &only_linked].concat(),
    )));
}

#[test]
fn a_stranger_in_exam_is_named() {
    let tree = "invigil-exam v0.0.1 (/repo/crates/exam)\nuuid v1.29.3\nserde v1.0.229\nserde v1.0.229 (*)\n";
    catches(strangers_in_exam(tree), &["exam would be linked with serde"]);
    catches(strangers_in_exam(""), &["cargo tree printed nothing about invigil-exam"]);
}

#[test]
fn the_lock_file_holds_nothing_banned() {
    holds(wrong_packages(&locked(&lock_file())));
}

#[test]
fn a_banned_or_doubled_package_is_named() {
    let lock = "version = 4\n\n[[package]]\nname = \"aws-lc-rs\"\nversion = \"1.14.0\"\n\n\
                [[package]]\nname = \"libsqlite3-sys\"\nversion = \"0.35.0\"\n\n\
                [[package]]\nname = \"libsqlite3-sys\"\nversion = \"0.38.1\"\n\n\
                [[package]]\nname = \"ring\"\nversion = \"0.17.14\"\n";
    catches(
        wrong_packages(&locked(lock)),
        &[
            "aws-lc-rs is banned and in Cargo.lock",
            "there must be exactly one libsqlite3-sys in Cargo.lock, found [\"0.35.0\", \"0.38.1\"]",
        ],
    );
}

#[test]
fn the_keyring_is_not_built_on_tokio() {
    let lock = lock_file();
    let found = versions(&locked(&lock), "zbus");
    if found.is_empty() {
        println!("nothing to look at: zbus is not in Cargo.lock");
    }
    for version in found {
        let package = format!("zbus@{version}");
        holds(zbus_on_tokio(&cargo(&[
            "tree",
            "--locked",
            "--workspace",
            "--target",
            "all",
            "--edges",
            "features",
            "--invert",
            &package,
        ])));
    }
}

#[test]
fn a_keyring_on_tokio_is_named() {
    let plain = "zbus v5.12.0\n├── zbus feature \"async-io\"\n│   └── keyring v4.2.0\n";
    catches(zbus_on_tokio(plain), &[]);
    let wrong = format!("{plain}└── zbus feature \"tokio\"\n    └── somebody v1.0.0\n");
    catches(zbus_on_tokio(&wrong), &["zbus is built with its feature `tokio`"]);
    catches(zbus_on_tokio(""), &["cargo tree printed nothing about zbus"]);
}

/// Each is built by itself when it is packaged: what a program gets beside the tests says nothing of what people get.
#[test]
fn no_program_has_bugs_on_purpose() {
    for program in ["invigil-window", "invigil-cli"] {
        let tree = ["tree", "--locked", "-p", program, "--edges", "features", "--invert", "invigil-journal"];
        holds(bugs_on_purpose(&cargo(&tree)));
    }
}

#[test]
fn a_program_with_bugs_on_purpose_is_named() {
    let tree =
        ["tree", "--locked", "-p", "invigil-tests", "--edges", "features", "--invert", "invigil-journal"];
    assert!(!bugs_on_purpose(&cargo(&tree)).is_empty(), "the tests have them, and it would be noticed");
    catches(bugs_on_purpose(""), &["cargo tree printed nothing about invigil-journal"]);
}
