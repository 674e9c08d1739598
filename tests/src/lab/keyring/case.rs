//! One sitting, one trouble with its key, and what must still be there afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use desk::recover::{Taking, ask, new_key, promote};
use desk::visit::{Asked, Later, Shell, Visit};
use desk::wire::{ClockFace, MeasureWire, Picture, Stage, UpdateWire};
use desk::{Device, Enrolment, Fault, Folder, KeyFault, Outbox, Session};
use evidence::{Secret, Signed};
use exam::attempt::{Command, Effect, Phase};
use exam::{AttemptId, Slug};
use protocol::Authority;

use crate::command::files;
use crate::dice::Dice;
use crate::{Desk, HandKeyring, MIN, Outcome, World, demo_bank, demo_programme, perform, seal_answers};

/// What happens to the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The keyring is locked, and somebody unlocks it.
    Locked,
    /// It does not answer in time, and does later.
    Late,
    /// There is none, and then there is.
    Absent,
    /// There is none any more.
    Gone,
    /// The key is not in it, or its file not there.
    Emptied,
    /// Another key is in its place.
    Replaced,
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// There is a ticket.
    Nothing,
    /// The computer is enrolled.
    Enrolled,
    /// The attempt is started, the rules are not accepted.
    Admitted,
    /// In the middle: most of it is with the authority.
    Middle,
    /// In the middle: nothing is with the authority.
    Unsent,
    /// A proctor holds the attempt.
    Held,
    /// Sealed, and not delivered.
    Sealed,
    /// Sealed, received and graded.
    Received,
}

/// What the exam allows, and where the key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The exam wants a keyring.
    Keyring,
    /// The exam allows a file; the key is in the keyring.
    Either,
    /// The exam allows a file, and there was no keyring.
    File,
}

/// All troubles.
pub const TROUBLES: [Trouble; 6] =
    [Trouble::Locked, Trouble::Late, Trouble::Absent, Trouble::Gone, Trouble::Emptied, Trouble::Replaced];
/// All starts.
pub const STARTS: [Begun; 8] = [
    Begun::Nothing,
    Begun::Enrolled,
    Begun::Admitted,
    Begun::Middle,
    Begun::Unsent,
    Begun::Held,
    Begun::Sealed,
    Begun::Received,
];
/// All ways to keep a key.
pub const KEPT: [Kept; 3] = [Kept::Keyring, Kept::Either, Kept::File];

/// One of their combinations.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// Where its dice begin.
    pub seed: u64,
    /// What happens.
    pub trouble: Trouble,
    /// When.
    pub begun: Begun,
    /// To which key.
    pub kept: Kept,
}

/// Files below a folder by their path from there.
pub type Files = BTreeMap<PathBuf, Vec<u8>>;

/// All that a folder holds.
pub fn contents(root: &Path) -> Outcome<Files> {
    let strip = |(path, bytes): (PathBuf, Vec<u8>)| Ok((path.strip_prefix(root)?.to_owned(), bytes));
    files(root)?.into_iter().map(strip).collect()
}

/// Every file is still there with its bytes, wherever it was moved.
pub fn kept_somewhere(before: &Files, now: &Files) -> Outcome<()> {
    let there = |path: &Path, bytes: &Vec<u8>| {
        now.iter().any(|(other, held)| other.file_name() == path.file_name() && held == bytes)
    };
    match before.iter().find(|(path, bytes)| !there(path, bytes)) {
        None => Ok(()),
        Some((path, _)) => {
            Err(format!("{} was changed or removed, and is kept nowhere", path.display()).into())
        }
    }
}

