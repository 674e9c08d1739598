//! What the hub says of a sitting's time: desks that tell the truth, and desks that do not.

use evidence::Signed;
use evidence::v0::event::ArrivalDoc;
use evidence::v0::{Receipt, SpentDoc};
use exam::ledger::{BootId, Moment};
use exam::plausible::{Account, Finding, Weight};
use protocol::{Authority, Code};

use crate::desk::{Desk, Wanted};
use crate::world::{MINUTE_MS, NOON_MS, World, code};

/// A sitting whose desk's clocks do what a test wants.
struct Sitting {
    world: World,
    desk: Desk,
    boot: u8,
    boot_ms: i64,
    wall_off_ms: i64,
    /// How fast the boot clock runs, in per cent.
    rate: i64,
    /// The record before, while the ledger counts, and what it has counted.
    counted: (Option<Moment>, u64),
    held: usize,
}

impl Sitting {
    /// Accepts the rules at once, and has its first head countersigned.
    async fn new() -> Self {
        let mut sitting = Self::unseen().await;
        sitting.anchor().await;
        sitting
    }

    async fn unseen() -> Self {
        let world = World::new().await;
        let desk = Desk::started(&world).await;
        let (boot_ms, counted) = (90 * MINUTE_MS, (None, 0));
        let mut sitting = Self { world, desk, boot: 2, boot_ms, wall_off_ms: 0, rate: 100, counted, held: 0 };
        sitting.write("opened");
        sitting.write("rules-accepted");
        sitting
    }

    fn now(&self) -> Moment {
        Moment {
            boot: BootId([self.boot; 16]),
            boot_ms: self.boot_ms as u64,
            wall_ms: self.world.clock.now_ms() + self.wall_off_ms,
        }
    }

    /// So many minutes pass, in truth.
    fn pass(&mut self, minutes: i64) {
        self.world.clock.pass(minutes * MINUTE_MS);
        self.boot_ms += minutes * MINUTE_MS * self.rate / 100;
    }

    /// Works for so many minutes, with a record at the end.
    fn work(&mut self, minutes: i64) {
        self.pass(minutes);
        self.write("flagged");
    }

    fn set_boot_clock(&mut self, by_minutes: i64) {
        self.boot_ms += by_minutes * MINUTE_MS;
    }

    /// The ledger counts as a desk's does.
    fn write(&mut self, kind: &str) {
        let now = self.now();
        if let (Some(before), counted) = self.counted
            && before.boot == now.boot
        {
            self.counted.1 = counted + now.boot_ms.saturating_sub(before.boot_ms);
        }
        if kind == "rules-accepted" || self.counted.0.is_some() {
            self.counted.0 = Some(now);
        }
        self.desk.write_at(kind, now);
    }

    /// Has everything up to now countersigned.
    async fn anchor(&mut self) {
        self.anchor_late(0).await;
    }

    async fn anchor_late(&mut self, late_ms: i64) {
        let upload = self.desk.upload_at(self.held, self.desk.records.len(), self.now());
        self.world.clock.pass(late_ms);
        self.boot_ms += late_ms * self.rate / 100;
        self.desk.client.records(self.world.programme, self.desk.attempt(), upload).await.unwrap();
        self.held = self.desk.records.len();
    }

    /// Ten minutes of work and a head, so many times.
    async fn work_and_anchor(&mut self, times: usize) {
        for _ in 0..times {
            self.work(10);
            self.anchor().await;
        }
    }

    /// Seals by a ledger: what was counted, of which so many minutes are an outage.
    fn seal(&mut self, outage_min: i64) -> Signed {
        self.write("sealed");
        let outage_ms = (outage_min * MINUTE_MS) as u64;
        let working_ms = self.counted.1 - outage_ms.min(self.counted.1);
        self.sealed(SpentDoc { working_ms, held_ms: 0, outage_ms, break_ms: 0 })
    }

    /// Seals after the computer was started anew: beside what was counted stands a gap by the wall clock.
    fn seal_across(&mut self, gap_min: i64) -> Signed {
        self.write("sealed");
        let outage_ms = (gap_min * MINUTE_MS) as u64;
        self.sealed(SpentDoc { working_ms: self.counted.1, held_ms: 0, outage_ms, break_ms: 0 })
    }

