//! 95 % intervals. Which one a figure has is said in the interval.

use super::Undefined;
use super::sample::{mean, moment, sorted, standard_error, variance};

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The fewest attempts behind any interval but [`Method::Wilson`] and [`Method::StudentT`].
const LEAST: usize = 4;

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Value plus and minus 1.96 standard errors, where the standard error holds in large samples.
    Normal,
    /// Wilson's score interval of a share. For marks between nothing and all it is too wide, never too narrow.
    Wilson,
    /// The normal approximation for `atanh r` with standard error `1 / sqrt(n - 3)`.
    FisherZ,
    /// The normal approximation for `ln(1 - alpha)` (Bonett).
    LogNormal,
    /// Between two ordered values, their ranks by the normal approximation of the binomial distribution.
    OrderStatistics,
    /// Value plus and minus Student's t standard errors: for small panels.
    StudentT,
}

impl Method {
    /// A word for programs. It does not change.
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Wilson => "wilson",
            Self::FisherZ => "fisher-z",
            Self::LogNormal => "log-normal",
            Self::OrderStatistics => "order-statistics",
            Self::StudentT => "student-t",
        }
    }
}

/// From where to where, and by which method.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How it was made.
    pub method: Method,
}

impl Interval {
    /// The same interval after a function that keeps or turns round the order.
    pub(super) fn map(self, f: impl Fn(f64) -> f64) -> Self {
        let (a, b) = (f(self.low), f(self.high));
        Self { low: a.min(b), high: a.max(b), ..self }
    }
}

type Bounds = Result<Interval, Undefined>;

fn enough(n: usize) -> Result<(), Undefined> {
    if n < LEAST { Err(Undefined::TooFew { n, least: LEAST }) } else { Ok(()) }
}

/// `value +- z se`.
pub(super) fn normal(value: f64, se: f64, n: usize) -> Bounds {
    enough(n)?;
    Ok(Interval { low: value - Z * se, high: value + Z * se, method: Method::Normal })
}

/// Of a mean.
pub(super) fn of_mean(xs: &[f64]) -> Bounds {
    enough(xs.len())?;
    normal(mean(xs), standard_error(xs), xs.len())
}

/// Of a standard deviation `s`: `se(s) = se(s^2) / 2s`, with
/// `se(s^2)^2 = (m_4 - s^4 (n - 3) / (n - 1)) / n`, which asks no distribution of the marks.
pub(super) fn of_deviation(xs: &[f64]) -> Bounds {
    enough(xs.len())?;
    let (n, v) = (xs.len() as f64, variance(xs));
    if v <= 0.0 {
        return Err(Undefined::AtBound);
    }
    let spread = ((moment(xs, 4) - v * v * (n - 3.0) / (n - 1.0)) / n).max(0.0);
    let interval = normal(v.sqrt(), spread.sqrt() / (2.0 * v.sqrt()), xs.len())?;
    Ok(interval.map(|end| end.max(0.0)))
}

/// Of the standard deviation of marks that are all 0 or `max`, a share `p` of them `max`: what
/// `max sqrt(p (1 - p) n / (n - 1))` is within Wilson's interval of `p`. Near `p = 1/2` the other method's interval
/// shrinks to nothing.
pub(super) fn of_deviation_of_shares(p: f64, n: usize, max: f64) -> Bounds {
    enough(n)?;
    let within = wilson(p, n)?;
    let deviation = |p: f64| max * (p * (1.0 - p) * n as f64 / (n as f64 - 1.0)).max(0.0).sqrt();
    let (low, high) = (deviation(within.low), deviation(within.high));
    let top = if within.low <= 0.5 && 0.5 <= within.high { deviation(0.5) } else { low.max(high) };
    Ok(Interval { low: low.min(high), high: top, method: Method::Wilson })
}

