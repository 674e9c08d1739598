//! What is written down, and what may be asked for: the words between the recorder and who reads its trace.
//!
//! A trace is a file of entries, each: kind (1 byte), result (4: 0 or an error number), offset (8), then path, second
//! path and bytes, each behind its length (4). All numbers little-endian. The same source is part of the recorder and
//! of the labs; nobody else reads it, and it has no version.

/// What a process asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A file was opened, and made if `offset` is 1.
    Open = 0,
    /// A file was cut or lengthened to `offset` bytes.
    Truncate = 1,
    /// Bytes were written at `offset`.
    Write = 2,
    /// A file was synced.
    Sync = 3,
    /// A folder was synced.
    SyncDir = 4,
    /// A file or folder took another name.
    Rename = 5,
    /// A file was removed.
    Remove = 6,
    /// A folder was made.
    MakeDir = 7,
    /// A folder was removed.
    RemoveDir = 8,
    /// Bytes were read.
    Read = 9,
    /// The process said something on its standard output: no operation on the disk.
    Said = 10,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Open,
        Self::Truncate,
        Self::Write,
        Self::Sync,
        Self::SyncDir,
        Self::Rename,
        Self::Remove,
        Self::MakeDir,
        Self::RemoveDir,
        Self::Read,
        Self::Said,
    ];
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What.
    pub kind: Kind,
    /// The error number it ended with, 0 if it was done.
    pub error: i32,
    /// Where in the file, or what [`Kind`] says.
    pub offset: u64,
    /// On which file.
    pub path: Vec<u8>,
    /// The new name.
    pub to: Vec<u8>,
    /// The bytes that were written or said.
    pub bytes: Vec<u8>,
}

impl Entry {
    /// As it stands in the trace.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![self.kind as u8];
        out.extend(self.error.to_le_bytes());
        out.extend(self.offset.to_le_bytes());
        for part in [&self.path, &self.to, &self.bytes] {
            out.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend(part);
        }
        out
    }

    /// All entries of a trace. What a killed process did not finish writing is left out.
    pub fn decode_all(mut bytes: &[u8]) -> Vec<Self> {
        let mut all = Vec::new();
        while let Some(entry) = Self::decode(&mut bytes) {
            all.push(entry);
        }
        all
    }

    fn decode(bytes: &mut &[u8]) -> Option<Self> {
        let kind = *Kind::ALL.get(usize::from(take(bytes, 1)?[0]))?;
        let error = i32::from_le_bytes(take(bytes, 4)?.try_into().ok()?);
        let offset = u64::from_le_bytes(take(bytes, 8)?.try_into().ok()?);
        let mut part = || {
            let length = u32::from_le_bytes(take(bytes, 4)?.try_into().ok()?);
            take(bytes, usize::try_from(length).ok()?).map(<[u8]>::to_vec)
        };
        Some(Self { kind, error, offset, path: part()?, to: part()?, bytes: part()? })
    }
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

/// What is to become of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The process is killed instead of it.
    Kill,
    /// So many of its bytes are written, and the process is killed.
    Tear(usize),
    /// It fails with this error number, and so do all after it to which that can happen, until the plan is another.
    Fail(i32),
    /// It alone fails with this error number.
    FailOnce(i32),
    /// From here on there is space for so many more bytes.
    Full(u64),
    /// It does not come back before the plan is another.
    Stall,
}

/// What is to happen, and at which operation: the first is 0. Reading and speaking are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The operation's number.
    pub at: u64,
    /// What happens.
    pub act: Act,
}

impl Plan {
    /// As a file of one line.
    pub fn encode(&self) -> String {
        let (word, number) = match self.act {
            Act::Kill => ("kill", 0),
            Act::Tear(bytes) => ("tear", bytes as u64),
            Act::Fail(error) => ("fail", u64::from(error.unsigned_abs())),
            Act::FailOnce(error) => ("once", u64::from(error.unsigned_abs())),
            Act::Full(bytes) => ("full", bytes),
            Act::Stall => ("stall", 0),
        };
        format!("{word} {} {number}\n", self.at)
    }

    /// Reads it back. None if there is no plan.
    pub fn decode(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace();
        let (word, at, number) =
            (words.next()?, words.next()?.parse().ok()?, words.next()?.parse::<u64>().ok()?);
        let error = i32::try_from(number).unwrap_or(5);
        let act = match word {
            "kill" => Act::Kill,
            "tear" => Act::Tear(usize::try_from(number).ok()?),
            "fail" => Act::Fail(error),
            "once" => Act::FailOnce(error),
            "full" => Act::Full(number),
            "stall" => Act::Stall,
            _ => return None,
        };
        Some(Self { at, act })
    }
}

/// The folder that is watched, by its absolute path.
pub const ROOT: &str = "INVIGIL_RECORDER_ROOT";
/// The file the trace is written to.
pub const TRACE: &str = "INVIGIL_RECORDER_TRACE";
/// The file with the plan, looked at before each operation. Without it nothing goes wrong.
pub const PLAN: &str = "INVIGIL_RECORDER_PLAN";

/// The variable that names a file of [`Clocks`]: what the clocks say instead of what they know. It may change while the
/// program runs.
pub const CLOCKS: &str = "INVIGIL_RECORDER_CLOCKS";
/// The variable that names a file which is read for the kernel's boot id.
pub const BOOT_ID: &str = "INVIGIL_RECORDER_BOOT_ID";

/// Two clocks that stand until they are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clocks {
    /// Milliseconds since the computer was started.
    pub boot_ms: i64,
    /// UTC, in milliseconds since 1970.
    pub wall_ms: i64,
}

impl Clocks {
    /// As they stand in the file.
    pub fn encode(self) -> [u8; 16] {
        (u128::from(self.boot_ms.cast_unsigned()) | u128::from(self.wall_ms.cast_unsigned()) << 64)
            .to_le_bytes()
    }

    /// From the file.
    pub fn decode(bytes: [u8; 16]) -> Self {
        let both = u128::from_le_bytes(bytes);
        let half = |part: u128| ((part & u128::from(u64::MAX)) as u64).cast_signed();
        Self { boot_ms: half(both), wall_ms: half(both >> 64) }
    }
}
