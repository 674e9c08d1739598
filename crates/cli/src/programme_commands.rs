//! `invigil programme`: the programme file.

use std::path::{Path, PathBuf};

use bank::Limits;
use bank::programme::ProgrammeFile;
use clap::Subcommand;
use evidence::v0::ProgrammeDoc;
use evidence::{Entropy, OsEntropy, Signed};
use exam::ProgrammeId;

use crate::bank_commands;
use crate::files;
use crate::key_commands::signing;
use crate::stop::Stop;

mod show;

#[derive(Subcommand)]
pub(crate) enum ProgrammeCommand {
    /// Writes a demonstration programme of one certification and one exam around a bank, to be edited.
    New {
        /// The bank source. The programme file must stand in its folder or above it.
        #[arg(long)]
        bank: PathBuf,
        /// Where to write the programme file.
        #[arg(long)]
        out: PathBuf,
    },
    /// Reads a programme file and says what is wrong with it.
    Check {
        /// The programme file.
        file: PathBuf,
    },
    /// Shows what can be earned and sat, under which rules, and what to read before.
    Show {
        /// The programme file. Titles and reading lists of competencies come from the banks it names.
        file: PathBuf,
    },
    /// Signs a programme for a hub.
    Sign {
        /// The programme file.
        file: PathBuf,
        /// The folder of keys.
        #[arg(long)]
        keys: PathBuf,
        /// Where to write the signed programme.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Reads a programme file; its warnings go to standard error.
pub(crate) fn programme(path: &Path) -> Result<ProgrammeFile, Stop> {
    let file = bank::programme::read_file(path, &Limits::default()).map_err(Stop::refused)?;
    file.findings.iter().for_each(|finding| eprintln!("{finding}"));
    Ok(file)
}

impl ProgrammeCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::New { bank, out } => {
                files::write(&out, around(&bank, &out)?.as_bytes())?;
                let read = programme(&out)?;
                println!("programme {} written to {}; edit it as you like", read.programme.id, out.display());
                Ok(())
            }
            Self::Check { file } => {
                let read = programme(&file)?;
                let p = &read.programme;
                println!(
                    "{}: {} tracks, {} certifications, {} more planned, {} exams, {} warnings",
                    file.display(),
                    p.tracks.len(),
                    p.certifications.len(),
                    read.planned.len(),
                    p.exams.len(),
                    read.findings.len()
                );
                Ok(())
            }
            Self::Show { file } => {
                let folder = file.parent().unwrap_or(Path::new(""));
                // A bank that cannot be read is the linter's to explain; here only its titles are missing.
                let bank = |path: &Path| bank_commands::read(&folder.join(path)).ok();
                print!("{}", show::text(&programme(&file)?, bank));
                Ok(())
            }
            Self::Sign { file, keys, out } => {
                let (signing, trust) = signing(&keys)?;
                let programme = programme(&file)?.programme;
                if programme.id != trust.programme() {
                    return Err(Stop::refused(format!(
                        "the keys in {} are another programme's",
                        keys.display()
                    )));
                }
                let signed = Signed::new(&ProgrammeDoc::from(&programme), &signing);
                files::write(&out, &signed.to_json())?;
                println!("signed programme {} written to {}", signed.digest(), out.display());
                Ok(())
            }
        }
    }
}

/// A programme file around a bank: what the bank's hints say, and what a demonstration wants otherwise.
fn around(bank: &Path, out: &Path) -> Result<String, Stop> {
    let read = bank_commands::read(bank)?;
    let folder = out.parent().unwrap_or(Path::new(""));
    let path = bank.strip_prefix(folder).map_err(|_| {
        Stop::refused(format!("{} does not lie in {} or below it", bank.display(), folder.display()))
    })?;
    let hints = &read.hints;
    let title = hints.title.clone().unwrap_or_else(|| read.title.for_reader(&read.language).words());
    let items = u32::try_from(read.items.iter().filter(|item| !item.unscored).count()).unwrap_or(u32::MAX);
    // A JSON string is a YAML string too, whatever is in it.
    let quoted = |text: &str| serde_json::to_string(text).map_err(Stop::failed);
    Ok(format!(
        "\
invigil: programme/v0
id: {id}
title: Invigil demonstration
language: {language}
demo: true
issuer: {{name: The Invigil authors}}
tracks:
  - {{id: community, title: Community}}
tiers:
  - {{id: first-steps, title: First steps}}
certifications:
  - id: certification
    title: {title}
    track: community
    tier: first-steps
    exams: [exam]
    attempts: {attempts}
    valid_months: 24
exams:
  - id: exam
    title: {title}
    bank: {path}
    minutes: {minutes}
    pass_percent: {pass}
    draw: {draw}
    feedback: {{show: full, when: provisional}}
    release: at-once
    device_key: keyring-or-file
    rules: |
      1. I answer by myself.
      2. I may leave at any time; what I have answered is kept.
",
        id = ProgrammeId::mint(files::now_ms()?, OsEntropy.bytes()),
        language = read.language,
        title = quoted(&title)?,
        attempts = hints.attempts.unwrap_or(3),
        path = quoted(&path.to_string_lossy())?,
        minutes = hints.minutes.unwrap_or(30),
        pass = hints.pass_mark.map_or("70".to_owned(), |mark| mark.to_string()),
        draw = hints.draw.unwrap_or(items).min(items),
    ))
}
