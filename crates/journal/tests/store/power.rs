//! A disk that forgets what was not synced: the twin, the pulse and the names in the directory after a power cut.
//!
//! SQLite's own writes do not pass here; of its file this model knows the names and the sync after filling.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use journal::{Act, Deed, Disk, Faults, Journal, Op, Point};

use crate::fixture::{Files, SLOTS, SQLITE, Scratch, TWIN, chain, files, put};

#[derive(Debug, Default, Clone)]
struct Inode {
    now: Vec<u8>,
    durable: Vec<u8>,
    /// Whether it was ever synced after it was made.
    synced: bool,
}

#[derive(Debug, Default, Clone)]
struct Model {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    /// Whether the directory's own name is durable.
    parent: bool,
}

impl Model {
    fn inode(&mut self, path: &Path) -> &mut Inode {
        let next = self.inodes.len();
        let at = *self.names.entry(path.to_owned()).or_insert(next);
        if at == next {
            self.inodes.push(Inode::default());
        }
        &mut self.inodes[at]
    }

    fn does(&mut self, op: Op<'_>) {
        match op.deed {
            Deed::Write(bytes) => self.inode(op.path).now = bytes.to_vec(),
            Deed::Append(bytes) => self.inode(op.path).now.extend_from_slice(bytes),
            Deed::WriteAt(offset, bytes) => {
                let now = &mut self.inode(op.path).now;
                let (begin, end) = (offset as usize, offset as usize + bytes.len());
                now.resize(now.len().max(end), 0);
                now[begin..end].copy_from_slice(bytes);
            }
            Deed::Sync => {
                let inode = self.inode(op.path);
                inode.durable = inode.now.clone();
                inode.synced = true;
            }
            Deed::SyncDir if op.point == Point::ParentSync => self.parent = true,
            Deed::SyncDir => self.durable_names = self.names.clone(),
            Deed::Rename(to) => {
                if let Some(inode) = self.names.remove(op.path) {
                    self.names.insert(to.to_owned(), inode);
                }
            }
            Deed::Remove => drop(self.names.remove(op.path)),
            Deed::MakeDir | Deed::Sqlite => {}
        }
    }

    /// A file after the power cut, with so many of the bytes that were not synced.
    fn after_cut(&self, path: &Path, unsynced: usize) -> Option<Vec<u8>> {
        let inode = &self.inodes[*self.durable_names.get(path)?];
        let mut bytes = inode.durable.clone();
        if let Some(rest) = inode.now.strip_prefix(bytes.as_slice()) {
            bytes.extend_from_slice(&rest[..unsynced.min(rest.len())]);
        }
        Some(bytes)
    }
}

/// Forgets on demand; lies at one point, if told to.
struct Forgetful {
    model: Arc<Mutex<Model>>,
    /// The disk before each operation.
    before: Arc<Mutex<Vec<(Point, Model)>>>,
    lies_at: Option<Point>,
}

impl Faults for Forgetful {
    fn at(&mut self, op: Op<'_>) -> Act {
        let mut model = self.model.lock().unwrap();
        self.before.lock().unwrap().push((op.point, model.clone()));
        if self.lies_at == Some(op.point) {
            return Act::Lie;
        }
        model.does(op);
        Act::Go
    }
}

/// A disk, what it is at any time, and what it was before each operation.
type Watched = (Disk, Arc<Mutex<Model>>, Arc<Mutex<Vec<(Point, Model)>>>);

fn watched(begin: Model, lies_at: Option<Point>) -> Watched {
    let (model, before) = (Arc::new(Mutex::new(begin)), Arc::default());
    let faults = Forgetful { model: model.clone(), before: Arc::clone(&before), lies_at };
    (Disk::with(Box::new(faults)), model, before)
}

/// A sitting, and an opening that writes both files anew; the power is cut again and again. Says how a promise was
/// broken, if one was, and otherwise how often the power was cut.
pub(crate) fn campaign(lies_at: Option<Point>) -> Result<usize, String> {
    Ok(sitting(lies_at)? + repair(lies_at)?)
}

/// The power is cut after every acknowledgement.
fn sitting(lies_at: Option<Point>) -> Result<usize, String> {
    let scratch = Scratch::new();
    let dir = scratch.dir();
    let (disk, model, _) = watched(Model::default(), lies_at);
    let said = |error: journal::JournalError| error.to_string();
    let mut journal = Journal::create_with(&dir, SLOTS, disk).map_err(said)?;
    let history = chain(4);
    let mut cuts = 0;
    for (at, frame) in history.iter().enumerate() {
        journal.append(frame).map_err(said)?;
        journal.put_object(&format!("object-{at}"), &[at as u8; 40]).map_err(said)?;
        // Not after the first record: a new pulse file would bring the other names to the disk with it.
        if at > 0 {
            journal.pulse(&[at as u8 + 1]).map_err(said)?;
        }
        let (model, present) = (model.lock().unwrap().clone(), files(&dir));
        for unsynced in [0, 1, 50, usize::MAX] {
            cuts += 1;
            after_cut(&model, &dir, &present, unsynced, &history[..=at])
                .map_err(|said| format!("after record {} with {unsynced} unsynced bytes: {said}", at + 1))?;
        }
    }
    Ok(cuts)
}

