//! Made-up banks for the linter's tests: nothing is wrong with them but what they say.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used)]

use bank::Bank;
use bank::lint::{Bounds, Report, lint};

use crate::support::source;

/// A bank around items, with nothing wrong with it but what they say.
pub fn bank(items: &str) -> Bank {
    headed("use: practice", items)
}

pub fn headed(head: &str, items: &str) -> Bank {
    let text = format!(
        "invigil: bank/v0\ntitle: Test\n{head}\ncompetencies: [{{id: c, title: C}}]\nitems:\n{items}"
    );
    source(&text).unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

pub const ABOUT: &[(&str, &str)] = &[
    ("competencies", "[c]"),
    ("difficulty", "recall"),
    ("reading_seconds", "20"),
    ("author", "A. Writer"),
    ("source", "page 3"),
    ("explanation", "Because it is so."),
];

/// A question that says all of itself, without the field called `without`.
pub fn less(without: &str, id: &str, rest: &str) -> String {
    let fields = ABOUT.iter().filter(|(name, _)| *name != without);
    let about: String = fields.map(|(name, value)| format!("    {name}: {value}\n")).collect();
    format!("  - id: {id}\n{about}{rest}")
}

pub fn item(id: &str, rest: &str) -> String {
    less("", id, rest)
}

pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A single choice; the key is the option that begins with `!`.
pub fn single(id: &str, text: &str, options: &[&str]) -> String {
    item(id, &choice(text, "single", options))
}

pub fn choice(text: &str, kind: &str, options: &[&str]) -> String {
    let options = options.iter().enumerate().map(|(place, option)| {
        let correct = if option.starts_with('!') { ", correct: true" } else { "" };
        format!("      - {{id: o{place}, text: {}{correct}}}\n", quoted(option.trim_start_matches('!')))
    });
    let options: String = options.collect();
    format!("    text: {}\n    type: {kind}\n    options:\n{options}", quoted(text))
}

pub fn short(id: &str, text: &str, accept: &str) -> String {
    item(id, &format!("    text: {}\n    type: short-text\n    accept: [{accept}]\n", quoted(text)))
}

pub fn true_false(id: &str, text: &str) -> String {
    item(id, &format!("    text: {}\n    type: true-false\n    answer: true\n", quoted(text)))
}

/// So many questions, each made from its number.
pub fn many(count: usize, make: impl Fn(usize) -> String) -> String {
    (0..count).map(make).collect()
}

/// So many single choices about nothing in common, whose key stands where `key` says; what stands there is `right`.
pub fn spread(count: usize, right: &str, wrong: &[&str], key: impl Fn(usize) -> usize) -> String {
    many(count, |n| {
        let mut options: Vec<String> =
            wrong.iter().map(|text| text.replace('#', &format!("{}", 100 + n))).collect();
        options.insert(key(n), format!("!{}", right.replace('#', &format!("{}", 100 + n))));
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        single(&format!("q{n}"), &format!("Which k{n} belongs to m{n} of w{n}?"), &options)
    })
}

pub fn report(bank: &Bank) -> Report {
    lint(bank, &[], None, &Bounds::default())
}

pub fn count(report: &Report, rule: &str) -> usize {
    report.remarks.iter().filter(|remark| remark.rule == rule).count()
}

pub const FOUR: [&str; 3] = ["w# one", "w# two", "w# six"];
