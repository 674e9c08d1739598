//! Guards over the source files: their names, their length, and words that may not stand in them.
//!
//! Every guard is a function from files to sentences, and is also given something wrong. Comments and string
//! literals are blanked out first, so a guard never trips over prose, nor over its own examples.

use std::fs;
use std::path::Path;

/// A file may be this long without a word said.
const LINES: usize = 600;

/// Longer files: path, the most it may grow to, and why it is one file.
const LONG: &[(&str, usize, &str)] = &[];

/// Names that say nothing about what a file holds, with and without a plural.
const EMPTY_NAMES: &[&str] = &["util", "helper", "manager", "service"];

/// Words that would let `exam` see a clock or speak to somebody.
const NOT_IN_EXAM: &[&str] = &[
    "SystemTime",
    "Instant",
    "print",
    "println",
    "eprint",
    "eprintln",
    "dbg",
    "serde",
    "Serialize",
    "Deserialize",
];

/// Parts of `std` that are the outside world.
const NOT_IN_EXAM_STD: &[&str] = &["env", "fs", "io", "net", "os", "process", "thread"];

/// Where our sources are; what is not there yet is passed over.
const FOLDERS: &[&str] = &["crates", "src-tauri", "tests", "ui", "xtask"];

/// Folders that hold what a program made.
const GENERATED: &[&str] = &["target", "node_modules", "gen", "generated", "dist", "dist-preview"];

/// A source file: its path from the root with `/` between the parts, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The part of the file that is test code: all of it, what follows `#[cfg(test)]`, or nothing.
    fn tests<'a>(&self, code: &'a str) -> &'a str {
        let whole =
            self.path.starts_with("tests/") || self.path.contains("/tests/") || self.name() == "tests.rs";
        let begin = if whole { Some(0) } else { code.find("#[cfg(test)]") };
        begin.map_or("", |begin| &code[begin..])
    }
}

fn empty_names(sources: &[Source]) -> Vec<String> {
    let wrong = sources.iter().filter(|source| {
        let stem = source.name().split('.').next().unwrap_or("").to_ascii_lowercase();
        let bare = stem.strip_suffix('s').unwrap_or(&stem);
        EMPTY_NAMES.contains(&bare) || source.name() == "mod.rs"
    });
    wrong.map(|source| format!("{}: name the file after what it holds", source.path)).collect()
}

fn long_files(sources: &[Source], excused: &[(&str, usize, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        let lines = source.text.lines().count();
        let most = excused.iter().find(|(path, ..)| *path == source.path).map_or(LINES, |(_, most, _)| *most);
        if lines > most {
            wrong.push(format!("{}: {lines} lines, and {most} are allowed", source.path));
        }
    }
    for (path, ..) in excused {
        let lines = sources
            .iter()
            .find(|source| source.path == *path)
            .map_or(0, |source| source.text.lines().count());
        if lines <= LINES {
            wrong.push(format!("{path}: needs no exception any more"));
        }
    }
    wrong
}

fn exam_looks_outside(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("crates/exam/src/")) {
        let code = code_only(&source.text);
        let named = words(&code).filter(|word| NOT_IN_EXAM.contains(word)).map(str::to_owned);
        let parts = parts_of_std(&code).into_iter().filter(|part| NOT_IN_EXAM_STD.contains(&part.as_str()));
        for what in named.chain(parts.map(|part| format!("std::{part}"))) {
            wrong.push(format!("{}: `{what}` has no place in exam", source.path));
        }
    }
    wrong
}

/// Tests that are switched off, and tests that wait for time to pass instead of for a thing to happen.
fn lazy_tests(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources.iter().filter(|source| source.is_rust()) {
        let code = code_only(&source.text);
        let tests = source.tests(&code);
        if attributes(&code).any(|attribute| words(attribute).any(|word| word == "ignore")) {
            wrong.push(format!("{}: a test is ignored; assert what happens today and say why", source.path));
        }
        if words(tests).any(|word| word == "sleep" || word == "sleep_until") {
            wrong.push(format!("{}: a test sleeps; wait for what must happen", source.path));
        }
    }
    wrong
}