    fn sealed(&mut self, spent: SpentDoc) -> Signed {
        let mut draft = self.desk.draft(&Wanted::default());
        draft.spent = spent;
        Signed::new(&draft, &self.desk.signing)
    }

    async fn deliver(&mut self, envelope: &Signed) -> Receipt {
        self.desk.submit(envelope).await.unwrap().open(&self.world.card.signing).unwrap()
    }

    /// Seals, has that countersigned and delivers it, five minutes later.
    async fn end(&mut self, outage_min: i64) {
        let envelope = self.seal(outage_min);
        self.anchor().await;
        self.pass(5);
        self.deliver(&envelope).await;
    }

    async fn time(&self) -> Account {
        self.world.hub().time(self.world.programme, self.desk.attempt()).await.unwrap()
    }
}

/// What a desk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desks {
    Plain,
    OverASlowLine,
    OfflineForThreeHours,
    SealedAndDeliveredDaysLater,
    SuspendedForFourMinutes,
    StartedAnew,
    AYearAhead,
    SetDuringTheExam,
    AtHalfSpeed,
    StandsBetweenTwoHeads,
    JumpsBack,
    NamesAnOutageItHadNot,
    SealsLateAndSetsItsClockBack,
    DatesARecordAhead,
    RunsFast,
    CountsMoreThanPassed,
    CountsLessThanItsJournal,
    ReturnsToAStartThatEnded,
}

async fn sits(desks: Desks) -> Sitting {
    let mut it = match desks {
        Desks::CountsMoreThanPassed => Sitting::unseen().await,
        _ => Sitting::new().await,
    };
    match desks {
        Desks::Plain => {
            it.work_and_anchor(3).await;
            it.end(0).await;
        }
        Desks::OverASlowLine => {
            for late_ms in [0, 60_000, 60_000, 0, 60_000] {
                it.work(5);
                it.anchor_late(late_ms).await;
            }
            it.end(0).await;
        }
        Desks::OfflineForThreeHours => {
            it.work_and_anchor(1).await;
            (0..17).for_each(|_| it.work(10));
            it.pass(10);
            it.anchor().await;
            it.work_and_anchor(1).await;
            it.end(0).await;
        }
        Desks::SealedAndDeliveredDaysLater => {
            it.work_and_anchor(1).await;
            it.work(20);
            let envelope = it.seal(0);
            it.pass(3 * 24 * 60);
            it.deliver(&envelope).await;
            it.anchor().await;
        }
        Desks::SuspendedForFourMinutes => {
            it.work_and_anchor(1).await;
            it.pass(4);
            it.write("interrupted");
            it.anchor().await;
            it.work_and_anchor(2).await;
            it.end(4).await;
        }
        Desks::StartedAnew => {
            it.work_and_anchor(1).await;
            it.pass(3);
            (it.boot, it.boot_ms) = (3, 20_000);
            it.write("interrupted");
            it.anchor().await;
            it.work_and_anchor(2).await;
            let envelope = it.seal_across(3);
            it.anchor().await;
            it.deliver(&envelope).await;
        }
        Desks::AYearAhead => {
            it.wall_off_ms = 365 * 24 * 60 * MINUTE_MS;
            it.work_and_anchor(3).await;
            it.end(0).await;
        }
        Desks::SetDuringTheExam => {
            it.work_and_anchor(1).await;
            it.wall_off_ms = -50_000;
            it.write("clock-jumped");
            it.work_and_anchor(2).await;
            it.end(0).await;
        }
        Desks::AtHalfSpeed => {
            it.rate = 50;
            it.work_and_anchor(4).await;
            it.end(0).await;
        }
        Desks::StandsBetweenTwoHeads => {
            it.work_and_anchor(1).await;
            it.rate = 0;
            it.work_and_anchor(1).await;
            it.rate = 100;
            it.work_and_anchor(2).await;
            it.end(0).await;
        }
        Desks::JumpsBack => {
            it.work_and_anchor(1).await;
            it.work(5);
            it.set_boot_clock(-3);
            it.work(2);
            it.set_boot_clock(3);
            it.work_and_anchor(1).await;
            it.end(0).await;
        }
        Desks::NamesAnOutageItHadNot => {
            it.work_and_anchor(1).await;
            it.write("interrupted");
            it.work_and_anchor(2).await;
            it.end(5).await;
        }
        Desks::SealsLateAndSetsItsClockBack => {
            it.work(29);
            it.pass(21);
            it.anchor().await;
            it.pass(15);
            it.set_boot_clock(-30);
            let envelope = it.seal(0);
            it.set_boot_clock(30);
            it.anchor().await;
            it.deliver(&envelope).await;
        }
        Desks::DatesARecordAhead => {
            it.pass(10);
            it.set_boot_clock(5);
            it.write("flagged");
            it.set_boot_clock(-5);
            it.anchor().await;
            it.work_and_anchor(1).await;
            it.end(0).await;
        }
        Desks::RunsFast => {
            it.rate = 150;
            it.work_and_anchor(3).await;
            let envelope = it.seal(0);
            it.pass(20);
            it.anchor().await;
            it.deliver(&envelope).await;
        }
        Desks::CountsMoreThanPassed => {
            it.rate = 150;
            it.work(30);
            let envelope = it.seal(0);
            it.deliver(&envelope).await;
        }
        Desks::CountsLessThanItsJournal => {
            it.work_and_anchor(3).await;
            it.write("sealed");
            let spent = SpentDoc { working_ms: 600_000, held_ms: 0, outage_ms: 0, break_ms: 0 };
            let envelope = it.sealed(spent);
            it.anchor().await;
            it.deliver(&envelope).await;
        }
        Desks::ReturnsToAStartThatEnded => {
            it.work_and_anchor(1).await;
            it.boot = 3;
            it.work(5);
            it.boot = 2;
            it.work_and_anchor(1).await;
            let envelope = it.seal_across(15);
            it.anchor().await;
            it.deliver(&envelope).await;
        }
    }
    it
}

