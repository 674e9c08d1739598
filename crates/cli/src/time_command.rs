//! `invigil hub time`: what an authority can say about the time of an attempt, in sentences. The same sentences stand in
//! `invigil verify`.

use std::path::Path;

use evidence::record::Record;
use evidence::v0::{Envelope, Receipt, StartToken};
use exam::docket::{Anchor, Arrival};
use exam::ledger::Spent;
use exam::plausible::{Account, Compared, Finding, Place, Receipted, Sitting, Weight, account};
use exam::{AttemptId, Digest};
use hub::Store;

use crate::files::block_on;
use crate::stop::Stop;

/// Looks into a hub's folder, whether a hub serves it or not.
pub(crate) fn run(data: &Path, attempt: &str) -> Result<(), Stop> {
    let attempt = AttemptId::parse(attempt)?;
    let account = block_on(async {
        let hub = hub::look(data)?;
        for programme in hub.store().programmes().await.map_err(Stop::failed)? {
            if hub.store().attempt(programme, attempt).await.map_err(Stop::failed)?.is_some() {
                return Ok(hub.time(programme, attempt).await?);
            }
        }
        Err(Stop::refused(format!("{}: this hub has no attempt {attempt}", data.display())))
    })?;
    println!("attempt {attempt}");
    sentences(&account).iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// What a file of evidence lets be said: its journal, what was countersigned of it, its envelopes and receipts, all
/// verified before. None where the authority's clock stands in neither.
pub(crate) fn of_evidence(
    token: &StartToken,
    journal: &[Record],
    anchors: Vec<(Anchor, i64)>,
    envelopes: &[(Digest, Envelope)],
    receipts: &[Receipt],
) -> Option<Account> {
    let receipted = |(digest, envelope): &(Digest, Envelope)| {
        let receipt = receipts.iter().find(|receipt| receipt.envelope.0 == *digest)?;
        let seal = Place { segment: envelope.head.segment, seq: envelope.head.seq };
        let (spent, arrival) = (envelope.spent.into(), receipt.arrival.into());
        Some((envelope.seal_no, Receipted { seal, spent, arrival, at_ms: receipt.received_at_ms }))
    };
    let received =
        envelopes.iter().filter_map(receipted).max_by_key(|(seal_no, _)| *seal_no).map(|(_, last)| last);
    if anchors.is_empty() && received.is_none() {
        return None;
    }
    let journal = journal.iter().map(|record| record.header().line()).collect::<Result<_, _>>().ok()?;
    Some(account(&Sitting { started_at_ms: token.started_at_ms, journal, anchors, received }))
}

/// An account in sentences, each with a word in front that says what it is.
pub(crate) fn sentences(account: &Account) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |word: &str, line: String| lines.push(format!("{word:<11}{line}"));
    match account.started_at_ms {
        Some(at_ms) => say("began", format!("{}, by the authority's clock", utc(at_ms))),
        None => {
            say("began", "from a paper packet, which names no time: nothing bounds this sitting".to_owned())
        }
    }
    match &account.received {
        Some(Receipted { at_ms, arrival, .. }) => {
            say("received", format!("{}, by the authority's clock: {}", utc(*at_ms), label(*arrival)));
        }
        None => say("received", "nothing yet".to_owned()),
    }
    if let Some(at_most_ms) = account.at_most_ms() {
        say("at most", format!("{} passed, whatever the desk says", span(at_most_ms)));
    }
    if let Some(received) = &account.received {
        say("desk says", said(&received.spent, account.at_most_ms()));
    }
    match account.anchored {
        Some((place, at_ms)) => say(
            "anchored",
            format!("up to record {}, made before {}; nothing says how long before", at(place), utc(at_ms)),
        ),
        None => say(
            "anchored",
            "nothing: of the time before the receipt there is only the desk's word".to_owned(),
        ),
    }
    if let Some(Receipted { at_ms, .. }) = account.received {
        // Who has the envelope has the seal: the receipt countersigns it as an anchor does.
        let line = match account.seal_anchored_at_ms.filter(|anchored_ms| *anchored_ms < at_ms) {
            Some(anchored_ms) => format!("before {}", utc(anchored_ms)),
            None => format!("before {}, with the receipt", utc(at_ms)),
        };
        say("sealed", line);
    }
    if account.starts > 0 {
        let times = if account.starts == 1 { "once".to_owned() } else { format!("{} times", account.starts) };
        say(
            "starts",
            format!(
                "begun anew {times}, by a start of the computer or on another one; across that nothing is measured"
            ),
        );
    }
    if account.received.is_some() && !account.is_whole {
        say(
            "unchecked",
            "the journal is not here up to the seal: what needs all of it was not looked at".to_owned(),
        );
    }
    for finding in &account.findings {
        match finding.weight() {
            Weight::Noted => say("noted", told(finding)),
            Weight::Against => say("AGAINST", told(finding)),
        }
    }
    if account.of(Weight::Against).next().is_none() {
        say("findings", "nothing speaks against the desk".to_owned());
    } else {
        say("findings", "a person should look and ask; nothing was ended or voided by this".to_owned());
    }
    lines
}

