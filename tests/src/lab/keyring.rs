//! `lab keyring`: the key of a computer is locked away, late, gone or another one, whenever a sitting is started. Nothing
//! is lost, and where the key does not come back the authority's does. docs/labs.md says more.

pub mod case;
pub mod daemon;
pub mod kills;

use std::path::Path;
use std::process::ExitCode;

use self::case::{Case, KEPT, STARTS, TROUBLES};
use self::daemon::Room;
use self::kills::Granted;
use super::mutants::complaint;
use super::{Order, Report};
use crate::Outcome;

/// Bugs on purpose, by the names the product knows them by, and which half of the campaign is to notice.
const BUGS: [(&str, &str); 8] = [
    ("a file where a keyring is required", "keyring"),
    ("a file where the keyring is locked", "keyring"),
    ("an emptied keyring is a new computer", "keyring"),
    ("another key believed", "keyring"),
    ("the last record is lost", "keyring"),
    ("what was there is removed", "keyring"),
    ("moves not written down", "recovery"),
    ("a recovery is charged", "keyring"),
];
/// The number of the first case that is a kill, and of the first with a real keyring.
const KILLS: u64 = 1_000;
const DAEMON: u64 = 9_000;
/// How many operations before the last that leaves a trace the kills begin, where not all are tried.
const SOME_KILLS: u64 = 24;
/// How many cases with a real keyring wait for no answer that never comes.
const QUICK: usize = 5;

/// What a process that is started for a case does instead of a campaign.
pub fn helper(arguments: &[String]) -> Option<ExitCode> {
    let done = match arguments {
        [flag, folder, recovery, now_ms] if flag == "--take" => {
            kills::take(Path::new(folder), Path::new(recovery), now_ms.parse().ok()?)
        }
        [flag, device] if flag == "--replace" => daemon::replace(device),
        _ => return None,
    };
    Some(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    })
}

/// Every trouble at every start under every rule, a kill at each operation of a recovery, and a real keyring. With
/// `cases`: so many of the first, some kills, and no waiting for a keyring that never answers.
pub async fn run(order: Order) -> Outcome<Report> {
    let mut lab = Lab { order, brief: false, report: Report::default() };
    lab.troubles().await?;
    lab.kills().await?;
    lab.daemon()?;
    if order.only.is_none() {
        lab.bugs()?;
    }
    Ok(lab.report)
}

/// The troubles, or (`kills`) the end of a recovery that is killed, up to the first failure.
pub async fn brief(seed: u64, kills: bool) -> Outcome<Option<String>> {
    let order = Order { cases: Some(u64::MAX), seed, only: None };
    let mut lab = Lab { order, brief: true, report: Report::default() };
    if kills {
        lab.kills().await?;
    } else {
        lab.troubles().await?;
    }
    Ok(lab.report.failures.into_iter().next())
}

struct Lab {
    order: Order,
    /// Whether the first failure is enough.
    brief: bool,
    report: Report,
}

impl Lab {
    fn wants(&self, number: u64) -> bool {
        let enough = self.brief && !self.report.failures.is_empty();
        self.order.only.is_none_or(|only| only == number) && !enough
    }

    fn note(&mut self, number: u64, what: &str, result: Outcome<()>) {
        self.report.cases += 1;
        if let Err(error) = result {
            self.report.failures.push(format!("case {number}: {what}: {error}"));
        }
    }

    async fn troubles(&mut self) -> Outcome<()> {
        let mut all = Vec::new();
        for kept in KEPT {
            for trouble in TROUBLES {
                all.extend(STARTS.map(|begun| (kept, trouble, begun)));
            }
        }
        let count = all.len() as u64;
        let most = self.order.cases.unwrap_or(count).clamp(1, count);
        for (number, (kept, trouble, begun)) in (0..).zip(all) {
            // So many of them, spread evenly; other ones for another seed.
            let chosen = self.order.only.is_some() || (number + self.order.seed) * most % count < most;
            if !chosen || !self.wants(number) {
                continue;
            }
            let seed = self.order.seed ^ (number << 20);
            let result = Case { seed, trouble, begun, kept }.run().await;
            self.note(number, &format!("{trouble:?} at {begun:?}, key kept {kept:?}"), result);
        }
        Ok(())
    }

    async fn kills(&mut self) -> Outcome<()> {
        if self.order.only.is_some_and(|only| !(KILLS..DAEMON).contains(&only)) {
            return Ok(());
        }
        let granted = match Granted::new(self.order.seed).await {
            Ok(granted) => granted,
            Err(error) => {
                self.note(KILLS, "a recovery that nobody disturbs", Err(error));
                return Ok(());
            }
        };
        let all = self.order.cases.is_none() || self.order.only.is_some();
        // The moves come last.
        let from = if all { 0 } else { granted.points().saturating_sub(SOME_KILLS) };
        for at in from..DAEMON - KILLS {
            if !self.wants(KILLS + at) {
                continue;
            }
            let result = granted.killed_at(at).await;
            let over = matches!(result, Ok(false));
            self.note(KILLS + at, &format!("a recovery killed before operation {at}"), result.map(drop));
            if over {
                if all && self.order.only.is_none() {
                    println!("a recovery can be killed before {at} operations, and was before each");
                }
                break;
            }
        }
        Ok(())
    }

    fn daemon(&mut self) -> Outcome<()> {
        if self.order.only.is_some_and(|only| only < DAEMON) {
            return Ok(());
        }
        let mut room = Room::new()?;
        let quick = self.order.cases.is_some() && self.order.only.is_none();
        let cases = daemon::CASES.iter().take(if quick { QUICK } else { daemon::CASES.len() });
        for (number, what) in (DAEMON..).zip(cases) {
            if self.wants(number) {
                let result = room.case(what);
                self.note(number, &format!("a real keyring, {what}"), result);
            }
        }
        Ok(())
    }

    /// Each bug, in a process that has it; and, where there is time for it, none, of which nobody may complain.
    fn bugs(&mut self) -> Outcome<()> {
        for campaign in ["keyring", "recovery"] {
            // A short campaign was without a bug itself.
            if self.order.cases.is_none()
                && let Some(complaint) = complaint(campaign, None)?
            {
                self.report.failures.push(format!("`{campaign}` without any bug: {complaint}"));
            }
        }
        for (bug, campaign) in BUGS {
            self.report.planted += 1;
            match complaint(campaign, Some(bug))? {
                Some(complaint) => println!("caught  {bug}: {complaint}"),
                None => {
                    println!("MISSED  {bug}");
                    self.report.missed.push(format!("nobody noticed: {bug}"));
                }
            }
        }
        Ok(())
    }
}
