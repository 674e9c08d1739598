//! A bank source as text: what stands above its items, each item, and what stands below. Comments stay where they are.

use exam::Slug;

use crate::finding::{Log, Refused};
use crate::limits::Limits;
use crate::yaml;

/// The pieces of a bank source. Put together they are the same text.
#[derive(Debug)]
pub(super) struct Chunks {
    pub(super) head: String,
    pub(super) items: Vec<(Slug, String)>,
    tail: String,
}

impl Chunks {
    /// Cuts a source that reads well.
    pub(super) fn of(file: &str, text: &str, limits: &Limits) -> Result<Self, Refused> {
        let log = Log::new(file, "");
        let node = yaml::parse(&log, text, 0, limits)?;
        let entries = node.map().unwrap_or_default();
        let list = entries.iter().find(|entry| entry.key == "items");
        let nodes = list.and_then(|entry| entry.value.list()).unwrap_or_default();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let mut starts = Vec::new();
        for node in nodes {
            let id = node.map().and_then(|fields| fields.iter().find(|field| field.key == "id"));
            let id = id.and_then(|id| id.value.scalar()).and_then(|id| Slug::parse(id).ok());
            let at = (node.line as usize).saturating_sub(1);
            let dashed = lines.get(at).is_some_and(|line| line.trim_start().starts_with('-'));
            match id.filter(|_| dashed && starts.last().is_none_or(|(before, _)| *before < at)) {
                Some(id) => starts.push((at, id)),
                None => {
                    let what = "The questions are not written one below the other, so they cannot be merged.";
                    return Err(log.fail(
                        "conflict",
                        node.line,
                        what,
                        "Begin each question on a line of its own with `- id:`.",
                    ));
                }
            }
        }
        let below = entries
            .iter()
            .map(|entry| entry.line as usize)
            .filter(|line| list.is_some_and(|list| *line > list.line as usize));
        let end = below.min().map_or(lines.len(), |line| above(&lines, line.saturating_sub(1), 0));
        let mut cuts: Vec<usize> = Vec::new();
        for (at, _) in &starts {
            let indent = lines.get(*at).map_or(0, |line| line.len() - line.trim_start().len());
            cuts.push(above(&lines, *at, indent).max(cuts.last().map_or(0, |cut| cut + 1)));
        }
        let first = cuts.first().copied().unwrap_or(end);
        let piece = |from: usize, to: usize| lines.get(from..to).unwrap_or_default().concat();
        let items = starts.iter().enumerate().map(|(index, (_, id))| {
            let to = cuts.get(index + 1).copied().unwrap_or(end);
            (id.clone(), piece(cuts.get(index).copied().unwrap_or(end), to))
        });
        Ok(Self { items: items.collect(), head: piece(0, first), tail: piece(end, lines.len()) })
    }

    pub(super) fn get(&self, id: &Slug) -> Option<&str> {
        self.items.iter().find(|(known, _)| known == id).map(|(_, text)| text.as_str())
    }

    pub(super) fn set(&mut self, id: &Slug, text: String) {
        if let Some((_, old)) = self.items.iter_mut().find(|(known, _)| known == id) {
            *old = text;
        }
    }

    /// Puts a new item below another, or below all.
    pub(super) fn insert(&mut self, id: Slug, text: String, after: Option<&Slug>) {
        let place = after.and_then(|after| self.items.iter().position(|(known, _)| known == after));
        let at = place.map_or(self.items.len(), |place| place + 1);
        if let Some((_, before)) = at.checked_sub(1).and_then(|at| self.items.get_mut(at))
            && !before.ends_with('\n')
        {
            before.push('\n');
        }
        if self.items.is_empty() {
            self.head = self.head.replace("items: []\n", "items:\n");
        }
        self.items.insert(at, (id, text));
    }

    /// The line an item begins in.
    pub(super) fn line(&self, id: &Slug) -> u32 {
        let mut lines = self.head.matches('\n').count();
        for (known, text) in &self.items {
            if known == id {
                lines += text.lines().take_while(|line| !line.trim_start().starts_with("- ")).count();
                break;
            }
            lines += text.matches('\n').count();
        }
        u32::try_from(lines + 1).unwrap_or(u32::MAX)
    }

    /// The whole text.
    pub(super) fn text(&self) -> String {
        let mut out = self.head.clone();
        for (_, text) in &self.items {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(text);
        }
        if !self.tail.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        out.push_str(&self.tail);
        out
    }
}

/// The first of the empty lines and comments right above a line, as far as they are not indented deeper.
fn above(lines: &[&str], line: usize, indent: usize) -> usize {
    let belongs = |line: &&str| {
        let words = line.trim();
        words.is_empty() || (words.starts_with('#') && line.len() - line.trim_start().len() <= indent)
    };
    let mut at = line;
    while at > 0 && lines.get(at - 1).is_some_and(belongs) {
        at -= 1;
    }
    at
}
