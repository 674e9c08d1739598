//! The early finisher: somebody who has seen a form, kept every key its machine was given, and passes them on.

use std::collections::{BTreeMap, BTreeSet};

use evidence::Secret;
use evidence::bank::Bank;
use exam::Slug;

use super::sealed::Parts;
use crate::Outcome;

/// What the keys a machine was given open that they should not, and what they should and do not.
pub fn check(bank: &Bank, form: &[Slug], keys: &BTreeMap<String, Secret>) -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    let mut own = BTreeSet::new();
    for item in form {
        own.extend(bank.listed(item)?.needs.iter().map(String::as_str));
    }
    for name in keys.keys().filter(|name| !own.contains(name.as_str())) {
        wrong.push(format!("a key to {name} was given, which is outside the form"));
    }
    let parts = Parts::of(bank)?;
    for name in own {
        match keys.get(name) {
            Some(key) if bank.entry(name, key).is_ok() => {}
            _ => wrong.push(format!("{name} is in the form and does not open")),
        }
    }
    for (named, key) in keys {
        for part in parts.names().filter(|part| part != named) {
            if parts.open(part, key).is_some() {
                wrong.push(format!("the key to {named} opens {part}"));
            }
        }
        for entry in bank.manifest().entries.iter().filter(|entry| entry.entry != *named) {
            if bank.entry(&entry.entry, key).is_ok() {
                wrong.push(format!("the key to {named} is taken for {}", entry.entry));
            }
        }
        for item in &bank.manifest().items {
            if bank.key(&item.item, key).is_ok() {
                wrong.push(format!("the key to {named} is taken for the answer of {}", item.item.0));
            }
        }
    }
    Ok(wrong)
}
