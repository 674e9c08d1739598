//! Foreign markup to Markdown as our sources have it.
//!
//! HTML comes in two ways: as text, which is read as forgivingly as browsers do, and as nodes of an XML document.
//! Both drive one [`Page`], which writes Markdown that [`crate::markdown`] reads back to the same words. What has no
//! place in a text (sound, film, drawings, programs) is named in [`Page::strangers`].

use std::collections::BTreeSet;

mod entity;
mod html;
mod line;

pub(crate) use html::read as html;
use line::{Line, Style};

/// A text's Markdown, and the names of what it could not hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Converted {
    pub(crate) text: String,
    /// Elements and media types that were left out, such as `audio` or `image/svg+xml`.
    pub(crate) strangers: BTreeSet<String>,
}

/// Where a picture's address leads: its path beside the bank, or nothing.
pub(crate) type Places<'p> = &'p mut dyn FnMut(&str) -> Option<String>;

/// Lists and quotations deeper than this are written at this depth; a reader takes 16.
const DEEPEST: usize = 6;

/// Elements whose content is left out with them.
const DROPPED: &[&str] = &["script", "style", "template", "noscript", "head", "title", "select", "textarea"];

/// Elements of which something is lost.
const STRANGE: &[&str] = &[
    "audio", "video", "embed", "iframe", "object", "applet", "canvas", "svg", "math", "form", "input",
    "button", "select", "textarea", "script", "style", "marquee", "map",
];

enum Within {
    Quote,
    Entry { marker: String, used: bool },
}

/// Markdown being written.
pub(crate) struct Page<'p> {
    out: String,
    within: Vec<Within>,
    /// Numbers of the lists that are open; none for bullets.
    lists: Vec<Option<u32>>,
    line: Line,
    style: Style,
    /// Open elements that ask for emphasis, counted.
    strong: u32,
    emphasis: u32,
    code: u32,
    raised: Vec<(bool, usize)>,
    /// The text of a `pre` while it is open.
    pre: Option<(String, String)>,
    table: Option<Table>,
    heading: usize,
    dropped: u32,
    hrefs: Vec<String>,
    places: Places<'p>,
    pub(crate) strangers: BTreeSet<String>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    depth: u32,
    /// Whether a cell has begun and not ended.
    open: bool,
}

impl<'p> Page<'p> {
    pub(crate) fn new(places: Places<'p>) -> Self {
        Self {
            out: String::new(),
            within: Vec::new(),
            lists: Vec::new(),
            line: Line::default(),
            style: Style::default(),
            strong: 0,
            emphasis: 0,
            code: 0,
            raised: Vec::new(),
            pre: None,
            table: None,
            heading: 0,
            dropped: 0,
            hrefs: Vec::new(),
            places,
            strangers: BTreeSet::new(),
        }
    }

    /// Words; runs of white space count as one space outside `pre`.
    pub(crate) fn text(&mut self, text: &str) {
        if self.dropped > 0 {
            return;
        }
        match &mut self.pre {
            Some((_, code)) => code.push_str(text),
            None => self.line.say(text, self.style),
        }
    }

    /// A line break.
    pub(crate) fn line_break(&mut self) {
        match &mut self.pre {
            Some((_, code)) => code.push('\n'),
            None if self.table.is_some() => self.line.say(" ", self.style),
            None => self.line.line_break(),
        }
    }

    /// The end of a block.
    pub(crate) fn block(&mut self) {
        if self.table.is_some() {
            return self.line.say(" ", Style::default());
        }
        let line = std::mem::take(&mut self.line).markdown(true);
        if line.is_empty() {
            return;
        }
        let line = match std::mem::take(&mut self.heading) {
            0 => line,
            level => format!("{} {}", "#".repeat(level), line.replace("\\\n", " ")),
        };
        self.write(&line);
    }

    /// A gap for an answer, numbered where there are several.
    pub(crate) fn gap(&mut self, label: &str) {
        self.line.raw(label);
    }