/// Every file is in its place, and nothing new but what asking leaves: `key_file` says whether that may be a key.
fn untouched(before: &Files, now: &Files, key_file: bool) -> Outcome<()> {
    for (path, bytes) in before {
        if now.get(path) != Some(bytes) {
            return Err(format!("{} was changed or removed", path.display()).into());
        }
    }
    for path in now.keys().filter(|path| !before.contains_key(*path)) {
        let asked = path.starts_with("recovery") && (key_file || !path.ends_with("device.key"));
        // A bank is the same whoever fetches it, and a ticket that is refused has fetched it to see the rules.
        if !asked && !path.starts_with("banks") && path != Path::new("desk.lock") {
            return Err(format!("{} was made", path.display()).into());
        }
    }
    Ok(())
}

/// Responses by item.
type Answers = BTreeMap<Slug, exam::item::Response>;

/// What somebody has before the trouble begins.
pub struct Sat {
    /// The attempt, if there is one.
    pub attempt: Option<AttemptId>,
    frames: Vec<Vec<u8>>,
    answers: Answers,
    phase: Option<Phase>,
    left_ms: u64,
}

impl Sat {
    /// Of an attempt that is open.
    pub fn of(desk: &Desk) -> Outcome<Self> {
        Ok(Self {
            attempt: Some(desk.attempt().terms().attempt),
            frames: headers(desk)?,
            answers: desk.attempt().responses().clone(),
            phase: Some(desk.attempt().phase().clone()),
            left_ms: desk.view().left_ms,
        })
    }

    fn nothing() -> Self {
        Self { attempt: None, frames: Vec::new(), answers: Answers::default(), phase: None, left_ms: 0 }
    }

    /// Every record is there in its order, every answer, and the time.
    pub fn holds(&self, desk: &Desk) -> Outcome<()> {
        if !headers(desk)?.starts_with(&self.frames) {
            return Err("the records are not those that were acknowledged, in their order".into());
        }
        if *desk.attempt().responses() != self.answers {
            return Err("the answers are not those that were acknowledged".into());
        }
        let phase = desk.attempt().phase();
        if Some(phase) != self.phase.as_ref() {
            return Err(format!("it was {:?} and is {phase:?}", self.phase).into());
        }
        let left_ms = desk.view().left_ms;
        if left_ms != self.left_ms {
            return Err(format!("{} ms were left, and now {left_ms}", self.left_ms).into());
        }
        Ok(())
    }
}

fn headers(desk: &Desk) -> Outcome<Vec<Vec<u8>>> {
    Ok(desk.dossier(true)?.journal.into_iter().map(|record| record.header.0).collect())
}

/// A window nobody sees.
struct Unseen;

impl Shell for Unseen {
    fn guard(&self, _: bool) {}
    fn measures(&self) -> Vec<MeasureWire> {
        Vec::new()
    }
    fn screens(&self) -> Vec<(u32, u32)> {
        Vec::new()
    }
    fn desktop(&self) -> String {
        String::new()
    }
    fn show(&self, _: &Picture) {}
    fn clock(&self, _: &ClockFace) {}
    fn documents(&self) -> PathBuf {
        PathBuf::new()
    }
    fn quit(&self) {}
    fn look_for_update(&self) -> Later<'_, Asked<UpdateWire>> {
        Box::pin(std::future::pending())
    }
    fn install_update(&self, _: String) -> Later<'_, Asked<()>> {
        Box::pin(std::future::pending())
    }
    fn restart(&self) {}
}

/// A world in the middle of a case.
struct Scene {
    case: Case,
    world: World,
    root: PathBuf,
    folder: Folder,
    ticket: Signed,
    dice: Dice,
}

impl Case {
    /// Tries it.
    pub async fn run(self) -> Outcome<()> {
        let mut scene = Scene::set(self).await?;
        let sat = scene.begin().await?;
        let before = contents(&scene.root)?;
        scene.trouble()?;
        if self.is_harmless() {
            return scene.go_on(&sat).await;
        }
        scene.told(&before).await?;
        scene.world.clock.pass(20_000);
        match self.trouble {
            Trouble::Locked | Trouble::Late => {
                scene.nothing_to_recover(&before)?;
                scene.mend();
                scene.go_on(&sat).await
            }
            Trouble::Absent => {
                scene.mend();
                scene.go_on(&sat).await
            }
            _ => scene.recover(&sat, &before).await,
        }
    }

