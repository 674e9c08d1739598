//! `invigil journal recover`: going on with an attempt whose key is lost or whose computer is dead.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use desk::device::SystemKeyring;
use desk::recover::{Taking, ask, ask_for_all, new_key, promote};
use desk::{BootClock, Enrolment, Folder};
use evidence::OsEntropy;
use exam::Slug;
use protocol::{Authority, Client, Recovery};

use crate::export::chosen;
use crate::files::{self, block_on};
use crate::stop::Stop;

#[derive(Subcommand)]
pub(crate) enum JournalCommand {
    /// Asks to go on with an attempt under a new key, and, with --grant, goes on with it.
    Recover(Recover),
}

#[derive(Args)]
pub(crate) struct Recover {
    /// The desk's folder.
    #[arg(long)]
    data: PathBuf,
    /// The folder with the two files of a dead computer, journal.sqlite and journal.twin (or with one of them).
    #[arg(long)]
    from: Option<PathBuf>,
    /// The attempt; without it, the latest of this desk.
    #[arg(long)]
    attempt: Option<String>,
    /// The ticket, or a file with its typed form. Shows whose attempt it is; needed where no file is left.
    #[arg(long)]
    ticket: Option<PathBuf>,
    /// The exam, where no file is left and the registration has several.
    #[arg(long)]
    exam: Option<String>,
    /// Where to write the request.
    #[arg(long, default_value = "recovery-request.json")]
    request: PathBuf,
    /// The grant that came for the request.
    #[arg(long)]
    grant: Option<PathBuf>,
    /// The sealed bank, where this desk has it not and the authority is out of reach.
    #[arg(long)]
    bank: Option<PathBuf>,
}

impl JournalCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let Self::Recover(recover) = self;
        let folder = Folder::open(&recover.data)?;
        match &recover.grant {
            Some(grant) => recover.take(&folder, grant),
            None => recover.ask(&folder),
        }
    }
}

impl Recover {
    fn ask(&self, folder: &Folder) -> Result<(), Stop> {
        let (clock, keyring) = (BootClock::new()?, SystemKeyring);
        let ticket = match &self.ticket {
            Some(path) => {
                let given = files::read(path)?;
                Some(block_on(async { Ok(desk::typed::ticket(&given).await?) })?)
            }
            None => None,
        };
        let (home, device) = new_key(folder, &keyring, &clock, &mut OsEntropy)?;
        let here = match &self.from {
            Some(from) => Some(from.clone()),
            None if self.attempt.is_none() && folder.attempts()?.is_empty() => None,
            None => Some(folder.attempt(chosen(folder, self.attempt.as_deref())?)),
        };
        let asked = match (here, ticket) {
            (Some(here), ticket) => {
                ask(folder, &device, &here, ticket.as_ref().map(|(_, signed)| signed), &clock)?
            }
            (None, None) => {
                return Err(Stop::refused(
                    "this desk has no attempt: give --from with the files, or --ticket",
                ));
            }
            (None, Some((ticket, signed))) => {
                let exam = self.exam.as_deref().map(Slug::parse).transpose()?;
                let (programme, attempt) = block_on(async {
                    let client = Client::new(ticket.addresses.first().map_or("", String::as_str))?;
                    let obtained =
                        Enrolment::obtain(&home, &keyring, &signed, &client, &clock, &mut OsEntropy).await?;
                    let (entitlement, _) = obtained.0.entitlement(exam.as_ref())?;
                    Ok((entitlement.programme.0, entitlement.attempt.0))
                })?;
                say_aside(&promote(folder, &home)?);
                println!(
                    "this desk is enrolled, and no file of the attempt is here: if it was never begun, begin it"
                );
                ask_for_all((programme, attempt), &device, &signed, &clock)?
            }
        };
        files::write_json(&self.request, &asked.asking)?;
        match asked.head {
            Some(head) => println!(
                "attempt {}: {} records of segment {} are here",
                asked.attempt, head.seq, head.segment
            ),
            None => println!("attempt {}: no record is here", asked.attempt),
        }
        if asked.forked {
            println!("a person should look: these files tell two histories; all files were kept");
        }
        println!(
            "request written to {}; hand it to who runs the exam. It holds no answer and opens nothing",
            self.request.display()
        );
        Ok(())
    }

    fn take(&self, folder: &Folder, grant: &Path) -> Result<(), Stop> {
        let (clock, keyring) = (BootClock::new()?, SystemKeyring);
        let recovery: Recovery = files::read_json(grant)?;
        let taking = Taking::open(folder, &keyring, &recovery, self.from.as_deref(), &clock)?;
        if let Some(bank) = &self.bank {
            taking.keep_bank(files::read(bank)?)?;
        } else if taking.bank()?.is_none() {
            let (programme, manifest) = taking.needs();
            let file = block_on(async {
                let client = Client::new(taking.addresses().first().map_or("", String::as_str))?;
                Ok(client.bank(programme, manifest).await?)
            });
            let file = file.map_err(|stop| {
                Stop::failed(format!(
                    "this desk has not the sealed bank {manifest}, and it cannot be fetched ({}): bring the file and \
                     give it with --bank",
                    stop.message
                ))
            })?;
            taking.keep_bank(file)?;
        }
        let taken = taking.finish(&clock, &mut OsEntropy)?;
        say_aside(&taken.aside);
        println!(
            "attempt {} goes on here after record {} of segment {}; open it as always",
            taken.attempt, taken.after.seq, taken.after.segment
        );
        Ok(())
    }
}

fn say_aside(aside: &[PathBuf]) {
    aside.iter().for_each(|path| println!("kept aside: {}", path.display()));
}
