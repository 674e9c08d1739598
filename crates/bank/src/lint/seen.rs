//! A question as the rules see it: words with their stress, sentences, options and which of them is right.

use exam::item::{Interaction, Kind, Part, PartKey};
use exam::text::{Block, Inline, Text};

use crate::model::{Bank, SourceItem};

/// A word of running text or of a program in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, without the marks around it.
    pub(super) low: String,
    /// Stressed: by emphasis, or by capitals.
    pub(super) stressed: bool,
    /// Program text.
    pub(super) code: bool,
    /// Begins with a capital letter, and has another one or a figure further in.
    pub(super) capital: bool,
    pub(super) inner: bool,
    /// The mark that ends its sentence, or a space at the end of a paragraph.
    pub(super) ends: Option<char>,
}

/// A text taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Prose {
    pub(super) words: Vec<Word>,
    /// Words of programs that stand on lines of their own. They are not among `words`.
    pub(super) code_words: usize,
}

/// One option.
pub(super) struct Choice {
    pub(super) text: String,
    pub(super) chars: usize,
    pub(super) words: Vec<Word>,
    pub(super) right: bool,
}

/// What is asked for.
pub(super) enum Answer<'a> {
    Single,
    Multiple,
    TrueFalse,
    Text(&'a [String]),
}

/// One thing to answer.
pub(super) struct Ask<'a> {
    pub(super) answer: Answer<'a>,
    /// The text since the interaction before it, and its prompt.
    pub(super) stem: Prose,
    pub(super) options: Vec<Choice>,
}

/// One question.
pub(super) struct Seen<'a> {
    pub(super) item: &'a SourceItem,
    pub(super) asks: Vec<Ask<'a>>,
    /// How many words its shared material has, programs included.
    pub(super) stimulus_words: usize,
}

impl<'a> Seen<'a> {
    pub(super) fn new(item: &'a SourceItem, bank: &Bank) -> Self {
        let lang = bank.language.as_str();
        let (mut asks, mut stem) = (Vec::new(), Prose::default());
        for part in &item.item.body {
            match part {
                Part::Text(text) => stem.take(text, lang),
                Part::Interaction(interaction) => {
                    if let Some(prompt) = &interaction.prompt {
                        stem.take(prompt, lang);
                    }
                    asks.push(ask(item, interaction, std::mem::take(&mut stem), lang));
                }
            }
        }
        let stimulus = item.item.stimulus.as_ref().and_then(|name| bank.stimuli.get(name));
        let stimulus = stimulus.map(|text| prose(text, lang)).unwrap_or_default();
        Self { item, asks, stimulus_words: stimulus.words.len() + stimulus.code_words }
    }

    /// All words of what is asked, in order.
    pub(super) fn stem(&self) -> impl Iterator<Item = &Word> {
        self.asks.iter().flat_map(|ask| &ask.stem.words)
    }
}

impl Ask<'_> {
    /// The place of the right option, of a single choice that has exactly one.
    pub(super) fn key(&self) -> Option<usize> {
        let mut right = self.options.iter().enumerate().filter(|(_, option)| option.right);
        let (first, second) = (right.next(), right.next());
        let single = matches!(self.answer, Answer::Single) && second.is_none() && self.options.len() > 1;
        first.filter(|_| single).map(|(place, _)| place)
    }
}

fn ask<'a>(item: &'a SourceItem, interaction: &'a Interaction, stem: Prose, lang: &str) -> Ask<'a> {
    let key = item.key.parts.get(&interaction.id);
    match &interaction.kind {
        Kind::Choice { options, max, shuffle, .. } => {
            let right = |id| match key {
                Some(PartKey::Choice { accepted }) => accepted.iter().any(|set| set.contains(id)),
                Some(PartKey::Text { .. }) | None => false,
            };
            let choices = options.iter().map(|option| {
                let text = option.text.for_reader(lang).words();
                let words = prose(&option.text, lang).words;
                Choice { chars: text.chars().count(), text, words, right: right(&option.id) }
            });
            let names: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
            let answer = if *max > 1 {
                Answer::Multiple
            } else if !shuffle && names == ["true", "false"] {
                Answer::TrueFalse
            } else {
                Answer::Single
            };
            Ask { answer, stem, options: choices.collect() }
        }
        Kind::TextEntry { .. } => {
            let accepted: &[String] = match key {
                Some(PartKey::Text { accepted, .. }) => accepted,
                Some(PartKey::Choice { .. }) | None => &[],
            };
            Ask { answer: Answer::Text(accepted), stem, options: Vec::new() }
        }
    }
}