    /// Whether nobody has to notice.
    fn is_harmless(self) -> bool {
        match (self.trouble, self.begun) {
            (Trouble::Emptied | Trouble::Replaced, begun) => begun == Begun::Nothing,
            (Trouble::Absent | Trouble::Gone, Begun::Nothing) => self.kept != Kept::Keyring,
            (_, begun) => self.kept == Kept::File && begun != Begun::Nothing,
        }
    }
}

impl Scene {
    async fn set(case: Case) -> Outcome<Self> {
        let rules = |text: String| match case.kept {
            Kept::Keyring => text.replace("device_key: keyring-or-file", "device_key: keyring"),
            _ => text,
        };
        let dice = Dice::seeded(case.seed, "keyring");
        let mut world = World::thrown(demo_programme(rules)?, &demo_bank()?, dice.clone()).await?;
        if case.kept == Kept::File {
            world.keyring.fault = Some(KeyFault::NoKeyring("none here".to_owned()));
        }
        let (root, (_, ticket)) = (world.home.path().join("desk"), world.register().await?);
        let folder = Folder::open(&root)?;
        Ok(Self { case, world, root, folder, ticket, dice })
    }

    async fn begin(&mut self) -> Outcome<Sat> {
        let (world, begun) = (&self.world, self.case.begun);
        if begun == Begun::Nothing {
            return Ok(Sat::nothing());
        }
        let dice = &mut self.dice.clone();
        if begun == Begun::Enrolled {
            Enrolment::obtain(&self.folder, &world.keyring, &self.ticket, &world.hub, &world.clock, dice)
                .await?;
            return Ok(Sat::nothing());
        }
        let (device, attempt) = world.start(&self.folder, &self.ticket).await?;
        if begun == Begun::Admitted {
            let clock = world.clock.clone();
            return Sat::of(&Session::load(&self.folder, device, attempt, clock, self.dice.clone())?);
        }
        let mut desk = world.open(&self.folder, &device, attempt)?;
        let rules = desk.attempt().terms().rules;
        perform(&mut desk, Command::AcceptRules(rules))?;
        world.answer(&mut desk, 12)?;
        if begun != Begun::Unsent {
            Outbox::new(&world.hub).deliver(&mut desk).await?;
        }
        world.clock.pass(3 * MIN);
        let item =
            self.dice.pick(&desk.attempt().terms().items.clone()).cloned().ok_or("a form without items")?;
        perform(&mut desk, Command::Flag { item, on: true })?;
        match begun {
            Begun::Held => self.give(&mut desk, Effect::Hold).await?,
            Begun::Sealed => seal_answers(&mut desk)?,
            Begun::Received => {
                seal_answers(&mut desk)?;
                Outbox::new(&world.hub).deliver(&mut desk).await?;
            }
            _ => {}
        }
        desk.pulse()?;
        Sat::of(&desk)
    }

    /// Something the authority permits, carried to the desk.
    async fn give(&self, desk: &mut Desk, effect: Effect) -> Outcome<()> {
        let (world, attempt) = (&self.world, desk.attempt().terms().attempt);
        world.hub.grant(world.trust.programme(), attempt, world.grant(desk, effect)).await?;
        Outbox::new(&world.hub).deliver(desk).await?;
        Ok(())
    }