fn codes(account: &Account, weight: Weight) -> Vec<&'static str> {
    account.of(weight).map(Finding::code).collect()
}

/// Somebody looks: what is against the desk, and what is noted.
async fn check(desks: Desks, against: &[&str], noted: &[&str]) {
    let account = sits(desks).await.time().await;
    assert_eq!(codes(&account, Weight::Against), against, "{desks:?} {:?}", account.findings);
    assert_eq!(codes(&account, Weight::Noted), noted, "{desks:?} {:?}", account.findings);
}

#[tokio::test]
async fn nothing_speaks_against_a_desk_that_tells_the_truth() {
    check(Desks::Plain, &[], &[]).await;
    check(Desks::OverASlowLine, &[], &[]).await;
    check(Desks::OfflineForThreeHours, &[], &[]).await;
    check(Desks::SealedAndDeliveredDaysLater, &[], &[]).await;
    check(Desks::SuspendedForFourMinutes, &[], &[]).await;
    check(Desks::StartedAnew, &[], &[]).await;
}

#[tokio::test]
async fn a_wall_clock_is_noted_and_nothing_more() {
    check(Desks::AYearAhead, &[], &["wall-off"]).await;
    check(Desks::SetDuringTheExam, &[], &["wall-set"]).await;
}

/// Each way to cheat with the one rule that is meant for it.
const CAUGHT: [(Desks, &str); 10] = [
    (Desks::AtHalfSpeed, "clock-slow"),
    (Desks::StandsBetweenTwoHeads, "clock-slow"),
    (Desks::JumpsBack, "boot-clock-back"),
    (Desks::NamesAnOutageItHadNot, "outage-without-gap"),
    (Desks::SealsLateAndSetsItsClockBack, "behind-anchor"),
    (Desks::DatesARecordAhead, "ahead-of-anchor"),
    (Desks::RunsFast, "clock-fast"),
    (Desks::CountsMoreThanPassed, "more-than-passed"),
    (Desks::CountsLessThanItsJournal, "uncounted"),
    (Desks::ReturnsToAStartThatEnded, "boot-returned"),
];

#[tokio::test]
async fn a_desk_that_lies_is_seen() {
    for (desks, rule) in CAUGHT {
        check(desks, &[rule], &[]).await;
    }
}