/// Of a share `p` of `n`: `(p + z^2/2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2/n)`.
pub(super) fn wilson(p: f64, n: usize) -> Bounds {
    if n == 0 {
        return Err(Undefined::TooFew { n, least: 1 });
    }
    let (p, n) = (p.clamp(0.0, 1.0), n as f64);
    let (centre, grown) = (p + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let low = ((centre - half) / grown).clamp(0.0, p);
    Ok(Interval { low, high: ((centre + half) / grown).clamp(p, 1.0), method: Method::Wilson })
}

/// Of a correlation: `tanh(atanh r +- z / sqrt(n - 3))`.
pub(super) fn fisher(r: f64, n: usize) -> Bounds {
    enough(n)?;
    if 1.0 - r.abs() < 1e-12 {
        return Err(Undefined::AtBound);
    }
    let (centre, half) = (r.atanh(), Z / (n as f64 - 3.0).sqrt());
    Ok(Interval { low: (centre - half).tanh(), high: (centre + half).tanh(), method: Method::FisherZ })
}

/// Of alpha over `k` items: `1 - exp(ln(1 - alpha) +- z sqrt(2k / ((k - 1)(n - 2))))`; D. G. Bonett, *Sample size
/// requirements for testing and estimating coefficient alpha*, 2002.
pub(super) fn bonett(alpha: f64, k: usize, n: usize) -> Bounds {
    enough(n)?;
    if 1.0 - alpha < 1e-12 || k < 2 {
        return Err(Undefined::AtBound);
    }
    let (k, n) = (k as f64, n as f64);
    let half = Z * (2.0 * k / ((k - 1.0) * (n - 2.0))).sqrt();
    let end = |half: f64| 1.0 - ((1.0 - alpha).ln() + half).exp();
    Ok(Interval { low: end(half), high: end(-half), method: Method::LogNormal })
}

/// Of a median: the values of rank `n/2 - z sqrt(n)/2` and `1 + n/2 + z sqrt(n)/2`, rounded outwards.
pub(super) fn of_median(xs: &[f64]) -> Bounds {
    let (xs, n) = (sorted(xs), xs.len() as f64);
    let (low, high) = ((n / 2.0 - Z * n.sqrt() / 2.0).floor(), (1.0 + n / 2.0 + Z * n.sqrt() / 2.0).ceil());
    if low < 1.0 || high > n {
        return Err(Undefined::TooFew { n: xs.len(), least: LEAST_FOR_MEDIAN });
    }
    Ok(Interval { low: xs[low as usize - 1], high: xs[high as usize - 1], method: Method::OrderStatistics })
}

/// The fewest for which both ranks of [`of_median`] exist.
const LEAST_FOR_MEDIAN: usize = 8;

/// 97.5 % points of Student's t for 1 to 30 degrees of freedom.
const T: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
    2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/// `value +- t se` for `n` judges; above 31 judges the point for 30 degrees, which is a little too wide.
pub(super) fn student(value: f64, se: impl Fn() -> f64, n: usize) -> Bounds {
    if n < 2 {
        return Err(Undefined::TooFew { n, least: 2 });
    }
    let half = T[(n - 2).min(T.len() - 1)] * se();
    Ok(Interval { low: value - half, high: value + half, method: Method::StudentT })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ends(bounds: Bounds, low: f64, high: f64, within: f64) {
        let found = bounds.unwrap();
        assert!((found.low - low).abs() < within && (found.high - high).abs() < within, "{found:?}");
    }

    /// Published or worked by hand: Wilson 8 of 10; r 0.5 of 28; Feldt's exact interval for .85, 7 items, 89 people is
    /// .797 to .893 (statpsych, `ci.cronbach`), and Bonett's must be near it.
    #[test]
    fn known_intervals() {
        ends(wilson(0.8, 10), 0.490_162_5, 0.943_317_8, 1e-6);
        ends(wilson(0.0, 10), 0.0, 0.277_533, 1e-5);
        ends(fisher(0.5, 28), 0.156_0, 0.736_1, 5e-4);
        ends(bonett(0.85, 7, 89), 0.797_1, 0.893_1, 5e-3);
        ends(student(10.0, || 1.0, 5), 7.224, 12.776, 1e-9);
        ends(normal(0.0, 1.0, 4), -1.96, 1.96, 1e-4);
    }

    #[test]
    fn a_deviation_of_shares_is_a_share() {
        // p from 0.403832 to 0.596168; the greatest deviation is at 1/2.
        let half = 2.0 * 0.5 * (100.0_f64 / 99.0).sqrt();
        ends(
            of_deviation_of_shares(0.5, 100, 2.0),
            half * 2.0 * (0.403_832_f64 * 0.596_168).sqrt(),
            half,
            1e-6,
        );
        let found = of_deviation_of_shares(0.1, 100, 1.0).unwrap();
        assert!(found.low < 0.3 && found.high > 0.3 && found.high < 0.5, "{found:?}");
    }

    #[test]
    fn a_median_has_an_interval_from_eight() {
        let xs: Vec<f64> = (1..=100).map(f64::from).collect();
        ends(of_median(&xs), 40.0, 61.0, 1e-9);
        for n in 0..=100 {
            assert_eq!(of_median(&xs[..n]).is_ok(), n >= LEAST_FOR_MEDIAN, "{n}");
        }
    }

    /// For 0/1 marks with p = 1/4 and n = 100 the delta method gives se(s) = |1 - 2p| / (2 sqrt n), about.
    #[test]
    fn a_deviation_of_right_and_wrong() {
        let xs: Vec<f64> = (0..100).map(|i| f64::from(i % 4 == 0)).collect();
        let s = (100.0 / 99.0 * 0.1875_f64).sqrt();
        ends(of_deviation(&xs), s - Z * 0.025, s + Z * 0.025, 1e-3);
    }
}
