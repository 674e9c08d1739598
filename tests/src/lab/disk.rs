//! `lab disk`: a disk that is full, broken, read-only, out of handles, or stalls, at every operation of a visit from the
//! ticket on. The person is told, the exam goes on, and nothing of what was acknowledged is lost. docs/labs.md says more.

pub mod visitor;

use super::store::power::Disk;
use super::store::sitter::Said;
use super::store::trace::{Act, Entry, Kind, Plan};
use super::store::watch::{Watch, Watched};
use super::store::{halve, later, look};
use super::{Order, Report, mutants};
use crate::Outcome;
use crate::dice::Dice;

const EIO: i32 = 5;
const EMFILE: i32 = 24;
const EROFS: i32 = 30;

/// What the disk does from one operation on.
const FAULTS: &[(&str, Act)] = &[
    ("no space", Act::Full(0)),
    ("no space but for a part", Act::Full(700)),
    ("an error that stays", Act::Fail(EIO)),
    ("one error, and no word after it", Act::FailOnce(EIO)),
    ("read-only", Act::Fail(EROFS)),
    ("no file handles", Act::Fail(EMFILE)),
    ("a stall", Act::Stall),
];

/// After so many beats without a word somebody works on and nothing is saved: two seconds.
const BEATS: u32 = 2;

/// Every fault at every operation, or so many of these by dice.
pub fn run(order: Order) -> Outcome<Report> {
    let mut lab = Lab { seed: order.seed, report: Report::default() };
    let points = [lab.points(false)?, lab.points(true)?];
    let every = FAULTS.len() as u64 * points[1];
    let mut dice = Dice::seeded(order.seed, "disk");
    let mut hit = [0, 0];
    for turn in 0..order.cases.unwrap_or(every).min(every) {
        let number = if order.cases.is_some() { dice.below(every) } else { turn };
        if order.only.is_none_or(|only| only == number) {
            let at = number / FAULTS.len() as u64;
            let (name, act) = FAULTS[usize::try_from(number)? % FAULTS.len()];
            // Every other one ends without a seal: there the time can be looked at too.
            let seals = at % 2 == 1 || at >= points[0];
            let met = lab.case(number, name, Plan { at, act }, seals)?;
            if act == Act::FailOnce(EIO) {
                hit[0] += 1;
                hit[1] += u64::from(met);
            }
        }
    }
    println!("points discovered={} tried={} hit={}", points[1], hit[0], hit[1]);
    if hit[0] != hit[1] {
        lab.report.failures.push(format!("{} points were to be hit and {} were", hit[0], hit[1]));
    }
    mutants::planted("disk", order, &mut lab.report)?;
    Ok(lab.report)
}

/// A few points of an exam with every fault, up to the first failure: enough to notice a bug.
pub fn brief(seed: u64) -> Outcome<Option<String>> {
    let mut lab = Lab { seed, report: Report::default() };
    let whole = Watch::new()?.visitor(seed, true, None)?;
    let points = whole.points();
    let places = |entry: &&Entry| !matches!(entry.kind, Kind::Said | Kind::Read);
    let is_pulse =
        |(_, entry): &(usize, &Entry)| entry.kind == Kind::Write && entry.path.ends_with(b".pulse");
    // A sign of life that fails while nobody does anything, and then a little of everything.
    let pulses: Vec<u64> =
        whole.entries.iter().filter(places).enumerate().filter(is_pulse).map(|(at, _)| at as u64).collect();
    let broken = pulses.into_iter().map(|at| (at, &FAULTS[2]));
    let mixed = (points / 2..points).step_by(15).flat_map(|at| FAULTS.iter().map(move |fault| (at, fault)));
    for (at, (name, act)) in broken.chain(mixed) {
        lab.case(at, name, Plan { at, act: *act }, true)?;
        if let Some(failure) = lab.report.failures.pop() {
            return Ok(Some(failure));
        }
    }
    Ok(None)
}

struct Lab {
    seed: u64,
    report: Report,
}

impl Lab {
    /// How many operations there are on a disk that does what it is asked.
    fn points(&self, seals: bool) -> Outcome<u64> {
        let watched = Watch::new()?.visitor(self.seed, seals, None)?;
        if !watched.said.ended {
            return Err(format!("the visit did not end: {}", watched.complaint).into());
        }
        Ok(watched.points())
    }

    /// One fault at one operation. Says whether it was met.
    fn case(&mut self, number: u64, name: &str, plan: Plan, seals: bool) -> Outcome<bool> {
        self.report.cases += 1;
        let watch = Watch::new()?;
        let watched = watch.visitor(self.seed, seals, Some(plan))?;
        let result = judge(&watch, &watched, plan.act);
        if let Err(error) = result {
            self.report
                .failures
                .push(format!("case {number}: {name} from operation {} on: {error}", plan.at));
        }
        Ok(watched.entries.iter().any(|entry| entry.error != 0))
    }
}

fn judge(watch: &Watch, watched: &Watched, act: Act) -> Outcome<()> {
    if !watched.said.ended {
        return Err(format!("the visit did not end: {}", watched.complaint).into());
    }
    told(&watched.entries, act)?;
    let said = Said { lives: true, ..watched.said.clone() };
    look(&watch.desk(), &said, later(&said), 0)?;
    if matches!(act, Act::FailOnce(_)) {
        // The system believes written what it lost: after a cut, and with either file gone, it must be there.
        let mut disk = Disk::under(&watch.desk());
        watched.entries.iter().try_for_each(|entry| disk.does(entry))?;
        let left = Watch::new()?;
        for lost in ["journal.sqlite", "journal.twin"] {
            halve(&disk, &left.desk(), lost)?;
            look(&left.desk(), &said, later(&said), 0)
                .map_err(|error| format!("power cut at the end, and {lost} lost: {error}"))?;
        }
    }
    Ok(())
}

/// Whether the person was told in time, by what was said and done in its order.
fn told(entries: &[Entry], act: Act) -> Outcome<()> {
    let (mut silent, mut stalled, mut sits, mut aside) = (None, false, false, false);
    // That the disk is full was met in the exam itself.
    let mut short = false;
    let is_full = matches!(act, Act::Full(_));
    for entry in entries {
        if entry.kind != Kind::Said {
            let journal = entry.path.windows(8).any(|part| part == b"journal.");
            stalled = entry.error == -1;
            short |= is_full && sits && entry.error > 0 && journal;
            match (entry.kind, entry.error) {
                (Kind::Write | Kind::Sync, 1..) => drop(silent.get_or_insert(0)),
                // It works again, and everything is where it should be: there is nothing to tell.
                (Kind::Sync, 0) if journal => silent = None,
                _ => {}
            }
            continue;
        }
        for line in String::from_utf8_lossy(&entry.bytes).lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "ok" if stalled => return Err("something was saved while the disk stood still".into()),
                "ok" => {
                    silent = None;
                    sits = !rest.starts_with("0 ");
                    if sits && short && !aside {
                        return Err("the space kept aside was used and nobody was told".into());
                    }
                }
                "told" => {
                    silent = None;
                    aside |= rest.starts_with("reserve-in-use");
                    if sits && is_full && !rest.starts_with("reserve-in-use") {
                        return Err(format!("the exam did not go on in the space kept aside: {rest}").into());
                    }
                }
                "tick" => {
                    if let Some(beats) = &mut silent {
                        *beats += 1;
                        if *beats > BEATS {
                            return Err("nobody was told for two seconds".into());
                        }
                    }
                }
                _ => {}
            }
        }
    }
    Ok(())
}
