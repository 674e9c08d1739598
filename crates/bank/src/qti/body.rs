//! The body of an item: its texts, and what stands between them.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::item::is_interaction;
use super::scoring::{Declared, Scoring};
use super::{Work, attribute, children, name};
use crate::draft::{DraftInteraction, DraftPart};
use crate::foreign::joined;
use crate::markup::Page;
use crate::words::Words;
use crate::xml::{self, Lines};

/// Elements that say something only to who answered in a certain way.
const FEEDBACK: &[&str] = &["feedbackBlock", "feedbackInline", "modalFeedback"];

/// One item's body while it is read.
pub(super) struct Body<'w, 'a, 'p, 'x> {
    pub(super) work: &'w mut Work<'a, 'p>,
    pub(super) lines: &'x Lines,
    pub(super) declared: &'x BTreeMap<String, Declared>,
    pub(super) scoring: &'x Scoring,
    /// What is said afterwards.
    pub(super) said: String,
    /// Interactions inside of a line that wait for their text to end.
    waiting: Vec<DraftInteraction>,
    parts: Vec<DraftPart>,
    /// Gaps in all, and so far.
    gaps: (usize, usize),
    pub(super) made: usize,
}

impl<'w, 'a, 'p, 'x> Body<'w, 'a, 'p, 'x> {
    pub(super) fn new(
        work: &'w mut Work<'a, 'p>,
        lines: &'x Lines,
        declared: &'x BTreeMap<String, Declared>,
        scoring: &'x Scoring,
    ) -> Self {
        Self {
            work,
            lines,
            declared,
            scoring,
            said: String::new(),
            waiting: Vec::new(),
            parts: Vec::new(),
            gaps: (0, 0),
            made: 0,
        }
    }

    /// Texts and interactions in reading order, and what is said afterwards.
    pub(super) fn read(&mut self, node: Node<'_, '_>) -> (Vec<DraftPart>, String) {
        let inline = |node: &Node<'_, '_>| {
            matches!(name(*node).as_str(), "textEntryInteraction" | "inlineChoiceInteraction")
                && !alone(*node)
        };
        self.gaps = (node.descendants().filter(inline).count(), 0);
        let (gallery, href) = (self.work.gallery, self.work.href.clone());
        let mut place = |address: &str| gallery.place(&href, address).or_else(|| Some(outside(address)));
        let mut page = Page::new(&mut place);
        self.walk(node, &mut page);
        let line = self.lines.at(node);
        self.cut(&mut page, line);
        let strangers = std::mem::take(&mut page.strangers);
        self.work.desk.strangers(line, &strangers);
        // The words before the first thing to answer are the question, also where there are none.
        if let Some(DraftPart::Interaction(_)) = self.parts.first() {
            self.parts.insert(0, DraftPart::Text(Words::plain(&self.work.desk.language, "", line)));
        }
        if self.parts.len() > self.work.desk.limits.parts {
            let what =
                format!("It has {} parts; {} are the most.", self.parts.len(), self.work.desk.limits.parts);
            self.work.desk.log.add(
                crate::Severity::Error,
                "too-large",
                line,
                "itemBody",
                what,
                "Make it several items.",
            );
            self.parts.truncate(self.work.desk.limits.parts);
        }
        let blank_first = matches!(self.parts.first(), Some(DraftPart::Text(words)) if words.is_blank());
        let others = self.parts.iter().filter(|part| matches!(part, DraftPart::Interaction(_))).count();
        // With several things to answer, an empty text above them says nothing.
        if blank_first && others > 1 {
            self.parts.remove(0);
        }
        (std::mem::take(&mut self.parts), std::mem::take(&mut self.said))
    }

    /// The words of an element that is no part of the question.
    pub(super) fn aside(&mut self, node: Node<'_, '_>) -> String {
        let line = self.lines.at(node);
        let (text, strangers) = self.text_of(node);
        self.work.desk.strangers(line, &strangers);
        text
    }

    /// An element's content as Markdown, without things to answer.
    pub(super) fn text_of(&mut self, node: Node<'_, '_>) -> (String, std::collections::BTreeSet<String>) {
        let (gallery, href) = (self.work.gallery, self.work.href.clone());
        let mut place = |address: &str| gallery.place(&href, address).or_else(|| Some(outside(address)));
        let mut page = Page::new(&mut place);
        let mut said = String::new();
        plain(node, &mut page, &mut said);
        self.said = joined(&self.said, &said);
        let made = page.finish();
        (made.text, made.strangers)
    }

