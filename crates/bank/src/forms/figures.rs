//! The equivalence table: what forms are made of, over all of them.

use std::collections::BTreeMap;

use exam::Slug;
use exam::item::Kind;
use exam::programme::Exam;

use crate::model::{Bank, SourceItem};

/// A figure over many forms.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
    /// All of them together.
    pub sum: f64,
    /// How many there are.
    pub count: u64,
}

impl Spread {
    /// One more.
    pub(super) fn add(&mut self, value: f64) {
        self.min = if self.count == 0 { value } else { self.min.min(value) };
        self.max = if self.count == 0 { value } else { self.max.max(value) };
        self.sum += value;
        self.count += 1;
    }

    /// The mean; nothing where there is nothing.
    pub fn mean(&self) -> f64 {
        // Nobody draws so many forms that a float could not count them.
        if self.count == 0 { 0.0 } else { self.sum / self.count as f64 }
    }

    /// Whether all are the same.
    pub fn is_equal(&self) -> bool {
        self.min == self.max
    }
}

/// A row of the equivalence table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What is counted: `competency`, `type`, `difficulty`, `reading seconds`.
    pub what: &'static str,
    /// Which of them; empty where there is only one.
    pub name: String,
    /// How many items of a form, or how many seconds.
    pub spread: Spread,
}

/// The table while forms are added.
pub(super) struct Table<'a> {
    bank: &'a Bank,
    competencies: BTreeMap<Slug, Spread>,
    types: BTreeMap<&'static str, Spread>,
    difficulties: BTreeMap<String, Spread>,
    seconds: Spread,
    unstated: Spread,
}

impl<'a> Table<'a> {
    pub(super) fn new(bank: &'a Bank, exam: &Exam) -> Self {
        let named = bank.competencies.iter().map(|named| named.id.clone());
        let drawn = exam.blueprint.iter().filter_map(|cell| cell.competency.clone());
        let empty = Spread::default();
        Self {
            bank,
            competencies: named.chain(drawn).map(|id| (id, empty)).collect(),
            types: bank.items.iter().map(|item| (kind(item), empty)).collect(),
            difficulties: bank.items.iter().map(|item| (difficulty(item), empty)).collect(),
            seconds: empty,
            unstated: empty,
        }
    }

    pub(super) fn add(&mut self, form: &[&SourceItem]) {
        let count = |fits: &dyn Fn(&SourceItem) -> bool| form.iter().filter(|item| fits(item)).count() as f64;
        for (id, spread) in &mut self.competencies {
            spread.add(count(&|item| item.competencies.contains(id)));
        }
        for (name, spread) in &mut self.types {
            spread.add(count(&|item| kind(item) == *name));
        }
        for (name, spread) in &mut self.difficulties {
            spread.add(count(&|item| difficulty(item) == *name));
        }
        let stated: Vec<f64> =
            form.iter().filter_map(|item| item.meta.reading_seconds).map(f64::from).collect();
        self.unstated.add((form.len() - stated.len()) as f64);
        if !stated.is_empty() {
            self.seconds.add(stated.iter().sum::<f64>() / stated.len() as f64);
        }
    }

    pub(super) fn rows(self) -> Vec<Row> {
        let row = |what, name: String, spread| Row { what, name, spread };
        let title = |id: &Slug| match self.bank.competencies.iter().any(|named| named.id == *id) {
            true => id.to_string(),
            false => format!("{id} (not in the bank)"),
        };
        let mut rows: Vec<Row> =
            self.competencies.iter().map(|(id, spread)| row("competency", title(id), *spread)).collect();
        rows.extend(self.types.into_iter().map(|(name, spread)| row("type", name.to_owned(), spread)));
        rows.extend(self.difficulties.into_iter().map(|(name, spread)| row("difficulty", name, spread)));
        if self.seconds.count > 0 {
            rows.push(row("reading seconds", "mean of an item".to_owned(), self.seconds));
        }
        if self.unstated.max > 0.0 {
            rows.push(row("reading seconds", "items that do not state them".to_owned(), self.unstated));
        }
        rows
    }
}

/// A word for how an item is answered.
fn kind(item: &SourceItem) -> &'static str {
    let mut kinds = item.item.interactions().map(|interaction| &interaction.kind);
    match (kinds.next(), kinds.next()) {
        (Some(_), Some(_)) => "several interactions",
        (Some(Kind::Choice { max, shuffle, options, .. }), None) => {
            let names = options.iter().map(|option| option.id.as_str());
            if *max > 1 {
                "multiple"
            } else if !shuffle && names.eq(["true", "false"]) {
                "true-false"
            } else {
                "single"
            }
        }
        (Some(Kind::TextEntry { .. }), None) => "short-text",
        (None, _) => "none",
    }
}

fn difficulty(item: &SourceItem) -> String {
    item.meta.difficulty.clone().unwrap_or_else(|| "not stated".to_owned())
}
