//! The rules: each looks for one thing that does not fit.

use super::{
    Compared, DRIFT_PPM, Finding, Line, Mark, Place, READING_MS, Receipted, Sitting, TRANSPORT_MS, at_most_ms,
};
use crate::docket::Anchor;
use crate::ledger::Moment;

/// One reading of the desk's clocks, in the order of the journal: a record, or what the desk said when it signed a head.
#[derive(Debug, Clone, Copy)]
struct Reading {
    place: Place,
    at: Moment,
    /// Of a head: when the authority had it, UTC milliseconds.
    had_ms: Option<i64>,
}

/// A signed head: its place, when the authority had it, and what the desk's boot clock had said, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Signed {
    place: Place,
    at_ms: i64,
    boot_ms: u64,
}

impl Signed {
    /// By how much the authority's clock is ahead of the desk's boot clock, transport included: in truth the two are
    /// apart by this or by less.
    fn lag(&self) -> i128 {
        i128::from(self.at_ms) - i128::from(self.boot_ms)
    }

    /// By how much the lag grew since `from` beyond what two right clocks explain: drift, and `once_ms`. Clocks drift while
    /// time passes between the two signings, and that is as the desk or as the authority has it: the longer counts.
    fn later_than(&self, from: &Self, once_ms: u64) -> i128 {
        self.lag() - from.lag() - self.allowed(from, once_ms)
    }

    /// By how much it shrank beyond that.
    fn earlier_than(&self, from: &Self, once_ms: u64) -> i128 {
        from.lag() - self.lag() - self.allowed(from, once_ms)
    }

    fn allowed(&self, from: &Self, once_ms: u64) -> i128 {
        let span_ms = self.at_ms.abs_diff(from.at_ms).max(self.boot_ms.abs_diff(from.boot_ms));
        i128::from(once_ms) + i128::from(drift_ms(span_ms))
    }

    fn since(&self, from: &Self) -> Compared {
        let said = i128::from(self.boot_ms) - i128::from(from.boot_ms);
        Compared { from_ms: from.at_ms, to_ms: self.at_ms, said_ms: clamp(said) }
    }
}

/// Whether clocks are comparable between two records: one segment, one start of the computer.
pub(super) fn is_one_run(one: &Line, other: &Line) -> bool {
    one.place.segment == other.place.segment && one.at.boot == other.at.boot
}

fn is_one_stretch(one: &Reading, other: &Reading) -> bool {
    one.place.segment == other.place.segment && one.at.boot == other.at.boot
}

/// Everything that does not fit.
pub(super) fn findings(sitting: &Sitting) -> Vec<Finding> {
    let readings = readings(sitting);
    let mut findings = Vec::new();
    for run in readings.chunk_by(is_one_stretch) {
        findings.extend(boot_clock_back(run));
        findings.extend(ahead_of_anchor(run));
        findings.extend(behind_anchor(run));
        findings.extend(clock_slow(&signed(run)));
        findings.extend(clock_fast(run, sitting.started_at_ms));
        findings.extend(wall_off(run));
    }
    findings.extend(boot_returned(&readings));
    findings.extend(wall_set(&sitting.journal));
    if let Some(received) = &sitting.received {
        ledger(sitting, received, &mut findings);
    }
    findings
}

/// Records and signed heads as one sequence: a head is signed after the record it names and before the next.
fn readings(sitting: &Sitting) -> Vec<Reading> {
    let place = |anchor: &Anchor| Place { segment: anchor.head.segment, seq: anchor.head.seq };
    let records = sitting.journal.iter().map(|line| Reading { place: line.place, at: line.at, had_ms: None });
    let heads = sitting.anchors.iter().filter_map(|(anchor, at_ms)| {
        Some(Reading { place: place(anchor), at: anchor.stated?, had_ms: Some(*at_ms) })
    });
    let mut readings: Vec<Reading> = records.chain(heads).collect();
    // Stable: what the authority had first stays first.
    readings.sort_by_key(|reading| (reading.place, reading.had_ms.is_some()));
    readings
}

fn signed(run: &[Reading]) -> Vec<Signed> {
    let head = |reading: &Reading| {
        let at_ms = reading.had_ms?;
        Some(Signed { place: reading.place, at_ms, boot_ms: reading.at.boot_ms })
    };
    run.iter().filter_map(head).collect()
}

fn records(run: &[Reading]) -> impl Iterator<Item = &Reading> {
    run.iter().filter(|reading| reading.had_ms.is_none())
}

fn boot_clock_back(run: &[Reading]) -> Option<Finding> {
    let pairs = records(run).zip(records(run).skip(1));
    let back =
        pairs.map(|(before, record)| (before.at.boot_ms.saturating_sub(record.at.boot_ms), record.place));
    // The furthest of them; one is enough to ask.
    let (by_ms, at) = back.filter(|(by_ms, _)| *by_ms > 0).max_by_key(|(by_ms, _)| *by_ms)?;
    Some(Finding::BootClockBack { at, by_ms })
}

