//! Item and test statistics, as Moodle documents them, and what else a programme asks of its marks.
//!
//! The source of most formulae is the page *Quiz statistics calculations* of MoodleDocs
//! (<https://docs.moodle.org/dev/Quiz_statistics_calculations>), called *the page* below; its notation: attempts
//! `s` of `S`, items `p` of `P`, mark `x_p(s)`, total `T(s)`, rest score `X_p(s) = T(s) - x_p(s)`. Variance `V` and
//! covariance `C` divide by `S - 1`. What differs from Moodle, and why, is in docs/statistics.md.
//!
//! Nothing here is ever NaN or infinite: what cannot be said is [`Figure::Undefined`] with its reason. Every figure
//! carries its n and a 95 % interval, or the reason why there is none. Below a [`Floor`] only counts are given.
//!
//! On a **drawn form** not every item is served to everyone. Then scores are compared in per cent of the own form's
//! maximum ([`Scale::Percent`]), and what compares items over one form (weights, alpha and what follows from it) is
//! undefined.

mod angoff;
mod distractors;
mod interval;
mod items;
mod marks;
mod sample;
mod whole;

pub use angoff::{Angoff, RatedItem, angoff};
pub use distractors::{DistractorTable, OptionLine, distractors};
pub use interval::{Interval, Method};
pub use items::ItemStatistics;
pub use marks::{LEAST_MAX, MOST_MAX, MarkedItem, Marks, Unusable};
pub use whole::TestStatistics;

use items::Weighing;

/// The fewest attempts behind a figure that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Floor(pub usize);

impl Default for Floor {
    fn default() -> Self {
        Self(30)
    }
}

/// What scores are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Everyone was served the same items: marks.
    Marks,
    /// Drawn forms: per cent of the maximum of the own form, or of the rest of the own form.
    Percent,
}

/// Why there is no figure, or no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Undefined {
    /// Fewer than the floor: only counts are shown.
    BelowFloor {
        /// How many there are.
        n: usize,
        /// The floor.
        floor: usize,
    },
    /// Fewer than the formula needs.
    TooFew {
        /// How many there are.
        n: usize,
        /// How many it needs.
        least: usize,
    },
    /// Everyone has the same mark on the item.
    ItemConstant,
    /// Everyone has the same rest score.
    RestConstant,
    /// Everyone has the same total.
    TotalConstant,
    /// The item's maximum is 0.
    NoMaximum,
    /// No other item carries marks.
    OneItem,
    /// Not everyone was served the same items.
    DrawnForms,
    /// The item's mark goes down as the total goes up: it has no share in it.
    NegativeCovariance,
    /// Of an interval: the value is at the end of its range.
    AtBound,
    /// Of an interval: the value follows from the exam, no sample is behind it.
    NotAnEstimate,
    /// Of an interval: none is known that is short and honest.
    NoFormula,
}

impl Undefined {
    /// A word for programs. It does not change.
    pub fn code(self) -> &'static str {
        match self {
            Self::BelowFloor { .. } => "below-floor",
            Self::TooFew { .. } => "too-few",
            Self::ItemConstant => "item-constant",
            Self::RestConstant => "rest-constant",
            Self::TotalConstant => "total-constant",
            Self::NoMaximum => "no-maximum",
            Self::OneItem => "one-item",
            Self::DrawnForms => "drawn-forms",
            Self::NegativeCovariance => "negative-covariance",
            Self::AtBound => "at-bound",
            Self::NotAnEstimate => "not-an-estimate",
            Self::NoFormula => "no-formula",
        }
    }
}

/// A number, what it rests on, and how far it can be trusted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// How many attempts (of a panel: how many judges) are behind it.
    pub n: usize,
    /// Its 95 % interval, or why it has none.
    pub interval: Result<Interval, Undefined>,
}

/// A statistic, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// It is defined.
    Known(Estimate),
    /// It is not.
    Undefined(Undefined),
}

impl Figure {
    /// The number, where there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Known(estimate) => Some(estimate.value),
            Self::Undefined(_) => None,
        }
    }
}

/// A value and its interval, or a reason.
type Found = Result<(f64, Result<Interval, Undefined>), Undefined>;

impl Floor {
    /// The figure that `find` finds over `n`, if `n` reaches this floor and the `least` that the formula needs.
    fn figure(self, n: usize, least: usize, find: impl FnOnce() -> Found) -> Figure {
        if n < self.0 {
            return Figure::Undefined(Undefined::BelowFloor { n, floor: self.0 });
        }
        if n < least {
            return Figure::Undefined(Undefined::TooFew { n, least });
        }
        match find() {
            Ok((value, interval)) => Figure::Known(Estimate { value, n, interval }),
            Err(reason) => Figure::Undefined(reason),
        }
    }
}

/// Everything that [`analyse`] finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The floor that was applied.
    pub floor: Floor,
    /// What scores are measured in.
    pub scale: Scale,
    /// One per item, in the order given.
    pub items: Vec<ItemStatistics>,
    /// The test as a whole.
    pub test: TestStatistics,
}

/// The statistics of a matrix of marks.
pub fn analyse(marks: &Marks, floor: Floor) -> Analysis {
    let weighing = Weighing::of(marks);
    Analysis {
        floor,
        scale: marks.scale(),
        items: (0..marks.items().len()).map(|at| items::item(marks, &weighing, at, floor)).collect(),
        test: whole::test(marks, floor),
    }
}
