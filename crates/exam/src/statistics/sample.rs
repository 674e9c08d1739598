//! Moments of samples.

/// Differences below this part of the most a score can be are rounding.
const ROUNDING: f64 = 1e-12;

/// The arithmetic mean; of nothing, 0.
pub(super) fn mean(xs: &[f64]) -> f64 {
    if xs.is_empty() { 0.0 } else { xs.iter().sum::<f64>() / xs.len() as f64 }
}

/// The central moment of order `order`, divided by n: `m_k = 1/S sum (x - mean)^k`.
pub(super) fn moment(xs: &[f64], order: i32) -> f64 {
    let centre = mean(xs);
    mean(&xs.iter().map(|x| (x - centre).powi(order)).collect::<Vec<_>>())
}

/// The variance, divided by n - 1. Needs two.
pub(super) fn variance(xs: &[f64]) -> f64 {
    covariance(xs, xs)
}

/// The covariance, divided by n - 1. Needs two.
pub(super) fn covariance(xs: &[f64], ys: &[f64]) -> f64 {
    products(xs, ys).iter().sum::<f64>() / (xs.len() as f64 - 1.0)
}

/// `(x - mean x)(y - mean y)`.
pub(super) fn products(xs: &[f64], ys: &[f64]) -> Vec<f64> {
    let (mx, my) = (mean(xs), mean(ys));
    xs.iter().zip(ys).map(|(x, y)| (x - mx) * (y - my)).collect()
}

/// The standard error of the mean. Needs two.
pub(super) fn standard_error(xs: &[f64]) -> f64 {
    (variance(xs) / xs.len() as f64).sqrt()
}

/// The product-moment correlation of two samples that are not constant.
pub(super) fn correlation(xs: &[f64], ys: &[f64]) -> f64 {
    (covariance(xs, ys) / (variance(xs).sqrt() * variance(ys).sqrt())).clamp(-1.0, 1.0)
}

/// In rising order.
pub(super) fn sorted(xs: &[f64]) -> Vec<f64> {
    let mut sorted = xs.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// Whether all are the same but for rounding; `top` is the most that one can be.
pub(super) fn constant(xs: &[f64], top: f64) -> bool {
    let (low, high) = xs.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(*x), h.max(*x)));
    xs.is_empty() || high - low <= ROUNDING * top
}

/// Whether a covariance of things that can be at most `top` and `other` is nothing but rounding.
pub(super) fn negligible(covariance: f64, top: f64, other: f64) -> bool {
    covariance.abs() <= ROUNDING * top * other
}
