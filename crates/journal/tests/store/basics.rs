//! What is promised of a healthy disk.

use std::collections::BTreeMap;
use std::fs;

use exam::Digest;
use journal::{Journal, JournalError, LARGEST_OBJECT, LONGEST_KEY_SLOTS, LONGEST_NAME, StoreState};

use crate::fixture::{
    SLOTS, SQLITE, Scratch, TWIN, at_place, chain, extend, made, next, objects, of_attempt, opens_to,
};

#[test]
fn what_was_appended_is_there_again() {
    let scratch = Scratch::new();
    made(&scratch.dir(), &chain(4), &objects());
    let mut opened = opens_to(&scratch.dir(), &chain(4), &objects());
    assert_eq!((opened.report.sqlite, opened.report.twin), (StoreState::Sound, StoreState::Sound));
    assert_eq!((opened.report.fork, opened.report.recovered, opened.report.stranded), (None, 0, 0));
    assert!(opened.report.kept.is_empty());
    opened.journal.append(&chain(5)[4]).unwrap();
    drop(opened.journal);
    opens_to(&scratch.dir(), &chain(5), &objects());
}

#[test]
fn a_retry_is_harmless_and_a_conflict_refused() {
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    let frames = chain(3);
    frames.iter().for_each(|frame| journal.append(frame).unwrap());
    for _ in 0..2 {
        frames.iter().for_each(|frame| journal.append(frame).unwrap());
        let other = next(Some(&frames[0]), "other");
        assert!(matches!(journal.append(&other), Err(JournalError::Conflict { segment: 0, seq: 2 })));
        drop(journal);
        journal = Journal::open(&scratch.dir()).unwrap().journal;
    }
    journal.put_object("ticket", b"one").unwrap();
    journal.put_object("ticket", b"one").unwrap();
    let conflict = journal.put_object("ticket", b"two");
    assert!(matches!(conflict, Err(JournalError::ObjectConflict { name }) if name == "ticket"));
    drop(journal);
    let twin = fs::read(scratch.dir().join(TWIN)).unwrap();
    let marker = twin.windows(4).filter(|window| window == b"\xE7jnl").count();
    assert_eq!(marker, 4, "a retry writes nothing");
    opens_to(&scratch.dir(), &frames, &BTreeMap::from([("ticket".into(), b"one".to_vec())]));
}

#[test]
fn only_the_next_record_of_the_same_attempt_follows() {
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    let frames = chain(3);
    let not_next =
        |result: Result<(), JournalError>| assert!(matches!(result, Err(JournalError::NotNext { .. })));
    not_next(journal.append(&frames[1]));
    not_next(journal.append(&at_place(0, 1, Digest([1; 32]), "no beginning")));
    journal.append(&frames[0]).unwrap();
    not_next(journal.append(&frames[2]));
    not_next(journal.append(&at_place(0, 2, Digest([1; 32]), "another's successor")));
    not_next(journal.append(&at_place(2, 1, Digest([1; 32]), "a segment left out")));
    let foreign = journal.append(&of_attempt(3, 0, 2, frames[0].digest(), "another attempt"));
    assert!(matches!(foreign, Err(JournalError::Foreign { segment: 0, seq: 2 })));
    journal.append(&frames[1]).unwrap();
    not_next(journal.append(&at_place(1, 1, Digest([8; 32]), "a segment after something else")));
    let swap = at_place(1, 1, frames[1].digest(), "a new segment");
    journal.append(&swap).unwrap();
    not_next(journal.append(&frames[2]));
    drop(journal);
    opens_to(&scratch.dir(), &[frames[0].clone(), frames[1].clone(), swap], &BTreeMap::new());
}

#[test]
fn a_computer_that_took_over_begins_with_a_later_segment() {
    let scratch = Scratch::new();
    let first = at_place(1, 1, Digest([8; 32]), "swapped");
    let frames = [first.clone(), next(Some(&first), "next")];
    made(&scratch.dir(), &frames, &objects());
    opens_to(&scratch.dir(), &frames, &objects());
    fs::remove_file(scratch.dir().join(SQLITE)).unwrap();
    opens_to(&scratch.dir(), &frames, &objects());
}

