//! `lab drift`: the real window for so many real minutes, seen, minimised, and with its page stopped, against a clock that
//! nobody steers; and three hours of beats by hand.

use std::time::Duration;

use exam::attempt::{Phase, SealCause};
use rustix::time::{ClockId, clock_gettime};

use super::{Order, Report};
use crate::command::Prompt;
use crate::window::{Candidate, Hand, Screen, Window};
use crate::{MIN, Outcome, World};

/// So many minutes without `--minutes`.
const MINUTES: u64 = 30;
/// A steered clock may be slewed by so much, in parts per million (adjtime(3), RFC 5905 section 11.3).
const SLEW_PPM: u64 = 500;
/// What a picture may be late on a busy machine beside the time its own call took, in milliseconds.
const LATE_MS: u64 = 100;
/// How long the page is stopped in each third minute.
const STOPPED: Duration = Duration::from_secs(20);
const HOURS: u64 = 3;

/// One look: what a clock of the computer says has passed since the first, what the exam's ledger says, in milliseconds,
/// and how long this look and the first took.
#[derive(Debug, Clone, Copy)]
struct Look {
    passed: u64,
    counted: u64,
    took: u64,
    how: &'static str,
}

impl Look {
    /// The ledger ahead of the clock, in milliseconds.
    fn drift(self) -> i64 {
        self.counted.cast_signed() - self.passed.cast_signed()
    }

    fn is_true(self) -> bool {
        self.drift().unsigned_abs() <= self.passed * SLEW_PPM / 1_000_000 + LATE_MS + self.took
    }
}

/// A clock of the computer's hardware that no service steers, in milliseconds.
fn raw_ms() -> u64 {
    let now = clock_gettime(ClockId::MonotonicRaw);
    now.tv_sec.unsigned_abs() * 1_000 + now.tv_nsec.unsigned_abs() / 1_000_000
}

/// Runs it; a case is a minute.
pub async fn run(order: Order) -> Outcome<Report> {
    let minutes = order.cases.unwrap_or(MINUTES);
    if minutes < 2 {
        return Err("the second minute is the first out of sight: `--minutes 2` or more".into());
    }
    let mut report = Report { cases: minutes, ..Report::default() };
    let looks = tokio::task::spawn_blocking(move || watch(minutes)).await??;
    for (minute, look) in looks.iter().enumerate() {
        println!("minute {minute}: counted {} ms, drift {} ms, {}", look.counted, look.drift(), look.how);
        if !look.is_true() {
            report.failures.push(format!("case {minute}: {look:?}"));
        }
    }
    if let Some(complaint) = by_hand().await? {
        report.failures.push(complaint);
    }
    for (bug, clock) in PLANTED {
        report.planted += 1;
        if looks.iter().map(|look| clock(*look)).all(Look::is_true) {
            report.missed.push(format!("nobody notices {bug}"));
        }
    }
    Ok(report)
}

/// Clocks that are wrong, made of what was seen.
type Clock = fn(Look) -> Look;
const PLANTED: &[(&str, Clock)] = &[
    ("a clock that counts beats, each a hundredth of a second too long", |look| {
        // The beat of a second is a pause of a second and what is done in between.
        Look { counted: look.counted - look.counted / 100, ..look }
    }),
    ("a clock that stands while the window is out of sight", |look| {
        if look.how == SEEN { look } else { Look { counted: look.counted.saturating_sub(20_000), ..look } }
    }),
    ("a clock that is set by a second", |look| Look { counted: look.counted + 1_000, ..look }),
];

const SEEN: &str = "in sight";

/// The real window, a look each minute.
fn watch(minutes: u64) -> Outcome<Vec<Look>> {
    let prompt = Prompt::new(None)?;
    let given = format!("minutes: {}", minutes + 10);
    let hub = prompt.demo(|text| text.replace("minutes: 20", &given))?;
    prompt.register(&hub, "Ada")?;
    let (ticket, sheet) = ("Ada.ticket", "sheet.json");
    let [ticket, sheet] = [ticket, sheet].map(|name| std::fs::read_to_string(prompt.path(name)));
    let screen = Screen::new()?;
    let window = Window::open(&screen)?;
    Candidate::new(&window, Hand::Pointer, &sheet?)?.begin(&ticket?)?;
    let counted = || -> Outcome<(u64, u64, u64)> {
        let before = raw_ms();
        let clock = window.picture()?["stage"]["sitting"]["clock"].clone();
        let entitled_and_left = clock["entitled_ms"].as_u64().zip(clock["left_ms"].as_u64());
        let (entitled, left) = entitled_and_left.ok_or("no exam is going on")?;
        Ok((before, entitled - left, raw_ms() - before))
    };
    let (begun, used, first) = counted()?;
    let mut looks = Vec::new();
    for minute in 0..minutes {
        let how = match minute % 3 {
            0 => SEEN,
            1 => {
                screen.minimise()?;
                "minimised"
            }
            _ => "its page stopped for 20 s",
        };
        let until = begun + (minute + 1) * MIN;
        if minute % 3 == 2 {
            let page = window.web_process()?;
            page.signal("STOP")?;
            pass(STOPPED)?;
            page.signal("CONT")?;
        }
        pass(Duration::from_millis(until.saturating_sub(raw_ms())))?;
        let (at, counted, took) = counted()?;
        // The first look was somewhere within its call, as this one is.
        looks.push(Look { passed: at - begun, counted: counted - used, took: first + took, how });
        if minute % 3 == 1 {
            screen.bring_back()?;
        }
    }
    Ok(looks)
}

/// Waits in real time: that is what is measured here.
fn pass(time: Duration) -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    // Nothing comes of it but that the time has passed.
    let waited = runtime.block_on(async { tokio::time::timeout(time, std::future::pending::<()>()).await });
    waited.map_or_else(|_| Ok(()), |()| Err("time did not pass".into()))
}

/// Three hours of beats, each some milliseconds late as they are: sealed at the last beat and not one earlier, with not a
/// millisecond of an outage. What is wrong with it.
async fn by_hand() -> Outcome<Option<String>> {
    let entitled = HOURS * 60 * MIN;
    let minutes = format!("minutes: {}", HOURS * 60);
    let world = World::demo_with(|text| text.replace("minutes: 20", &minutes)).await?;
    let mut desk = world.running("desk").await?;
    let mut passed = 0;
    while *desk.attempt().phase() == Phase::Running {
        let late = 1_000 + passed % 7;
        world.clock.pass(late);
        passed += late;
        desk.pulse()?;
        let sealed = desk.tick()?.is_some();
        if sealed != (passed >= entitled) {
            return Ok(Some(format!("after {passed} ms of {entitled} ms it is sealed: {sealed}")));
        }
    }
    let seal = desk.attempt().seals().first().cloned().ok_or("no seal")?;
    println!("{HOURS} hours by hand: {:?} after {passed} ms, {:?}", seal.cause, seal.spent);
    let exact =
        seal.cause == SealCause::TimeUp && (seal.spent.working_ms, seal.spent.total_ms()) == (passed, passed);
    Ok((!exact).then(|| format!("{passed} ms passed, and the ledger says {:?}", seal.spent)))
}