    fn walk(&mut self, node: Node<'_, '_>, page: &mut Page<'_>) {
        for child in node.children() {
            if child.is_text() {
                page.text(child.text().unwrap_or_default());
                continue;
            }
            if !child.is_element() {
                continue;
            }
            let kind = name(child);
            match kind.as_str() {
                // Alone in its paragraph, it is no gap in a sentence.
                "textEntryInteraction" | "inlineChoiceInteraction" if !alone(child) => {
                    self.inline(child, &kind, page);
                }
                "endAttemptInteraction" => {
                    let what = "A button that ends an attempt has no place here and was left out.";
                    self.work.desk.warn(
                        "left-out",
                        self.lines.at(child),
                        &kind,
                        what,
                        "Look whether it matters.",
                    );
                }
                _ if is_interaction(child) => {
                    let line = self.lines.at(child);
                    self.cut(page, line);
                    let made = self.interaction(child, &kind);
                    self.parts.push(DraftPart::Interaction(made));
                }
                kind if FEEDBACK.contains(&kind) => {
                    let said = self.aside(child);
                    if !self.said.contains(&said) {
                        self.said = joined(&self.said, &said);
                    }
                    self.unseen(child);
                }
                "rubricBlock" if attribute(child, "view").is_some_and(|view| !view.contains("candidate")) => {
                    let what = "A note for markers was left out.";
                    self.work.desk.warn(
                        "left-out",
                        self.lines.at(child),
                        "rubricBlock",
                        what,
                        "Keep it elsewhere.",
                    );
                }
                "stylesheet" | "catalogInfo" | "companionMaterialsInfo" => {}
                "contentBody" => self.walk(child, page),
                "templateBlock" | "templateInline" | "printedVariable" => {
                    page.strangers.insert(kind.clone());
                    self.walk(child, page);
                }
                _ => {
                    page.open(&kind, &|name| child.attribute(name).map(str::to_owned));
                    self.walk(child, page);
                    page.close(&kind);
                }
            }
        }
    }

    /// Things to answer inside of feedback are named, since nobody meets them.
    fn unseen(&mut self, node: Node<'_, '_>) {
        for inside in node.descendants().filter(|node| is_interaction(*node)) {
            let what = format!("`{}` stands inside of feedback and was left out.", name(inside));
            self.work.desk.warn(
                "left-out",
                self.lines.at(inside),
                &name(inside),
                what,
                "Look whether it matters.",
            );
        }
    }

    fn inline(&mut self, node: Node<'_, '_>, kind: &str, page: &mut Page<'_>) {
        self.gaps.1 += 1;
        let several = self.gaps.0 > 1;
        let label = if several { format!("({}) ", self.gaps.1) } else { String::new() };
        page.gap(&format!("{label}\\_\\_\\_\\_\\_"));
        let mut made = self.interaction(node, kind);
        if several && made.prompt.is_none() {
            made.prompt = Some(Words::plain(&self.work.desk.language, label.trim(), made.line));
        }
        self.waiting.push(made);
    }

    /// Ends the text so far, and puts what waits for it below it.
    fn cut(&mut self, page: &mut Page<'_>, line: u32) {
        let text = page.cut();
        if !text.is_empty() {
            let words = self.work.desk.words(&text, line, "text");
            self.parts.push(DraftPart::Text(words));
        }
        self.parts.extend(self.waiting.drain(..).map(DraftPart::Interaction));
    }
}

/// Whether nothing else stands in the element around a thing to answer.
fn alone(node: Node<'_, '_>) -> bool {
    let blank = |other: Node<'_, '_>| {
        other == node
            || other.is_comment()
            || (other.is_text() && other.text().unwrap_or_default().trim().is_empty())
    };
    node.parent_element().is_some_and(|parent| name(parent) != "itemBody" && parent.children().all(blank))
}

/// An address that leads nowhere here, so that the reader says so under its own name.
fn outside(address: &str) -> String {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '<' | '>' | '\\');
    let shown: String = address.chars().filter(|c| plain(*c)).take(200).collect();
    if shown.is_empty() { "picture".to_owned() } else { format!("../{}", shown.trim_start_matches('/')) }
}

fn plain(node: Node<'_, '_>, page: &mut Page<'_>, said: &mut String) {
    for child in node.children() {
        if child.is_text() {
            page.text(child.text().unwrap_or_default());
        } else if child.is_element() {
            let kind = name(child);
            match kind.as_str() {
                kind if FEEDBACK.contains(&kind) => {
                    let words = xml::words(child).split_whitespace().collect::<Vec<_>>().join(" ");
                    *said = joined(said, &crate::markup::plain(&words));
                }
                "gap" => page.gap(r"\_\_\_\_\_"),
                "stylesheet" | "catalogInfo" | "prompt" => {}
                "templateBlock" | "templateInline" | "printedVariable" => {
                    page.strangers.insert(kind.clone());
                    plain(child, page, said);
                }
                kind if kind.starts_with("simple") || matches!(kind, "gapText" | "associableHotspot") => {
                    page.open("li", &|_| None);
                    plain(child, page, said);
                    page.close("li");
                    page.block();
                }
                _ => {
                    page.open(&kind, &|name| child.attribute(name).map(str::to_owned));
                    plain(child, page, said);
                    page.close(&kind);
                }
            }
        }
    }
}

/// Child elements of a kind, with those inside of plain wrappers.
pub(super) fn choices<'a, 'd>(node: Node<'a, 'd>, wanted: &str) -> Vec<Node<'a, 'd>> {
    let mut found = Vec::new();
    for child in children(node) {
        if name(child) == wanted { found.push(child) } else { found.extend(choices(child, wanted)) }
    }
    found
}
