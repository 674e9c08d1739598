//! What must always hold.

use super::*;

fn part() -> impl Strategy<Value = f64> {
    prop_oneof![3 => Just(0.0), 3 => Just(1.0), 2 => Just(0.5), 1 => 0.0..=1.0, 1 => Just(1e-300), 1 => Just(0.1)]
}

fn maximum() -> impl Strategy<Value = f64> {
    prop_oneof![4 => Just(1.0), 2 => Just(2.0), 1 => Just(0.0), 1 => Just(LEAST_MAX), 1 => Just(MOST_MAX), 1 => 0.1..9.0]
}

/// Maxima, and rows of marks with holes in them when `holes`.
fn any_marks(holes: bool) -> impl Strategy<Value = Marks> {
    let shape = (1..6usize, 0..14usize);
    shape.prop_flat_map(move |(k, n)| {
        let served = proptest::bool::weighted(if holes { 0.6 } else { 1.0 });
        let mark = (part(), served).prop_map(|(part, served)| served.then_some(part));
        let rows = proptest::collection::vec(proptest::collection::vec(mark, k), n);
        (proptest::collection::vec(maximum(), k), rows).prop_map(|(maxima, mut rows)| {
            rows.retain(|row| row.iter().any(Option::is_some));
            for row in &mut rows {
                for (mark, max) in row.iter_mut().zip(&maxima) {
                    *mark = mark.map(|part| part * max);
                }
            }
            drawn(&maxima, &rows)
        })
    })
}

/// Ordinary marks of a fixed form.
fn ordinary() -> impl Strategy<Value = (Vec<f64>, Vec<Vec<f64>>)> {
    (2..6usize, 5..30usize).prop_flat_map(|(k, n)| {
        let rows = proptest::collection::vec(proptest::collection::vec(0..=4u32, k), n);
        let maxima = proptest::collection::vec(1..=3u32, k);
        (maxima, rows).prop_map(|(maxima, rows)| {
            let marks = |row: &Vec<u32>| {
                row.iter().zip(&maxima).map(|(part, max)| f64::from(part * max) / 4.0).collect()
            };
            (maxima.iter().map(|max| f64::from(*max)).collect(), rows.iter().map(marks).collect())
        })
    })
}