    fn write(&mut self, block: &str) {
        if !self.out.is_empty() {
            let blank = self.prefix(false);
            self.out.push_str(blank.trim_end());
            self.out.push('\n');
        }
        for line in block.split('\n') {
            let prefix = self.prefix(true);
            let whole = format!("{prefix}{line}");
            self.out.push_str(whole.trim_end());
            self.out.push('\n');
        }
    }

    fn prefix(&mut self, mark: bool) -> String {
        let mut prefix = String::new();
        let mut fresh = false;
        for within in &mut self.within {
            match within {
                // Before an entry's first line there is nothing that belongs to it.
                _ if fresh && !mark => {}
                Within::Quote => prefix.push_str("> "),
                Within::Entry { marker, used: true } => prefix.push_str(&" ".repeat(marker.len())),
                Within::Entry { marker, used } => {
                    fresh = true;
                    if mark {
                        prefix.push_str(marker);
                        *used = true;
                    }
                }
            }
        }
        prefix
    }

    /// An element begins. `attribute` gives its attributes by name.
    pub(crate) fn open(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        if self.dropped > 0 {
            self.dropped += u32::from(DROPPED.contains(&name));
            return;
        }
        if STRANGE.contains(&name) {
            self.strange(name, attribute);
        }
        if DROPPED.contains(&name) {
            self.dropped = 1;
            return;
        }
        match name {
            "p" | "div" | "section" | "article" | "header" | "footer" | "figure" | "figcaption"
            | "center" | "address" | "fieldset" | "dl" | "dt" | "dd" => self.block(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block();
                self.heading = name.as_bytes().last().map_or(1, |digit| usize::from(digit - b'0'));
            }
            "br" => self.line_break(),
            "hr" => self.block(),
            "b" | "strong" => self.strong += 1,
            "i" | "em" | "cite" | "dfn" | "var" => self.emphasis += 1,
            "code" | "tt" | "kbd" | "samp" => match &mut self.pre {
                Some((language, _)) => {
                    let class = attribute("class").unwrap_or_default();
                    let named = class.split_whitespace().find_map(|class| class.strip_prefix("language-"));
                    let plain = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                    *language = named.filter(plain).unwrap_or_default().to_owned();
                }
                None => self.code += 1,
            },
            "pre" if self.table.is_none() => {
                self.block();
                self.pre.get_or_insert_with(Default::default);
            }
            "blockquote" => {
                self.block();
                if self.within.len() < DEEPEST {
                    self.within.push(Within::Quote);
                }
            }
            "ul" => self.list(None),
            "ol" => self.list(Some(attribute("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1))),
            "li" => self.entry(),
            "table" => {
                if let Some(table) = &mut self.table {
                    table.depth += 1;
                } else {
                    self.block();
                    self.table = Some(Table::default());
                }
            }
            "tr" => {
                self.end_cell();
                if let Some(table) = self.table.as_mut().filter(|table| table.depth == 0) {
                    self.line = Line::default();
                    table.rows.push(Vec::new());
                }
            }
            "td" | "th" => {
                self.end_cell();
                if let Some(table) = self.table.as_mut().filter(|table| table.depth == 0) {
                    self.line = Line::default();
                    table.open = true;
                }
            }
            "caption" => {}
            "sub" | "sup" => {
                self.raised.push((name == "sup", self.line.len()));
                // What is raised must not grow together with the words before it.
                self.line.raw("");
            }
            "rt" | "rp" if name == "rt" => self.text("("),
            "q" => self.text("\u{201c}"),
            "a" => self.hrefs.push(attribute("href").unwrap_or_default()),
            "img" => {
                self.picture(&attribute("src").unwrap_or_default(), &attribute("alt").unwrap_or_default())
            }
            _ => {}
        }
        self.restyle();
    }

    /// An element ends.
    pub(crate) fn close(&mut self, name: &str) {
        if self.dropped > 0 {
            self.dropped -= u32::from(DROPPED.contains(&name));
            return;
        }
        match name {
            "p" | "div" | "section" | "article" | "header" | "footer" | "figure" | "figcaption"
            | "center" | "address" | "fieldset" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => {
                self.block();
                self.heading = 0;
            }
            "b" | "strong" => self.strong = self.strong.saturating_sub(1),
            "i" | "em" | "cite" | "dfn" | "var" => self.emphasis = self.emphasis.saturating_sub(1),
            "code" | "tt" | "kbd" | "samp" if self.pre.is_none() => self.code = self.code.saturating_sub(1),
            "pre" => self.fence(),
            "blockquote" => {
                self.block();
                if matches!(self.within.last(), Some(Within::Quote)) {
                    self.within.pop();
                }
            }
            "li" => self.end_entry(),
            "ul" | "ol" => {
                self.end_entry();
                self.lists.pop();
            }
            "td" | "th" | "tr" | "table" | "caption" => self.end_in_table(name),
            "sub" | "sup" => {
                if let Some((up, from)) = self.raised.pop() {
                    self.line.raise(from, up);
                }
            }
            "rt" => self.text(")"),
            "q" => self.text("\u{201d}"),
            "a" => {
                let href = self.hrefs.pop().unwrap_or_default();
                let address = href.trim();
                if !address.is_empty() && !address.starts_with(['#', '@']) && !self.line.ends_with(address) {
                    self.text(&format!(" ({address})"));
                }
            }
            _ => {}
        }
        self.restyle();
    }

    /// The Markdown so far.
    pub(crate) fn finish(mut self) -> Converted {
        self.fence();
        while self.table.is_some() {
            self.end_in_table("table");
        }
        self.block();
        let text = self.out.trim_end().to_owned();
        Converted { text, strangers: self.strangers }
    }

    /// What was written so far, taken out; lists and quotations stay open.
    pub(crate) fn cut(&mut self) -> String {
        self.block();
        std::mem::take(&mut self.out).trim_end().to_owned()
    }

    /// A picture, as a block or inside a line.
    pub(crate) fn picture(&mut self, source: &str, alt: &str) {
        let alt: String = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        match (self.places)(source) {
            Some(path) => self.line.raw(&format!("![{}]({path})", line::escaped(&alt))),
            None => {
                self.strangers.insert("img".to_owned());
                self.text(&alt);
            }
        }
    }

    fn strange(&mut self, name: &str, attribute: &dyn Fn(&str) -> Option<String>) {
        let kind = attribute("type").filter(|kind| kind.contains('/') && kind.len() <= 60);
        if name == "object" {
            let data = attribute("data").unwrap_or_default();
            let picture =
                kind.as_deref().is_some_and(|kind| matches!(kind, "image/png" | "image/jpeg" | "image/webp"));
            if picture {
                return self.picture(&data, &attribute("title").unwrap_or_default());
            }
        }
        self.strangers.insert(kind.unwrap_or_else(|| name.to_owned()));
    }

    fn restyle(&mut self) {
        self.style = Style { strong: self.strong > 0, emphasis: self.emphasis > 0, code: self.code > 0 };
    }

    fn list(&mut self, start: Option<u32>) {
        self.block();
        self.lists.push(start);
    }

    fn entry(&mut self) {
        self.end_entry();
        if self.table.is_some() || self.within.len() >= DEEPEST {
            return;
        }
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1).min(999_999_999);
                marker
            }
            _ => "- ".to_owned(),
        };
        self.within.push(Within::Entry { marker, used: false });
    }

