//! Two valid histories, and the one case that looks like it and is none.

use std::collections::BTreeMap;
use std::fs;

use evidence::record::Frame;
use exam::Digest;
use journal::{Fork, Journal, Reason, StoreState};

use crate::fixture::{
    Files, SQLITE, Scratch, TWIN, chain, extend, files, made, next, objects, of_attempt, opens_to, put,
};

fn closed(frames: &[Frame], objects: &BTreeMap<String, Vec<u8>>) -> Files {
    let scratch = Scratch::new();
    made(&scratch.dir(), frames, objects);
    files(&scratch.dir())
}

fn mixed(sqlite: &Files, twin: &Files) -> Files {
    Files::from([(SQLITE.into(), sqlite[SQLITE].clone()), (TWIN.into(), twin[TWIN].clone())])
}

/// Opens the mix; expects this history and fork, both files kept as they were, and no fork the next time.
#[track_caller]
fn forked(mix: &Files, frames: &[Frame], fork: Fork) {
    let scratch = Scratch::new();
    put(&scratch.dir(), mix);
    let mut opened = opens_to(&scratch.dir(), frames, &objects());
    assert_eq!(opened.report.fork, Some(fork));
    let kept: Vec<Vec<u8>> = opened.report.kept.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(kept.contains(&mix[SQLITE]) && kept.contains(&mix[TWIN]), "{:?}", opened.report.kept);
    let more = extend(frames.to_vec(), 1, "after the fork");
    opened.journal.append(&more[frames.len()]).unwrap();
    let kept = opened.report.kept.clone();
    drop(opened);
    let report = opens_to(&scratch.dir(), &more, &objects()).report;
    assert_eq!((report.fork, report.sqlite, report.twin), (None, StoreState::Sound, StoreState::Sound));
    assert_eq!(report.kept, kept, "a fork of an earlier opening is still to be seen");
}

#[test]
fn the_longer_history_goes_on_and_both_are_kept() {
    let (short, long) = (extend(chain(2), 1, "short"), extend(chain(2), 2, "long"));
    let (one, other) = (closed(&short, &objects()), closed(&long, &objects()));
    let fork = Fork::Record { segment: 0, seq: 3 };
    forked(&mixed(&one, &other), &long, fork.clone());
    forked(&mixed(&other, &one), &long, fork);
}

#[test]
fn of_two_equally_long_histories_sqlite_s_goes_on() {
    let (one, other) = (extend(chain(2), 2, "one"), extend(chain(2), 2, "other"));
    let (first, second) = (closed(&one, &objects()), closed(&other, &objects()));
    let fork = Fork::Record { segment: 0, seq: 3 };
    forked(&mixed(&first, &second), &one, fork.clone());
    forked(&mixed(&second, &first), &other, fork);
}

#[test]
fn another_attempt_s_file_is_a_fork_from_the_beginning() {
    let first = of_attempt(3, 0, 1, Digest([0; 32]), "another attempt");
    let (ours, theirs) = (closed(&chain(3), &objects()), closed(&[first], &objects()));
    let fork = Fork::Record { segment: 0, seq: 1 };
    forked(&mixed(&ours, &theirs), &chain(3), fork.clone());
    forked(&mixed(&theirs, &ours), &chain(3), fork);
}

/// The same header with another ciphertext is not the same record: it may open to nothing.
#[test]
fn the_same_header_with_other_bytes_is_a_fork() {
    let frames = chain(2);
    let mut bytes = frames[1].as_bytes().to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    let other = Frame::parse(bytes).unwrap();
    assert_eq!(other.digest(), frames[1].digest());
    let theirs = closed(&[frames[0].clone(), other], &objects());
    let fork = Fork::Record { segment: 0, seq: 2 };
    forked(&mixed(&closed(&frames, &objects()), &theirs), &frames, fork);
}

#[test]
fn different_objects_of_one_name_are_a_fork() {
    let mut others = objects();
    others.insert("ticket".into(), b"another ticket".to_vec());
    let mix = mixed(&closed(&chain(2), &objects()), &closed(&chain(2), &others));
    forked(&mix, &chain(2), Fork::Object { name: "ticket".into() });
}

#[test]
fn different_key_slots_are_a_fork() {
    let scratch = Scratch::new();
    drop(Journal::create(&scratch.dir(), b"other key slots").unwrap());
    let other = files(&scratch.dir());
    let mix = mixed(&closed(&[], &objects()), &other);
    forked(&mix, &[], Fork::KeySlots);
}

/// A tail that was cut off, named, and later read whole again is no second history.
#[test]
fn a_named_abandoned_tail_is_no_fork() {
    let scratch = Scratch::new();
    made(&scratch.dir(), &chain(2), &objects());
    let before = files(&scratch.dir());
    let lost = next(chain(2).last(), "lost");
    let mut journal = Journal::open(&scratch.dir()).unwrap().journal;
    journal.append(&lost).unwrap();
    drop(journal);
    let whole = files(&scratch.dir());
    for torn in [before[TWIN].len() + 1, before[TWIN].len() + 20, whole[TWIN].len() - 1] {
        // The last record reached the twin in part and SQLite not at all; after that the exam went on.
        let mut crashed = before.clone();
        crashed.insert(TWIN.into(), whole[TWIN][..torn].to_vec());
        put(&scratch.dir(), &crashed);
        let mut opened = opens_to(&scratch.dir(), &chain(2), &objects());
        let (offset, length) = (before[TWIN].len() as u64, (torn - before[TWIN].len()) as u64);
        let named = StoreState::Rebuilt(Reason::TornTail { offset, length });
        assert_eq!((opened.report.twin, opened.report.sqlite), (named, StoreState::Sound));
        let went_on = extend(chain(2), 1, "went on");
        opened.journal.append(&went_on[2]).unwrap();
        drop(opened.journal);
        // The old generation is back, with its tail whole.
        let mut back = files(&scratch.dir());
        back.insert(TWIN.into(), whole[TWIN].clone());
        put(&scratch.dir(), &back);
        let report = opens_to(&scratch.dir(), &went_on, &objects()).report;
        assert_eq!((report.fork, report.stranded), (None, 0), "torn at {torn}");
        assert_eq!(report.twin, StoreState::Rebuilt(Reason::OlderCopy));
        // The same without the name is one.
        let unnamed = Files::from([
            (SQLITE.into(), closed(&went_on, &objects())[SQLITE].clone()),
            (TWIN.into(), whole[TWIN].clone()),
        ]);
        put(&scratch.dir(), &unnamed);
        let report = opens_to(&scratch.dir(), &went_on, &objects()).report;
        assert_eq!(report.fork, Some(Fork::Record { segment: 0, seq: 3 }));
    }
}

/// What was found beside a fork is not written twice, however often the opening is cut short.
#[test]
fn the_same_files_are_kept_once() {
    let (one, other) = (extend(chain(1), 1, "one"), extend(chain(1), 1, "other"));
    let mix = mixed(&closed(&one, &objects()), &closed(&other, &objects()));
    let scratch = Scratch::new();
    put(&scratch.dir(), &mix);
    drop(opens_to(&scratch.dir(), &one, &objects()));
    let kept = files(&scratch.dir());
    let mut again = kept.clone();
    again.extend(mix);
    put(&scratch.dir(), &again);
    drop(opens_to(&scratch.dir(), &one, &objects()));
    assert!(files(&scratch.dir()).keys().eq(kept.keys()));
}
