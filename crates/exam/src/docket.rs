//! The authority's side of one attempt: the reading of its docket.

use std::collections::BTreeMap;

use crate::attempt::{Effect, Swap};
use crate::id::{DeviceId, Digest, GrantId, Slug};
use crate::ledger::Moment;
use crate::programme::Release;

/// A place in a journal: everything up to it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// Which segment; 0 is the first.
    pub segment: u32,
    /// The record's number in that segment, from 1.
    pub seq: u64,
    /// The record's digest.
    pub digest: Digest,
}

/// A journal head as its desk signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// How far the journal went.
    pub head: Head,
    /// What the desk's clocks said when it signed that, if its journal ended there. The record it names may be older.
    pub stated: Option<Moment>,
}

/// What the authority has done: the payloads of a docket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The desk proved itself and was given a start token.
    Admitted {
        /// The token's digest.
        start_token: Digest,
        /// The desk.
        device: DeviceId,
    },
    /// A journal head was seen and countersigned.
    Anchored(Anchor),
    /// A grant was issued. It is pending until the journal records it.
    Granted {
        /// Which.
        grant: GrantId,
        /// The digest of its signed object.
        digest: Digest,
        /// What it does.
        effect: Effect,
    },
    /// An envelope was taken and a receipt given.
    Received {
        /// The envelope's digest.
        envelope: Digest,
        /// The receipt's digest.
        receipt: Digest,
        /// Which seal of the attempt it is.
        seal_no: u32,
        /// How its arrival compares with the time it had.
        arrival: Arrival,
    },
    /// A second envelope came without a grant that allows it. It is kept; a person decides.
    Equivocated {
        /// The envelope's digest.
        envelope: Digest,
        /// Which seal it says it is.
        seal_no: u32,
    },
    /// Answer keys were released against an envelope.
    Released {
        /// The envelope's digest.
        envelope: Digest,
        /// The release's digest.
        release: Digest,
    },
    /// The attempt counts for nothing, for a coded reason.
    Voided(Slug),
    /// A result was stated.
    Result {
        /// The statement's digest.
        statement: Digest,
    },
    /// The segment ends; another authority goes on.
    HandedOver(Digest),
}

/// How an envelope's arrival compares with the time it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Within the working time, the stops of the clock it may have had, and the time to upload.
    OnTime,
    /// Later, but the journal up to its seal had been countersigned in time.
    LateAnchored,
    /// Later, and only the desk says when it was sealed.
    LateSelfAttested,
}

/// Decides [`Arrival`]: an envelope received at `at_ms`, whose time was over at `until_ms`, and whose sealing
/// record was countersigned at `anchored_ms`, if ever. All UTC milliseconds of the authority's clock.
pub fn arrival(at_ms: i64, until_ms: i64, anchored_ms: Option<i64>) -> Arrival {
    match anchored_ms {
        _ if at_ms <= until_ms => Arrival::OnTime,
        Some(anchored) if anchored <= until_ms => Arrival::LateAnchored,
        _ => Arrival::LateSelfAttested,
    }
}

/// Why the authority does not do a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The attempt was never started with this authority.
    NotAdmitted,
    /// Another desk has started the attempt.
    OtherDevice,
    /// The attempt is void.
    Voided,
    /// Answer keys are out: no further envelope counts, nothing can be reopened.
    Released,
    /// The envelope is not the one in force.
    NotInForce,
    /// Keys are released only when the room closes.
    RoomOpen,
    /// Keys are never released.
    Never,
    /// The grant was issued before with another content.
    GrantReused,
    /// More of the journal is held than a swap would continue, or something else.
    OtherHistory,
}

/// Who writes a segment of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Writer {
    /// The device.
    pub device: DeviceId,
    /// The digest of the swap that opens the segment, and the record it continues. None for the first.
    pub opened: Option<(Digest, Head)>,
}

/// What to do with an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// Take it: it is in force now.
    InForce,
    /// It was taken before: give the same receipt.
    Again(Digest),
    /// It was kept as an equivocation before.
    KeptBefore,
    /// Keep it and flag it: a second envelope that no grant allows.
    Equivocation,
}

