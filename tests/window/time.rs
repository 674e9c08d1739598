//! The real window by clocks that a test turns from outside (`crates/recorder`): nothing in the program knows of it. What
//! only this can show here is a computer that sleeps, one that is started anew, and a clock that is set; the rest
//! (SIGSTOP, SIGKILL, a hub that is gone, a disk that is full) is done for real.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use world::Outcome;
use world::command::{Prompt, files};
use world::lab::store::trace::{Act, BOOT_ID, CLOCKS, Clocks, PLAN, Plan, ROOT, TRACE};
use world::lab::store::watch::library;
use world::window::{Candidate, Hand, Window};

use crate::{Hall, shot};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;
/// As much as may pass between two signs of life and is no pause.
const STEP: i64 = 4 * SECOND;

/// A hall whose computer's clocks stand until they are turned.
struct Stopped {
    hall: Hall,
    clocks: PathBuf,
    boot_id: PathBuf,
    plan: PathBuf,
    now: Clocks,
    boots: u32,
}

impl Stopped {
    fn new(minutes: u32) -> Outcome<Self> {
        let prompt = Prompt::new(None)?;
        let hub = prompt.demo(|text| text.replace("minutes: 20", &format!("minutes: {minutes}")))?;
        let hall = Hall::with(prompt, hub)?;
        let [clocks, boot_id, plan] = ["clocks", "boot-id", "plan"].map(|name| hall.screen.home().join(name));
        std::fs::write(&plan, [])?;
        // The hub's clock is the real one.
        #[allow(clippy::disallowed_methods, reason = "where the turning begins")]
        let wall_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let mut stopped =
            Self { hall, clocks, boot_id, plan, now: Clocks { boot_ms: DAY, wall_ms }, boots: 0 };
        stopped.start_anew(DAY, 0)?;
        Ok(stopped)
    }

    fn window(&self) -> Outcome<Window> {
        let home = self.hall.screen.home();
        let files = [library()?, self.hall.screen.data(), home.join("trace"), self.plan.clone()];
        let files = files.into_iter().chain([self.clocks.clone(), self.boot_id.clone()]);
        let words: Vec<String> = files.map(|path| path.display().to_string()).collect();
        let names = ["LD_PRELOAD", ROOT, TRACE, PLAN, CLOCKS, BOOT_ID];
        let more: Vec<(&str, &str)> = names.into_iter().zip(words.iter().map(String::as_str)).collect();
        Window::open_with(&self.hall.screen, &more)
    }

    fn turn(&mut self, boot_ms: i64, wall_ms: i64) -> Outcome<()> {
        self.now = Clocks { boot_ms: self.now.boot_ms + boot_ms, wall_ms: self.now.wall_ms + wall_ms };
        // In one write, and never shorter: in between, the program would read the real clocks.
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&self.clocks)?;
        Ok(file.write_all_at(&self.now.encode(), 0)?)
    }

    fn pass(&mut self, ms: i64) -> Outcome<()> {
        self.turn(ms, ms)
    }

    /// Another start of the computer, so many milliseconds ago.
    fn start_anew(&mut self, boot_ms: i64, wall_ms: i64) -> Outcome<()> {
        self.boots += 1;
        std::fs::write(&self.boot_id, format!("{:08x}-1111-4222-8333-444455556666\n", self.boots))?;
        self.turn(boot_ms - self.now.boot_ms, wall_ms)
    }

    /// Lets so much working time pass, sign of life by sign of life, with the ledger open.
    fn work(&mut self, window: &Window, ms: i64, mut left: i64) -> Outcome<()> {
        for _ in 0..ms / STEP {
            left -= STEP;
            self.pass(STEP)?;
            // What is shown may have been asked for in between. The second sign of life is certainly a later one.
            for _ in 0..2 {
                self.sign_of_life(window)?;
            }
            panel(window, "Left", left)?;
        }
        Ok(())
    }

    /// Waits for the next one.
    fn sign_of_life(&self, window: &Window) -> Outcome<()> {
        let pulse = || -> Outcome<Vec<u8>> {
            let found = files(&self.hall.screen.data())?;
            let pulse = found.into_iter().find(|(path, _)| path.ends_with("journal.pulse"));
            Ok(pulse.ok_or("none yet")?.1)
        };
        // An exam just begun has none, and a file of the folder may go while it is read.
        let before = pulse().ok();
        window.until("a sign of life", || match pulse()? {
            now if Some(&now) != before.as_ref() => Ok(()),
            _ => Err("none since".into()),
        })
    }
}

/// How the ledger writes a length of time.
fn written(ms: i64) -> String {
    match (ms / MINUTE, ms % MINUTE / SECOND) {
        (0, seconds) => format!("{seconds}\u{a0}s"),
        (minutes, 0) => format!("{minutes}\u{a0}min"),
        (minutes, seconds) => format!("{minutes}\u{a0}min {seconds}\u{a0}s"),
    }
}

