//! `invigil bank`: from what authors have to a sealed bank.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bank::seal::{Defects, SealError, seal};
use bank::{Finding, Limits, Refused, Severity, academy, source};
use clap::{Subcommand, ValueEnum};
use evidence::v0::SealedVault;
use evidence::{Name, OsEntropy, sha256};
use exam::Slug;
use exam::item::{Kind, Part, PartKey};
use protocol::Card;
use serde_json::json;

use crate::export_bank_command::one_source;
use crate::files;
use crate::key_commands::signing;
use crate::programme_commands::programme;
use crate::stop::Stop;

#[derive(Subcommand)]
pub(crate) enum Bank {
    /// Imports what other programs wrote. No question is lost; what is wrong is reported with its line.
    Import(crate::import_command::Import),
    /// Writes a bank source in another program's format. What that format cannot say is listed.
    Export(crate::export_bank_command::ExportBank),
    /// Reads a bank source or an Academy page and says what is wrong with it.
    Check {
        /// The bank source or page.
        path: PathBuf,
        /// How to report.
        #[arg(long, default_value = "text")]
        report: Report,
    },
    /// Says what a guesser gains, what can be misread and what is missing. Exit code 1 if there is an error.
    Lint(crate::lint_commands::Lint),
    /// Says what differs between two banks, item by item.
    Diff(crate::diff_command::Diff),
    /// Shows a bank's items in a browser as candidates will have them, anew at every save; or draws them into pictures.
    Preview(crate::preview_command::Preview),
    /// Reviews a bank's items: without their keys first, then with them. An approval is a signature.
    Review(crate::review_command::ReviewCommand),
    /// Draws forms in number: whether they are equal, how often each item is used, for how many attempts a bank lasts.
    Forms(crate::forms_commands::Forms),
    /// Writes the right answers in words, by item: for rehearsals and tests. Treat it as the key it is.
    Answers {
        /// The bank source or page.
        path: PathBuf,
        /// Where to write the sheet.
        #[arg(long)]
        out: PathBuf,
    },
    /// Seals a bank for an exam.
    Seal {
        /// The bank source or Academy page; without it, the one the programme file names.
        path: Option<PathBuf>,
        /// The programme file.
        #[arg(long)]
        programme: PathBuf,
        /// The exam.
        #[arg(long)]
        exam: String,
        /// The folder of keys.
        #[arg(long)]
        keys: PathBuf,
        /// The card of the hub that will hold the bank's keys.
        #[arg(long)]
        to: PathBuf,
        /// The folder for `EXAM.bank` and `EXAM.vault`.
        #[arg(long)]
        out: PathBuf,
        /// Seals defective items too; the manifest says so.
        #[arg(long)]
        accept_defects: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Report {
    /// A line for a person each.
    Text,
    /// JSON for a program.
    Json,
}

/// Reads a bank source, or an Academy page where the file is Markdown; of a folder, the only source in it.
pub(crate) fn read(path: &Path) -> Result<bank::Bank, Stop> {
    read_bank(&one_source(path)?).map_err(Stop::refused)
}

/// The same, with everything found where it is refused.
pub(crate) fn read_bank(path: &Path) -> Result<bank::Bank, Refused> {
    let limits = Limits::default();
    if path.extension().is_some_and(|extension| extension == "md") {
        return Ok(academy::import_file(path, &limits, &sha256)?.bank);
    }
    source::read_file(path, &limits, &sha256)
}

fn report(bank: &bank::Bank, path: &Path, report: Report) -> Result<(), Stop> {
    if report == Report::Json {
        println!("{}", serde_json::to_string_pretty(&bank_json(bank, path)).map_err(Stop::failed)?);
    } else {
        bank_text(bank, path);
    }
    Ok(())
}

/// A finding without its sentences.
pub(crate) fn finding_json(finding: &Finding) -> serde_json::Value {
    json!({
        "code": finding.code,
        "severity": severity(finding.severity),
        "file": finding.file,
        "line": finding.line,
        "item": finding.item,
        "field": finding.field,
    })
}

/// A bank's report for a program.
pub(crate) fn bank_json(bank: &bank::Bank, path: &Path) -> serde_json::Value {
    let hints = &bank.hints;
    json!({
        "file": path.display().to_string(),
        "items": bank.items.len(),
        "defective": bank.defective(),
        "exam": {
            "title": hints.title.clone().unwrap_or_else(|| bank.title.for_reader(&bank.language).words()),
            "draw": hints.draw,
            "minutes": hints.minutes,
            "attempts": hints.attempts,
            "pass_percent": hints.pass_mark.map(|mark| mark.to_string()),
        },
        "findings": bank.report().into_iter().map(finding_json).collect::<Vec<_>>(),
    })
}

/// A bank's report for a person.
pub(crate) fn bank_text(bank: &bank::Bank, path: &Path) {
    let findings = bank.report();
    findings.iter().for_each(|finding| println!("{finding}"));
    println!(
        "{}: {} items, {} of them defective; {} defects, {} warnings",
        path.display(),
        bank.items.len(),
        bank.defective(),
        count(&findings, Severity::Defect),
        count(&findings, Severity::Warning)
    );
}

/// How many findings are so bad.
pub(crate) fn count(findings: &[&Finding], wanted: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == wanted).count()
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Defect => "defect",
        Severity::Warning => "warning",
    }
}

