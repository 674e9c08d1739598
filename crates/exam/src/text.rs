//! What people read: a tree of allowed nodes, never markup. Made at import, drawn node by node.

use crate::id::Digest;

/// A text in one or more languages. The first variant is the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Never empty: [`Text::new`] takes the first.
    variants: Vec<Variant>,
}

/// One wording of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// BCP 47 language tag, for the screen reader and the direction of writing.
    pub lang: String,
    /// What is drawn, top to bottom.
    pub blocks: Vec<Block>,
}

/// A node that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A heading; level 1 is the largest an item may use.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        inlines: Vec<Inline>,
    },
    /// Program text, kept to the letter.
    Code {
        /// What the author called the language, if anything.
        language: Option<String>,
        /// The text, without a final line end.
        code: String,
    },
    /// A list.
    List {
        /// The first number of a numbered list; none for a bulleted one.
        start: Option<u32>,
        /// Each entry's blocks.
        entries: Vec<Vec<Block>>,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// A table with one head row.
    Table {
        /// The head row's cells.
        head: Vec<Vec<Inline>>,
        /// The other rows.
        rows: Vec<Vec<Vec<Inline>>>,
    },
    /// A picture, by the digest of its bytes.
    Image {
        /// Which medium.
        media: Digest,
        /// What it shows, in words.
        alt: String,
    },
    /// Display mathematics, as TeX.
    Math(String),
}

/// A node inside a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words.
    Text(String),
    /// Stressed words.
    Emphasis(Vec<Inline>),
    /// Strongly stressed words.
    Strong(Vec<Inline>),
    /// Program text, kept to the letter.
    Code(String),
    /// Mathematics, as TeX.
    Math(String),
    /// A line break the author asked for.
    Break,
}

impl Text {
    /// A text with its original wording.
    pub fn new(original: Variant) -> Self {
        Self { variants: vec![original] }
    }

    /// One paragraph of plain words.
    pub fn plain(lang: &str, words: &str) -> Self {
        Self::new(Variant {
            lang: lang.to_owned(),
            blocks: vec![Block::Paragraph(vec![Inline::Text(words.to_owned())])],
        })
    }

    /// The same text with one more wording.
    pub fn with(mut self, variant: Variant) -> Self {
        self.variants.push(variant);
        self
    }

    /// All wordings, the original first.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The wording for a reader of `lang`: an exact match, else the same primary language, else the original.
    pub fn for_reader(&self, lang: &str) -> &Variant {
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        self.variants
            .iter()
            .find(|variant| variant.lang.eq_ignore_ascii_case(lang))
            .or_else(|| self.variants.iter().find(|variant| primary(&variant.lang) == primary(lang)))
            .unwrap_or(&self.variants[0])
    }

    /// The digests of all pictures the text draws.
    pub fn media(&self) -> Vec<Digest> {
        let mut found = Vec::new();
        for variant in &self.variants {
            collect_media(&variant.blocks, &mut found);
        }
        found
    }
}

impl Variant {
    /// The words alone, blocks separated by a line end: for a terminal, a script, a search.
    pub fn words(&self) -> String {
        let mut out = String::new();
        write_blocks(&self.blocks, &mut out);
        out.truncate(out.trim_end().len());
        out
    }
}

fn collect_media(blocks: &[Block], found: &mut Vec<Digest>) {
    for block in blocks {
        match block {
            Block::Image { media, .. } => found.push(*media),
            Block::Quote(blocks) => collect_media(blocks, found),
            Block::List { entries, .. } => entries.iter().for_each(|entry| collect_media(entry, found)),
            Block::Paragraph(_)
            | Block::Heading { .. }
            | Block::Code { .. }
            | Block::Table { .. }
            | Block::Math(_) => {}
        }
    }
}

fn write_blocks(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Heading { inlines, .. } => write_inlines(inlines, out),
            Block::Code { code, .. } => out.push_str(code),
            Block::Math(tex) => out.push_str(tex),
            Block::Image { alt, .. } => out.push_str(alt),
            Block::Quote(blocks) => write_blocks(blocks, out),
            Block::List { entries, .. } => {
                for entry in entries {
                    out.push_str("- ");
                    write_blocks(entry, out);
                }
            }
            Block::Table { head, rows } => {
                for row in std::iter::once(head).chain(rows) {
                    for cell in row {
                        write_inlines(cell, out);
                        out.push('\t');
                    }
                    out.push('\n');
                }
            }
        }
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

fn write_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) | Inline::Code(words) | Inline::Math(words) => out.push_str(words),
            Inline::Emphasis(inner) | Inline::Strong(inner) => write_inlines(inner, out),
            Inline::Break => out.push('\n'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_nearest_wording() {
        let variant = |lang: &str| Variant { lang: lang.to_owned(), blocks: Vec::new() };
        let text = Text::new(variant("en")).with(variant("pt-BR")).with(variant("ar"));
        for (asked, given) in
            [("en", "en"), ("en-GB", "en"), ("pt", "pt-BR"), ("PT-br", "pt-BR"), ("de", "en")]
        {
            assert_eq!(text.for_reader(asked).lang, given, "{asked}");
        }
    }

    #[test]
    fn words_keep_code_and_drop_marks() {
        let blocks = vec![
            Block::Paragraph(vec![
                Inline::Text("Run ".into()),
                Inline::Code("make server".into()),
                Inline::Text(".".into()),
            ]),
            Block::List {
                start: None,
                entries: vec![vec![Block::Paragraph(vec![Inline::Strong(vec![Inline::Text("one".into())])])]],
            },
        ];
        assert_eq!(Variant { lang: "en".into(), blocks }.words(), "Run make server.\n- one");
    }
}
