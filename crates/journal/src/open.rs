//! Opening: two readings, one truth, and both files made to agree on it before anything is returned.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evidence::keys::sha256;
use evidence::record::Frame;

use crate::aside;
use crate::contents::{Abandoned, Contents, Found};
use crate::disk::{Disk, Point, read};
use crate::error::JournalError;
use crate::journal::{Journal, build_database};
use crate::lock::{Lock, Store};
use crate::planted::planted;
use crate::pulse::Pulse;
use crate::report::{Reason, Report, StoreState};
use crate::sqlite::{self, Database, Meta};
use crate::truth::{self, Truth};
use crate::twin::{self, Twin};

/// A journal and what stood in it.
#[derive(Debug)]
pub struct Opened {
    /// The journal, open for writing.
    pub journal: Journal,
    /// The bytes that were given when it was made.
    pub key_slots: Vec<u8>,
    /// The records in their order: a valid chain by their headers. What is encrypted in them was not looked at.
    pub frames: Vec<Frame>,
    /// The objects by their names.
    pub objects: BTreeMap<String, Vec<u8>>,
    /// The last pulse that is whole; none if there is none.
    pub last_pulse: Option<Vec<u8>>,
    /// What was found and done.
    pub report: Report,
}

impl Journal {
    /// Opens a journal from its two files, either of which may be missing or damaged. On return both hold the same
    /// history, durably, whatever was found.
    pub fn open(dir: &Path) -> Result<Opened, JournalError> {
        Self::open_with(dir, Disk::default())
    }

    /// [`Journal::open`] on a disk with faults.
    #[doc(hidden)]
    pub fn open_with(dir: &Path, mut disk: Disk) -> Result<Opened, JournalError> {
        sqlite::check_version()?;
        if !Self::exists(dir) {
            return Err(JournalError::Missing { dir: dir.to_owned() });
        }
        let mut lock = Lock::take(dir, &mut disk)?;
        let (from_sqlite, from_twin) = read_both(dir)?;
        let plan = Plan::make(from_sqlite, from_twin, &lock)?;
        let (twin, database) = plan.carry_out(dir, &mut disk).inspect_err(|error| {
            lock.suspect(&[Store::Sqlite, Store::Twin], error, &mut disk);
        })?;
        if lock.suspects(Store::Sqlite) || lock.suspects(Store::Twin) {
            lock.clear(&mut disk)?;
        }
        let kept = aside::list(dir)?;
        let (pulse, last_pulse) = Pulse::open(dir);
        let Truth { key_slots, frames, objects, fork, stranded } = plan.truth;
        let place = |frame: &Frame| (frame.header().segment, frame.header().seq);
        let journal = Self {
            dir: dir.to_owned(),
            disk,
            twin,
            database,
            pulse,
            records: frames.iter().map(|frame| (place(frame), sha256(frame.as_bytes()))).collect(),
            last: frames.last().cloned(),
            objects: objects.iter().map(|(name, bytes)| (name.clone(), sha256(bytes))).collect(),
            poisoned: false,
            lock,
        };
        let report = Report {
            sqlite: plan.sqlite.state,
            twin: plan.twin.state,
            fork,
            recovered: plan.recovered,
            stranded,
            kept,
        };
        Ok(Opened { journal, key_slots, frames, objects, last_pulse, report })
    }
}

fn read_both(dir: &Path) -> Result<(Found, Found), JournalError> {
    let from_sqlite = sqlite::read(&sqlite::path_in(dir))?;
    let named = match &from_sqlite {
        Found::Read(contents) => contents.abandoned.clone(),
        _ => Vec::new(),
    };
    let bytes = read(&Twin::path_in(dir));
    let from_twin = bytes.map(|bytes| bytes.map_or(Found::Missing, |bytes| twin::scan(&bytes, &named)));
    Ok((from_sqlite, aside::or_unreadable(from_twin)?))
}

