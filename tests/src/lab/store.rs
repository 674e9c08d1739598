//! `lab store`: the process is killed and the power is cut, wherever it can happen, and what was said to be saved is
//! looked for in what is left. docs/labs.md says more.

pub mod power;
pub mod program;
pub mod sitter;
#[path = "../../../crates/recorder/src/trace.rs"]
pub mod trace;
pub mod watch;

use std::collections::BTreeSet;
use std::path::Path;

use desk::{Clock, Folder};
use evidence::record::Frame;
use exam::attempt::{Command, Phase};
use journal::Journal;

use self::power::Disk;
use self::program::Program;
use self::sitter::{Said, Task, clock_at, fingerprint, reopen};
use self::trace::{Act, Entry, Kind, Plan};
use self::watch::{Watch, Watched};
use super::rot::{Harm, Left};
use super::{Order, Report, mutants};
use crate::dice::Dice;
use crate::{Outcome, perform};

/// So many operations that are not synced are tried in every combination; of more, a sample.
const EVERY: usize = 8;
/// How often one sitting is killed and gone on with: its breaks are within what the programme allows.
const LIVES: u64 = 12;
/// How long after its end a sitting is looked at, in milliseconds: within what a restart may take.
const LATER_MS: u64 = 5_000;

/// The error of a disk that fails.
const EIO: i32 = 5;

/// The campaign: `cases` in all, a sixth of them kills.
pub async fn run(order: Order) -> Outcome<Report> {
    let cases = order.cases.unwrap_or(125_000);
    let mut lab = Store { seed: order.seed, only: order.only, brief: false, report: Report::default() };
    lab.kill_everywhere(order.seed)?;
    lab.kill_the_program(cases)?;
    lab.kill_at_random(cases / 6)?;
    let kills = lab.report.cases;
    lab.cut_short()?;
    lab.repair()?;
    lab.fail_everywhere()?;
    lab.cut_long(cases)?;
    println!("kills={kills} cuts={}", lab.report.cases - kills);
    mutants::planted("store", order, &mut lab.report)?;
    Ok(lab.report)
}

/// A short campaign, up to the first failure: enough to notice a bug.
pub fn brief(seed: u64) -> Outcome<Option<String>> {
    let mut lab = Store { seed, only: None, brief: true, report: Report::default() };
    lab.cut_short()?;
    let more = [Store::repair, Store::fail_everywhere, |lab: &mut Store| lab.kill_everywhere(lab.seed)];
    for campaign in more {
        if lab.report.failures.is_empty() {
            campaign(&mut lab)?;
        }
    }
    Ok(lab.report.failures.into_iter().next())
}

struct Store {
    seed: u64,
    only: Option<u64>,
    /// Whether the first failure is enough.
    brief: bool,
    report: Report,
}

impl Store {
    /// Counts a case, and says whether it is to be tried.
    fn case(&mut self) -> Option<u64> {
        let number = self.report.cases;
        self.report.cases += 1;
        self.only.is_none_or(|only| only == number).then_some(number)
    }

    fn note(&mut self, number: u64, what: String, result: Outcome<()>) {
        if let Err(error) = result {
            self.report.failures.push(format!("case {number}: {what}: {error}"));
        }
    }

    /// A whole sitting, undisturbed.
    fn whole(&self, task: Task) -> Outcome<(Watch, Watched)> {
        let watch = Watch::new()?;
        let watched = watch.sitter(task, None, None)?;
        if !watched.said.ended {
            return Err(format!("the sitting did not end: {}", watched.complaint).into());
        }
        Ok((watch, watched))
    }

    /// Killed before each operation of a sitting from the ticket to the envelope, and gone on with.
    fn kill_everywhere(&mut self, seed: u64) -> Outcome<()> {
        let task = Task { seed, steps: 6, seals: true };
        let (_, reference) = self.whole(task)?;
        let (points, mut hit) = (reference.points(), 0);
        // A few points are enough of a brief look; the rest is the power cuts'.
        let step = if self.brief { 29 } else { 1 };
        for at in (0..points).step_by(step) {
            let Some(number) = self.case() else { continue };
            let watch = Watch::new()?;
            let killed = watch.sitter(task, None, Some(Plan { at, act: Act::Kill }))?;
            hit += u64::from(killed.killed());
            let result = look(&watch.desk(), &killed.said, later(&killed.said), 0).map(drop);
            self.note(number, format!("killed at operation {at}"), result);
        }
        if self.only.is_none() && !self.brief {
            println!("points discovered={points} hit={hit}");
            if points != hit {
                self.report.failures.push(format!("{points} points were discovered and {hit} hit"));
            }
        }
        Ok(())
    }

