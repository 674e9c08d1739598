//! Any sequence of sitting, crashing and rotting, against a list.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use evidence::record::Frame;
use journal::{Act, Disk, Faults, Journal, JournalError, Op, Point};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

use crate::fixture::{SLOTS, SQLITE, Scratch, TWIN, next};

#[derive(Debug, Clone)]
enum Step {
    Append(u8),
    Retry(usize),
    Contradict(usize),
    Store(u8, u8),
    Pulse(u8),
    Reopen,
    /// One file is ruined while the journal is closed.
    Ruin(&'static str, Ruin),
    /// The next passing of this point goes wrong.
    Fault(Point, Act),
}

#[derive(Debug, Clone)]
enum Ruin {
    Delete,
    Cut(usize),
    Flip(usize, u8),
}

fn ruin() -> impl Strategy<Value = Ruin> {
    prop_oneof![
        Just(Ruin::Delete),
        any::<usize>().prop_map(Ruin::Cut),
        (any::<usize>(), 1_u8..).prop_map(|(at, mask)| Ruin::Flip(at, mask)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let act = prop_oneof![Just(Act::Fail), Just(Act::DoAndFail), (0_usize..900).prop_map(Act::Tear),];
    prop_oneof![
        8 => any::<u8>().prop_map(Step::Append),
        2 => any::<usize>().prop_map(Step::Retry),
        1 => any::<usize>().prop_map(Step::Contradict),
        3 => (0_u8..12, 0_u8..2).prop_map(|(name, bytes)| Step::Store(name, bytes)),
        2 => any::<u8>().prop_map(Step::Pulse),
        2 => Just(Step::Reopen),
        3 => (prop_oneof![Just(SQLITE), Just(TWIN)], ruin()).prop_map(|(which, how)| Step::Ruin(which, how)),
        4 => (proptest::sample::select(Point::ALL), act).prop_map(|(point, act)| Step::Fault(point, act)),
    ]
}

#[derive(Default)]
struct Next(Arc<Mutex<Option<(Point, Act)>>>);

impl Faults for Next {
    fn at(&mut self, op: Op<'_>) -> Act {
        let mut next = self.0.lock().unwrap();
        match *next {
            Some((point, act)) if point == op.point => {
                *next = None;
                act
            }
            _ => Act::Go,
        }
    }
}

/// What was acknowledged, and what was asked for when something failed and may or may not be there.
#[derive(Default)]
struct World {
    frames: Vec<Frame>,
    objects: BTreeMap<String, Vec<u8>>,
    asked: Option<Frame>,
    asked_object: Option<(String, Vec<u8>)>,
    fault: Arc<Mutex<Option<(Point, Act)>>>,
}

impl World {
    fn disk(&self) -> Disk {
        Disk::with(Box::new(Next(self.fault.clone())))
    }

    /// Opens until it works; a fault is used up by the failure that it causes.
    fn open(&mut self, dir: &Path) -> Journal {
        let opened = Journal::open_with(dir, self.disk()).or_else(|_| Journal::open_with(dir, self.disk()));
        let opened = opened.unwrap();
        let mut with_asked = self.frames.clone();
        with_asked.extend(self.asked.take());
        let acknowledged = opened.frames == self.frames;
        assert!(acknowledged || opened.frames == with_asked, "{:?}", opened.frames);
        self.frames = opened.frames;
        if let Some((name, bytes)) = self.asked_object.take()
            && opened.objects.contains_key(&name)
        {
            self.objects.insert(name, bytes);
        }
        assert_eq!(opened.objects, self.objects);
        assert_eq!((opened.report.fork, opened.report.stranded), (None, 0));
        opened.journal
    }
}

fn spoil(path: &Path, how: &Ruin) {
    let Ok(mut bytes) = fs::read(path) else { return };
    match how {
        Ruin::Delete => return fs::remove_file(path).unwrap(),
        Ruin::Cut(at) => bytes.truncate(at % (bytes.len() + 1)),
        Ruin::Flip(at, mask) => {
            let at = at % bytes.len().max(1);
            bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= mask);
        }
    }
    fs::write(path, bytes).unwrap();
}

fn run(steps: &[Step]) {
    let scratch = Scratch::new();
    let dir = scratch.dir();
    let mut world = World::default();
    let mut journal = Journal::create_with(&dir, SLOTS, world.disk()).unwrap();
    for step in steps {
        let failed = match step {
            Step::Append(what) => {
                let frame = next(world.frames.last(), &format!("{what}"));
                let result = journal.append(&frame);
                match result {
                    Ok(()) => world.frames.push(frame),
                    Err(_) => world.asked = Some(frame),
                }
                world.asked.is_some()
            }
            Step::Retry(at) if !world.frames.is_empty() => {
                journal.append(&world.frames[at % world.frames.len()]).unwrap();
                false
            }
            Step::Contradict(at) if !world.frames.is_empty() => {
                let at = at % world.frames.len();
                let other = next(at.checked_sub(1).map(|before| &world.frames[before]), "contradiction");
                assert!(matches!(journal.append(&other), Err(JournalError::Conflict { .. })));
                false
            }
            Step::Store(name, bytes) => {
                let (name, bytes) = (format!("object-{name}"), vec![*bytes; 30]);
                match (journal.put_object(&name, &bytes), world.objects.get(&name)) {
                    (Ok(()), None) => drop(world.objects.insert(name, bytes)),
                    (Ok(()), Some(known)) => assert_eq!(*known, bytes),
                    (Err(JournalError::ObjectConflict { .. }), known) => assert_ne!(known, Some(&bytes)),
                    (Err(_), _) => world.asked_object = Some((name, bytes)),
                }
                world.asked_object.is_some()
            }
            Step::Pulse(beat) => {
                let _courtesy = journal.pulse(&[*beat]);
                false
            }
            Step::Fault(point, act) => {
                *world.fault.lock().unwrap() = Some((*point, *act));
                false
            }
            Step::Reopen | Step::Ruin(..) => true,
            Step::Retry(_) | Step::Contradict(_) => false,
        };
        if failed {
            drop(journal);
            if let Step::Ruin(which, how) = step {
                // What is in flight in one file only may go with that file; a fault and a ruin are two accidents.
                *world.fault.lock().unwrap() = None;
                spoil(&dir.join(which), how);
            }
            journal = world.open(&dir);
        }
    }
    *world.fault.lock().unwrap() = None;
    drop(journal);
    world.open(&dir);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_the_acknowledged_records_are_there(steps in prop::collection::vec(step(), 1..40)) {
        run(&steps);
    }
}
