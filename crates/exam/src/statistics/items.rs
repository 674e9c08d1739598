//! The statistics of one item.

use super::interval;
use super::marks::Marks;
use super::sample::{
    constant, correlation, covariance, mean, negligible, products, sorted, standard_error, variance,
};
use super::{Figure, Floor, Found, Interval, Scale, Undefined};

/// What one item did. Per cent run to 100.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemStatistics {
    /// The item's name.
    pub name: String,
    /// The most it can earn.
    pub max: f64,
    /// How many attempts were served it.
    pub n: usize,
    /// Facility index: `F_p = mean x_p / x_p(max)`, from 0 to 1 (the page shows it in per cent; the least mark is 0).
    /// The page, *Facility index*.
    pub facility: Figure,
    /// Standard deviation: `s_p = sqrt V(x_p)`, in marks. The page, *Standard deviation* (of an item).
    pub sd: Figure,
    /// Intended weight: `Q_p = 100 x_p(max) / T(max)`. The page, *Intended question weight*.
    pub intended_weight: Figure,
    /// Effective weight: `W_p = 100 sqrt C(x_p, T) / sum_q sqrt C(x_q, T)`, the sum over items whose covariance is not
    /// negative; an item whose own is negative has none. The page, *Effective question weight*. The interval: the
    /// delta method over the attempts.
    pub effective_weight: Figure,
    /// `C(x_p, X_p)`: with the rest score. The page, *Discrimination index*.
    pub covariance: Figure,
    /// `V(x_p)`.
    pub mark_variance: Figure,
    /// `V(X_p)`: of the rest score.
    pub rest_variance: Figure,
    /// Discrimination index: `D_p = 100 r(x_p, X_p) = 100 C(x_p, X_p) / sqrt(V(x_p) V(X_p))`. The page,
    /// *Discrimination index*. It is the corrected one: the item's own mark is not in the score it is held against.
    pub discrimination: Figure,
    /// `C_max(x_p, X_p)`: the covariance if the same marks and the same rest scores were each sorted. The page,
    /// *Discriminative efficiency*.
    pub covariance_max: Figure,
    /// Discriminative efficiency: `100 C(x_p, X_p) / C_max(x_p, X_p)`. The page, *Discriminative efficiency*. The
    /// interval is the discrimination index's, with both margins taken as they are.
    pub efficiency: Figure,
    /// `C(x_p, T)`: with the total. The page, *Effective question weight*.
    pub covariance_with_total: Figure,
    /// Corrected point-biserial: `(mean X_p of those with full marks - mean X_p of the others) / s(X_p) * sqrt(p q n /
    /// (n - 1))`, which is `r(x_p, X_p)`; so, too, for items with marks between nothing and all. From -1 to 1.
    /// Classical test theory; "corrected" because the rest score, not the total, is used.
    pub point_biserial: Figure,
}

impl ItemStatistics {
    /// Every figure with its name for programs: Moodle's column where Moodle has one.
    pub fn figures(&self) -> [(&'static str, Figure); 12] {
        [
            ("facility", self.facility),
            ("sd", self.sd),
            ("intendedweight", self.intended_weight),
            ("effectiveweight", self.effective_weight),
            ("covariance", self.covariance),
            ("markvariance", self.mark_variance),
            ("othermarkvariance", self.rest_variance),
            ("discriminationindex", self.discrimination),
            ("covariancemax", self.covariance_max),
            ("discriminativeefficiency", self.efficiency),
            ("covariancewithoverallmark", self.covariance_with_total),
            ("pointbiserial", self.point_biserial),
        ]
    }
}

/// What every item's effective weight needs of all the others.
pub(super) struct Weighing {
    /// `C(x_p, T)`; 0 where it is nothing but rounding, none where the item was not served or there are too few.
    covariances: Vec<Option<f64>>,
    /// `sum sqrt C(x_p, T)` over those above 0.
    sum: f64,
    /// By attempt: how far it pulls [`Self::sum`].
    pulls: Vec<f64>,
    totals: Vec<f64>,
}

impl Weighing {
    pub(super) fn of(marks: &Marks) -> Self {
        let totals: Vec<f64> = marks.scores().flatten().collect();
        let mut weighing = Self { covariances: Vec::new(), sum: 0.0, pulls: vec![0.0; totals.len()], totals };
        if marks.scale() == Scale::Percent {
            return weighing;
        }
        for (at, item) in marks.items().iter().enumerate() {
            let xs: Vec<f64> = marks.column(at).flatten().collect();
            if xs.len() < 2 || xs.len() != weighing.totals.len() {
                weighing.covariances.push(None);
                continue;
            }
            let found = covariance(&xs, &weighing.totals);
            let nothing = constant(&xs, item.max) || negligible(found, item.max, marks.top());
            weighing.covariances.push(Some(if nothing { 0.0 } else { found }));
            if !nothing && found > 0.0 {
                weighing.sum += found.sqrt();
                for (pull, product) in weighing.pulls.iter_mut().zip(products(&xs, &weighing.totals)) {
                    *pull += product / (2.0 * found.sqrt());
                }
            }
        }
        weighing
    }

