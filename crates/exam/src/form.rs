//! Drawing a form: the frozen algorithm, version 1.
//!
//! A change here changes what candidates see for a seed already recorded, so there is none: another
//! algorithm gets another number beside this one. The golden vectors below hold it.
//!
//! Version 1. The generator is ChaCha20 (RFC 8439 block function, 64-bit counter and stream number) keyed by
//! the 32-byte seed, read as little-endian 64-bit words. Stream 0 selects, stream 1 orders the form, stream
//! `2 + 64 * position + index` orders the options of the interaction `index` of the item at `position`.
//! A number below `n` is the word modulo `n`, after rejecting words at or above the largest multiple of `n`.
//! Shuffling is Fisher-Yates from the end: for `i` from the last down to 1, swap `i` with a number below `i + 1`.

use std::collections::BTreeSet;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::id::Slug;
use crate::programme::Cell;

/// The number of the algorithm in this module.
pub const DRAW_VERSION: u32 = 1;

/// The randomness a form is made of. Kept by the authority and named in its records; never derived from a name.
pub type Seed = [u8; 32];

/// What a draw knows of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: Slug,
    /// The competencies it belongs to.
    pub competencies: Vec<Slug>,
    /// Whether it is a pilot. Pilots fill unscored cells and no others.
    pub unscored: bool,
}

/// The items one candidate gets, in their order, and the seed that orders their options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// In the order of the screen.
    pub items: Vec<Slug>,
    /// Orders options; see [`Form::option_order`].
    pub seed: Seed,
}

/// A blueprint cell that the bank cannot fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooFew {
    /// Which row of the blueprint, from 0.
    pub cell: usize,
    /// How many items it asks for.
    pub wanted: u32,
    /// How many the bank still has for it.
    pub available: u32,
}

/// Draws a form: cells in the blueprint's order, each from the items not yet taken, sorted by name.
pub fn draw(bank: &[Candidate], blueprint: &[Cell], seed: Seed) -> Result<Form, TooFew> {
    let mut select = stream(seed, 0);
    let mut taken = BTreeSet::new();
    for (cell, row) in blueprint.iter().enumerate() {
        let fits = |item: &&Candidate| {
            item.unscored == row.unscored
                && row.competency.as_ref().is_none_or(|wanted| item.competencies.contains(wanted))
        };
        let mut pool: Vec<_> =
            bank.iter().filter(fits).map(|item| &item.item).filter(|id| !taken.contains(*id)).collect();
        pool.sort();
        pool.dedup();
        if pool.len() < row.items as usize {
            return Err(TooFew {
                cell,
                wanted: row.items,
                available: u32::try_from(pool.len()).unwrap_or(u32::MAX),
            });
        }
        shuffle(&mut select, &mut pool);
        taken.extend(pool.into_iter().take(row.items as usize).cloned());
    }
    let mut items: Vec<_> = taken.into_iter().collect();
    shuffle(&mut stream(seed, 1), &mut items);
    Ok(Form { items, seed })
}

/// Draws a form of items that are not in `avoid`: what is avoided leaves the bank, and then [`draw`] draws.
///
/// For a later attempt, `avoid` is what the candidate has been served. When too few items are left, nothing is drawn:
/// the caller decides whether to repeat, and says so. What is recorded of such a form is the seed and what was
/// avoided; with nothing avoided, it is a form of version 1.
pub fn draw_avoiding(
    bank: &[Candidate],
    blueprint: &[Cell],
    seed: Seed,
    avoid: &BTreeSet<Slug>,
) -> Result<Form, TooFew> {
    let fresh: Vec<Candidate> = bank.iter().filter(|item| !avoid.contains(&item.item)).cloned().collect();
    draw(&fresh, blueprint, seed)
}

impl Form {
    /// The order of the screen for `count` options of the interaction `index` of the item at `position`, as
    /// indices into the bank's order.
    pub fn option_order(&self, position: usize, index: usize, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        shuffle(&mut stream(self.seed, 2 + 64 * position as u64 + index as u64), &mut order);
        order
    }
}

fn stream(seed: Seed, number: u64) -> ChaCha20Rng {
    let mut rng = ChaCha20Rng::from_seed(seed);
    rng.set_stream(number);
    rng
}

fn below(rng: &mut ChaCha20Rng, n: u64) -> u64 {
    let limit = u64::MAX - u64::MAX % n;
    loop {
        let word = rng.next_u64();
        if word < limit {
            return word % n;
        }
    }
}

