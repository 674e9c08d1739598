//! `lab fuzz`: every parser of the product that takes strangers' bytes, on bytes that strangers could send.
//!
//! A case is one input for one parser: a good file spoiled by dice, or a bomb. It must come to an answer: a refusal in
//! words, or a value that keeps what it promises. No panic, no file, and no longer than [`LONGEST`].

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Order, Report};
use crate::Outcome;
use crate::dice::Dice;

mod bombs;
mod doors;
mod spoil;

use doors::{Door, Met};

/// Without a word, so many cases in all, bombs included.
const CASES: u64 = 20_000;

/// Longer than any parser takes, on a machine shared with others.
const LONGEST: Duration = Duration::from_secs(20);

/// Runs the campaign.
pub async fn run(order: Order) -> Outcome<Report> {
    let home = tempfile::tempdir()?;
    let doors = doors::all(home.path())?;
    let mut report = Report::default();
    let mut counted: BTreeMap<&'static str, (u64, u64)> = BTreeMap::new();
    quietly(|| -> Outcome<()> {
        let bombs = bombs::all(order.seed)?;
        let spoiled = order.cases.unwrap_or(CASES).saturating_sub(bombs.len() as u64);
        let mut refused = 0_u64;
        for (number, bomb) in bombs.iter().enumerate() {
            let case = number as u64;
            if order.only.is_some_and(|only| only != case) {
                continue;
            }
            report.cases += 1;
            let Some(door) = doors.iter().find(|door| door.name == bomb.door) else {
                return Err(format!("there is no door `{}`", bomb.door).into());
            };
            match attempt(door, &bomb.bytes, home.path(), LONGEST) {
                Ok(Met::Refused) => refused += 1,
                Ok(Met::Taken) => {
                    report.failures.push(format!("case {case}: {} was taken by {}", bomb.what, door.name))
                }
                Err(why) => {
                    report.failures.push(format!("case {case}: {} at {}: {why}", bomb.what, door.name))
                }
            }
        }
        println!("lab fuzz: {refused} bombs and archives that lead outside refused, of {}", bombs.len());
        if order.only.is_none() && refused < 300 {
            report.failures.push(format!("only {refused} bombs were refused; 300 are the least"));
        }
        for index in 0..spoiled {
            let case = bombs.len() as u64 + index;
            if order.only.is_some_and(|only| only != case) {
                continue;
            }
            let mut dice = Dice::seeded(order.seed, &format!("fuzz {case}"));
            let Some(door) = doors.get(usize::try_from(index % doors.len() as u64)?) else { continue };
            let bytes = spoil::spoiled(&mut dice, door);
            report.cases += 1;
            let count = counted.entry(door.name).or_default();
            count.0 += 1;
            match attempt(door, &bytes, home.path(), LONGEST) {
                Ok(Met::Taken) => count.1 += 1,
                Ok(Met::Refused) => {}
                Err(why) => report.failures.push(format!("case {case}: {}: {why}", door.name)),
            }
        }
        plant(&mut report, &doors, home.path());
        Ok(())
    })?;
    for (door, (cases, taken)) in counted {
        println!("lab fuzz: {door}: {cases} spoiled files, {taken} of them taken");
    }
    Ok(report)
}

/// Shows bytes to a door and looks at everything that must hold.
fn attempt(door: &Door, bytes: &[u8], home: &Path, longest: Duration) -> Result<Met, String> {
    #[allow(clippy::disallowed_methods, reason = "a lab measures how long a parser takes")]
    let begin = Instant::now();
    let met = catch_unwind(AssertUnwindSafe(|| (door.read)(bytes)));
    let took = begin.elapsed();
    let met = met.map_err(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        format!("it panics: {}", said.unwrap_or_default())
    })?;
    if took > longest {
        return Err(format!("it takes {} ms", took.as_millis()));
    }
    let written = files_in(home);
    if !written.is_empty() {
        let first = written[0].display().to_string();
        for file in written {
            let _ = std::fs::remove_file(file);
        }
        return Err(format!("it writes a file: {first}"));
    }
    met
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_in(&path)) } else { found.push(path) }
    }
    found
}

/// Doors with a fault each; every one of them must be complained of.
fn plant(report: &mut Report, doors: &[Door], home: &Path) {
    let file = home.join("dropped.xml");
    let good = b"Which?{=yes ~no}\n".as_slice();
    let bomb = b"<!DOCTYPE quiz [<!ENTITY a 'b'>]><quiz>&a;</quiz>".as_slice();
    type Fault<'a> = (&'static str, Box<dyn Fn(&[u8]) -> Result<Met, String> + 'a>, &'a [u8], Duration);
    let faults: Vec<Fault<'_>> = vec![
        (
            "a parser that panics at what is cut short",
            Box::new(|bytes| {
                assert!(bytes.ends_with(b"?"), "cut short");
                Ok(Met::Taken)
            }),
            good,
            LONGEST,
        ),
        (
            "a parser that indexes past the end",
            Box::new(|bytes| Ok(if bytes[bytes.len()] == 0 { Met::Taken } else { Met::Refused })),
            good,
            LONGEST,
        ),
        (
            "a parser that unpacks to disk",
            Box::new(move |bytes| {
                let _ = std::fs::write(&file, bytes);
                Ok(Met::Refused)
            }),
            good,
            LONGEST,
        ),
        ("a parser without an end", Box::new(|_| Ok(Met::Refused)), good, Duration::ZERO),
        ("a refusal without a word", Box::new(|_| doors::refusal(&[])), good, LONGEST),
        ("a question that is lost on the way back", Box::new(|_| doors::kept(3, 2)), good, LONGEST),
        ("a picture outside of the folder", Box::new(|_| doors::inside("../../etc/cron.d/x")), good, LONGEST),
    ];
    for (what, read, bytes, longest) in faults {
        report.planted += 1;
        let door = Door { name: "planted", seeds: Vec::new(), words: &[], read };
        if attempt(&door, bytes, home, longest).is_ok() {
            report.missed.push(format!("planted: {what}"));
        }
    }
    // A door that takes whatever comes takes a bomb.
    report.planted += 1;
    let lax = Door { name: "planted", seeds: Vec::new(), words: &[], read: Box::new(|_| Ok(Met::Taken)) };
    if !matches!(attempt(&lax, bomb, home, LONGEST), Ok(Met::Taken)) {
        report.missed.push("planted: a parser that takes everything".to_owned());
    }
    // And the real one, shown the same, does not: the difference is what the count of bombs stands on.
    report.planted += 1;
    let real = doors.iter().find(|door| door.name == "moodle");
    if !matches!(real.map(|door| attempt(door, bomb, home, LONGEST)), Some(Ok(Met::Refused))) {
        report.missed.push("planted: a document type that is taken".to_owned());
    }
}

/// Without the messages of panics that are caught and counted.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = work();
    std::panic::set_hook(before);
    done
}
