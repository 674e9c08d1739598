//! YAML as a tree of words with lines.
//!
//! Readers want every mistake of a file, each with its line, and to keep a question one of whose fields is
//! wrong. Structs filled by serde stop at the first. So a file becomes this small tree first, through
//! serde-saphyr with its budget; scalars are kept to the letter, whatever YAML would make of `no`, `1.10` or
//! `null`, and each field's reader decides what they mean.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, NonFiniteFloatPolicy, Spanned};

use crate::finding::{Log, Refused};
use crate::limits::Limits;

/// A value and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) line: u32,
    pub(crate) kind: Kind,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, to the letter. An empty value is an empty word.
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A field of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) line: u32,
    pub(crate) value: Node,
    /// Where the same key stands again; those values are dropped.
    pub(crate) again: Vec<u32>,
}

impl Node {
    pub(crate) fn scalar(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text) => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Node]> {
        match &self.kind {
            Kind::List(nodes) => Some(nodes),
            Kind::Scalar(_) | Kind::Map(_) => None,
        }
    }

    pub(crate) fn map(&self) -> Option<&[Entry]> {
        match &self.kind {
            Kind::Map(entries) => Some(entries),
            Kind::Scalar(_) | Kind::List(_) => None,
        }
    }

    /// What to call it in a sentence.
    pub(crate) fn called(&self) -> String {
        match &self.kind {
            Kind::Scalar(text) => crate::finding::quoted(text),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a mapping".to_owned(),
        }
    }
}

/// A file's bytes as text: UTF-8, without byte order mark, lines ended by `\n`.
pub(crate) fn text(log: &Log, bytes: &[u8], limits: &Limits) -> Result<String, Refused> {
    let fail = |line, what: String, hint: &str| {
        Log::new(&log.file, "").fail("unreadable-file", line, what, hint.to_owned())
    };
    if bytes.len() > limits.file_bytes {
        return Err(Log::new(&log.file, "").fail(
            "too-large",
            0,
            format!("The file has {} bytes; {} are the most.", bytes.len(), limits.file_bytes),
            "Split it.",
        ));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(fail(1, "The file is UTF-16.".into(), "Save it as UTF-8."));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        fail(line_of(good), "The file is not UTF-8 text.".into(), "Save it as UTF-8.")
    })?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(at) = text.find('\0') {
        let line = line_of(text.get(..at).unwrap_or_default().as_bytes());
        return Err(fail(line, "The file holds a zero byte.".into(), "Save it as UTF-8 text."));
    }
    Ok(text)
}

fn line_of(before: &[u8]) -> u32 {
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(ends).unwrap_or(u32::MAX - 1) + 1
}

/// Reads a document. `above` is how many lines of the file stand before it.
pub(crate) fn parse(log: &Log, text: &str, above: u32, limits: &Limits) -> Result<Node, Refused> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: limits.yaml_depth,
            flow_nesting_limit: limits.yaml_depth,
            max_nodes: limits.yaml_nodes,
            max_events: limits.yaml_nodes.saturating_mul(3),
            max_anchors: 0,
            max_aliases: 0,
            max_documents: 1,
            max_merge_keys: 0,
        },
        emit_comments: false,
        // Forwarded and told apart here, so that both lines can be named.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options) {
        Ok(raw) => Ok(settle(raw, text, above)),
        Err(error) => Err(refuse(log, text, above, &error)),
    }
}

fn refuse(log: &Log, text: &str, above: u32, error: &serde_saphyr::Error) -> Refused {
    use serde_saphyr::Error as E;
    let at = error.location().map_or(0, |location| u32::try_from(location.line()).unwrap_or(0));
    let line = if at == 0 { 0 } else { at + above };
    let log = Log::new(&log.file, "");
    let on_line = text.lines().nth((at as usize).saturating_sub(1)).unwrap_or_default();
    let indent: String = on_line.chars().take_while(|c| c.is_whitespace()).collect();
    match error.without_snippet() {
        E::Budget { breach, .. } => {
            use serde_saphyr::budget::BudgetBreach as B;
            match breach {
                B::Anchors { .. } | B::Aliases { .. } => log.fail(
                    "unreadable-file",
                    line,
                    "An anchor (`&name`) or alias (`*name`) is used.",
                    "Write the value out, or put it in quotation marks if it was meant as text.",
                ),
                B::Documents { .. } => log.fail(
                    "unreadable-file",
                    line,
                    "A line `---` begins a second document.",
                    "Keep one document in a file.",
                ),
                _ => log.fail(
                    "too-large",
                    line,
                    "The file has more in it, or is nested deeper, than is taken.",
                    "Split it.",
                ),
            }
        }
        _ if indent.contains('\t') => log.fail(
            "unreadable-file",
            line,
            "The line is indented with a tab.",
            "Indent with spaces; YAML allows no tabs there.",
        ),
        error => {
            let said = error.render();
            let said: String = said
                .split(" at line ")
                .next()
                .unwrap_or_default()
                .chars()
                .take(120)
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            log.fail(
                "unreadable-file",
                line,
                format!("The YAML cannot be read: {said}."),
                "Check the indentation and the quotation marks of this line and the one before it.",
            )
        }
    }
}

