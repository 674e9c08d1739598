//! Markdown to the tree of allowed nodes.
//!
//! CommonMark with tables, and mathematics as `` $`x^2`$ `` or in a block of code called `math`. Nothing is ever
//! HTML: a `<namespace>` in a question is what its author wants the candidate to read. So `<` is taken out of
//! the parser's sight before and put back after, in text and code alike. A link is shown as its words and its
//! address, because nothing in an exam can be followed.

use comrak::nodes::{AstNode, ListType, NodeValue};
use exam::Digest;
use exam::text::{Block, Inline};

use crate::media::PictureProblem;

/// Deeper than is taken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooDeep;

/// Stands for `<` while the parser runs: a code point that is never a character.
const ANGLE: char = '\u{fdd0}';
/// Stands for `\<`.
const ESCAPED_ANGLE: char = '\u{fdd1}';

/// What turns a path into a picture; told whether it stands in a table.
pub(crate) type Finder<'f> = &'f mut dyn FnMut(&str, bool) -> Result<Digest, PictureProblem>;

/// Reads a text. With `line` a single line is taken as running text, so that an option may say `# all` or
/// `1. a`; other texts may hold headings, lists, code and the rest.
pub(crate) fn read(
    text: &str,
    line: bool,
    depth: usize,
    pictures: Finder<'_>,
) -> Result<Vec<Block>, TooDeep> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let guarded = line && !text.contains('\n');
    let source = hide(if guarded { format!("x {text}") } else { text.to_owned() });
    let arena = comrak::Arena::new();
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.math_code = true;
    let root = comrak::parse_document(&arena, &source, &options);
    let mut maker = Maker { pictures, lifted: Vec::new(), in_table: false };
    let mut blocks = maker.blocks(root, depth)?;
    if guarded {
        unguard(&mut blocks);
    }
    if blocks.is_empty() {
        // Markdown that draws nothing, such as the definition of a link: shown as it was written.
        blocks.push(Block::Paragraph(vec![Inline::Text(text.to_owned())]));
    }
    Ok(blocks)
}

fn hide(text: String) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut escaping = false;
    for c in text.chars() {
        match c {
            ANGLE | ESCAPED_ANGLE => hidden.push('\u{fffd}'),
            '<' if escaping => {
                hidden.pop();
                hidden.push(ESCAPED_ANGLE);
            }
            '<' => hidden.push(ANGLE),
            c => hidden.push(c),
        }
        escaping = c == '\\' && !escaping;
    }
    hidden
}

fn words(hidden: &str) -> String {
    hidden.replace([ANGLE, ESCAPED_ANGLE], "<")
}

fn letters(hidden: &str) -> String {
    hidden.replace(ANGLE, "<").replace(ESCAPED_ANGLE, "\\<")
}

fn unguard(blocks: &mut Vec<Block>) {
    if let Some(Block::Paragraph(inlines)) = blocks.first_mut() {
        if let Some(Inline::Text(words)) = inlines.first_mut() {
            *words = words.strip_prefix('x').unwrap_or(words).trim_start().to_owned();
        }
        inlines.retain(|inline| *inline != Inline::Text(String::new()));
        if inlines.is_empty() {
            blocks.remove(0);
        }
    }
}

struct Maker<'f> {
    pictures: Finder<'f>,
    /// Pictures found inside emphasis or a heading; they follow the block.
    lifted: Vec<Block>,
    in_table: bool,
}