impl Bank {
    pub(crate) fn run(self) -> Result<(), Stop> {
        match self {
            Self::Import(import) => import.run(),
            Self::Export(export) => export.run(),
            Self::Check { path, report: how } => {
                let bank = read(&path)?;
                report(&bank, &path, how)?;
                match bank.defective() {
                    0 => Ok(()),
                    defective => Err(Stop::refused(format!("{defective} items have defects"))),
                }
            }
            Self::Lint(lint) => lint.run(),
            Self::Diff(diff) => diff.run(),
            Self::Preview(preview) => preview.run(),
            Self::Review(review) => review.run(),
            Self::Forms(forms) => forms.run(),
            Self::Answers { path, out } => files::write_json(&out, &answers(&read(&path)?)),
            Self::Seal { path, programme: file, exam, keys, to, out, accept_defects } => {
                let programme = programme(&file)?;
                let id = Slug::parse(&exam)?;
                let exam = programme
                    .programme
                    .exam(&id)
                    .ok_or_else(|| Stop::refused(format!("{}: there is no exam `{id}`", file.display())))?;
                let named = programme.banks.get(&id).map(|bank| file.with_file_name("").join(bank));
                let path = path
                    .or(named)
                    .ok_or_else(|| Stop::refused(format!("{}: exam `{id}` names no bank", file.display())))?;
                let path = one_source(&path)?;
                let (signing, trust) = signing(&keys)?;
                if programme.programme.id != trust.programme() {
                    return Err(Stop::refused(format!(
                        "the keys in {} are another programme's",
                        keys.display()
                    )));
                }
                let card: Card = files::read_json(&to)?;
                let bank = read(&path)?;
                let reviews = crate::review_command::load(&path)?;
                let defects = if accept_defects { Defects::Accept } else { Defects::Refuse };
                let target = (programme.programme.id, exam);
                let sealed =
                    seal(target, (&bank, &reviews), defects, &signing, files::now_ms()?, &mut OsEntropy);
                let (bytes, vault) = sealed.map_err(|error| {
                    let (SealError::Defects(findings)
                    | SealError::NotReviewed(findings)
                    | SealError::DoesNotFit(findings)) = &error;
                    findings.iter().for_each(|finding| eprintln!("{finding}"));
                    match error {
                        SealError::Defects(_) => Stop::refused(format!("{error} with --accept-defects")),
                        SealError::NotReviewed(_) | SealError::DoesNotFit(_) => Stop::refused(error),
                    }
                })?;
                let Name(manifest) = vault.manifest;
                let vault = SealedVault::seal(&vault, &card.sealing, &mut OsEntropy)?;
                files::make_folder(&out)?;
                files::write(&out.join(format!("{id}.bank")), &bytes)?;
                files::write_json(&out.join(format!("{id}.vault")), &vault)?;
                println!(
                    "sealed {} items as {manifest}: {} and its keys for {}",
                    bank.drawn().count(),
                    out.join(format!("{id}.bank")).display(),
                    card.name
                );
                Ok(())
            }
        }
    }
}

/// The right answers in words: item to interaction to the texts of the options, or a text.
fn answers(bank: &bank::Bank) -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let words = |item: &bank::SourceItem, interaction: &exam::item::Interaction| -> Option<Vec<String>> {
        match (item.key.parts.get(&interaction.id)?, &interaction.kind) {
            (PartKey::Choice { accepted }, Kind::Choice { options, .. }) => {
                let right = accepted.first()?;
                let said = |option: &exam::item::Choice| option.text.for_reader(&bank.language).words();
                Some(options.iter().filter(|option| right.contains(&option.id)).map(said).collect())
            }
            (PartKey::Text { accepted, .. }, _) => Some(vec![accepted.first()?.clone()]),
            (PartKey::Choice { .. }, Kind::TextEntry { .. }) => None,
        }
    };
    let item = |item: &bank::SourceItem| {
        let interactions = item.item.body.iter().filter_map(|part| match part {
            Part::Interaction(interaction) => Some((interaction.id.to_string(), words(item, interaction)?)),
            Part::Text(_) => None,
        });
        (item.item.id.to_string(), interactions.collect())
    };
    bank.items.iter().map(item).collect()
}
