//! The statistics of a test as a whole.

use super::interval;
use super::items::deviation;
use super::marks::Marks;
use super::sample::{constant, mean, moment, sorted, variance};
use super::{Figure, Floor, Found, Scale, Undefined};

/// What a test did. Mean, median, deviation and standard error are on the analysis's scale: marks, or, for drawn forms,
/// per cent of the own form.
#[derive(Debug, Clone, PartialEq)]
pub struct TestStatistics {
    /// How many attempts there are whose form carries marks.
    pub n: usize,
    /// The maximum of the form, where everyone had the same.
    pub max: Option<f64>,
    /// `mean T`. The page, *Average score*.
    pub mean: Figure,
    /// The middle score, or the mean of the two in the middle. The page, *Median score*.
    pub median: Figure,
    /// `sqrt V(T)`. The page, *Standard deviation* (of the test).
    pub sd: Figure,
    /// `k_3 / k_2^(3/2)` with `k_2 = S m_2 / (S - 1)`, `k_3 = S^2 m_3 / ((S - 1)(S - 2))`. The page, *Skewness*;
    /// interval by the standard error under a normal distribution.
    pub skewness: Figure,
    /// `k_4 / k_2^2` with `k_4 = S^2 ((S + 1) m_4 - 3 (S - 1) m_2^2) / ((S - 1)(S - 2)(S - 3))`: 0 for a normal
    /// distribution. The page, *Kurtosis*; interval by the standard error under a normal distribution.
    pub kurtosis: Figure,
    /// Coefficient of internal consistency, Cronbach's alpha, KR-20 for right and wrong:
    /// `100 P / (P - 1) (1 - sum V(x_p) / V(T))`, in per cent. The page, *Coefficient of internal consistency*.
    pub consistency: Figure,
    /// `100 sqrt(1 - alpha)`, in per cent. The page, *Error ratio*. The interval follows from alpha's.
    pub error_ratio: Figure,
    /// Standard error of measurement, `sqrt(1 - alpha)` of the standard deviation. The page, *Standard error*. The
    /// interval follows from alpha's, with the deviation taken as it is.
    pub standard_error: Figure,
}

impl TestStatistics {
    /// Every figure with its name for programs.
    pub fn figures(&self) -> [(&'static str, Figure); 8] {
        [
            ("mean", self.mean),
            ("median", self.median),
            ("standarddeviation", self.sd),
            ("skewness", self.skewness),
            ("kurtosis", self.kurtosis),
            ("cic", self.consistency),
            ("errorratio", self.error_ratio),
            ("standarderror", self.standard_error),
        ]
    }
}

/// What a test did.
pub(super) fn test(marks: &Marks, floor: Floor) -> TestStatistics {
    let totals: Vec<f64> = marks.scores().flatten().collect();
    let n = totals.len();
    let varies = || if constant(&totals, marks.top()) { Err(Undefined::TotalConstant) } else { Ok(()) };
    // What alpha says of the error, turned into what is asked for; a little above 1 is rounding.
    let error = |alpha: f64| (1.0 - alpha).max(0.0).sqrt();
    let from_alpha = |turn: &dyn Fn(f64) -> f64| -> Found {
        let (alpha, bounds) = alpha(marks, &totals)?;
        Ok((turn(alpha), bounds.map(|bounds| bounds.map(turn))))
    };

    TestStatistics {
        n,
        max: marks.form_max(),
        mean: floor.figure(n, 1, || Ok((mean(&totals), interval::of_mean(&totals)))),
        median: floor.figure(n, 1, || {
            let ordered = sorted(&totals);
            let median = (ordered[(n - 1) / 2] + ordered[n / 2]) / 2.0;
            Ok((median, interval::of_median(&totals)))
        }),
        sd: floor.figure(n, 2, || Ok(deviation(&totals, marks.top()))),
        skewness: floor.figure(n, 3, || {
            varies()?;
            let s = n as f64;
            let k3 = s * s * moment(&totals, 3) / ((s - 1.0) * (s - 2.0));
            let value = k3 / variance(&totals).powf(1.5);
            Ok((value, interval::normal(value, skewness_error(s), n)))
        }),
        kurtosis: floor.figure(n, 4, || {
            varies()?;
            let s = n as f64;
            let (m2, m4) = (moment(&totals, 2), moment(&totals, 4));
            let k4 =
                s * s * ((s + 1.0) * m4 - 3.0 * (s - 1.0) * m2 * m2) / ((s - 1.0) * (s - 2.0) * (s - 3.0));
            let value = k4 / variance(&totals).powi(2);
            let se = 2.0 * skewness_error(s) * ((s * s - 1.0) / ((s - 3.0) * (s + 5.0))).sqrt();
            Ok((value, interval::normal(value, se, n)))
        }),
        consistency: floor.figure(n, 2, || from_alpha(&|alpha| 100.0 * alpha)),
        error_ratio: floor.figure(n, 2, || from_alpha(&|alpha| 100.0 * error(alpha))),
        standard_error: floor.figure(n, 2, || {
            let sd = variance(&totals).sqrt();
            from_alpha(&|alpha| sd * error(alpha))
        }),
    }
}

/// The standard error of skewness under a normal distribution.
fn skewness_error(s: f64) -> f64 {
    (6.0 * s * (s - 1.0) / ((s - 2.0) * (s + 1.0) * (s + 3.0))).sqrt()
}

/// Cronbach's alpha, from whatever below 0 up to 1.
fn alpha(marks: &Marks, totals: &[f64]) -> Found {
    if marks.scale() == Scale::Percent {
        return Err(Undefined::DrawnForms);
    }
    let k = marks.scored_items();
    if k < 2 {
        return Err(Undefined::OneItem);
    }
    if constant(totals, marks.top()) {
        return Err(Undefined::TotalConstant);
    }
    let of_item = |at| {
        let xs: Vec<f64> = marks.column(at).flatten().collect();
        if constant(&xs, marks.items()[at].max) { 0.0 } else { variance(&xs) }
    };
    let sum: f64 = (0..marks.items().len()).map(of_item).sum();
    let factor = k as f64 / (k as f64 - 1.0);
    let alpha = (factor * (1.0 - sum / variance(totals))).min(1.0);
    Ok((alpha, interval::bonett(alpha, k, totals.len())))
}
