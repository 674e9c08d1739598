//! A text's tree as the elements that QTI allows in a body.

use std::collections::BTreeMap;

use exam::Digest;
use exam::text::{Block, Inline, Variant};

/// Text for an element or an attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            // XML 1.0 has no control characters, not even by number.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Writes blocks. `pictures` says where a picture lies; mathematics is written as TeX in words and counted.
pub(super) struct Writer<'a> {
    pub(super) pictures: &'a BTreeMap<Digest, String>,
    pub(super) math: usize,
}

impl Writer<'_> {
    pub(super) fn variant(&mut self, variant: &Variant) -> String {
        variant.blocks.iter().map(|block| self.block(block)).collect()
    }

    /// The words of an option: without a paragraph around them where they are one.
    pub(super) fn option(&mut self, variant: &Variant) -> String {
        match variant.blocks.as_slice() {
            [Block::Paragraph(line)] => self.line(line),
            _ => self.variant(variant),
        }
    }

    fn block(&mut self, block: &Block) -> String {
        match block {
            Block::Paragraph(line) => format!("<p>{}</p>", self.line(line)),
            Block::Heading { level, inlines } => format!("<h{level}>{}</h{level}>", self.line(inlines)),
            Block::Code { language, code } => {
                let class = language.as_ref().map(|name| format!(" class=\"language-{}\"", escaped(name)));
                format!("<pre><code{}>{}</code></pre>", class.unwrap_or_default(), escaped(code))
            }
            Block::List { start, entries } => {
                let entries: String = entries
                    .iter()
                    .map(|entry| {
                        format!(
                            "<li>{}</li>",
                            entry.iter().map(|block| self.block(block)).collect::<String>()
                        )
                    })
                    .collect();
                match start {
                    None => format!("<ul>{entries}</ul>"),
                    Some(1) => format!("<ol>{entries}</ol>"),
                    Some(start) => format!("<ol start=\"{start}\">{entries}</ol>"),
                }
            }
            Block::Quote(blocks) => {
                format!(
                    "<blockquote>{}</blockquote>",
                    blocks.iter().map(|block| self.block(block)).collect::<String>()
                )
            }
            Block::Table { head, rows } => {
                let mut row = |name: &str, cells: &Vec<Vec<Inline>>| {
                    let cells: String =
                        cells.iter().map(|cell| format!("<{name}>{}</{name}>", self.line(cell))).collect();
                    format!("<tr>{cells}</tr>")
                };
                let head = row("th", head);
                let rows: String = rows.iter().map(|cells| row("td", cells)).collect();
                format!("<table><thead>{head}</thead><tbody>{rows}</tbody></table>")
            }
            Block::Image { media, alt } => {
                let path = self.pictures.get(media).map(String::as_str).unwrap_or_default();
                format!("<p><img src=\"{}\" alt=\"{}\"/></p>", escaped(path), escaped(alt))
            }
            Block::Math(tex) => {
                self.math += 1;
                format!("<p>{}</p>", escaped(tex))
            }
        }
    }

    fn line(&mut self, line: &[Inline]) -> String {
        line.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&mut self, inline: &Inline) -> String {
        match inline {
            Inline::Text(words) => escaped(words),
            Inline::Emphasis(inner) => format!("<em>{}</em>", self.line(inner)),
            Inline::Strong(inner) => format!("<strong>{}</strong>", self.line(inner)),
            Inline::Code(code) => format!("<code>{}</code>", escaped(code)),
            Inline::Math(tex) => {
                self.math += 1;
                escaped(tex)
            }
            Inline::Break => "<br/>".to_owned(),
        }
    }
}
