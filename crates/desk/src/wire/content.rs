//! Texts and questions as a page draws them, node by node.

use std::collections::{BTreeMap, BTreeSet};

use exam::attempt::Attempt;
use exam::form::Form;
use exam::grade::{self, Line};
use exam::item::{Interaction, Item, ItemKey, Kind, Part, PartKey, Response, Value};
use exam::programme::Page;
use exam::text::{Block, Inline, Text, Variant};
use exam::{Points, Slug};
use serde::Serialize;
use ts_rs::TS;

use super::outcome::{Explained, Verdict};

/// A text in the language that was chosen for this reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WordingWire {
    /// BCP 47, for the screen reader.
    pub lang: String,
    /// Whether its language is written from right to left.
    pub rtl: bool,
    /// Top to bottom.
    pub blocks: Vec<BlockWire>,
}

/// See [`exam::text::Block`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is exam::text::Block's of the same name")]
pub enum BlockWire {
    Paragraph { inlines: Vec<InlineWire> },
    Heading { level: u8, inlines: Vec<InlineWire> },
    Code { language: Option<String>, code: String },
    List { start: Option<u32>, entries: Vec<Vec<BlockWire>> },
    Quote { blocks: Vec<BlockWire> },
    Table { head: Vec<Vec<InlineWire>>, rows: Vec<Vec<Vec<InlineWire>>> },
    Image { media: String, alt: String },
    Math { tex: String },
}

/// See [`exam::text::Inline`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is exam::text::Inline's of the same name")]
pub enum InlineWire {
    Text { words: String },
    Emphasis { inlines: Vec<InlineWire> },
    Strong { inlines: Vec<InlineWire> },
    Code { code: String },
    Math { tex: String },
    Break,
}

/// A question with what the candidate has done to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct QuestionWire {
    /// Its name.
    pub item: String,
    /// Its place in the form, from 1.
    pub number: u32,
    /// What it is worth, as a decimal number.
    pub points: String,
    /// Material that several questions share.
    pub stimulus: Option<WordingWire>,
    /// In reading order.
    pub parts: Vec<PartWire>,
    /// Marked to come back to.
    pub flagged: bool,
    /// The private note; empty for none.
    pub note: String,
    /// What the candidate said is wrong with it; empty for nothing.
    pub report: String,
}

/// A piece of a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum PartWire {
    /// Something to read.
    Text {
        /// What it says.
        wording: WordingWire,
    },
    /// One or several of the options, in the order of the screen.
    Choice {
        /// Its name within the question.
        interaction: String,
        /// A line of instruction of its own.
        prompt: Option<WordingWire>,
        /// Fewest options of a complete answer.
        min: u32,
        /// Most options; 1 makes it a single choice.
        max: u32,
        /// The options.
        options: Vec<OptionWire>,
    },
    /// A short text.
    TextEntry {
        /// Its name within the question.
        interaction: String,
        /// A line of instruction of its own.
        prompt: Option<WordingWire>,
        /// Longest answer, in characters.
        max_chars: u32,
        /// What is written, as saved.
        text: String,
        /// What was accepted, where it may be shown.
        accepted: Option<Vec<String>>,
    },
}

/// An option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OptionWire {
    /// Its name.
    pub id: String,
    /// What it says.
    pub wording: WordingWire,
    /// Chosen, as saved.
    pub chosen: bool,
    /// Crossed out.
    pub struck: bool,
    /// Whether it was right, where that may be shown.
    pub right: Option<bool>,
}

/// A page of reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PageWire {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it says.
    pub wording: WordingWire,
}

/// A question in the navigator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Cell {
    /// Which.
    pub item: String,
    /// Its place, from 1.
    pub number: u32,
    /// Its first words.
    pub words: String,
    /// The language of those words.
    pub lang: String,
    /// Whether it has been on the screen.
    pub seen: bool,
    /// Whether it is answered.
    pub answered: Answered,
    /// Marked to come back to.
    pub flagged: bool,
    /// Has a private note.
    pub noted: bool,
}

/// Whether a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// Not at all.
    No,
    /// Some of it, or fewer options than asked for.
    Partly,
    /// All of it.
    Fully,
}

/// How many characters of a question stand in a list.
const FIRST_WORDS: usize = 120;

/// Languages that are written from right to left, by their primary tag.
const RTL: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

