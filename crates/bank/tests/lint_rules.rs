//! Every rule has a bank that it speaks about and one, as near as can be, that it does not.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/made.rs"]
mod made;
#[path = "support/reading.rs"]
mod support;

use std::collections::BTreeSet;

use bank::Bank;
use bank::lint::RULES;
use made::{FOUR, bank, choice, count, item, less, many, report, short, single, spread, true_false};

/// For each rule, a bank it speaks about so many times and one it is silent about.
fn rows() -> Vec<(&'static str, usize, Bank, Bank)> {
    let three = ["!Alpha", "Beta", "Gamma"];
    let plain = || bank(&single("q", "Which one?", &three));
    let mut rows = vec![
        (
            "all-of-the-above",
            4,
            bank(
                &[
                    single("q1", "Which?", &["!Alpha", "Beta", "All of the above"]),
                    single("q2", "Which one?", &["!Delta", "Zeta", "None of these."]),
                    single("q3", "Whose?", &["!Eta", "Theta", "Both a and b"]),
                    single("q4", "What?", &["!Iota", "Kappa", "Neither of them"]),
                ]
                .concat(),
            ),
            bank(&single("q", "Which?", &["!All pods of the namespace", "None of the pods", "Both nodes"])),
        ),
        (
            "answer-elsewhere",
            1,
            bank(
                &[
                    short("q1", "Which file holds the contexts of a client?", "config.yaml"),
                    short(
                        "q2",
                        "The file `config.yaml` holds the contexts of a client. Where is it?",
                        "home",
                    ),
                ]
                .concat(),
            ),
            bank(
                &[
                    short("q1", "Which file holds the contexts of a client?", "config.yaml"),
                    short("q2", "A pod restarts. What does `config.yaml` say?", "home"),
                ]
                .concat(),
            ),
        ),
        (
            "answer-in-stem",
            2,
            bank(
                &[
                    short("q1", "The `envelope` is sealed. What is it called?", "an envelope, envelope"),
                    short("q2", "A proxy answers 403. What does the client see?", "'403'"),
                ]
                .concat(),
            ),
            bank(
                &[
                    short("q1", "What is sealed called?", "envelope"),
                    short(
                        "q2",
                        "The proxy answers 403 and the server 404. What does the client see?",
                        "'403', 403 Forbidden",
                    ),
                    short("q3", "Of `get`, `list` and `show`, which one is there?", "list"),
                ]
                .concat(),
            ),
        ),
        (
            "article",
            2,
            bank(
                &[
                    single("q1", "A pod is an", &["!object", "process", "image"]),
                    single("q2", "A node is a ...", &["!machine", "area", "pod"]),
                ]
                .concat(),
            ),
            bank(
                &[
                    single("q1", "A pod is", &["!an object", "a process", "an image"]),
                    single("q2", "A node is a", &["!machine", "host", "UI"]),
                ]
                .concat(),
            ),
        ),
        (
            "double-negative",
            2,
            bank(
                &[
                    single(
                        "q1",
                        "Which pod does **not** start?",
                        &["!One that is not scheduled", "A small one", "A red one"],
                    ),
                    true_false("q2", "A pod that is **not** ready is **never** a target."),
                ]
                .concat(),
            ),
            bank(
                &[
                    single(
                        "q1",
                        "Which pod does **not** start?",
                        &["!An old one", "A small one", "A red one"],
                    ),
                    single("q2", "What happens?", &["!It does not start", "It starts", "It waits"]),
                ]
                .concat(),
            ),
        ),
        (
            "negative-stem",
            4,
            bank(
                &[
                    single("q1", "Which of these is not a pod?", &three),
                    single("q2", "In a cluster, what can't a pod do?", &["!Delta", "Zeta", "Eta"]),
                    single("q3", "Which statement is wrong?", &["!Iota", "Kappa", "Lambda"]),
                    true_false("q4", "A pod does not keep its address."),
                ]
                .concat(),
            ),
            bank(
                &[
                    single("q1", "Which of these is **not** a pod?", &three),
                    single("q2", "Which of them is NOT one?", &["!Delta", "Zeta", "Eta"]),
                    single("q3", "What happens when a pod does not start?", &["!Iota", "Kappa", "Lambda"]),
                    single("q4", "The pod does not start. Why is it not there?", &["!My", "Ny", "Xi"]),
                    single("q5", "What is wrong here?", &["!Rho", "Sigma", "Tau"]),
                    true_false("q6", "It is kept on the server and not in the browser."),
                ]
                .concat(),
            ),
        ),
        (
            "odd-option",
            3,
            bank(
                &[
                    single(
                        "q1",
                        "Why?",
                        &["!Nobody asked", "The hook ran", "The hook failed", "The hook is old"],
                    ),
                    single(
                        "q2",
                        "Which resource version is needed?",
                        &["!The resource version", "Alpha", "Beta", "Gamma"],
                    ),
                    single(
                        "q3",
                        "Which cluster has pods?",
                        &["!Zeta", "The big cluster", "Pods know", "A cluster"],
                    ),
                ]
                .concat(),
            ),
            bank(&single(
                "q1",
                "Why?",
                &["!The hook is new", "The hook ran", "The hook failed", "The hook is old"],
            )),
        ),
        (
            "option-lengths",
            1,
            bank(&single(
                "q1",
                "Why?",
                &["!Yes", "Because it is written in a file that nobody has read", "No"],
            )),
            bank(&single("q1", "Why?", &["!Yes", "Because it is written in a file", "No"])),
        ),
        (
            "option-count",
            2,
            bank(
                &[
                    single("q1", "Which?", &["!Alpha", "Beta"]),
                    single("q2", "What?", &["!C", "D", "E", "F", "G", "H"]),
                ]
                .concat(),
            ),
            bank(
                &[
                    single("q1", "Which?", &three),
                    single("q2", "What?", &["!C", "D", "E", "F", "G"]),
                    item("q3", &choice("Two?", "multiple", &["!Mu", "!Nu", "Xi", "Pi", "Rho", "Tau"])),
                ]
                .concat(),
            ),
        ),
        (
            "long-stem",
            1,
            bank(&single("q", &"word ".repeat(121), &three)),
            bank(&single("q", &"word ".repeat(120), &three)),
        ),
        (
            "long-option",
            1,
            bank(&single("q", "Which?", &["!Alpha", "Beta", "so ".repeat(41).trim()])),
            bank(&single("q", "Which?", &["!Alpha", "Beta", "so ".repeat(40).trim()])),
        ),
        (
            "reading-time",
            2,
            bank(
                &[
                    less(
                        "reading_seconds",
                        "q1",
                        &format!(
                            "    reading_seconds: 14\n{}",
                            choice(&"word ".repeat(87), "single", &three)
                        ),
                    ),
                    less(
                        "reading_seconds",
                        "q2",
                        &format!(
                            "    reading_seconds: 71\n{}",
                            choice("Which one?", "single", &["!Delta", "Eta", "Zeta"])
                        ),
                    ),
                ]
                .concat(),
            ),
            bank(
                &[
                    less(
                        "reading_seconds",
                        "q1",
                        &format!(
                            "    reading_seconds: 15\n{}",
                            choice(&"word ".repeat(87), "single", &three)
                        ),
                    ),
                    less(
                        "reading_seconds",
                        "q2",
                        &format!(
                            "    reading_seconds: 70\n{}",
                            choice("Which one?", "single", &["!Delta", "Eta", "Zeta"])
                        ),
                    ),
                ]
                .concat(),
            ),
        ),
        (
            "near-duplicate",
            1,
            bank(
                &[
                    single("q1", "Which command lists all the pods of a namespace here?", &three),
                    single("q2", "Which command lists all the pods of a namespace now?", &three),
                ]
                .concat(),
            ),
            bank(
                &[
                    single("q1", "Which command lists all the pods of a namespace?", &three),
                    single(
                        "q2",
                        "Which command removes a namespace with its pods?",
                        &["!Delta", "Eta", "Zeta"],
                    ),
                ]
                .concat(),
            ),
        ),
        (
            "true-false-share",
            1,
            bank(&many(10, |n| {
                if n < 2 {
                    true_false(&format!("q{n}"), &format!("So {n}."))
                } else {
                    short(&format!("q{n}"), &format!("Say k{n}."), &format!("v{n}"))
                }
            })),
            bank(&many(10, |n| {
                if n < 1 {
                    true_false(&format!("q{n}"), &format!("So {n}."))
                } else {
                    short(&format!("q{n}"), &format!("Say k{n}."), &format!("v{n}"))
                }
            })),
        ),
        (
            "single-choice-share",
            1,
            bank(&many(12, |n| {
                if n < 9 {
                    single(&format!("q{n}"), &format!("Which k{n}?"), &three)
                } else {
                    short(&format!("q{n}"), &format!("Say k{n}."), &format!("v{n}"))
                }
            })),
            bank(&many(12, |n| {
                if n < 8 {
                    single(&format!("q{n}"), &format!("Which k{n}?"), &three)
                } else {
                    short(&format!("q{n}"), &format!("Say k{n}."), &format!("v{n}"))
                }
            })),
        ),
        // 40 keys over 4 places: 10 are chance, 11 are 2.5 points more.
        (
            "key-position",
            1,
            bank(&spread(40, "w# ten", &FOUR, |n| if n == 39 { 0 } else { n % 4 })),
            bank(&spread(40, "w# ten", &FOUR, |n| n % 4)),
        ),
        (
            "key-longest",
            1,
            bank(&spread(32, "w# three", &FOUR, |n| n % 4)),
            bank(&spread(32, "w# ten", &FOUR, |n| n % 4)),
        ),
        (
            "key-shortest",
            1,
            bank(&spread(32, "w# a", &FOUR, |n| n % 4)),
            bank(&spread(32, "w# ten", &FOUR, |n| n % 4)),
        ),
        (
            "key-names",
            2,
            bank(&spread(32, "w# Ada", &FOUR, |n| n % 4)),
            bank(&spread(32, "w# ten", &FOUR, |n| n % 4)),
        ),
        (
            "key-mild",
            3,
            bank(&spread(32, "w# ten", &["w# never", "w# six", "w# one"], |n| n % 4)),
            bank(&spread(32, "w# never", &["w# ten", "w# six", "w# one"], |n| n % 4)),
        ),
        (
            "key-echo",
            1,
            bank(&many(32, |n| echoing(n, &["!k# m#", "x#", "y#", "z#"]))),
            bank(&many(32, |n| echoing(n, &["!k#", "k# a", "k# b", "k# c"]))),
        ),
        (
            "key-kin",
            1,
            bank(&many(32, |n| echoing(n, &["!big red#", "big x#", "red# y#", "z# w#"]))),
            bank(&many(32, |n| echoing(n, &["!ten#", "x#", "y#", "z#"]))),
        ),
        (
            "silence-without-reason",
            1,
            bank(&item(
                "q1",
                &format!(
                    "    silence: {{option-count: }}\n{}",
                    choice("Which?", "single", &["!Alpha", "Beta"])
                ),
            )),
            bank(&item(
                "q1",
                &format!(
                    "    silence: {{option-count: There are two.}}\n{}",
                    choice("Which?", "single", &["!Alpha", "Beta"])
                ),
            )),
        ),
        (
            "silence-unused",
            1,
            bank(&item(
                "q1",
                &format!(
                    "    silence: {{option-count: There are two.}}\n{}",
                    choice("Which?", "single", &three)
                ),
            )),
            bank(&item(
                "q1",
                &format!(
                    "    silence: {{option-count: There are two.}}\n{}",
                    choice("Which?", "single", &["!Alpha", "Beta"])
                ),
            )),
        ),
    ];
    for (rule, field) in [
        ("missing-explanation", "explanation"),
        ("missing-competency", "competencies"),
        ("missing-source", "source"),
        ("missing-author", "author"),
        ("missing-difficulty", "difficulty"),
        ("missing-reading-seconds", "reading_seconds"),
    ] {
        rows.push((rule, 1, bank(&less(field, "q", &choice("Which one?", "single", &three))), plain()));
    }
    rows
}

