//! `invigil bank export`: a bank source in another program's format.

use std::path::{Path, PathBuf};

use bank::Limits;
use bank::export::{academy, gift, qti3};
use bank::import::authored;
use clap::{Args, ValueEnum};
use evidence::sha256;

use crate::files;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct ExportBank {
    /// The bank source, or a folder that holds one.
    path: PathBuf,
    /// The format.
    #[arg(long)]
    to: To,
    /// Where to write. The right answers are in it: treat it as the key it is.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    /// A QTI 3.0 package: a zip archive.
    Qti3,
    /// GIFT.
    Gift,
    /// A Meshery Academy page.
    Academy,
}

impl ExportBank {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let path = one_source(&self.path)?;
        let imported = authored(&path, &Limits::default(), &sha256).map_err(Stop::refused)?;
        let exported = match self.to {
            To::Qti3 => qti3(&imported),
            To::Gift => gift(&imported),
            To::Academy => academy(&imported),
        };
        files::write(&self.out, &exported.bytes)?;
        exported.lost.iter().for_each(|finding| println!("{finding}"));
        let skipped = exported.lost.iter().filter(|finding| finding.code == "unsupported").count();
        println!(
            "{}: {} of {} items written; {} things could not be said there",
            self.out.display(),
            imported.bank.items.len() - skipped.min(imported.bank.items.len()),
            imported.bank.items.len(),
            exported.lost.len()
        );
        Ok(())
    }
}

/// The bank source that is meant: the file itself, or the only one in a folder.
pub(crate) fn one_source(path: &Path) -> Result<PathBuf, Stop> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let found = crate::lint_commands::banks_in(path)?;
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(Stop::refused(format!("{}: there is no bank source in this folder", path.display()))),
        several => Err(Stop::refused(format!(
            "{}: there are {} bank sources in this folder; name one",
            path.display(),
            several.len()
        ))),
    }
}