    fn trouble(&mut self) -> Outcome<()> {
        let keyring = &mut self.world.keyring;
        let in_file = self.case.kept == Kept::File;
        (keyring.locked, keyring.fault) = (false, None);
        match self.case.trouble {
            Trouble::Locked => keyring.locked = true,
            Trouble::Late => keyring.fault = Some(KeyFault::Silent),
            Trouble::Absent | Trouble::Gone => {
                keyring.fault = Some(KeyFault::NoKeyring("none here".to_owned()));
            }
            Trouble::Emptied if in_file && self.folder.device_key().exists() => {
                std::fs::remove_file(self.folder.device_key())?;
            }
            Trouble::Replaced if in_file && self.folder.device_key().exists() => {
                let other = serde_json::to_vec(&Secret::draw(&mut self.dice))?;
                std::fs::write(self.folder.device_key(), other)?;
            }
            Trouble::Emptied => keyring.empty(),
            Trouble::Replaced => keyring.replace(),
        }
        Ok(())
    }

    fn mend(&mut self) {
        (self.world.keyring.locked, self.world.keyring.fault) = (false, None);
    }

    /// The desk says what is wrong, each time somebody starts it, and changes nothing.
    async fn told(&self, before: &Files) -> Outcome<()> {
        // What the trouble itself did is not the desk's doing.
        let before: Files = if self.case.kept == Kept::File { contents(&self.root)? } else { before.clone() };
        let in_file = self.case.kept == Kept::File && self.case.begun != Begun::Nothing;
        for _ in 0..2 {
            let fault =
                self.world.start(&self.folder, &self.ticket).await.err().ok_or("it started all the same")?;
            let said = fault.to_string();
            let words = match self.case.trouble {
                Trouble::Replaced => "is not the one this computer was enrolled with",
                Trouble::Emptied if in_file => "it is missing",
                Trouble::Locked | Trouble::Emptied => "unlock it and start again",
                Trouble::Late => "does not answer; unlock it and start again",
                Trouble::Absent | Trouble::Gone if self.case.begun == Begun::Nothing => "in a keyring only",
                Trouble::Absent | Trouble::Gone => "there is no keyring here",
            };
            if !said.contains(words) {
                return Err(format!("it says `{said}`, and nothing of `{words}`").into());
            }
        }
        if self.case.begun != Begun::Nothing {
            let code = match self.case.trouble {
                Trouble::Replaced => "key-replaced",
                Trouble::Emptied if in_file => "key-replaced",
                Trouble::Locked | Trouble::Emptied => "keyring-locked",
                Trouble::Late => "keyring-silent",
                Trouble::Absent | Trouble::Gone => "keyring-missing",
            };
            let (clock, keyring) = (self.world.clock.clone(), self.world.keyring.clone());
            let visit = Visit::new(self.root.clone(), clock, self.dice.clone(), keyring, Box::new(Unseen));
            let picture = visit.try_again().await.map_err(|problem| problem.code)?;
            match picture.stage {
                Stage::Unusable { problem } if problem.code == code => {}
                other => return Err(format!("the window shows {other:?}, and should show `{code}`").into()),
            }
        }
        untouched(&before, &contents(&self.root)?, false)
    }

    /// A keyring that may open yet is no reason to recover, and keeps no new key.
    fn nothing_to_recover(&self, before: &Files) -> Outcome<()> {
        let asked = new_key(&self.folder, &self.world.keyring, &self.world.clock, &mut self.dice.clone());
        match asked {
            Err(Fault::Key(KeyFault::LockedOrEmptied | KeyFault::Silent)) => {}
            Err(other) => return Err(format!("who asks is told `{other}`").into()),
            Ok(_) => return Err("a new key was made under a keyring that may open yet".into()),
        }
        untouched(before, &contents(&self.root)?, false)
    }

    /// The key is there: everything goes on.
    async fn go_on(&self, sat: &Sat) -> Outcome<()> {
        let (device, attempt) = self.world.start(&self.folder, &self.ticket).await?;
        let mut desk = self.world.open(&self.folder, &device, attempt)?;
        if sat.attempt.is_some() {
            sat.holds(&desk)?;
        }
        self.finish(&mut desk).await
    }

