//! A fault at every point and every time it is passed: nothing acknowledged is lost and nothing is invented.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use evidence::record::Frame;
use journal::{Act, Deed, Disk, Faults, Journal, JournalError, Op, Point};

use crate::fixture::{Files, SLOTS, SQLITE, Scratch, TWIN, chain, extend, files, made, objects, put};

/// One fault: at the operation of this number, and at all later ones if the computer stops there.
#[derive(Debug, Clone, Copy)]
struct Fault {
    at: usize,
    act: Act,
    stops: bool,
}

/// What passed, and the fault.
#[derive(Debug, Default)]
struct Passed {
    /// Each with whether bytes are written there, which can tear.
    points: Vec<(Point, bool)>,
    fault: Option<Fault>,
}

struct Shared(Arc<Mutex<Passed>>);

impl Faults for Shared {
    fn at(&mut self, op: Op<'_>) -> Act {
        let mut passed = self.0.lock().unwrap();
        let number = passed.points.len();
        let bytes = matches!(op.deed, Deed::Write(_) | Deed::Append(_) | Deed::WriteAt(..));
        passed.points.push((op.point, bytes));
        match passed.fault {
            Some(fault) if fault.at == number => fault.act,
            Some(fault) if fault.stops && number > fault.at => Act::Fail,
            _ => Act::Go,
        }
    }
}

/// What a candidate's desk was told.
#[derive(Debug, Default)]
struct Told {
    frames: usize,
    objects: BTreeSet<String>,
    pulse: u8,
}

/// The beginning of a script: the files that are there, and what they are known to hold.
struct Beginning {
    name: &'static str,
    files: Files,
    frames: usize,
    objects: BTreeSet<String>,
}

const LENGTH: usize = 4;

fn history() -> Vec<Frame> {
    chain(LENGTH as u64)
}

/// One sitting on this disk, up to the first failure.
fn sit(dir: &Path, told: &mut Told, disk: Disk) -> Result<(), JournalError> {
    let mut journal = if Journal::exists(dir) {
        Journal::open_with(dir, disk)?.journal
    } else {
        Journal::create_with(dir, SLOTS, disk)?
    };
    for (at, frame) in history().iter().enumerate().skip(told.frames) {
        let appended = journal.append(frame);
        refuses_after(&appended, &mut journal);
        appended?;
        told.frames = at + 1;
        journal.pulse(&[told.pulse + 1])?;
        told.pulse += 1;
        if at == 1 {
            for (name, bytes) in objects() {
                let stored = journal.put_object(&name, &bytes);
                refuses_after(&stored, &mut journal);
                stored?;
                told.objects.insert(name);
            }
        }
    }
    Ok(())
}

/// After a failure, everything is refused.
fn refuses_after(result: &Result<(), JournalError>, journal: &mut Journal) {
    if result.is_err() {
        assert!(matches!(journal.append(&history()[0]), Err(JournalError::Reopen)));
        assert!(matches!(journal.put_object("x", b"y"), Err(JournalError::Reopen)));
        assert!(matches!(journal.pulse(b"z"), Err(JournalError::Reopen)));
    }
}

/// Opens on a good disk: everything that was told is there, and nothing that was never asked for.
fn check(dir: &Path, told: &Told) {
    if !Journal::exists(dir) {
        assert_eq!((told.frames, told.objects.len()), (0, 0), "the journal is gone");
        return;
    }
    let opened = Journal::open(dir).unwrap();
    assert_eq!(opened.key_slots, SLOTS);
    let found = opened.frames.len();
    assert!(found == told.frames || found == told.frames + 1, "{found} records, told of {}", told.frames);
    assert_eq!(opened.frames, history()[..found]);
    assert!(told.objects.iter().all(|name| opened.objects.get(name) == objects().get(name)), "{told:?}");
    assert!(opened.objects.iter().all(|(name, bytes)| objects().get(name) == Some(bytes)));
    let pulse = opened.last_pulse.as_ref().map_or(0, |pulse| pulse[0]);
    let expected = told.pulse.saturating_sub(1)..=told.pulse + 1;
    assert!(expected.contains(&pulse), "pulse {pulse}, told of {}", told.pulse);
    assert_eq!(opened.report.fork, None);
    drop(opened);
    // Both files hold it, each by itself.
    let whole = files(dir);
    for spare in [SQLITE, TWIN] {
        put(dir, &whole);
        fs::remove_file(dir.join(spare)).unwrap();
        let alone = Journal::open(dir).unwrap();
        assert_eq!(alone.frames, history()[..found], "without {spare}");
        assert!(told.objects.iter().all(|name| alone.objects.contains_key(name)), "without {spare}");
    }
    put(dir, &whole);
}