fn shuffle<T>(rng: &mut ChaCha20Rng, things: &mut [T]) {
    for last in (1..things.len()).rev() {
        let other = below(rng, last as u64 + 1);
        things.swap(last, usize::try_from(other).unwrap_or(last));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn bank(items: usize) -> Vec<Candidate> {
        (0..items)
            .map(|n| Candidate {
                item: slug(&format!("q{n:02}")),
                competencies: vec![slug(["red", "green", "blue"][n % 3])],
                unscored: n % 10 == 9,
            })
            .collect()
    }

    fn cell(competency: Option<&str>, items: u32, unscored: bool) -> Cell {
        Cell { competency: competency.map(slug), items, unscored }
    }

    fn names(form: &Form) -> String {
        form.items.iter().map(Slug::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Golden vectors, computed once by `tests/reference/draw.py` from the description above and never changed.
    #[test]
    fn golden_vectors() {
        let blueprint = [cell(Some("red"), 3, false), cell(None, 4, false), cell(None, 1, true)];
        for (seed, items, order) in GOLDEN {
            let form = draw(&bank(30), &blueprint, [*seed; 32]).unwrap();
            assert_eq!(names(&form), *items, "items of seed {seed}");
            assert_eq!(form.option_order(3, 1, 6), *order, "options of seed {seed}");
        }
    }

    const GOLDEN: &[(u8, &str, [usize; 6])] = &[
        (0, "q05 q23 q02 q24 q18 q09 q03 q25", [4, 5, 0, 3, 2, 1]),
        (1, "q16 q09 q06 q26 q27 q20 q03 q00", [0, 2, 3, 1, 5, 4]),
        (7, "q07 q15 q29 q02 q06 q00 q27 q21", [1, 5, 4, 0, 2, 3]),
        (255, "q21 q22 q00 q08 q29 q15 q24 q03", [5, 0, 4, 1, 2, 3]),
    ];

    /// Golden vectors, computed by `tests/reference/draw.py`: each form avoids all the ones before it.
    #[test]
    fn golden_vectors_of_three_attempts() {
        let blueprint = [cell(Some("red"), 3, false), cell(None, 4, false), cell(None, 1, true)];
        let mut served = BTreeSet::new();
        for (seed, items) in THREE_ATTEMPTS {
            let form = draw_avoiding(&bank(30), &blueprint, [*seed; 32], &served).unwrap();
            assert_eq!(names(&form), *items, "items of seed {seed}");
            served.extend(form.items);
        }
        let fourth = draw_avoiding(&bank(30), &blueprint, [3; 32], &served);
        assert_eq!(fourth, Err(FOURTH));
    }

    const THREE_ATTEMPTS: &[(u8, &str)] = &[
        (0, "q05 q23 q02 q24 q18 q09 q03 q25"),
        (1, "q19 q15 q14 q26 q27 q21 q13 q04"),
        (2, "q12 q00 q08 q07 q17 q29 q06 q11"),
    ];

    const FOURTH: TooFew = TooFew { cell: 0, wanted: 3, available: 0 };

    #[test]
    fn a_cell_that_cannot_be_filled_is_named() {
        let blueprint = [cell(Some("red"), 3, false), cell(Some("red"), 7, false)];
        assert_eq!(draw(&bank(30), &blueprint, [0; 32]), Err(TooFew { cell: 1, wanted: 7, available: 6 }));
        let exactly = [cell(Some("red"), 9, false)];
        assert!(draw(&bank(30), &exactly, [0; 32]).is_ok());
    }

    proptest! {
        #[test]
        fn a_form_obeys_its_blueprint(seed: [u8; 32], red in 0..9u32, any in 0..10u32, pilots in 0..3u32) {
            let bank = bank(30);
            let blueprint = [cell(Some("red"), red, false), cell(None, any, false), cell(None, pilots, true)];
            let form = draw(&bank, &blueprint, seed).unwrap();
            let of = |id: &Slug| bank.iter().find(|item| item.item == *id).unwrap();
            let distinct: BTreeSet<_> = form.items.iter().collect();
            prop_assert_eq!(distinct.len() as u32, red + any + pilots);
            prop_assert_eq!(form.items.iter().filter(|id| of(id).unscored).count() as u32, pilots);
            let reds = form.items.iter().filter(|id| !of(id).unscored && of(id).competencies.contains(&slug("red"))).count() as u32;
            prop_assert!(reds >= red);
            let mut reversed = bank.clone();
            reversed.reverse();
            prop_assert_eq!(draw_avoiding(&bank, &blueprint, seed, &BTreeSet::new()).unwrap(), form.clone());
            prop_assert_eq!(draw(&reversed, &blueprint, seed).unwrap(), form.clone(), "the order of the file means nothing");
            let mut order = form.option_order(0, 0, 5);
            order.sort_unstable();
            prop_assert_eq!(order, vec![0, 1, 2, 3, 4]);
        }
    }
}
