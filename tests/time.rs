//! Time at the desk, on a real journal: what stops the clock, what does not, and what is written down of it. The rules
//! themselves are `lab time`'s, the window by turned clocks is tests/window/time.rs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use desk::{Clock, Outbox, Reply, Session};
use evidence::OsEntropy;
use exam::OpId;
use exam::attempt::{Command, Effect, Phase, SealCause};
use exam::ledger::{Moment, Spent};
use exam::plausible::Weight;
use world::lab::{Order, time};
use world::{Desk, HandClock, MIN, Outcome, World, perform, seal_answers};

const SECOND: u64 = 1_000;

/// Beats, one a second.
fn beat(world: &World, desk: &mut Desk, seconds: u64) -> Outcome<()> {
    for _ in 0..seconds {
        world.clock.pass(SECOND);
        desk.pulse()?;
        desk.tick()?;
    }
    Ok(())
}

fn spent(working_s: u64, held_s: u64, outage_s: u64) -> Spent {
    let [working_ms, held_ms, outage_ms] = [working_s, held_s, outage_s].map(|seconds| seconds * SECOND);
    Spent { working_ms, held_ms, outage_ms, break_ms: 0 }
}

/// A sitting of ten beats, then something, then whoever comes first: a beat, a click, a grant, a look.
async fn check(
    happens: impl Fn(&World),
    first: impl Fn(&World, &mut Desk) -> Outcome<()>,
    expected: Spent,
) -> Outcome<Desk> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    desk.pulse()?;
    beat(&world, &mut desk, 10)?;
    happens(&world);
    first(&world, &mut desk)?;
    assert_eq!(desk.view().spent, expected);
    assert_eq!(desk.view().left_ms, 20 * MIN - expected.working_ms);
    Ok(desk)
}