fn boot_returned(readings: &[Reading]) -> Option<Finding> {
    let runs: Vec<&Reading> = readings.chunk_by(is_one_stretch).filter_map(|run| run.first()).collect();
    let returned = runs
        .iter()
        .enumerate()
        .find(|(at, run)| runs[..*at].iter().any(|before| is_one_stretch(before, run)));
    returned.map(|(_, run)| Finding::BootReturned { at: run.place })
}

fn ahead_of_anchor(run: &[Reading]) -> Option<Finding> {
    signed(run).iter().find_map(|head| {
        let covered = records(run).filter(|record| record.place <= head.place);
        let latest = covered.max_by_key(|record| record.at.boot_ms)?;
        let by_ms = latest.at.boot_ms.checked_sub(head.boot_ms).filter(|by_ms| *by_ms > 0)?;
        Some(Finding::AheadOfAnchor { at: latest.place, head: head.place, by_ms })
    })
}

/// A record that is behind the record before it as well is said to be that, and not this.
fn behind_anchor(run: &[Reading]) -> Option<Finding> {
    let heads = signed(run);
    records(run).zip(records(run).skip(1)).find_map(|(before, record)| {
        let earlier = heads.iter().filter(|head| head.place < record.place);
        let head = earlier.max_by_key(|head| head.boot_ms)?;
        let by_ms = head.boot_ms.checked_sub(record.at.boot_ms).filter(|by_ms| *by_ms > 0)?;
        (before.at.boot_ms <= record.at.boot_ms).then_some(Finding::BehindAnchor {
            at: record.place,
            head: head.place,
            by_ms,
        })
    })
}

/// A head that comes late looks like a clock that stood; at the next head it does not any more. So a clock is slow when
/// it is behind at two heads in a row.
fn clock_slow(heads: &[Signed]) -> Option<Finding> {
    let mut worst: Option<(i128, Compared)> = None;
    let mut quickest = *heads.first()?;
    for pair in heads.get(1..)?.windows(2) {
        let [one, next] = pair else { continue };
        let beyond = |to: &Signed| to.later_than(&quickest, TRANSPORT_MS);
        let to = if beyond(one) <= beyond(next) { one } else { next };
        if beyond(to) > worst.map_or(0, |(worst, _)| worst) {
            worst = Some((beyond(to), to.since(&quickest)));
        }
        if one.lag() < quickest.lag() {
            quickest = *one;
        }
    }
    worst.map(|(_, compared)| Finding::ClockSlow(compared))
}

/// The other way round: ahead of two heads in a row. T0 needs no second: whatever happened, the first record was made
/// after it, and each head before it was had.
fn clock_fast(run: &[Reading], started_at_ms: Option<i64>) -> Option<Finding> {
    let heads = signed(run);
    let mut worst: Option<(i128, Compared)> = None;
    let mut keep = |excess: i128, compared: Compared| {
        if excess > worst.map_or(0, |(worst, _)| worst) {
            worst = Some((excess, compared));
        }
    };
    let first = run.first().filter(|first| first.place == Place { segment: 0, seq: 1 });
    let start = first.zip(started_at_ms).map(|(first, at_ms)| Signed {
        place: first.place,
        at_ms,
        boot_ms: first.at.boot_ms,
    });
    if let Some(start) = start {
        for head in &heads {
            keep(head.earlier_than(&start, READING_MS), head.since(&start));
        }
    }
    let mut slowest: Option<[Signed; 2]> = None;
    for triple in heads.windows(3) {
        let [one, next, head] = triple else { continue };
        let lag = |pair: [Signed; 2]| pair[0].lag().min(pair[1].lag());
        let pair = slowest.filter(|slowest| lag(*slowest) >= lag([*one, *next])).unwrap_or([*one, *next]);
        slowest = Some(pair);
        let beyond = |from: &Signed| head.earlier_than(from, TRANSPORT_MS);
        let from = if beyond(&pair[0]) <= beyond(&pair[1]) { pair[0] } else { pair[1] };
        keep(beyond(&from), head.since(&from));
    }
    worst.map(|(_, compared)| Finding::ClockFast(compared))
}

fn wall_off(run: &[Reading]) -> Option<Finding> {
    run.iter().find_map(|reading| {
        let by_ms = reading.at.wall_ms.saturating_sub(reading.had_ms?);
        (by_ms.unsigned_abs() > TRANSPORT_MS).then_some(Finding::WallOff { head: reading.place, by_ms })
    })
}