/// What serde hands over: text where YAML saw text, and a gap where it saw anything else.
enum Raw {
    Text(String),
    /// A boolean, a number or nothing: taken from the source instead.
    Letters,
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a mapping")
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Letters)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element()? {
            nodes.push(node);
        }
        Ok(Raw::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn settle(raw: Spanned<Raw>, text: &str, above: u32) -> Node {
    let span = raw.referenced.span();
    let line = u32::try_from(raw.referenced.line()).unwrap_or(0) + above;
    let kind = match raw.value {
        Raw::Text(text) => Kind::Scalar(text),
        Raw::Letters => Kind::Scalar(letters(text, span.byte_offset(), span.byte_len())),
        Raw::List(nodes) => Kind::List(nodes.into_iter().map(|node| settle(node, text, above)).collect()),
        Raw::Map(pairs) => {
            let mut entries: Vec<Entry> = Vec::with_capacity(pairs.len());
            let mut seen = std::collections::HashMap::new();
            for (key, value) in pairs {
                let key = settle(key, text, above);
                let value = settle(value, text, above);
                let name = key.scalar().unwrap_or("?").to_owned();
                if let Some(first) = seen.get(&name).and_then(|index: &usize| entries.get_mut(*index)) {
                    first.again.push(key.line);
                } else {
                    seen.insert(name.clone(), entries.len());
                    entries.push(Entry { key: name, line: key.line, value, again: Vec::new() });
                }
            }
            Kind::Map(entries)
        }
    };
    Node { line, kind }
}

fn letters(text: &str, offset: Option<u64>, len: Option<u64>) -> String {
    let place = || {
        let start = usize::try_from(offset?).ok()?;
        let end = start.checked_add(usize::try_from(len?).ok()?)?;
        text.get(start..end)
    };
    place().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> Result<Node, String> {
        parse(&Log::new("f", ""), yaml, 10, &Limits::default()).map_err(|refused| refused.to_string())
    }

    #[test]
    fn scalars_stay_as_they_are_written() {
        let words = "1.10 no 012 1_000 null ~ True 0x1F .nan 1:30 2024-01-01 1e3 99999999999999999999999999";
        for word in words.split(' ') {
            let node = read(&format!("é: {word} # comment\n")).unwrap();
            assert_eq!(node.map().unwrap()[0].value.scalar(), Some(word));
        }
        let node = read("a:\nb: ''\nc: 'x'\n").unwrap();
        let values: Vec<_> = node.map().unwrap().iter().map(|entry| entry.value.scalar().unwrap()).collect();
        assert_eq!(values, ["", "", "x"]);
    }

    #[test]
    fn keys_know_their_lines_and_their_repetitions() {
        let node = read("a: 1\nb:\n  - c: 2\nnull: 3\na: 4\n").unwrap();
        let entries = node.map().unwrap();
        let seen: Vec<_> =
            entries.iter().map(|entry| (entry.key.as_str(), entry.line, entry.again.len())).collect();
        assert_eq!(seen, [("a", 11, 1), ("b", 12, 0), ("null", 14, 0)]);
        assert_eq!(entries[0].value.scalar(), Some("1"), "the first is kept");
        assert_eq!(entries[1].value.list().unwrap()[0].line, 13);
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_line() {
        for (yaml, line, says) in [
            ("a: [1\nb: 2\n", "line 12", "cannot be read"),
            ("a:\n\t- x\n", "line 12", "tab"),
            ("a: &x 1\nb: *x\n", "line 11", "anchor"),
            ("a: \"x\n", "line 11", "quot"),
            ("a: 1\n---\nb: 2\n", "line 12", "second document"),
            ("<<: {a: b}\n", "line 11", "merge"),
        ] {
            let said = read(yaml).unwrap_err();
            assert!(said.contains(line) && said.contains(says), "{yaml:?}: {said}");
        }
    }

    #[test]
    fn depth_and_nodes_at_their_edges() {
        let limits = Limits { yaml_depth: 4, yaml_nodes: 9, ..Limits::default() };
        let fits = |yaml: &str| parse(&Log::new("f", ""), yaml, 0, &limits).is_ok();
        assert!(fits("[[[[1]]]]"));
        assert!(!fits("[[[[[1]]]]]"));
        assert!(fits("[1, 2, 3, 4, 5, 6, 7, 8]"));
        assert!(!fits("[1, 2, 3, 4, 5, 6, 7, 8, 9]"));
    }

    #[test]
    fn text_is_utf_8_and_nothing_else() {
        let log = Log::new("f", "");
        let limits = Limits { file_bytes: 8, ..Limits::default() };
        assert_eq!(text(&log, b"\xef\xbb\xbfa\r\nb\n", &limits).unwrap(), "a\nb\n");
        assert!(text(&log, b"12345678", &limits).is_ok());
        for (bytes, says) in [
            (&b"123456789"[..], "8 are the most"),
            (b"\xff\xfea\0", "UTF-16"),
            (b"a\nb\n\xff", "line 3"),
            (b"a\n\0", "line 2"),
        ] {
            let said = text(&log, bytes, &limits).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }
}
