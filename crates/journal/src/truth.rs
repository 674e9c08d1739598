//! The truth: the longest valid chain in the union of two files.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use evidence::record::{Frame, Log, is_next};
use exam::Digest;
use exam::docket::Head;

use crate::contents::Contents;
use crate::planted::planted;
use crate::report::Fork;

/// A place in a journal: segment, number in the segment.
pub(crate) type Place = (u32, u64);

/// What was decided from two readings.
#[derive(Debug)]
pub(crate) struct Truth {
    pub(crate) key_slots: Vec<u8>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) objects: BTreeMap<String, Vec<u8>>,
    pub(crate) fork: Option<Fork>,
    pub(crate) stranded: u32,
}

struct Candidate {
    frame: Frame,
    digest: Digest,
    in_sqlite: bool,
    /// How many records the longest chain from here has, and its second record.
    length: usize,
    next: Option<(Place, usize)>,
}

/// Decides. None if neither file has key slots.
pub(crate) fn decide(sqlite: &Contents, twin: &Contents) -> Option<Truth> {
    let nothing = Contents::default();
    let mut places = match (sqlite.frames.is_empty(), twin.frames.is_empty()) {
        (false, _) if planted("only SQLite believed") => gather(sqlite, &nothing),
        (_, false) if planted("only the twin believed") => gather(&nothing, twin),
        _ => gather(sqlite, twin),
    };
    measure(&mut places);
    let (frames, won_by_sqlite) = longest(&places);
    let total: usize = places.values().map(Vec::len).sum();
    let contested = places.iter().find(|(_, candidates)| candidates.len() > 1);
    let contested = contested.filter(|_| !planted("forks unnoticed"));
    let mut fork = contested.map(|(place, _)| Fork::Record { segment: place.0, seq: place.1 });

    let (first, second) = if won_by_sqlite { (sqlite, twin) } else { (twin, sqlite) };
    let mut objects = BTreeMap::new();
    for (name, bytes) in first.objects.iter().chain(&second.objects) {
        match objects.entry(name.clone()) {
            Entry::Vacant(free) => drop(free.insert(bytes.clone())),
            Entry::Occupied(taken) if taken.get() == bytes => {}
            Entry::Occupied(_) => drop(fork.get_or_insert(Fork::Object { name: name.clone() })),
        }
    }
    if let (Some(one), Some(other)) = (&first.key_slots, &second.key_slots)
        && one != other
    {
        fork.get_or_insert(Fork::KeySlots);
    }
    let key_slots = first.key_slots.clone().or_else(|| second.key_slots.clone())?;
    let stranded = u32::try_from(total - frames.len()).unwrap_or(u32::MAX);
    Some(Truth { key_slots, frames, objects, fork, stranded })
}

fn gather(sqlite: &Contents, twin: &Contents) -> BTreeMap<Place, Vec<Candidate>> {
    let mut places: BTreeMap<Place, Vec<Candidate>> = BTreeMap::new();
    let tagged = sqlite.frames.iter().map(|frame| (frame, true));
    for (frame, in_sqlite) in tagged.chain(twin.frames.iter().map(|frame| (frame, false))) {
        let candidates = places.entry((frame.header().segment, frame.header().seq)).or_default();
        if !candidates.iter().any(|known| known.frame.as_bytes() == frame.as_bytes()) {
            let digest = frame.digest();
            candidates.push(Candidate { frame: frame.clone(), digest, in_sqlite, length: 1, next: None });
        }
    }
    places
}

/// Finds the longest chain from each record on, from the last place to the first.
fn measure(places: &mut BTreeMap<Place, Vec<Candidate>>) {
    let order: Vec<Place> = places.keys().rev().copied().collect();
    for place in order {
        for at in 0..places[&place].len() {
            let best = best_after(places, place, at);
            if let (Some((length, next)), Some(candidates)) = (best, places.get_mut(&place)) {
                candidates[at].length = length + 1;
                candidates[at].next = Some(next);
            }
        }
    }
}

fn best_after(
    places: &BTreeMap<Place, Vec<Candidate>>,
    (segment, seq): Place,
    at: usize,
) -> Option<(usize, (Place, usize))> {
    let here = &places[&(segment, seq)][at];
    let same = seq.checked_add(1).map(|seq| (segment, seq));
    let later = segment.checked_add(1).map(|segment| (segment, 1));
    let mut best: Option<(usize, (Place, usize))> = None;
    for place in [same, later].into_iter().flatten() {
        for (index, next) in places.get(&place).into_iter().flatten().enumerate() {
            let longer = best.is_none_or(|(length, _)| {
                if planted("shorter chain chosen") { next.length < length } else { next.length > length }
            });
            if longer && follows(Some((&here.frame, here.digest)), &next.frame) {
                best = Some((next.length, (place, index)));
            }
        }
    }
    best
}

/// The longest chain from any first record, and whether its first disputed record is SQLite's.
fn longest(places: &BTreeMap<Place, Vec<Candidate>>) -> (Vec<Frame>, bool) {
    let mut at: Option<(Place, usize)> = None;
    let mut length = 0;
    for (place, candidates) in places.iter().filter(|(place, _)| place.1 == 1) {
        for (index, candidate) in candidates.iter().enumerate() {
            if candidate.length > length && follows(None, &candidate.frame) {
                (at, length) = (Some((*place, index)), candidate.length);
            }
        }
    }
    let (mut frames, mut won_by_sqlite) = (Vec::with_capacity(length), None);
    while let Some((place, index)) = at {
        let candidates = &places[&place];
        if candidates.len() > 1 {
            won_by_sqlite.get_or_insert(candidates[index].in_sqlite);
        }
        frames.push(candidates[index].frame.clone());
        at = candidates[index].next;
    }
    (frames, won_by_sqlite.unwrap_or(true))
}