/// Measured as the desk measures it: against the first record of a start of the computer, or the last jump.
fn wall_set(journal: &[Line]) -> Vec<Finding> {
    let (mut set, mut findings): (Option<Moment>, _) = (None, Vec::new());
    for line in journal {
        let before = set.filter(|set| set.boot == line.at.boot).unwrap_or(line.at);
        set = Some(before);
        if line.mark == Mark::ClockJumped {
            findings.push(Finding::WallSet { at: line.place, by_ms: line.at.jump_since(&before) });
            set = Some(line.at);
        }
    }
    findings
}

/// What the journal's headers measure of the time the ledger counts, up to a seal.
#[derive(Debug, Default)]
struct Measured {
    /// By boot clocks, in milliseconds.
    counted_ms: u64,
    /// Before records that note an interruption, in milliseconds.
    gaps_ms: u64,
    /// How often the ledger went on under another start of a computer.
    crossings: u32,
    /// How often it had stopped.
    seals: u32,
    /// Where it began.
    from: Option<Place>,
    /// Whether the seal is in the journal.
    whole: bool,
}

fn measured(journal: &[Line], seal: Place) -> Measured {
    let mut measured = Measured::default();
    let mut running: Option<&Line> = None;
    for line in journal.iter().take_while(|line| line.place <= seal) {
        if let Some(before) = running {
            let ms = if is_one_run(before, line) {
                line.at.boot_ms.saturating_sub(before.at.boot_ms)
            } else {
                measured.crossings += 1;
                0
            };
            measured.counted_ms = measured.counted_ms.saturating_add(ms);
            if line.mark == Mark::Interrupted {
                measured.gaps_ms = measured.gaps_ms.saturating_add(ms);
            }
        }
        running = match line.mark {
            Mark::Sealed => {
                measured.seals += 1;
                None
            }
            Mark::Accepted => Some(line),
            Mark::Applied if measured.seals > 0 => Some(line),
            _ => running.map(|_| line),
        };
        if line.mark == Mark::Accepted {
            measured.from = measured.from.or(Some(line.place));
        }
        measured.whole = line.place == seal && line.mark == Mark::Sealed;
    }
    measured
}

/// The ledger of the envelope, beside the journal it is to come from and beside T1 - T0.
fn ledger(sitting: &Sitting, received: &Receipted, findings: &mut Vec<Finding>) {
    let spent = received.spent;
    let total_ms = spent.total_ms();
    let measured = measured(&sitting.journal, received.seal);
    // Without all of the journal nobody knows whether the computer was started anew.
    let unbroken = measured.whole && measured.crossings == 0;
    if total_ms.saturating_add(READING_MS) < measured.counted_ms {
        findings.push(Finding::Uncounted { said_ms: total_ms, measured_ms: measured.counted_ms });
    }
    if unbroken && spent.outage_ms > measured.gaps_ms.saturating_add(READING_MS) {
        findings.push(Finding::OutageWithoutGap { said_ms: spent.outage_ms, room_ms: measured.gaps_ms });
    }
    let bound = sitting.started_at_ms.and_then(|started| at_most_ms(started, received.at_ms));
    if let Some(at_most_ms) = bound {
        let most_ms = at_most_ms.saturating_add(drift_ms(at_most_ms)).saturating_add(READING_MS);
        let said_ms = if unbroken { total_ms } else { spent.working_ms };
        if said_ms > most_ms {
            findings.push(Finding::MoreThanPassed { said_ms, at_most_ms });
        } else if total_ms > most_ms {
            findings.push(Finding::CountedByWall { said_ms: total_ms, at_most_ms });
        }
    }
    if let (true, true, Some(from)) = (measured.crossings > 0, measured.seals <= 1, measured.from) {
        let within = |(anchor, _): &&(Anchor, i64)| {
            let place = Place { segment: anchor.head.segment, seq: anchor.head.seq };
            from <= place && place < received.seal
        };
        let mut times = sitting.anchors.iter().filter(within).map(|(_, at_ms)| *at_ms);
        let passed = times.next().and_then(|first| at_most_ms(first, times.next_back()?));
        if let Some(passed_ms) = passed {
            let least_ms = passed_ms.saturating_sub(drift_ms(passed_ms)).saturating_sub(TRANSPORT_MS);
            if total_ms < least_ms {
                findings.push(Finding::LostAcrossStarts { said_ms: total_ms, passed_ms });
            }
        }
    }
}

fn drift_ms(ms: u64) -> u64 {
    (ms / 1_000_000).saturating_mul(DRIFT_PPM).saturating_add(ms % 1_000_000 * DRIFT_PPM / 1_000_000)
}

fn clamp(ms: i128) -> i64 {
    i64::try_from(ms).unwrap_or(if ms < 0 { i64::MIN } else { i64::MAX })
}
