//! Against sums done by hand.

use super::*;

/// Four attempts, two items worth 1 and one worth 2:
/// ```text
///   1 1 2 | 4     x1: mean 3/4, V 1/4    x2: mean 1/2, V 1/3    x3: mean 1, V 2/3
///   1 0 1 | 2     T: 4 2 3 0, mean 9/4, V 35/12, median 5/2
///   1 1 1 | 3     x1: rest 3 1 2 0, C = 1/4 (3 1 2 0 . 1 1 1 -3) / 3 = 1/2
///   0 0 0 | 0
/// ```
#[test]
fn a_tiny_test_by_hand() {
    let analysis = all(&fixed(
        &[1.0, 1.0, 2.0],
        &[vec![1.0, 1.0, 2.0], vec![1.0, 0.0, 1.0], vec![1.0, 1.0, 1.0], vec![0.0, 0.0, 0.0]],
    ));
    let (first, third, test) = (&analysis.items[0], &analysis.items[2], &analysis.test);
    assert_eq!((analysis.scale, first.n, test.n, test.max), (Scale::Marks, 4, 4, Some(4.0)));
    close(value(first.facility), 0.75);
    close(value(first.sd), 0.5);
    close(value(first.intended_weight), 25.0);
    close(value(first.covariance), 0.5);
    close(value(first.mark_variance), 0.25);
    close(value(first.rest_variance), 5.0 / 3.0);
    // r = 1/2 / sqrt(1/4 * 5/3) = sqrt(3/5)
    close(value(first.discrimination), 100.0 * 0.6_f64.sqrt());
    close(value(first.point_biserial), 0.6_f64.sqrt());
    // Sorted, 0 1 1 1 meets 0 1 2 3: nothing could be better.
    close(value(first.covariance_max), 0.5);
    close(value(first.efficiency), 100.0);
    close(value(first.covariance_with_total), 0.75);
    // C with the total: 3/4, 5/6 and 4/3; the three add up to V(T).
    let roots = [0.75_f64.sqrt(), (5.0_f64 / 6.0).sqrt(), (4.0_f64 / 3.0).sqrt()];
    close(value(third.effective_weight), 100.0 * roots[2] / roots.iter().sum::<f64>());
    close(value(third.facility), 0.5);
    close(value(third.intended_weight), 50.0);
    close(value(test.mean), 2.25);
    close(value(test.median), 2.5);
    close(value(test.sd), (35.0_f64 / 12.0).sqrt());
    // alpha = 3/2 (1 - (1/4 + 1/3 + 2/3) / (35/12)) = 3/2 * 4/7
    close(value(test.consistency), 600.0 / 7.0);
    close(value(test.error_ratio), 100.0 * (1.0_f64 / 7.0).sqrt());
    close(value(test.standard_error), (5.0_f64 / 12.0).sqrt());
    // Deviations 7 -1 3 -9 quarters: m3 = -360/4/64, k3 = 16 m3 / 6; m4 = (2401 + 1 + 81 + 6561)/4/256
    let k3 = 16.0 / 6.0 * (-360.0 / 4.0 / 64.0);
    close(value(test.skewness), -360.0 / 64.0 * (16.0 / 24.0) / (35.0_f64 / 12.0).powf(1.5));
    close(value(test.skewness), k3 / (35.0_f64 / 12.0).powf(1.5));
    let (m2, m4): (f64, f64) = (35.0 / 16.0, 9044.0 / 1024.0);
    close(value(test.kurtosis), 16.0 * (5.0 * m4 - 9.0 * m2 * m2) / 6.0 / (35.0_f64 / 12.0).powi(2));
}

/// KR-20 of right and wrong is alpha.
#[test]
fn alpha_of_right_and_wrong_is_kr20() {
    let rows: Vec<Vec<f64>> = (0..40)
        .map(|s: u32| (0..6).map(|p| f64::from(u8::from((s * 7 + p * 3) % 11 + p < 9))).collect())
        .collect();
    let (n, k) = (40.0, 6.0);
    let right = |p: usize| rows.iter().map(|row| row[p]).sum::<f64>() / n;
    let totals: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
    let mean = totals.iter().sum::<f64>() / n;
    let population = totals.iter().map(|total| (total - mean).powi(2)).sum::<f64>() / n;
    let pq: f64 = (0..6).map(|p| right(p) * (1.0 - right(p))).sum();
    close(
        value(all(&fixed(&[1.0; 6], &rows)).test.consistency),
        100.0 * k / (k - 1.0) * (1.0 - pq / population),
    );
}

