//! Items, their interactions, what a candidate may answer and what is right.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::Slug;
use crate::text::Text;

/// One question as the candidate meets it. Nothing here says what is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The author's name for it.
    pub id: Slug,
    /// Name of the shared material that is shown beside it, if any.
    pub stimulus: Option<Slug>,
    /// Text and interactions in reading order; holds at least one interaction.
    pub body: Vec<Part>,
}

/// A piece of an item's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Something to read.
    Text(Text),
    /// Something to answer.
    Interaction(Interaction),
}

/// One thing to answer. Names and meaning follow QTI 3.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// Name within the item; QTI's response identifier.
    pub id: Slug,
    /// A line of instruction of its own, if any.
    pub prompt: Option<Text>,
    /// What share of the item's points it carries, against the item's other interactions. At least 1.
    pub weight: u32,
    /// How it is answered.
    pub kind: Kind,
}

/// How an interaction is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// QTI `choiceInteraction`: one or several of the options.
    Choice {
        /// In the order of the bank; the form decides the order on the screen.
        options: Vec<Choice>,
        /// Fewest options a complete answer has.
        min: u32,
        /// Most options an answer may have; 1 makes it a single choice.
        max: u32,
        /// Whether the form may change the order.
        shuffle: bool,
    },
    /// QTI `textEntryInteraction`: a short text.
    TextEntry {
        /// Longest answer taken, in characters.
        max_chars: u32,
    },
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Opaque in a sealed bank, the author's in a source.
    pub id: Slug,
    /// What it says.
    pub text: Text,
}

/// What is right, for a whole item, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemKey {
    /// One entry per interaction of the item.
    pub parts: BTreeMap<Slug, PartKey>,
    /// What the candidate may read afterwards, where the feedback policy allows.
    pub explanation: Option<Text>,
}

/// What is right for one interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKey {
    /// Exactly these options, all or nothing. Several sets where each of them is accepted.
    Choice {
        /// The accepted sets; a sound key has one or more, none of them empty.
        accepted: Vec<BTreeSet<Slug>>,
    },
    /// Any of these texts, compared by a numbered rule.
    Text {
        /// The accepted texts as authored.
        accepted: Vec<String>,
        /// Whether `A` and `a` differ.
        case_sensitive: bool,
        /// Which frozen comparison applies: see [`crate::grade::TextRule`].
        rule: u32,
    },
}

/// A candidate's answer to an item: interaction to value. An interaction without an entry is unanswered.
pub type Response = BTreeMap<Slug, Value>;

/// A candidate's answer to one interaction.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// The chosen options; never empty (an emptied answer is cleared).
    Choice(BTreeSet<Slug>),
    /// The text as typed.
    Text(String),
}

/// Says how large an answer is and never what it says: nobody logs an answer by accident.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Choice(chosen) => write!(f, "Choice({} options)", chosen.len()),
            Self::Text(text) => write!(f, "Text({} characters)", text.chars().count()),
        }
    }
}

/// Why a value cannot be an answer to an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The item has no interaction of that name.
    NoSuchInteraction,
    /// A text for a choice, or the other way round.
    WrongKind,
    /// An option the interaction does not have.
    NoSuchOption,
    /// More options than the interaction takes.
    TooMany,
    /// A longer text than the interaction takes.
    TooLong,
    /// An empty answer; clear it instead.
    Empty,
}

impl Item {
    /// The item's interactions, in reading order.
    pub fn interactions(&self) -> impl Iterator<Item = &Interaction> {
        self.body.iter().filter_map(|part| match part {
            Part::Interaction(interaction) => Some(interaction),
            Part::Text(_) => None,
        })
    }

    /// Whether the interaction named `interaction` has an option of that name.
    pub fn has_option(&self, interaction: &Slug, option: &Slug) -> Result<(), Unfit> {
        let found = self.interactions().find(|found| found.id == *interaction);
        match &found.ok_or(Unfit::NoSuchInteraction)?.kind {
            Kind::Choice { options, .. } if options.iter().any(|known| known.id == *option) => Ok(()),
            Kind::Choice { .. } => Err(Unfit::NoSuchOption),
            Kind::TextEntry { .. } => Err(Unfit::WrongKind),
        }
    }

    /// Whether `value` can be an answer to the interaction named `interaction`. Says nothing about right or wrong.
    pub fn admits(&self, interaction: &Slug, value: &Value) -> Result<(), Unfit> {
        let interaction =
            self.interactions().find(|found| found.id == *interaction).ok_or(Unfit::NoSuchInteraction)?;
        match (&interaction.kind, value) {
            (Kind::Choice { options, max, .. }, Value::Choice(chosen)) => {
                if chosen.is_empty() {
                    Err(Unfit::Empty)
                } else if chosen.len() > *max as usize {
                    Err(Unfit::TooMany)
                } else if !chosen.iter().all(|id| options.iter().any(|option| option.id == *id)) {
                    Err(Unfit::NoSuchOption)
                } else {
                    Ok(())
                }
            }
            (Kind::TextEntry { max_chars }, Value::Text(text)) => {
                if text.is_empty() {
                    Err(Unfit::Empty)
                } else if text.chars().count() > *max_chars as usize {
                    Err(Unfit::TooLong)
                } else {
                    Ok(())
                }
            }
            (Kind::Choice { .. }, Value::Text(_)) | (Kind::TextEntry { .. }, Value::Choice(_)) => {
                Err(Unfit::WrongKind)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn item() -> Item {
        let choice = |id: &str| Choice { id: slug(id), text: Text::plain("en", id) };
        let interaction =
            |id: &str, kind| Part::Interaction(Interaction { id: slug(id), prompt: None, weight: 1, kind });
        Item {
            id: slug("q1"),
            stimulus: None,
            body: vec![
                Part::Text(Text::plain("en", "Which?")),
                interaction(
                    "one",
                    Kind::Choice { options: vec![choice("a"), choice("b")], min: 1, max: 1, shuffle: true },
                ),
                interaction("two", Kind::TextEntry { max_chars: 5 }),
            ],
        }
    }

    #[test]
    fn an_item_takes_what_fits_and_names_what_does_not() {
        let chosen = |ids: &[&str]| Value::Choice(ids.iter().map(|id| slug(id)).collect());
        let text = |words: &str| Value::Text(words.to_owned());
        for (interaction, value, verdict) in [
            ("one", chosen(&["a"]), Ok(())),
            ("one", chosen(&["a", "b"]), Err(Unfit::TooMany)),
            ("one", chosen(&["c"]), Err(Unfit::NoSuchOption)),
            ("one", chosen(&[]), Err(Unfit::Empty)),
            ("one", text("a"), Err(Unfit::WrongKind)),
            ("two", text("ééééé"), Ok(())),
            ("two", text("éééééé"), Err(Unfit::TooLong)),
            ("two", text(""), Err(Unfit::Empty)),
            ("two", chosen(&["a"]), Err(Unfit::WrongKind)),
            ("three", text("a"), Err(Unfit::NoSuchInteraction)),
        ] {
            assert_eq!(item().admits(&slug(interaction), &value), verdict, "{interaction} {value:?}");
        }
    }

    #[test]
    fn the_debug_form_of_an_answer_is_silent_about_it() {
        let shown = format!("{:?} {:?}", Value::Text("pgvector".into()), Value::Choice([slug("abc")].into()));
        assert!(!shown.contains("pgvector") && !shown.contains("abc"), "{shown}");
    }
}
