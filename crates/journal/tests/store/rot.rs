//! One ruined file at a time: every byte flipped, every length cut, deleted, or replaced by an older copy.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use evidence::record::Frame;
use journal::{Journal, JournalError, Reason, StoreState};

use crate::fixture::{
    Files, SLOTS, SQLITE, Scratch, TWIN, chain, files, made, objects, opens_to, opens_to_or_says, put, shrink,
};

/// A small closed journal, as files.
fn small() -> (Vec<Frame>, Files) {
    let scratch = Scratch::new();
    made(&scratch.dir(), &chain(3), &objects());
    shrink(&scratch.dir());
    (chain(3), files(&scratch.dir()))
}

/// Opens the files as they are; then the file that was ruined must hold everything by itself. Gives its state.
fn survives(dir: &Path, ruined: &Files, which: &str, frames: &[Frame]) -> Result<StoreState, String> {
    put(dir, ruined);
    let report = opens_to_or_says(dir, frames, &objects())?.report;
    let (state, other) = match which {
        SQLITE => (report.sqlite, report.twin),
        _ => (report.twin, report.sqlite),
    };
    if other != StoreState::Sound || report.fork.is_some() || report.stranded > 0 {
        return Err(format!("the other file is reported as {other:?}, {:?}", report.fork));
    }
    let damaged = matches!(state, StoreState::Rebuilt(Reason::Damaged | Reason::OtherVersion));
    if damaged == report.kept.is_empty() {
        return Err(format!("{state:?}, and kept {:?}", report.kept));
    }
    let spare = if which == SQLITE { TWIN } else { SQLITE };
    fs::remove_file(dir.join(spare)).map_err(|error| error.to_string())?;
    opens_to_or_says(dir, frames, &objects()).map_err(|said| format!("not repaired: {said}"))?;
    Ok(state)
}

/// Tries every byte of a file with these bits flipped, on two threads. Gives how often a state came out as sound.
fn flip_every_byte(which: &'static str, mask: fn(usize) -> u8) -> usize {
    let (frames, whole) = small();
    let length = whole[which].len();
    let half = |from: usize| {
        let scratch = Scratch::new();
        let mut sound = 0;
        for at in (from..length).step_by(2) {
            let mut ruined = whole.clone();
            ruined.get_mut(which).unwrap()[at] ^= mask(at);
            match survives(&scratch.dir(), &ruined, which, &frames) {
                Ok(StoreState::Sound) => sound += 1,
                Ok(_) => {}
                Err(said) => panic!("{which}, byte {at} of {length}: {said}"),
            }
        }
        sound
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        half(0) + other.join().unwrap()
    })
}

#[test]
fn every_byte_of_the_twin_may_flip_and_is_noticed() {
    assert_eq!(flip_every_byte(TWIN, |at| 1 << (at % 8)), 0);
    assert_eq!(flip_every_byte(TWIN, |_| 0xff), 0);
}

/// Bytes of SQLite's file that mean nothing may differ and nothing need be noticed.
#[test]
fn every_byte_of_sqlite_may_flip() {
    flip_every_byte(SQLITE, |at| 1 << (at % 8));
}

#[test]
fn the_twin_may_end_anywhere() {
    let (frames, whole) = small();
    let scratch = Scratch::new();
    let mut caught_up = 0;
    for length in 0..whole[TWIN].len() {
        let mut cut = whole.clone();
        cut.get_mut(TWIN).unwrap().truncate(length);
        match survives(&scratch.dir(), &cut, TWIN, &frames) {
            Ok(StoreState::CaughtUp(lacked)) => {
                caught_up += 1;
                assert_eq!(lacked, 6 - caught_up, "at {length}");
            }
            Ok(StoreState::Rebuilt(Reason::TornTail { offset, length: torn })) => {
                assert_eq!(offset + torn, length as u64);
            }
            Ok(StoreState::Rebuilt(Reason::Damaged)) => assert_eq!(caught_up, 0, "at {length}"),
            other => panic!("at {length}: {other:?}"),
        }
    }
    assert_eq!(caught_up, 5, "the ends of the header and of four entries");
}

#[test]
fn sqlite_may_end_anywhere() {
    let (frames, whole) = small();
    let scratch = Scratch::new();
    for length in (0..whole[SQLITE].len()).step_by(61) {
        let mut cut = whole.clone();
        cut.get_mut(SQLITE).unwrap().truncate(length);
        let state = survives(&scratch.dir(), &cut, SQLITE, &frames);
        assert_eq!(state, Ok(StoreState::Rebuilt(Reason::Damaged)), "at {length}");
    }
}

#[test]
fn either_file_may_be_gone_or_be_no_file_of_ours() {
    let (frames, whole) = small();
    let scratch = Scratch::new();
    for which in [SQLITE, TWIN] {
        let mut without = whole.clone();
        without.remove(which);
        let state = survives(&scratch.dir(), &without, which, &frames);
        assert_eq!(state, Ok(StoreState::Rebuilt(Reason::Missing)));
        for other in [&b""[..], b"something else entirely", &[0; 8192]] {
            let mut replaced = whole.clone();
            replaced.insert(which.into(), other.to_vec());
            let state = survives(&scratch.dir(), &replaced, which, &frames);
            assert_eq!(state, Ok(StoreState::Rebuilt(Reason::Damaged)), "{which}: {} bytes", other.len());
        }
    }
}

