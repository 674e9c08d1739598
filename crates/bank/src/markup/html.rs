//! HTML as people and programs write it, read as far as it goes. Only elements of HTML are elements; any other word
//! in angle brackets is a word.

use super::{Converted, Page, Places, entity};

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "picture",
    "pre",
    "q",
    "rb",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Reads HTML. With `breaks` a line end is a line break, as Moodle's automatic format has it.
pub(crate) fn read(text: &str, breaks: bool, places: Places<'_>) -> Converted {
    let mut page = Page::new(places);
    let mut rest = text;
    let mut quiet: Option<&str> = None;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        say(&mut page, before, breaks);
        if let Some(name) = quiet {
            // Inside of a program only its own end counts.
            if is_end_of(from, name) {
                quiet = None;
            } else {
                page.text("<");
                rest = &from[1..];
                continue;
            }
        }
        if let Some(comment) = from.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        match tag(from) {
            Some((tag, after)) => {
                if tag.closes {
                    page.close(&tag.name);
                } else {
                    page.open(&tag.name, &|name| tag.attribute(name));
                    let void =
                        matches!(tag.name.as_str(), "br" | "hr" | "img" | "input" | "wbr" | "col" | "embed");
                    if tag.empty && !void {
                        page.close(&tag.name);
                    } else if matches!(tag.name.as_str(), "script" | "style") {
                        quiet = ["script", "style"].into_iter().find(|name| *name == tag.name);
                    }
                }
                rest = after;
            }
            None => {
                page.text("<");
                rest = &from[1..];
            }
        }
    }
    say(&mut page, rest, breaks);
    page.finish()
}

fn is_end_of(from: &str, name: &str) -> bool {
    from.get(2..2 + name.len())
        .is_some_and(|found| from.starts_with("</") && found.eq_ignore_ascii_case(name))
}

fn say(page: &mut Page<'_>, text: &str, breaks: bool) {
    let text = decoded(text);
    if !breaks {
        return page.text(&text);
    }
    let mut empty = 0;
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            empty += 1;
        }
        if line.trim().is_empty() {
            page.text(line);
            continue;
        }
        match empty {
            0 => {}
            1 => page.line_break(),
            _ => page.block(),
        }
        empty = 0;
        page.text(line);
    }
}

fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity::decode(rest.get(..end)?)?, end))) {
            Some((text, end)) => {
                out.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

struct Tag {
    name: String,
    closes: bool,
    empty: bool,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<String> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }
}

/// How many attributes of an element are looked at.
const ATTRIBUTES: usize = 64;

/// The element that begins here, and what stands after its `>`.
fn tag(from: &str) -> Option<(Tag, &str)> {
    let mut rest = from.strip_prefix('<')?;
    let closes = rest.starts_with('/');
    rest = rest.strip_prefix('/').unwrap_or(rest);
    let length = rest.bytes().take(20).take_while(u8::is_ascii_alphanumeric).count();
    let name = rest.get(..length)?.to_ascii_lowercase();
    if !ELEMENTS.contains(&name.as_str()) {
        return None;
    }
    rest = &rest[length..];
    let mut attributes = Vec::new();
    let mut empty = false;
    loop {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        match first {
            '>' => return Some((Tag { name, closes, empty, attributes }, &rest[1..])),
            '/' => {
                empty = true;
                rest = &rest[1..];
            }
            '<' => return None,
            _ => {
                empty = false;
                let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<'))?;
                // A sign that can begin no name is passed over.
                let end = if end == 0 { first.len_utf8() } else { end };
                let name = rest.get(..end)?.to_ascii_lowercase();
                rest = rest.get(end..)?.trim_start();
                let mut value = String::new();
                if let Some(after) = rest.strip_prefix('=') {
                    let after = after.trim_start();
                    let quote = after.chars().next()?;
                    if matches!(quote, '"' | '\'') {
                        let close = after.get(1..)?.find(quote)?;
                        value = decoded(after.get(1..1 + close)?);
                        rest = after.get(2 + close..)?;
                    } else {
                        let end = after.find(|c: char| c.is_whitespace() || c == '>')?;
                        value = decoded(after.get(..end)?);
                        rest = after.get(end..)?;
                    }
                }
                if attributes.len() < ATTRIBUTES {
                    attributes.push((name, value));
                }
            }
        }
    }
}
