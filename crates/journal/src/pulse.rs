//! The last sign of life: two slots written in turn, so that a torn one leaves the other.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, Point, io_error, private, read};
use crate::error::JournalError;

/// The length of a slot: counter (8 bytes), length (4), bytes, checksum (4) over these, zeros.
pub(crate) const SLOT: usize = 4096;
/// What is not the pulse's bytes.
pub(crate) const OVERHEAD: usize = 16;

/// The pulse file. Nothing rests on it, so it goes on by itself after a failure: with a new file.
#[derive(Debug)]
pub(crate) struct Pulse {
    dir: PathBuf,
    file: Option<File>,
    counter: u64,
}

fn path_in(dir: &Path) -> PathBuf {
    dir.join("journal.pulse")
}

impl Pulse {
    /// Reads the last pulse that is whole. A file that cannot be read is as good as none.
    pub(crate) fn open(dir: &Path) -> (Self, Option<Vec<u8>>) {
        let bytes = read(&path_in(dir)).ok().flatten().unwrap_or_default();
        let whole = bytes.chunks(SLOT).take(2).filter_map(whole_slot);
        let last = whole.max_by_key(|(counter, _)| *counter);
        let sized = bytes.len() == 2 * SLOT;
        let file = sized.then(|| private().write(true).open(path_in(dir)).ok()).flatten();
        let counter = last.as_ref().map_or(0, |(counter, _)| *counter);
        (Self { dir: dir.to_owned(), file, counter }, last.map(|(_, bytes)| bytes))
    }

    /// Writes the next pulse, synced.
    pub(crate) fn write(&mut self, bytes: &[u8], disk: &mut Disk) -> Result<(), JournalError> {
        let counter = self.counter.saturating_add(1);
        let slot = slot(counter, bytes);
        let path = path_in(&self.dir);
        // Taken out: after a failed sync this handle is not to be trusted, and the next pulse makes a new file.
        match self.file.take() {
            Some(file) => {
                let offset = (counter % 2) * SLOT as u64;
                disk.write_at(Point::PulseWrite, &path, &file, (offset, &slot))?;
                disk.sync(Point::PulseSync, &path, &file)?;
                self.file = Some(file);
            }
            None => {
                let beside = self.dir.join("journal.pulse.new");
                let mut both = vec![0; 2 * SLOT];
                let begin = (counter % 2) as usize * SLOT;
                both[begin..begin + SLOT].copy_from_slice(&slot);
                disk.write((Point::PulseCreate, Point::PulseCreateSync), &beside, &both)?;
                disk.rename(Point::PulseRename, &beside, &path)?;
                disk.sync_dir(Point::PulseDirSync, &self.dir)?;
                self.file = Some(private().write(true).open(&path).map_err(io_error("open", &path))?);
            }
        }
        self.counter = counter;
        Ok(())
    }
}

fn slot(counter: u64, bytes: &[u8]) -> Vec<u8> {
    let mut out = counter.to_le_bytes().to_vec();
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend_from_slice(bytes);
    let sum = crc32fast::hash(&out);
    out.extend(sum.to_le_bytes());
    out.resize(SLOT, 0);
    out
}

fn whole_slot(slot: &[u8]) -> Option<(u64, Vec<u8>)> {
    let (counter, rest) = slot.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length) as usize;
    let (bytes, rest) = rest.split_at_checked(length)?;
    let (sum, _) = rest.split_first_chunk::<4>()?;
    let counter = u64::from_le_bytes(*counter);
    let right = crc32fast::hash(&slot[..12 + length]) == u32::from_le_bytes(*sum);
    (right && counter > 0).then(|| (counter, bytes.to_vec()))
}
