//! What is wrong with a file, where, and what to do about it.

use std::fmt;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file as the caller named it.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file is refused.
    Error,
    /// A question was kept, and must not be sealed without being accepted.
    Defect,
    /// Somebody should look.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Names the rule: one of [`CODES`].
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The file as the caller named it.
    pub file: String,
    /// The line, from 1; none where the file as a whole is meant.
    pub line: Option<u32>,
    /// The question, by the author's name for it.
    pub item: Option<String>,
    /// The field, with the fields it stands in: `options.b.text`.
    pub field: Option<String>,
    /// What is wrong: a sentence.
    pub what: String,
    /// What it means for the author: a sentence, or nothing.
    pub means: &'static str,
    /// What to do: a sentence.
    pub hint: String,
}

/// Every code a finding can have, and the reason for the rule.
pub const CODES: &[(&str, &str)] = &[
    ("all-correct", "A choice whose options are all correct says nothing about the candidate."),
    ("answer-unknown", "The answer names something that is not among the options."),
    ("archive", "An archive leads outside, or unpacks to more than is taken."),
    ("bank-not-a-multiple", "The Academy cuts a bank into sets in file order; the last set is incomplete."),
    ("bank-too-small", "A draw asks for more items than the bank has."),
    ("conflict", "An import and its author changed the same thing."),
    ("contradictory-key", "Two statements about the right answer disagree."),
    ("draw-may-fail", "Earlier rows of a blueprint can take the items a later row needs."),
    ("duplicate-field", "A field is written twice."),
    ("duplicate-id", "Two things have the same name."),
    ("duplicate-option-id", "Two options of a choice have the same name."),
    ("duplicate-option-text", "Two options of a choice say the same."),
    ("empty-text", "There is nothing to read."),
    ("few-options", "A choice with fewer than two options is not one."),
    ("front-matter", "The page has no exam between its `---` lines."),
    ("id-replaced", "A name was missing or could not be one."),
    ("left-out", "Something of a foreign file has no place here."),
    ("marks-not-positive", "A question that is worth nothing cannot be scored."),
    ("needs-a-person", "Essays need a person to mark them, which is not supported yet."),
    ("no-accepted-answer", "No answer is accepted, so every answer is wrong."),
    ("no-correct-option", "No option is correct, so every answer is wrong."),
    ("not-a-question", "An entry of the list of questions is not a question."),
    ("not-an-exam", "The page is something else."),
    ("not-reviewed", "A live item needs an author and somebody else who approves it."),
    ("one-correct", "A multiple choice with one correct option reads like a trap."),
    ("partial-credit", "Parts of the marks for parts of the answer: here an answer is right or wrong."),
    ("picture", "A picture cannot be used."),
    ("policy", "Two rules cannot both hold."),
    ("prerequisite", "A certification needs one that nobody can have."),
    ("reference", "A name refers to nothing."),
    ("required", "Something necessary is missing."),
    ("scoring", "How a question is scored could not be read."),
    ("several-correct", "A single choice with several correct options marks right answers wrong."),
    ("too-large", "A limit was passed."),
    ("too-large-answer", "A right answer is longer than the candidate may write."),
    ("unclosed", "Something that begins does not end."),
    ("unequal-forms", "Forms drawn from this bank can be worth different points."),
    ("unequal-sets", "The sets the Academy cuts are worth different marks."),
    ("unknown-field", "A field nobody reads is usually a misspelt one."),
    ("unknown-type", "A question's type is not one that exists."),
    ("unreadable", "A value is not of the kind its field needs."),
    ("unreadable-file", "The file is not text, or not what its name says."),
    ("unsupported", "A kind of question or medium that this program does not know."),
];

/// The code as the table spells it; none if there is no such code.
pub(crate) fn code(name: &str) -> Option<&'static str> {
    CODES.iter().map(|(code, _)| *code).find(|code| *code == name)
}