/// What is to be done to one of the two files.
struct Repair {
    state: StoreState,
    /// Places of the records that it lacks, as indices into the truth's frames.
    frames: Vec<usize>,
    /// Names of the objects that it lacks.
    objects: Vec<String>,
    keep: bool,
}

struct Plan {
    truth: Truth,
    sqlite: Repair,
    twin: Repair,
    /// The twin's generation from now on, and the tails it knows of.
    generation: u64,
    abandoned: Vec<Abandoned>,
    /// Whether SQLite must be told of the two.
    tell_sqlite: bool,
    recovered: u32,
}

impl Plan {
    fn make(from_sqlite: Found, from_twin: Found, lock: &Lock) -> Result<Self, JournalError> {
        let (sqlite, twin) = known_format(from_sqlite, from_twin)?;
        let Some(truth) = truth::decide(&sqlite, &twin) else {
            let reason = |contents: &Contents| contents.fault.unwrap_or(Reason::Damaged);
            return Err(JournalError::BothLost { sqlite: reason(&sqlite), twin: reason(&twin) });
        };
        let suspect = |store| lock.suspects(store).then_some(Reason::WriteFailed);
        let older = twin.generation < sqlite.generation && !planted("older copies believed");
        let older = older.then_some(Reason::OlderCopy);
        let for_sqlite = Repair::of(&sqlite, &truth, suspect(Store::Sqlite));
        let for_twin = Repair::of(&twin, &truth, suspect(Store::Twin).or(older));

        let mut abandoned = twin.abandoned.clone();
        let more = sqlite.abandoned.iter().filter(|tail| !twin.abandoned.contains(tail));
        abandoned.extend(more);
        abandoned.extend(twin.torn);
        let newest = sqlite.generation.max(twin.generation);
        let rebuilt = matches!(for_twin.state, StoreState::Rebuilt(_));
        let generation = if rebuilt { newest.saturating_add(1) } else { newest };
        let tell_sqlite = generation != sqlite.generation || abandoned != sqlite.abandoned;
        let recovered = recovered(&for_sqlite, &for_twin);
        Ok(Self { truth, sqlite: for_sqlite, twin: for_twin, generation, abandoned, tell_sqlite, recovered })
    }

    /// The twin first: while SQLite's file is replaced, the twin holds everything.
    fn carry_out(&self, dir: &Path, disk: &mut Disk) -> Result<(Twin, Database), JournalError> {
        let path = sqlite::path_in(dir);
        if self.twin.keep {
            aside::keep(dir, &Twin::path_in(dir), &[""], disk)?;
        }
        if self.sqlite.keep {
            aside::keep(dir, &path, &["", "-wal"], disk)?;
        }
        let Truth { key_slots, frames, objects, .. } = &self.truth;
        let twin = if matches!(self.twin.state, StoreState::Rebuilt(_)) {
            let key_slots = if planted("key slots lost") { &[][..] } else { key_slots.as_slice() };
            let mut bytes = twin::header(self.generation, key_slots, &self.abandoned);
            frames.iter().for_each(|frame| bytes.extend(twin::record_entry(frame.as_bytes())));
            objects.iter().for_each(|(name, object)| bytes.extend(twin::object_entry(name, object)));
            Twin::replace(dir, &bytes, disk)?
        } else {
            let mut twin = Twin::open(dir)?;
            let mut bytes = Vec::new();
            self.twin.frames.iter().for_each(|at| bytes.extend(twin::record_entry(frames[*at].as_bytes())));
            let lacking = self.twin.objects.iter().filter_map(|name| objects.get_key_value(name));
            lacking.for_each(|(name, object)| bytes.extend(twin::object_entry(name, object)));
            if !bytes.is_empty() && !planted("what is lacking stays lacking") {
                twin.append(&bytes, disk)?;
            }
            // What was read may never have been synced.
            twin.sync(disk)?;
            twin
        };

        let meta = Meta { key_slots, generation: self.generation, abandoned: &self.abandoned };
        let database = if matches!(self.sqlite.state, StoreState::Rebuilt(_)) {
            build_database(dir, meta, frames, objects, disk)?;
            Database::open(&path)?
        } else {
            let mut database = Database::open(&path)?;
            let lacking = self.sqlite.objects.iter().filter_map(|name| objects.get_key_value(name));
            let frames = self.sqlite.frames.iter().map(|at| &frames[*at]);
            if self.sqlite.state != StoreState::Sound || self.tell_sqlite {
                let meta = self.tell_sqlite.then_some(meta);
                disk.sqlite(Point::SqliteCommit, &path, || database.commit(meta, frames, lacking))?;
            }
            disk.sqlite(Point::SqliteCheckpoint, &path, || database.checkpoint())?;
            database
        };
        disk.sync_dir(Point::DirSync, dir)?;
        if let Some(parent) = dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            // Nor may the directory's own name have been.
            disk.sync_dir(Point::ParentSync, parent)?;
        }
        Ok((twin, database))
    }
}

