//! `invigil bank lint`: what is wrong with banks, for people, programs and code hosts.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bank::lint::{self, Bounds, Level, Report, Use};
use bank::programme::ProgrammeFile;
use bank::{Bank, Limits, Refused};
use clap::{Args, ValueEnum};
use exam::Slug;

use crate::bank_commands::read_bank;
use crate::review_command::reviews_beside;
use crate::stop::Stop;

mod output;
pub(crate) mod watch;

pub(crate) use output::rounded;

#[derive(Args)]
pub(crate) struct Lint {
    /// Bank sources, or folders: every bank source in or below them, and every programme file for its exams.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to report.
    #[arg(long, default_value = "text")]
    format: Format,
    /// Takes warnings for errors.
    #[arg(long)]
    strict: bool,
    /// Stays, and looks again whenever a file is saved. Ends with Ctrl-C.
    #[arg(long)]
    watch: bool,
    /// A programme file: its blueprints and promised attempts are checked against its banks.
    #[arg(long)]
    programme: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for a person each.
    Text,
    /// JSON for a program.
    Json,
    /// SARIF 2.1.0 for a code host.
    Sarif,
}

impl Lint {
    pub(crate) fn run(self) -> Result<(), Stop> {
        if !self.watch {
            return self.once();
        }
        let mut seen = watch::Seen::default();
        loop {
            if seen.changed(&self.paths) {
                println!("---");
                // What is wrong is on the screen; the next save is what comes next.
                if let Err(stop) = self.once() {
                    eprintln!("invigil: {}", stop.message);
                }
                println!("watching; Ctrl-C ends");
            }
            std::thread::sleep(watch::PAUSE);
        }
    }

    fn once(&self) -> Result<(), Stop> {
        let (looked, programmes) = look_at_all(&self.paths, self.programme.as_deref())?;
        let banks = looked.into_iter().map(|looked| (looked.path, looked.report));
        let programmes = programmes.into_iter().map(|(path, read)| (path, lint::programme(&read)));
        let mut reports = BTreeMap::new();
        for (path, mut report) in banks.chain(programmes) {
            if self.strict {
                report.strict();
            }
            reports.insert(path.display().to_string(), report);
        }
        let said = match self.format {
            Format::Text => output::text(&reports),
            Format::Json => output::json(&reports)?,
            Format::Sarif => output::sarif(&reports)?,
        };
        print!("{said}");
        match reports.values().map(|report| report.count(Level::Error)).sum::<usize>() {
            0 => Ok(()),
            1 => Err(Stop::failed("1 error")),
            errors => Err(Stop::failed(format!("{errors} errors"))),
        }
    }
}

/// A bank source that was read and looked at.
pub(crate) struct Looked {
    /// As it was found.
    pub(crate) path: PathBuf,
    /// None where it was refused; the report then says why.
    pub(crate) bank: Option<Bank>,
    /// What the linter says.
    pub(crate) report: Report,
}

/// A programme file as it was found, and what became of it.
type Programme = (PathBuf, Result<ProgrammeFile, Refused>);

/// Reads and looks at every bank source in what is named, in order. A programme file found there has to be in order.
pub(crate) fn look_at(paths: &[PathBuf]) -> Result<Vec<Looked>, Stop> {
    let (looked, programmes) = look_at_all(paths, None)?;
    programmes.into_iter().try_for_each(|(_, read)| read.map(|_| ()).map_err(Stop::refused))?;
    Ok(looked)
}

/// Reads and looks at every bank source in what is named, in order, with the programme files found there, which come
/// too. One that cannot be read is held against no bank.
fn look_at_all(
    paths: &[PathBuf],
    programme_file: Option<&Path>,
) -> Result<(Vec<Looked>, Vec<Programme>), Stop> {
    let mut found = Found::default();
    for path in paths {
        found.add(path)?;
    }
    found.programmes.extend(programme_file.map(Path::to_owned));
    for files in [&mut found.programmes, &mut found.banks] {
        files.sort();
        files.dedup();
    }
    if found.banks.is_empty() {
        return Err(Stop::refused("there is no bank source in what was named"));
    }
    let read = |path: PathBuf| {
        let read = bank::programme::read_file(&path, &Limits::default());
        (path, read)
    };
    let programmes: Vec<Programme> = found.programmes.into_iter().map(read).collect();
    Ok((found.banks.into_iter().map(|path| look(path, &programmes)).collect(), programmes))
}

fn look(path: PathBuf, programmes: &[Programme]) -> Looked {
    let bank = match read_bank(&path) {
        Ok(bank) => bank,
        Err(refused) => return Looked { path, bank: None, report: lint::refused(&refused) },
    };
    let mut uses = Vec::new();
    for (file, programme) in programmes.iter().filter_map(|(file, read)| Some((file, read.as_ref().ok()?))) {
        let exams =
            programme.banks.iter().filter(|(_, bank)| same(&file.with_file_name("").join(bank), &path));
        uses.extend(exams.filter_map(|(exam, _)| usage(programme, exam)));
    }
    let report = match reviews_beside(&path) {
        Ok(reviews) => lint::lint(&bank, &uses, Some(&reviews), &Bounds::default()),
        // A file of reviews that cannot be read has lines of its own, and nothing else follows from it.
        Err(refused) => {
            let mut report = lint::lint(&bank, &uses, None, &Bounds::default());
            report.remarks.extend(lint::refused(&refused).remarks);
            report
        }
    };
    Looked { path, bank: Some(bank), report }
}

fn usage<'a>(programme: &'a ProgrammeFile, exam: &Slug) -> Option<Use<'a>> {
    let programme = &programme.programme;
    let requiring =
        programme.certifications.iter().filter(|certification| certification.exams.contains(exam));
    let attempts = requiring.map(|certification| certification.attempts).max().unwrap_or(0);
    Some(Use { exam: programme.exam(exam)?, attempts, demo: programme.demo })
}

fn same(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one == other,
    }
}

/// The bank sources in or below a folder, in order.
pub(crate) fn banks_in(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Found::default();
    found.add(path)?;
    found.banks.sort();
    Ok(found.banks)
}

#[derive(Default)]
struct Found {
    banks: Vec<PathBuf>,
    programmes: Vec<PathBuf>,
}

impl Found {
    /// A file is taken for a bank; in a folder, a file is what its `invigil:` line says.
    fn add(&mut self, path: &Path) -> Result<(), Stop> {
        if !path.is_dir() {
            self.banks.push(path.to_owned());
            return Ok(());
        }
        let failed = |error| Stop::failed(format!("{}: {error}", path.display()));
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            // A link could lead out of the folder, or round in it.
            let kind = entry.file_type().map_err(failed)?;
            let path = entry.path();
            if kind.is_dir() {
                self.add(&path)?;
            } else if kind.is_file() && path.extension().is_some_and(|ext| ext == "yaml" || ext == "yml") {
                match says(&path)?.as_deref() {
                    Some("bank") => self.banks.push(path),
                    Some("programme") => self.programmes.push(path),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// What a file says it is: `bank` of `invigil: bank/v0`.
fn says(path: &Path) -> Result<Option<String>, Stop> {
    let bytes = crate::files::read(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let header = text.lines().find_map(|line| line.trim_start_matches('\u{feff}').strip_prefix("invigil:"));
    let format = header.map(|rest| rest.trim().trim_matches(['"', '\'']));
    Ok(format.and_then(|format| format.split_once('/')).map(|(kind, _)| kind.to_owned()))
}