/// Planted bugs: without its rule, and with all the others, each would pass.
#[tokio::test]
async fn a_rule_that_is_switched_off_misses_what_it_is_for() {
    for (desks, rule) in CAUGHT {
        let account = sits(desks).await.time().await;
        for (_, off) in CAUGHT {
            let mut others = account.of(Weight::Against).filter(|finding| finding.code() != off);
            assert_eq!(others.next().is_none(), off == rule, "{desks:?} without {off}");
        }
    }
}

/// Findings are for people: the receipt stands, the result is stated, the certificate is given.
#[tokio::test]
async fn a_finding_ends_and_voids_nothing() {
    let it = sits(Desks::AtHalfSpeed).await;
    let attempt = it.desk.attempt();
    it.desk.result().await.unwrap();
    it.desk.credential().await.unwrap();
    let proof = it.desk.proof("docket", &attempt);
    let docket = it.desk.client.docket(it.world.programme, attempt, proof).await.unwrap();
    let kinds: Vec<_> = docket
        .iter()
        .map(|record| record.open(&it.world.card.signing).unwrap().header().kind.clone())
        .filter(|kind| kind != "anchored")
        .collect();
    assert_eq!(kinds, ["admitted", "received", "result"]);
}

/// Sealed after 30 minutes, countersigned up to the seal after 31, or not; delivered after `minutes`.
async fn bound(minutes: i64, anchored: bool, arrival: ArrivalDoc) {
    let mut it = Sitting::unseen().await;
    it.work(30);
    let envelope = it.seal(0);
    it.pass(1);
    let seen_ms = anchored.then_some(NOON_MS + 31 * MINUTE_MS);
    if anchored {
        it.anchor().await;
    }
    it.pass(minutes - 31);
    let receipt = it.deliver(&envelope).await;
    assert_eq!(receipt.arrival, arrival);
    assert_eq!(receipt.at_most_ms, Some((minutes * MINUTE_MS) as u64));
    assert_eq!(receipt.anchored_at_ms, seen_ms);
    let account = it.time().await;
    assert_eq!((account.at_most_ms(), account.said_ms()), (receipt.at_most_ms, Some(30 * 60_000)));
    assert_eq!((account.seal_anchored_at_ms, account.is_whole), (seen_ms, anchored));
    assert_eq!(account.findings, []);
}

#[tokio::test]
async fn the_receipt_says_what_bounds_the_sitting() {
    bound(35, true, ArrivalDoc::OnTime).await;
    bound(35, false, ArrivalDoc::OnTime).await;
    bound(200, true, ArrivalDoc::LateAnchored).await;
    bound(200, false, ArrivalDoc::LateSelfAttested).await;
}

/// The journal may come long after its envelope; what it shows is seen then.
#[tokio::test]
async fn a_journal_that_comes_after_its_envelope_is_laid_beside_it() {
    let mut it = Sitting::unseen().await;
    it.work(30);
    it.write("sealed");
    let spent = SpentDoc { working_ms: 600_000, held_ms: 0, outage_ms: 0, break_ms: 0 };
    let envelope = it.sealed(spent);
    it.deliver(&envelope).await;
    assert_eq!(codes(&it.time().await, Weight::Against), [""; 0]);
    it.anchor().await;
    assert_eq!(codes(&it.time().await, Weight::Against), ["uncounted"]);
}

/// Somebody looks into the folder of a hub that serves: it can be read, and nothing can be written.
#[tokio::test]
async fn who_looks_writes_nothing() {
    let it = sits(Desks::AtHalfSpeed).await;
    let looking = hub::look(&it.world.data()).unwrap();
    let attempt = it.desk.attempt();
    assert_eq!(looking.time(it.world.programme, attempt).await.unwrap(), it.time().await);
    let (_, grant) = it.world.grant(attempt, evidence::v0::event::EffectDoc::Hold);
    assert_eq!(code(looking.grant(it.world.programme, attempt, grant).await), Code::Internal);
    assert_eq!(
        code(looking.time(it.world.programme, exam::AttemptId::mint(0, [0; 10])).await),
        Code::UnknownAttempt
    );
}
