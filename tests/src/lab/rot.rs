//! `lab rot`: one of the journal's two files loses a byte, an end, or everything, or is an older copy of itself; the other
//! gives all of it back. docs/labs.md says more.

use std::path::{Path, PathBuf};

use exam::attempt::{HoldCause, Phase};
use journal::{Reason, StoreState};

use super::store::sitter::{Said, Task, clock_at, fingerprint, reopen};
use super::store::trace::{Act, Plan};
use super::store::watch::Watch;
use super::store::{later, look};
use super::{Order, Report, mutants};
use crate::Outcome;
use crate::command::files;
use crate::dice::Dice;

/// The files of a journal that hold answers.
const FILES: &[&str] = &["journal.sqlite", "journal.sqlite-wal", "journal.twin"];

/// One thing that can happen to a file.
#[derive(Debug, Clone, Copy)]
pub enum Harm {
    /// A byte is another.
    Byte(usize),
    /// It ends here.
    End(usize),
    /// It is not there.
    Gone,
    /// It is as it was some records ago.
    Older,
}

impl Harm {
    /// Something of each kind, to each of the two files.
    pub fn of_a_file(left: &Left) -> Vec<(&'static str, Self)> {
        let half = |name: &str| left.file(name).map_or(0, Vec::len) / 2;
        let harms = |name| {
            [Self::Byte(half(name)), Self::End(half(name)), Self::Gone, Self::Older].map(|harm| (name, harm))
        };
        ["journal.sqlite", "journal.twin"].into_iter().flat_map(harms).collect()
    }

    /// A byte of each of the two files, in several places.
    pub fn of_both(left: &Left) -> Vec<Vec<(&'static str, Self)>> {
        let length = |name: &str| left.file(name).map_or(0, Vec::len);
        let twin = ("journal.twin", Self::Byte(length("journal.twin") / 2));
        let places = (1..8).map(|part| Self::Byte(length("journal.sqlite") * part / 8));
        places.map(|place| vec![twin, ("journal.sqlite", place)]).collect()
    }
}

/// A desk's folder as it was left, and what was said of it.
pub struct Left {
    files: Vec<(PathBuf, Vec<u8>)>,
    /// What was said.
    pub said: Said,
}

impl Left {
    /// What a sitting leaves that is killed at an operation: with SQLite's log still beside its file.
    pub fn by(seed: u64, at: u64) -> Outcome<Self> {
        let watch = Watch::new()?;
        let task = Task { seed, steps: 12, seals: false };
        let said = watch.sitter(task, None, Some(Plan { at, act: Act::Kill }))?.said;
        Self::of(&watch, said)
    }

    /// What is left of a watched sitting that said this.
    fn of(watch: &Watch, said: Said) -> Outcome<Self> {
        let strip =
            |(path, bytes): (PathBuf, Vec<u8>)| Ok((path.strip_prefix(watch.desk())?.to_owned(), bytes));
        let files = files(&watch.desk())?.into_iter().map(strip).collect::<Outcome<_>>()?;
        Ok(Self { files, said })
    }

    fn file(&self, name: &str) -> Option<&Vec<u8>> {
        self.files.iter().find(|(path, _)| path.ends_with(name)).map(|(_, bytes)| bytes)
    }

    /// Writes everything into a folder, with one file harmed, or more.
    pub fn put(&self, into: &Path, harms: &[(&str, Harm)], older: &Self) -> Outcome<()> {
        let _fresh = std::fs::remove_dir_all(into);
        for (path, bytes) in &self.files {
            let target = into.join(path);
            std::fs::create_dir_all(target.parent().unwrap_or(into))?;
            let mut bytes = Some(bytes.clone());
            for (name, harm) in harms.iter().filter(|(name, _)| path.ends_with(name)) {
                match (harm, &mut bytes) {
                    (Harm::Byte(at), Some(bytes)) => bytes[*at] ^= 1 + u8::try_from(at * 37 % 255)?,
                    (Harm::End(at), Some(bytes)) => bytes.truncate(*at),
                    (Harm::Gone, _) => bytes = None,
                    (Harm::Older, _) => bytes = older.file(name).cloned(),
                    (_, None) => {}
                }
            }
            if let Some(bytes) = bytes {
                std::fs::write(target, bytes)?;
            }
        }
        Ok(())
    }
}

/// Every byte and every length of all three files, or so many of them by dice.
pub fn run(order: Order) -> Outcome<Report> {
    let mut report = harm(order, false)?;
    mutants::planted("rot", order, &mut report)?;
    Ok(report)
}

/// A few hundred of them, up to the first failure.
pub fn brief(seed: u64) -> Outcome<Option<String>> {
    let report = harm(Order { cases: Some(400), seed, only: None }, true)?;
    Ok(report.failures.into_iter().next())
}

