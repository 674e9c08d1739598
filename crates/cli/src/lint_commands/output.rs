//! What the linter found, as text, as JSON and as SARIF 2.1.0.

use std::collections::BTreeMap;
use std::fmt::Write;

use bank::finding::CODES;
use bank::lint::{Bounds, Guess, Level, RULES, Remark, Report};
use serde_json::{Value, json};

use crate::stop::Stop;

type Reports = BTreeMap<String, Report>;

/// The page with a section for each rule.
const PAGE: &str = "docs/lint.md";

/// A sentence each, and a line for each file with the guesser that gains most.
pub(super) fn text(reports: &Reports) -> String {
    let mut said = String::new();
    for (file, report) in reports {
        for remark in &report.remarks {
            line(&mut said, format_args!("{}: {}", remark.level.as_str(), remark.sentence(file)));
        }
        let count = |level: Level| match (report.count(level), level.as_str()) {
            (1, name) => format!("1 {name}"),
            (count, name) => format!("{count} {name}s"),
        };
        let counts = [Level::Error, Level::Warning, Level::Note].map(count).join(", ");
        let silenced = report.silenced.len();
        match report.programme {
            true => line(&mut said, format_args!("{file}: a programme; {counts}")),
            false => line(
                &mut said,
                format_args!("{file}: {} questions; {counts}, {silenced} silenced", report.items),
            ),
        }
        let judged = report.guesses.iter().filter(|guess| guess.of >= Bounds::default().noted_from);
        if let Some(best) = judged.max_by(|a, b| a.gain().total_cmp(&b.gain())) {
            line(
                &mut said,
                format_args!(
                    "{file}: of {} guessers over {} single choices, the best {} and gains {:+.1} points over chance",
                    report.guesses.len(),
                    best.of,
                    best.strategy,
                    best.gain()
                ),
            );
        }
    }
    if reports.values().any(|report| !report.remarks.is_empty()) {
        line(&mut said, format_args!("each rule has a section in {PAGE}"));
    }
    said
}

fn line(said: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing into a string cannot fail.
    let _ = writeln!(said, "{words}");
}

/// Everything, for a program.
pub(super) fn json(reports: &Reports) -> Result<String, Stop> {
    let file = |(file, report): (&String, &Report)| {
        let silenced = |(remark, reason): &(Remark, String)| {
            let mut value = remark_json(remark);
            value["reason"] = json!(reason);
            value
        };
        json!({
            "file": file,
            "items": report.items,
            "errors": report.count(Level::Error),
            "warnings": report.count(Level::Warning),
            "notes": report.count(Level::Note),
            "findings": report.remarks.iter().map(remark_json).collect::<Vec<_>>(),
            "silenced": report.silenced.iter().map(silenced).collect::<Vec<_>>(),
            "guessers": report.guesses.iter().map(guess).collect::<Vec<_>>(),
        })
    };
    let files: Vec<Value> = reports.iter().map(file).collect();
    pretty(&json!({ "format": "invigil-lint/v0", "files": files }))
}

fn remark_json(remark: &Remark) -> Value {
    json!({
        "rule": remark.rule,
        "level": remark.level.as_str(),
        "line": remark.line,
        "item": remark.item,
        "field": remark.field,
        "what": remark.what,
        "means": remark.means,
        "hint": remark.hint,
        "other": remark.other.as_ref().map(|(line, item)| json!({ "line": line, "item": item })),
    })
}

fn guess(guess: &Guess) -> Value {
    json!({
        "rule": guess.rule,
        "strategy": guess.strategy,
        "of": guess.of,
        "right": rounded(guess.right),
        "chance": rounded(guess.chance),
        "gain": rounded(guess.gain()),
    })
}

