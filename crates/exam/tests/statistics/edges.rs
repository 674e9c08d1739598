//! What cannot be said, what cannot be used, and what may not be shown.

use super::*;

#[test]
fn what_cannot_be_said_is_said_to_be_so() {
    let too_few = |n, least| Undefined::TooFew { n, least };
    let none = all(&fixed(&[1.0, 1.0], &[]));
    let one = all(&fixed(&[1.0, 1.0], &[vec![1.0, 0.0]]));
    let alone = all(&fixed(&[1.0], &[vec![1.0], vec![0.0], vec![1.0]]));
    let same = all(&fixed(&[1.0, 1.0], &[vec![1.0, 0.0], vec![1.0, 0.0], vec![1.0, 0.0]]));
    let traded = all(&fixed(&[1.0, 1.0], &[vec![1.0, 0.0], vec![0.0, 1.0]]));
    let inverse = all(&fixed(&[1.0, 4.0], &[vec![1.0, 0.0], vec![0.0, 2.0], vec![0.0, 4.0]]));
    let empty = all(&fixed(&[0.0, 1.0], &[vec![0.0, 1.0], vec![0.0, 0.0]]));
    let worthless = all(&fixed(&[0.0, 0.0], &[vec![0.0, 0.0], vec![0.0, 0.0]]));
    let unserved =
        all(&drawn(&[1.0, 1.0, 1.0], &[vec![Some(1.0), Some(0.0), None], vec![Some(0.0), Some(0.0), None]]));
    for (what, figure, reason) in [
        ("facility of nobody", none.items[0].facility, too_few(0, 1)),
        ("mean of nobody", none.test.mean, too_few(0, 1)),
        ("alpha of nobody", none.test.consistency, too_few(0, 2)),
        ("deviation of one", one.items[0].sd, too_few(1, 2)),
        ("covariance of one", one.items[0].covariance, too_few(1, 2)),
        ("discrimination of one", one.items[0].discrimination, too_few(1, 2)),
        ("alpha of one", one.test.consistency, too_few(1, 2)),
        ("skewness of two", traded.test.skewness, too_few(2, 3)),
        ("kurtosis of three", same.test.kurtosis, too_few(3, 4)),
        ("discrimination of one item", alone.items[0].discrimination, Undefined::OneItem),
        ("rest variance of one item", alone.items[0].rest_variance, Undefined::OneItem),
        ("efficiency of one item", alone.items[0].efficiency, Undefined::OneItem),
        ("alpha of one item", alone.test.consistency, Undefined::OneItem),
        ("error of one item", alone.test.standard_error, Undefined::OneItem),
        ("discrimination of a constant", same.items[0].discrimination, Undefined::ItemConstant),
        ("efficiency of a constant", same.items[0].efficiency, Undefined::ItemConstant),
        ("weight where nothing varies", same.items[0].effective_weight, Undefined::TotalConstant),
        ("alpha where nothing varies", same.test.consistency, Undefined::TotalConstant),
        ("skewness where nothing varies", same.test.skewness, Undefined::TotalConstant),
        ("alpha of a zero sum", traded.test.consistency, Undefined::TotalConstant),
        ("weight against the total", inverse.items[0].effective_weight, Undefined::NegativeCovariance),
        ("facility of no marks", empty.items[0].facility, Undefined::NoMaximum),
        ("discrimination of no marks", empty.items[0].discrimination, Undefined::ItemConstant),
        ("rest of no marks", empty.items[1].discrimination, Undefined::OneItem),
        ("alpha with an item of no marks", empty.test.consistency, Undefined::OneItem),
        ("weight in a form of no marks", worthless.items[0].intended_weight, Undefined::NoMaximum),
        ("weight in a form of no marks", worthless.items[0].effective_weight, Undefined::NoMaximum),
        ("mean of a form of no marks", worthless.test.mean, too_few(0, 1)),
        ("facility of the unserved", unserved.items[2].facility, too_few(0, 1)),
        ("discrimination of the unserved", unserved.items[2].discrimination, too_few(0, 2)),
        ("rest that does not vary", unserved.items[0].discrimination, Undefined::RestConstant),
    ] {
        assert_eq!(figure, Figure::Undefined(reason), "{what}");
    }
    close(value(same.items[0].sd), 0.0);
    close(value(same.test.sd), 0.0);
    close(value(traded.items[0].discrimination), -100.0);
    assert_eq!(unserved.scale, Scale::Marks, "an item that nobody was served makes no drawn form");
    let Figure::Known(traded) = traded.items[0].discrimination else { panic!("{traded:?}") };
    assert_eq!(traded.interval, Err(too_few(2, 4)), "a value with no interval says why");
}

#[test]
fn rounding_is_not_variance() {
    // 0.1 + 0.2 is not 0.3 in binary: the rest score of i3 is the same for all three nevertheless.
    let marks = fixed(&[1.0, 1.0, 1.0], &[vec![0.1, 0.2, 0.0], vec![0.3, 0.0, 1.0], vec![0.15, 0.15, 0.0]]);
    undefined(all(&marks).items[2].discrimination, Undefined::RestConstant);
}