fn beginnings() -> Vec<Beginning> {
    let of = |frames: usize| {
        let scratch = Scratch::new();
        made(&scratch.dir(), &history()[..frames], &BTreeMap::new());
        files(&scratch.dir())
    };
    let beginning = |name, frames, files| Beginning { name, files, frames, objects: BTreeSet::new() };
    let (two, one) = (of(2), of(1));
    let with = |name: &str, bytes: Vec<u8>| {
        let mut files = two.clone();
        files.insert(name.into(), bytes);
        files
    };
    let cut = |name: &str, by: usize| two[name][..two[name].len() - by].to_vec();
    let flipped = |name: &str, at: usize| {
        let mut bytes = two[name].clone();
        bytes[at] ^= 1;
        bytes
    };
    vec![
        beginning("nothing", 0, Files::new()),
        beginning("a closed journal", 2, two.clone()),
        beginning("a torn twin", 2, with(TWIN, cut(TWIN, 3))),
        beginning("a damaged twin", 2, with(TWIN, flipped(TWIN, 40))),
        beginning("an older twin", 2, with(TWIN, one[TWIN].clone())),
        beginning("a damaged database", 2, with(SQLITE, flipped(SQLITE, 100))),
        beginning("a cut database", 2, with(SQLITE, cut(SQLITE, 5000))),
        beginning("an older database", 2, with(SQLITE, one[SQLITE].clone())),
        beginning("a failed sync", 2, with("lock", b"!!".to_vec())),
        beginning("a log beside no database", 2, {
            let mut files = with("journal.sqlite-wal", vec![5; 4000]);
            files.remove(SQLITE);
            files
        }),
    ]
}

/// A sitting from this beginning with this fault; then a second one, without, to the end.
fn run(from: &Beginning, fault: Option<Fault>) -> Vec<(Point, bool)> {
    let scratch = Scratch::new();
    let dir = scratch.dir();
    if !from.files.is_empty() {
        put(&dir, &from.files);
    }
    let passed = Arc::new(Mutex::new(Passed { points: Vec::new(), fault }));
    let mut told = Told { frames: from.frames, objects: from.objects.clone(), pulse: 0 };
    let result = sit(&dir, &mut told, Disk::with(Box::new(Shared(passed.clone()))));
    let done = result.is_ok();
    assert!(fault.is_some() || done, "{}: {result:?}", from.name);
    check(&dir, &told);
    sit(&dir, &mut told, Disk::default()).unwrap();
    if told.objects.is_empty() {
        told.objects = opened_objects(&dir);
    }
    assert_eq!(told.frames, LENGTH);
    check(&dir, &told);
    std::mem::take(&mut passed.lock().unwrap().points)
}

fn opened_objects(dir: &Path) -> BTreeSet<String> {
    Journal::open(dir).unwrap().objects.into_keys().collect()
}

#[test]
fn a_fault_at_every_point_loses_nothing_and_invents_nothing() {
    let mut hit = BTreeSet::new();
    let mut cases = 0;
    for from in beginnings() {
        let points = run(&from, None);
        for (at, (point, bytes)) in points.iter().enumerate() {
            hit.insert(*point);
            let whole = [Act::Fail, Act::DoAndFail];
            let torn = [Act::Tear(1), Act::Tear(30), Act::Tear(600)];
            for act in whole.into_iter().chain(torn.into_iter().filter(|_| *bytes)) {
                for stops in [false, true] {
                    let fault = Fault { at, act, stops };
                    let case = std::panic::catch_unwind(|| run(&from, Some(fault)));
                    assert!(case.is_ok(), "from {}, {point:?}: {fault:?}", from.name);
                    cases += 1;
                }
            }
        }
    }
    let all: BTreeSet<Point> = Point::ALL.iter().copied().collect();
    println!("{cases} cases, points discovered {}, points hit {}", all.len(), hit.len());
    assert_eq!(hit, all, "every point of the program is passed by these scripts");
}