/// The point-biserial formula, for right and wrong, is the correlation with the rest score.
#[test]
fn the_point_biserial_is_the_one_of_the_books() {
    let rows: Vec<Vec<f64>> =
        reference_rows().iter().map(|row| row.iter().map(|x| x.floor()).collect()).collect();
    let analysis = all(&fixed(&[1.0; 7], &rows));
    let n = rows.len() as f64;
    for slot in [0, 1, 3, 5] {
        let rest = |row: &Vec<f64>| row.iter().sum::<f64>() - row[slot];
        let group =
            |mark: f64| -> Vec<f64> { rows.iter().filter(|row| row[slot] == mark).map(rest).collect() };
        let mean = |xs: &[f64]| xs.iter().sum::<f64>() / xs.len() as f64;
        let (right, wrong, every) = (group(1.0), group(0.0), rows.iter().map(rest).collect::<Vec<_>>());
        let sd = (every.iter().map(|x| (x - mean(&every)).powi(2)).sum::<f64>() / n).sqrt();
        let p = right.len() as f64 / n;
        let expected = (mean(&right) - mean(&wrong)) / sd * (p * (1.0 - p)).sqrt();
        close(value(analysis.items[slot].point_biserial), expected);
        close(value(analysis.items[slot].discrimination), 100.0 * expected);
    }
}

/// Three items, two to a form, of unequal maxima. i1 (max 1) has 1 1 0, with rests 1/2, 4/4 and 2/4 of its forms.
#[test]
fn on_drawn_forms_the_rest_is_in_per_cent_of_the_own_form() {
    let analysis = all(&drawn(
        &[1.0, 2.0, 4.0],
        &[
            vec![Some(1.0), Some(1.0), None],
            vec![Some(1.0), None, Some(4.0)],
            vec![Some(0.0), None, Some(2.0)],
            vec![None, Some(2.0), Some(3.0)],
        ],
    ));
    let first = &analysis.items[0];
    assert_eq!((analysis.scale, first.n, analysis.test.n, analysis.test.max), (Scale::Percent, 3, 4, None));
    close(value(first.facility), 2.0 / 3.0);
    // Rests 50, 100, 50: C = (1/3 * -50/3 + 1/3 * 100/3 + -2/3 * -50/3) / 2 = 25/3
    close(value(first.covariance), 25.0 / 3.0);
    close(value(first.rest_variance), 2500.0 / 3.0);
    close(value(first.discrimination), 50.0);
    // Sorted, 0 1 1 meets 50 50 100: -2/3 * -50/3 + 1/3 * -50/3 + 1/3 * 100/3 is the same.
    close(value(first.efficiency), 100.0);
    // Totals 2/3, 5/5, 2/5 and 5/6 of the own form.
    close(value(analysis.test.mean), (200.0 / 3.0 + 100.0 + 40.0 + 500.0 / 6.0) / 4.0);
    close(value(analysis.test.median), 75.0);
    for figure in [first.intended_weight, first.effective_weight, first.covariance_with_total] {
        undefined(figure, Undefined::DrawnForms);
    }
    for figure in [analysis.test.consistency, analysis.test.error_ratio, analysis.test.standard_error] {
        undefined(figure, Undefined::DrawnForms);
    }
}