    /// The effective weight of an item with marks `xs`.
    fn weight(&self, at: usize, xs: &[f64]) -> Found {
        let own = self.covariances.get(at).copied().flatten().ok_or(Undefined::NoMaximum)?;
        if self.sum <= 0.0 {
            return Err(Undefined::TotalConstant);
        }
        if own < 0.0 {
            return Err(Undefined::NegativeCovariance);
        }
        let share = own.sqrt() / self.sum;
        if own == 0.0 {
            return Ok((0.0, Err(Undefined::AtBound)));
        }
        let influence: Vec<f64> = products(xs, &self.totals)
            .iter()
            .zip(&self.pulls)
            .map(|(product, pull)| 100.0 * (product / (2.0 * own.sqrt()) - share * pull) / self.sum)
            .collect();
        let bounds = interval::normal(100.0 * share, standard_error(&influence), xs.len());
        Ok((100.0 * share, bounds.map(|bounds| bounds.map(|end| end.clamp(0.0, 100.0)))))
    }
}

/// What one item did.
pub(super) fn item(marks: &Marks, weighing: &Weighing, at: usize, floor: Floor) -> ItemStatistics {
    let max = marks.items()[at].max;
    let xs: Vec<f64> = marks.column(at).flatten().collect();
    let n = xs.len();
    let alone = n > 0 && marks.rests(at).flatten().next().is_none();
    let (paired, rests): (Vec<f64>, Vec<f64>) =
        marks.column(at).zip(marks.rests(at)).filter_map(|(mark, rest)| Some((mark?, rest?))).unzip();
    let pairs = if alone { n } else { paired.len() };
    let varies = || if constant(&paired, max) { Err(Undefined::ItemConstant) } else { Ok(()) };
    let rest_varies = || if constant(&rests, marks.top()) { Err(Undefined::RestConstant) } else { Ok(()) };
    let with_rest = |least: usize, find: &dyn Fn() -> Found| {
        floor.figure(pairs, least, || if alone { Err(Undefined::OneItem) } else { find() })
    };
    let correlated = |turn: &dyn Fn(f64) -> f64| -> Found {
        varies()?;
        rest_varies()?;
        let r = correlation(&paired, &rests);
        Ok((turn(r), interval::fisher(r, pairs).map(|bounds| bounds.map(turn))))
    };
    let fixed = |n: usize, least: usize, find: &dyn Fn() -> Found| match marks.scale() {
        Scale::Marks => floor.figure(n, least, find),
        Scale::Percent => Figure::Undefined(Undefined::DrawnForms),
    };

    ItemStatistics {
        name: marks.items()[at].name.clone(),
        max,
        n,
        facility: floor.figure(n, 1, || {
            if max <= 0.0 {
                return Err(Undefined::NoMaximum);
            }
            let facility = (mean(&xs) / max).clamp(0.0, 1.0);
            Ok((facility, interval::wilson(facility, n)))
        }),
        sd: floor.figure(n, 2, || Ok(deviation_of_marks(&xs, max))),
        mark_variance: floor.figure(n, 2, || Ok(squared(deviation_of_marks(&xs, max)))),
        intended_weight: fixed(n, 1, &|| match marks.form_max() {
            Some(form) if form > 0.0 => Ok((100.0 * max / form, Err(Undefined::NotAnEstimate))),
            _ => Err(Undefined::NoMaximum),
        }),
        effective_weight: fixed(n, 2, &|| weighing.weight(at, &xs)),
        covariance_with_total: fixed(n, 2, &|| {
            if weighing.totals.len() != n {
                return Err(Undefined::NoMaximum);
            }
            Ok(with_interval(&xs, &weighing.totals))
        }),
        covariance: with_rest(2, &|| Ok(with_interval(&paired, &rests))),
        rest_variance: with_rest(2, &|| Ok(squared(deviation(&rests, marks.top())))),
        discrimination: with_rest(2, &|| correlated(&|r| 100.0 * r)),
        covariance_max: with_rest(2, &|| Ok((greatest(&paired, &rests), Err(Undefined::NoFormula)))),
        efficiency: with_rest(2, &|| {
            varies()?;
            rest_varies()?;
            let room = variance(&paired).sqrt() * variance(&rests).sqrt() / greatest(&paired, &rests);
            correlated(&|r| (100.0 * r * room).min(100.0))
        }),
        point_biserial: with_rest(2, &|| correlated(&|r| r)),
    }
}

/// A standard deviation; exactly 0 where nothing but rounding is left.
pub(super) fn deviation(xs: &[f64], top: f64) -> (f64, Result<Interval, Undefined>) {
    if constant(xs, top) {
        return (0.0, Err(Undefined::AtBound));
    }
    (variance(xs).sqrt(), interval::of_deviation(xs))
}

/// The same of an item's marks; where all are nothing or everything, the interval comes from their share.
fn deviation_of_marks(xs: &[f64], max: f64) -> (f64, Result<Interval, Undefined>) {
    let (value, bounds) = deviation(xs, max);
    if value > 0.0 && xs.iter().all(|x| *x == 0.0 || *x == max) {
        return (value, interval::of_deviation_of_shares(mean(xs) / max, xs.len(), max));
    }
    (value, bounds)
}

fn squared((value, bounds): (f64, Result<Interval, Undefined>)) -> (f64, Result<Interval, Undefined>) {
    (value * value, bounds.map(|bounds| bounds.map(|end| end * end)))
}

/// The covariance if both were sorted.
fn greatest(xs: &[f64], ys: &[f64]) -> f64 {
    covariance(&sorted(xs), &sorted(ys))
}

/// A covariance; its standard error is that of the mean of the products of deviations.
fn with_interval(xs: &[f64], ys: &[f64]) -> (f64, Result<Interval, Undefined>) {
    let value = covariance(xs, ys);
    let se = standard_error(&products(xs, ys));
    (value, interval::normal(value, se, xs.len()))
}
