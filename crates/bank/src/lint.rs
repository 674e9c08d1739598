//! What is wrong with a bank that reads well: what a guesser gains, what two readers would take differently, what
//! nobody can check. `docs/lint.md` has a section for each rule.
//!
//! Rules that look at words know English. In a bank of another language they say nothing; the others hold for all.

use exam::programme::Exam;

use crate::finding::{Finding, Refused, Severity};
use crate::model::{Bank, Silence, SourceItem};
use crate::programme::ProgrammeFile;
use crate::review::Reviews;

mod about;
mod exams;
mod guesser;
mod options;
mod pairs;
mod rule;
mod seen;
mod wording;

pub use guesser::Guess;
pub(crate) use rule::names;
pub use rule::{Level, RULES, Rule, rule};

use seen::Seen;

/// From where on a rule speaks, as data. Each is tested at its edge.
#[derive(Debug, Clone, PartialEq)]
pub struct Bounds {
    /// The most points of a hundred a guesser may gain over chance.
    pub gain: f64,
    /// The most of it by words that options share with the question or with each other.
    pub word_gain: f64,
    /// Single choices from which a guesser's gain is a warning.
    pub judged_from: usize,
    /// Single choices from which a guesser's gain is worth a note.
    pub noted_from: usize,
    /// Questions from which shares of a bank mean something.
    pub shares_from: usize,
    /// The most true-or-false questions, in per cent.
    pub true_false_percent: usize,
    /// Questions from which a field that all of them lack is one finding and not one for each.
    pub one_for_all_from: usize,
    /// From how much of their wording in common two questions are near duplicates.
    pub alike: f64,
    /// Fewest and most options of a single choice.
    pub options: (usize, usize),
    /// The most words of a question, programs and shared material left out.
    pub stem_words: usize,
    /// The most words of an option.
    pub option_words: usize,
    /// How many times as long as the shortest option the longest may be, where it is also so many characters longer.
    pub spread: (usize, usize),
    /// Nobody reads more words in a second.
    pub most_words_a_second: f64,
    /// Nobody needs longer than these seconds, and so many more for each word.
    pub longest_reading: (f64, f64),
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            gain: 2.0,
            word_gain: 5.0,
            judged_from: 30,
            noted_from: 10,
            shares_from: 10,
            true_false_percent: 10,
            one_for_all_from: 5,
            alike: 0.5,
            options: (3, 5),
            stem_words: 120,
            option_words: 40,
            spread: (3, 40),
            most_words_a_second: 6.0,
            longest_reading: (60.0, 2.0),
        }
    }
}

/// An exam that draws from the bank.
#[derive(Debug, Clone, Copy)]
pub struct Use<'a> {
    /// The exam.
    pub exam: &'a Exam,
    /// The most attempts at it that a certification promises; 0 where it counts for none.
    pub attempts: u32,
    /// Whether its programme is a demonstration.
    pub demo: bool,
}

/// One thing that is wrong, or that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// One of [`RULES`], or a reader's code.
    pub rule: &'static str,
    /// How bad it is.
    pub level: Level,
    /// The line, from 1; none where the bank as a whole is meant.
    pub line: Option<u32>,
    /// The question, by the author's name for it.
    pub item: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// What is wrong: a sentence.
    pub what: String,
    /// What it means: a sentence, or nothing.
    pub means: &'static str,
    /// What to do: a sentence.
    pub hint: String,
    /// Another question that has to do with it: its line and name.
    pub other: Option<(u32, String)>,
}

impl Remark {
    /// `server.yaml, line 212, question q41: what is wrong. What it means. What to do. [rule]`
    pub fn sentence(&self, file: &str) -> String {
        use std::fmt::Write;
        let mut said = file.to_owned();
        // Writing into a string cannot fail.
        let _ = self.line.map(|line| write!(said, ", line {line}"));
        let _ = self.item.as_ref().map(|item| write!(said, ", question {item}"));
        let _ = write!(said, ": {}", self.what);
        for sentence in [self.means, &self.hint] {
            if !sentence.is_empty() {
                let _ = write!(said, " {sentence}");
            }
        }
        let _ = write!(said, " [{}]", self.rule);
        said
    }
}

impl From<&Finding> for Remark {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.code,
            level: match finding.severity {
                Severity::Error | Severity::Defect => Level::Error,
                Severity::Warning => Level::Warning,
            },
            line: finding.line,
            item: finding.item.clone(),
            field: finding.field.clone(),
            what: finding.what.clone(),
            means: finding.means,
            hint: finding.hint.clone(),
            other: None,
        }
    }
}

/// What the linter says of one file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// Whether it is about a programme file, which has no questions.
    pub programme: bool,
    /// How many questions there are.
    pub items: usize,
    /// In the order of the file; what concerns the whole bank comes first.
    pub remarks: Vec<Remark>,
    /// What would have been said, and the authors' reasons against it.
    pub silenced: Vec<(Remark, String)>,
    /// What each guesser gets of the single choices.
    pub guesses: Vec<Guess>,
}

impl Report {
    /// How many remarks are so bad.
    pub fn count(&self, level: Level) -> usize {
        self.remarks.iter().filter(|remark| remark.level == level).count()
    }