/// Two files that went on separately: both histories are kept, the longer one goes on, and a person looks at it.
fn forked(seed: u64) -> Outcome<()> {
    let common = Left::by(seed, 250)?;
    let went_on = |seed, steps| -> Outcome<Left> {
        let watch = Watch::new()?;
        common.put(&watch.desk(), &[], &common)?;
        let task = Task { seed, steps, seals: false };
        let watched = watch.sitter(task, Some(later(&common.said)), None)?;
        if !watched.said.ended {
            return Err(format!("nobody could go on: {}", watched.complaint).into());
        }
        Left::of(&watch, watched.said)
    };
    let (short, long) = (went_on(seed + 1, 3)?, went_on(seed + 2, 9)?);
    for name in ["journal.sqlite", "journal.twin"] {
        let watch = Watch::new()?;
        let old: Vec<(&str, Harm)> =
            FILES.iter().filter(|file| file.starts_with(name)).map(|file| (*file, Harm::Older)).collect();
        long.put(&watch.desk(), &old, &short)?;
        let clock = clock_at(later(&long.said));
        let desk = reopen(&watch.desk(), &clock, Dice::system())?.ok_or("the attempt is gone")?;
        let (fork, phase) = (desk.report().fork.is_some(), desk.attempt().phase().clone());
        if !fork || phase != Phase::Held(HoldCause::Fork) {
            return Err(format!("{name} of another history, and nobody noticed: {phase:?}").into());
        }
        let found = fingerprint(desk.attempt().responses());
        if desk.seq() < long.said.seq || found != long.said.answers {
            return Err(format!("{name} of another history, and the longer one is not what goes on").into());
        }
        let kept = desk.report().kept.iter().map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
        let other = short.file(name).ok_or("a history without files")?;
        if !kept.contains(other) {
            return Err(format!("{name} of another history was not kept aside").into());
        }
    }
    Ok(())
}

/// A copy of the twin from before it was made anew: it is noticed, though everything in it is true.
fn older(seed: u64) -> Outcome<()> {
    // Nobody was killed: a record that only the twin has would make this another history.
    let undisturbed = Watch::new()?;
    let said = undisturbed.sitter(Task { seed, steps: 6, seals: false }, None, None)?.said;
    let before = Left::of(&undisturbed, said)?;
    let watch = Watch::new()?;
    before.put(&watch.desk(), &[("journal.twin", Harm::Gone)], &before)?;
    let task = Task { seed, steps: 3, seals: false };
    let said = watch.sitter(task, Some(later(&before.said)), None)?.said;
    let after = Left::of(&watch, said)?;
    after.put(&watch.desk(), &[("journal.twin", Harm::Older)], &before)?;
    let clock = clock_at(later(&after.said));
    let desk = reopen(&watch.desk(), &clock, Dice::system())?.ok_or("the attempt is gone")?;
    match &desk.report().twin {
        StoreState::Rebuilt(Reason::OlderCopy) => Ok(()),
        other => Err(format!("an older copy of the twin, and it counts as {other:?}").into()),
    }
}

fn harm(order: Order, brief: bool) -> Outcome<Report> {
    let (left, older) = (Left::by(order.seed, 240)?, Left::by(order.seed, 215)?);
    if older.said.seq == 0
        || left.said.seq <= older.said.seq
        || left.file("journal.sqlite-wal").is_none_or(Vec::is_empty)
    {
        return Err("the sitting that was to be harmed did not come far enough".into());
    }
    let mut all = Vec::new();
    for name in FILES {
        let length = left.file(name).map_or(0, Vec::len);
        all.extend([(*name, Harm::Gone), (*name, Harm::Older)]);
        all.extend((0..length).flat_map(|at| [(*name, Harm::Byte(at)), (*name, Harm::End(at))]));
        println!("{name}: {length} bytes");
    }
    let mut dice = Dice::seeded(order.seed, "rot");
    let mut report = Report::default();
    let scratch = Watch::new()?;
    if order.only.is_none() {
        let looks = [("a fork", forked(order.seed)), ("an older copy", self::older(order.seed))];
        report.cases += looks.len() as u64;
        let failed = |(name, look): (&str, Outcome<()>)| Some(format!("{name}: {}", look.err()?));
        report.failures.extend(looks.into_iter().filter_map(failed));
    }
    if brief && !report.failures.is_empty() {
        return Ok(report);
    }
    let most = order.cases.unwrap_or(u64::MAX).min(all.len() as u64);
    for turn in 0..most {
        let named = turn < 2 * FILES.len() as u64;
        let number = match order.cases {
            // What happens to a whole file first, then a sample of places.
            Some(_) if !named => dice.below(all.len() as u64),
            Some(_) => all
                .iter()
                .enumerate()
                .filter(|(_, (_, harm))| matches!(harm, Harm::Gone | Harm::Older))
                .nth(usize::try_from(turn)?)
                .map_or(0, |(at, _)| at as u64),
            None => turn,
        };
        if order.only.is_some_and(|only| only != number) {
            continue;
        }
        let (name, harm) = all[usize::try_from(number)?];
        report.cases += 1;
        left.put(&scratch.desk(), &[(name, harm)], &older)?;
        if let Err(error) = look(&scratch.desk(), &left.said, later(&left.said), 0) {
            report.failures.push(format!("case {number}: {name}, {harm:?}: {error}"));
            if brief {
                break;
            }
        }
    }
    Ok(report)
}