    /// The key is lost for good.
    async fn recover(&mut self, sat: &Sat, before: &Files) -> Outcome<()> {
        let before: Files = if self.case.kept == Kept::File { contents(&self.root)? } else { before.clone() };
        let clock = self.world.clock.clone();
        let mut from = None;
        if self.case.trouble == Trouble::Gone && self.case.kept == Kept::Keyring {
            let refused = new_key(&self.folder, &self.world.keyring, &clock, &mut self.dice.clone());
            if !matches!(refused, Err(Fault::KeyringRequired(_))) {
                return Err("who asks is not told that the exam wants a keyring".into());
            }
            untouched(&before, &contents(&self.root)?, false)?;
            from = Some(self.other_desk(sat)?);
        }
        let (home, device) = new_key(&self.folder, &self.world.keyring, &clock, &mut self.dice.clone())?;
        let world = &self.world;
        let Some(attempt) = sat.attempt else {
            let dice = &mut self.dice.clone();
            Enrolment::obtain(&home, &world.keyring, &self.ticket, &world.hub, &clock, dice).await?;
            promote(&self.folder, &home)?;
            if from.is_none() {
                kept_somewhere(&before, &contents(&self.root)?)?;
            }
            return self.go_on(sat).await;
        };
        let here = self.folder.attempt(attempt);
        let files = from.clone().flatten().unwrap_or(here);
        let ticket = (self.dice.below(2) == 0).then_some(&self.ticket);
        let asked = ask(&self.folder, &device, &files, ticket, &clock)?;
        if from.is_none() {
            let key_file = self.case.trouble == Trouble::Gone || self.case.kept == Kept::File;
            untouched(&before, &contents(&self.root)?, key_file)?;
        }
        let recovery = world.recovery(&asked.asking).await?;
        clock.pass(40 * MIN);
        let taking =
            Taking::open(&self.folder, &world.keyring, &recovery, from.flatten().as_deref(), &clock)?;
        if taking.bank()?.is_none() {
            taking.keep_bank(world.bank.as_bytes().to_vec())?;
        }
        taking.finish(&clock, &mut self.dice.clone())?;
        kept_somewhere(&before, &contents(&self.world.home.path().join("desk"))?)?;
        let device = Device::load(&self.folder, &world.keyring)?.ok_or("no device after a recovery")?;
        let mut desk = world.open(&self.folder, &device, attempt)?;
        sat.holds(&desk)?;
        self.finish(&mut desk).await
    }

    /// Another computer with a keyring, and the two files on a stick if there are any.
    fn other_desk(&mut self, sat: &Sat) -> Outcome<Option<PathBuf>> {
        let home = self.world.home.path();
        let stick = match sat.attempt {
            None => None,
            Some(attempt) => {
                let stick = home.join("stick");
                std::fs::create_dir_all(&stick)?;
                for name in ["journal.sqlite", "journal.twin"] {
                    std::fs::copy(self.folder.attempt(attempt).join(name), stick.join(name))?;
                }
                Some(stick)
            }
        };
        self.folder = Folder::open(&home.join("other"))?;
        self.world.keyring = HandKeyring::default();
        Ok(stick)
    }

    /// To the result.
    async fn finish(&self, desk: &mut Desk) -> Outcome<()> {
        if *desk.attempt().phase() == Phase::Admitted {
            let rules = desk.attempt().terms().rules;
            perform(desk, Command::AcceptRules(rules))?;
            self.world.answer(desk, 12)?;
        }
        if matches!(desk.attempt().phase(), Phase::Held(_)) {
            self.give(desk, Effect::Resume).await?;
        }
        if *desk.attempt().phase() != Phase::Sealed {
            seal_answers(desk)?;
        }
        let delivered = Outbox::new(&self.world.hub).deliver(desk).await?;
        if !delivered.open.is_empty() {
            return Err(format!("still open: {:?}", delivered.open).into());
        }
        let result = delivered.result.ok_or("sealed and delivered, and there is no result")?;
        if !result.passed || result.equivocated || desk.credential().is_none() {
            return Err("all was right, and it was not passed without a doubt".into());
        }
        Ok(())
    }
}