#[test]
fn one_owner_at_a_time() {
    let scratch = Scratch::new();
    let journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    assert!(matches!(Journal::open(&scratch.dir()), Err(JournalError::Locked { .. })));
    assert!(matches!(Journal::create(&scratch.dir(), SLOTS), Err(JournalError::Locked { .. })));
    let second = rusqlite::Connection::open(scratch.dir().join(SQLITE)).unwrap();
    assert!(second.query_row("SELECT 1 FROM meta", [], |_| Ok(())).is_err(), "a second connection looks in");
    drop(second);
    drop(journal);
    let opened = Journal::open(&scratch.dir()).unwrap();
    assert!(matches!(Journal::open(&scratch.dir()), Err(JournalError::Locked { .. })));
    drop(opened);
    Journal::open(&scratch.dir()).unwrap();
}

#[test]
fn making_is_for_new_journals_and_opening_for_old_ones() {
    let scratch = Scratch::new();
    assert!(!Journal::exists(&scratch.dir()));
    assert!(matches!(Journal::open(&scratch.dir()), Err(JournalError::Missing { .. })));
    assert!(!scratch.dir().exists(), "looking makes nothing");
    made(&scratch.dir(), &[], &BTreeMap::new());
    assert!(Journal::exists(&scratch.dir()));
    assert!(matches!(Journal::create(&scratch.dir(), b"other"), Err(JournalError::Exists { .. })));
    opens_to(&scratch.dir(), &[], &BTreeMap::new());
    for lost in [SQLITE, TWIN] {
        fs::remove_file(scratch.dir().join(lost)).unwrap();
        assert!(Journal::exists(&scratch.dir()), "without {lost}");
        assert!(matches!(Journal::create(&scratch.dir(), b"other"), Err(JournalError::Exists { .. })));
        opens_to(&scratch.dir(), &[], &BTreeMap::new());
    }
    let other = Scratch::new();
    fs::create_dir(other.dir()).unwrap();
    made(&other.dir(), &chain(1), &BTreeMap::new());
    opens_to(&other.dir(), &chain(1), &BTreeMap::new());
}

#[test]
fn limits_hold_at_the_edge_and_one_past_it() {
    let scratch = Scratch::new();
    let slots = vec![1; LONGEST_KEY_SLOTS + 1];
    let refused = Journal::create(&scratch.dir(), &slots);
    assert!(matches!(refused, Err(JournalError::TooLarge { what: "key slots", .. })));
    let mut journal = Journal::create(&scratch.dir(), &slots[1..]).unwrap();
    let name = "n".repeat(LONGEST_NAME + 1);
    for bad in ["", "two words", "bell\u{7}", "naïve", &name] {
        assert!(matches!(journal.put_object(bad, b""), Err(JournalError::BadName { .. })), "{bad}");
    }
    let large = vec![1; LARGEST_OBJECT + 1];
    let refused = journal.put_object("large", &large);
    assert!(matches!(refused, Err(JournalError::TooLarge { what: "object", .. })));
    journal.put_object(&name[1..], &large[1..]).unwrap();
    journal.put_object("empty", b"").unwrap();
    drop(journal);
    for lost in [SQLITE, TWIN] {
        fs::remove_file(scratch.dir().join(lost)).unwrap();
        let opened = Journal::open(&scratch.dir()).unwrap();
        assert_eq!(opened.key_slots, &slots[1..]);
        assert_eq!(opened.objects[&name[1..]], &large[1..]);
        assert_eq!(opened.objects["empty"], b"");
    }
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owner_s_only() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    extend(Vec::new(), 2, "x").iter().for_each(|frame| journal.append(frame).unwrap());
    journal.pulse(b"alive").unwrap();
    assert_eq!(fs::metadata(scratch.dir()).unwrap().permissions().mode() & 0o777, 0o700);
    let mut names = Vec::new();
    for entry in fs::read_dir(scratch.dir()).unwrap().map(|entry| entry.unwrap()) {
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
        names.push(entry.file_name().into_string().unwrap());
    }
    names.sort();
    let expected = ["journal.pulse", "journal.sqlite", "journal.sqlite-wal", "journal.twin", "lock"];
    assert_eq!(names, expected, "no shared memory beside it, and nothing left over");
}

#[test]
fn a_journal_may_be_handed_to_another_thread() {
    fn may_be_sent<T: Send>() {}
    may_be_sent::<Journal>();
    may_be_sent::<journal::Opened>();
    may_be_sent::<JournalError>();
}