/// `server.md, line 212, question q41: what happened. What it means. What to do.`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(item) = &self.item {
            write!(f, ", question {item}")?;
        }
        write!(f, ": {}", self.what)?;
        for sentence in [self.means, &self.hint] {
            if !sentence.is_empty() {
                write!(f, " {sentence}")?;
            }
        }
        Ok(())
    }
}

/// A file that could not be taken, and everything found in it: at least one error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Refused {
    /// In the order of the file.
    pub findings: Vec<Finding>,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.findings.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

/// Collects findings while one file is read.
pub(crate) struct Log {
    pub(crate) file: String,
    /// The question being read.
    pub(crate) item: Option<String>,
    /// What a defect means for the author of this kind of file.
    marked: &'static str,
    pub(crate) found: Vec<Finding>,
}

/// What a defect means in an imported file.
pub(crate) const IMPORTED: &str = "The question was imported and marked; it cannot be sealed until mended.";
/// What a defect means in a bank source.
pub(crate) const KEPT: &str = "The question is marked; it cannot be sealed until mended.";

impl Log {
    pub(crate) fn new(file: &str, marked: &'static str) -> Self {
        Self { file: file.to_owned(), item: None, marked, found: Vec::new() }
    }

    /// Adds a finding. `field` may be empty: the question or the file is meant.
    pub(crate) fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        line: u32,
        field: &str,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        debug_assert!(self::code(code).is_some(), "{code} is not in the table");
        self.found.push(Finding {
            code,
            severity,
            file: self.file.clone(),
            line: (line > 0).then_some(line),
            item: self.item.clone(),
            field: (!field.is_empty()).then(|| field.to_owned()),
            what: what.into(),
            means: if severity == Severity::Defect { self.marked } else { "" },
            hint: hint.into(),
        });
    }

    pub(crate) fn refused(&self) -> bool {
        self.found.iter().any(|finding| finding.severity == Severity::Error)
    }

    /// The findings, sorted by line, as the reason for a refusal.
    pub(crate) fn refuse(mut self) -> Refused {
        self.found.sort_by_key(|finding| finding.line);
        Refused { findings: self.found }
    }

    /// One error and nothing else: the end of a reading.
    pub(crate) fn fail(
        mut self,
        code: &'static str,
        line: u32,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) -> Refused {
        self.add(Severity::Error, code, line, "", what, hint);
        self.refuse()
    }
}

/// A value as it may stand in a sentence: on one line and short.
pub(crate) fn quoted(value: &str) -> String {
    let mut shown: String = value.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if value.chars().count() > 40 {
        shown.push_str("...");
    }
    if shown.is_empty() { "empty".to_owned() } else { format!("`{}`", shown.replace('`', "'")) }
}

/// The candidate nearest to `word` by edit distance, if it is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let near = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, candidate, near), candidate))
        .filter(|(distance, _)| *distance <= near)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words; more than `most` counts as more.
fn distance(a: &str, b: &str, most: usize) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_like_a_sentence() {
        let mut log = Log::new("server.md", IMPORTED);
        log.item = Some("q41".into());
        log.add(
            Severity::Defect,
            "unknown-type",
            212,
            "type",
            "`type` is `singel-answer`.",
            "Write `single-answer`.",
        );
        assert_eq!(
            log.found[0].to_string(),
            "server.md, line 212, question q41: `type` is `singel-answer`. The question was imported and marked; \
             it cannot be sealed until mended. Write `single-answer`."
        );
    }

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        let known = ["single-answer", "multiple-answers", "short-answer", "true-false", "essay"];
        for (word, meant) in [
            ("singel-answer", Some("single-answer")),
            ("singe-answer", Some("single-answer")),
            ("mutliple-answers", Some("multiple-answers")),
            ("short-anser", Some("short-answer")),
            ("esay", Some("essay")),
            ("matching", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), meant, "{word}");
        }
    }

    #[test]
    fn codes_are_sorted_and_kebab_case() {
        assert!(CODES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(CODES.iter().all(|(code, _)| code.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
    }
}
