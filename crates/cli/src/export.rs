//! `invigil export` and `invigil envelope`: what a desk holds, as files anybody can carry and check.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use desk::Folder;
use evidence::Signed;
use evidence::v0::{Dossier, Envelope, Receipt, ResultStatement};
use exam::AttemptId;
use protocol::{Authority, Client};

use crate::files::{self, block_on};
use crate::sit::open;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Export {
    /// The desk's folder.
    #[arg(long)]
    data: PathBuf,
    /// The attempt; without it, the latest.
    #[arg(long)]
    attempt: Option<String>,
    /// The folder for the files.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Subcommand)]
pub(crate) enum EnvelopeCommand {
    /// Writes the sealed answers of an attempt as a file.
    Export {
        /// The desk's folder.
        #[arg(long)]
        data: PathBuf,
        /// The attempt; without it, the latest.
        #[arg(long)]
        attempt: Option<String>,
        /// The file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Hands sealed answers to a hub, from a file that anybody may carry.
    Submit {
        /// The file.
        file: PathBuf,
        /// The hub's address.
        #[arg(long)]
        hub: String,
        /// Where to write the receipt.
        #[arg(long)]
        receipt: Option<PathBuf>,
    },
}

pub(crate) fn chosen(folder: &Folder, attempt: Option<&str>) -> Result<AttemptId, Stop> {
    match attempt {
        Some(attempt) => Ok(AttemptId::parse(attempt)?),
        None => folder.attempts()?.pop().ok_or_else(|| Stop::refused("this desk has no attempt")),
    }
}

impl Export {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let folder = Folder::open(&self.data)?;
        let session = open(&folder, chosen(&folder, self.attempt.as_deref())?)?;
        files::make_folder(&self.out)?;
        let write = |name: &str, dossier: &Dossier| -> Result<(), Stop> {
            files::write_json(&self.out.join(name), dossier)?;
            println!("{}", self.out.join(name).display());
            Ok(())
        };
        let whole = session.dossier(true)?;
        write("journal.json", &whole)?;
        let closed = session.dossier(false)?;
        if let Some(envelope) = session.envelope()? {
            let part = |keep: &dyn Fn(&Signed) -> bool| {
                let mut part = closed.clone();
                part.objects.retain(|object| keep(object));
                part
            };
            let is_envelope = |object: &Signed| object.digest() == envelope.digest();
            let grounds = |object: &Signed| {
                object.is::<evidence::v0::Entitlement>() || object.is::<evidence::v0::StartToken>()
            };
            write("envelope.json", &part(&|object| is_envelope(object) || grounds(object)))?;
            if closed.objects.iter().any(Signed::is::<Receipt>) {
                write(
                    "receipt.json",
                    &part(&|object| is_envelope(object) || grounds(object) || object.is::<Receipt>()),
                )?;
            }
            if closed.objects.iter().any(Signed::is::<ResultStatement>) {
                write("result.json", &part(&|object| !object.is::<evidence::v0::Release>()))?;
            }
        }
        if let Some(credential) = session.credential() {
            let path = self.out.join("certificate.json");
            files::write(&path, credential)?;
            println!("{}", path.display());
        }
        Ok(())
    }
}

/// An envelope from a file: bare, or with what it stands on.
fn read_envelope(bytes: &[u8]) -> Result<Signed, Stop> {
    if let Ok(dossier) = serde_json::from_slice::<Dossier>(bytes) {
        let mut envelopes = dossier.objects.into_iter().filter(Signed::is::<Envelope>);
        return envelopes.next_back().ok_or_else(|| Stop::refused("there is no envelope in this file"));
    }
    let signed = Signed::parse(bytes)?;
    signed.read_unverified::<Envelope>()?;
    Ok(signed)
}

impl EnvelopeCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::Export { data, attempt, out } => {
                let folder = Folder::open(&data)?;
                let session = open(&folder, chosen(&folder, attempt.as_deref())?)?;
                let envelope =
                    session.envelope()?.ok_or_else(|| Stop::refused("the attempt is not sealed"))?;
                files::write(&out, &envelope.to_json())?;
                println!("envelope {} written to {}", envelope.digest(), out.display());
                Ok(())
            }
            Self::Submit { file, hub, receipt: out } => {
                let envelope = read_envelope(&files::read(&file)?)?;
                let read: Envelope = envelope.read_unverified()?;
                block_on(async {
                    let client = Client::new(&hub)?;
                    let receipt = client.envelope(read.programme.0, read.attempt.0, envelope.clone()).await?;
                    println!("receipt {} for envelope {}", receipt.digest(), envelope.digest());
                    match out {
                        Some(out) => files::write(&out, &receipt.to_json()),
                        None => Ok(()),
                    }
                })
            }
        }
    }
}
