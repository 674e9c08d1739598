//! Attempts by items: what all statistics are made of.

use super::Scale;
use crate::points::Points;

/// The smallest maximum that an item may have, other than 0: the smallest part of a point.
pub const LEAST_MAX: f64 = 1.0 / Points::ONE as f64;

/// The largest maximum that an item may have.
pub const MOST_MAX: f64 = (Points::MOST.0 / Points::ONE) as f64;

/// An item as statistics know it.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkedItem {
    /// What it is called.
    pub name: String,
    /// The most it can earn.
    pub max: f64,
}

/// Marks that cannot be used, and why.
#[derive(Debug, Clone, PartialEq)]
pub enum Unusable {
    /// There is no item.
    NoItems,
    /// There is no judge.
    NoJudges,
    /// A maximum is neither 0 nor from [`LEAST_MAX`] to [`MOST_MAX`].
    Maximum {
        /// The item.
        item: usize,
        /// What was given.
        max: f64,
    },
    /// A row is not as long as there are items (or, for a choice table, attempts).
    Length {
        /// The row, from 0.
        row: usize,
        /// How long it must be.
        expected: usize,
        /// How long it is.
        found: usize,
    },
    /// A mark that is not a number from 0 to the item's maximum; of a panel, a rating not from 0 to 1.
    Mark {
        /// The row, from 0.
        row: usize,
        /// The item.
        item: usize,
        /// What was given.
        mark: f64,
        /// The most it can be.
        max: f64,
    },
    /// An attempt that was served nothing.
    NothingServed {
        /// The row, from 0.
        row: usize,
    },
    /// No such item, or no such option.
    NoSuch {
        /// What was asked for.
        at: usize,
    },
}

/// Marks of attempts at items, checked.
///
/// `None` is an item that was not served. A served item that was not answered has 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    items: Vec<MarkedItem>,
    rows: Vec<Vec<Option<f64>>>,
    totals: Vec<(f64, f64)>,
    drawn: bool,
}

impl Marks {
    /// Takes `rows`, one per attempt, with a mark or nothing for each of `items`.
    pub fn new(items: Vec<MarkedItem>, rows: Vec<Vec<Option<f64>>>) -> Result<Self, Unusable> {
        check_items(&items)?;
        for (row, marks) in rows.iter().enumerate() {
            if marks.len() != items.len() {
                return Err(Unusable::Length { row, expected: items.len(), found: marks.len() });
            }
            if marks.iter().all(Option::is_none) {
                return Err(Unusable::NothingServed { row });
            }
            for (item, (mark, of)) in marks.iter().zip(&items).enumerate() {
                match *mark {
                    Some(mark) if !(0.0..=of.max).contains(&mark) => {
                        return Err(Unusable::Mark { row, item, mark, max: of.max });
                    }
                    _ => {}
                }
            }
        }
        let totals = rows.iter().map(|marks| total(&items, marks)).collect();
        let served = |at: usize| rows.iter().filter(|marks| marks[at].is_some()).count();
        let drawn = (0..items.len()).map(served).any(|n| n != 0 && n != rows.len());
        Ok(Self { items, rows, totals, drawn })
    }

    /// The same from points.
    pub fn in_points(items: Vec<(String, Points)>, rows: Vec<Vec<Option<Points>>>) -> Result<Self, Unusable> {
        let marks = |points: Points| points.0 as f64 / Points::ONE as f64;
        let items = items.into_iter().map(|(name, max)| MarkedItem { name, max: marks(max) }).collect();
        let rows = rows.into_iter().map(|row| row.into_iter().map(|points| points.map(marks)).collect());
        Self::new(items, rows.collect())
    }

    /// The items.
    pub fn items(&self) -> &[MarkedItem] {
        &self.items
    }

    /// How many attempts there are.
    pub fn attempts(&self) -> usize {
        self.rows.len()
    }

    /// What scores are measured in: marks if every item that was served at all was served to everyone.
    pub fn scale(&self) -> Scale {
        if self.drawn { Scale::Percent } else { Scale::Marks }
    }

    /// The maximum of the one form that everyone had.
    pub fn form_max(&self) -> Option<f64> {
        if self.drawn { None } else { self.totals.first().map(|(_, max)| *max) }
    }

    /// How many items that carry marks everyone was served.
    pub(super) fn scored_items(&self) -> usize {
        self.rows.first().map_or(0, |row| {
            row.iter().zip(&self.items).filter(|(mark, item)| mark.is_some() && item.max > 0.0).count()
        })
    }

    /// The most that a score can be on [`Self::scale`]: what a difference is small against.
    pub(super) fn top(&self) -> f64 {
        self.form_max().unwrap_or(100.0)
    }

    /// The marks at one item, by attempt.
    pub(super) fn column(&self, at: usize) -> impl Iterator<Item = Option<f64>> {
        self.rows.iter().map(move |row| row[at])
    }

    /// The score of each attempt on [`Self::scale`]; none for a form that carries no marks.
    pub(super) fn scores(&self) -> impl Iterator<Item = Option<f64>> {
        self.totals.iter().map(|(sum, max)| self.scaled(*sum, *max))
    }

    /// The score of each attempt without the item, on [`Self::scale`]; none where the item was not served, or
    /// nothing else carries marks.
    pub(super) fn rests(&self, at: usize) -> impl Iterator<Item = Option<f64>> {
        self.rows.iter().zip(&self.totals).map(move |(row, (sum, max))| {
            let mark = row[at]?;
            let max = max - self.items[at].max;
            // What is left of a maximum by rounding is no maximum.
            if max < LEAST_MAX / 2.0 { None } else { self.scaled(sum - mark, max) }
        })
    }

    fn scaled(&self, sum: f64, max: f64) -> Option<f64> {
        match self.scale() {
            _ if max <= 0.0 => None,
            Scale::Marks => Some(sum),
            Scale::Percent => Some(100.0 * sum / max),
        }
    }
}

pub(super) fn check_items(items: &[MarkedItem]) -> Result<(), Unusable> {
    if items.is_empty() {
        return Err(Unusable::NoItems);
    }
    let bad = |item: &MarkedItem| item.max != 0.0 && !(LEAST_MAX..=MOST_MAX).contains(&item.max);
    match items.iter().position(bad) {
        Some(item) => Err(Unusable::Maximum { item, max: items[item].max }),
        None => Ok(()),
    }
}

fn total(items: &[MarkedItem], marks: &[Option<f64>]) -> (f64, f64) {
    let served = || marks.iter().zip(items).filter_map(|(mark, item)| mark.map(|mark| (mark, item.max)));
    (served().map(|(mark, _)| mark).sum(), served().map(|(_, max)| max).sum())
}