/// Whether a record may stand after another, or at the beginning of a journal. As in
/// [`evidence::record::check_chain`], but that the journal of a computer that took over an attempt may begin with a
/// later segment.
pub(crate) fn follows(before: Option<(&Frame, Digest)>, frame: &Frame) -> bool {
    let header = frame.header();
    let Some((before, digest)) = before else {
        let zeros = header.previous.0 == Digest([0; 32]);
        return header.log == Log::Journal && header.seq == 1 && (header.segment > 0 || zeros);
    };
    let last = before.header();
    let alike = (last.log, last.attempt, last.programme) == (header.log, header.attempt, header.programme);
    alike && is_next(Head { segment: last.segment, seq: last.seq, digest }, header)
}

#[cfg(test)]
mod tests {
    use evidence::record::{Place, Record, check_chain};
    use evidence::{Entropy, Secret};
    use exam::ledger::{BootId, Moment};
    use exam::{AttemptId, OpId, ProgrammeId};
    use proptest::prelude::*;

    use super::*;

    struct Still(u8);
    impl Entropy for Still {
        fn fill(&mut self, bytes: &mut [u8]) {
            self.0 = self.0.wrapping_add(1);
            bytes.fill(self.0);
        }
    }

    fn record(attempt: u8, segment: u32, seq: u64, previous: Digest, what: u8) -> Frame {
        let place = Place {
            log: Log::Journal,
            programme: ProgrammeId::mint(1, [1; 10]),
            attempt: AttemptId::mint(1, [attempt; 10]),
            segment,
            op: OpId::mint(1, [what; 10]),
            at: Moment { boot: BootId([9; 16]), boot_ms: 5, wall_ms: 7 },
        };
        let (payload, grant) = (vec![what], Digest([segment as u8; 32]));
        let record = match (segment, seq) {
            (1.., 1) => Record::open_segment(place, previous, grant, "flagged", payload, &mut Still(what)),
            _ => Record::write(place, seq, previous, "flagged", payload, &mut Still(what)),
        };
        record.seal(&Secret::new([4; 32]), &mut Still(what))
    }

    /// A record after the last, mostly right.
    fn grow(frames: &mut Vec<Frame>, change: u8, what: u8) {
        let head = frames.last().map(Frame::head);
        let (segment, seq) = head.map_or((0, 1), |head| (head.segment, head.seq + 1));
        let previous = head.map_or(Digest([0; 32]), |head| head.digest);
        frames.push(match change {
            0 => record(2, segment, seq + 1, previous, what),
            1 => record(2, segment, seq, Digest([5; 32]), what),
            2 => record(3, segment, seq, previous, what),
            3 => record(2, segment + 1, 1, previous, what),
            4 => record(2, segment + 2, 1, previous, what),
            _ => record(2, segment, seq, previous, what),
        });
    }

    fn contents(frames: impl IntoIterator<Item = Frame>) -> Contents {
        Contents { key_slots: Some(vec![]), frames: frames.into_iter().collect(), ..Contents::default() }
    }

    proptest! {
        /// What follows here is a chain there; only the beginning may be a later segment's.
        #[test]
        fn a_chain_here_is_a_chain_in_evidence(changes in prop::collection::vec(0_u8..40, 1..6)) {
            let mut frames = Vec::new();
            changes.iter().enumerate().for_each(|(what, change)| grow(&mut frames, *change, what as u8));
            let mut before: Option<(&Frame, Digest)> = None;
            let mut chained = true;
            for frame in &frames {
                chained &= follows(before, frame);
                before = Some((frame, frame.digest()));
            }
            let theirs = check_chain(None, frames.iter().map(|frame| (frame.header(), frame.digest())));
            let begins_later = frames[0].header().segment > 0;
            prop_assert_eq!(chained, theirs.is_ok() || (begins_later && chained));
        }

        /// Whatever part of a chain each file still has: up to the first record that both lack, all of it.
        #[test]
        fn the_union_is_used(kept in prop::collection::vec((any::<bool>(), any::<bool>()), 1..12), cut in 0..12_usize) {
            let mut frames = Vec::new();
            for at in 0..kept.len() {
                grow(&mut frames, if at == cut { 3 } else { 9 }, at as u8);
            }
            let part = |which: fn(&(bool, bool)) -> bool| {
                let left = frames.iter().zip(&kept).filter(|(_, kept)| which(kept));
                contents(left.map(|(frame, _)| frame.clone()).rev())
            };
            let truth = decide(&part(|kept| kept.0), &part(|kept| kept.1)).unwrap();
            let gap = kept.iter().position(|(one, other)| !one && !other).unwrap_or(kept.len());
            let present = kept.iter().filter(|(one, other)| *one || *other).count();
            prop_assert_eq!(truth.fork, None);
            prop_assert_eq!(truth.stranded as usize, present - truth.frames.len());
            if !truth.frames.is_empty() && truth.frames[0] == frames[0] {
                prop_assert!(truth.frames.starts_with(&frames[..gap]));
            } else {
                prop_assert!(gap == 0 || truth.frames.len() >= gap);
            }
        }
    }
}
