//! Scores as integers.

use std::fmt;

/// Points in 1/100,000 of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(pub u64);

impl Points {
    /// What one whole point is.
    pub const ONE: u64 = 100_000;
    /// The most one item may carry: ten thousand points.
    pub const MOST: Self = Self(10_000 * Self::ONE);

    /// `whole` points.
    pub const fn whole(whole: u32) -> Self {
        Self(whole as u64 * Self::ONE)
    }

    /// The share `earned / total` of these points, rounded half up: the one rounding an item gets.
    /// All of `total` earns exactly all of the points.
    pub fn share(self, earned: u64, total: u64) -> Self {
        if total == 0 {
            return Self(0);
        }
        let (points, earned, total) = (u128::from(self.0), u128::from(earned.min(total)), u128::from(total));
        Self(u64::try_from((2 * points * earned + total) / (2 * total)).unwrap_or(self.0))
    }

    /// These points as basis points of `max`, truncated: 10,000 only where everything was earned.
    pub fn of(self, max: Self) -> BasisPoints {
        if max.0 == 0 {
            return BasisPoints(0);
        }
        BasisPoints(u32::try_from(u128::from(self.0) * 10_000 / u128::from(max.0)).unwrap_or(u32::MAX))
    }

    /// Whether these points, out of `max`, reach `mark`. Exact: no rounding decides.
    pub fn reach(self, mark: BasisPoints, max: Self) -> bool {
        max.0 > 0 && u128::from(self.0) * 10_000 >= u128::from(mark.0) * u128::from(max.0)
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.map(|points| points.0).sum())
    }
}

/// At most five decimals, none that say nothing: `2`, `1.5`, `0.33333`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0 / Self::ONE)?;
        let rest = format!("{:05}", self.0 % Self::ONE);
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { Ok(()) } else { write!(f, ".{rest}") }
    }
}

/// A share in 1/10,000: 7,000 is 70 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(pub u32);

/// Per cent with two decimals: `84.00`.
impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pass_is_decided_exactly() {
        for (earned, max, mark, passed) in [
            (70, 100, 7_000, true),
            (69, 100, 7_000, false),
            (2 * 17, 2 * 25, 7_000, false),
            (2 * 18, 2 * 25, 7_000, true),
            (0, 100, 0, true),
            (0, 0, 0, false),
        ] {
            let reached = Points::whole(earned).reach(BasisPoints(mark), Points::whole(max));
            assert_eq!(reached, passed, "{earned} of {max} at {mark}");
        }
        assert!(
            !Points(6_999_999).reach(BasisPoints(7_000), Points(10_000_000)),
            "one hundred-thousandth short"
        );
    }

    #[test]
    fn points_are_shown_short() {
        for (points, shown) in
            [(0, "0"), (200_000, "2"), (150_000, "1.5"), (33_333, "0.33333"), (100_001, "1.00001")]
        {
            assert_eq!(Points(points).to_string(), shown);
        }
        assert_eq!(
            Points(8_399_999).of(Points(10_000_000)).to_string(),
            "83.99",
            "truncated, never rounded up"
        );
    }

    proptest! {
        #[test]
        fn everything_earned_is_exactly_the_maximum(points in 0..=Points::MOST.0, total in 1..1_000_000u64) {
            prop_assert_eq!(Points(points).share(total, total), Points(points));
            prop_assert_eq!(Points(points).share(0, total), Points(0));
        }

        #[test]
        fn a_share_is_within_half_a_unit(points in 0..=Points::MOST.0, total in 1..10_000u64, part in 0..10_000u64) {
            let part = part.min(total);
            let got = i128::from(Points(points).share(part, total).0) * i128::from(total) * 2;
            let exact = i128::from(points) * i128::from(part) * 2;
            prop_assert!((got - exact).abs() <= i128::from(total));
        }
    }
}
