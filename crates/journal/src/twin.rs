//! The twin: one append-only file of checked entries. The bytes are described in `docs/formats/journal.md`.

use std::fs::File;
use std::path::{Path, PathBuf};

use evidence::keys::sha256;
use evidence::record::Frame;

use crate::contents::{Abandoned, Contents, Found};
use crate::disk::{Disk, Point, io_error, private};
use crate::error::JournalError;
use crate::planted::planted;
use crate::report::Reason;
use crate::{LARGEST_OBJECT, LONGEST_KEY_SLOTS, LONGEST_NAME};

const NAME: &[u8] = b"invigil journal twin v";
const VERSION_LINE: &[u8] = b"invigil journal twin v0\n";
const MARKER: &[u8; 4] = b"\xE7jnl";
/// Marker, kind, length; then the body, then the checksum.
const BEFORE: usize = 9;
const AROUND: usize = BEFORE + 4;
const RECORD: u8 = 1;
const OBJECT: u8 = 2;
const LONGEST_BODY: usize = 2 + LONGEST_NAME + LARGEST_OBJECT;

/// The beginning of a generation.
pub(crate) fn header(generation: u64, key_slots: &[u8], abandoned: &[Abandoned]) -> Vec<u8> {
    let mut out = VERSION_LINE.to_vec();
    out.extend(generation.to_le_bytes());
    out.extend(length(key_slots.len()));
    out.extend(key_slots);
    out.extend(length(abandoned.len()));
    abandoned.iter().for_each(|tail| out.extend(tail.to_bytes()));
    let sum = crc32fast::hash(&out);
    out.extend(sum.to_le_bytes());
    out
}

/// A record's entry.
pub(crate) fn record_entry(frame: &[u8]) -> Vec<u8> {
    entry(RECORD, &[frame])
}

/// An object's entry.
pub(crate) fn object_entry(name: &str, bytes: &[u8]) -> Vec<u8> {
    // A name is no longer than LONGEST_NAME.
    entry(OBJECT, &[&[(name.len() & 0xff) as u8, (name.len() >> 8) as u8], name.as_bytes(), bytes])
}

fn entry(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut out = MARKER.to_vec();
    out.push(kind);
    out.extend(length(parts.iter().map(|part| part.len()).sum()));
    parts.iter().for_each(|part| out.extend_from_slice(part));
    let sum = crc32fast::hash(&out[MARKER.len()..]);
    out.extend(sum.to_le_bytes());
    out
}