/// Identifiers, in order.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// What stands between `#[` and the bracket that closes it.
fn attributes(code: &str) -> impl Iterator<Item = &str> {
    code.match_indices("#[").map(|(at, open)| {
        let inside = &code[at + open.len()..];
        let mut depth = 1;
        let end = inside.find(|letter| {
            depth += match letter {
                '[' => 1,
                ']' => -1,
                _ => 0,
            };
            depth == 0
        });
        &inside[..end.unwrap_or(inside.len())]
    })
}

/// The modules named after `std::`, also those in `use std::{…}`.
fn parts_of_std(code: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for (at, head) in code.match_indices("std::") {
        let boundary =
            code[..at].chars().next_back().is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
        let rest = code[at + head.len()..].trim_start();
        let group = rest.strip_prefix('{').map(|inside| &inside[..inside.find(';').unwrap_or(inside.len())]);
        match group {
            _ if !boundary => {}
            Some(inside) => parts.extend(words(inside).map(str::to_owned)),
            None => parts.extend(words(rest).next().map(str::to_owned)),
        }
    }
    parts
}

/// The text with comments, string literals and character literals blanked; lines stay where they are.
fn code_only(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = prose(rest, out.chars().next_back()).unwrap_or(0);
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            out.extend(rest[..length].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        }
    }
    out
}

/// The length of the comment or literal that begins here, if one does.
fn prose(rest: &str, before: Option<char>) -> Option<usize> {
    let in_word = before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    let to = |end: Option<usize>| Some(end.unwrap_or(rest.len()));
    if rest.starts_with("//") {
        return to(rest.find('\n'));
    }
    if rest.starts_with("/*") {
        return to(end_of_block_comment(rest));
    }
    if rest.starts_with('"') {
        return to(end_of_quoted(rest, '"'));
    }
    if !in_word && let Some(raw) = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')) {
        let fence = raw.len() - raw.trim_start_matches('#').len();
        if raw[fence..].starts_with('"') {
            let open = rest.len() - raw.len() + fence + 1;
            let close = format!("\"{}", "#".repeat(fence));
            return to(rest[open..].find(&close).map(|at| open + at + close.len()));
        }
    }
    // A quote that begins a character, not a lifetime: `'x'` or `'\…'`.
    let mut letters = rest.strip_prefix('\'')?.chars();
    match (letters.next()?, letters.next()?) {
        ('\\', _) => to(end_of_quoted(rest, '\'')),
        (letter, '\'') => Some(2 + letter.len_utf8()),
        _ => None,
    }
}

fn end_of_quoted(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let close = rest.char_indices().skip(1).find(|(_, letter)| {
        let closes = *letter == quote && !escaped;
        escaped = *letter == '\\' && !escaped;
        closes
    });
    close.map(|(at, _)| at + 1)
}

fn end_of_block_comment(rest: &str) -> Option<usize> {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return Some(at);
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    None
}