/// A text for a reader of `lang`, taken apart.
fn prose(text: &Text, lang: &str) -> Prose {
    let mut prose = Prose::default();
    prose.take(text, lang);
    prose
}

/// The words of an answer as it is typed.
pub(super) fn typed(text: &str) -> Vec<String> {
    let mut prose = Prose::default();
    prose.paragraph(&[Inline::Text(text.to_owned())]);
    prose.words.into_iter().map(|word| word.low).collect()
}

/// Whether `wanted` stands in `words`, as neighbours in this order.
pub(super) fn holds<'a>(words: impl Iterator<Item = &'a Word>, wanted: &[String]) -> bool {
    let words: Vec<&str> = words.map(|word| word.low.as_str()).collect();
    !wanted.is_empty()
        && words.windows(wanted.len()).any(|window| window.iter().zip(wanted).all(|(a, b)| a == b))
}

#[derive(Clone, Copy)]
struct Mark {
    letter: char,
    stressed: bool,
    code: bool,
}

impl Prose {
    fn take(&mut self, text: &Text, lang: &str) {
        self.blocks(&text.for_reader(lang).blocks);
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(inlines) | Block::Heading { inlines, .. } => self.paragraph(inlines),
                Block::Code { code, .. } => self.code_words += code.split_whitespace().count(),
                Block::Quote(blocks) => self.blocks(blocks),
                Block::List { entries, .. } => entries.iter().for_each(|entry| self.blocks(entry)),
                Block::Table { head, rows } => {
                    std::iter::once(head).chain(rows).flatten().for_each(|cell| self.paragraph(cell));
                }
                Block::Image { .. } | Block::Math(_) => {}
            }
        }
    }

    fn paragraph(&mut self, inlines: &[Inline]) {
        let mut marks = Vec::new();
        flatten(inlines, false, &mut marks);
        let before = self.words.len();
        for chunk in marks.split(|mark| mark.letter.is_whitespace()) {
            self.chunk(chunk, before);
        }
        if let Some(last) = self.words.get_mut(before..).and_then(<[Word]>::last_mut) {
            last.ends = last.ends.or(Some(' '));
        }
    }

    fn chunk(&mut self, chunk: &[Mark], paragraph: usize) {
        let ends = chunk
            .iter()
            .rev()
            .take_while(|mark| !mark.code && !mark.letter.is_alphanumeric())
            .find(|mark| matches!(mark.letter, '.' | '?' | '!' | ':'))
            .map(|mark| mark.letter);
        let inside = |mark: &Mark| mark.code || mark.letter.is_alphanumeric();
        let (Some(first), Some(last)) = (chunk.iter().position(inside), chunk.iter().rposition(inside))
        else {
            if let Some(word) = self.words.get_mut(paragraph..).and_then(<[Word]>::last_mut) {
                word.ends = ends.or(word.ends);
            }
            return;
        };
        let inner = chunk.get(first..=last).unwrap_or_default();
        let text: String =
            inner.iter().map(|mark| if mark.letter == '’' { '\'' } else { mark.letter }).collect();
        let code = inner.iter().any(|mark| mark.code);
        let letters = text.chars().filter(|c| c.is_alphabetic());
        let shouted = !code && letters.clone().count() > 1 && letters.clone().all(char::is_uppercase);
        self.words.push(Word {
            low: text.to_lowercase(),
            stressed: shouted || inner.iter().any(|mark| mark.stressed),
            code,
            capital: text.starts_with(char::is_uppercase),
            inner: text.chars().skip(1).any(char::is_uppercase),
            ends,
        });
    }
}

fn flatten(inlines: &[Inline], stressed: bool, marks: &mut Vec<Mark>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => {
                marks.extend(text.chars().map(|letter| Mark { letter, stressed, code: false }))
            }
            Inline::Code(text) => {
                marks.extend(text.chars().map(|letter| Mark { letter, stressed, code: true }))
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) => flatten(inner, true, marks),
            Inline::Break => marks.push(Mark { letter: ' ', stressed, code: false }),
            Inline::Math(_) => {}
        }
    }
}
