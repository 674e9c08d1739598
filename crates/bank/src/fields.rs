//! Reading the fields of a mapping: each is asked for by name, and what nobody asked for is a finding.

use std::collections::HashMap;

use crate::finding::{Log, Severity, nearest, quoted};
use crate::limits::Limits;
use crate::words::{self, Words};
use crate::yaml::{Entry, Node};

/// A mapping being read.
pub(crate) struct Fields<'a> {
    entries: &'a [Entry],
    taken: Vec<bool>,
    asked: Vec<&'static str>,
    /// Where the mapping begins.
    pub(crate) line: u32,
    /// The path before each field's name: `feedback.`, or empty.
    within: String,
    /// How bad a value is that cannot be read.
    wrong: Severity,
    /// How bad a field is that nobody asked for.
    unknown: Severity,
    /// `isCorrect`, `is_correct` and `is-correct` are one field.
    spellings: bool,
}

/// A field's value that was asked for as a word.
#[derive(Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) line: u32,
    pub(crate) text: &'a str,
}

impl<'a> Fields<'a> {
    /// The fields of our own formats: whatever is wrong refuses the file.
    pub(crate) fn strict(node: &'a Node, within: &str, log: &mut Log) -> Option<Self> {
        let Some(entries) = node.map() else {
            let name =
                if within.is_empty() { "The file" } else { &format!("`{}`", within.trim_end_matches('.')) };
            log.add(
                Severity::Error,
                "unreadable",
                node.line,
                within.trim_end_matches('.'),
                format!("{name} is {} where fields are expected.", node.called()),
                "Write `name: value` lines.",
            );
            return None;
        };
        let mut fields = Self::over(entries, node.line, within, Severity::Error);
        fields.unknown = Severity::Error;
        for entry in entries {
            for again in &entry.again {
                let what = format!("`{}` is written twice; first in line {}.", entry.key, entry.line);
                fields.add(
                    log,
                    Severity::Error,
                    "duplicate-field",
                    *again,
                    &entry.key,
                    what,
                    "Delete one of them.",
                );
            }
        }
        Some(fields)
    }