/// How an envelope arrived, in the words people read.
pub(crate) fn label(arrival: Arrival) -> &'static str {
    match arrival {
        Arrival::OnTime => "on time",
        Arrival::LateAnchored => "late, anchored in time",
        Arrival::LateSelfAttested => "late, by the desk's own word",
    }
}

fn said(spent: &Spent, at_most_ms: Option<u64>) -> String {
    let total_ms = spent.total_ms();
    let parts = [
        ("working", spent.working_ms),
        ("held", spent.held_ms),
        ("outage", spent.outage_ms),
        ("on break", spent.break_ms),
    ]
    .map(|(class, ms)| format!("{} {class}", span(ms)));
    let apart = match at_most_ms {
        Some(most_ms) if total_ms <= most_ms => format!("; {} less than that", span(most_ms - total_ms)),
        Some(most_ms) => format!("; {} more than that", span(total_ms - most_ms)),
        None => String::new(),
    };
    format!("{}: {}{apart}", span(total_ms), parts.join(", "))
}

/// A finding as a sentence.
fn told(finding: &Finding) -> String {
    match finding {
        Finding::BootClockBack { at: place, by_ms } => {
            format!("at record {} the boot clock is {} behind the record before", at(*place), span(*by_ms))
        }
        Finding::BootReturned { at: place } => {
            format!(
                "from record {} on a start of the computer is back that another one had ended",
                at(*place)
            )
        }
        Finding::AheadOfAnchor { at: place, head, by_ms } => format!(
            "record {} is dated {} after the moment at which the desk signed head {}, which covers it",
            at(*place),
            span(*by_ms),
            at(*head)
        ),
        Finding::BehindAnchor { at: place, head, by_ms } => format!(
            "record {} is dated {} before the moment at which the desk signed head {}, which it follows",
            at(*place),
            span(*by_ms),
            at(*head)
        ),
        Finding::ClockSlow(compared) => {
            format!("the desk's clock ran slowly, stood or was set back: {}", beside(compared))
        }
        Finding::ClockFast(compared) => {
            format!("the desk's clock ran fast or was set ahead: {}", beside(compared))
        }
        Finding::Uncounted { said_ms, measured_ms } => format!(
            "the ledger comes to {}, and the journal's own clock measures {}",
            span(*said_ms),
            span(*measured_ms)
        ),
        Finding::MoreThanPassed { said_ms, at_most_ms } => format!(
            "the desk counted {}, and at most {} passed between start and receipt",
            span(*said_ms),
            span(*at_most_ms)
        ),
        Finding::OutageWithoutGap { said_ms, room_ms } => format!(
            "the ledger names {} of outage, and the journal has gaps of {} for it",
            span(*said_ms),
            span(*room_ms)
        ),
        Finding::CountedByWall { said_ms, at_most_ms } => format!(
            "the ledger comes to {}, and at most {} passed: a gap was measured by a wall clock that was wrong",
            span(*said_ms),
            span(*at_most_ms)
        ),
        Finding::LostAcrossStarts { said_ms, passed_ms } => format!(
            "the ledger comes to {}, and {} passed between two heads: a gap was measured by a wall clock that was wrong",
            span(*said_ms),
            span(*passed_ms)
        ),
        Finding::WallSet { at: place, by_ms } => {
            format!(
                "at record {} the wall clock had been set {}",
                at(*place),
                moved(*by_ms, "forward", "back")
            )
        }
        Finding::WallOff { head, by_ms } => format!(
            "when the desk signed head {} its wall clock was {} the authority's",
            at(*head),
            moved(*by_ms, "ahead of", "behind")
        ),
    }
}

fn beside(compared: &Compared) -> String {
    let said = compared.said_ms;
    let passed_ms = compared.passed_ms();
    let sign = if said < 0 { "minus " } else { "" };
    format!(
        "between {} and {} it counted {sign}{}, and {} passed",
        utc(compared.from_ms),
        utc(compared.to_ms),
        span(said.unsigned_abs()),
        span(passed_ms.unsigned_abs())
    )
}