fn our_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository");
    let mut sources = Vec::new();
    for folder in FOLDERS {
        collect(root, &root.join(folder), &mut sources);
    }
    assert!(sources.iter().any(|source| source.path == "tests/sources.rs"), "this very file was not found");
    assert!(sources.iter().any(|source| source.path.starts_with("crates/exam/src/")), "exam was not found");
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.expect("a folder of the repository can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !GENERATED.contains(&name.as_str()) && !name.starts_with('.') {
                collect(root, &path, sources);
            }
        } else if [".rs", ".ts", ".svelte"].iter().any(|ending| name.ends_with(ending)) {
            let inside = path.strip_prefix(root).expect("it lies under the root");
            let text = fs::read_to_string(&path).expect("a source file is UTF-8");
            sources.push(Source { path: inside.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

#[track_caller]
fn holds(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

fn planted(path: &str, text: &str) -> Vec<Source> {
    vec![Source { path: path.to_owned(), text: text.to_owned() }]
}

#[test]
fn files_are_named_after_what_they_hold() {
    holds(empty_names(&our_sources()));
}

#[test]
fn an_empty_name_is_caught() {
    for path in [
        "crates/bank/src/utils.rs",
        "ui/src/Helper.ts",
        "crates/hub/src/store/mod.rs",
        "xtask/src/service.rs",
    ] {
        assert_eq!(empty_names(&planted(path, "")).len(), 1, "{path}");
    }
    assert!(empty_names(&planted("crates/bank/src/seal.rs", "")).is_empty());
}

#[test]
fn no_rust_file_is_long_without_a_reason() {
    holds(long_files(&our_sources(), LONG));
}

#[test]
fn a_long_file_and_a_stale_exception_are_caught() {
    let path = "crates/bank/src/seal.rs";
    let of = |lines: usize| planted(path, &"\n".repeat(lines));
    assert!(long_files(&of(600), &[]).is_empty());
    assert_eq!(long_files(&of(601), &[]), [format!("{path}: 601 lines, and 600 are allowed")]);
    assert!(long_files(&of(650), &[(path, 700, "one table")]).is_empty());
    assert_eq!(long_files(&of(701), &[(path, 700, "one table")]).len(), 1);
    assert_eq!(
        long_files(&of(10), &[(path, 700, "one table")]),
        [format!("{path}: needs no exception any more")]
    );
    assert!(long_files(&planted("ui/src/words.ts", &"\n".repeat(900)), &[]).is_empty());
}

#[test]
fn exam_sees_no_clock_and_speaks_to_nobody() {
    holds(exam_looks_outside(&our_sources()));
}

#[test]
fn an_exam_that_looks_outside_is_caught() {
    let check = |text, expected: &[&str]| {
        let expected: Vec<String> = expected
            .iter()
            .map(|what| format!("crates/exam/src/form.rs: `{what}` has no place in exam"))
            .collect();
        assert_eq!(exam_looks_outside(&planted("crates/exam/src/form.rs", text)), expected, "{text}");
    };
    check("fn now() { std::time::SystemTime::now(); }", &["SystemTime"]);
    check("use std::time::{Duration, Instant};", &["Instant"]);
    check("use std::fs;", &["std::fs"]);
    check(
        "use std::{\n    collections::BTreeMap,\n    env,\n    net::TcpStream,\n};",
        &["std::env", "std::net"],
    );
    check("fn f() { std::thread::spawn(|| ()); println!(\"x\"); }", &["println", "std::thread"]);
    check("#[derive(serde::Serialize)] struct A;", &["serde", "Serialize"]);
    check("// SystemTime and std::fs are not read here\nuse std::fmt;", &[]);
    check("const A: &str = \"std::fs println!\"; fn f(environment: u8) {}", &[]);
}

#[test]
fn no_test_is_switched_off_and_none_sleeps() {
    holds(lazy_tests(&our_sources()));
}

#[test]
fn a_lazy_test_is_caught() {
    let check =
        |path, text, count| assert_eq!(lazy_tests(&planted(path, text)).len(), count, "{path}: {text}");
    check("tests/line.rs", "#[test]\n#[ignore]\nfn a() {}", 1);
    check("tests/line.rs", "#[test]\n#[ignore = \"slow\"]\nfn a() {}", 1);
    check("crates/desk/src/outbox.rs", "#[cfg_attr(windows, ignore)]\nfn a() {}", 1);
    check("tests/line.rs", "fn a() { std::thread::sleep(ONE_SECOND); }", 1);
    check("crates/desk/tests/outbox.rs", "async fn a() { tokio::time::sleep(ONE_SECOND).await; }", 1);
    check("crates/desk/src/outbox.rs", "#[cfg(test)]\nmod tests { use tokio::time::sleep_until; }", 1);
    check(
        "crates/desk/src/outbox.rs",
        "async fn wait() { sleep(ONE_SECOND).await }\n#[cfg(test)]\nmod tests {}",
        0,
    );
    check("tests/line.rs", "// we never sleep, and #[ignore] nothing\nfn ignore(a: [u8; 2]) {}", 0);
}

#[test]
fn prose_is_blanked_and_code_is_not() {
    let check = |text: &str, expected: &str| assert_eq!(code_only(text), expected, "{text}");
    check("a // b\nc", "a     \nc");
    check("a /* b /* c */ d */ e", "a                   e");
    check("f(\"b \\\" c\") + d", "f(        ) + d");
    check("r#\"x \" y\"# z", "            z".get(1..).expect("ascii"));
    check("br\"x\" z", "      z");
    check("'\"' a '\\'' b", "    a      b");
    check("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}");
    check("for\"x\"", "for   ");
    check("\"open", "     ");
}
