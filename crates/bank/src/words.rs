//! Texts as their authors write them: Markdown, in one or more languages.

use crate::finding::{Log, Severity, quoted};
use crate::limits::Limits;
use crate::yaml::{Kind, Node};

/// A text in Markdown, in one or more languages; the first is the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) line: u32,
    /// Language and text. Never empty.
    pub(crate) variants: Vec<(String, String)>,
}

impl Words {
    pub(crate) fn plain(lang: &str, text: &str, line: u32) -> Self {
        Self { line, variants: vec![(lang.to_owned(), text.trim_end().to_owned())] }
    }

    pub(crate) fn original(&self) -> &str {
        self.variants.first().map_or("", |(_, text)| text)
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.variants.iter().any(|(_, text)| text.trim().is_empty())
    }
}

/// Whether a text can be a BCP 47 language tag, as far as its shape goes.
pub(crate) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = |part: &str| matches!(part.len(), 2 | 3) && part.chars().all(|c| c.is_ascii_alphabetic());
    let subtag = |part: &str| matches!(part.len(), 1..=8) && part.chars().all(|c| c.is_ascii_alphanumeric());
    parts.next().is_some_and(language) && parts.all(subtag)
}

/// Reads a text: plain, or a mapping from language to text.
pub(crate) fn read(
    node: &Node,
    line: u32,
    path: &str,
    lang: &str,
    wrong: Severity,
    limits: &Limits,
    log: &mut Log,
) -> Option<Words> {
    let mut variants = Vec::new();
    match &node.kind {
        Kind::Scalar(text) => variants.push((lang.to_owned(), text.clone())),
        Kind::Map(entries) if !entries.is_empty() => {
            for entry in entries {
                if !is_language(&entry.key) {
                    let what = format!("`{path}` has a wording under {}.", quoted(&entry.key));
                    log.add(
                        wrong,
                        "unreadable",
                        entry.line,
                        path,
                        what,
                        "Write a language, such as `en` or `pt-BR`.",
                    );
                    continue;
                }
                for again in &entry.again {
                    let what = format!("`{path}` has two wordings under `{}`.", entry.key);
                    log.add(wrong, "duplicate-field", *again, path, what, "Delete one of them.");
                }
                match entry.value.scalar() {
                    Some(text) => variants.push((entry.key.clone(), text.to_owned())),
                    None => {
                        let what = format!("`{path}` in `{}` is {}.", entry.key, entry.value.called());
                        log.add(wrong, "unreadable", entry.line, path, what, "Write a text.");
                    }
                }
            }
            // The wording in the bank's language is the original.
            if let Some(own) = variants.iter().position(|(tag, _)| tag == lang) {
                let own = variants.remove(own);
                variants.insert(0, own);
            }
        }
        Kind::Map(_) | Kind::List(_) => {
            let what = format!("`{path}` is {} where a text is expected.", node.called());
            log.add(wrong, "unreadable", line, path, what, "Write a text, in quotation marks or after `|`.");
        }
    }
    if variants.len() > limits.languages {
        let what = format!("`{path}` has {} languages; {} are the most.", variants.len(), limits.languages);
        log.add(Severity::Error, "too-large", line, path, what, "Take some out.");
        return None;
    }
    for (_, text) in &mut variants {
        text.truncate(text.trim_end().len());
        let chars = text.chars().count();
        if chars > limits.text_chars {
            let what = format!("`{path}` has {chars} characters; {} are the most.", limits.text_chars);
            log.add(Severity::Error, "too-large", line, path, what, "Shorten it.");
            return None;
        }
    }
    (!variants.is_empty()).then_some(Words { line, variants })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_the_shape_of_tags() {
        for (tag, fits) in [
            ("en", true),
            ("pt-BR", true),
            ("zh-Hant-TW", true),
            ("e", false),
            ("text", false),
            ("english", false),
            ("en_GB", false),
            ("", false),
            ("en-", false),
        ] {
            assert_eq!(is_language(tag), fits, "{tag}");
        }
    }
}