/// Equal but for rounding, value by value and reason by reason.
fn alike(a: Figure, b: Figure, scale: f64) -> Result<(), TestCaseError> {
    let near = |a: f64, b: f64| (a - b * scale).abs() <= 1e-7 * a.abs().max((b * scale).abs()).max(1.0);
    match (a, b) {
        (Figure::Known(a), Figure::Known(b)) => {
            prop_assert!(near(a.value, b.value), "{a:?} {b:?}");
            prop_assert_eq!(a.n, b.n);
            match (a.interval, b.interval) {
                (Ok(a), Ok(b)) => prop_assert!(near(a.low, b.low) && near(a.high, b.high), "{a:?} {b:?}"),
                (a, b) => prop_assert_eq!(a.err(), b.err()),
            }
        }
        (a, b) => prop_assert_eq!(a, b),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nothing_is_ever_not_a_number(marks in prop_oneof![any_marks(false), any_marks(true)], floor in 0..6usize) {
        let analysis = analyse(&marks, Floor(floor));
        for (name, figure) in figures(&analysis) {
            let Figure::Known(estimate) = figure else { continue };
            prop_assert!(estimate.value.is_finite() && estimate.n >= floor, "{name} {estimate:?}");
            if let Ok(interval) = estimate.interval {
                prop_assert!(interval.low.is_finite() && interval.high.is_finite(), "{name} {estimate:?}");
                let slack = 1e-9 * estimate.value.abs().max(1e-9);
                prop_assert!(interval.low <= estimate.value + slack, "{name} {estimate:?}");
                prop_assert!(interval.high >= estimate.value - slack, "{name} {estimate:?}");
            }
        }
        let within = |figure: Figure, low: f64, high: f64| {
            figure.value().is_none_or(|value| (low..=high).contains(&value))
        };
        for item in &analysis.items {
            prop_assert!(within(item.facility, 0.0, 1.0) && within(item.point_biserial, -1.0, 1.0));
            prop_assert!(within(item.discrimination, -100.0, 100.0) && within(item.effective_weight, 0.0, 100.0));
            prop_assert!(within(item.efficiency, f64::MIN, 100.0));
            let choices = vec![BTreeSet::from([0]); marks.attempts()];
            let at = analysis.items.iter().position(|other| other == item).expect("itself");
            let table = distractors(&marks, at, 2, &choices, Floor(floor)).expect("a table");
            prop_assert!(table.low + table.high <= table.n && table.n <= marks.attempts());
            for line in table.lines {
                for figure in [line.share, line.rest_mean, line.correlation] {
                    prop_assert!(within(figure, f64::MIN, f64::MAX), "{figure:?}");
                }
            }
        }
        prop_assert!(within(analysis.test.consistency, f64::MIN, 100.0), "alpha is at most 1");
        prop_assert!(within(analysis.test.error_ratio, 0.0, f64::MAX));
    }

    #[test]
    fn the_order_of_attempts_is_nothing((maxima, rows) in ordinary(), turn in 0..30usize) {
        let mut turned: Vec<_> = rows.iter().rev().cloned().collect();
        turned.rotate_left(turn % rows.len());
        let (a, b) = (all(&fixed(&maxima, &rows)), all(&fixed(&maxima, &turned)));
        for ((_, a), (_, b)) in figures(&a).into_iter().zip(figures(&b)) {
            alike(a, b, 1.0)?;
        }
    }

    #[test]
    fn a_larger_scale_scales_what_is_in_marks((maxima, rows) in ordinary(), by in 2..50u32) {
        let by = f64::from(by);
        let times = |xs: &Vec<f64>| xs.iter().map(|x| x * by).collect::<Vec<_>>();
        let larger = fixed(&times(&maxima), &rows.iter().map(times).collect::<Vec<_>>());
        let (a, b) = (all(&larger), all(&fixed(&maxima, &rows)));
        for ((name, a), (_, b)) in figures(&a).into_iter().zip(figures(&b)) {
            let scale = match name.split(' ').nth(1).expect("a name") {
                "sd" | "mean" | "median" | "standarddeviation" | "standarderror" => by,
                of if of.contains("variance") => by * by,
                _ => 1.0,
            };
            alike(a, b, scale)?;
        }
    }

    /// An item that everyone gets right shifts the scores and tells nobody apart.
    #[test]
    fn a_constant_item_changes_only_weights_and_the_count((maxima, rows) in ordinary()) {
        let more = |xs: &Vec<f64>, mark: f64| xs.iter().copied().chain([mark]).collect::<Vec<_>>();
        let with = fixed(&more(&maxima, 2.0), &rows.iter().map(|row| more(row, 2.0)).collect::<Vec<_>>());
        let (a, b) = (all(&with), all(&fixed(&maxima, &rows)));
        for (a, b) in a.items.iter().zip(&b.items) {
            for ((name, a), (_, b)) in a.figures().into_iter().zip(b.figures()) {
                if name != "intendedweight" {
                    alike(a, b, 1.0)?;
                }
            }
        }
        let added = a.items.last().expect("it");
        prop_assert_eq!(added.discrimination, Figure::Undefined(Undefined::ItemConstant));
        alike(a.test.sd, b.test.sd, 1.0)?;
        alike(a.test.skewness, b.test.skewness, 1.0)?;
        if let (Some(a), Some(b)) = (a.test.mean.value(), b.test.mean.value()) {
            prop_assert!((a - b - 2.0).abs() < 1e-9);
        }
        // alpha = k / (k - 1) times what the item does not change.
        let k = maxima.len() as f64;
        if let (Some(a), Some(b)) = (a.test.consistency.value(), b.test.consistency.value()) {
            let expected = b * (k - 1.0) / k * (k + 1.0) / k;
            prop_assert!((a - expected).abs() <= 1e-7 * expected.abs().max(1.0), "{a} {expected}");
        }
    }

    #[test]
    fn the_parts_add_up((maxima, rows) in ordinary()) {
        let analysis = all(&fixed(&maxima, &rows));
        let sum = |of: &dyn Fn(usize) -> Option<f64>| -> f64 {
            (0..maxima.len()).filter_map(of).sum()
        };
        let at = |at: usize| &analysis.items[at];
        prop_assert!((sum(&|i| at(i).intended_weight.value()) - 100.0).abs() < 1e-9);
        if let Some(sd) = analysis.test.sd.value().filter(|sd| *sd > 0.0) {
            let weights = sum(&|i| at(i).effective_weight.value());
            prop_assert!((weights - 100.0).abs() < 1e-7, "{weights}");
            let covariances = sum(&|i| at(i).covariance_with_total.value());
            prop_assert!((covariances - sd * sd).abs() < 1e-7 * (sd * sd).max(1.0), "the parts of the variance");
        }
        // C(x, T) = C(x, X) + V(x)
        for item in &analysis.items {
            let (Some(t), Some(c), Some(v)) =
                (item.covariance_with_total.value(), item.covariance.value(), item.mark_variance.value())
            else { continue };
            prop_assert!((t - c - v).abs() < 1e-9);
        }
    }
}