/// Refuses later formats; a file that says it is of one while the other is whole and of this one is damaged.
fn known_format(sqlite: Found, twin: Found) -> Result<(Contents, Contents), JournalError> {
    let contents = |found| match found {
        Found::Read(contents) => contents,
        Found::Missing => Contents { fault: Some(Reason::Missing), ..Contents::default() },
        Found::Newer(_) => Contents { fault: Some(Reason::OtherVersion), ..Contents::default() },
    };
    match (&sqlite, &twin) {
        (Found::Newer(_), Found::Read(other)) | (Found::Read(other), Found::Newer(_)) if other.is_ours() => {}
        (Found::Newer(found), _) | (_, Found::Newer(found)) => {
            return Err(JournalError::TooNew { found: *found });
        }
        _ => {}
    }
    Ok((contents(sqlite), contents(twin)))
}

impl Repair {
    fn of(contents: &Contents, truth: &Truth, distrust: Option<Reason>) -> Self {
        let has: BTreeSet<&[u8]> = contents.frames.iter().map(Frame::as_bytes).collect();
        let names: BTreeMap<&str, &[u8]> =
            contents.objects.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let in_truth: BTreeSet<&[u8]> = truth.frames.iter().map(Frame::as_bytes).collect();
        let lacks = |at: &usize| !has.contains(truth.frames[*at].as_bytes());
        let frames: Vec<usize> = (0..truth.frames.len()).filter(lacks).collect();
        let objects: Vec<String> =
            truth.objects.keys().filter(|name| !names.contains_key(name.as_str())).cloned().collect();
        let strange = has.iter().any(|frame| !in_truth.contains(frame))
            || names.iter().any(|(name, bytes)| truth.objects.get(*name).is_none_or(|true_| true_ != bytes))
            || contents.key_slots.as_ref().is_some_and(|slots| *slots != truth.key_slots);
        let strange = strange.then_some(Reason::OtherHistory);
        let lacking = u32::try_from(frames.len() + objects.len()).unwrap_or(u32::MAX);
        let reason = contents.fault.or(strange).or(distrust);
        let state = match (reason, lacking) {
            (Some(reason), _) => StoreState::Rebuilt(reason),
            (None, 0) => StoreState::Sound,
            (None, lacking) => StoreState::CaughtUp(lacking),
        };
        let telling = truth.fork.is_some() || truth.stranded > 0;
        let damaged = matches!(reason, Some(Reason::Damaged | Reason::OtherVersion | Reason::OtherHistory));
        Self { state, frames, objects, keep: telling || damaged }
    }
}

fn recovered(sqlite: &Repair, twin: &Repair) -> u32 {
    let frames: BTreeSet<usize> = sqlite.frames.iter().chain(&twin.frames).copied().collect();
    let objects: BTreeSet<&String> = sqlite.objects.iter().chain(&twin.objects).collect();
    u32::try_from(frames.len() + objects.len()).unwrap_or(u32::MAX)
}