/// As after a kill: the log still holds what was committed.
#[test]
fn the_log_may_be_lost_cut_or_flipped() {
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    objects().iter().for_each(|(name, bytes)| journal.put_object(name, bytes).unwrap());
    chain(3).iter().for_each(|frame| journal.append(frame).unwrap());
    let killed = files(&scratch.dir());
    drop(journal);
    let wal = "journal.sqlite-wal";
    assert!(killed[wal].len() > 4096, "there is a log to lose");
    assert_eq!(survives(&scratch.dir(), &killed, SQLITE, &chain(3)), Ok(StoreState::Sound));
    for length in (0..killed[wal].len()).step_by(509) {
        let mut cut = killed.clone();
        cut.get_mut(wal).unwrap().truncate(length);
        let state = survives(&scratch.dir(), &cut, SQLITE, &chain(3));
        assert!(matches!(state, Ok(StoreState::CaughtUp(_))), "{length}: {state:?}");
        let mut flipped = killed.clone();
        flipped.get_mut(wal).unwrap()[length] ^= 4;
        let state = survives(&scratch.dir(), &flipped, SQLITE, &chain(3));
        assert!(matches!(state, Ok(StoreState::CaughtUp(_) | StoreState::Sound)), "{length}: {state:?}");
    }
    let mut without = killed.clone();
    without.remove(wal);
    assert_eq!(survives(&scratch.dir(), &without, SQLITE, &chain(3)), Ok(StoreState::CaughtUp(5)));
    // A log and an index of another time are not taken for this database's.
    let closed = files(&scratch.dir());
    let mut stale = closed.clone();
    stale.insert("journal.sqlite-shm".into(), vec![9; 32768]);
    survives(&scratch.dir(), &stale, SQLITE, &chain(3)).unwrap();
}

#[test]
fn an_older_copy_of_one_file_is_caught_up() {
    let scratch = Scratch::new();
    made(&scratch.dir(), &chain(2), &BTreeMap::new());
    let older = files(&scratch.dir());
    let mut journal = Journal::open(&scratch.dir()).unwrap().journal;
    objects().iter().for_each(|(name, bytes)| journal.put_object(name, bytes).unwrap());
    chain(5)[2..].iter().for_each(|frame| journal.append(frame).unwrap());
    drop(journal);
    let newer = files(&scratch.dir());
    for which in [SQLITE, TWIN] {
        let mut mixed = newer.clone();
        mixed.insert(which.into(), older[which].clone());
        let state = survives(&scratch.dir(), &mixed, which, &chain(5));
        assert_eq!(state, Ok(StoreState::CaughtUp(5)), "{which}");
    }
}

#[test]
fn a_twin_from_before_it_was_written_anew_is_an_older_copy() {
    let scratch = Scratch::new();
    made(&scratch.dir(), &chain(2), &objects());
    let older = files(&scratch.dir());
    fs::remove_file(scratch.dir().join(TWIN)).unwrap();
    drop(opens_to(&scratch.dir(), &chain(2), &objects()));
    let mut mixed = files(&scratch.dir());
    mixed.insert(TWIN.into(), older[TWIN].clone());
    let state = survives(&scratch.dir(), &mixed, TWIN, &chain(2));
    assert_eq!(state, Ok(StoreState::Rebuilt(Reason::OlderCopy)));
}

/// Both damaged, at different places: what one lacks the other has.
#[test]
fn two_damaged_files_make_one_whole_journal() {
    let (frames, whole) = small();
    let at = |file: &str, needle: &[u8]| {
        whole[file].windows(needle.len()).position(|window| window == needle).unwrap()
    };
    let scratch = Scratch::new();
    for (one, other) in [(0, 1), (1, 0), (2, 0), (0, 2), (1, 2)] {
        let mut ruined = whole.clone();
        // Within the encrypted part, which no chain covers.
        let tail = |index: usize| &frames[index].as_bytes()[frames[index].as_bytes().len() - 40..];
        ruined.get_mut(SQLITE).unwrap()[at(SQLITE, tail(one))] ^= 1;
        ruined.get_mut(TWIN).unwrap()[at(TWIN, tail(other))] ^= 1;
        put(&scratch.dir(), &ruined);
        let report = opens_to(&scratch.dir(), &frames, &objects()).report;
        assert_eq!(report.sqlite, StoreState::Rebuilt(Reason::Damaged));
        assert_eq!((report.recovered, report.stranded), (2, 0));
        assert_eq!(fs::read(&report.kept[0]).unwrap(), ruined[SQLITE], "kept as it was");
        // The last entry of the twin looks like one that was never finished: named, not kept.
        match report.kept.get(1) {
            Some(twin) => assert_eq!(fs::read(twin).unwrap(), ruined[TWIN], "kept as it was"),
            None => {
                assert!(other == 2 && matches!(report.twin, StoreState::Rebuilt(Reason::TornTail { .. })))
            }
        }
    }
}