/// Everything of a form that is drawn without its journal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sheet<'a> {
    /// The items by name.
    pub(crate) paper: &'a exam::attempt::Paper,
    /// Material that items share.
    pub(crate) stimuli: &'a BTreeMap<Slug, Text>,
    /// The order of items and options.
    pub(crate) form: &'a Form,
    /// What each item is worth.
    pub(crate) points: &'a BTreeMap<Slug, Points>,
    /// The reader's language.
    pub(crate) lang: &'a str,
}

pub(crate) fn wording(text: &Text, lang: &str) -> WordingWire {
    let Variant { lang, blocks } = text.for_reader(lang);
    let primary = lang.split('-').next().unwrap_or_default();
    WordingWire {
        rtl: RTL.iter().any(|rtl| primary.eq_ignore_ascii_case(rtl)),
        lang: lang.clone(),
        blocks: blocks.iter().map(block).collect(),
    }
}

pub(crate) fn page(page: &Page, lang: &str) -> PageWire {
    PageWire {
        id: page.id.to_string(),
        title: page.title.for_reader(lang).words(),
        wording: wording(&page.body, lang),
    }
}

fn inlines(list: &[Inline]) -> Vec<InlineWire> {
    list.iter().map(inline).collect()
}

fn block(block: &Block) -> BlockWire {
    match block {
        Block::Paragraph(text) => BlockWire::Paragraph { inlines: inlines(text) },
        Block::Heading { level, inlines: text } => {
            BlockWire::Heading { level: *level, inlines: inlines(text) }
        }
        Block::Code { language, code } => BlockWire::Code { language: language.clone(), code: code.clone() },
        Block::List { start, entries } => BlockWire::List {
            start: *start,
            entries: entries.iter().map(|entry| entry.iter().map(self::block).collect()).collect(),
        },
        Block::Quote(blocks) => BlockWire::Quote { blocks: blocks.iter().map(self::block).collect() },
        Block::Table { head, rows } => BlockWire::Table {
            head: head.iter().map(|cell| inlines(cell)).collect(),
            rows: rows.iter().map(|row| row.iter().map(|cell| inlines(cell)).collect()).collect(),
        },
        Block::Image { media, alt } => BlockWire::Image { media: media.to_string(), alt: alt.clone() },
        Block::Math(tex) => BlockWire::Math { tex: tex.clone() },
    }
}

fn inline(inline: &Inline) -> InlineWire {
    match inline {
        Inline::Text(words) => InlineWire::Text { words: words.clone() },
        Inline::Emphasis(inner) => InlineWire::Emphasis { inlines: inlines(inner) },
        Inline::Strong(inner) => InlineWire::Strong { inlines: inlines(inner) },
        Inline::Code(code) => InlineWire::Code { code: code.clone() },
        Inline::Math(tex) => InlineWire::Math { tex: tex.clone() },
        Inline::Break => InlineWire::Break,
    }
}