fn moved(by_ms: i64, more: &str, less: &str) -> String {
    format!("{} {}", span(by_ms.unsigned_abs()), if by_ms < 0 { less } else { more })
}

fn at(place: Place) -> String {
    format!("{}/{}", place.segment, place.seq)
}

/// UTC to the millisecond.
fn utc(at_ms: i64) -> String {
    match jiff::Timestamp::from_millisecond(at_ms) {
        Ok(at) => at.strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string(),
        Err(_) => format!("{at_ms} ms after 1970"),
    }
}

/// A duration to the millisecond.
fn span(ms: u64) -> String {
    let (hours, minutes, seconds, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}.{rest:03} s"),
        (0, _) => format!("{minutes} min {seconds:02}.{rest:03} s"),
        _ => format!("{hours} h {minutes:02} min {seconds:02}.{rest:03} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START_MS: i64 = 1_795_435_200_000;
    const MIN: u64 = 60_000;

    fn received(arrival: Arrival) -> Receipted {
        let spent = Spent { working_ms: 30 * MIN + 7, outage_ms: 4 * MIN, ..Spent::default() };
        let seal = Place { segment: 0, seq: 41 };
        Receipted { seal, spent, arrival, at_ms: START_MS + 200 * MIN as i64 + 1 }
    }

    fn told_of(findings: Vec<Finding>) -> Account {
        Account {
            started_at_ms: Some(START_MS),
            received: Some(received(Arrival::LateAnchored)),
            anchored: Some((Place { segment: 0, seq: 42 }, START_MS + 35 * MIN as i64)),
            seal_anchored_at_ms: Some(START_MS + 35 * MIN as i64),
            starts: 0,
            is_whole: true,
            findings,
        }
    }

    #[test]
    fn an_account_is_told_in_sentences_with_exact_times() {
        let compared =
            Compared { from_ms: START_MS, to_ms: START_MS + 20 * MIN as i64, said_ms: 10 * MIN as i64 };
        let wall = Finding::WallSet { at: Place { segment: 0, seq: 9 }, by_ms: -3_600_000 };
        assert_eq!(
            sentences(&told_of(vec![wall, Finding::ClockSlow(compared)])),
            [
                "began      2026-11-23 12:00:00.000 UTC, by the authority's clock",
                "received   2026-11-23 15:20:00.001 UTC, by the authority's clock: late, anchored in time",
                "at most    3 h 20 min 00.001 s passed, whatever the desk says",
                "desk says  34 min 00.007 s: 30 min 00.007 s working, 0.000 s held, 4 min 00.000 s outage, 0.000 s on \
                 break; 2 h 45 min 59.994 s less than that",
                "anchored   up to record 0/42, made before 2026-11-23 12:35:00.000 UTC; nothing says how long before",
                "sealed     before 2026-11-23 12:35:00.000 UTC",
                "noted      at record 0/9 the wall clock had been set 1 h 00 min 00.000 s back",
                "AGAINST    the desk's clock ran slowly, stood or was set back: between 2026-11-23 12:00:00.000 UTC and \
                 2026-11-23 12:20:00.000 UTC it counted 10 min 00.000 s, and 20 min 00.000 s passed",
                "findings   a person should look and ask; nothing was ended or voided by this",
            ]
        );
    }

    /// (what is not there, the line that says so)
    fn check(account: Account, expected: &str) {
        let lines = sentences(&account);
        assert!(lines.iter().any(|line| line == expected), "{expected}\n{lines:#?}");
    }

    #[test]
    fn what_is_not_there_is_said() {
        let sound = told_of(Vec::new());
        check(sound.clone(), "findings   nothing speaks against the desk");
        check(
            Account { started_at_ms: None, ..sound.clone() },
            "began      from a paper packet, which names no time: nothing bounds this sitting",
        );
        check(
            Account { anchored: None, seal_anchored_at_ms: None, ..sound.clone() },
            "anchored   nothing: of the time before the receipt there is only the desk's word",
        );
        check(
            Account { seal_anchored_at_ms: None, ..sound.clone() },
            "sealed     before 2026-11-23 15:20:00.001 UTC, with the receipt",
        );
        check(
            Account { is_whole: false, ..sound.clone() },
            "unchecked  the journal is not here up to the seal: what needs all of it was not looked at",
        );
        check(Account { received: None, ..sound }, "received   nothing yet");
        for (arrival, words) in [
            (Arrival::OnTime, "on time"),
            (Arrival::LateAnchored, "late, anchored in time"),
            (Arrival::LateSelfAttested, "late, by the desk's own word"),
        ] {
            assert_eq!(label(arrival), words);
        }
    }
}
