//! What each option of an item did.

use std::collections::BTreeSet;

use super::interval;
use super::marks::{Marks, Unusable};
use super::sample::{constant, correlation, mean};
use super::{Figure, Floor, Undefined};

/// One option, or no option at all.
#[derive(Debug, Clone, PartialEq)]
pub struct OptionLine {
    /// Which option, in the order given; none for those who chose nothing.
    pub option: Option<usize>,
    /// How many chose it.
    pub count: usize,
    /// How many of the lowest third chose it.
    pub low: usize,
    /// How many of the highest third chose it.
    pub high: usize,
    /// Chosen by which share of those served, from 0 to 1.
    pub share: Figure,
    /// The mean rest score of those who chose it.
    pub rest_mean: Figure,
    /// The correlation of choosing it with the rest score: above 0 for a good key, below 0 for a good distractor.
    pub correlation: Figure,
}

/// The options of an item against the rest score.
#[derive(Debug, Clone, PartialEq)]
pub struct DistractorTable {
    /// How many were served the item and have a rest score.
    pub n: usize,
    /// How many are in the lowest third.
    pub low: usize,
    /// How many are in the highest third.
    pub high: usize,
    /// One per option, then one for those who chose nothing.
    pub lines: Vec<OptionLine>,
}

/// The distractor table of the item `at` with `options` options; `chosen` has what each attempt chose, in the order of
/// the marks (of an attempt that was not served the item it is not looked at).
///
/// Thirds are by rest score, and equal scores are never parted: an attempt belongs to the lowest third if at most a
/// third of the attempts lie below it, to the highest if at least two thirds do, half of its equals (and of itself)
/// counted as below. The floor is held against the item's n, not the option's: a good distractor may be rare, and its
/// figures carry their own n.
pub fn distractors(
    marks: &Marks,
    at: usize,
    options: usize,
    chosen: &[BTreeSet<usize>],
    floor: Floor,
) -> Result<DistractorTable, Unusable> {
    if at >= marks.items().len() {
        return Err(Unusable::NoSuch { at });
    }
    if chosen.len() != marks.attempts() {
        return Err(Unusable::Length { row: 0, expected: marks.attempts(), found: chosen.len() });
    }
    let served: Vec<(f64, &BTreeSet<usize>)> =
        marks.rests(at).zip(chosen).filter_map(|(rest, chosen)| Some((rest?, chosen))).collect();
    if let Some(at) = served.iter().flat_map(|(_, chosen)| chosen.iter()).find(|at| **at >= options) {
        return Err(Unusable::NoSuch { at: *at });
    }
    let rests: Vec<f64> = served.iter().map(|(rest, _)| *rest).collect();
    let thirds = thirds(&rests);
    let n = rests.len();
    let line = |option: Option<usize>| {
        let took: Vec<bool> = served
            .iter()
            .map(|(_, chosen)| option.map_or(chosen.is_empty(), |option| chosen.contains(&option)))
            .collect();
        let theirs: Vec<f64> =
            rests.iter().zip(&took).filter(|(_, took)| **took).map(|(rest, _)| *rest).collect();
        let count_in = |third| thirds.iter().zip(&took).filter(|(of, took)| **of == third && **took).count();
        let count = theirs.len();
        let rest_mean = if n < floor.0 {
            Figure::Undefined(Undefined::BelowFloor { n, floor: floor.0 })
        } else {
            Floor(0).figure(count, 1, || Ok((mean(&theirs), interval::of_mean(&theirs))))
        };
        OptionLine {
            option,
            count,
            low: count_in(Third::Low),
            high: count_in(Third::High),
            share: floor.figure(n, 1, || {
                let share = count as f64 / n as f64;
                Ok((share, interval::wilson(share, n)))
            }),
            rest_mean,
            correlation: floor.figure(n, 2, || {
                if count == 0 || count == n {
                    return Err(Undefined::ItemConstant);
                }
                if constant(&rests, marks.top()) {
                    return Err(Undefined::RestConstant);
                }
                let took: Vec<f64> = took.iter().map(|took| f64::from(u8::from(*took))).collect();
                let r = correlation(&took, &rests);
                Ok((r, interval::fisher(r, n)))
            }),
        }
    };
    let of = |third| thirds.iter().filter(|of| **of == third).count();
    Ok(DistractorTable {
        n,
        low: of(Third::Low),
        high: of(Third::High),
        lines: (0..options).map(Some).chain([None]).map(line).collect(),
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Third {
    Low,
    Middle,
    High,
}

/// The third of each.
fn thirds(rests: &[f64]) -> Vec<Third> {
    let n = rests.len();
    // Scores that differ by rounding only are the same score.
    let key = |rest: f64| (rest * 1e9).round();
    let mut keys: Vec<f64> = rests.iter().map(|rest| key(*rest)).collect();
    keys.sort_by(f64::total_cmp);
    let third = |rest: &f64| {
        let below = keys.partition_point(|other| *other < key(*rest));
        let to = keys.partition_point(|other| *other <= key(*rest));
        // Twice the attempts below it, half of its equals and of itself counted.
        let twice = below + to;
        if 3 * twice <= 2 * n {
            Third::Low
        } else if 3 * twice >= 4 * n {
            Third::High
        } else {
            Third::Middle
        }
    };
    rests.iter().map(third).collect()
}
