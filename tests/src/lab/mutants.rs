//! `lab mutants`: bugs on purpose, each put into the product when a program starts, and which campaign catches it.

use std::process::Command;

use super::{Order, Report, rot, store};
use crate::Outcome;

/// The bugs, by the name the product knows them by, and what each would be.
const BUGS: &[&str] = &[
    "without twin.write-sync",
    "without twin.append",
    "without twin.sync",
    "without sqlite.fill-sync",
    "without sqlite.dir-sync",
    "without sqlite.remove",
    "without sqlite.commit",
    "without sqlite.checkpoint",
    "without pulse.write",
    "without pulse.sync",
    "without pulse.create-sync",
    "without pulse.dir-sync",
    "without lock.mark",
    "synchronous OFF",
    "synchronous NORMAL",
    "second connection",
    "log thrown away",
    "rows unchecked",
    "entries unchecked",
    "only SQLite believed",
    "only the twin believed",
    "shorter chain chosen",
    "forks unnoticed",
    "older copies believed",
    "key slots lost",
    "what is lacking stays lacking",
    "nothing kept aside",
    "goes on after a failure",
    "failed sync forgiven",
    "objects not in the twin",
    "gaps uncounted",
    "gaps counted twice",
    "pulses unread",
    "stale pulses believed",
    "failed writes acknowledged",
    "envelope not kept",
    "nonces used again",
    "journal made in its place",
    "new journal's name unsynced",
    "files written in place",
    "files unsynced",
];

/// The campaigns that have a brief form, quickest first.
const CAMPAIGNS: &[&str] = &["store", "rot"];

/// Tries every bug against the campaigns until one complains, and the campaigns without a bug: they must not complain.
pub fn run(order: Order) -> Outcome<Report> {
    let mut report = Report::default();
    for campaign in CAMPAIGNS {
        report.cases += 1;
        if let Some(complaint) = complaint(campaign, None)? {
            report.failures.push(format!("`{campaign}` without any bug: {complaint}"));
        }
    }
    let most = usize::try_from(order.cases.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let chosen = BUGS.iter().enumerate().filter(|(at, _)| order.only.is_none_or(|only| only == *at as u64));
    // A part of them is another part for another seed.
    let turned = usize::try_from(order.seed).unwrap_or(0) % BUGS.len();
    let chosen: Vec<&str> = chosen.map(|(_, bug)| *bug).collect();
    for bug in chosen.iter().cycle().skip(turned % chosen.len().max(1)).take(most.min(chosen.len())) {
        report.planted += 1;
        report.cases += 1;
        let mut caught = None;
        for campaign in CAMPAIGNS {
            caught = complaint(campaign, Some(bug))?.map(|complaint| (campaign, complaint));
            if caught.is_some() {
                break;
            }
        }
        match caught {
            Some((campaign, complaint)) => println!("caught  {bug}: {campaign}: {complaint}"),
            None => {
                println!("MISSED  {bug}");
                report.missed.push(format!("nobody noticed: {bug}"));
            }
        }
    }
    Ok(report)
}

/// What a brief campaign complains of, in a process that has the bug.
pub(super) fn complaint(campaign: &str, bug: Option<&str>) -> Outcome<Option<String>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--brief", campaign]);
    // In memory, if there is such a thing: what is tried is what is written, not how fast.
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        command.env("TMPDIR", memory);
    }
    if let Some(bug) = bug {
        command.env("INVIGIL_PLANTED", bug);
    }
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let last = said.lines().last().unwrap_or_default().trim();
    Ok(match last {
        "" if output.status.success() => None,
        "" => Some(format!("it ended with {}", output.status)),
        complaint => Some(complaint.chars().take(160).collect()),
    })
}

/// The brief form of a campaign, in this process: its first failure.
pub async fn brief(campaign: &str) -> Outcome<Option<String>> {
    match campaign {
        #[cfg(target_os = "linux")]
        "keyring" => super::keyring::brief(1, false).await,
        #[cfg(target_os = "linux")]
        "recovery" => super::keyring::brief(1, true).await,
        "store" => store::brief(1),
        "rot" => rot::brief(1),
        other => Err(format!("`{other}` has no brief form").into()),
    }
}