#[test]
fn marks_that_cannot_be_used_are_refused() {
    let one = |max, mark| Marks::new(items(&[max]), vec![vec![mark]]);
    assert_eq!(Marks::new(vec![], vec![]), Err(Unusable::NoItems));
    assert!(one(LEAST_MAX, Some(LEAST_MAX)).is_ok() && one(MOST_MAX, Some(MOST_MAX)).is_ok());
    assert!(one(0.0, Some(0.0)).is_ok());
    for max in [LEAST_MAX * 0.999, MOST_MAX * 1.001, -1.0, f64::INFINITY, f64::NAN] {
        assert!(matches!(one(max, Some(0.0)), Err(Unusable::Maximum { item: 0, .. })), "{max}");
    }
    for mark in [-0.1, 1.000_001, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert!(matches!(one(1.0, Some(mark)), Err(Unusable::Mark { row: 0, item: 0, .. })), "{mark}");
    }
    assert_eq!(one(1.0, None), Err(Unusable::NothingServed { row: 0 }));
    let short = Marks::new(items(&[1.0, 1.0]), vec![vec![Some(1.0)]]);
    assert_eq!(short, Err(Unusable::Length { row: 0, expected: 2, found: 1 }));
}

#[test]
fn points_are_marks() {
    let points = Marks::in_points(
        vec![("a".into(), Points::whole(2)), ("b".into(), Points(133_333))],
        vec![vec![Some(Points::whole(1)), None]],
    );
    let marks = Marks::new(
        vec![MarkedItem { name: "a".into(), max: 2.0 }, MarkedItem { name: "b".into(), max: 1.333_33 }],
        vec![vec![Some(1.0), None]],
    );
    assert_eq!(points, marks);
}

#[test]
fn below_the_floor_there_are_only_counts() {
    let marks = fixed(&[1.0; 7], &reference_rows());
    assert_eq!(Floor::default(), Floor(30));
    for (floor, shown) in [(Floor(25), true), (Floor(26), false), (Floor::default(), false)] {
        let analysis = analyse(&marks, floor);
        assert!(analysis.items.iter().all(|item| item.n == 25) && analysis.test.n == 25);
        for (name, figure) in figures(&analysis) {
            let below = Figure::Undefined(Undefined::BelowFloor { n: 25, floor: floor.0 });
            assert_eq!(figure != below, shown, "{name} {figure:?} under {floor:?}");
        }
    }
    // On drawn forms the floor is held against each item's own n.
    let rows: Vec<_> = (0..30).map(|s| vec![Some(f64::from(s % 2)), (s < 29).then_some(1.0)]).collect();
    let analysis = analyse(&drawn(&[1.0, 1.0], &rows), Floor::default());
    close(value(analysis.items[0].facility), 0.5);
    undefined(analysis.items[1].facility, Undefined::BelowFloor { n: 29, floor: 30 });
    undefined(analysis.items[0].discrimination, Undefined::BelowFloor { n: 29, floor: 30 });
}

#[test]
fn every_interval_holds_its_value_and_says_its_method() {
    let analysis = all(&fixed(&[1.0; 7], &reference_rows()));
    let expected = BTreeMap::from([
        ("facility", Ok(Method::Wilson)),
        ("sd", Ok(Method::Normal)),
        ("intendedweight", Err(Undefined::NotAnEstimate)),
        ("effectiveweight", Ok(Method::Normal)),
        ("covariance", Ok(Method::Normal)),
        ("markvariance", Ok(Method::Normal)),
        ("othermarkvariance", Ok(Method::Normal)),
        ("discriminationindex", Ok(Method::FisherZ)),
        ("covariancemax", Err(Undefined::NoFormula)),
        ("discriminativeefficiency", Ok(Method::FisherZ)),
        ("covariancewithoverallmark", Ok(Method::Normal)),
        ("pointbiserial", Ok(Method::FisherZ)),
        ("mean", Ok(Method::Normal)),
        ("median", Ok(Method::OrderStatistics)),
        ("standarddeviation", Ok(Method::Normal)),
        ("skewness", Ok(Method::Normal)),
        ("kurtosis", Ok(Method::Normal)),
        ("cic", Ok(Method::LogNormal)),
        ("errorratio", Ok(Method::LogNormal)),
        ("standarderror", Ok(Method::LogNormal)),
    ]);
    for (name, figure) in figures(&analysis) {
        let Figure::Known(estimate) = figure else { panic!("{name} {figure:?}") };
        assert_eq!(estimate.n, 25, "{name}");
        let (item, figure) = name.split_once(' ').expect("a name");
        // i2, i4 and i6 were all right or all wrong.
        let shares = ["i2", "i4", "i6"].contains(&item) && ["sd", "markvariance"].contains(&figure);
        let method = if shares { Ok(Method::Wilson) } else { expected[figure] };
        assert_eq!(estimate.interval.map(|interval| interval.method), method, "{name}");
    }
}