fn echoing(n: usize, options: &[&str]) -> String {
    let mut options: Vec<String> =
        options.iter().map(|text| text.replace('#', &format!("{}", 100 + n))).collect();
    options.rotate_right(n % 4);
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    single(&format!("q{n}"), &format!("Which k{} of m{}?", 100 + n, 100 + n), &options)
}

#[test]
fn each_rule_speaks_where_it_should_and_nowhere_else() {
    for (rule, times, wrong, right) in rows() {
        let (wrong, right) = (report(&wrong), report(&right));
        assert_eq!(count(&wrong, rule), times, "{rule}: {:#?}", wrong.remarks);
        assert_eq!(count(&right, rule), 0, "{rule}: {:#?}", right.remarks);
    }
}

#[test]
fn every_rule_has_a_row_and_a_section_and_is_sorted() {
    let tested: BTreeSet<&str> = rows()
        .iter()
        .map(|row| row.0)
        .chain(["missing-reviewer", "practice-in-exam", "too-few-attempts"])
        .collect();
    let path = format!("{}/../../docs/lint.md", env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(&path).unwrap();
    let codes: BTreeSet<&str> = bank::finding::CODES.iter().map(|(code, _)| *code).collect();
    for rule in RULES {
        assert!(tested.contains(rule.id), "{} has no row", rule.id);
        assert!(page.contains(&format!("\n### {}\n", rule.id)), "{} has no section in docs/lint.md", rule.id);
        assert!(!codes.contains(rule.id), "{} is a reader's code too", rule.id);
    }
    assert!(RULES.windows(2).all(|pair| pair[0].id < pair[1].id), "the table is sorted");
}