    /// Warnings become errors.
    pub fn strict(&mut self) {
        for remark in &mut self.remarks {
            if remark.level == Level::Warning {
                remark.level = Level::Error;
            }
        }
    }
}

/// What is said of a file that was not taken.
pub fn refused(refused: &Refused) -> Report {
    Report { remarks: refused.findings.iter().map(Remark::from).collect(), ..Report::default() }
}

/// Looks at a bank, at the exams that draw from it, and at its reviews; without these, nothing is said of reviewers.
pub fn lint(bank: &Bank, uses: &[Use<'_>], reviews: Option<&Reviews>, bounds: &Bounds) -> Report {
    let seen: Vec<Seen<'_>> = bank.items.iter().map(|item| Seen::new(item, bank)).collect();
    let mut eye = Eye { bank, bounds, seen: &seen, found: Vec::new() };
    eye.found.extend(bank.report().into_iter().map(Remark::from));
    about::check(&mut eye);
    if let Some(reviews) = reviews {
        about::reviewers(&mut eye, reviews);
    }
    wording::check(&mut eye);
    options::check(&mut eye);
    pairs::check(&mut eye);
    let guesses = guesser::check(&mut eye);
    for usage in uses {
        exams::check(&mut eye, usage);
    }
    let (mut remarks, silenced) = silence(bank, eye.found);
    remarks.sort_by_key(|remark| remark.line);
    Report { items: bank.items.len(), remarks, silenced, guesses, programme: false }
}

/// What is said of a programme file: its reader's findings. Whether its banks serve it is said of them.
pub fn programme(read: &Result<ProgrammeFile, Refused>) -> Report {
    let findings = match read {
        Ok(file) => &file.findings,
        Err(refused) => &refused.findings,
    };
    Report { programme: true, remarks: findings.iter().map(Remark::from).collect(), ..Report::default() }
}

/// What all checks look at, and what they found.
struct Eye<'a> {
    bank: &'a Bank,
    bounds: &'a Bounds,
    seen: &'a [Seen<'a>],
    found: Vec<Remark>,
}

impl Eye<'_> {
    /// A remark on a question, or on the bank.
    fn say(
        &mut self,
        rule: &'static str,
        item: Option<&SourceItem>,
        field: &str,
        what: String,
        hint: &str,
    ) -> &mut Remark {
        remark(&mut self.found, rule, item, field, what, hint)
    }
}

fn remark<'a>(
    found: &'a mut Vec<Remark>,
    rule: &'static str,
    item: Option<&SourceItem>,
    field: &str,
    what: String,
    hint: &str,
) -> &'a mut Remark {
    let known = self::rule(rule);
    debug_assert!(known.is_some(), "{rule} is not in the table");
    let index = found.len();
    found.push(Remark {
        rule,
        level: known.map_or(Level::Warning, |rule| rule.level),
        line: item.map(|item| item.at.line),
        item: item.map(|item| item.item.id.to_string()),
        field: (!field.is_empty()).then(|| field.to_owned()),
        what,
        means: known.map_or("", |rule| rule.reason),
        hint: hint.to_owned(),
        other: None,
    });
    &mut found[index]
}

/// Parts what is silenced from what is not, and adds what is wrong with the silences themselves.
fn silence(bank: &Bank, found: Vec<Remark>) -> (Vec<Remark>, Vec<(Remark, String)>) {
    let mut own: Vec<(Option<&SourceItem>, &str, &Silence, bool)> = Vec::new();
    own.extend(bank.silenced.iter().map(|(rule, silence)| (None, rule.as_str(), silence, false)));
    for item in &bank.items {
        let silences = &item.meta.silenced;
        own.extend(silences.iter().map(|(rule, silence)| (Some(item), rule.as_str(), silence, false)));
    }
    let (mut open, mut silenced) = (Vec::new(), Vec::new());
    for remark in found {
        let covers = |item: Option<&SourceItem>, rule: &str| {
            rule == remark.rule
                && item.is_none_or(|item| remark.item.as_deref() == Some(item.item.id.as_str()))
        };
        let mut reason = None;
        for (item, rule, silence, used) in &mut own {
            if remark.level != Level::Error && covers(*item, rule) {
                *used = true;
                reason = reason.or((!silence.reason.is_empty()).then(|| silence.reason.clone()));
            }
        }
        match reason {
            Some(reason) => silenced.push((remark, reason)),
            None => open.push(remark),
        }
    }
    for (item, rule, silence, used) in own {
        let field = format!("silence.{rule}");
        if silence.reason.is_empty() {
            let what = format!("`{rule}` is silenced without a reason, so it is not silenced.");
            remark(
                &mut open,
                "silence-without-reason",
                item,
                &field,
                what,
                "Write the reason, or delete it.",
            )
            .line = Some(silence.line);
        } else if !used {
            let what = format!("`{rule}` is silenced, and there is nothing of it to silence.");
            let hint = "Delete it. Errors and defects cannot be silenced.";
            remark(&mut open, "silence-unused", item, &field, what, hint).line = Some(silence.line);
        }
    }
    (open, silenced)
}