    fn end_entry(&mut self) {
        self.block();
        let entries = self.within.iter().filter(|within| matches!(within, Within::Entry { .. })).count();
        if entries >= self.lists.len().min(DEEPEST) && entries > 0 {
            while let Some(within) = self.within.pop() {
                if matches!(within, Within::Entry { .. }) {
                    break;
                }
            }
        }
    }

    fn fence(&mut self) {
        let Some((language, code)) = self.pre.take() else { return };
        let code = code.trim_matches('\n').replace('\r', "");
        if code.trim().is_empty() {
            return;
        }
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.write(&format!("{fence}{language}\n{code}\n{fence}"));
    }

    fn end_cell(&mut self) {
        let Some(table) = self.table.as_mut().filter(|table| table.depth == 0 && table.open) else { return };
        table.open = false;
        let cell = std::mem::take(&mut self.line).markdown(false);
        if table.rows.is_empty() {
            table.rows.push(Vec::new());
        }
        if let Some(row) = table.rows.last_mut() {
            row.push(cell);
        }
    }

    fn end_in_table(&mut self, name: &str) {
        let Some(table) = &mut self.table else { return };
        if table.depth > 0 {
            table.depth -= u32::from(name == "table");
            return;
        }
        match name {
            "td" | "th" | "tr" => self.end_cell(),
            "caption" => {
                let table = self.table.take();
                self.block();
                self.table = table;
            }
            _ => {
                self.end_cell();
                let rows = self.table.take().map(|table| table.rows).unwrap_or_default();
                let rest = std::mem::take(&mut self.line);
                let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
                if columns > 0 {
                    let mut shown = String::new();
                    for (index, row) in rows.iter().enumerate() {
                        let cells: Vec<&str> =
                            (0..columns).map(|at| row.get(at).map_or("", String::as_str)).collect();
                        shown.push_str(&format!("| {} |\n", cells.join(" | ")));
                        if index == 0 {
                            shown.push_str(&format!("|{}\n", " --- |".repeat(columns)));
                        }
                    }
                    self.write(shown.trim_end());
                }
                self.line = rest;
            }
        }
    }
}

