//! Writes an imported bank down as a bank source, which reads back to the same bank.

use crate::draft::{Draft, DraftInteraction, DraftItem, DraftKind, DraftPart};
use crate::finding::Finding;
use crate::import::Imported;
use crate::model::Silences;
use crate::words::Words;

/// The bank source of an import. Defects that cannot be seen in a question itself are written beside it, so that
/// they are still there when it is read.
pub fn write_source(imported: &Imported) -> String {
    draft(&imported.draft)
}

pub(crate) fn draft(draft: &Draft) -> String {
    let mut page = Page { out: format!("invigil: {}\n", crate::source::FORMAT), language: &draft.language };
    page.words(0, "title", &draft.title);
    page.field(0, "language", &scalar(&draft.language));
    page.field(0, "use", draft.usage.as_str());
    page.hints(draft);
    page.silences(0, &draft.silenced);
    if !draft.reviewers.is_empty() {
        page.line(0, "reviewers:");
        for reviewer in &draft.reviewers {
            page.line(1, &format!("- name: {}", quote(&reviewer.name)));
            page.field(2, "key", &quote(&reviewer.key_text()));
        }
    }
    if !draft.competencies.is_empty() {
        page.line(0, "competencies:");
        for competency in &draft.competencies {
            page.line(1, &format!("- id: {}", scalar(competency.id.as_str())));
            page.words(2, "title", &competency.title);
            if !competency.reading.is_empty() {
                page.line(2, "read:");
            }
            for reading in &competency.reading {
                page.line(3, &format!("- title: {}", scalar(&reading.title)));
                page.field(4, "at", &scalar(&reading.at));
            }
        }
    }
    if !draft.stimuli.is_empty() {
        page.line(0, "stimuli:");
        for (id, text) in &draft.stimuli {
            page.words(1, &scalar(id.as_str()), text);
        }
    }
    if !draft.references.is_empty() {
        page.line(0, "references:");
        for reference in &draft.references {
            page.line(1, &format!("- id: {}", scalar(reference.id.as_str())));
            page.words(2, "title", &reference.title);
            page.words(2, "text", &reference.body);
        }
    }
    page.line(0, if draft.items.is_empty() { "items: []" } else { "items:" });
    for item in &draft.items {
        page.item(item);
    }
    page.out
}

struct Page<'a> {
    out: String,
    language: &'a str,
}