/// An envelope as the docket needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Its digest.
    pub envelope: Digest,
    /// Which seal it says it is.
    pub seal_no: u32,
    /// The envelope it replaces, from the second seal on.
    pub supersedes: Option<Digest>,
    /// The grant that allowed it, from the second seal on.
    pub grant: Option<GrantId>,
}

/// The state of one docket: a fold of its records.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Docket {
    admitted: Option<(Digest, DeviceId)>,
    writers: BTreeMap<u32, Writer>,
    replaced: Vec<Writer>,
    anchors: Vec<Head>,
    grants: BTreeMap<GrantId, (Digest, Effect)>,
    received: Vec<(Digest, Digest, u32)>,
    equivocated: Vec<Digest>,
    released: Option<(Digest, Digest)>,
    voided: Option<Slug>,
    result: Option<Digest>,
}

impl Docket {
    /// Applies what happened. Total.
    pub fn evolve(&mut self, event: &Event) {
        match event {
            Event::Admitted { start_token, device } => {
                self.admitted = Some((*start_token, *device));
                self.writers.insert(0, Writer { device: *device, opened: None });
            }
            Event::Anchored(anchor) => self.anchors.push(anchor.head),
            Event::Granted { grant, digest, effect } => {
                self.grants.insert(*grant, (*digest, *effect));
                if let Effect::Swap(swap) = effect {
                    // A segment that nobody has begun may be given to another: the new computer died as well.
                    let writer = Writer { device: swap.to, opened: Some((*digest, swap.after)) };
                    self.replaced.extend(self.writers.insert(swap.after.segment.saturating_add(1), writer));
                }
            }
            Event::Received { envelope, receipt, seal_no, .. } => {
                self.received.push((*envelope, *receipt, *seal_no))
            }
            Event::Equivocated { envelope, .. } => self.equivocated.push(*envelope),
            Event::Released { envelope, release } => self.released = Some((*envelope, *release)),
            Event::Voided(reason) => self.voided = Some(reason.clone()),
            Event::Result { statement } => self.result = Some(*statement),
            Event::HandedOver(_) => {}
        }
    }

    /// Whether a desk may start: yes, again with the same token, or not.
    pub fn admit(&self, device: DeviceId) -> Result<Option<Digest>, Refusal> {
        match (&self.voided, self.admitted) {
            (Some(_), _) => Err(Refusal::Voided),
            (None, None) => Ok(None),
            (None, Some((token, before))) if before == device && self.writers.len() == 1 => Ok(Some(token)),
            (None, Some(_)) => Err(Refusal::OtherDevice),
        }
    }

    /// What to do with an envelope. An envelope is never thrown away: even a refusal leaves the bytes to be kept.
    pub fn take(&self, sealed: &Sealed) -> Result<Take, Refusal> {
        if let Some((_, receipt, _)) =
            self.received.iter().find(|(envelope, ..)| *envelope == sealed.envelope)
        {
            return Ok(Take::Again(*receipt));
        }
        if self.equivocated.contains(&sealed.envelope) {
            return Ok(Take::KeptBefore);
        }
        if self.admitted.is_none() {
            return Err(Refusal::NotAdmitted);
        }
        if self.voided.is_some() {
            return Err(Refusal::Voided);
        }
        if self.released.is_some() {
            return Err(Refusal::Released);
        }
        let reopens = |id: &GrantId| matches!(self.grants.get(id), Some((_, Effect::Reopen(_))));
        Ok(match self.received.last() {
            None if sealed.seal_no == 1 && sealed.supersedes.is_none() => Take::InForce,
            Some((last, _, seal_no))
                if sealed.supersedes == Some(*last)
                    && sealed.seal_no == seal_no + 1
                    && sealed.grant.as_ref().is_some_and(reopens) =>
            {
                Take::InForce
            }
            // The first envelope never came and a later one did: nothing contradicts it.
            None if sealed.grant.as_ref().is_some_and(reopens) => Take::InForce,
            _ => Take::Equivocation,
        })
    }