impl Sheet<'_> {
    /// The navigator's cells.
    pub(crate) fn cells(&self, attempt: &Attempt) -> Vec<Cell> {
        let items = self.form.items.iter().zip(1..);
        items.filter_map(|(id, number)| Some(self.cell(attempt, self.paper.get(id)?, number))).collect()
    }

    fn cell(&self, attempt: &Attempt, item: &Item, number: u32) -> Cell {
        let first = item.body.iter().find_map(|part| match part {
            Part::Text(text) => Some(text.for_reader(self.lang)),
            Part::Interaction(interaction) => {
                interaction.prompt.as_ref().map(|prompt| prompt.for_reader(self.lang))
            }
        });
        let words = first.map(Variant::words).unwrap_or_default();
        Cell {
            item: item.id.to_string(),
            number,
            words: words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(FIRST_WORDS).collect(),
            lang: first.map(|variant| variant.lang.clone()).unwrap_or_default(),
            seen: attempt.is_seen(&item.id),
            answered: answered(item, attempt.responses().get(&item.id)),
            flagged: attempt.is_flagged(&item.id),
            noted: attempt.note(&item.id).is_some(),
        }
    }

    /// A question as it is answered.
    pub(crate) fn question(&self, attempt: &Attempt, id: &Slug) -> Option<QuestionWire> {
        let given = attempt.responses().get(id).cloned().unwrap_or_default();
        self.drawn(attempt, id, &given, None)
    }

    /// A question as it was marked.
    pub(crate) fn explained(
        &self,
        attempt: &Attempt,
        line: &Line,
        given: &Response,
        key: Option<&ItemKey>,
    ) -> Option<Explained> {
        let lang = self.lang;
        Some(Explained {
            question: self.drawn(attempt, &line.item, given, key)?,
            points: line.earned.to_string(),
            max: line.max.to_string(),
            verdict: verdict(line),
            explanation: key.and_then(|key| key.explanation.as_ref()).map(|text| wording(text, lang)),
        })
    }

    fn drawn(
        &self,
        attempt: &Attempt,
        id: &Slug,
        given: &Response,
        key: Option<&ItemKey>,
    ) -> Option<QuestionWire> {
        let position = self.form.items.iter().position(|item| item == id)?;
        let item = self.paper.get(id)?;
        let stimulus = item.stimulus.as_ref().and_then(|name| self.stimuli.get(name));
        let mut interactions = 0;
        let part = |part: &Part| match part {
            Part::Text(text) => PartWire::Text { wording: wording(text, self.lang) },
            Part::Interaction(interaction) => {
                let index = interactions;
                interactions += 1;
                let right = key.and_then(|key| key.parts.get(&interaction.id));
                let given = given.get(&interaction.id);
                let struck = |option: &Slug| attempt.is_struck(id, &interaction.id, option);
                self.interaction(interaction, (position, index), given, right, struck)
            }
        };
        Some(QuestionWire {
            item: id.to_string(),
            number: u32::try_from(position + 1).unwrap_or(u32::MAX),
            points: self.points.get(id).copied().unwrap_or(Points(0)).to_string(),
            stimulus: stimulus.map(|text| wording(text, self.lang)),
            parts: item.body.iter().map(part).collect(),
            flagged: attempt.is_flagged(id),
            note: attempt.note(id).unwrap_or_default().to_owned(),
            report: attempt.reports().get(id).cloned().unwrap_or_default(),
        })
    }

    fn interaction(
        &self,
        interaction: &Interaction,
        (position, index): (usize, usize),
        given: Option<&Value>,
        right: Option<&PartKey>,
        struck: impl Fn(&Slug) -> bool,
    ) -> PartWire {
        let name = interaction.id.to_string();
        let prompt = interaction.prompt.as_ref().map(|prompt| wording(prompt, self.lang));
        match &interaction.kind {
            Kind::Choice { options, min, max, shuffle } => {
                let order = match shuffle {
                    true => self.form.option_order(position, index, options.len()),
                    false => (0..options.len()).collect(),
                };
                let accepted: Option<BTreeSet<&Slug>> = match right {
                    Some(PartKey::Choice { accepted }) => Some(accepted.iter().flatten().collect()),
                    _ => None,
                };
                let is_chosen =
                    |id: &Slug| matches!(given, Some(Value::Choice(chosen)) if chosen.contains(id));
                let option = |option: &exam::item::Choice| OptionWire {
                    id: option.id.to_string(),
                    wording: wording(&option.text, self.lang),
                    chosen: is_chosen(&option.id),
                    struck: struck(&option.id),
                    right: accepted.as_ref().map(|accepted| accepted.contains(&option.id)),
                };
                PartWire::Choice {
                    interaction: name,
                    prompt,
                    min: *min,
                    max: *max,
                    options: order.into_iter().filter_map(|at| options.get(at)).map(option).collect(),
                }
            }
            Kind::TextEntry { max_chars } => PartWire::TextEntry {
                interaction: name,
                prompt,
                max_chars: *max_chars,
                text: match given {
                    Some(Value::Text(text)) => text.clone(),
                    _ => String::new(),
                },
                accepted: match right {
                    Some(PartKey::Text { accepted, .. }) => Some(accepted.clone()),
                    _ => None,
                },
            },
        }
    }
}

/// Whether an item is answered, and wholly.
pub(crate) fn answered(item: &Item, given: Option<&Response>) -> Answered {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Answered::No };
    let whole =
        item.interactions().all(|interaction| match (&interaction.kind, given.get(&interaction.id)) {
            (Kind::Choice { min, .. }, Some(Value::Choice(chosen))) => chosen.len() >= *min as usize,
            (_, found) => found.is_some(),
        });
    if whole { Answered::Fully } else { Answered::Partly }
}

fn verdict(line: &Line) -> Verdict {
    let all = |wanted: grade::Verdict| line.verdicts.values().all(|verdict| *verdict == wanted);
    if line.verdicts.values().any(|verdict| *verdict == grade::Verdict::NotGraded) {
        Verdict::AwaitsMarking
    } else if line.unscored {
        Verdict::Unscored
    } else if all(grade::Verdict::Unanswered) {
        Verdict::NotAnswered
    } else if all(grade::Verdict::Right) {
        Verdict::Right
    } else if line.earned == Points(0) {
        Verdict::Wrong
    } else {
        Verdict::Partly
    }
}
