//! Texts, items, keys and responses as JSON.

use std::collections::{BTreeMap, BTreeSet};

use exam::item::{Choice, Interaction, Item, ItemKey, Kind, Part, PartKey, Response, Value};
use exam::text::{Block, Inline, Text, Variant};
use exam::{Digest, Slug};
use serde::{Deserialize, Serialize};

use crate::distinct;
use crate::dsse::{Object, ObjectError, from_private_json, to_json};
use crate::secret::Name;

/// Declares an enum of plain words and its two-way mapping to the domain's.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident = $domain:ty { $($variant:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[allow(missing_docs, reason = "each word is the domain's of the same name")]
        pub enum $name { $($variant),* }

        impl From<$domain> for $name {
            fn from(word: $domain) -> Self {
                match word { $(<$domain>::$variant => Self::$variant),* }
            }
        }

        impl From<$name> for $domain {
            fn from(word: $name) -> Self {
                match word { $($name::$variant => Self::$variant),* }
            }
        }
    };
}
pub(crate) use words;

/// A text: its wordings, the original first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextDoc(Vec<VariantDoc>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantDoc {
    lang: String,
    blocks: Vec<BlockDoc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum BlockDoc {
    P(Vec<InlineDoc>),
    Heading { level: u8, text: Vec<InlineDoc> },
    Code { language: Option<String>, code: String },
    List { start: Option<u32>, entries: Vec<Vec<BlockDoc>> },
    Quote(Vec<BlockDoc>),
    Table { head: Vec<Vec<InlineDoc>>, rows: Vec<Vec<Vec<InlineDoc>>> },
    Image { media: Name<Digest>, alt: String },
    Math(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum InlineDoc {
    T(String),
    Em(Vec<InlineDoc>),
    Strong(Vec<InlineDoc>),
    Code(String),
    Math(String),
    Br,
}

pub(super) fn each<A, B>(things: &[A], one: impl Fn(&A) -> B) -> Vec<B> {
    things.iter().map(one).collect()
}

pub(super) fn all<A, B>(things: Vec<A>, one: impl Fn(A) -> B) -> Vec<B> {
    things.into_iter().map(one).collect()
}

impl From<&Text> for TextDoc {
    fn from(text: &Text) -> Self {
        Self(each(text.variants(), |v| VariantDoc {
            lang: v.lang.clone(),
            blocks: each(&v.blocks, block_doc),
        }))
    }
}

impl TryFrom<TextDoc> for Text {
    type Error = Malformed;
    fn try_from(doc: TextDoc) -> Result<Self, Malformed> {
        let mut variants = doc.0.into_iter().map(|v| Variant { lang: v.lang, blocks: all(v.blocks, block) });
        let original = variants.next().ok_or(Malformed("a text without a wording"))?;
        Ok(variants.fold(Self::new(original), Self::with))
    }
}

fn block_doc(block: &Block) -> BlockDoc {
    let inlines = |inlines: &Vec<Inline>| each(inlines, inline_doc);
    match block {
        Block::Paragraph(text) => BlockDoc::P(inlines(text)),
        Block::Heading { level, inlines: text } => BlockDoc::Heading { level: *level, text: inlines(text) },
        Block::Code { language, code } => BlockDoc::Code { language: language.clone(), code: code.clone() },
        Block::List { start, entries } => {
            BlockDoc::List { start: *start, entries: each(entries, |entry| each(entry, block_doc)) }
        }
        Block::Quote(blocks) => BlockDoc::Quote(each(blocks, block_doc)),
        Block::Table { head, rows } => {
            BlockDoc::Table { head: each(head, inlines), rows: each(rows, |row| each(row, inlines)) }
        }
        Block::Image { media, alt } => BlockDoc::Image { media: Name(*media), alt: alt.clone() },
        Block::Math(tex) => BlockDoc::Math(tex.clone()),
    }
}

fn block(doc: BlockDoc) -> Block {
    let inlines = |docs: Vec<InlineDoc>| all(docs, inline);
    match doc {
        BlockDoc::P(text) => Block::Paragraph(inlines(text)),
        BlockDoc::Heading { level, text } => Block::Heading { level, inlines: inlines(text) },
        BlockDoc::Code { language, code } => Block::Code { language, code },
        BlockDoc::List { start, entries } => {
            Block::List { start, entries: all(entries, |entry| all(entry, block)) }
        }
        BlockDoc::Quote(blocks) => Block::Quote(all(blocks, block)),
        BlockDoc::Table { head, rows } => {
            Block::Table { head: all(head, inlines), rows: all(rows, |row| all(row, inlines)) }
        }
        BlockDoc::Image { media, alt } => Block::Image { media: media.0, alt },
        BlockDoc::Math(tex) => Block::Math(tex),
    }
}

fn inline_doc(inline: &Inline) -> InlineDoc {
    match inline {
        Inline::Text(words) => InlineDoc::T(words.clone()),
        Inline::Emphasis(inner) => InlineDoc::Em(each(inner, inline_doc)),
        Inline::Strong(inner) => InlineDoc::Strong(each(inner, inline_doc)),
        Inline::Code(code) => InlineDoc::Code(code.clone()),
        Inline::Math(tex) => InlineDoc::Math(tex.clone()),
        Inline::Break => InlineDoc::Br,
    }
}

fn inline(doc: InlineDoc) -> Inline {
    match doc {
        InlineDoc::T(words) => Inline::Text(words),
        InlineDoc::Em(inner) => Inline::Emphasis(all(inner, inline)),
        InlineDoc::Strong(inner) => Inline::Strong(all(inner, inline)),
        InlineDoc::Code(code) => Inline::Code(code),
        InlineDoc::Math(tex) => Inline::Math(tex),
        InlineDoc::Br => Inline::Break,
    }
}

/// A structure whose JSON is well formed and whose content is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Malformed(pub &'static str);

/// An item as the candidate meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemDoc {
    id: Name<Slug>,
    stimulus: Option<Name<Slug>>,
    body: Vec<PartDoc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PartDoc {
    Text(TextDoc),
    Interaction(InteractionDoc),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct InteractionDoc {
    id: Name<Slug>,
    prompt: Option<TextDoc>,
    weight: u32,
    kind: KindDoc,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum KindDoc {
    Choice { options: Vec<ChoiceDoc>, min: u32, max: u32, shuffle: bool },
    TextEntry { max_chars: u32 },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChoiceDoc {
    id: Name<Slug>,
    text: TextDoc,
}

impl From<&Item> for ItemDoc {
    fn from(item: &Item) -> Self {
        Self {
            id: Name(item.id.clone()),
            stimulus: item.stimulus.clone().map(Name),
            body: each(&item.body, |part| match part {
                Part::Text(text) => PartDoc::Text(text.into()),
                Part::Interaction(interaction) => PartDoc::Interaction(InteractionDoc {
                    id: Name(interaction.id.clone()),
                    prompt: interaction.prompt.as_ref().map(Into::into),
                    weight: interaction.weight,
                    kind: match &interaction.kind {
                        Kind::Choice { options, min, max, shuffle } => KindDoc::Choice {
                            options: each(options, |o| ChoiceDoc {
                                id: Name(o.id.clone()),
                                text: (&o.text).into(),
                            }),
                            min: *min,
                            max: *max,
                            shuffle: *shuffle,
                        },
                        Kind::TextEntry { max_chars } => KindDoc::TextEntry { max_chars: *max_chars },
                    },
                }),
            }),
        }
    }
}

impl TryFrom<ItemDoc> for Item {
    type Error = Malformed;
    fn try_from(doc: ItemDoc) -> Result<Self, Malformed> {
        let part = |part| {
            Ok(match part {
                PartDoc::Text(text) => Part::Text(text.try_into()?),
                PartDoc::Interaction(doc) => Part::Interaction(Interaction {
                    id: doc.id.0,
                    prompt: doc.prompt.map(TryInto::try_into).transpose()?,
                    weight: doc.weight,
                    kind: match doc.kind {
                        KindDoc::Choice { options, min, max, shuffle } => {
                            let option = |o: ChoiceDoc| Ok(Choice { id: o.id.0, text: o.text.try_into()? });
                            Kind::Choice {
                                options: options.into_iter().map(option).collect::<Result<_, _>>()?,
                                min,
                                max,
                                shuffle,
                            }
                        }
                        KindDoc::TextEntry { max_chars } => Kind::TextEntry { max_chars },
                    },
                }),
            })
        };
        let body = doc.body.into_iter().map(part).collect::<Result<Vec<_>, Malformed>>()?;
        let item = Self { id: doc.id.0, stimulus: doc.stimulus.map(|name| name.0), body };
        if item.interactions().next().is_none() {
            return Err(Malformed("an item without an interaction"));
        }
        Ok(item)
    }
}

/// What is right for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemKeyDoc {
    #[serde(deserialize_with = "distinct::keys")]
    parts: BTreeMap<Name<Slug>, PartKeyDoc>,
    explanation: Option<TextDoc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum PartKeyDoc {
    Choice { accepted: Vec<ChosenDoc> },
    Text { accepted: Vec<String>, case_sensitive: bool, rule: u32 },
}

/// A set of options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct ChosenDoc(#[serde(deserialize_with = "distinct::members")] BTreeSet<Name<Slug>>);

fn names(set: &BTreeSet<Slug>) -> BTreeSet<Name<Slug>> {
    set.iter().cloned().map(Name).collect()
}

fn slugs(set: BTreeSet<Name<Slug>>) -> BTreeSet<Slug> {
    set.into_iter().map(|name| name.0).collect()
}

impl From<&ItemKey> for ItemKeyDoc {
    fn from(key: &ItemKey) -> Self {
        let part = |part: &PartKey| match part {
            PartKey::Choice { accepted } => {
                PartKeyDoc::Choice { accepted: each(accepted, |set| ChosenDoc(names(set))) }
            }
            PartKey::Text { accepted, case_sensitive, rule } => {
                PartKeyDoc::Text { accepted: accepted.clone(), case_sensitive: *case_sensitive, rule: *rule }
            }
        };
        Self {
            parts: key.parts.iter().map(|(id, key)| (Name(id.clone()), part(key))).collect(),
            explanation: key.explanation.as_ref().map(Into::into),
        }
    }
}

impl TryFrom<ItemKeyDoc> for ItemKey {
    type Error = Malformed;
    fn try_from(doc: ItemKeyDoc) -> Result<Self, Malformed> {
        let part = |part| match part {
            PartKeyDoc::Choice { accepted } => {
                PartKey::Choice { accepted: all(accepted, |set| slugs(set.0)) }
            }
            PartKeyDoc::Text { accepted, case_sensitive, rule } => {
                PartKey::Text { accepted, case_sensitive, rule }
            }
        };
        Ok(Self {
            parts: doc.parts.into_iter().map(|(id, key)| (id.0, part(key))).collect(),
            explanation: doc.explanation.map(TryInto::try_into).transpose()?,
        })
    }
}

/// One answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueDoc {
    /// The chosen options.
    Choice(#[serde(deserialize_with = "distinct::members")] BTreeSet<Name<Slug>>),
    /// The text as typed.
    Text(String),
}

impl std::fmt::Debug for ValueDoc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Value::from(self.clone()).fmt(f)
    }
}

impl From<&Value> for ValueDoc {
    fn from(value: &Value) -> Self {
        match value {
            Value::Choice(chosen) => Self::Choice(names(chosen)),
            Value::Text(text) => Self::Text(text.clone()),
        }
    }
}

impl From<ValueDoc> for Value {
    fn from(doc: ValueDoc) -> Self {
        match doc {
            ValueDoc::Choice(chosen) => Self::Choice(slugs(chosen)),
            ValueDoc::Text(text) => Self::Text(text),
        }
    }
}

/// The answers of a sitting: item to interaction to value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResponsesDoc(#[serde(deserialize_with = "distinct::keys")] BTreeMap<Name<Slug>, ResponseDoc>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct ResponseDoc(#[serde(deserialize_with = "distinct::keys")] BTreeMap<Name<Slug>, ValueDoc>);

impl From<&BTreeMap<Slug, Response>> for ResponsesDoc {
    fn from(responses: &BTreeMap<Slug, Response>) -> Self {
        let response = |r: &Response| {
            ResponseDoc(r.iter().map(|(id, value)| (Name(id.clone()), value.into())).collect())
        };
        Self(responses.iter().map(|(item, r)| (Name(item.clone()), response(r))).collect())
    }
}

impl From<ResponsesDoc> for BTreeMap<Slug, Response> {
    fn from(doc: ResponsesDoc) -> Self {
        let response = |r: ResponseDoc| r.0.into_iter().map(|(id, value)| (id.0, value.into())).collect();
        doc.0.into_iter().map(|(item, r)| (item.0, response(r))).collect()
    }
}

impl TextDoc {
    /// Its JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        to_json(self)
    }

    /// Reads its JSON.
    pub fn parse(bytes: &[u8]) -> Result<Self, ObjectError> {
        from_private_json(bytes)
    }
}

impl Object for TextDoc {
    const NAME: &'static str = "text";
}