impl Maker<'_> {
    fn blocks<'a>(&mut self, parent: &'a AstNode<'a>, depth: usize) -> Result<Vec<Block>, TooDeep> {
        let depth = depth.checked_sub(1).ok_or(TooDeep)?;
        let mut blocks = Vec::new();
        for node in parent.children() {
            match &node.data().value {
                NodeValue::Paragraph => self.paragraph(node, depth, &mut blocks)?,
                NodeValue::Heading(heading) => {
                    let inlines = self.inlines(node, depth)?;
                    blocks.push(Block::Heading { level: heading.level.clamp(1, 6), inlines });
                }
                NodeValue::CodeBlock(code) => {
                    let text = letters(code.literal.strip_suffix('\n').unwrap_or(&code.literal));
                    let language = letters(code.info.split_whitespace().next().unwrap_or_default());
                    blocks.push(match language.as_str() {
                        "math" => Block::Math(text),
                        "" => Block::Code { language: None, code: text },
                        _ => Block::Code { language: Some(language), code: text },
                    });
                }
                NodeValue::List(list) => {
                    let start = (list.list_type == ListType::Ordered)
                        .then(|| u32::try_from(list.start).unwrap_or(u32::MAX));
                    let mut entries = Vec::new();
                    for item in node.children() {
                        entries.push(self.blocks(item, depth)?);
                    }
                    blocks.push(Block::List { start, entries });
                }
                NodeValue::BlockQuote => blocks.push(Block::Quote(self.blocks(node, depth)?)),
                NodeValue::Table(_) => blocks.push(self.table(node, depth)?),
                NodeValue::ThematicBreak => {
                    blocks.push(Block::Paragraph(vec![Inline::Text("---".to_owned())]));
                }
                NodeValue::HtmlBlock(html) => {
                    blocks.push(Block::Paragraph(vec![Inline::Text(words(html.literal.trim()))]));
                }
                // No other extension is on; whatever a new version calls a block keeps its content.
                _ => blocks.extend(self.blocks(node, depth)?),
            }
            blocks.append(&mut self.lifted);
        }
        Ok(blocks)
    }

    /// A paragraph, cut where a picture stands.
    fn paragraph<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        depth: usize,
        blocks: &mut Vec<Block>,
    ) -> Result<(), TooDeep> {
        let mut line = Vec::new();
        let flush = |line: &mut Vec<Inline>, blocks: &mut Vec<Block>| {
            let line = tidy(std::mem::take(line));
            if !line.is_empty() {
                blocks.push(Block::Paragraph(line));
            }
        };
        for child in node.children() {
            self.inline(child, depth, &mut line)?;
            if !self.lifted.is_empty() {
                flush(&mut line, blocks);
                blocks.append(&mut self.lifted);
            }
        }
        flush(&mut line, blocks);
        Ok(())
    }

    fn table<'a>(&mut self, node: &'a AstNode<'a>, depth: usize) -> Result<Block, TooDeep> {
        let depth = depth.checked_sub(1).ok_or(TooDeep)?;
        let mut rows = Vec::new();
        self.in_table = true;
        for row in node.children() {
            let cells: Result<Vec<_>, _> = row.children().map(|cell| self.inlines(cell, depth)).collect();
            rows.push(cells?);
        }
        self.in_table = false;
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Ok(Block::Table { head, rows })
    }

    fn inlines<'a>(&mut self, parent: &'a AstNode<'a>, depth: usize) -> Result<Vec<Inline>, TooDeep> {
        let depth = depth.checked_sub(1).ok_or(TooDeep)?;
        let mut line = Vec::new();
        for node in parent.children() {
            self.inline(node, depth, &mut line)?;
        }
        Ok(tidy(line))
    }

    fn inline<'a>(
        &mut self,
        node: &'a AstNode<'a>,
        depth: usize,
        line: &mut Vec<Inline>,
    ) -> Result<(), TooDeep> {
        match &node.data().value {
            NodeValue::Text(text) => say(line, &words(text)),
            NodeValue::SoftBreak => say(line, " "),
            NodeValue::LineBreak => line.push(Inline::Break),
            NodeValue::Code(code) => line.push(Inline::Code(letters(&code.literal))),
            NodeValue::Math(math) => line.push(Inline::Math(letters(&math.literal))),
            NodeValue::HtmlInline(html) => say(line, &words(html)),
            NodeValue::Emph => match self.inlines(node, depth)? {
                inner if inner.is_empty() => {}
                inner => line.push(Inline::Emphasis(inner)),
            },
            NodeValue::Strong => match self.inlines(node, depth)? {
                inner if inner.is_empty() => {}
                inner => line.push(Inline::Strong(inner)),
            },
            NodeValue::Link(link) => {
                let label = self.inlines(node, depth)?;
                let address = words(&link.url);
                let said = [Inline::Text(address.clone())] == *label;
                line.extend(label);
                if !said && !address.is_empty() {
                    say(line, &format!(" ({address})"));
                }
            }
            NodeValue::Image(link) => {
                let mut alt = String::new();
                plain(&self.inlines(node, depth)?, &mut alt);
                match (self.pictures)(&words(&link.url), self.in_table) {
                    Ok(media) => self.lifted.push(Block::Image { media, alt }),
                    Err(_) => say(line, &alt),
                }
            }
            _ => line.extend(self.inlines(node, depth)?),
        }
        Ok(())
    }
}

/// Adds words to a line, to the last words if it ends in words.
fn say(line: &mut Vec<Inline>, more: &str) {
    match line.last_mut() {
        Some(Inline::Text(words)) => words.push_str(more),
        _ => line.push(Inline::Text(more.to_owned())),
    }
}

/// Takes spaces and breaks off both ends of a line, and joins neighbouring words.
fn tidy(line: Vec<Inline>) -> Vec<Inline> {
    let mut tidy: Vec<Inline> = Vec::with_capacity(line.len());
    for inline in line {
        match inline {
            Inline::Text(words) => say(&mut tidy, &words),
            other => tidy.push(other),
        }
    }
    if let Some(Inline::Text(words)) = tidy.first_mut() {
        *words = words.trim_start().to_owned();
    }
    while tidy.last() == Some(&Inline::Break) {
        tidy.pop();
    }
    if let Some(Inline::Text(words)) = tidy.last_mut() {
        words.truncate(words.trim_end().len());
    }
    tidy.retain(|inline| *inline != Inline::Text(String::new()));
    tidy
}

