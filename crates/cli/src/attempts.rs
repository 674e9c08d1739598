//! `invigil attempts`: what this desk holds of each attempt, in words that claim no more than is known.

use std::path::PathBuf;

use clap::Args;
use desk::Folder;
use exam::attempt::Phase;
use exam::{BasisPoints, Points};

use crate::sit::open;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Attempts {
    /// The desk's folder.
    #[arg(long)]
    data: PathBuf,
}

impl Attempts {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let folder = Folder::open(&self.data)?;
        let attempts = folder.attempts()?;
        let mut broken = 0;
        for attempt in &attempts {
            let session = match open(&folder, *attempt) {
                Ok(session) => session,
                Err(stop) => {
                    println!("{attempt}  here, and cannot be opened now: {}", stop.message);
                    broken += 1;
                    continue;
                }
            };
            let view = session.view();
            let mut states = vec![format!("{} of {} answered", view.answered(), view.items.len())];
            states.push(match (&view.phase, session.receipt()) {
                (Phase::Sealed, Some(_)) => "sealed, received by the hub".to_owned(),
                (Phase::Sealed, None) => "sealed here, not yet received by the hub".to_owned(),
                (Phase::Held(_), _) => "saved here, on hold".to_owned(),
                (Phase::Registered | Phase::Admitted, _) => "saved here, rules not yet accepted".to_owned(),
                (Phase::Running | Phase::OnBreak, _) => {
                    format!("saved here, {} min left", view.left_ms.div_ceil(60_000))
                }
            });
            match session.statement()? {
                Some(result) => states.push(format!(
                    "result confirmed: {} of {} points, {} %, {}",
                    Points(result.points),
                    Points(result.max),
                    BasisPoints(result.share_bp),
                    if result.passed { "pass" } else { "fail" }
                )),
                None if matches!(view.phase, Phase::Sealed) => {
                    states.push("no confirmed result yet".to_owned())
                }
                None => {}
            }
            if session.credential().is_some() {
                states.push("certificate here".to_owned());
            }
            let title = session.bank().exam().title.for_reader("en").words();
            println!("{attempt}  {title}: {}", states.join("; "));
            let report = session.report();
            if report.fork.is_some() || report.stranded > 0 {
                println!(
                    "  a person should look: two histories were found; all files were kept: {:?}",
                    report.kept
                );
            }
        }
        if attempts.is_empty() {
            println!("this desk has no attempt");
        }
        match broken {
            0 => Ok(()),
            broken => {
                Err(Stop::failed(format!("{broken} attempts could not be opened; nothing of them is lost")))
            }
        }
    }
}
