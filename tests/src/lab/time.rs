//! `lab time`: random schedules of everything that can happen to a clock, a program and a computer, and what the ledger
//! makes of them against a reference that tells the same rules in other words. docs/time.md states the rules.

mod desk;
mod dice;
mod reference;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Order, Report};
use crate::Outcome;
use dice::Dice;
use reference::Bug;
use world::{Step, World};

/// So many schedules without `--cases`.
const CASES: u64 = 10_000_000;
/// So many are enough to see a planted bug.
const PLANTED: u64 = 200_000;
/// What the schedules were made of, to be seen in the output.
#[derive(Debug, Default)]
struct Tally {
    steps: AtomicU64,
    jumps: AtomicU64,
    seals: AtomicU64,
}

/// Runs the campaign on all cores.
pub fn run(order: Order) -> Outcome<Report> {
    let cases = order.cases.unwrap_or(CASES);
    let (next, tally) = (AtomicU64::new(0), Tally::default());
    let mut report = Report { cases, ..Report::default() };
    if let Some(only) = order.only {
        let complaint = schedule(order.seed, only, None, &tally).err();
        report.failures.extend(complaint.map(|complaint| format!("case {only}: {complaint}")));
        return Ok(Report { cases: 1, ..report });
    }
    let cores = std::thread::available_parallelism()?.get();
    let work = || {
        let mut failures = Vec::new();
        loop {
            let case = next.fetch_add(1, Ordering::Relaxed);
            if case >= cases || failures.len() >= 20 {
                return failures;
            }
            if let Err(complaint) = schedule(order.seed, case, None, &tally) {
                failures.push(format!("case {case}: {complaint}"));
            }
        }
    };
    report.failures = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|_| vec!["a panic".into()]))
            .collect()
    });
    let [steps, jumps, seals] =
        [&tally.steps, &tally.jumps, &tally.seals].map(|count| count.load(Ordering::Relaxed));
    println!("schedules={cases} steps={steps} jumps recorded={jumps} seals={seals}");
    for bug in Bug::ALL {
        report.planted += 1;
        let caught =
            (0..PLANTED).find_map(|case| Some((case, schedule(order.seed, case, Some(*bug), &tally).err()?)));
        match caught {
            Some((case, complaint)) => println!("caught  {bug:?}: case {case}: {complaint}"),
            None => report.missed.push(format!("{bug:?} makes no difference in {PLANTED} schedules")),
        }
    }
    Ok(report)
}

/// One schedule, from the rules accepted to wherever it leads.
fn schedule(seed: u64, case: u64, bug: Option<Bug>, tally: &Tally) -> Result<(), String> {
    let mut dice = Dice::of(seed, case);
    let mut world = World::new(&mut dice, bug)?;
    let steps = 2 + dice.below(18);
    for _ in 0..steps {
        let step = Step::draw(&mut dice, &world);
        world.step(step, &mut dice).map_err(|complaint| format!("{step:?}: {complaint}"))?;
    }
    tally.steps.fetch_add(steps, Ordering::Relaxed);
    tally.jumps.fetch_add(world.desk.jumps.len() as u64, Ordering::Relaxed);
    tally.seals.fetch_add(world.desk.attempt.seals().len() as u64, Ordering::Relaxed);
    Ok(())
}
