//! Which device writes which part of a journal, and what says so.

use std::collections::BTreeMap;

use evidence::dsse::from_private_json;
use evidence::record::Record;
use evidence::slots::open_object;
use evidence::v0::{Entitlement, Grant, Ticket, TrustBundle};
use evidence::{Name, Secret, Signed, Trust};
use exam::attempt::{Effect, Event, Swap};
use exam::{DeviceId, Digest, GrantId};

use crate::fault::Fault;
use crate::start::object;

/// A swap by which a device goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Awaited {
    /// The grant.
    pub(crate) grant: GrantId,
    /// The digest of its signed object.
    pub(crate) digest: Digest,
    /// What it says.
    pub(crate) swap: Swap,
}

/// What everything else in a journal is verified against.
pub(crate) struct Ground {
    pub(crate) ticket: Ticket,
    pub(crate) trust: Trust,
    pub(crate) entitlement: Entitlement,
}

impl Ground {
    /// From a journal's objects in the clear: the ticket pins the root, and from there on signatures decide.
    pub(crate) fn of(objects: &BTreeMap<String, Vec<u8>>) -> Result<Self, Fault> {
        let find =
            |name: &str| objects.get(name).map(Vec::as_slice).ok_or_else(|| Fault::Lacking(name.to_owned()));
        let ticket: Ticket = Signed::parse(find(object::TICKET)?)?.read_unverified()?;
        let bundle: TrustBundle = read(object::TRUST, find(object::TRUST)?)?;
        let trust = Trust::pinned(&bundle, ticket.trust_root.0)?;
        let signed = Signed::parse(find(object::ENTITLEMENT)?)?;
        let (entitlement, _) = trust.open_timeless::<Entitlement>(&signed)?;
        Ok(Self { ticket, trust, entitlement })
    }
}

/// Opens a journal's objects.
pub(crate) fn opened(
    data_key: &Secret,
    objects: BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
    let open = |(name, sealed): (String, Vec<u8>)| match open_object(data_key, &name, &sealed) {
        Some(plain) => Ok((name, plain)),
        None => Err(Fault::unusable(name, "its bytes were changed")),
    };
    objects.into_iter().map(open).collect()
}

/// The swaps among a journal's objects, by their digests: verified, of this attempt, and signed by its own authority,
/// which alone can hand a data key over.
pub(crate) fn swaps(
    objects: &BTreeMap<String, Vec<u8>>,
    trust: &Trust,
    entitlement: &Entitlement,
) -> Result<BTreeMap<Digest, Awaited>, Fault> {
    let mut swaps = BTreeMap::new();
    for (name, bytes) in objects.iter().filter(|(name, _)| name.starts_with("grant/")) {
        let signed = Signed::parse(bytes)?;
        let (grant, by) = trust.open_dated(&signed, |grant: &Grant| grant.given_at_ms)?;
        let Effect::Swap(swap) = grant.effect.into() else { continue };
        let authorities = [&entitlement.sealing_authority.signing, &entitlement.hub.signing];
        if !authorities.contains(&&by.signing) || grant.attempt != entitlement.attempt {
            return Err(Fault::unusable(name, "it is for another attempt, or another authority's"));
        }
        let digest = signed.digest();
        swaps.insert(digest, Awaited { grant: grant.grant.0, digest, swap });
    }
    Ok(swaps)
}

/// Follows a journal from the device that began it: each later segment was opened by a swap. Gives the swap by which
/// `device` goes on, if it has not begun its segment; refuses a journal that is another device's.
pub(crate) fn follow(
    swaps: &BTreeMap<Digest, Awaited>,
    records: &[Record],
    first: DeviceId,
    device: DeviceId,
) -> Result<Option<Awaited>, Fault> {
    let (mut writer, mut head) = (first, None);
    for record in records {
        let event = record.journal_event()?;
        let said = match &event {
            Event::TakenOver { grant, digest, swap, .. } => {
                Some(Awaited { grant: *grant, digest: *digest, swap: *swap })
            }
            _ => None,
        };
        let cited = record.header().grant.map(|Name(digest)| swaps.get(&digest).copied());
        match (cited, said) {
            (None, None) => {}
            (Some(Some(cited)), Some(said))
                if cited == said && cited.swap.from == writer && Some(cited.swap.after) == head =>
            {
                writer = cited.swap.to;
            }
            _ => {
                let segment = record.header().segment;
                return Err(Fault::unusable(
                    format!("segment {segment} of the journal"),
                    "no swap opened it",
                ));
            }
        }
        head = Some(record.head());
    }
    if writer == device {
        return Ok(None);
    }
    let here = |awaited: &&Awaited| {
        let Swap { from, to, after } = awaited.swap;
        (from, to, Some(after)) == (writer, device, head)
    };
    let found = swaps.values().find(here).copied();
    found.map(Some).ok_or_else(|| Fault::unusable("the journal", "it is another computer's"))
}

/// Reads the JSON of a kept object.
pub(crate) fn read<T: serde::de::DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<T, Fault> {
    from_private_json(bytes).map_err(|error| Fault::unusable(name, error))
}
