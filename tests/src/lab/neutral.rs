//! What a sealed bank gives away to somebody who may not read its answers: by lengths, by names, by order.

use std::collections::{BTreeMap, BTreeSet};

use evidence::Name;
use evidence::v0::{Manifest, Vault};
use exam::Slug;
use exam::item::{Item, Kind};

use crate::Outcome;

/// Answer parts come in steps of so many bytes, and the cipher's tag.
const STEP: u64 = 1024;
const TAG: u64 = 16;
/// Places of four options at which right ones stand more unevenly than chance does once in a million campaigns.
const UNEVEN: f64 = 30.7;

/// A bank's items, opened with its vault.
pub fn items(bank: &evidence::bank::Bank, vault: &Vault) -> Outcome<Vec<Item>> {
    let open = |row: &evidence::v0::ManifestItemDoc| {
        let key = vault.content.get(&evidence::bank::item_entry(&row.item)).ok_or("an item without a key")?;
        Ok(bank.item(&row.item, key)?)
    };
    bank.manifest().items.iter().map(open).collect()
}

/// What the lengths of answer parts say about answers.
pub fn lengths(manifest: &Manifest) -> Vec<String> {
    let uneven = |row: &&evidence::v0::ManifestItemDoc| {
        row.answer.length.checked_sub(TAG).is_none_or(|plain| plain == 0 || !plain.is_multiple_of(STEP))
    };
    let told = |row: &evidence::v0::ManifestItemDoc| {
        format!("the answer of {} has its own length, {} bytes", row.item.0, row.answer.length)
    };
    manifest.items.iter().filter(uneven).map(told).collect()
}

/// What names and order of sealed options say, beside what their author wrote.
pub fn options(sealed: &[Item], source: &bank::Bank) -> Vec<String> {
    let mut wrong = Vec::new();
    let authored: BTreeSet<&Slug> =
        source.items.iter().flat_map(|item| choices(&item.item)).flat_map(|(_, ids, _)| ids).collect();
    let mut known: BTreeMap<&Slug, &Slug> = BTreeMap::new();
    for item in sealed {
        for (interaction, ids, shuffled) in choices(item) {
            for id in &ids {
                if authored.contains(id) {
                    wrong.push(format!("{}: an option still has its author's name", item.id));
                }
                if let Some(other) = known.insert(id, &item.id) {
                    wrong.push(format!("{} and {other}: options of one name", item.id));
                }
            }
            if shuffled && !ids.is_sorted() {
                wrong.push(format!(
                    "{}: the options of {interaction} stand in an order of their own",
                    item.id
                ));
            }
        }
    }
    wrong
}

fn choices(item: &Item) -> impl Iterator<Item = (&Slug, Vec<&Slug>, bool)> {
    item.interactions().filter_map(|interaction| match &interaction.kind {
        Kind::Choice { options, shuffle, .. } => {
            Some((&interaction.id, options.iter().map(|option| &option.id).collect(), *shuffle))
        }
        Kind::TextEntry { .. } => None,
    })
}

/// Where among four options the right one stands, over many banks.
#[derive(Debug, Default)]
pub struct Places([u64; 4]);

impl Places {
    /// Counts the right options of a bank's single choices among four.
    pub fn count(&mut self, bank: &evidence::bank::Bank, vault: &Vault, items: &[Item]) -> Outcome<()> {
        for item in items {
            let answer = vault.answers.get(&Name(item.id.clone())).ok_or("an item without an answer key")?;
            let key = bank.key(&item.id, answer)?;
            for (interaction, ids, shuffled) in choices(item) {
                let Some(exam::item::PartKey::Choice { accepted }) = key.parts.get(interaction) else {
                    continue;
                };
                if let (true, 4, [right]) = (shuffled, ids.len(), accepted.as_slice())
                    && let (1, Some(at)) = (right.len(), ids.iter().position(|id| right.contains(*id)))
                {
                    self.0[at] += 1;
                }
            }
        }
        Ok(())
    }

    /// Counts one right option at a place.
    pub fn one(&mut self, at: usize) {
        self.0[at % 4] += 1;
    }

    /// Whether some place is better to guess than another: chi-squared over four places.
    pub fn check(&self) -> Vec<String> {
        let expected = self.0.iter().sum::<u64>() as f64 / 4.0;
        if expected == 0.0 {
            return Vec::new();
        }
        let odd: f64 = self.0.iter().map(|seen| (*seen as f64 - expected).powi(2) / expected).sum();
        if odd < UNEVEN {
            return Vec::new();
        }
        vec![format!("right options stand unevenly among four places: {:?}", self.0)]
    }
}
