//! A bank as its author wrote it, before texts become trees: what readers and importers make, what
//! [`crate::write_source`] writes, and what [`crate::assemble`] turns into a checked bank.

use std::collections::BTreeSet;

use exam::programme::Reading;
use exam::{Points, Slug};

use crate::finding::Finding;
use crate::model::{ExamHints, Meta, Silences, State, Usage};
use crate::review::Reviewer;
use crate::words::Words;

/// A bank as its author wrote it. Made by an importer, for [`crate::write_source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub(crate) title: Words,
    pub(crate) language: String,
    pub(crate) usage: Usage,
    pub(crate) competencies: Vec<DraftCompetency>,
    pub(crate) stimuli: Vec<(Slug, Words)>,
    pub(crate) references: Vec<DraftPage>,
    pub(crate) hints: ExamHints,
    pub(crate) reviewers: Vec<Reviewer>,
    pub(crate) silenced: Silences,
    pub(crate) items: Vec<DraftItem>,
}

/// Something the questions are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftCompetency {
    pub(crate) id: Slug,
    pub(crate) title: Words,
    pub(crate) reading: Vec<Reading>,
}

/// A page that candidates may read during the exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftPage {
    pub(crate) id: Slug,
    pub(crate) title: Words,
    pub(crate) body: Words,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftItem {
    /// The file it stands in, where that is not the one the whole draft is named after.
    pub(crate) file: Option<String>,
    pub(crate) line: u32,
    pub(crate) id: Slug,
    pub(crate) stimulus: Option<Slug>,
    pub(crate) competencies: Vec<Slug>,
    pub(crate) points: Option<Points>,
    pub(crate) unscored: bool,
    pub(crate) state: Option<State>,
    pub(crate) meta: Meta,
    pub(crate) body: Vec<DraftPart>,
    pub(crate) explanation: Option<Words>,
    /// Defects that cannot be seen in the question itself. They travel with it.
    pub(crate) carried: Vec<Finding>,
}

/// A piece of a question's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DraftPart {
    Text(Words),
    Interaction(DraftInteraction),
}

/// One thing to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftInteraction {
    /// Where its options or answers stand.
    pub(crate) line: u32,
    pub(crate) id: Slug,
    pub(crate) prompt: Option<Words>,
    pub(crate) weight: u32,
    pub(crate) kind: DraftKind,
}

/// How it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DraftKind {
    Choice {
        several: bool,
        shuffle: bool,
        options: Vec<DraftOption>,
        /// Other sets of options that are right as well, beside the options marked as correct.
        also: Vec<BTreeSet<Slug>>,
    },
    TrueFalse {
        answer: Option<bool>,
        labels: Option<(Words, Words)>,
    },
    ShortText {
        accept: Vec<String>,
        case_sensitive: bool,
        max_chars: u32,
    },
    Essay {
        max_chars: u32,
    },
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DraftOption {
    pub(crate) id: Slug,
    pub(crate) text: Words,
    pub(crate) correct: bool,
}

/// The name of the one interaction of a question in the short form.
pub(crate) const ANSWER: &str = "answer";
/// How long a short text may be where nobody says.
pub(crate) const SHORT_CHARS: u32 = 200;
/// How long an essay may be where nobody says.
pub(crate) const ESSAY_CHARS: u32 = 4_000;

/// A slug that is known to be one.
pub(crate) fn fixed(text: &str) -> Slug {
    // Every caller passes letters of its own; the fallback cannot be reached and is still a slug's text.
    Slug::parse(text).unwrap_or_else(|_| unreachable!("`{text}` is a slug"))
}

impl DraftItem {
    /// Defects of one question that are kept, and written beside it.
    pub(crate) const MOST_DEFECTS: usize = 100;

    pub(crate) fn interactions(&self) -> impl Iterator<Item = &DraftInteraction> {
        self.body.iter().filter_map(|part| match part {
            DraftPart::Interaction(interaction) => Some(interaction),
            DraftPart::Text(_) => None,
        })
    }

    /// Whether it has the short form: a text and one interaction.
    pub(crate) fn short(&self) -> Option<(&Words, &DraftInteraction)> {
        match self.body.as_slice() {
            [DraftPart::Text(text), DraftPart::Interaction(only)]
                if only.id.as_str() == ANSWER && only.weight == 1 =>
            {
                Some((text, only))
            }
            _ => None,
        }
    }
}
