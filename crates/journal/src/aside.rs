//! Files kept aside before something is written in their place.

use std::path::{Path, PathBuf};

use evidence::keys::sha256_of;

use crate::contents::{Contents, Found};
use crate::disk::{Disk, Point, io_error, read};
use crate::error::JournalError;
use crate::planted::planted;
use crate::sqlite::with_ending;

const MARK: &str = ".kept-";

/// Copies a file, and those that belong to it, beside itself under names made of their digest: the same bytes are kept
/// once. A file that cannot be read is moved instead.
pub(crate) fn keep(dir: &Path, path: &Path, endings: &[&str], disk: &mut Disk) -> Result<(), JournalError> {
    if planted("nothing kept aside") {
        return Ok(());
    }
    let mut files = Vec::new();
    for ending in endings {
        match read(&with_ending(path, ending)) {
            // Looking at a database leaves an empty log beside it.
            Ok(Some(bytes)) if ending.is_empty() || !bytes.is_empty() => files.push((*ending, bytes)),
            Ok(_) => {}
            Err(error) if is_unreadable(&error) => return move_away(dir, path, endings, disk),
            Err(error) => return Err(error),
        }
    }
    let parts: Vec<&[u8]> = files.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let name = with_ending(path, &format!("{MARK}{}", &sha256_of(&parts).to_string()[..16]));
    for (ending, bytes) in &files {
        let copy = with_ending(&name, ending);
        if !copy.exists() {
            let beside = dir.join("kept.new");
            disk.write((Point::AsideWrite, Point::AsideWriteSync), &beside, bytes)?;
            disk.rename(Point::AsideRename, &beside, &copy)?;
        }
    }
    disk.sync_dir(Point::AsideDirSync, dir)
}

fn move_away(dir: &Path, path: &Path, endings: &[&str], disk: &mut Disk) -> Result<(), JournalError> {
    let names = (1..).map(|number| with_ending(path, &format!("{MARK}unreadable-{number}")));
    let free = |name: &PathBuf| endings.iter().all(|ending| !with_ending(name, ending).exists());
    if let Some(name) = names.take(10_000).find(free) {
        for ending in endings {
            let from = with_ending(path, ending);
            if from.exists() {
                disk.rename(Point::AsideRename, &from, &with_ending(&name, ending))?;
            }
        }
    }
    disk.sync_dir(Point::AsideDirSync, dir)
}

/// What is kept in this directory.
pub(crate) fn list(dir: &Path) -> Result<Vec<PathBuf>, JournalError> {
    let fail = || io_error("read", dir);
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(fail())? {
        let path = entry.map_err(fail())?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().contains(MARK)) {
            kept.push(path);
        }
    }
    kept.sort();
    Ok(kept)
}

/// A reading, where a file that the disk cannot give back counts as damaged.
pub(crate) fn or_unreadable(found: Result<Found, JournalError>) -> Result<Found, JournalError> {
    match found {
        Err(error) if is_unreadable(&error) => Ok(Found::Read(Contents::damaged())),
        other => other,
    }
}

/// Whether the disk says that it cannot give back what it was given.
fn is_unreadable(error: &JournalError) -> bool {
    // EIO and EUCLEAN; on Windows a wrong checksum and a failed device.
    let codes: &[i32] = if cfg!(windows) { &[23, 1117] } else { &[5, 117] };
    match error {
        JournalError::Io { op: "read", source, .. } => {
            source.raw_os_error().is_some_and(|code| codes.contains(&code))
        }
        _ => false,
    }
}
