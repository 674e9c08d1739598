//! A bank source in the formats of other programs. What a format cannot say is listed, never left out in silence.

use std::collections::BTreeMap;

use crate::draft::{DraftInteraction, DraftItem, DraftKind, DraftPart};
use crate::finding::{Finding, Log, Severity};
use crate::import::Imported;
use crate::words::Words;

mod academy;
mod gift;
mod qti3;
mod xhtml;

pub use academy::academy;
pub use gift::gift;
pub use qti3::qti3;

/// A bank in another format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What the format could not say: a finding each, with question and field.
    pub lost: Vec<Finding>,
}

/// Collects what is lost while a bank is written.
pub(crate) struct Losses {
    log: Log,
    format: &'static str,
}

impl Losses {
    /// Begins with what none of the formats has a place for beside the items. Pages of reference among them: QTI shows
    /// shared material with single items, never during a whole test.
    fn new(imported: &Imported, format: &'static str) -> Self {
        let mut losses = Self { log: Log::new(&imported.bank.file, ""), format };
        let draft = &imported.draft;
        for page in &draft.references {
            losses.say(None, &format!("references.{}", page.id));
        }
        for competency in draft.competencies.iter().filter(|competency| !competency.reading.is_empty()) {
            losses.say(None, &format!("competencies.{}.read", competency.id));
        }
        for (field, has) in
            [("reviewers", !draft.reviewers.is_empty()), ("silence", !draft.silenced.is_empty())]
        {
            if has {
                losses.say(None, field);
            }
        }
        losses
    }

    fn say(&mut self, item: Option<&DraftItem>, field: &str) {
        self.log.item = item.map(|item| item.id.to_string());
        let line = item.map_or(0, |item| item.line);
        let what = format!("`{field}` cannot be said in {} and is not in the exported file.", self.format);
        self.log.add(Severity::Warning, "left-out", line, field, what, "Keep the bank source.");
    }

    /// A question that is not in the exported file at all.
    fn skip(&mut self, item: &DraftItem, field: &str) {
        self.log.item = Some(item.id.to_string());
        let what = format!(
            "A question like this cannot be said in {}; it is not in the exported file.",
            self.format
        );
        self.log.add(Severity::Warning, "unsupported", item.line, field, what, "Keep the bank source.");
    }

    /// What no format but ours says of an item.
    fn about(&mut self, item: &DraftItem, fields: &[&str]) {
        let meta = &item.meta;
        let has: BTreeMap<&str, bool> = BTreeMap::from([
            ("points", item.points.is_some()),
            ("unscored", item.unscored),
            ("state", item.state.is_some()),
            ("stimulus", item.stimulus.is_some()),
            ("difficulty", meta.difficulty.is_some()),
            ("reading_seconds", meta.reading_seconds.is_some()),
            ("author", meta.author.is_some()),
            ("source", meta.source.is_some()),
            ("silence", !meta.silenced.is_empty()),
            ("defects", !item.carried.is_empty()),
        ]);
        for (field, _) in has.iter().filter(|(field, has)| **has && !fields.contains(field)) {
            self.say(Some(item), field);
        }
        let texts = item.body.iter().flat_map(|part| match part {
            DraftPart::Text(words) => vec![words],
            DraftPart::Interaction(one) => words_of(one),
        });
        if texts.chain(&item.explanation).any(|words| words.variants.len() > 1) {
            self.say(Some(item), "languages");
        }
    }

    fn done(self) -> Vec<Finding> {
        self.log.found
    }
}

fn words_of(interaction: &DraftInteraction) -> Vec<&Words> {
    let mut words: Vec<&Words> = interaction.prompt.iter().collect();
    if let DraftKind::Choice { options, .. } = &interaction.kind {
        words.extend(options.iter().map(|option| &option.text));
    }
    words
}

/// Whether Markdown shows a picture.
fn has_picture(words: &Words) -> bool {
    words.original().contains("![")
}
