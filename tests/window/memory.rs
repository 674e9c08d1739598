//! A short `lab memory`: docs/labs.md says what it searches, and for what.

use world::Outcome;
use world::lab::{Order, memory};

#[test]
fn before_the_release_memory_holds_no_answer() -> Outcome<()> {
    let report = memory::run(Order { cases: Some(6), seed: 1, only: None })?;
    assert!(report.is_ok(), "{:?} {:?}", report.failures, report.missed);
    // Two points of three processes; 19 ways beside what each of the three was started with, and 4 by the page.
    assert_eq!((report.cases, report.planted), (6, 69));
    Ok(())
}
