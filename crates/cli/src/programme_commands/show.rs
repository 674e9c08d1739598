//! `invigil programme show`: what can be earned and sat, and under which rules, for people.

use std::fmt::Write;
use std::path::Path;

use bank::Bank;
use bank::programme::ProgrammeFile;
use exam::programme::{Cell, Certification, Exam, Named, Price, Reading};
use exam::text::Text;
use exam::{BasisPoints, Slug};

const HOUR_MS: u64 = 3_600_000;
const MINUTE_MS: u64 = 60_000;

/// The whole of it. `bank` gives the bank of an exam, where it can be read: its competencies have titles there.
pub(super) fn text(file: &ProgrammeFile, bank: impl Fn(&Path) -> Option<Bank>) -> String {
    let mut page = Page { said: String::new(), file };
    page.programme();
    for certification in &file.programme.certifications {
        page.about(certification);
        page.terms(certification);
    }
    for planned in &file.planned {
        page.about(planned);
        if !planned.prerequisites.is_empty() {
            page.line(format_args!("  held before: {}", listed(&planned.prerequisites, "")));
        }
        page.line(format_args!("  planned: it cannot be earned yet"));
    }
    for exam in &file.programme.exams {
        let path = file.banks.get(&exam.id).map(String::as_str).unwrap_or_default();
        page.exam(exam, path, bank(Path::new(path)).as_ref());
    }
    page.said
}

struct Page<'a> {
    said: String,
    file: &'a ProgrammeFile,
}

impl Page<'_> {
    fn line(&mut self, words: std::fmt::Arguments<'_>) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.said, "{words}");
    }

    fn words(&self, text: &Text) -> String {
        text.for_reader(&self.file.language).words()
    }

    /// A text of several lines under a label, each line indented.
    fn block(&mut self, label: &str, text: &Text) {
        let words = self.words(text).replace('\n', "\n    ");
        self.line(format_args!("  {label}{words}"));
    }

    fn named(&self, all: &[Named], id: &Slug) -> String {
        all.iter()
            .find(|named| named.id == *id)
            .map_or_else(|| id.to_string(), |named| self.words(&named.title))
    }

    fn programme(&mut self) {
        let programme = &self.file.programme;
        let title = self.words(&programme.title);
        let at = programme.issuer.url.as_ref().map_or_else(String::new, |url| format!(", {url}"));
        self.line(format_args!("{title}, by {}{at}", programme.issuer.name));
        if programme.demo {
            self.line(format_args!("a demonstration: its certificates say so"));
        }
    }

    fn about(&mut self, certification: &Certification) {
        let programme = &self.file.programme;
        let title = self.words(&certification.title);
        self.line(format_args!("\ncertification {}: {title}", certification.id));
        let track = self.named(&programme.tracks, &certification.track);
        let tier = self.named(&programme.tiers, &certification.tier);
        self.line(format_args!("  track {track}, tier {tier}"));
        if let Some(text) = &certification.description {
            self.block("", text);
        }
        if let Some(text) = &certification.audience {
            self.block("for: ", text);
        }
    }

    /// What its terms are: of a planned one nothing is settled.
    fn terms(&mut self, certification: &Certification) {
        let before = listed(&certification.prerequisites, "no other certification");
        self.line(format_args!("  held before: {before}"));
        let price = match &certification.price {
            None => "not said".to_owned(),
            Some(Price::Free) => "free".to_owned(),
            Some(Price::Sum { thousandths, currency }) => format!("{} {currency}", amount(*thousandths)),
        };
        self.line(format_args!("  price: {price}"));
        self.line(format_args!("  exams: {}", listed(&certification.exams, "none")));
        self.line(format_args!("  {}", passes(certification.exams.len())));
        let hours = certification.cool_down_ms / HOUR_MS;
        let waits = match (certification.attempts, hours) {
            (1, _) | (_, 0) => String::new(),
            (_, 1) => ", the next one an hour after the end of the one before at the earliest".to_owned(),
            _ => format!(", the next one {hours} hours after the end of the one before at the earliest"),
        };
        self.line(format_args!("  attempts at each exam: {}{waits}", certification.attempts));
        match certification.valid_months {
            Some(months) => self.line(format_args!("  valid for {months} months")),
            None => self.line(format_args!("  valid for ever")),
        }
    }

    fn exam(&mut self, exam: &Exam, path: &str, bank: Option<&Bank>) {
        let title = self.words(&exam.title);
        self.line(format_args!("\nexam {}: {title}", exam.id));
        let minutes = exam.policy.working_ms / MINUTE_MS;
        let mark = percent(exam.pass_mark);
        self.line(format_args!("  {} in {minutes} minutes, passed from {mark}", items(exam.items())));
        self.line(format_args!("  bank: {path}"));
        let counts = self.file.programme.certifications.iter().any(|c| c.exams.contains(&exam.id));
        if !counts {
            self.line(format_args!("  no certification requires it: it is there to practise with"));
        }
        let reading = self.file.reading.get(&exam.id).cloned().unwrap_or_default();
        self.reading("  read: ", &reading);
        for row in &exam.blueprint {
            self.row(row, bank);
        }
    }

    fn row(&mut self, row: &Cell, bank: Option<&Bank>) {
        let pilots = if row.unscored { ", worth nothing" } else { "" };
        let Some(id) = &row.competency else {
            return self.line(format_args!("  {} of any competency{pilots}", items(row.items)));
        };
        let known = bank.and_then(|bank| bank.competencies.iter().find(|known| known.id == *id));
        let title = known.map_or_else(|| id.to_string(), |known| self.words(&known.title));
        self.line(format_args!("  {}: {title}{pilots}", items(row.items)));
        let reading = known.map(|known| known.reading.clone()).unwrap_or_default();
        self.reading("    read: ", &reading);
    }

    fn reading(&mut self, label: &str, reading: &[Reading]) {
        for Reading { title, at } in reading {
            self.line(format_args!("{label}{title}, {at}"));
        }
    }
}