    /// Whether answer keys may be released against `envelope`; the earlier release, if there is one.
    pub fn release(
        &self,
        envelope: Digest,
        policy: Release,
        room_closed: bool,
    ) -> Result<Option<Digest>, Refusal> {
        if self.voided.is_some() {
            return Err(Refusal::Voided);
        }
        if let Some((before, release)) = self.released {
            return if before == envelope { Ok(Some(release)) } else { Err(Refusal::NotInForce) };
        }
        if self.in_force() != Some(envelope) {
            return Err(Refusal::NotInForce);
        }
        match policy {
            Release::AtOnce => Ok(None),
            Release::WhenRoomCloses if room_closed => Ok(None),
            Release::WhenRoomCloses => Err(Refusal::RoomOpen),
            Release::Never => Err(Refusal::Never),
        }
    }

    /// Whether a grant may be issued. Issuing the same again is harmless.
    pub fn grant(&self, grant: &GrantId, digest: Digest, effect: Effect) -> Result<(), Refusal> {
        match self.grants.get(grant) {
            Some((before, _)) if *before != digest => Err(Refusal::GrantReused),
            Some(_) => Ok(()),
            None if self.voided.is_some() => Err(Refusal::Voided),
            None if self.released.is_some() && matches!(effect, Effect::Reopen(_)) => Err(Refusal::Released),
            None => match effect {
                Effect::Swap(swap) => self.swap(&swap),
                _ => Ok(()),
            },
        }
    }

    /// Whether a swap continues the journal where it ends, from the device that wrote it up to there.
    fn swap(&self, swap: &Swap) -> Result<(), Refusal> {
        let writer = self.writer(swap.after.segment).ok_or(Refusal::NotAdmitted)?;
        let place = |head: &Head| (head.segment, head.seq);
        let continues = |anchor: &Head| place(anchor) < place(&swap.after) || *anchor == swap.after;
        if writer.device != swap.from {
            return Err(Refusal::OtherDevice);
        }
        if self.anchors.iter().all(continues) { Ok(()) } else { Err(Refusal::OtherHistory) }
    }

    /// Who writes a segment of the journal.
    pub fn writer(&self, segment: u32) -> Option<Writer> {
        self.writers.get(&segment).copied()
    }

    /// Who goes on with the journal now.
    pub fn current(&self) -> Option<Writer> {
        self.writers.last_key_value().map(|(_, writer)| *writer)
    }

    /// Everyone who was ever to write the journal.
    pub fn writers(&self) -> impl Iterator<Item = Writer> {
        self.writers.values().chain(&self.replaced).copied()
    }

    /// Whether a device may write, or have written, the record at a place.
    pub fn may_write(&self, device: DeviceId, segment: u32, seq: u64) -> bool {
        self.writer(segment).is_some_and(|writer| writer.device == device)
            && self.ended(segment).is_none_or(|end| seq <= end.seq)
    }

    /// Where a segment ended, if another device has taken over from there.
    pub fn ended(&self, segment: u32) -> Option<Head> {
        self.writer(segment.checked_add(1)?)?.opened.map(|(_, after)| after)
    }

    /// The envelope that counts.
    pub fn in_force(&self) -> Option<Digest> {
        self.received.last().map(|(envelope, ..)| *envelope)
    }

    /// Envelopes kept because they contradict the one in force. A person has to look.
    pub fn equivocated(&self) -> &[Digest] {
        &self.equivocated
    }

    /// The start token given and the desk it was given to.
    pub fn admitted(&self) -> Option<(Digest, DeviceId)> {
        self.admitted
    }

    /// All countersigned journal heads, in order.
    pub fn anchors(&self) -> &[Head] {
        &self.anchors
    }

    /// Grants issued: what the journal has not recorded of them is pending.
    pub fn grants(&self) -> impl Iterator<Item = (&GrantId, &Digest, Effect)> {
        self.grants.iter().map(|(id, (digest, effect))| (id, digest, *effect))
    }

    /// Whether answer keys are out.
    pub fn is_released(&self) -> bool {
        self.released.is_some()
    }

    /// Why the attempt is void, if it is.
    pub fn voided(&self) -> Option<&Slug> {
        self.voided.as_ref()
    }

    /// The last result stated.
    pub fn result(&self) -> Option<Digest> {
        self.result
    }
}
