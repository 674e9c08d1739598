//! Forms before anybody sits one: drawn in number, checked against their blueprint, compared with each other.
//!
//! What is drawn here is drawn by the frozen algorithm of [`exam::form`], so a seed gives the form it would give a
//! candidate. The seeds themselves are made from one, see [`seed_of`], and nobody else uses them.

use std::collections::{BTreeMap, BTreeSet};

use exam::form::{Candidate, Form, Seed, TooFew, draw};
use exam::programme::{Cell, Exam};
use exam::{Points, Slug};

use crate::model::{Bank, SourceItem};

mod figures;

pub use figures::{Row, Spread};

/// Most and fewest people whose attempts are played through for [`Study::attempts`].
const PEOPLE: (u64, u64) = (100, 10);
/// Items that are looked at for all of them together: a person looks at the whole bank for each form that is in it. A
/// bank of two thousand items and forms of twenty is played through by a hundred people.
const LOOKS: u64 = 10_000_000;
/// Nobody sits more attempts than these.
const MOST_ATTEMPTS: u32 = 1_000;

/// What many forms of one exam have in common, and what not.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// How many forms were drawn.
    pub count: u64,
    /// How many items each has.
    pub items: u32,
    /// Forms that do not obey the blueprint, by number, and why. An empty list is what anybody expects.
    pub wrong: Vec<(u64, String)>,
    /// What a form is worth at most.
    pub points: Spread,
    /// What forms are made of, a row for each figure.
    pub table: Vec<Row>,
    /// How often an item is used, over the items that the blueprint can use.
    pub exposure: Spread,
    /// Half of these items are used no more often than this.
    pub exposure_median: f64,
    /// How often each item is used, the most used first.
    pub used: Vec<(Slug, u64)>,
    /// Items that the blueprint can use and no form has.
    pub never_used: Vec<Slug>,
    /// Items that no row of the blueprint can use.
    pub unusable: Vec<Slug>,
    /// Items that a form shares with the one before it.
    pub overlap: Spread,
    /// How many attempts one person can have without meeting an item twice, over a hundred people; over
    /// fewer, never under ten, where the bank is large and each of them takes long.
    pub attempts: Spread,
}

/// The seed of form `number`: SHA-256 over a tag, the seed and the number in eight bytes, the least first.
pub fn seed_of(seed: Seed, number: u64) -> Seed {
    let mut bytes = b"invigil forms/v0".to_vec();
    bytes.extend_from_slice(&seed);
    bytes.extend_from_slice(&number.to_le_bytes());
    evidence::sha256(&bytes).0
}

/// Draws `count` forms and compares them. Refuses where a blueprint's row cannot be filled.
pub fn study(bank: &Bank, exam: &Exam, count: u64, seed: Seed) -> Result<Study, TooFew> {
    let mut candidates = bank.candidates();
    let items: BTreeMap<&Slug, &SourceItem> = bank.items.iter().map(|item| (&item.item.id, item)).collect();
    let mut used: BTreeMap<Slug, u64> = BTreeMap::new();
    let mut unusable = Vec::new();
    for candidate in &candidates {
        if exam.blueprint.iter().any(|cell| fits(candidate, cell)) {
            used.insert(candidate.item.clone(), 0);
        } else {
            unusable.push(candidate.item.clone());
        }
    }
    // A draw sorts by name, whatever the order; what is sorted already is sorted at once.
    candidates.sort_by(|a, b| a.item.cmp(&b.item));
    let known: BTreeMap<&Slug, &Candidate> = candidates.iter().map(|known| (&known.item, known)).collect();
    let (mut points, mut overlap) = (Spread::default(), Spread::default());
    let mut wrong = Vec::new();
    let mut table = figures::Table::new(bank, exam);
    let mut before: Option<BTreeSet<Slug>> = None;
    for number in 0..count {
        let form = draw(&candidates, &exam.blueprint, seed_of(seed, number))?;
        wrong.extend(disobeys(&form, &known, &exam.blueprint).map(|why| (number, why)));
        let drawn: Vec<&SourceItem> = form.items.iter().filter_map(|id| items.get(id).copied()).collect();
        points.add(in_points(maximum(&drawn, exam)));
        table.add(&drawn);
        for item in &form.items {
            *used.entry(item.clone()).or_default() += 1;
        }
        let now: BTreeSet<Slug> = form.items.into_iter().collect();
        if let Some(before) = before.replace(now.clone()) {
            overlap.add(before.intersection(&now).count() as f64);
        }
    }
    let mut exposure = Spread::default();
    used.values().for_each(|times| exposure.add(*times as f64));
    let mut used: Vec<(Slug, u64)> = used.into_iter().collect();
    used.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let never_used = used.iter().filter(|(_, times)| *times == 0).map(|(id, _)| id.clone()).collect();
    Ok(Study {
        count,
        items: exam.items(),
        wrong,
        points,
        table: table.rows(),
        exposure,
        exposure_median: median(&used),
        used,
        never_used,
        unusable,
        overlap,
        attempts: attempts(&candidates, &exam.blueprint, seed)?,
    })
}

