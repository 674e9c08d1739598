//! The statistics: against a trusted program's figures, against sums done by hand, and against what must always hold.
//!
//! The trusted figures are in `real-input/statistics`, found by `INVIGIL_SHARED` or beside the repository. They were
//! computed in a spreadsheet for Moodle's own tests.

mod by_hand;
mod coverage;
mod edges;
mod properties;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use exam::Points;
use exam::statistics::{
    Analysis, Estimate, Figure, Floor, LEAST_MAX, MOST_MAX, MarkedItem, Marks, Method, Scale, Undefined,
    Unusable, analyse, angoff, distractors,
};
use proptest::prelude::*;

/// Half a unit of the tenth decimal, and what a comparison of binary fractions with a decimal tie needs.
const HALF_A_UNIT: f64 = 0.5e-10 + 1e-14;

fn shared(name: &str) -> String {
    let folder = std::env::var_os("INVIGIL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let path = folder.join("real-input/statistics").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; set INVIGIL_SHARED to the folder that holds real-input", path.display())
    })
}

fn cells(text: &str) -> Vec<Vec<String>> {
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

/// The marks of 25 attempts at 7 questions, each out of 1.
fn reference_rows() -> Vec<Vec<f64>> {
    let rows = cells(&shared("results00.csv"));
    assert_eq!((rows.len(), rows[0].len()), (26, 9), "25 attempts at 7 questions");
    rows[1..].iter().map(|row| row[1..8].iter().map(|cell| number(cell)).collect()).collect()
}

/// Slot by slot: column -> figure.
fn reference_figures() -> Vec<BTreeMap<String, f64>> {
    let rows = cells(&shared("qstats00.csv"));
    assert_eq!(rows.len(), 8, "7 slots");
    let named = |row: &Vec<String>| {
        rows[0].iter().cloned().zip(row.iter().map(|cell| number(cell))).skip(1).collect()
    };
    rows[1..].iter().map(named).collect()
}

fn fixed(maxima: &[f64], rows: &[Vec<f64>]) -> Marks {
    drawn(maxima, &rows.iter().map(|row| row.iter().map(|mark| Some(*mark)).collect()).collect::<Vec<_>>())
}

fn items(maxima: &[f64]) -> Vec<MarkedItem> {
    let named = |(at, max): (usize, &f64)| MarkedItem { name: format!("i{}", at + 1), max: *max };
    maxima.iter().enumerate().map(named).collect()
}

fn drawn(maxima: &[f64], rows: &[Vec<Option<f64>>]) -> Marks {
    Marks::new(items(maxima), rows.to_vec()).expect("usable marks")
}

fn all(marks: &Marks) -> Analysis {
    analyse(marks, Floor(0))
}

/// Every figure of an analysis, named.
fn figures(analysis: &Analysis) -> Vec<(String, Figure)> {
    let of_items = analysis
        .items
        .iter()
        .flat_map(|item| item.figures().map(|(name, figure)| (format!("{} {name}", item.name), figure)));
    let of_test = analysis.test.figures().map(|(name, figure)| (format!("test {name}"), figure));
    of_items.chain(of_test).collect()
}

#[track_caller]
fn value(figure: Figure) -> f64 {
    figure.value().unwrap_or_else(|| panic!("{figure:?}"))
}

#[track_caller]
fn close(found: f64, expected: f64) {
    let tolerance = 1e-9 * expected.abs().max(1.0);
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}

#[track_caller]
fn undefined(figure: Figure, reason: Undefined) {
    assert_eq!(figure, Figure::Undefined(reason));
}

// ---- the trusted program

#[test]
fn every_figure_of_every_slot_is_the_trusted_one() {
    let analysis = all(&fixed(&[1.0; 7], &reference_rows()));
    let mut compared = 0;
    for (item, expected) in analysis.items.iter().zip(reference_figures()) {
        let found: BTreeMap<_, _> = item.figures().into();
        for (name, expected) in expected {
            let found = value(found[name.as_str()]);
            assert!((found - expected).abs() <= HALF_A_UNIT, "{} {name}: {found}, not {expected}", item.name);
            compared += 1;
        }
    }
    assert_eq!(compared, 63, "7 slots, 9 figures each");
}

/// The figures that Moodle's own test expects of the same marks (`check_quiz_stats_for_quiz_00`).
#[test]
fn every_figure_of_the_test_is_the_trusted_one() {
    let expected = [
        ("mean", 4.617_333_332),
        ("median", 4.5),
        ("standarddeviation", 0.811_726_555_4),
        ("skewness", -0.092_502_502),
        ("kurtosis", -0.707_396_855_7),
        ("cic", -87.223_093_554_2),
        ("errorratio", 136.829_490_079_5),
        ("standarderror", 1.110_681_306_6),
    ];
    let test = all(&fixed(&[1.0; 7], &reference_rows())).test;
    assert_eq!((test.n, test.max), (25, Some(7.0)));
    for ((name, expected), (of, found)) in expected.into_iter().zip(test.figures()) {
        assert_eq!(name, of);
        assert!((value(found) - expected).abs() <= HALF_A_UNIT, "{name}: {found:?}, not {expected}");
    }
}

/// The errors one would make: each is far outside the tolerance in every slot, so the tests above would see it.
#[test]
fn planted_errors_are_seen() {
    let rows = reference_rows();
    let n = rows.len() as f64;
    let mean = |xs: &[f64]| xs.iter().sum::<f64>() / n;
    let covariance = |xs: &[f64], ys: &[f64], by: f64| {
        let (mx, my) = (mean(xs), mean(ys));
        xs.iter().zip(ys).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / by
    };
    let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
    let mut effective = Vec::new();
    for (slot, expected) in reference_figures().iter().enumerate() {
        let xs: Vec<f64> = rows.iter().map(|row| row[slot]).collect();
        let rests: Vec<f64> = totals.iter().zip(&xs).map(|(total, x)| total - x).collect();
        let seen = |wrong: f64, column: &str, what: &str| {
            let off = (wrong - expected[column]).abs();
            assert!(off > 1000.0 * HALF_A_UNIT, "slot {}: {what} is only {off} from {column}", slot + 1);
        };
        let sample = n - 1.0;
        let r = |ys: &[f64]| {
            100.0 * covariance(&xs, ys, sample)
                / (covariance(&xs, &xs, sample) * covariance(ys, ys, sample)).sqrt()
        };
        // First the same arithmetic done rightly, or its errors would prove nothing.
        assert!((r(&rests) - expected["discriminationindex"]).abs() <= HALF_A_UNIT);
        seen(covariance(&xs, &xs, n), "markvariance", "the population's variance");
        seen(covariance(&xs, &xs, n).sqrt(), "sd", "the population's deviation");
        seen(covariance(&xs, &rests, n), "covariance", "the population's covariance");
        seen(covariance(&rests, &rests, n), "othermarkvariance", "the population's variance of the rest");
        seen(covariance(&xs, &totals, sample), "covariance", "the covariance with the whole total");
        seen(r(&totals), "discriminationindex", "the uncorrected correlation");
        seen(r(&rests) / 100.0, "discriminationindex", "the correlation, not in per cent");
        seen(covariance(&xs, &totals, sample), "covariancemax", "the covariance of what is not sorted");
        seen(100.0 / 7.0, "effectiveweight", "the intended weight");
        effective.push((covariance(&xs, &totals, sample), expected["effectiveweight"]));
    }
    let sum: f64 = effective.iter().map(|(own, _)| own).sum();
    let off = |(own, expected): &(f64, f64)| (100.0 * own / sum - expected).abs() > 1000.0 * HALF_A_UNIT;
    assert!(effective.iter().all(off), "shares of the covariance without the root");
}

#[test]
fn the_total_written_in_the_file_is_not_good_enough() {
    // `summarks` has five decimals; the trusted figures are those of the sums.
    let rows = cells(&shared("results00.csv"));
    let written: Vec<f64> = rows[1..].iter().map(|row| number(&row[8])).collect();
    let sums: Vec<f64> = reference_rows().iter().map(|row| row.iter().sum()).collect();
    let off = written.iter().zip(&sums).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off > 1e-6 && off < 1e-5, "{off}");
}