/// The same record lost in both: what stands behind it is no longer connected, and is kept.
#[test]
fn what_both_have_lost_ends_the_chain_and_the_rest_is_kept() {
    let (frames, whole) = small();
    let needle = &frames[1].as_bytes()[frames[1].as_bytes().len() - 40..];
    let mut ruined = whole.clone();
    for which in [SQLITE, TWIN] {
        let bytes = ruined.get_mut(which).unwrap();
        let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
        bytes[at] ^= 1;
    }
    let scratch = Scratch::new();
    put(&scratch.dir(), &ruined);
    let mut opened = opens_to(&scratch.dir(), &frames[..1], &objects());
    assert_eq!((opened.report.stranded, opened.report.kept.len()), (1, 2));
    opened.journal.append(&frames[1]).unwrap();
    drop(opened);
    assert_eq!(opens_to(&scratch.dir(), &frames[..2], &objects()).report.kept.len(), 2);
}

#[test]
fn two_lost_files_are_said_to_be_lost_and_left_alone() {
    let (_, whole) = small();
    let scratch = Scratch::new();
    let ruined = Files::from([(SQLITE.into(), vec![1; 4096]), (TWIN.into(), b"nothing".to_vec())]);
    put(&scratch.dir(), &ruined);
    assert!(matches!(
        Journal::open(&scratch.dir()),
        Err(JournalError::BothLost { sqlite: Reason::Damaged, twin: Reason::Damaged })
    ));
    let mut left = files(&scratch.dir());
    left.remove("lock");
    assert_eq!(left, ruined);
    put(&scratch.dir(), &Files::from([(TWIN.into(), whole[TWIN][..40].to_vec())]));
    assert!(matches!(
        Journal::open(&scratch.dir()),
        Err(JournalError::BothLost { sqlite: Reason::Missing, twin: Reason::Damaged })
    ));
}

#[test]
fn a_newer_format_is_refused_and_one_file_alone_does_not_claim_it() {
    let (frames, whole) = small();
    let scratch = Scratch::new();
    put(&scratch.dir(), &whole);
    let connection = rusqlite::Connection::open(scratch.dir().join(SQLITE)).unwrap();
    connection.pragma_update(None, "user_version", 7).unwrap();
    drop(connection);
    let newer_sqlite = files(&scratch.dir())[SQLITE].clone();
    let newer_twin = [b"invigil journal twin v12\n", &whole[TWIN][24..]].concat();
    let with = |sqlite: Option<&Vec<u8>>, twin: Option<&Vec<u8>>| {
        let mut files = Files::new();
        sqlite.map(|bytes| files.insert(SQLITE.into(), bytes.clone()));
        twin.map(|bytes| files.insert(TWIN.into(), bytes.clone()));
        files
    };
    for (mix, expected) in [
        (with(Some(&newer_sqlite), Some(&newer_twin)), 7),
        (with(Some(&newer_sqlite), None), 7),
        (with(None, Some(&newer_twin)), 12),
        (with(Some(&newer_sqlite), Some(&b"garbage".to_vec())), 7),
    ] {
        put(&scratch.dir(), &mix);
        let refused = Journal::open(&scratch.dir());
        assert!(matches!(refused, Err(JournalError::TooNew { found }) if found == expected), "{refused:?}");
        let left = files(&scratch.dir());
        assert!(mix.iter().all(|(name, bytes)| left[name] == *bytes), "nothing was changed");
    }
    let other = Ok(StoreState::Rebuilt(Reason::OtherVersion));
    let mixed = with(Some(&newer_sqlite), Some(&whole[TWIN]));
    assert_eq!(survives(&scratch.dir(), &mixed, SQLITE, &frames), other);
    let mixed = with(Some(&whole[SQLITE]), Some(&newer_twin));
    assert_eq!(survives(&scratch.dir(), &mixed, TWIN, &frames), other);
}

#[test]
fn the_lock_file_may_say_anything() {
    let (frames, whole) = small();
    let scratch = Scratch::new();
    for (marks, rebuilt) in [(&b""[..], false), (b".", false), (b"too long", false), (b"!!", true)] {
        let mut odd = whole.clone();
        odd.insert("lock".into(), marks.to_vec());
        put(&scratch.dir(), &odd);
        let report = opens_to(&scratch.dir(), &frames, &objects()).report;
        let expected = if rebuilt { StoreState::Rebuilt(Reason::WriteFailed) } else { StoreState::Sound };
        assert_eq!((report.sqlite, report.twin), (expected.clone(), expected));
        let again = opens_to(&scratch.dir(), &frames, &objects()).report;
        assert_eq!((again.sqlite, again.twin), (StoreState::Sound, StoreState::Sound));
    }
}