/// Waits until the ledger says so, to the second.
fn panel(window: &Window, what: &str, ms: i64) -> Outcome<()> {
    let row = "return [...document.querySelectorAll('dialog dl .row')].map(row =>
        `${row.querySelector('dt').textContent.trim()}: ${row.querySelector('dd').textContent.trim()}`)";
    let plain = |text: &str| text.replace('\u{a0}', " ");
    let wanted = plain(&format!("{what}: {}", written(ms)));
    window.until(&wanted, || {
        let rows = window.script(row, &[])?;
        let found = rows.as_array().into_iter().flatten().filter_map(|row| row.as_str());
        if found.clone().any(|row| plain(row) == wanted) { Ok(()) } else { Err(rows.to_string().into()) }
    })
}

fn open_ledger(window: &Window) -> Outcome<()> {
    window.keys(&['t'])?;
    window.find("dialog", "Your time").map(|_| ())
}

#[test]
fn whatever_the_clocks_do_not_a_second_is_lost_or_gained() -> Outcome<()> {
    let mut computer = Stopped::new(3)?;
    let window = computer.window()?;
    computer.hall.candidate(&window)?.begin(&computer.hall.ticket)?;
    window.says("3 min")?;
    open_ledger(&window)?;
    let mut left = 3 * MINUTE;
    computer.work(&window, 2 * STEP, left)?;
    left -= 2 * STEP;

    // Set back a year, then forward by more than a day: noticed, never counted.
    computer.turn(0, -365 * DAY)?;
    window.says("was changed once while the exam was open")?;
    computer.work(&window, STEP, left)?;
    left -= STEP;
    computer.turn(0, 366 * DAY)?;
    window.says("was changed 2 times while the exam was open")?;
    panel(&window, "Left", left)?;

    // The computer sleeps, or its virtual machine pauses: both clocks go on and the program does not.
    computer.pass(MINUTE)?;
    let mut lost = MINUTE;
    panel(&window, "Interrupted, costs you nothing", lost)?;
    panel(&window, "Left", left)?;
    computer.work(&window, STEP, left)?;
    left -= STEP;

    window.app().signal("STOP")?;
    computer.pass(7 * SECOND)?;
    window.app().signal("CONT")?;
    lost += 7 * SECOND;
    panel(&window, "Interrupted, costs you nothing", lost)?;
    panel(&window, "Left", left)?;
    // The bar says whole minutes, rounded up.
    window.says("3 min")?;

    // Killed at a second's boundary, and at the next.
    let mut window = window;
    for _ in 0..6 {
        computer.pass(SECOND)?;
        left -= SECOND;
        panel(&window, "Left", left)?;
        window.app().kill()?;
        drop(window);
        computer.pass(20 * SECOND)?;
        lost += 20 * SECOND;
        window = computer.window()?;
        window.at("Question 1 of *")?;
        open_ledger(&window)?;
        panel(&window, "Left", left)?;
        panel(&window, "Interrupted, costs you nothing", lost)?;
    }

    // Started anew: only the wall clock says for how long it was off.
    window.app().kill()?;
    drop(window);
    computer.start_anew(30 * SECOND, 50 * SECOND)?;
    lost += 50 * SECOND;
    window = computer.window()?;
    window.at("Question 1 of *")?;
    open_ledger(&window)?;
    panel(&window, "Left", left)?;
    panel(&window, "Interrupted, costs you nothing", lost)?;
    shot(&window, "ledger.png")
}

#[test]
fn at_zero_everything_acknowledged_is_sealed_while_typing_without_a_hub_and_on_a_full_disk() -> Outcome<()> {
    let mut computer = Stopped::new(1)?;
    let window = computer.window()?;
    let sheet = computer.hall.sheet.clone();
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    ada.begin(&computer.hall.ticket)?;
    for _ in 0..3 {
        ada.answer()?;
        ada.next()?;
    }
    let address = computer.hall.close_hub()?;
    open_ledger(&window)?;
    computer.work(&window, MINUTE - STEP, MINUTE)?;
    window.click("button", "Close")?;
    window.says("10 s")?;

    window.click("button", "Private note")?;
    window.write("Private note", "half a sen")?;
    std::fs::write(&computer.plan, Plan { at: 0, act: Act::Full(0) }.encode())?;
    computer.pass(STEP)?;
    window.type_keys("tence")?;
    window.at("Time is up*")?;
    shot(&window, "time-is-up.png")?;
    let outcome = window.picture()?["stage"]["outcome"].clone();
    assert_eq!((&outcome["answered"], &outcome["cause"]), (&3.into(), &"time-up".into()), "{outcome}");
    assert_eq!(outcome["clock"]["working_ms"], MINUTE, "not a millisecond less, and none more");

    // The way out of the building: room on the disk, and a hub.
    std::fs::write(&computer.plan, [])?;
    computer.hall.hub = Some(computer.hall.prompt.serve(&address)?);
    // Its clock stands, so that it would wait for the next try for ever.
    window.click("button", "Try again now")?;
    window.until("the three answers, graded", || {
        let outcome = window.picture()?["stage"]["outcome"].clone();
        let received = outcome["receipt"].is_object() && outcome["result"].is_object();
        if received { Ok(()) } else { Err(outcome.to_string().into()) }
    })
}