/// A killed process leaves the files as they are at that moment.
#[test]
fn a_kill_at_every_point_loses_nothing_and_invents_nothing() {
    /// How many records and objects the desk was told of.
    type Count = (usize, usize);
    struct Camera {
        dir: std::path::PathBuf,
        told: Arc<Mutex<Count>>,
        pictures: Arc<Mutex<Vec<(Point, Count, Files)>>>,
    }
    impl Faults for Camera {
        fn at(&mut self, op: Op<'_>) -> Act {
            let told = *self.told.lock().unwrap();
            if self.dir.exists() {
                self.pictures.lock().unwrap().push((op.point, told, files(&self.dir)));
            }
            Act::Go
        }
    }
    let scratch = Scratch::new();
    let (told, pictures) = (Arc::new(Mutex::new((0, 0))), Arc::new(Mutex::new(Vec::new())));
    let disk = || {
        let camera = Camera { dir: scratch.dir(), told: told.clone(), pictures: pictures.clone() };
        Disk::with(Box::new(camera))
    };
    let mut journal = Journal::create_with(&scratch.dir(), SLOTS, disk()).unwrap();
    for (at, frame) in history().iter().enumerate() {
        journal.append(frame).unwrap();
        told.lock().unwrap().0 = at + 1;
        journal.pulse(b"alive").unwrap();
        if at == 1 {
            drop(journal);
            fs::write(scratch.dir().join(TWIN), b"ruined").unwrap();
            journal = Journal::open_with(&scratch.dir(), disk()).unwrap().journal;
        }
        if at == 2 {
            for (name, bytes) in objects() {
                journal.put_object(&name, &bytes).unwrap();
                told.lock().unwrap().1 += 1;
            }
        }
    }
    drop(journal);
    let pictures = std::mem::take(&mut *pictures.lock().unwrap());
    assert!(pictures.len() > 40, "only {} pictures", pictures.len());
    for (point, (frames, stored), picture) in pictures {
        put(&scratch.dir(), &picture);
        if !Journal::exists(&scratch.dir()) {
            assert_eq!((frames, stored), (0, 0), "{point:?}");
            continue;
        }
        let opened = Journal::open(&scratch.dir()).unwrap();
        let found = opened.frames.len();
        assert!(found == frames || found == frames + 1, "{point:?}: {found} records, told of {frames}");
        assert_eq!(opened.frames, history()[..found], "{point:?}");
        let count = opened.objects.len();
        assert!(count == stored || count == stored + 1, "{point:?}: {count} objects, told of {stored}");
    }
}

/// The failed sync of one store is remembered, and that store alone is written anew.
#[test]
fn a_failed_sync_distrusts_one_file_until_it_is_written_anew() {
    use journal::{Reason, StoreState};
    let failed = StoreState::Rebuilt(Reason::WriteFailed);
    for (point, sqlite, twin) in [
        (Point::TwinSync, StoreState::CaughtUp(1), failed.clone()),
        (Point::SqliteCommit, failed.clone(), StoreState::Sound),
    ] {
        struct Always(Point);
        impl Faults for Always {
            fn at(&mut self, op: Op<'_>) -> Act {
                if op.point == self.0 { Act::Fail } else { Act::Go }
            }
        }
        let scratch = Scratch::new();
        let disk = Disk::with(Box::new(Always(point)));
        let mut journal = Journal::create_with(&scratch.dir(), SLOTS, disk).unwrap();
        assert!(journal.append(&history()[0]).is_err());
        assert!(matches!(journal.append(&history()[0]), Err(JournalError::Reopen)));
        drop(journal);
        let opened = Journal::open(&scratch.dir()).unwrap();
        assert_eq!((&opened.report.sqlite, &opened.report.twin), (&sqlite, &twin), "{point:?}");
        assert_eq!(opened.frames, history()[..1]);
        drop(opened);
        let report = Journal::open(&scratch.dir()).unwrap().report;
        assert_eq!((report.sqlite, report.twin), (StoreState::Sound, StoreState::Sound));
    }
}

/// The pulse is a courtesy: its failure is said, and the answers go on.
#[test]
fn a_failing_pulse_does_not_stop_the_answers() {
    struct NoPulse;
    impl Faults for NoPulse {
        fn at(&mut self, op: Op<'_>) -> Act {
            if op.point.label().starts_with("pulse.") { Act::Fail } else { Act::Go }
        }
    }
    let scratch = Scratch::new();
    let mut journal = Journal::create_with(&scratch.dir(), SLOTS, Disk::with(Box::new(NoPulse))).unwrap();
    for frame in extend(Vec::new(), 3, "") {
        assert!(matches!(journal.pulse(b"alive"), Err(JournalError::Io { .. })));
        journal.append(&frame).unwrap();
    }
}

/// The order that everything rests on, and nothing besides.
#[test]
fn the_twin_is_synced_before_sqlite_commits() {
    let scratch = Scratch::new();
    let passed = Arc::new(Mutex::new(Passed::default()));
    let disk = Disk::with(Box::new(Shared(passed.clone())));
    let mut journal = Journal::create_with(&scratch.dir(), SLOTS, disk).unwrap();
    let since = || -> Vec<Point> {
        let points = std::mem::take(&mut passed.lock().unwrap().points);
        points.into_iter().map(|(point, _)| point).collect()
    };
    since();
    let order = [Point::TwinAppend, Point::TwinSync, Point::SqliteCommit];
    journal.append(&history()[0]).unwrap();
    assert_eq!(since(), order);
    journal.put_object("ticket", b"sealed").unwrap();
    assert_eq!(since(), order);
    journal.append(&history()[0]).unwrap();
    assert_eq!(since(), [], "a retry writes nothing");
}