impl Page<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        self.out.push_str(&"  ".repeat(depth));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn field(&mut self, depth: usize, name: &str, value: &str) {
        self.line(depth, &format!("{name}: {value}"));
    }

    fn words(&mut self, depth: usize, name: &str, words: &Words) {
        match words.variants.as_slice() {
            [(lang, text)] if lang == self.language => self.text(depth, name, text),
            variants => {
                self.line(depth, &format!("{name}:"));
                for (lang, text) in variants {
                    self.text(depth + 1, &scalar(lang), text);
                }
            }
        }
    }

    fn text(&mut self, depth: usize, name: &str, text: &str) {
        if !fits_block(text) {
            return self.field(depth, name, &quote(text));
        }
        self.line(depth, &format!("{name}: |-"));
        for line in text.lines() {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.line(depth + 1, line);
            }
        }
    }

    fn hints(&mut self, draft: &Draft) {
        let hints = &draft.hints;
        let fields: Vec<(&str, String)> = [
            ("title", hints.title.as_ref().filter(|title| !title.is_empty()).map(|title| quote(title))),
            ("pass_percent", hints.pass_mark.map(|mark| mark.to_string())),
            ("minutes", hints.minutes.map(|n| n.to_string())),
            ("attempts", hints.attempts.map(|n| n.to_string())),
            ("draw", hints.draw.map(|n| n.to_string())),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .collect();
        if fields.is_empty() {
            return;
        }
        self.line(0, "exam_hints: # what the imported page said; the programme file decides");
        for (name, value) in fields {
            self.field(1, name, &value);
        }
    }

    fn silences(&mut self, depth: usize, silenced: &Silences) {
        if !silenced.is_empty() {
            self.line(depth, "silence:");
            for (rule, silence) in silenced {
                self.field(depth + 1, rule, &quote(&silence.reason));
            }
        }
    }

    fn item(&mut self, item: &DraftItem) {
        self.line(0, "");
        self.line(1, &format!("- id: {}", scalar(item.id.as_str())));
        if !item.carried.is_empty() {
            self.line(2, "defects: # mend the question, then delete the entry");
            for defect in item.carried.iter().take(DraftItem::MOST_DEFECTS) {
                self.defect(defect);
            }
        }
        if !item.competencies.is_empty() {
            let names: Vec<String> = item.competencies.iter().map(|id| scalar(id.as_str())).collect();
            self.field(2, "competencies", &format!("[{}]", names.join(", ")));
        }
        let fields = [
            ("state", item.state.map(|state| state.as_str().to_owned())),
            ("points", item.points.map(|points| points.to_string())),
            (
                "unscored",
                (item.unscored && item.state != Some(crate::State::Pilot)).then(|| "true".to_owned()),
            ),
            ("difficulty", item.meta.difficulty.as_deref().map(quote)),
            ("reading_seconds", item.meta.reading_seconds.map(|seconds| seconds.to_string())),
            ("author", item.meta.author.as_deref().map(quote)),
            ("source", item.meta.source.as_deref().map(quote)),
            ("stimulus", item.stimulus.as_ref().map(|id| scalar(id.as_str()))),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                self.field(2, name, &value);
            }
        }
        self.silences(2, &item.meta.silenced);
        if let Some((text, only)) = item.short() {
            self.words(2, "text", text);
            self.interaction(2, only);
        } else {
            self.line(2, "body:");
            for part in &item.body {
                match part {
                    DraftPart::Text(words) => {
                        self.line(3, "-");
                        self.words(4, "text", words);
                    }
                    DraftPart::Interaction(interaction) => {
                        self.line(3, "- interaction:");
                        self.field(5, "id", &scalar(interaction.id.as_str()));
                        self.field(5, "weight", &interaction.weight.to_string());
                        self.interaction(5, interaction);
                    }
                }
            }
        }
        if let Some(explanation) = &item.explanation {
            self.words(2, "explanation", explanation);
        }
    }

    fn defect(&mut self, defect: &Finding) {
        self.line(3, &format!("- code: {}", defect.code));
        if let Some(field) = &defect.field {
            self.field(4, "field", &quote(field));
        }
        for (name, text) in [("what", &defect.what), ("hint", &defect.hint)] {
            if !text.trim().is_empty() {
                self.field(4, name, &quote(text));
            }
        }
    }

    fn interaction(&mut self, depth: usize, interaction: &DraftInteraction) {
        if let Some(prompt) = &interaction.prompt {
            self.words(depth, "prompt", prompt);
        }
        match &interaction.kind {
            DraftKind::Choice { several, shuffle, options, also } => {
                self.field(depth, "type", if *several { "multiple" } else { "single" });
                if !shuffle {
                    self.field(depth, "shuffle", "false");
                }
                self.line(depth, if options.is_empty() { "options: []" } else { "options:" });
                for option in options {
                    self.line(depth + 1, &format!("- id: {}", scalar(option.id.as_str())));
                    self.words(depth + 2, "text", &option.text);
                    if option.correct {
                        self.field(depth + 2, "correct", "true");
                    }
                }
                if !also.is_empty() {
                    self.line(depth, "also: # these sets of options are right too");
                    for set in also {
                        let ids: Vec<String> = set.iter().map(|id| scalar(id.as_str())).collect();
                        self.line(depth + 1, &format!("- [{}]", ids.join(", ")));
                    }
                }
            }
            DraftKind::TrueFalse { answer, labels } => {
                self.field(depth, "type", "true-false");
                if let Some((yes, no)) = labels {
                    self.line(depth, "labels:");
                    self.words(depth + 1, "\"true\"", yes);
                    self.words(depth + 1, "\"false\"", no);
                }
                if let Some(answer) = answer {
                    self.field(depth, "answer", if *answer { "true" } else { "false" });
                }
            }
            DraftKind::ShortText { accept, case_sensitive, max_chars } => {
                self.field(depth, "type", "short-text");
                let accepted: Vec<String> = accept.iter().map(|text| quote(text)).collect();
                self.field(depth, "accept", &format!("[{}]", accepted.join(", ")));
                if *case_sensitive {
                    self.field(depth, "case_sensitive", "true");
                }
                self.field(depth, "max_chars", &max_chars.to_string());
            }
            DraftKind::Essay { max_chars } => {
                self.field(depth, "type", "essay");
                self.field(depth, "max_chars", &max_chars.to_string());
            }
        }
    }
}

/// Whether a text can stand after `|-` and come back the same.
fn fits_block(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with(['\n', ' ', '\t'])
        && !text.ends_with('\n')
        && text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c))
        && text.lines().all(|line| line.is_empty() || !line.trim().is_empty())
}

fn is_printable(c: char) -> bool {
    let odd = matches!(c, '\u{85}' | '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}');
    !c.is_control() && !odd && c <= '\u{2ffff}'
}

/// A name, in quotation marks where YAML would make something else of it.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if plain { text.to_owned() } else { quote(text) }
}

/// A text in quotation marks, on one line, whatever is in it.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if is_printable(c) => quoted.push(c),
            c => quoted.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}
