//! Directories that clean up after themselves, chains of records, and a look at what an opening gave.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use evidence::record::{Frame, Log, Place, Record};
use evidence::{Entropy, Secret};
use exam::ledger::{BootId, Moment};
use exam::{AttemptId, Digest, OpId, ProgrammeId};
use journal::{Journal, Opened};

pub(crate) const SLOTS: &[u8] = b"key slots, wrapped twice";
pub(crate) const TWIN: &str = "journal.twin";
pub(crate) const SQLITE: &str = "journal.sqlite";

/// A directory in memory where there is one: these tests are about what is written, not about how fast.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let name =
            format!("invigil-journal-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = base.join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The journal's own directory in it.
    pub(crate) fn dir(&self) -> PathBuf {
        self.0.join("attempt")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

/// The same bytes in every run.
pub(crate) struct Counting(u64);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = (self.0 >> 56) as u8;
        }
    }
}

pub(crate) fn data_key() -> Secret {
    Secret::new([42; 32])
}

/// The record after `before` (the first if there is none), saying `what`.
pub(crate) fn next(before: Option<&Frame>, what: &str) -> Frame {
    let head = before.map(Frame::head);
    let (segment, seq) = head.map_or((0, 1), |head| (head.segment, head.seq + 1));
    at_place(segment, seq, head.map_or(Digest([0; 32]), |head| head.digest), what)
}

pub(crate) fn at_place(segment: u32, seq: u64, previous: Digest, what: &str) -> Frame {
    of_attempt(2, segment, seq, previous, what)
}

pub(crate) fn of_attempt(attempt: u8, segment: u32, seq: u64, previous: Digest, what: &str) -> Frame {
    let mut entropy = Counting(
        seq.wrapping_mul(31) ^ what.bytes().fold(7, |sum: u64, b| sum.wrapping_mul(31) + u64::from(b)),
    );
    let place = Place {
        log: Log::Journal,
        programme: ProgrammeId::mint(1, [1; 10]),
        attempt: AttemptId::mint(1, [attempt; 10]),
        segment,
        op: OpId::mint(seq as i64, entropy.bytes()),
        at: Moment { boot: BootId([9; 16]), boot_ms: seq * 1000, wall_ms: 1_700_000_000_000 + seq as i64 },
    };
    let (payload, grant) = (what.as_bytes().to_vec(), Digest([segment as u8; 32]));
    let record = match (segment, seq) {
        (1.., 1) => Record::open_segment(place, previous, grant, "answered", payload, &mut entropy),
        _ => Record::write(place, seq, previous, "answered", payload, &mut entropy),
    };
    record.seal(&data_key(), &mut entropy)
}

/// So many records, each saying its number.
pub(crate) fn chain(length: u64) -> Vec<Frame> {
    extend(Vec::new(), length, "")
}

pub(crate) fn extend(mut frames: Vec<Frame>, more: u64, what: &str) -> Vec<Frame> {
    for _ in 0..more {
        let text = format!("{what}{}", frames.len() + 1);
        frames.push(next(frames.last(), &text));
    }
    frames
}

pub(crate) fn objects() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([("ticket".into(), b"sealed ticket".to_vec()), ("start-token".into(), vec![7; 100])])
}

/// Makes a journal of these records and objects and closes it.
pub(crate) fn made(dir: &Path, frames: &[Frame], objects: &BTreeMap<String, Vec<u8>>) {
    let mut journal = Journal::create(dir, SLOTS).unwrap();
    objects.iter().for_each(|(name, bytes)| journal.put_object(name, bytes).unwrap());
    frames.iter().for_each(|frame| journal.append(frame).unwrap());
}

/// The files of a closed journal, by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

pub(crate) fn files(dir: &Path) -> Files {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let name = |entry: &fs::DirEntry| entry.file_name().into_string().unwrap();
    entries.map(|entry| (name(&entry), fs::read(entry.path()).unwrap())).collect()
}

/// Makes the directory hold these files and no others.
pub(crate) fn put(dir: &Path, files: &Files) {
    let _fresh = fs::remove_dir_all(dir);
    fs::create_dir_all(dir).unwrap();
    files.iter().for_each(|(name, bytes)| fs::write(dir.join(name), bytes).unwrap());
}

/// Makes SQLite's pages as small as they can be, so that there are fewer bytes to try one by one.
pub(crate) fn shrink(dir: &Path) {
    let connection = rusqlite::Connection::open(dir.join(SQLITE)).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode=DELETE; PRAGMA page_size=512; VACUUM; PRAGMA journal_mode=WAL;")
        .unwrap();
    connection.close().unwrap();
}

/// Opens and expects exactly these records and objects.
#[track_caller]
pub(crate) fn opens_to(dir: &Path, frames: &[Frame], objects: &BTreeMap<String, Vec<u8>>) -> Opened {
    opens_to_or_says(dir, frames, objects).unwrap()
}

pub(crate) fn opens_to_or_says(
    dir: &Path,
    frames: &[Frame],
    objects: &BTreeMap<String, Vec<u8>>,
) -> Result<Opened, String> {
    let opened = Journal::open(dir).map_err(|error| format!("does not open: {error}"))?;
    if opened.frames != frames {
        return Err(format!("records: {:?}, expected {:?}", opened.frames, frames));
    }
    if opened.objects != *objects {
        let names = opened.objects.keys().collect::<Vec<_>>();
        return Err(format!("objects: {names:?}, expected {:?}", objects.keys().collect::<Vec<_>>()));
    }
    if opened.key_slots != SLOTS {
        return Err("other key slots".into());
    }
    Ok(opened)
}
