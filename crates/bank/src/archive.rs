//! Archives from strangers, read in memory. Nothing is written, whatever they say of themselves.
//!
//! The list of entries is judged first: how many, what they are called, what they claim to hold. Then each is
//! unpacked only when asked for, and never further than its limit, whatever it claimed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::finding::{Finding, Log, Refused, Severity, quoted};
use crate::limits::Limits;
use crate::media::{PictureProblem, Pictures, stays_inside};

/// An archive whose list of entries was taken.
pub(crate) struct Archive<'b> {
    zip: RefCell<ZipArchive<Cursor<&'b [u8]>>>,
    entries: BTreeMap<String, Entry>,
    limits: Limits,
    /// Bytes unpacked so far.
    unpacked: Cell<u64>,
    /// What was left out of it: folders of an archiver, encrypted entries.
    pub(crate) notes: Vec<Finding>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    index: usize,
    bytes: u64,
}

/// Whether bytes begin like an archive.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") || bytes.starts_with(b"PK\x07\x08")
}

impl<'b> Archive<'b> {
    /// Judges an archive's list of entries. `log` names the file.
    pub(crate) fn open(log: &Log, bytes: &'b [u8], limits: &Limits) -> Result<Self, Refused> {
        let refuse = |what: String, hint: &str| Err(Log::new(&log.file, "").fail("archive", 0, what, hint));
        if bytes.len() > limits.archive_bytes {
            let what =
                format!("The archive has {} bytes; {} are the most.", bytes.len(), limits.archive_bytes);
            return refuse(what, "Split it, or leave films and sounds out.");
        }
        // What the archive says of itself at its end, before anything is made of it.
        if let Some(claimed) = claimed_entries(bytes).filter(|claimed| *claimed > limits.archive_entries) {
            let what = format!("The archive has {claimed} entries; {} are the most.", limits.archive_entries);
            return refuse(what, "Split it.");
        }
        let mut zip = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(zip) => zip,
            Err(error) => {
                let said: String = error.to_string().chars().filter(|c| !c.is_control()).take(80).collect();
                return refuse(
                    format!("The archive cannot be read: {said}."),
                    "Make it again as a plain zip file.",
                );
            }
        };
        if zip.len() > limits.archive_entries {
            let what =
                format!("The archive has {} entries; {} are the most.", zip.len(), limits.archive_entries);
            return refuse(what, "Split it.");
        }
        let mut notes = Log::new(&log.file, "");
        let mut entries = BTreeMap::new();
        let mut total = 0_u64;
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(index) else {
                return refuse(
                    format!("Entry {} of the archive cannot be read.", index + 1),
                    "Make it again.",
                );
            };
            let Ok(name) = entry.name().map(|name| name.into_owned()) else {
                return refuse(
                    format!("Entry {} of the archive has no readable name.", index + 1),
                    "Make it again.",
                );
            };
            let folder = name.ends_with('/');
            let path = name.trim_end_matches('/');
            if !stays_inside(path) || path.len() > 500 {
                let what = format!("The archive has an entry {}, which leads out of it.", quoted(&name));
                return refuse(what, "Do not use this archive; ask who made it.");
            }
            if path.split('/').count() > limits.archive_depth {
                let what =
                    format!("Entry {} lies deeper than {} folders.", quoted(&name), limits.archive_depth);
                return refuse(what, "Make it flatter.");
            }
            if entry.is_symlink() {
                let what = format!("Entry {} of the archive is a link.", quoted(&name));
                return refuse(what, "Put the file itself there.");
            }
            if folder {
                continue;
            }
            if entry.encrypted() {
                let what = format!("Entry {} is encrypted.", quoted(&name));
                notes.add(
                    Severity::Warning,
                    "left-out",
                    0,
                    &name,
                    what,
                    "Make the archive without a password.",
                );
                continue;
            }
            let (packed, bytes) = (entry.compressed_size(), entry.size());
            total = total.saturating_add(bytes);
            let ratio = bytes / packed.max(1);
            if bytes > limits.archive_entry_bytes
                || total > limits.archive_total_bytes
                || (bytes > limits.archive_ratio_from && ratio > limits.archive_ratio)
            {
                let what =
                    format!("The archive says that {} unpacks to {bytes} bytes of {packed}.", quoted(&name));
                return refuse(what, "It is too large, or made to fill a disk.");
            }
            if entries.insert(path.to_owned(), Entry { index, bytes }).is_some() {
                return refuse(format!("The archive has two entries {}.", quoted(&name)), "Make it again.");
            }
        }
        let unpacked = Cell::new(0);
        Ok(Self { zip: RefCell::new(zip), entries, limits: limits.clone(), unpacked, notes: notes.found })
    }

    /// The paths in it.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }
}

impl Pictures for Archive<'_> {
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem> {
        let entry = self.entries.get(path).ok_or(PictureProblem::Missing)?;
        let left = self.limits.archive_total_bytes.saturating_sub(self.unpacked.get());
        let most = most.min(self.limits.archive_entry_bytes).min(left);
        if entry.bytes > most {
            return Err(PictureProblem::TooLarge);
        }
        let mut zip = self.zip.borrow_mut();
        let file = zip.by_index(entry.index).map_err(|_| PictureProblem::Missing)?;
        let mut bytes = Vec::new();
        let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
        self.unpacked.set(self.unpacked.get().saturating_add(bytes.len() as u64));
        match read {
            Ok(count) if count as u64 <= most => Ok(bytes),
            Ok(_) => Err(PictureProblem::TooLarge),
            Err(_) => Err(PictureProblem::Missing),
        }
    }
}

/// How many entries the record at the end of an archive names.
fn claimed_entries(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count: [u8; 2] = tail.get(at + 10..at + 12)?.try_into().ok()?;
    Some(usize::from(u16::from_le_bytes(count)))
}
