//! `lab tamper`: every bit of every signed or sealed object flipped, and every end cut off.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use evidence::sha256;

use super::subjects::{Scene, Subject};
use super::{Order, Report, weak};
use crate::Outcome;
use crate::dice::Dice;

/// Without a word, of the bank's file only so many: it is large, and opened whole each time.
const OF_THE_BANK: usize = 20_000;

/// One change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Flip(usize),
    Cut(usize),
}

impl Change {
    /// All of them for so many bytes, by number: the bits first, then the lengths.
    fn of(length: usize, number: usize) -> Self {
        if number < length * 8 { Self::Flip(number) } else { Self::Cut(number - length * 8) }
    }

    fn count(length: usize) -> usize {
        length * 9
    }

    fn apply(self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        match self {
            Self::Flip(bit) => changed[bit / 8] ^= 1 << (bit % 8),
            Self::Cut(length) => changed.truncate(length),
        }
        changed
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flip(bit) => write!(f, "bit {bit}"),
            Self::Cut(length) => write!(f, "cut to {length} bytes"),
        }
    }
}

/// How a change was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Met {
    Refused,
    /// Taken as the very same object: only what is not covered was changed.
    Same,
}

/// Runs the campaign.
pub async fn run(order: Order) -> Outcome<Report> {
    let scene = Scene::play(order.seed).await?;
    let subjects = scene.subjects()?;
    let mut report = Report::default();
    let mut same: BTreeMap<&str, u64> = BTreeMap::new();
    quietly(|| -> Outcome<()> {
        let mut first = 0;
        for (subject, quota) in subjects.iter().zip(quotas(&subjects, order.cases)) {
            let count = Change::count(subject.bytes.len());
            for number in chosen(count, quota, order, first) {
                let change = Change::of(subject.bytes.len(), number);
                report.cases += 1;
                match meet(subject, change) {
                    Ok(Met::Refused) => {}
                    Ok(Met::Same) => *same.entry(&subject.kind).or_default() += 1,
                    Err(why) => {
                        let case = first + number as u64;
                        report.failures.push(format!("case {case}: {}, {change}: {why}", subject.kind));
                    }
                }
            }
            first += count as u64;
        }
        if order.only.is_none() {
            weaknesses(&scene, &mut report)?;
        }
        Ok(())
    })?;
    let same: Vec<_> = same.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let all: Vec<u8> = subjects.iter().flat_map(|subject| subject.bytes.clone()).collect();
    eprintln!("lab tamper: {} objects, sha256 {}", subjects.len(), sha256(&all));
    eprintln!("lab tamper: taken, because only an uncovered hint was changed: {}", same.join(", "));
    Ok(report)
}

/// Panics are expected of planted bugs and reported of all others: nobody needs their words twice.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let done = work();
    std::panic::set_hook(before);
    done
}

/// How many changes of each object to try: all, or as many as an even share of the cases gives.
fn quotas(subjects: &[Subject], cases: Option<u64>) -> Vec<usize> {
    let counts = subjects.iter().map(|subject| Change::count(subject.bytes.len()));
    let Some(cases) = cases else {
        let most = |(subject, count): (&Subject, usize)| match subject.kind.as_str() {
            "bank file" => count.min(OF_THE_BANK),
            _ => count,
        };
        return subjects.iter().zip(counts).map(most).collect();
    };
    // Small objects first: what they leave of their share goes to the others.
    let mut by_size: Vec<(usize, usize)> = counts.enumerate().map(|(at, count)| (count, at)).collect();
    by_size.sort_unstable();
    let mut left = usize::try_from(cases).unwrap_or(usize::MAX);
    let mut quotas = vec![0; subjects.len()];
    for (place, (count, at)) in by_size.iter().enumerate() {
        quotas[*at] = (*count).min(left / (by_size.len() - place));
        left -= quotas[*at];
    }
    quotas
}

/// Which changes: all, the one that is asked for, or so many by dice.
fn chosen(count: usize, quota: usize, order: Order, first: u64) -> Vec<usize> {
    if let Some(only) = order.only {
        let number = only.checked_sub(first).and_then(|number| usize::try_from(number).ok());
        return number.filter(|number| *number < count).into_iter().collect();
    }
    let mut numbers: Vec<usize> = (0..count).collect();
    if quota < count {
        let mut dice = Dice::seeded(order.seed, &format!("changes {first}"));
        for at in 0..quota {
            let other = at + usize::try_from(dice.below((count - at) as u64)).unwrap_or(0);
            numbers.swap(at, other);
        }
        numbers.truncate(quota);
    }
    numbers
}

/// Shows a changed object to its door.
fn meet(subject: &Subject, change: Change) -> Result<Met, String> {
    let open = |bytes: &[u8]| catch_unwind(AssertUnwindSafe(|| (subject.door)(bytes)));
    let changed = open(&change.apply(&subject.bytes)).map_err(|_| "its door panicked".to_owned())?;
    let Some(changed) = changed else { return Ok(Met::Refused) };
    let original = open(&subject.bytes).ok().flatten().ok_or("the object itself is refused")?;
    if changed != original {
        return Err("it was taken as another valid object".to_owned());
    }
    match change {
        Change::Flip(bit) if subject.uncovered.iter().any(|range| range.contains(&(bit / 8))) => {
            Ok(Met::Same)
        }
        _ => Err("it was taken as if nothing had changed, and this part should be covered".to_owned()),
    }
}

/// Each weakened door in turn: some change must show it.
fn weaknesses(scene: &Scene, report: &mut Report) -> Outcome<()> {
    for subject in weak::doors(scene)? {
        report.planted += 1;
        if (subject.door)(&subject.bytes).is_none() {
            return Err(format!("planted: {} does not even take its own object", subject.kind).into());
        }
        let count = Change::count(subject.bytes.len());
        let caught =
            (0..count).any(|number| meet(&subject, Change::of(subject.bytes.len(), number)).is_err());
        if !caught {
            report.missed.push(format!("planted and not caught: {}", subject.kind));
        }
    }
    Ok(())
}
