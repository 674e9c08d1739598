//! A second reading of a sealed bank, from its description alone: where each encrypted part lies, and what comes out
//! of it with any key, whatever the manifest says the key should be.

use std::collections::BTreeMap;
use std::ops::Range;

use evidence::bank::Bank;
use evidence::keys::decrypt;
use evidence::{Bytes, Secret};
use exam::Slug;

use crate::Outcome;

/// The encrypted parts of a bank by name: its entries, and `answer/ITEM`.
pub struct Parts<'a> {
    bank: &'a Bank,
    at: BTreeMap<String, Range<usize>>,
}

/// What stands in an item's answer part.
pub struct Answer {
    /// What the commitment is keyed with.
    pub secret: Vec<u8>,
    /// The item's key: JSON.
    pub key: Vec<u8>,
}

/// The name of an item's answer part.
pub fn answer_part(item: &Slug) -> String {
    format!("answer/{item}")
}

impl<'a> Parts<'a> {
    /// Finds them: they fill the end of the file, entries first, answers after them.
    pub fn of(bank: &'a Bank) -> Outcome<Self> {
        let manifest = bank.manifest();
        let entries = manifest.entries.iter().map(|entry| (entry.entry.clone(), entry.blob.length));
        let answers = manifest.items.iter().map(|item| (answer_part(&item.item), item.answer.length));
        let lengths: Vec<(String, usize)> = entries
            .chain(answers)
            .map(|(name, length)| Ok((name, usize::try_from(length)?)))
            .collect::<Outcome<_>>()?;
        let whole: usize = lengths.iter().map(|(_, length)| length).sum();
        let mut begin = bank.as_bytes().len().checked_sub(whole).ok_or("a bank shorter than its parts")?;
        let mut at = BTreeMap::new();
        for (name, length) in lengths {
            at.insert(name, begin..begin + length);
            begin += length;
        }
        Ok(Self { bank, at })
    }

    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.at.keys().map(String::as_str)
    }

    /// A part's encrypted bytes with the nonce they were encrypted under in front.
    pub fn encrypted(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = self.bank.as_bytes().get(self.at.get(name)?.clone())?;
        Some([&[0; 12], bytes].concat())
    }

    /// What is authenticated with a part.
    pub fn context(&self, name: &str) -> Vec<u8> {
        let bank = self.bank.manifest().bank;
        [b"invigil/v0/blob\0", bank.as_bytes().as_slice(), name.as_bytes()].concat()
    }

    /// What comes out of a part with a key, if anything.
    pub fn open(&self, name: &str, key: &Secret) -> Option<Vec<u8>> {
        decrypt(key, &self.context(name), &self.encrypted(name)?)
    }

    /// What stands in an item's answer part.
    pub fn answer(&self, item: &Slug, key: &Secret) -> Outcome<Answer> {
        let plain = self.open(&answer_part(item), key).ok_or("an answer part that does not open")?;
        let read: serde_json::Value = serde_json::from_slice(&plain)?;
        let field = |name: &str| -> Outcome<Vec<u8>> {
            Ok(serde_json::from_value::<Bytes>(read.get(name).cloned().unwrap_or_default())?.0)
        };
        Ok(Answer { secret: field("secret")?, key: field("key")? })
    }
}
