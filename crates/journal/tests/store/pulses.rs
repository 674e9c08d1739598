//! The pulse: the last whole one is what an opening gives.

use std::fs;

use journal::{Journal, JournalError, LONGEST_PULSE};

use crate::fixture::{SLOTS, Scratch, files, put};

const SLOT: usize = 4096;

fn last(scratch: &Scratch) -> Option<Vec<u8>> {
    Journal::open(&scratch.dir()).unwrap().last_pulse
}

#[test]
fn the_last_pulse_is_read_and_a_torn_one_leaves_the_one_before() {
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    for number in 1..=5_u8 {
        journal.pulse(&[number; 50]).unwrap();
        drop(journal);
        let opened = Journal::open(&scratch.dir()).unwrap();
        assert_eq!(opened.last_pulse, Some(vec![number; 50]));
        journal = opened.journal;
    }
    drop(journal);
    let whole = files(&scratch.dir());
    // Counter 5 is odd and stands in the second slot.
    for (slot, left) in [(0, [5; 50]), (1, [4; 50])] {
        for at in 0..12 + 50 + 4 {
            let mut torn = whole.clone();
            torn.get_mut("journal.pulse").unwrap()[slot * SLOT + at] ^= 0x10;
            put(&scratch.dir(), &torn);
            let found = last(&scratch);
            assert_eq!(found, Some(left.to_vec()), "slot {slot}, byte {at}");
        }
    }
}

#[test]
fn a_pulse_file_that_is_gone_or_cut_is_made_anew() {
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    (1..=4_u8).for_each(|number| journal.pulse(&[number]).unwrap());
    drop(journal);
    let path = scratch.dir().join("journal.pulse");
    let whole = fs::read(&path).unwrap();
    for length in (0..=whole.len()).step_by(64) {
        fs::write(&path, &whole[..length]).unwrap();
        let mut opened = Journal::open(&scratch.dir()).unwrap();
        assert!(opened.last_pulse.as_deref().is_none_or(|pulse| pulse == [4] || pulse == [3]));
        opened.journal.pulse(b"again").unwrap();
        drop(opened);
        assert_eq!(last(&scratch).as_deref(), Some(&b"again"[..]), "after {length} bytes");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(last(&scratch), None);
    Journal::open(&scratch.dir()).unwrap().journal.pulse(b"again").unwrap();
    assert_eq!(last(&scratch).as_deref(), Some(&b"again"[..]));
}

#[test]
fn a_pulse_has_a_limit() {
    let scratch = Scratch::new();
    let mut journal = Journal::create(&scratch.dir(), SLOTS).unwrap();
    let longest = vec![3; LONGEST_PULSE + 1];
    assert!(matches!(journal.pulse(&longest), Err(JournalError::TooLarge { what: "pulse", .. })));
    journal.pulse(&longest[1..]).unwrap();
    drop(journal);
    assert_eq!(last(&scratch).as_deref(), Some(&longest[1..]));
}