fn length(length: usize) -> [u8; 4] {
    // Everything that is written is bounded far below.
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// Reads whatever is whole. `named` are abandoned tails that the other file knows of.
pub(crate) fn scan(bytes: &[u8], named: &[Abandoned]) -> Found {
    let mut contents = Contents::default();
    let mut at = match read_header(bytes) {
        Ok(Header { generation, key_slots, abandoned, end }) => {
            contents.key_slots = Some(key_slots);
            contents.generation = generation;
            contents.abandoned = abandoned;
            end
        }
        Err(Some(newer)) => return Found::Newer(newer),
        Err(None) => {
            contents.fault = Some(Reason::Damaged);
            0
        }
    };
    let known = named.iter().chain(&contents.abandoned).copied().collect::<Vec<_>>();
    let end = known.iter().filter_map(|tail| cut(bytes, contents.generation, tail)).min();
    let bytes = &bytes[..end.unwrap_or(bytes.len())];
    while at < bytes.len() {
        if let Some((item, next)) = whole_entry(bytes, at) {
            contents.keep(item);
            at = next;
            continue;
        }
        // A broken place: whole entries behind it mean damage, none means that the last one was never finished.
        match (at + 1..bytes.len()).find(|later| whole_entry(bytes, *later).is_some()) {
            Some(later) => {
                contents.fault = Some(Reason::Damaged);
                at = later;
            }
            None => {
                let (offset, length) = (at as u64, (bytes.len() - at) as u64);
                let sha256 = sha256(&bytes[at..]).0;
                contents.torn = Some(Abandoned { generation: contents.generation, offset, length, sha256 });
                contents.fault.get_or_insert(Reason::TornTail { offset, length });
                break;
            }
        }
    }
    Found::Read(contents)
}

/// Where a named tail begins in these bytes, if they have it.
fn cut(bytes: &[u8], generation: u64, tail: &Abandoned) -> Option<usize> {
    let begin = usize::try_from(tail.offset).ok()?;
    let end = begin.checked_add(usize::try_from(tail.length).ok()?)?;
    let found = bytes.get(begin..end)?;
    (tail.generation == generation && sha256(found).0 == tail.sha256).then_some(begin)
}

enum Item {
    Record(Box<Frame>),
    Object(String, Vec<u8>),
}

impl Contents {
    fn keep(&mut self, item: Item) {
        match item {
            Item::Record(frame) => self.frames.push(*frame),
            Item::Object(name, bytes) => self.objects.push((name, bytes)),
        }
    }
}

struct Header {
    generation: u64,
    key_slots: Vec<u8>,
    abandoned: Vec<Abandoned>,
    end: usize,
}

/// Reads the header; otherwise says which later version it is of, if that is what it is.
fn read_header(bytes: &[u8]) -> Result<Header, Option<u32>> {
    if !bytes.starts_with(VERSION_LINE) {
        return Err(newer(bytes));
    }
    checked_header(bytes).ok_or(None)
}

fn newer(bytes: &[u8]) -> Option<u32> {
    let line = bytes.strip_prefix(NAME)?;
    let end = line.iter().take(10).position(|byte| *byte == b'\n')?;
    let number = std::str::from_utf8(&line[..end]).ok()?;
    number.parse().ok().filter(|_| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn checked_header(bytes: &[u8]) -> Option<Header> {
    let mut at = VERSION_LINE.len();
    let mut take = |count: usize| {
        let end = at.checked_add(count)?;
        let part = bytes.get(at..end)?;
        at = end;
        Some(part)
    };
    let generation = u64::from_le_bytes(take(8)?.try_into().ok()?);
    let slots = number(take(4)?)?;
    let key_slots = take((slots <= LONGEST_KEY_SLOTS).then_some(slots)?)?;
    let tails = number(take(4)?)?;
    let abandoned = Abandoned::read_all(take(tails.checked_mul(Abandoned::BYTES)?)?)?;
    let sum = number(take(4)?)?;
    let right = crc32fast::hash(&bytes[..at - 4]) as usize == sum;
    right.then(|| Header { generation, key_slots: key_slots.to_vec(), abandoned, end: at })
}

fn number(bytes: &[u8]) -> Option<usize> {
    Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
}

/// The entry that begins here and where it ends, if it is whole.
fn whole_entry(bytes: &[u8], at: usize) -> Option<(Item, usize)> {
    let rest = bytes.get(at..)?.strip_prefix(MARKER)?;
    let length = number(rest.get(1..5)?)?;
    if length > LONGEST_BODY {
        return None;
    }
    let checked = rest.get(..5 + length)?;
    let sum = number(rest.get(5 + length..9 + length)?)?;
    if crc32fast::hash(checked) as usize != sum && !planted("entries unchecked") {
        return None;
    }
    let body = &checked[5..];
    let item = match checked[0] {
        RECORD => Item::Record(Box::new(Frame::parse(body.to_vec()).ok()?)),
        OBJECT => {
            let (count, rest) = body.split_first_chunk::<2>()?;
            let (name, bytes) = rest.split_at_checked(u16::from_le_bytes(*count) as usize)?;
            Item::Object(String::from_utf8(name.to_vec()).ok()?, bytes.to_vec())
        }
        _ => return None,
    };
    Some((item, at + AROUND + length))
}

/// The twin, open for appending.
#[derive(Debug)]
pub(crate) struct Twin {
    file: File,
    path: PathBuf,
}

impl Twin {
    pub(crate) fn path_in(dir: &Path) -> PathBuf {
        dir.join("journal.twin")
    }

    /// Opens the file that is there.
    pub(crate) fn open(dir: &Path) -> Result<Self, JournalError> {
        let path = Self::path_in(dir);
        let file = private().append(true).open(&path).map_err(io_error("open", &path))?;
        Ok(Self { file, path })
    }

    /// Puts these bytes in the file's place, durably, and opens it.
    pub(crate) fn replace(dir: &Path, bytes: &[u8], disk: &mut Disk) -> Result<Self, JournalError> {
        let beside = dir.join("journal.twin.new");
        disk.write((Point::TwinWrite, Point::TwinWriteSync), &beside, bytes)?;
        disk.rename(Point::TwinRename, &beside, &Self::path_in(dir))?;
        disk.sync_dir(Point::TwinDirSync, dir)?;
        Self::open(dir)
    }

    /// Appends entries.
    pub(crate) fn append(&mut self, entries: &[u8], disk: &mut Disk) -> Result<(), JournalError> {
        disk.append(Point::TwinAppend, &self.path, &self.file, entries)
    }

    /// Makes what was appended durable.
    pub(crate) fn sync(&mut self, disk: &mut Disk) -> Result<(), JournalError> {
        disk.sync(Point::TwinSync, &self.path, &self.file)
    }
}