/// Plain words, line ends kept as breaks and empty lines as paragraphs.
pub(crate) fn plain(text: &str) -> String {
    let mut paragraphs = Vec::new();
    let mut line = Line::default();
    for row in text.lines() {
        if row.trim().is_empty() {
            paragraphs.push(std::mem::take(&mut line).markdown(true));
        } else {
            if !line.is_empty() {
                line.line_break();
            }
            line.say(row, Style::default());
        }
    }
    paragraphs.push(line.markdown(true));
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(text: &str) -> Converted {
        html(text, false, &mut |path| (!path.starts_with("http")).then(|| path.to_owned()))
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(convert(text).text, expected, "{text}");
    }

    #[test]
    fn what_authors_mark_up_is_marked_down() {
        check("<p>One <b>two</b>.</p><p>Three<br>four</p>", "One **two**.\n\nThree\\\nfour");
        check("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>d", "- a\n\n  - b\n\n- c\n\nd");
        check("<ol start=3><li>a<li>b</ol>", "3. a\n\n4. b");
        check("<blockquote>q<br/>r</blockquote>", "> q\\\n> r");
        check("<pre><code class='language-sh'>a &lt; b\n  c</code></pre>", "```sh\na < b\n  c\n```");
        check("H<sub>2</sub>O, x<sup>n</sup>", "H\u{2082}O, x^(n)");
        check(
            "<table><tr><th>a<th>b</tr><tr><td>1|2</td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1\\|2 |  |",
        );
        check("<h2>T</h2>x", "## T\n\nx");
        check("<a href='https://x.y'>z</a>", "z (https://x.y)");
        check("see <img src='a.png' alt='a [b]'>", "see ![a \\[b\\]](a.png)");
        check("<em>a </em>b<strong>c!</strong>d", "*a* bc!d");
        check("use <code>a`b</code>", "use ``a`b``");
    }

    #[test]
    fn what_is_no_element_stays_a_word() {
        check("kubectl -n <namespace> get a<b", "kubectl -n <namespace> get a<b");
        check("a &amp; b &nbsp;c &eacute; &unknown; &#65;&#x42;", "a & b c \u{e9} \\&unknown; AB");
        check("<script>alert(1)</script>x", "x");
        assert_eq!(convert("<script>1</script><video src=x></video>").strangers.len(), 2);
        assert_eq!(
            convert("<object type='image/svg+xml'/>").strangers.into_iter().next().unwrap(),
            "image/svg+xml"
        );
    }

    #[test]
    fn markup_that_is_broken_costs_no_word_and_no_time() {
        for bomb in [
            "<ul><li>",
            "<b>",
            "<table><tr><td>",
            "<blockquote>",
            "&",
            "<",
            "<a href='",
            "<pre>",
            "<sub>",
            "</ul>",
        ] {
            let text = format!("{}end", bomb.repeat(20_000));
            let made = convert(&text);
            assert!(made.text.len() < 40 * text.len(), "{bomb}");
        }
        check("<td>a</td>b</table>c", "abc");
        check("</li></ul>x", "x");
    }
}
