//! Space that is kept aside, so that an exam can go on when the disk is full.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use evidence::Entropy;
use journal::planted::planted;

use crate::folder::{Folder, private_file};

/// How much is kept aside, in bytes: many times what the longest exam writes.
pub const RESERVE: u64 = 64 * 1024 * 1024;

/// The file that keeps the space.
#[derive(Debug, Clone)]
pub struct Reserve {
    path: PathBuf,
    bytes: u64,
}

impl Reserve {
    /// The reserve of a desk's folder: so many bytes.
    pub fn of(folder: &Folder, bytes: u64) -> Self {
        Self { path: folder.reserve(), bytes }
    }

    /// Whether all of it is there.
    pub fn is_kept(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|found| found.len() >= self.bytes)
    }

    /// Keeps the space, if it is not kept yet.
    pub fn keep(&self, entropy: &mut impl Entropy) -> io::Result<()> {
        if self.is_kept() {
            return Ok(());
        }
        let file = private_file(&self.path)?;
        let kept = self.allocate(&file, entropy).and_then(|()| file.sync_all());
        if kept.is_err() {
            // What could not be had in full takes nothing from anybody.
            file.set_len(0)?;
        }
        kept
    }

    fn allocate(&self, mut file: &File, entropy: &mut impl Entropy) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, self.bytes) {
            // Not every file system can; written bytes keep their space on all of them.
            Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => {}
            allocated => return Ok(allocated?),
        }
        let mut block = vec![0; 64 * 1024];
        let mut left = self.bytes;
        while left > 0 {
            // By chance: what can be compressed keeps less than its length.
            entropy.fill(&mut block);
            let part = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
            file.write_all(&block[..part])?;
            left -= part as u64;
        }
        Ok(())
    }

    /// Gives the space back. Says whether there was any.
    pub fn release(&self) -> bool {
        if planted("reserve not released") {
            return false;
        }
        let Ok(file) = File::options().write(true).open(&self.path) else { return false };
        // Emptied and not removed: a folder's own entry may need the space that there is not.
        file.metadata().is_ok_and(|found| found.len() > 0) && file.set_len(0).is_ok()
    }
}