fn listed(names: &[Slug], none: &str) -> String {
    match names {
        [] => none.to_owned(),
        names => names.iter().map(Slug::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn items(count: u32) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

/// The rule of an award, in words.
fn passes(exams: usize) -> String {
    match u32::try_from(exams) {
        Ok(1) => "it is passed at its own mark".to_owned(),
        Ok(exams) => {
            let each = percent(BasisPoints(10_000 / exams));
            format!("each is passed at its own mark; their mean, with {each} each, is only shown")
        }
        Err(_) => "each is passed at its own mark".to_owned(),
    }
}

/// `70 %`, `66.67 %`.
fn percent(points: BasisPoints) -> String {
    match points.0 % 100 {
        0 => format!("{} %", points.0 / 100),
        rest => format!("{}.{rest:02} %", points.0 / 100),
    }
}

/// Two decimals, or three where the third says something.
fn amount(thousandths: u64) -> String {
    match thousandths % 10 {
        0 => format!("{}.{:02}", thousandths / 1_000, thousandths % 1_000 / 10),
        _ => format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
invigil: programme/v0
id: 01890a5d-ac96-774b-bcce-b302099a8057
title: P
issuer: {name: I, url: 'https://example.org'}
tracks: [{id: t, title: Track}]
tiers: [{id: t, title: Tier}]
certifications:
  - {id: a, title: A, description: Knows., audience: All., track: t, tier: t, exams: [x, y, z], price: 49.50 EUR, attempts: 3, cool_down_hours: 24, valid_months: 24}
  - {id: b, title: B, track: t, tier: t, exams: [x], prerequisites: [a]}
  - {id: c, title: C, track: t, tier: t, prerequisites: [b], planned: true}
defaults: {minutes: 30, pass_percent: 66.67, rules: R.}
exams:
  - {id: x, title: X, bank: b.yaml, blueprint: [{competency: red, items: 2}, {items: 1, unscored: true}, {items: 3}], read: [{title: Book, at: shelf}]}
  - {id: y, title: Y, bank: b.yaml, draw: 1}
  - {id: z, title: Z, bank: b.yaml, draw: 1}
  - {id: p, title: Practice, bank: b.yaml, draw: 12}
";

    const BANK: &str = "\
invigil: bank/v0
title: B
use: practice
competencies: [{id: red, title: Red things, read: [{title: Red book, at: red shelf}]}]
items:
  - {id: q, competencies: [red], text: T, type: true-false, answer: true}
";

    #[test]
    fn everything_is_shown() {
        let limits = bank::Limits::default();
        let file = bank::programme::read("p", FILE.as_bytes(), &limits).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.yaml"), BANK).unwrap();
        let with = text(&file, |path| {
            bank::source::read_file(&folder.path().join(path), &limits, &evidence::sha256).ok()
        });
        assert_eq!(with, SHOWN);
        let without = text(&file, |_| None);
        assert!(without.contains("\n  2 items: red\n") && !without.contains("Red"));
    }

    const SHOWN: &str = "\
P, by I, https://example.org

certification a: A
  track Track, tier Tier
  Knows.
  for: All.
  held before: no other certification
  price: 49.50 EUR
  exams: x, y, z
  each is passed at its own mark; their mean, with 33.33 % each, is only shown
  attempts at each exam: 3, the next one 24 hours after the end of the one before at the earliest
  valid for 24 months

certification b: B
  track Track, tier Tier
  held before: a
  price: not said
  exams: x
  it is passed at its own mark
  attempts at each exam: 1
  valid for ever

certification c: C
  track Track, tier Tier
  held before: b
  planned: it cannot be earned yet

exam x: X
  6 items in 30 minutes, passed from 66.67 %
  bank: b.yaml
  read: Book, shelf
  2 items: Red things
    read: Red book, red shelf
  1 item of any competency, worth nothing
  3 items of any competency

exam y: Y
  1 item in 30 minutes, passed from 66.67 %
  bank: b.yaml
  1 item of any competency

exam z: Z
  1 item in 30 minutes, passed from 66.67 %
  bank: b.yaml
  1 item of any competency

exam p: Practice
  12 items in 30 minutes, passed from 66.67 %
  bank: b.yaml
  no certification requires it: it is there to practise with
  12 items of any competency
";

    #[test]
    fn sums_keep_what_they_say() {
        assert_eq!(
            (amount(49_500), amount(1), amount(2_000), amount(1_010)),
            ("49.50".into(), "0.001".into(), "2.00".into(), "1.01".into())
        );
    }
}
