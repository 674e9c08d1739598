//! `lab mutants`: bugs on purpose, each put into the product when a program starts, and which campaign catches it.

use std::process::Command;

use super::{Order, Report, disk, rot, store};
use crate::Outcome;

/// The bugs, by the name the product knows them by (`without POINT` leaves out that step on the disk), and the campaign
/// that is to catch each.
///
/// Not among them are steps that another one repeats, so that nothing is lost without them: `sqlite.fill-sync` (SQLite
/// syncs what it fills), `sqlite.dir-sync` and `dir.sync` (each syncs the same folder), `sqlite.checkpoint` (the next
/// commit syncs the whole log), `dir.parent-sync` (the folder is made beside and moved; its own test in `crates/journal`
/// misses it), `aside.write-sync` (what is kept aside holds nothing that is acknowledged).
const BUGS: &[(&str, &str)] = &[
    ("without twin.write-sync", "store"),
    ("without twin.append", "store"),
    ("without twin.sync", "store"),
    ("without sqlite.remove", "store"),
    ("without sqlite.commit", "store"),
    ("without pulse.write", "store"),
    ("without pulse.sync", "store"),
    ("without pulse.create-sync", "store"),
    ("without pulse.dir-sync", "store"),
    ("without lock.mark", "store"),
    ("synchronous OFF", "store"),
    ("synchronous NORMAL", "store"),
    ("second connection", "store"),
    ("log thrown away", "store"),
    ("rows unchecked", "rot"),
    ("entries unchecked", "store"),
    ("only SQLite believed", "rot"),
    ("only the twin believed", "store"),
    ("shorter chain chosen", "rot"),
    ("forks unnoticed", "rot"),
    ("older copies believed", "rot"),
    ("key slots lost", "store"),
    ("what is lacking stays lacking", "store"),
    ("nothing kept aside", "rot"),
    ("goes on after a failure", "store"),
    ("failed sync forgiven", "store"),
    ("objects not in the twin", "store"),
    ("gaps uncounted", "store"),
    ("gaps counted twice", "store"),
    ("pulses unread", "store"),
    ("stale pulses believed", "store"),
    ("failed writes acknowledged", "store"),
    ("envelope not kept", "store"),
    ("nonces used again", "store"),
    ("journal made in its place", "store"),
    ("new journal's name unsynced", "store"),
    ("files written in place", "store"),
    ("files unsynced", "store"),
    ("reserve not released", "disk"),
    ("failure not told", "disk"),
    ("no second try", "disk"),
];

/// The campaigns that have a brief form, quickest first.
const CAMPAIGNS: &[&str] = &["store", "rot", "disk"];

/// Tries every bug against its campaign, and where that says nothing against the others; and the campaigns without a bug:
/// they must not complain.
pub fn run(order: Order) -> Outcome<Report> {
    let mut report = Report::default();
    for campaign in CAMPAIGNS {
        report.cases += 1;
        if let Some(complaint) = complaint(campaign, None)? {
            report.failures.push(format!("`{campaign}` without any bug: {complaint}"));
        }
    }
    plant(order, BUGS.to_vec(), &mut report)?;
    Ok(report)
}

/// Plants the bugs that a campaign is to catch, at the end of it; two of them if it is a short one.
pub fn planted(campaign: &str, order: Order, report: &mut Report) -> Outcome<()> {
    if order.only.is_some() {
        return Ok(());
    }
    let cases = report.cases;
    let most = order.cases.filter(|cases| *cases < 10_000).map(|_| 2);
    let bugs = BUGS.iter().filter(|(_, other)| *other == campaign).copied().collect();
    plant(Order { cases: most, ..order }, bugs, report)?;
    report.cases = cases;
    Ok(())
}

/// Plants these bugs, or so many of them: others for another seed.
fn plant(order: Order, bugs: Vec<(&str, &str)>, report: &mut Report) -> Outcome<()> {
    let most =
        order.cases.map_or(bugs.len(), |most| usize::try_from(most).unwrap_or(usize::MAX).min(bugs.len()));
    let first = usize::try_from(order.seed)? % bugs.len().max(1);
    let chosen = bugs.iter().enumerate().cycle().skip(first).take(most);
    for (_, (bug, likely)) in chosen.filter(|(at, _)| order.only.is_none_or(|only| only == *at as u64)) {
        report.planted += 1;
        report.cases += 1;
        let mut campaigns = CAMPAIGNS.to_vec();
        campaigns.sort_by_key(|campaign| campaign != likely);
        let caught = campaigns.iter().find_map(|campaign| match complaint(campaign, Some(bug)) {
            Ok(None) => None,
            Ok(Some(complaint)) => Some(Ok((campaign, complaint))),
            Err(error) => Some(Err(error)),
        });
        match caught.transpose()? {
            Some((campaign, complaint)) => println!("caught  {bug}: {campaign}: {complaint}"),
            None => {
                println!("MISSED  {bug}");
                report.missed.push(format!("nobody noticed: {bug}"));
            }
        }
    }
    Ok(())
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
        "disk" => disk::brief(1),
        other => Err(format!("`{other}` has no brief form").into()),
    }
}
