//! A candidate of three hours, in no time: sixty questions, answers changed, marks, crossed-out options and notes, a sign
//! of life every second and a delivery after whatever was done, as the window makes them.

use std::path::{Path, PathBuf};

use desk::{Device, Folder, Outbox};
use exam::attempt::Command;
use exam::item::{Kind, Value};
use exam::{AttemptId, Slug};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use world::dice::Dice;
use world::lab::made;
use world::{Desk, Outcome, World, demo_programme, perform};

/// Questions of each of the three competencies in a form, and in the bank.
const EACH: usize = 20;
const BANK: usize = 180;
/// Words of each question.
const WORDS: usize = 30;
/// Seconds that a question takes the first time, and when it is looked at once more.
const FIRST: u64 = 110;
const AGAIN: u64 = 60;

/// How long the candidate sits, in seconds.
pub(super) const THREE_HOURS: u64 = 3 * 60 * 60;

/// A desk whose candidate has accepted the rules, on the disk on which this program was built.
pub(super) struct Seated {
    /// The open attempt.
    pub(super) desk: Desk,
    /// The desk's keys.
    pub(super) device: Device,
    /// Which attempt.
    pub(super) attempt: AttemptId,
    /// The desk's folder.
    pub(super) folder: Folder,
    /// Its world.
    pub(super) world: World,
    /// Removed with this value; there is room in it for more.
    pub(super) home: TempDir,
    runtime: Runtime,
    dice: Dice,
}

impl Seated {
    /// From the ticket to the accepted rules, and once to the authority. The same dice, and so the same form, each time.
    pub(super) fn new() -> Outcome<Self> {
        let mut dice = Dice::seeded(1, "three hours");
        let bank = made::bank(&mut dice, BANK, WORDS)?;
        let programme = demo_programme(|text| {
            made::drawing(&text, EACH, "at-once").replace("minutes: 20", "minutes: 200")
        })?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let world = runtime.block_on(World::thrown(programme, &bank, dice.clone()))?;
        let home = TempDir::new_in(disk()?)?;
        let folder = Folder::open(&home.path().join("desk"))?;
        let (device, attempt, desk) = runtime.block_on(world.seat(&folder))?;
        let mut seated = Self { desk, device, attempt, folder, world, home, runtime, dice };
        seated.deliver()?;
        Ok(seated)
    }

    /// Where the attempt's journal lies.
    pub(super) fn journal(&self) -> PathBuf {
        self.folder.attempt(self.attempt)
    }

    /// Brings to the authority what waits, and keeps what it countersigned.
    fn deliver(&mut self) -> Outcome<()> {
        let delivered = self.runtime.block_on(Outbox::new(&self.world.hub).deliver(&mut self.desk))?;
        delivered.open.first().map_or(Ok(()), |failure| Err(failure.to_string().into()))
    }

    /// Sits for so many seconds of the desk's clock; says how many answers were saved.
    pub(super) fn sit(&mut self, seconds: u64) -> Outcome<u64> {
        let mut deeds = self.deeds()?;
        deeds.sort_by_key(|(second, _)| *second);
        let mut deeds = deeds.into_iter().peekable();
        let mut answers = 0;
        for second in 0..seconds {
            self.world.clock.pass(1_000);
            self.desk.tick()?;
            let mut waiting = false;
            while let Some((_, command)) = deeds.next_if(|(due, _)| *due <= second) {
                answers += u64::from(matches!(command, Command::Answer { .. }));
                perform(&mut self.desk, command)?;
                waiting = true;
            }
            if waiting {
                self.deliver()?;
            }
            self.desk.pulse()?;
        }
        Ok(answers)
    }

    /// What the candidate does, and at which second.
    fn deeds(&mut self) -> Outcome<Vec<(u64, Command)>> {
        let mut deeds = Vec::new();
        let items = self.desk.attempt().terms().items.clone();
        let review = items.len() as u64 * FIRST;
        for (number, item) in items.iter().enumerate() {
            let (first, again) = (number as u64 * FIRST, review + number as u64 * AGAIN);
            deeds.push((first, Command::GoTo(item.clone())));
            deeds.push((again, Command::GoTo(item.clone())));
            let clicks = self.clicks(item)?;
            let times = clicks.len() as u64;
            // A choice is one click or several; a text is saved while it is written.
            for (click, (interaction, value)) in clicks.into_iter().enumerate() {
                let at = first + 40 + 5 * click as u64;
                deeds.push((at, Command::Answer { item: item.clone(), interaction, value }));
            }
            if self.one_in(3)
                && let Some((interaction, value)) = self.clicks(item)?.pop()
            {
                let at = first + 60 + 5 * times;
                deeds.push((at, Command::Answer { item: item.clone(), interaction, value }));
            }
            if self.one_in(4) {
                deeds.push((first + 100, Command::Flag { item: item.clone(), on: true }));
                deeds.push((again + 50, Command::Flag { item: item.clone(), on: false }));
            }
            if self.one_in(20) {
                let text = self.dice.letters(40);
                deeds.push((first + 95, Command::Note { item: item.clone(), text }));
            }
            if self.one_in(5)
                && let Some((interaction, option)) = self.option(item)?
            {
                deeds.push((
                    first + 30,
                    Command::Strike { item: item.clone(), interaction, option, on: true },
                ));
            }
            if self.one_in(4)
                && let Some((interaction, value)) = self.clicks(item)?.pop()
            {
                deeds.push((again + 30, Command::Answer { item: item.clone(), interaction, value }));
            }
        }
        Ok(deeds)
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.dice.below(times) == 0
    }

    /// An answer as it comes about: one value after the other, of which the last is meant.
    pub(super) fn clicks(&mut self, item: &Slug) -> Outcome<Vec<(Slug, Value)>> {
        let question = self.desk.paper().get(item).cloned().ok_or("an item that is not on the paper")?;
        let interaction = question.interactions().next().ok_or("an item without interactions")?;
        let values = match &interaction.kind {
            Kind::Choice { options, max: 0 | 1, .. } => {
                let option = self.dice.pick(options).ok_or("no options")?;
                vec![Value::Choice([option.id.clone()].into())]
            }
            Kind::Choice { options, max, .. } => {
                let count = (*max as usize).min(options.len());
                let begin = usize::try_from(self.dice.below(options.len() as u64))?;
                let ids: Vec<Slug> =
                    options.iter().cycle().skip(begin).take(count).map(|option| option.id.clone()).collect();
                (1..=count).map(|end| Value::Choice(ids[..end].iter().cloned().collect())).collect()
            }
            Kind::TextEntry { .. } => {
                let text = self.dice.letters(16);
                [4, 8, 12, 16].map(|end| Value::Text(text[..end].to_owned())).into()
            }
        };
        Ok(values.into_iter().map(|value| (interaction.id.clone(), value)).collect())
    }

    fn option(&mut self, item: &Slug) -> Outcome<Option<(Slug, Slug)>> {
        let question = self.desk.paper().get(item).cloned().ok_or("an item that is not on the paper")?;
        let interaction = question.interactions().next().ok_or("an item without interactions")?;
        let Kind::Choice { options, .. } = &interaction.kind else { return Ok(None) };
        Ok(self.dice.pick(options).map(|option| (interaction.id.clone(), option.id.clone())))
    }
}

/// A folder on the disk on which this program was built: temporary files may be in memory, where a sync costs nothing.
fn disk() -> Outcome<PathBuf> {
    let program = std::env::current_exe()?;
    let beside = program.parent().unwrap_or(Path::new(".")).join("bench-disk");
    std::fs::create_dir_all(&beside)?;
    Ok(beside)
}