/// Two decimals, as a number.
pub(crate) fn rounded(value: f64) -> f64 {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A log of one run, as code hosts take it. What is silenced is in it, suppressed in the source with its reason.
pub(super) fn sarif(reports: &Reports) -> Result<String, Stop> {
    let mut rules: Vec<Value> =
        RULES.iter().map(|rule| descriptor(rule.id, rule.reason, rule.level)).collect();
    rules.extend(CODES.iter().map(|(code, reason)| descriptor(code, reason, Level::Error)));
    let index: BTreeMap<&str, usize> =
        RULES.iter().map(|rule| rule.id).chain(CODES.iter().map(|(code, _)| *code)).zip(0..).collect();
    let mut results = Vec::new();
    for (file, report) in reports {
        let uri = uri(file);
        let silenced = report.silenced.iter().map(|(remark, reason)| (remark, Some(reason)));
        for (remark, reason) in report.remarks.iter().map(|remark| (remark, None)).chain(silenced) {
            let mut result = result(remark, &uri, index.get(remark.rule).copied());
            if let Some(reason) = reason {
                result["suppressions"] = json!([{ "kind": "inSource", "justification": reason }]);
            }
            results.push(result);
        }
    }
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "invigil bank lint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn descriptor(id: &str, reason: &str, level: Level) -> Value {
    let page = if RULES.iter().any(|rule| rule.id == id) { PAGE } else { "docs/formats/bank-source.md" };
    json!({
        "id": id,
        "shortDescription": { "text": reason },
        "defaultConfiguration": { "level": level.as_str() },
        "help": { "text": format!("See {page}, `{id}`.") },
    })
}

fn result(remark: &Remark, uri: &str, index: Option<usize>) -> Value {
    let place = |line: Option<u32>| {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": { "startLine": line.unwrap_or(1) },
        }})
    };
    let mut location = place(remark.line);
    if let Some(item) = &remark.item {
        location["logicalLocations"] = json!([{ "name": item, "kind": "member" }]);
    }
    let mut message = remark.what.clone();
    for sentence in [remark.means, &remark.hint] {
        if !sentence.is_empty() {
            message = format!("{message} {sentence}");
        }
    }
    let mut result = json!({
        "ruleId": remark.rule,
        "level": remark.level.as_str(),
        "message": { "text": message },
        "locations": [location],
    });
    if let Some(index) = index {
        result["ruleIndex"] = json!(index);
    }
    if let Some((line, item)) = &remark.other {
        let mut related = place(Some(*line));
        related["message"] = json!({ "text": format!("question {item}") });
        result["relatedLocations"] = json!([related]);
    }
    result
}

/// A path as a relative reference, or a whole one where it begins at the root.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte))
            }
            _ => escape(&mut uri, byte),
        }
    }
    uri
}

fn escape(uri: &mut String, byte: u8) {
    // Writing into a string cannot fail.
    let _ = write!(uri, "%{byte:02X}");
}

fn pretty(value: &Value) -> Result<String, Stop> {
    let mut text = serde_json::to_string_pretty(value).map_err(Stop::failed)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// The reports of the small bank under a path that wants escaping, and of a file that is refused.
    fn reports() -> Reports {
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint_commands/golden/small.yaml");
        let limits = bank::Limits::default();
        let bank = bank::source::read_file(&small, &limits, &evidence::sha256).unwrap();
        let report = bank::lint::lint(&bank, &[], None, &bank::lint::Bounds::default());
        let absent = bank::source::read_file(Path::new("absent.yaml"), &limits, &|_| unreachable!());
        let mut refused = bank::lint::refused(&absent.unwrap_err());
        refused.remarks[0].what = "The file cannot be read.".to_owned();
        Reports::from([("banks/a small bank.yaml".to_owned(), report), ("absent.yaml".to_owned(), refused)])
    }

    fn check(found: &str, golden: &str, name: &str) {
        if std::env::var_os("INVIGIL_WRITE_GOLDEN").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint_commands/golden").join(name);
            std::fs::write(path, found).unwrap();
        } else {
            assert_eq!(found, golden, "{name}; INVIGIL_WRITE_GOLDEN=1 writes it anew");
        }
    }

    #[test]
    fn the_reports_are_the_golden_ones() {
        let reports = reports();
        check(&text(&reports), include_str!("golden/small.txt"), "small.txt");
        check(&json(&reports).unwrap(), include_str!("golden/small.json"), "small.json");
        let version = format!("\"semanticVersion\": \"{}\"", env!("CARGO_PKG_VERSION"));
        let log = sarif(&reports).unwrap().replace(&version, "\"semanticVersion\": \"ours\"");
        check(&log, include_str!("golden/small.sarif"), "small.sarif");
    }

    #[test]
    fn sarif_has_what_a_code_host_asks_for() {
        let log: Value = serde_json::from_str(&sarif(&reports()).unwrap()).unwrap();
        assert_eq!((&log["version"], log["runs"].as_array().unwrap().len()), (&json!("2.1.0"), 1));
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        assert!(log["runs"][0]["tool"]["driver"]["name"].is_string());
        let results = log["runs"][0]["results"].as_array().unwrap();
        assert!(results.len() > 5);
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(matches!(result["level"].as_str().unwrap(), "error" | "warning" | "note"));
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
            assert!(!place["artifactLocation"]["uri"].as_str().unwrap().contains(' '));
        }
        let suppressed: Vec<&Value> =
            results.iter().filter(|result| result.get("suppressions").is_some()).collect();
        assert_eq!(suppressed.len(), 1);
        assert_eq!(suppressed[0]["suppressions"][0]["kind"], "inSource");
    }

    #[test]
    fn paths_become_references() {
        for (path, expected) in [
            ("banks/cli.yaml", "banks/cli.yaml"),
            ("a b/ü#.yaml", "a%20b/%C3%BC%23.yaml"),
            ("/work/x.yaml", "file:///work/x.yaml"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
