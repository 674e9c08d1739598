//! A journal of format v0 on disk, opened for ever. The files were written once and are only read here.
//!
//! `INVIGIL_WRITE_GOLDEN=1 cargo test -p invigil-journal golden` writes them anew; do that only while v0 is a draft.

use std::path::PathBuf;
use std::sync::OnceLock;

use journal::{Journal, StoreState};

use crate::fixture::{
    Files, SLOTS, SQLITE, Scratch, TWIN, chain, data_key, files, made, objects, opens_to, put,
};

const PULSE: &str = "journal.pulse";

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/journal-v0")
}

fn stored() -> &'static Files {
    static STORED: OnceLock<Files> = OnceLock::new();
    STORED.get_or_init(|| {
        if std::env::var_os("INVIGIL_WRITE_GOLDEN").is_some() {
            put(&golden(), &sat());
        }
        files(&golden())
    })
}

/// The sitting that was stored.
fn sat() -> Files {
    let scratch = Scratch::new();
    made(&scratch.dir(), &chain(3), &objects());
    let mut journal = Journal::open(&scratch.dir()).unwrap().journal;
    (1..=2).for_each(|number| journal.pulse(&[number; 20]).unwrap());
    drop(journal);
    let mut made = files(&scratch.dir());
    made.remove("lock");
    made
}

#[test]
fn the_golden_journal_opens_to_what_was_written() {
    let stored = stored();
    assert!(stored.keys().eq([PULSE, SQLITE, TWIN]));
    for lost in [None, Some(SQLITE), Some(TWIN)] {
        let mut left = stored.clone();
        lost.map(|name| left.remove(name));
        let scratch = Scratch::new();
        put(&scratch.dir(), &left);
        let opened = opens_to(&scratch.dir(), &chain(3), &objects());
        assert_eq!(opened.last_pulse, Some(vec![2; 20]));
        assert_eq!(opened.report.sqlite == StoreState::Sound, lost != Some(SQLITE));
        assert_eq!(opened.report.twin == StoreState::Sound, lost != Some(TWIN));
        let said: Vec<Vec<u8>> =
            opened.frames.iter().map(|frame| frame.open(&data_key()).unwrap().payload().to_vec()).collect();
        assert_eq!(said, [b"1", b"2", b"3"]);
    }
}

/// The twin and the pulse are written today as they were then, byte for byte.
#[test]
fn the_same_sitting_makes_the_same_twin_and_pulse() {
    let stored = stored();
    let made = sat();
    assert_eq!(made[TWIN], stored[TWIN]);
    assert_eq!(made[PULSE], stored[PULSE]);
}

/// The beginning of the twin, as the format's page has it.
#[test]
fn the_twin_begins_as_its_page_says() {
    let twin = stored()[TWIN].clone();
    let mut expected = b"invigil journal twin v0\n".to_vec();
    expected.extend([1, 0, 0, 0, 0, 0, 0, 0]);
    expected.extend([SLOTS.len() as u8, 0, 0, 0]);
    expected.extend(SLOTS);
    expected.extend([0, 0, 0, 0]);
    expected.extend(crc32fast::hash(&expected).to_le_bytes());
    let name = b"start-token";
    let mut entry = vec![2, 2 + 11 + 100, 0, 0, 0, name.len() as u8, 0];
    entry.extend(name);
    entry.extend([7; 100]);
    expected.extend(b"\xE7jnl");
    expected.extend(&entry);
    expected.extend(crc32fast::hash(&entry).to_le_bytes());
    assert_eq!(&twin[..expected.len()], expected);
}