/// The database is ruined beside an old log, and the twin is distrusted after a failed sync. While both are written
/// anew the power is cut before every operation: the twin must hold everything at all times, and SQLite in the end.
fn repair(lies_at: Option<Point>) -> Result<usize, String> {
    let (scratch, second) = (Scratch::new(), Scratch::new());
    let dir = second.dir();
    let history = chain(3);
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    journal.append(&history[0]).unwrap();
    let log = files(&scratch.dir())["journal.sqlite-wal"].clone();
    history[1..].iter().for_each(|frame| journal.append(frame).unwrap());
    drop(journal);
    let mut begin = files(&scratch.dir());
    begin.insert(SQLITE.into(), b"ruined".to_vec());
    begin.insert("journal.sqlite-wal".into(), log);
    begin.insert("lock".into(), b"!!".to_vec());
    put(&dir, &begin);
    let mut model = Model { parent: true, ..Model::default() };
    for (name, bytes) in &begin {
        *model.inode(&dir.join(name)) = Inode { now: bytes.clone(), durable: bytes.clone(), synced: true };
    }
    model.durable_names = model.names.clone();

    let (disk, _, before) = watched(model, lies_at);
    let result = Journal::open_with(&dir, disk).map(drop).map_err(|error| error.to_string());
    let after = files(&dir);
    result?;
    let alone = |files: Files| {
        let scratch = Scratch::new();
        put(&scratch.dir(), &files);
        let opened = Journal::open(&scratch.dir()).map_err(|error| error.to_string())?;
        if opened.frames == history { Ok(()) } else { Err(format!("{:?}", opened.frames)) }
    };
    let before = std::mem::take(&mut *before.lock().unwrap());
    for (point, model) in &before {
        let twin = model.after_cut(&dir.join(TWIN), 0).unwrap_or_default();
        alone(Files::from([(TWIN.into(), twin)]))
            .map_err(|said| format!("the twin, before {}: {said}", point.label()))?;
    }
    let of_sqlite = after.into_iter().filter(|(name, _)| name.starts_with(SQLITE) && !name.contains("kept"));
    alone(of_sqlite.collect()).map_err(|said| format!("SQLite, written anew: {said}"))?;
    Ok(before.len())
}

/// The twin alone, and SQLite alone, must each hold all that was acknowledged.
fn after_cut(
    model: &Model,
    dir: &Path,
    present: &Files,
    unsynced: usize,
    told: &[evidence::record::Frame],
) -> Result<(), String> {
    if !model.parent {
        return Err("the directory's own name is not durable".into());
    }
    let file = |name: &str| model.after_cut(&dir.join(name), unsynced).unwrap_or_default();
    let twin = Files::from([(TWIN.into(), file(TWIN)), ("journal.pulse".into(), file("journal.pulse"))]);
    let named = model.durable_names.get(&dir.join(SQLITE)).map(|inode| &model.inodes[*inode]);
    let mut sqlite = Files::new();
    if named.is_some_and(|inode| inode.synced) {
        let of_sqlite = present.iter().filter(|(name, _)| name.starts_with(SQLITE));
        sqlite.extend(of_sqlite.map(|(name, bytes)| (name.clone(), bytes.clone())));
    }
    for (which, files) in [("twin", twin), ("SQLite", sqlite)] {
        let scratch = Scratch::new();
        put(&scratch.dir(), &files);
        let opened = Journal::open(&scratch.dir()).map_err(|error| format!("{which}: {error}"))?;
        if opened.frames != told || opened.objects.len() != told.len() {
            return Err(format!("{which}: {:?}", opened.frames));
        }
        let pulse = (told.len() > 1).then(|| vec![told.len() as u8]);
        if which == "twin" && opened.last_pulse != pulse {
            return Err(format!("pulse {:?}", opened.last_pulse));
        }
    }
    Ok(())
}

#[test]
fn what_is_acknowledged_survives_a_power_cut_in_either_file() {
    let cuts = campaign(None).unwrap();
    println!("{cuts} power cuts");
    assert!(cuts > 30, "only {cuts} power cuts");
}
