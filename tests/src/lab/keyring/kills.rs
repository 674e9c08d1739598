//! A recovery is killed before each of its operations. Whoever comes next finds the attempt, and goes on with it.

use std::path::Path;

use desk::recover::{Taking, ask, new_key};
use desk::{Clock, Device, Folder, Session};
use evidence::Signed;
use exam::AttemptId;
use exam::attempt::Command;
use protocol::Recovery;

use super::case::{Files, Sat, contents, kept_somewhere};
use crate::dice::Dice;
use crate::lab::store::sitter::{clock_at, no_keyring};
use crate::lab::store::trace::{Act, Plan};
use crate::lab::store::watch::Watch;
use crate::{MIN, Outcome, World, perform};

/// A recovery that was granted, and the folder as it was before it is taken.
pub struct Granted {
    world: World,
    watch: Watch,
    before: Files,
    attempt: AttemptId,
    sat: Sat,
    recovery: Recovery,
    ticket: Signed,
    points: u64,
}

/// Takes a recovery in a process of its own.
pub fn take(folder: &Path, recovery: &Path, now_ms: u64) -> Outcome<()> {
    let recovery: Recovery = serde_json::from_slice(&std::fs::read(recovery)?)?;
    let (folder, clock) = (Folder::open(folder)?, clock_at(now_ms));
    let taking = Taking::open(&folder, &no_keyring(), &recovery, None, &clock)?;
    taking.finish(&clock, &mut Dice::seeded(now_ms, "taking"))?;
    Ok(())
}

impl Granted {
    /// A sitting of which the authority holds nothing, on a computer whose key file is gone.
    pub async fn new(seed: u64) -> Outcome<Self> {
        let dice = Dice::seeded(seed, "kills");
        let mut world =
            World::thrown(crate::demo_programme(|text| text)?, &crate::demo_bank()?, dice.clone()).await?;
        world.keyring = no_keyring();
        let watch = Watch::new()?;
        let folder = Folder::open(&watch.desk())?;
        let (_, ticket) = world.register().await?;
        let (device, attempt) = world.start(&folder, &ticket).await?;
        let mut desk = world.open(&folder, &device, attempt)?;
        let rules = desk.attempt().terms().rules;
        perform(&mut desk, Command::AcceptRules(rules))?;
        world.answer(&mut desk, 12)?;
        world.clock.pass(MIN);
        desk.pulse()?;
        let sat = Sat::of(&desk)?;
        drop(desk);
        std::fs::remove_file(folder.device_key())?;
        let (_, device) = new_key(&folder, &world.keyring, &world.clock, &mut dice.clone())?;
        let asked = ask(&folder, &device, &folder.attempt(attempt), None, &world.clock)?;
        let recovery = world.recovery(&asked.asking).await?;
        let before = contents(&watch.desk())?;
        std::fs::write(watch.home.path().join("recovery.json"), serde_json::to_vec(&recovery)?)?;
        let mut granted = Self { world, watch, before, attempt, sat, recovery, ticket, points: 0 };
        granted.points = granted.taken(None)?.ok_or("nobody was to kill it")?;
        granted.look(0).await?;
        Ok(granted)
    }

    /// The operations of a recovery that leave a trace; it can be killed before others, too.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// Kills a recovery before an operation, and looks at what it leaves. Says whether it came to be killed: the one that
    /// did not has no more operations.
    pub async fn killed_at(&self, at: u64) -> Outcome<bool> {
        let killed = self.taken(Some(at))?.is_none();
        self.look(at).await?;
        Ok(killed)
    }

    /// The operations of a recovery that was not killed.
    fn taken(&self, at: Option<u64>) -> Outcome<Option<u64>> {
        let desk = self.watch.desk();
        std::fs::remove_dir_all(&desk)?;
        for (path, bytes) in &self.before {
            let path = desk.join(path);
            std::fs::create_dir_all(path.parent().unwrap_or(&desk))?;
            std::fs::write(path, bytes)?;
        }
        let mut command = std::process::Command::new(std::env::current_exe()?);
        let now_ms = self.world.clock.now().boot_ms.to_string();
        command.arg("--take").arg(&desk).arg(self.watch.home.path().join("recovery.json")).arg(now_ms);
        let watched = self.watch.run(command, at.map(|at| Plan { at, act: Act::Kill }))?;
        match watched.status.success() {
            true => Ok(Some(watched.points())),
            false if watched.killed() && at.is_some() => Ok(None),
            false => Err(format!("the recovery cannot be taken: {}", watched.complaint).into()),
        }
    }

    async fn look(&self, at: u64) -> Outcome<()> {
        let (root, world) = (self.watch.desk(), &self.world);
        let folder = Folder::open(&root)?;
        kept_somewhere(&self.before, &contents(&root)?)?;
        if folder.attempts()? != [self.attempt] {
            return Err("the next start does not find the attempt".into());
        }
        if let Ok(desk) = self.load(&folder) {
            return self.sat.holds(&desk);
        }
        // The grant again; every second time it is lost, and asked for anew.
        let mut recovery = self.recovery.clone();
        if at % 2 == 1 {
            let (_, device) = new_key(&folder, &world.keyring, &world.clock, &mut Dice::seeded(at, "anew"))?;
            let asked =
                ask(&folder, &device, &folder.attempt(self.attempt), Some(&self.ticket), &world.clock)?;
            recovery = world.recovery(&asked.asking).await?;
        }
        let taking = Taking::open(&folder, &world.keyring, &recovery, None, &world.clock)?;
        taking.finish(&world.clock, &mut Dice::seeded(at, "again"))?;
        kept_somewhere(&self.before, &contents(&root)?)?;
        self.sat.holds(&self.load(&folder)?)
    }

    fn load(&self, folder: &Folder) -> Outcome<crate::Desk> {
        let device = Device::load(folder, &self.world.keyring)?.ok_or("no device")?;
        let (clock, dice) = (self.world.clock.clone(), Dice::system());
        Ok(Session::load(folder, device, self.attempt, clock, dice)?)
    }
}
