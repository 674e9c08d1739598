//! XML documents from strangers: no DOCTYPE, no entities, and bounds looked at before a tree is built.

use roxmltree::{Document, Node, ParsingOptions};

use crate::finding::{Log, Refused};
use crate::limits::Limits;

/// Reads a document of text that [`crate::yaml::text`] has taken.
pub(crate) fn parse<'t>(log: &Log, text: &'t str, limits: &Limits) -> Result<Document<'t>, Refused> {
    let log = || Log::new(&log.file, "");
    if let Err((at, what, hint)) = survey(text.as_bytes(), limits) {
        let line = line_at(text, at);
        let code = if hint == SPLIT { "too-large" } else { "unreadable-file" };
        return Err(log().fail(code, line, what, hint));
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: u32::try_from(limits.xml_nodes).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| {
        if matches!(error, roxmltree::Error::NodesLimitReached) {
            return log().fail("too-large", 0, "The file has more in it than is taken.", SPLIT);
        }
        let at = error.pos();
        let said: String =
            error.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(120).collect();
        let said = said.split(" at ").next().unwrap_or_default().to_owned();
        let what = format!("The XML cannot be read: {said}.");
        log().fail(
            "unreadable-file",
            at.row,
            what,
            "Export it again, or mend this line and the one before it.",
        )
    })
}

const SPLIT: &str = "Split it.";

/// Looks at a document without building anything: how deep, how many attributes, whether it declares a type.
fn survey(bytes: &[u8], limits: &Limits) -> Result<(), (usize, String, &'static str)> {
    let mut depth = 0_usize;
    let mut nodes = 0_usize;
    let mut namespaces = 0_usize;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        at += found;
        let rest = bytes.get(at..).unwrap_or_default();
        nodes += 1;
        if nodes > limits.xml_nodes {
            return Err((at, format!("The file has more than {} elements.", limits.xml_nodes), SPLIT));
        }
        let skip = |open: usize, end: &[u8]| {
            let inside = rest.get(open..).unwrap_or_default();
            let close = inside.windows(end.len()).position(|window| window == end);
            close.map_or(rest.len(), |close| open + close + end.len())
        };
        at += if rest.starts_with(b"<!--") {
            skip(4, b"-->")
        } else if rest.starts_with(b"<![CDATA[") {
            skip(9, b"]]>")
        } else if rest.starts_with(b"<?") {
            skip(2, b"?>")
        } else if rest.starts_with(b"<!") {
            let what = "The file declares a document type.".to_owned();
            return Err((at, what, "Delete the line that begins with `<!DOCTYPE`; nothing here needs it."));
        } else if rest.starts_with(b"</") {
            depth = depth.saturating_sub(1);
            skip(2, b">")
        } else {
            let (length, attributes, empty) = element(rest);
            if attributes > limits.xml_attributes {
                let what = format!("An element has more than {} attributes.", limits.xml_attributes);
                return Err((at, what, SPLIT));
            }
            let tag = rest.get(..length).unwrap_or_default();
            namespaces += tag.windows(6).filter(|window| *window == b"xmlns:").count();
            if namespaces > limits.xml_namespaces {
                let what = format!("The file declares more than {} prefixes.", limits.xml_namespaces);
                return Err((at, what, SPLIT));
            }
            depth += usize::from(!empty);
            if depth > limits.xml_depth {
                let what = format!("Elements stand in each other deeper than {}.", limits.xml_depth);
                return Err((at, what, SPLIT));
            }
            length
        };
    }
    Ok(())
}

/// Length and attributes of the tag that begins here, and whether it closes itself.
fn element(rest: &[u8]) -> (usize, usize, bool) {
    let mut quote = None;
    let mut attributes = 0;
    for (index, byte) in rest.iter().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => {
                quote = Some(*byte);
                attributes += 1;
            }
            (None, b'>') => return (index + 1, attributes, rest.get(index - 1) == Some(&b'/')),
            (None, _) => {}
        }
    }
    (rest.len(), attributes, false)
}

fn line_at(text: &str, at: usize) -> u32 {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(ends).unwrap_or(u32::MAX - 1) + 1
}

/// Where elements stand: line starts, looked up by place.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line an element begins in.
    pub(crate) fn at(&self, node: Node<'_, '_>) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < node.range().start)).unwrap_or(u32::MAX - 1) + 1
    }
}

/// The first element of that name inside of a node.
pub(crate) fn child<'a, 'd>(node: Node<'a, 'd>, name: &str) -> Option<Node<'a, 'd>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

/// All words inside of a node.
pub(crate) fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// Whether a text begins like XML, and the name of its first element without prefix.
pub(crate) fn root_name(text: &str) -> Option<String> {
    let mut rest = text.trim_start();
    if !rest.starts_with('<') {
        return None;
    }
    loop {
        let inside = rest.strip_prefix('<')?;
        let close = match inside.get(..3) {
            Some("!--") => "-->",
            _ if inside.starts_with(['?', '!']) => ">",
            _ => break,
        };
        rest = rest.split_once(close)?.1.trim_start();
    }
    let name = rest.get(1..)?.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
    let name = name.rsplit(':').next().unwrap_or(name);
    (!name.is_empty() && name.len() <= 80).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &str) -> bool {
        let limits =
            Limits { xml_depth: 3, xml_nodes: 8, xml_attributes: 2, xml_namespaces: 1, ..Limits::default() };
        parse(&Log::new("f", ""), text, &limits).is_ok()
    }

    #[test]
    fn bounds_at_their_edges() {
        assert!(fits("<a><b><c/></b></a>"));
        assert!(fits("<a><b><c>x</c></b></a>"));
        assert!(!fits("<a><b><c><d/>x<d>y</d></c></b></a>"));
        assert!(fits("<a x='1' y='2'/>"));
        assert!(!fits("<a x='1' y='2' z='3'/>"));
        assert!(fits("<a xmlns:x='u'/>"));
        assert!(!fits("<a xmlns:x='u' xmlns:y='v'/>"));
        assert!(fits("<a><b/><b/><b/><b/><b/><b/></a>"));
        assert!(!fits("<a><b/><b/><b/><b/><b/><b/><b/></a>"));
    }

    #[test]
    fn document_types_and_entities_are_refused() {
        assert!(!fits("<!DOCTYPE a><a/>"));
        assert!(!fits("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"));
        assert!(!fits("<a>&x;</a>"));
        assert!(!fits("<a"));
        assert!(fits("<a><!-- <!DOCTYPE --><![CDATA[<!DOCTYPE]]></a>"));
    }

    #[test]
    fn a_root_is_named() {
        assert_eq!(root_name("\n<?xml version='1.0'?><!-- x --><q:quiz a='1'>").as_deref(), Some("quiz"));
        assert_eq!(root_name("<quiz/>").as_deref(), Some("quiz"));
        assert_eq!(root_name("quiz"), None);
        assert_eq!(root_name("<"), None);
    }
}
