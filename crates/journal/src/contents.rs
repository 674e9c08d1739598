//! What can be read from one of the two files.

use evidence::record::Frame;

use crate::report::Reason;

/// What one file is found to be.
#[derive(Debug)]
pub(crate) enum Found {
    /// Not there.
    Missing,
    /// Of a later format.
    Newer(u32),
    /// Of this format, or damaged beyond telling.
    Read(Contents),
}

/// Everything in one file that is whole by its own checksums.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The key slots.
    pub(crate) key_slots: Option<Vec<u8>>,
    /// The twin's generation; in SQLite, the one that was current.
    pub(crate) generation: u64,
    /// Bytes of earlier generations that are no part of the history.
    pub(crate) abandoned: Vec<Abandoned>,
    /// The twin's torn tail, if it has one.
    pub(crate) torn: Option<Abandoned>,
    /// Records, in no order that means anything.
    pub(crate) frames: Vec<Frame>,
    /// Objects by their names.
    pub(crate) objects: Vec<(String, Vec<u8>)>,
    /// What is wrong with the file.
    pub(crate) fault: Option<Reason>,
}

impl Contents {
    /// A file from which nothing can be read.
    pub(crate) fn damaged() -> Self {
        Self { fault: Some(Reason::Damaged), ..Self::default() }
    }

    /// Whether the file says credibly that it is of this format.
    pub(crate) fn is_ours(&self) -> bool {
        self.key_slots.is_some()
    }
}

/// The tail of a generation of the twin that was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Abandoned {
    /// The generation that ended in it.
    pub(crate) generation: u64,
    /// Where it began.
    pub(crate) offset: u64,
    /// How many bytes it had.
    pub(crate) length: u64,
    /// SHA-256 of these bytes.
    pub(crate) sha256: [u8; 32],
}

impl Abandoned {
    /// Its length as bytes.
    pub(crate) const BYTES: usize = 56;

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let numbers = [self.generation, self.offset, self.length].map(u64::to_le_bytes);
        [numbers.concat().as_slice(), &self.sha256].concat()
    }

    pub(crate) fn from_bytes(bytes: &[u8; Self::BYTES]) -> Self {
        let number = |at: usize| {
            let mut number = [0; 8];
            number.copy_from_slice(&bytes[at..at + 8]);
            u64::from_le_bytes(number)
        };
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(&bytes[24..]);
        Self { generation: number(0), offset: number(8), length: number(16), sha256 }
    }

    /// Reads as many as there are bytes for; none if bytes are left over.
    pub(crate) fn read_all(bytes: &[u8]) -> Option<Vec<Self>> {
        let (all, rest) = bytes.as_chunks::<{ Self::BYTES }>();
        rest.is_empty().then(|| all.iter().map(Self::from_bytes).collect())
    }
}
