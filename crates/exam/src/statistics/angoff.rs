//! Cut scores from panels: the modified Angoff method.

use super::interval;
use super::marks::{MarkedItem, Unusable, check_items};
use super::sample::{mean, standard_error, variance};
use super::{Figure, Floor, Undefined};

/// What a panel says of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedItem {
    /// The item's name.
    pub name: String,
    /// The most it can earn.
    pub max: f64,
    /// The mean rating, from 0 to 1.
    pub mean: Figure,
    /// The standard deviation of the ratings: how far the judges are apart.
    pub spread: Figure,
    /// The lowest and the highest rating.
    pub range: (f64, f64),
}

/// What a panel says of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Angoff {
    /// How many judges there are.
    pub judges: usize,
    /// The maximum of the form.
    pub max: f64,
    /// One per item.
    pub items: Vec<RatedItem>,
    /// The cut score in marks: `mean over judges of sum_p rating_p x_p(max)`.
    pub cut: Figure,
    /// The cut score in per cent of the form's maximum.
    pub cut_percent: Figure,
    /// The standard error of the cut score in marks: the standard deviation of the judges' own cut scores, divided by
    /// the root of their number. It says how far another panel like this one might come out, and nothing of the
    /// candidates.
    pub standard_error: Figure,
}

/// The cut score from `ratings`, one row per judge: for each item the share of its marks that a candidate who only just
/// deserves to pass would get, from 0 to 1.
///
/// The method as described in B. Shulruf and others, *Insights into the Angoff method: results from a simulation
/// study*, BMC Medical Education 16:134 (2016): each judge's estimates are summed, and the sums averaged over the judges.
/// "Modified" is the second round after discussion; the ratings given here are those of the last round. Every judge
/// rates every item. Intervals: Student's t over the judges, for panels are small. No floor is applied.
pub fn angoff(items: &[MarkedItem], ratings: &[Vec<f64>]) -> Result<Angoff, Unusable> {
    check_items(items)?;
    if ratings.is_empty() {
        return Err(Unusable::NoJudges);
    }
    for (row, judge) in ratings.iter().enumerate() {
        if judge.len() != items.len() {
            return Err(Unusable::Length { row, expected: items.len(), found: judge.len() });
        }
        if let Some(item) = judge.iter().position(|rating| !(0.0..=1.0).contains(rating)) {
            return Err(Unusable::Mark { row, item, mark: judge[item], max: 1.0 });
        }
    }
    let judges = ratings.len();
    let of_panel = |values: &[f64]| {
        Floor(0).figure(judges, 1, || {
            let value = mean(values);
            Ok((value, interval::student(value, || standard_error(values), judges)))
        })
    };
    let spread =
        |find: &dyn Fn() -> f64| Floor(0).figure(judges, 2, || Ok((find(), Err(Undefined::NoFormula))));
    let rated = |(at, item): (usize, &MarkedItem)| {
        let given: Vec<f64> = ratings.iter().map(|judge| judge[at]).collect();
        RatedItem {
            name: item.name.clone(),
            max: item.max,
            mean: of_panel(&given),
            spread: spread(&|| variance(&given).sqrt()),
            range: (given.iter().copied().fold(1.0, f64::min), given.iter().copied().fold(0.0, f64::max)),
        }
    };
    let cuts: Vec<f64> = ratings
        .iter()
        .map(|judge| judge.iter().zip(items).map(|(rating, item)| rating * item.max).sum())
        .collect();
    let max: f64 = items.iter().map(|item| item.max).sum();
    let percents: Vec<f64> = cuts.iter().map(|cut| if max > 0.0 { 100.0 * cut / max } else { 0.0 }).collect();
    Ok(Angoff {
        judges,
        max,
        items: items.iter().enumerate().map(rated).collect(),
        cut: of_panel(&cuts),
        cut_percent: if max > 0.0 { of_panel(&percents) } else { Figure::Undefined(Undefined::NoMaximum) },
        standard_error: spread(&|| standard_error(&cuts)),
    })
}