fn pause(seconds: u64) -> impl Fn(&World) {
    move |world| world.clock.pass(seconds * SECOND)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_an_outage_whoever_looks_first() -> Outcome<()> {
    let look = |_: &World, _: &mut Desk| Ok(());
    let click = |_: &World, desk: &mut Desk| perform(desk, Command::AskHelp).map(|_| ());
    let grant = |world: &World, desk: &mut Desk| {
        let minutes = world.grant(desk, Effect::Minutes(0));
        assert!(matches!(desk.apply(&minutes)?, Reply::Saved(_)));
        Ok(())
    };
    let pulse = |_: &World, desk: &mut Desk| Ok(desk.pulse()?);
    let tick = |_: &World, desk: &mut Desk| Ok(desk.tick().map(drop)?);
    let paused = spent(10, 0, 240);
    check(pause(240), pulse, paused).await?;
    check(pause(240), tick, paused).await?;
    check(pause(240), click, paused).await?;
    check(pause(240), grant, paused).await?;
    // Nothing is recorded by looking; the clock stands at the last sign of life.
    check(pause(240), look, spent(10, 0, 0)).await?;
    // Just too short to be a pause.
    check(pause(4), pulse, spent(14, 0, 0)).await?;
    check(pause(5), pulse, spent(10, 0, 5)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_pause_asks_a_proctor() -> Outcome<()> {
    let held = check(pause(60 * 60), |_, desk| Ok(desk.pulse()?), spent(10, 0, 3_600)).await?;
    assert!(matches!(held.attempt().phase(), Phase::Held(_)));
    assert_eq!(held.gone_ms(), Some(60 * MIN));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_is_written_down_and_nothing_is_counted_by_it() -> Outcome<()> {
    const YEAR: i64 = 366 * 24 * 60 * 60_000;
    // (set by, written down): a leap second and a correction stay below.
    let cases =
        [(-YEAR, true), (YEAR, true), (3_600_000, true), (-2_000, true), (1_999, false), (-1_000, false)];
    for (by_ms, noted) in cases {
        let set = |world: &World| world.clock.change(|now| now.wall_ms += by_ms);
        let desk = check(set, |_, desk| Ok(desk.pulse()?), spent(10, 0, 0)).await?;
        assert_eq!(desk.attempt().jumps(), u32::from(noted), "{by_ms}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_is_not_up_while_it_is_held() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 12)?;
    desk.pulse()?;
    beat(&world, &mut desk, 20 * 60 - 1)?;
    let hold = world.grant(&desk, Effect::Hold);
    assert!(matches!(desk.apply(&hold)?, Reply::Saved(_)));
    beat(&world, &mut desk, 3 * 60)?;
    // Neither is it while the program is away.
    world.clock.pass(3 * 60 * MIN);
    beat(&world, &mut desk, 1)?;
    assert!(matches!(desk.attempt().phase(), Phase::Held(_)));
    let resume = world.grant(&desk, Effect::Resume);
    assert!(matches!(desk.apply(&resume)?, Reply::Saved(view) if view.left_ms == SECOND));
    beat(&world, &mut desk, 1)?;
    let seal = desk.attempt().seals().first().ok_or("no seal")?;
    assert_eq!((seal.cause, seal.spent.working_ms), (SealCause::TimeUp, 20 * MIN));
    assert_eq!(desk.attempt().responses().len(), 12);
    Ok(())
}

/// A clock of a computer whose disk takes its time: after a reading that was asked for, so much passes at once.
#[derive(Clone)]
struct Slow(HandClock, Arc<AtomicU64>);

impl Clock for Slow {
    fn now(&self) -> Moment {
        let now = self.0.now();
        self.0.pass(self.1.swap(0, Ordering::Relaxed));
        now
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_slow_disk_takes_to_write_a_pause_down_is_a_pause_too() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, desk) = world.seat(&folder).await?;
    drop(desk);
    let (waits, wait) = (Arc::new(AtomicU64::new(0)), 6 * SECOND);
    let clock = Slow(world.clock.clone(), waits.clone());
    let mut desk = Session::load(&folder, device, attempt, clock, OsEntropy)?;
    desk.beats();
    desk.resume()?;
    let mut paused = 0;
    let mut check = |desk: &mut Session<Slow, OsEntropy>,
                     pause,
                     look: &dyn Fn(&mut Session<Slow, OsEntropy>) -> Outcome<()>| {
        world.clock.pass(pause);
        waits.store(wait, Ordering::Relaxed);
        look(desk)?;
        desk.pulse()?;
        paused += pause + wait;
        assert_eq!((desk.view().spent.working_ms, desk.view().spent.outage_ms), (0, paused));
        Outcome::Ok(())
    };
    check(&mut desk, 60 * SECOND, &|desk| Ok(desk.pulse()?))?;
    check(&mut desk, 60 * SECOND, &|desk| Ok(desk.tick().map(drop)?))?;
    check(&mut desk, 60 * SECOND, &|desk| {
        Ok(desk.perform(OpId::mint(1, [1; 10]), desk.seq(), Command::AskHelp).map(drop)?)
    })?;
    check(&mut desk, 0, &|desk| Ok(desk.pulse()?))?;
    // After a fault, too.
    check(&mut desk, 0, &|desk| Ok(desk.reopen(&folder)?))?;
    check(&mut desk, 30 * SECOND, &|desk| Ok(desk.reopen(&folder)?))
}

/// More than one upload takes, written without a hub and across a restart: the first upload says nothing of clocks.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_way_behind_is_no_lie() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, mut desk) = world.seat(&folder).await?;
    for part in 0..3 {
        for _ in 0..150 {
            world.clock.pass(SECOND / 2);
            perform(&mut desk, Command::AskHelp)?;
        }
        drop(desk);
        world.clock.change(|now| {
            now.boot.0[0] += 1;
            now.boot_ms = 9_000 - part * 4_000;
            now.wall_ms += 60_000;
        });
        desk = world.open(&folder, &device, attempt)?;
    }
    Outbox::new(&world.hub).deliver(&mut desk).await?;
    world.clock.pass(SECOND);
    seal_answers(&mut desk)?;
    Outbox::new(&world.hub).deliver(&mut desk).await?;
    let account = world.hub.time(world.trust.programme(), attempt).await?;
    let against: Vec<_> = account.findings.iter().filter(|found| found.weight() == Weight::Against).collect();
    assert!(against.is_empty(), "{against:?}");
    assert!(desk.held_seq() > 450, "all of it came");
    Ok(())
}

#[test]
fn schedules_agree_with_the_reference_and_every_broken_rule_shows() -> Outcome<()> {
    let report = time::run(Order { cases: Some(100_000), seed: 7, only: None })?;
    assert!(report.is_ok(), "{:?} {:?}", report.failures, report.missed);
    assert_eq!((report.cases, report.planted), (100_000, 27));
    Ok(())
}
