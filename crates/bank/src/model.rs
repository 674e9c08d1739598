//! A checked bank: what reading a source or importing a page ends in.

use std::collections::BTreeMap;

use exam::form::Candidate;
use exam::item::{Item, ItemKey};
use exam::programme::{Competency, Page};
use exam::text::Text;
use exam::{BasisPoints, Digest, Points, Slug};

use crate::finding::{Finding, Location};
use crate::media::Media;
use crate::review::Reviewer;

/// What a bank is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// Public questions to learn from.
    Practice,
    /// Secret questions that certify.
    Live,
}

impl Usage {
    /// As it is written in a source.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Live => "live",
        }
    }
}

/// A checked bank. It has no error in it; it may have items with defects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bank {
    /// The file it was read from, as the caller named it.
    pub file: String,
    /// What people call it.
    pub title: Text,
    /// The language of texts that do not say theirs.
    pub language: String,
    /// What it is for.
    pub usage: Usage,
    /// What its items are about.
    pub competencies: Vec<Competency>,
    /// Material that several items share.
    pub stimuli: BTreeMap<Slug, Text>,
    /// Pages that candidates may read during the exam.
    pub references: Vec<Page>,
    /// The pictures that texts show.
    pub media: BTreeMap<Digest, Media>,
    /// In the order of the file. Their names are unique.
    pub items: Vec<SourceItem>,
    /// What an imported page said about its exam. A programme decides, not the bank.
    pub hints: ExamHints,
    /// Whose reviews count.
    pub reviewers: Vec<Reviewer>,
    /// What its authors accept in it, by rule.
    pub silenced: Silences,
    /// Warnings, in the order of the file. Defects stand with their items.
    pub findings: Vec<Finding>,
}

/// Where an item stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Being written.
    Draft,
    /// Approved by somebody else than its author.
    Reviewed,
    /// In forms, and earns nothing.
    Pilot,
    /// In forms.
    Live,
    /// Not used any more; its name stays taken.
    Retired,
    /// Known to people who should not know it.
    Exposed,
}

impl State {
    /// All of them, as they are written in a source.
    pub const ALL: [(&'static str, Self); 6] = [
        ("draft", Self::Draft),
        ("reviewed", Self::Reviewed),
        ("pilot", Self::Pilot),
        ("live", Self::Live),
        ("retired", Self::Retired),
        ("exposed", Self::Exposed),
    ];

    /// As it is written in a source.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, state)| *state == self).map_or("", |(name, _)| name)
    }

    /// Whether forms may hold the item.
    pub fn is_drawn(self) -> bool {
        matches!(self, Self::Reviewed | Self::Pilot | Self::Live)
    }
}

/// An item and all its author says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceItem {
    /// What the candidate meets.
    pub item: Item,
    /// What is right. An interaction whose right answer nobody gave, which is a defect, has no entry: a grader
    /// then leaves it to a person.
    pub key: ItemKey,
    /// What it is about.
    pub competencies: Vec<Slug>,
    /// What it is worth, where it does not leave that to the exam.
    pub points: Option<Points>,
    /// A pilot: it fills unscored rows of a blueprint and no others.
    pub unscored: bool,
    /// Where it stands in its life; none where the bank does not say, which is drawn.
    pub state: Option<State>,
    /// Why it must not be sealed without being accepted. Empty for a sound item.
    pub defects: Vec<Finding>,
    /// Where it begins.
    pub at: Location,
    /// What is only for the people who look after the bank.
    pub meta: Meta,
}

/// What is only for the people who look after the bank. It is not sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// How hard the author takes it to be, in the author's words.
    pub difficulty: Option<String>,
    /// How long it takes to read.
    pub reading_seconds: Option<u32>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it is based on.
    pub source: Option<String>,
    /// What its author accepts in it, by rule.
    pub silenced: Silences,
}

/// What the linter may find and not report, by rule.
pub type Silences = BTreeMap<String, Silence>;

/// Why a rule does not speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// The author's reason. Without one, the silence does not hold.
    pub reason: String,
    /// Where it stands.
    pub line: u32,
}

/// What an imported page said about its exam.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExamHints {
    /// Its title, where that is more than the bank's.
    pub title: Option<String>,
    /// The least share that passes.
    pub pass_mark: Option<BasisPoints>,
    /// Working time; none is no limit, or nothing said.
    pub minutes: Option<u32>,
    /// How many attempts.
    pub attempts: Option<u32>,
    /// How many questions a candidate gets.
    pub draw: Option<u32>,
}

impl SourceItem {
    /// Whether forms may hold it: not a draft, not retired, not exposed.
    pub fn is_drawn(&self) -> bool {
        self.state.is_none_or(State::is_drawn)
    }
}

impl Bank {
    /// The items forms may hold.
    pub fn drawn(&self) -> impl Iterator<Item = &SourceItem> {
        self.items.iter().filter(|item| item.is_drawn())
    }

    /// The item of that name.
    pub fn item(&self, id: &Slug) -> Option<&SourceItem> {
        self.items.iter().find(|item| item.item.id == *id)
    }

    /// Defects and warnings together, in the order of the file.
    pub fn report(&self) -> Vec<&Finding> {
        let defects = self.items.iter().flat_map(|item| &item.defects);
        let mut all: Vec<_> = self.findings.iter().chain(defects).collect();
        all.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        all
    }

    /// How many items must not be sealed without being accepted.
    pub fn defective(&self) -> usize {
        self.items.iter().filter(|item| !item.defects.is_empty()).count()
    }

    /// What a draw knows of the items.
    pub fn candidates(&self) -> Vec<Candidate> {
        self.drawn()
            .map(|item| Candidate {
                item: item.item.id.clone(),
                competencies: item.competencies.clone(),
                unscored: item.unscored,
            })
            .collect()
    }
}