/// Points as a number for a table.
fn in_points(points: Points) -> f64 {
    // Ten thousand points of an item, and as many items, are counted exactly.
    points.0 as f64 / Points::ONE as f64
}

/// What a form is worth at most.
fn maximum(items: &[&SourceItem], exam: &Exam) -> Points {
    items.iter().filter(|item| !item.unscored).map(|item| item.points.unwrap_or(exam.points_per_item)).sum()
}

/// The middle of counts that are sorted.
fn median(used: &[(Slug, u64)]) -> f64 {
    let at = |index: usize| used.get(index).map_or(0.0, |(_, times)| *times as f64);
    match used.len() {
        0 => 0.0,
        len if len % 2 == 1 => at(len / 2),
        len => f64::midpoint(at(len / 2 - 1), at(len / 2)),
    }
}

/// How many people are played through for a bank of so many items and forms of so many.
fn people(items: u64, form: u64) -> u64 {
    let (most, fewest) = PEOPLE;
    // What is left of the bank shrinks from all of it to nothing.
    let each = items.saturating_mul(items) / form.saturating_mul(2).max(1);
    (LOOKS / each.max(1)).clamp(fewest, most)
}

/// Plays the attempts of people who never meet an item twice, until a row cannot be filled.
fn attempts(bank: &[Candidate], blueprint: &[Cell], seed: Seed) -> Result<Spread, TooFew> {
    let items = u64::try_from(bank.len()).unwrap_or(u64::MAX);
    let form = blueprint.iter().map(|cell| u64::from(cell.items)).sum();
    let mut all = Spread::default();
    for person in 0..people(items, form) {
        // A person's seeds are made from a seed of their own, far from those of the forms.
        let own = seed_of(seed, u64::MAX - person);
        // What `exam::form::draw_avoiding` does, without copying the whole bank for each attempt.
        let mut fresh = bank.to_vec();
        let mut had = 0;
        while had < MOST_ATTEMPTS {
            match draw(&fresh, blueprint, seed_of(own, u64::from(had))) {
                Ok(form) => {
                    let served: BTreeSet<Slug> = form.items.into_iter().collect();
                    fresh.retain(|item| !served.contains(&item.item));
                }
                Err(too_few) if had == 0 => return Err(too_few),
                Err(_) => break,
            }
            had += 1;
        }
        all.add(f64::from(had));
    }
    Ok(all)
}

fn fits(item: &Candidate, cell: &Cell) -> bool {
    item.unscored == cell.unscored
        && cell.competency.as_ref().is_none_or(|wanted| item.competencies.contains(wanted))
}

/// Why a form does not obey its blueprint, found without the algorithm that drew it: every place of the blueprint has
/// an item of its own, and no item is left.
pub fn disobeys(form: &Form, bank: &BTreeMap<&Slug, &Candidate>, blueprint: &[Cell]) -> Option<String> {
    let distinct: BTreeSet<&Slug> = form.items.iter().collect();
    if distinct.len() != form.items.len() {
        return Some("an item stands in it twice".to_owned());
    }
    let mut items: Vec<&Candidate> = Vec::new();
    for id in &form.items {
        match bank.get(id) {
            Some(candidate) => items.push(candidate),
            None => return Some(format!("`{id}` is not in the bank")),
        }
    }
    let places: Vec<&Cell> =
        blueprint.iter().flat_map(|cell| std::iter::repeat_n(cell, cell.items as usize)).collect();
    if places.len() != items.len() {
        return Some(format!("it has {} items; the blueprint has {}", items.len(), places.len()));
    }
    let mut holder: Vec<Option<usize>> = vec![None; items.len()];
    for place in 0..places.len() {
        if !seat(place, &places, &items, &mut holder, &mut vec![false; items.len()]) {
            return Some(format!("no item is left for place {} of its blueprint", place + 1));
        }
    }
    None
}

/// Finds an item for a place, moving those of other places where that helps. Each item is tried once.
fn seat(
    place: usize,
    places: &[&Cell],
    items: &[&Candidate],
    holder: &mut [Option<usize>],
    tried: &mut [bool],
) -> bool {
    let Some(cell) = places.get(place) else { return false };
    for (index, item) in items.iter().enumerate() {
        let Some(seen) = tried.get_mut(index).filter(|seen| !**seen) else { continue };
        if !fits(item, cell) {
            continue;
        }
        *seen = true;
        let held = holder.get(index).copied().flatten();
        if held.is_none_or(|other| seat(other, places, items, holder, tried)) {
            if let Some(slot) = holder.get_mut(index) {
                *slot = Some(place);
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_people_play_where_the_bank_is_large_and_never_fewer_than_ten() {
        assert_eq!(
            [(0, 0), (75, 25), (2_000, 20), (2_100, 20)].map(|(n, f)| people(n, f)),
            [100, 100, 100, 90]
        );
        assert_eq!([(10_000, 40), (u64::MAX, 1)].map(|(n, f)| people(n, f)), [10, 10]);
    }
}