    /// The built program itself killed before each of its operations; of a small campaign, at a few of them.
    fn kill_the_program(&mut self, cases: u64) -> Outcome<()> {
        let mut program = Program::new()?;
        let (points, mut hit, mut tried) = (program.points()?, 0, 0);
        let step = (points * 50 / cases.max(1)).clamp(1, points / 8);
        for at in (0..points).step_by(usize::try_from(step)?) {
            let Some(number) = self.case() else { continue };
            tried += 1;
            let killed = program.kill(at);
            hit += u64::from(*killed.as_ref().unwrap_or(&false));
            self.note(number, format!("the program killed at operation {at}"), killed.map(drop));
        }
        println!("the program: points discovered={points} tried={tried} hit={hit}");
        if tried != hit {
            self.report.failures.push(format!("{tried} points of the program were to be hit and {hit} were"));
        }
        Ok(())
    }

    /// Killed somewhere, gone on with, and killed again, until the sitting is long over; then another.
    fn kill_at_random(&mut self, kills: u64) -> Outcome<()> {
        let mut done = 0;
        while done < kills {
            let seed = self.seed ^ (0x5eed << 20) ^ self.report.cases;
            let mut dice = Dice::seeded(seed, "kills");
            let watch = Watch::new()?;
            let task = Task { seed, steps: 3, seals: false };
            let mut said = watch.sitter(task, None, None)?.said;
            let mut now_ms = later(&said);
            let mut worked_ms = look(&watch.desk(), &said, now_ms, 0)?;
            for life in 0..LIVES {
                let Some(number) = self.case() else { continue };
                done += 1;
                now_ms += LATER_MS;
                let task = Task { seed: seed + life, steps: 30, seals: life + 1 == LIVES };
                let at = dice.below(120);
                let act = if dice.below(3) == 0 { Act::Tear(dice.below(5_000) as usize) } else { Act::Kill };
                let next = watch.sitter(task, Some(now_ms), Some(Plan { at, act }))?;
                if next.said.seq > 0 {
                    said = next.said.clone();
                } else {
                    // Killed while it opened the journal: nothing new was promised, and nobody worked.
                    (said.opened_ms, said.alive_ms, said.latest_ms) = (now_ms, now_ms, now_ms);
                }
                now_ms = later(&said).max(now_ms + LATER_MS);
                let result = if next.status.success() || next.killed() {
                    look(&watch.desk(), &said, now_ms, worked_ms)
                } else {
                    Err(next.complaint.into())
                };
                let failed = result.is_err();
                worked_ms = *result.as_ref().unwrap_or(&0);
                self.note(
                    number,
                    format!("life {life} of sitting {seed}, killed at operation {at}"),
                    result.map(drop),
                );
                if failed || said.sealed.is_some() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Every combination of what was not synced, at each sync of a short sitting from the ticket on.
    fn cut_short(&mut self) -> Outcome<()> {
        let (watch, watched) = self.whole(Task { seed: self.seed, steps: 10, seals: true })?;
        let number = self.report.cases;
        self.note(number, "what the whole sitting wrote".to_owned(), orderly(&watch, &watched));
        let sample = if self.brief { 2 } else { u64::MAX };
        self.cuts(Disk::under(&watch.desk()), Said::default(), &watched, sample)
    }

    /// Samples of a long sitting, until there are so many cases.
    fn cut_long(&mut self, cases: u64) -> Outcome<()> {
        let mut round = 0;
        while self.report.cases < cases {
            let task = Task { seed: self.seed.wrapping_add(1_000 + round), steps: 150, seals: true };
            let (watch, watched) = self.whole(task)?;
            self.cuts(Disk::under(&watch.desk()), Said::default(), &watched, 4)?;
            round += 1;
        }
        Ok(())
    }

    /// One file is ruined, lost or old; while a new life makes it good from the other the power is cut.
    fn repair(&mut self) -> Outcome<()> {
        let (left, older) = (Left::by(self.seed, 240)?, Left::by(self.seed, 215)?);
        let one = Harm::of_a_file(&left).into_iter().map(|harm| vec![harm]);
        for harms in one.chain(Harm::of_both(&left)) {
            let watch = Watch::new()?;
            if harms.len() > 1 {
                // Only where the two files still have everything between them.
                left.put(&watch.desk(), &harms, &older)?;
                if look(&watch.desk(), &left.said, later(&left.said), 0).is_err() {
                    continue;
                }
            }
            left.put(&watch.desk(), &harms, &older)?;
            let disk = Disk::holding(&watch.desk())?;
            let watched = watch.sitter(
                Task { seed: self.seed, steps: 0, seals: false },
                Some(later(&left.said)),
                None,
            )?;
            let said = Said { lives: true, ..left.said.clone() };
            self.cuts(disk, said, &watched, if self.brief { 2 } else { 64 })?;
        }
        Ok(())
    }

    /// Each operation fails once; the process goes on if it can, another life follows, and the power is cut. A sync that
    /// failed has kept nothing, and no later one keeps what it was to keep.
    fn fail_everywhere(&mut self) -> Outcome<()> {
        let task = Task { seed: self.seed, steps: 6, seals: false };
        let (_, reference) = self.whole(task)?;
        let begin = reference.entries.iter().take_while(|entry| !entry.bytes.starts_with(b"ok "));
        let begin =
            if self.brief { begin.filter(|entry| entry.kind != Kind::Said).count() as u64 } else { 0 };
        for at in begin..reference.points() {
            let Some(number) = self.case() else { continue };
            let watch = Watch::new()?;
            let fails = Plan { at, act: Act::FailOnce(EIO) };
            let first = watch.sitter(task, None, Some(fails))?;
            let (mut disk, mut said) =
                (Disk::under(&watch.desk()), Said { lives: true, ..first.said.clone() });
            first.entries.iter().try_for_each(|entry| disk.does(entry))?;
            if said.started.is_some() {
                // What was said so far must be there before anybody goes on.
                let left = Watch::new()?;
                disk.left(&disk.cut(u64::MAX, None, &mut Dice::system()), &left.desk())?;
                let found = look(&left.desk(), &said, later(&said), 0).map(drop);
                self.note(number, format!("operation {at} failed, and what was said then"), found);
                let task = Task { seed: self.seed + 1, steps: 3, seals: false };
                let second = watch.sitter(task, Some(later(&said)), None)?;
                if !second.said.ended {
                    let what = format!("operation {at} failed, and nobody could go on");
                    self.note(number, what, Err(second.complaint.into()));
                    continue;
                }
                for entry in &second.entries {
                    said.overhear(entry);
                    disk.does(entry)?;
                }
                let left = Watch::new()?;
                self.halves(&disk, &left.desk(), at as usize, &said)?;
            }
            self.note(
                number,
                format!("operation {at} failed"),
                look(&watch.desk(), &said, later(&said), 0).map(drop),
            );
            if self.brief && !self.report.failures.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Cuts the power before each sync and each word of a trace, at most `sample` times at each.
    fn cuts(&mut self, mut disk: Disk, mut said: Said, watched: &Watched, sample: u64) -> Outcome<()> {
        let left = Watch::new()?;
        for (at, entry) in watched.entries.iter().enumerate() {
            if matches!(entry.kind, Kind::Sync | Kind::SyncDir | Kind::Said) {
                let mut dice = Dice::seeded(self.seed ^ (at as u64) << 24, "cuts");
                if entry.kind == Kind::Said && said.started.is_some() {
                    self.halves(&disk, &left.desk(), at, &said)?;
                }
                let open = disk.unsynced();
                let all = if open <= EVERY { 1_u64 << open } else { sample.min(1 << EVERY) };
                for turn in 0..all.min(sample) {
                    let bits = if all > sample || open > EVERY { dice.below(u64::MAX) } else { turn };
                    for tear in [None, Some(512), Some(4096)] {
                        let Some(number) = self.case() else { continue };
                        let cut = disk.cut(bits, tear, &mut dice);
                        disk.left(&cut, &left.desk())?;
                        let result = look(&left.desk(), &said, later(&said), 0).map(drop);
                        self.note(
                            number,
                            format!("power cut before entry {at} ({:?}), {cut:?}", entry.kind),
                            result,
                        );
                    }
                }
                if self.brief && !self.report.failures.is_empty() {
                    return Ok(());
                }
            }
            said.overhear(entry);
            disk.does(entry)?;
        }
        Ok(())
    }

    /// After a cut that leaves nothing unsynced, and the loss of either file: the other holds all that was said.
    fn halves(&mut self, disk: &Disk, left: &Path, at: usize, said: &Said) -> Outcome<()> {
        for lost in ["journal.sqlite", "journal.twin"] {
            let Some(number) = self.case() else { continue };
            halve(disk, left, lost)?;
            let result = look(left, said, later(said), 0).map(drop);
            self.note(number, format!("power cut before entry {at}, and {lost} lost"), result);
        }
        Ok(())
    }
}

/// What a cut leaves that keeps nothing unsynced, without one of the journal's files.
pub fn halve(disk: &Disk, left: &Path, lost: &str) -> Outcome<()> {
    disk.left(&disk.cut(0, None, &mut Dice::system()), left)?;
    for entry in std::fs::read_dir(left.join("attempts"))? {
        for file in std::fs::read_dir(entry?.path())? {
            let file = file?;
            if file.file_name().to_string_lossy().starts_with(lost) {
                std::fs::remove_file(file.path())?;
            }
        }
    }
    Ok(())
}

/// What must hold of everything that was written: no two records under one nonce, and one connection to SQLite's file.
fn orderly(watch: &Watch, watched: &Watched) -> Outcome<()> {
    let folder = Folder::open(&watch.desk())?;
    let attempt = folder.attempts()?.first().copied().ok_or("the attempt is gone")?;
    let frames = Journal::open(&folder.attempt(attempt))?.frames;
    let nonce = |frame: &Frame| {
        frame.as_bytes().get(4 + frame.header_bytes().len()..).map(|rest| rest[..12].to_vec())
    };
    if frames.iter().map(nonce).collect::<BTreeSet<_>>().len() < frames.len() {
        return Err("two records are encrypted under one nonce".into());
    }
    let sitting = watched.entries.iter().skip_while(|entry| !entry.bytes.starts_with(b"ok "));
    let opens = |entry: &&Entry| entry.kind == Kind::Open && entry.path.ends_with(b".sqlite");
    match sitting.filter(opens).count() {
        0 => Ok(()),
        more => Err(format!("SQLite's file was opened {more} times more during the sitting").into()),
    }
}

/// Opens what is left at a moment and compares it with what was said. `worked_ms` is the working time before the
/// life that said it. Gives the working time now.
pub fn look(folder: &Path, said: &Said, at_ms: u64, worked_ms: u64) -> Outcome<u64> {
    let clock = clock_at(at_ms);
    let Some(mut desk) = reopen(folder, &clock, Dice::system())? else {
        return if said.started.is_some() { Err("the attempt is gone".into()) } else { Ok(0) };
    };
    compare(&desk, said)?;
    if *desk.attempt().phase() != Phase::Running {
        return Ok(0);
    }
    let worked_ms = time(&desk, said, at_ms, worked_ms)?;
    // It must be possible to go on, and what is saved now must be there when it is opened again.
    let item = desk.attempt().terms().items.first().cloned().ok_or("a form without items")?;
    perform(&mut desk, Command::GoTo(item))?;
    let (seq, answers) = (desk.seq(), fingerprint(desk.attempt().responses()));
    drop(desk);
    let again = reopen(folder, &clock, Dice::system())?.ok_or("the attempt is gone after going on")?;
    if again.seq() < seq || fingerprint(again.attempt().responses()) != answers {
        return Err("what was saved after the restart is not there at the next".into());
    }
    Ok(worked_ms)
}

/// A moment after everything that was said, within what a restart may take.
pub fn later(said: &Said) -> u64 {
    said.latest_ms.max(said.alive_ms).max(sitter::BEGIN_MS) + LATER_MS
}

/// What a reopened attempt must be, given what was said before.
fn compare(desk: &crate::Desk, said: &Said) -> Outcome<()> {
    let found = fingerprint(desk.attempt().responses());
    if desk.seq() < said.seq {
        return Err(format!("record {} was saved, and the last one is {}", said.seq, desk.seq()).into());
    }
    if said.seq > 0 && found != said.answers && Some(&found) != said.or.as_ref() {
        return Err(format!("other answers: {found}, and not {} or {:?}", said.answers, said.or).into());
    }
    if desk.report().fork.is_some() || desk.report().stranded > 0 {
        return Err(format!("a fork out of nothing: {:?}", desk.report()).into());
    }
    if let Some(sealed) = &said.sealed {
        let envelope = desk.envelope()?.ok_or("it was sealed, and there is no envelope")?;
        if envelope.digest().to_string() != *sealed {
            return Err("another envelope than the one that was shown".into());
        }
    }
    Ok(())
}

/// No second is lost, none is gained, and the candidate pays for no second after the last sign of life.
fn time(desk: &crate::Desk, said: &Said, at_ms: u64, worked_ms: u64) -> Outcome<u64> {
    let accepted = desk.noted_at_ms("rules-accepted").ok_or("running, and the rules were never accepted")?;
    let now = clock_at(at_ms).now();
    let began_ms = at_ms - u64::try_from(now.wall_ms - accepted)?;
    let spent = desk.view().spent;
    if spent.total_ms() != at_ms - began_ms {
        return Err(format!("{} ms have passed, and accounted for is {spent:?}", at_ms - began_ms).into());
    }
    if said.lives {
        return Ok(spent.working_ms);
    }
    let since = |ms: u64| worked_ms + ms.saturating_sub(said.opened_ms.max(began_ms));
    let (least, most) = (since(said.alive_ms), since(said.latest_ms.max(said.alive_ms)));
    if !(least..=most).contains(&spent.working_ms) {
        return Err(
            format!("{} ms of work are charged, and it must be {least} to {most}", spent.working_ms).into()
        );
    }
    Ok(spent.working_ms)
}