fn plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(words) | Inline::Code(words) | Inline::Math(words) => out.push_str(words),
            Inline::Emphasis(inner) | Inline::Strong(inner) => plain(inner, out),
            Inline::Break => out.push(' '),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, line: bool, drawn: &str) {
        let blocks = read(text, line, 16, &mut |path, in_table| match (path, in_table) {
            ("a.png", false) => Ok(Digest([1; 32])),
            (_, true) => Err(PictureProblem::InTable),
            _ => Err(PictureProblem::Missing),
        })
        .unwrap();
        let shown = format!("{blocks:?}").replace(&"01".repeat(32), "#");
        assert_eq!(shown, drawn, "{text:?}");
    }

    #[test]
    fn what_authors_write_is_what_is_drawn() {
        check("Run `make server`.", false, r#"[Paragraph([Text("Run "), Code("make server"), Text(".")])]"#);
        check("a\nb  \nc", false, r#"[Paragraph([Text("a b"), Break, Text("c")])]"#);
        check("*a **b***", false, r#"[Paragraph([Emphasis([Text("a "), Strong([Text("b")])])])]"#);
        check(
            "# T\n\n- x\n- y",
            false,
            r##"[Heading { level: 1, inlines: [Text("T")] }, List { start: None, entries: [[Paragraph([Text("x")])], [Paragraph([Text("y")])]] }]"##,
        );
        check("3. x", false, r#"[List { start: Some(3), entries: [[Paragraph([Text("x")])]] }]"#);
        check("> q", false, r#"[Quote([Paragraph([Text("q")])])]"#);
        check("```go\nx < y\n```", false, r#"[Code { language: Some("go"), code: "x < y" }]"#);
        check("```math\nx^2\n```", false, r#"[Math("x^2")]"#);
        check("so $`x<y`$", false, r#"[Paragraph([Text("so "), Math("x<y")])]"#);
        check("$5 and $HOME/$USER", false, r#"[Paragraph([Text("$5 and $HOME/$USER")])]"#);
        check(
            "|a|b|\n|-|-|\n|1|`2`|",
            false,
            r#"[Table { head: [[Text("a")], [Text("b")]], rows: [[[Text("1")], [Code("2")]]] }]"#,
        );
        check(
            "a\n\n---\n\nb",
            false,
            r#"[Paragraph([Text("a")]), Paragraph([Text("---")]), Paragraph([Text("b")])]"#,
        );
    }

    #[test]
    fn nothing_is_html() {
        check(
            "kubectl -n <namespace> get pods",
            false,
            r#"[Paragraph([Text("kubectl -n <namespace> get pods")])]"#,
        );
        check("<namespace>\n**x**", false, r#"[Paragraph([Text("<namespace> "), Strong([Text("x")])])]"#);
        check("<script>alert(1)</script>", false, r#"[Paragraph([Text("<script>alert(1)</script>")])]"#);
        check("`<a>` \\<b> &lt;c&gt;", false, r#"[Paragraph([Code("<a>"), Text(" <b> <c>")])]"#);
        check("`\\<a>` \\\\<b>", false, r#"[Paragraph([Code("\\<a>"), Text(" \\<b>")])]"#);
        check("<https://example.org>", false, r#"[Paragraph([Text("<https://example.org>")])]"#);
    }

    #[test]
    fn links_are_shown_and_pictures_stand_alone() {
        check("See [docs](https://x.y).", false, r#"[Paragraph([Text("See docs (https://x.y).")])]"#);
        check("[https://x.y](https://x.y)", false, r#"[Paragraph([Text("https://x.y")])]"#);
        check(
            "before ![a map](a.png) after",
            false,
            r#"[Paragraph([Text("before")]), Image { media: #, alt: "a map" }, Paragraph([Text("after")])]"#,
        );
        check("![gone](b.png)", false, r#"[Paragraph([Text("gone")])]"#);
        check("*![a](a.png)*", false, r#"[Image { media: #, alt: "a" }]"#);
    }

    #[test]
    fn a_line_is_taken_literally_where_an_option_is_meant() {
        for text in ["# all", "1. a", "- a", "+", "---", "> a", "    a", "[foo]: bar", "=", "x", "x x"] {
            check(text, true, &format!("[Paragraph([Text({:?})])]", text.trim()));
        }
        check("`a` *b*", true, r#"[Paragraph([Code("a"), Text(" "), Emphasis([Text("b")])])]"#);
        check("**\"x\"**", true, r#"[Paragraph([Strong([Text("\"x\"")])])]"#);
        check("[foo]: bar", false, r#"[Paragraph([Text("[foo]: bar")])]"#);
        check("  ", true, "[]");
    }

    #[test]
    fn depth_is_limited_and_bombs_are_bounded() {
        let quotes = |n: usize| format!("{}a", ">".repeat(n));
        let deep = |text: &str, depth| read(text, false, depth, &mut |_, _| Err(PictureProblem::Missing));
        assert!(deep(&quotes(15), 16).is_ok());
        assert_eq!(deep(&quotes(16), 16), Err(TooDeep));
        for bomb in ["> ", "[", "*a ", "- ", "`", "![", "|", "$`", "_*", "1. ", "\\", "&lt;"] {
            let text = bomb.repeat(20_000 / bomb.len());
            let _ = deep(&text, 16);
            let _ = deep(&format!("{text}\n{text}"), 16);
        }
    }
}