/// Six attempts; i1 has options a (the key), b, c.
#[test]
fn a_distractor_table_by_hand() {
    let marks = fixed(
        &[1.0, 6.0],
        &[vec![1.0, 6.0], vec![1.0, 5.0], vec![0.0, 4.0], vec![1.0, 3.0], vec![0.0, 2.0], vec![0.0, 1.0]],
    );
    let chosen: Vec<BTreeSet<usize>> = [Some(0), Some(0), Some(1), Some(0), None, Some(1)]
        .into_iter()
        .map(|option| option.into_iter().collect())
        .collect();
    let table = distractors(&marks, 0, 3, &chosen, Floor(0)).expect("a table");
    assert_eq!((table.n, table.low, table.high), (6, 2, 2));
    let counts: Vec<_> =
        table.lines.iter().map(|line| (line.option, line.count, line.low, line.high)).collect();
    assert_eq!(counts, [(Some(0), 3, 0, 2), (Some(1), 2, 1, 0), (Some(2), 0, 0, 0), (None, 1, 1, 0)]);
    close(value(table.lines[0].rest_mean), 14.0 / 3.0);
    close(value(table.lines[1].rest_mean), 2.5);
    close(value(table.lines[1].share), 1.0 / 3.0);
    undefined(table.lines[2].rest_mean, Undefined::TooFew { n: 0, least: 1 });
    undefined(table.lines[2].correlation, Undefined::ItemConstant);
    close(value(table.lines[0].correlation), value(all(&marks).items[0].point_biserial));
    assert!(value(table.lines[1].correlation) < 0.0);

    let hidden = distractors(&marks, 0, 3, &chosen, Floor(7)).expect("a table");
    let below = Undefined::BelowFloor { n: 6, floor: 7 };
    for (shown, line) in table.lines.iter().zip(&hidden.lines) {
        assert_eq!((line.count, line.low, line.high), (shown.count, shown.low, shown.high), "counts stay");
        for figure in [line.share, line.rest_mean, line.correlation] {
            undefined(figure, below);
        }
    }
    assert_eq!(distractors(&marks, 2, 3, &chosen, Floor(0)), Err(Unusable::NoSuch { at: 2 }));
    assert_eq!(distractors(&marks, 0, 1, &chosen, Floor(0)), Err(Unusable::NoSuch { at: 1 }));
    let short = distractors(&marks, 0, 3, &chosen[1..], Floor(0));
    assert_eq!(short, Err(Unusable::Length { row: 0, expected: 6, found: 5 }));
}

#[test]
fn equal_scores_are_in_the_same_third() {
    let thirds = |rests: &[f64]| {
        let marks = fixed(&[1.0, 9.0], &rests.iter().map(|rest| vec![0.0, *rest]).collect::<Vec<_>>());
        let table =
            distractors(&marks, 0, 1, &vec![BTreeSet::new(); rests.len()], Floor(0)).expect("a table");
        (table.low, table.high)
    };
    for (rests, expected) in [
        (&[1.0, 2.0, 3.0][..], (1, 1)),
        (&[1.0, 1.0, 5.0], (2, 1)),
        (&[1.0, 5.0, 5.0], (1, 2)),
        (&[5.0, 5.0, 5.0], (0, 0)),
        (&[5.0], (0, 0)),
        (&[1.0, 5.0], (1, 1)),
        (&[1.0, 1.0, 5.0, 5.0], (2, 2)),
        (&[1.0, 1.0, 3.0, 3.0, 5.0, 5.0], (2, 2)),
        (&[1.0, 1.0, 1.0, 3.0, 5.0, 5.0], (3, 2)),
        (&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], (2, 2)),
    ] {
        assert_eq!(thirds(rests), expected, "{rests:?}");
    }
}

/// Three judges, two items worth 1 and 3: own cuts 0.5 + 1.5 = 2, 0.7 + 2.4 = 3.1 and 0.6 + 2.1 = 2.7.
#[test]
fn a_cut_score_by_hand() {
    let panel =
        angoff(&items(&[1.0, 3.0]), &[vec![0.5, 0.5], vec![0.7, 0.8], vec![0.6, 0.7]]).expect("a panel");
    assert_eq!((panel.judges, panel.max), (3, 4.0));
    close(value(panel.items[0].mean), 0.6);
    close(value(panel.items[0].spread), 0.1);
    assert_eq!(panel.items[1].range, (0.5, 0.8));
    close(value(panel.cut), 2.6);
    close(value(panel.cut_percent), 65.0);
    // Deviations -0.6, 0.5, 0.1: V = 0.62/2; standard error sqrt(0.31/3).
    let se = (0.31_f64 / 3.0).sqrt();
    close(value(panel.standard_error), se);
    let Figure::Known(cut) = panel.cut else { panic!("{panel:?}") };
    let interval = cut.interval.expect("an interval");
    assert_eq!(interval.method, Method::StudentT);
    close(interval.high, 2.6 + 4.303 * se);

    let one = angoff(&items(&[1.0]), &[vec![0.5]]).expect("a panel of one");
    close(value(one.cut), 0.5);
    undefined(one.standard_error, Undefined::TooFew { n: 1, least: 2 });
    for (ratings, refusal) in [
        (vec![], Unusable::NoJudges),
        (vec![vec![0.5, 0.5]], Unusable::Length { row: 0, expected: 1, found: 2 }),
        (vec![vec![0.5], vec![1.5]], Unusable::Mark { row: 1, item: 0, mark: 1.5, max: 1.0 }),
    ] {
        assert_eq!(angoff(&items(&[1.0]), &ratings), Err(refusal));
    }
    assert!(angoff(&items(&[1.0]), &[vec![f64::NAN]]).is_err());
}