    /// The fields of a foreign format, in any spelling; `wrong` says how bad an unreadable value is.
    pub(crate) fn loose(
        entries: &'a [Entry],
        line: u32,
        within: &str,
        wrong: Severity,
        log: &mut Log,
    ) -> Self {
        let mut fields = Self::over(entries, line, within, wrong);
        fields.spellings = true;
        let mut seen: HashMap<String, (usize, u32)> = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            let (first, twin) = *seen.entry(plain(&entry.key)).or_insert((index, entry.line));
            for again in entry.again.iter().chain((first != index).then_some(&entry.line)) {
                let what =
                    format!("`{}` is written twice; first in line {twin}. The first is used.", entry.key);
                fields.add(log, wrong, "duplicate-field", *again, &entry.key, what, "Delete one of them.");
            }
        }
        fields
    }

    fn over(entries: &'a [Entry], line: u32, within: &str, wrong: Severity) -> Self {
        Self {
            entries,
            taken: vec![false; entries.len()],
            asked: Vec::new(),
            line,
            within: within.to_owned(),
            wrong,
            unknown: Severity::Warning,
            spellings: false,
        }
    }

    /// The path of a field: `feedback.show`.
    pub(crate) fn path(&self, name: &str) -> String {
        format!("{}{name}", self.within)
    }

    #[allow(clippy::too_many_arguments)]
    fn add(
        &self,
        log: &mut Log,
        severity: Severity,
        code: &'static str,
        line: u32,
        name: &str,
        what: String,
        hint: &str,
    ) {
        log.add(severity, code, line, &self.path(name), what, hint);
    }

    /// Complains about a value, as badly as this mapping takes it.
    pub(crate) fn wrong(&self, log: &mut Log, line: u32, name: &str, what: String, hint: &str) {
        self.add(log, self.wrong, "unreadable", line, name, what, hint);
    }

    /// Says that a necessary field is missing.
    pub(crate) fn missing(&self, log: &mut Log, name: &str, hint: &str) {
        let what = format!("`{}` is missing.", self.path(name));
        self.add(log, self.wrong, "required", self.line, name, what, hint);
    }

    /// The field of that name, whatever it holds. All spellings of it count as read.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<&'a Entry> {
        self.asked.push(name);
        let wanted = plain(name);
        let mut found = None;
        for (entry, taken) in self.entries.iter().zip(&mut self.taken) {
            if entry.key == name || (self.spellings && plain(&entry.key) == wanted) {
                *taken = true;
                found = found.or(Some(entry));
            }
        }
        found
    }

    /// A field that holds one value.
    pub(crate) fn word(&mut self, name: &'static str, log: &mut Log) -> Option<Word<'a>> {
        let entry = self.take(name)?;
        match entry.value.scalar() {
            Some(text) => Some(Word { line: entry.line, text }),
            None => {
                let what = format!(
                    "`{}` is {} where one value is expected.",
                    self.path(&entry.key),
                    entry.value.called()
                );
                self.wrong(log, entry.line, name, what, "Write one value.");
                None
            }
        }
    }

    /// A field that is read by `read`; `expected` names what it takes: `Write a whole number.`
    pub(crate) fn value<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        log: &mut Log,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let word = self.word(name, log)?;
        let value = read(word.text.trim());
        if value.is_none() {
            let what = format!("`{}` is {}.", self.path(name), quoted(word.text));
            self.wrong(log, word.line, name, what, expected);
        }
        value
    }

    /// A field that is one of a few words.
    pub(crate) fn one_of<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
        log: &mut Log,
    ) -> Option<T> {
        let word = self.word(name, log)?;
        let found = choices.iter().find(|(spelling, _)| *spelling == word.text).map(|(_, value)| *value);
        if found.is_none() {
            let spellings = choices.iter().map(|(spelling, _)| *spelling);
            let hint = match nearest(word.text, spellings.clone()) {
                Some(meant) => format!("Write `{meant}`."),
                None => format!("Write one of {}.", listed(spellings)),
            };
            let what = format!("`{}` is {}.", self.path(name), quoted(word.text));
            self.wrong(log, word.line, name, what, &hint);
        }
        found
    }

    /// A field that is `true` or `false`.
    pub(crate) fn flag(&mut self, name: &'static str, log: &mut Log) -> Option<bool> {
        self.value(name, "Write `true` or `false`.", log, boolean)
    }

    /// A field that is a whole number from `least` to `most`.
    pub(crate) fn count(&mut self, name: &'static str, least: u32, most: u32, log: &mut Log) -> Option<u32> {
        let expected = format!("Write a whole number from {least} to {most}.");
        self.value(name, &expected, log, |text| {
            crate::number::whole(text).filter(|number| (least..=most).contains(number))
        })
    }

    /// A field that is a name for data.
    pub(crate) fn slug(&mut self, name: &'static str, log: &mut Log) -> Option<exam::Slug> {
        self.value(name, SLUG, log, |text| exam::Slug::parse(text).ok())
    }

    /// A name for data that must be there.
    pub(crate) fn need_slug(&mut self, name: &'static str, log: &mut Log) -> Option<exam::Slug> {
        if !self.entries.iter().any(|entry| entry.key == name) {
            self.missing(log, name, &format!("Add `{name}: ...`. {SLUG}"));
            self.asked.push(name);
            return None;
        }
        self.slug(name, log)
    }

    /// A field that is a list, with at most `most` entries.
    pub(crate) fn list(&mut self, name: &'static str, most: usize, log: &mut Log) -> Option<&'a [Node]> {
        let entry = self.take(name)?;
        let Some(list) = entry.value.list() else {
            let what = format!("`{}` is {} where a list is expected.", self.path(name), entry.value.called());
            self.wrong(log, entry.line, name, what, "Begin each entry with `- `.");
            return None;
        };
        if list.len() > most {
            let what = format!("`{}` has {} entries; {most} are the most.", self.path(name), list.len());
            self.add(log, Severity::Error, "too-large", entry.line, name, what, "Take some out.");
            return None;
        }
        Some(list)
    }

    /// A field that is a list of names for data.
    pub(crate) fn slugs(&mut self, name: &'static str, most: usize, log: &mut Log) -> Vec<(u32, exam::Slug)> {
        let mut slugs = Vec::new();
        for node in self.list(name, most, log).unwrap_or_default() {
            match node.scalar().map(exam::Slug::parse) {
                Some(Ok(slug)) => slugs.push((node.line, slug)),
                _ => {
                    let what = format!("`{}` holds {}.", self.path(name), node.called());
                    self.wrong(log, node.line, name, what, SLUG);
                }
            }
        }
        slugs
    }

    /// A field that is a text in one or more languages; `lang` is the language of a plain one.
    pub(crate) fn words(
        &mut self,
        name: &'static str,
        lang: &str,
        limits: &Limits,
        log: &mut Log,
    ) -> Option<Words> {
        let entry = self.take(name)?;
        let path = self.path(name);
        words::read(&entry.value, entry.line, &path, lang, self.wrong, limits, log)
    }

    /// Complains about everything nobody asked for.
    pub(crate) fn finish(self, log: &mut Log) {
        for (entry, taken) in self.entries.iter().zip(&self.taken) {
            if *taken {
                continue;
            }
            let near = if self.spellings {
                let asked: Vec<_> = self.asked.iter().map(|name| (plain(name), *name)).collect();
                nearest(&plain(&entry.key), asked.iter().map(|(plain, _)| plain.as_str()))
                    .and_then(|meant| asked.iter().find(|(plain, _)| plain == meant).map(|(_, name)| *name))
            } else {
                nearest(&entry.key, self.asked.iter().copied())
            };
            let hint = match near {
                Some(meant) => format!("Did you mean `{meant}`?"),
                None if self.unknown == Severity::Error => "Delete it.".to_owned(),
                None => "It was left out; nothing here reads it.".to_owned(),
            };
            let what = format!("`{}` is no field that means anything here.", self.path(&entry.key));
            self.add(log, self.unknown, "unknown-field", entry.line, &entry.key, what, &hint);
        }
    }
}

/// What a name for data may be.
pub(crate) const SLUG: &str =
    "Use letters, digits, `.`, `_` and `-`, beginning with a letter or digit; at most 64.";

/// `true` or `false`, in YAML 1.2's spellings.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Names for a sentence: `` `a`, `b` or `c` ``.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

/// A key without its spelling: `passPercentage` and `pass_percentage` are both `passpercentage`.
fn plain(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}
