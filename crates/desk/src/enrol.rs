//! From a ticket to an enrolled computer with its banks.

use std::collections::{BTreeMap, BTreeSet};

use evidence::bank::{Bank, SealedBank};
use evidence::dsse::from_private_json;
use evidence::keys::{decrypt, encrypt};
use evidence::v0::{EnrolmentRequest, Entitlement, ProgrammeDoc, Proven, Ticket};
use evidence::{Entropy, Name, Signed, Trust};
use exam::programme::{DeviceKey, Programme};
use exam::{AttemptId, RegistrationId, Slug};
use journal::planted::planted;
use protocol::{Authority, Enrolled};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::device::{Device, Keeping, Keyring};
use crate::fault::Fault;
use crate::folder::Folder;

/// A ticket and what enrolling with it gave. Kept encrypted under the device's key.
#[derive(Debug, Clone)]
pub struct Enrolment {
    /// The ticket.
    pub ticket: Ticket,
    /// Whom the ticket makes us trust.
    pub trust: Trust,
    /// The programme.
    pub programme: Programme,
    /// The candidate's name as it will be printed.
    pub candidate: String,
    /// One per open attempt.
    pub entitlements: Vec<(Entitlement, Signed)>,
    kept: Kept,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    ticket: Signed,
    request: Proven,
    enrolled: Option<Enrolled>,
    starts: BTreeMap<Name<AttemptId>, Proven>,
    /// Attempts that have a journal on this computer. If one is gone, it is not begun anew.
    journals: BTreeSet<Name<AttemptId>>,
}

fn aad(registration: RegistrationId) -> Vec<u8> {
    [b"invigil/v0/enrolment\0", registration.as_bytes().as_slice()].concat()
}

/// Reads a ticket file. Its signature can only be checked with what enrolling brings; it is carried by a person.
pub fn read_ticket(bytes: &[u8]) -> Result<(Ticket, Signed), Fault> {
    let signed = Signed::parse(bytes)?;
    Ok((signed.read_unverified()?, signed))
}

impl Enrolment {
    /// The enrolment kept for a registration, if there is a complete one.
    pub fn load(
        folder: &Folder,
        device: &Device,
        registration: RegistrationId,
    ) -> Result<Option<Self>, Fault> {
        Self::kept(folder, device, registration)?
            .filter(|kept| kept.enrolled.is_some())
            .map(Self::of)
            .transpose()
    }

    /// The enrolments that can be read on this computer, oldest first.
    pub fn all(folder: &Folder, device: &Device) -> Vec<Self> {
        let registrations = folder.registrations().unwrap_or_default();
        let load = |registration| Self::load(folder, device, registration).ok().flatten();
        registrations.into_iter().filter_map(load).collect()
    }

    /// Enrols this computer, or finds that it is enrolled. Everything is verified before it is kept.
    pub async fn obtain(
        folder: &Folder,
        keyring: &impl Keyring,
        ticket: &Signed,
        authority: &impl Authority,
        clock: &impl Clock,
        entropy: &mut impl Entropy,
    ) -> Result<(Self, Device), Fault> {
        let read: Ticket = ticket.read_unverified()?;
        let (programme, registration) = (read.programme.0, read.registration.0);
        // No policy is known before enrolling, so a computer without a keyring enrols with a key that is kept in a
        // file, and gives it up below if the exam does not permit that.
        let known = Device::load(folder, keyring)?;
        let made = known.is_none();
        let device = match known {
            Some(device) => device,
            None => Device::create(folder, keyring, true, clock.now(), entropy)?,
        };
        if let Some(enrolment) = Self::load(folder, &device, registration)? {
            if enrolment.kept.ticket.digest() != ticket.digest() {
                return Err(Fault::unusable(
                    "the ticket",
                    "this computer is enrolled with another one of this registration",
                ));
            }
            for (entitlement, _) in &enrolment.entitlements {
                enrolment.fetched_bank(folder, entitlement, authority).await?;
            }
            return Ok((enrolment, device));
        }
        let mut kept = match Self::kept(folder, &device, registration)? {
            Some(kept) if kept.ticket.digest() == ticket.digest() => kept,
            _ => {
                let request = EnrolmentRequest {
                    programme: Name(programme),
                    registration: Name(registration),
                    ticket: Name(ticket.digest()),
                    device: Name(device.id),
                    signing: device.signing.public(),
                    sealing: device.sealing.public(),
                };
                let request = Proven::new(Signed::new(&request, &device.signing), &read.secret);
                let kept = Kept {
                    ticket: ticket.clone(),
                    request,
                    enrolled: None,
                    starts: BTreeMap::new(),
                    journals: BTreeSet::new(),
                };
                kept.write(folder, &device, registration, entropy)?;
                kept
            }
        };
        kept.enrolled = Some(authority.enrol(programme, registration, kept.request.clone()).await?);
        let enrolment = Self::of(kept)?;
        for (entitlement, _) in &enrolment.entitlements {
            let bank = enrolment.fetched_bank(folder, entitlement, authority).await?;
            let refused =
                device.keeping == Keeping::File && bank.exam().policy.device_key == DeviceKey::Keyring;
            if refused && !planted("a file where a keyring is required") {
                if made {
                    // The key was made for this enrolment and has encrypted nothing else.
                    for path in [folder.enrolment(registration), folder.device_key(), folder.device()] {
                        folder.remove(&path)?;
                    }
                }
                return Err(Fault::KeyringRequired("its key is in a file".to_owned()));
            }
        }
        enrolment.kept.write(folder, &device, registration, entropy)?;
        Ok((enrolment, device))
    }

    /// The verified bank of an entitlement; fetched where it is missing or does not verify.
    async fn fetched_bank(
        &self,
        folder: &Folder,
        entitlement: &Entitlement,
        authority: &impl Authority,
    ) -> Result<Bank, Fault> {
        if let Ok(Some(bank)) = self.bank(folder, entitlement) {
            // Its name may never have been synced.
            folder.keep_name(&folder.bank(entitlement.manifest.0))?;
            return Ok(bank);
        }
        let manifest = entitlement.manifest.0;
        let file = authority.bank(entitlement.programme.0, manifest).await?;
        let bank = verified_bank(&self.trust, entitlement, file)?;
        folder.write(&folder.bank(manifest), bank.as_bytes())?;
        Ok(bank)
    }

    fn kept(folder: &Folder, device: &Device, registration: RegistrationId) -> Result<Option<Kept>, Fault> {
        let path = folder.enrolment(registration);
        let Some(sealed) = folder.read(&path)? else { return Ok(None) };
        let plain = decrypt(&device.wrap, &aad(registration), &sealed).ok_or_else(|| {
            Fault::unusable(path.display().to_string(), "it was changed, or belongs to another device key")
        })?;
        from_private_json(&plain)
            .map(Some)
            .map_err(|error| Fault::unusable(path.display().to_string(), error))
    }

    fn of(kept: Kept) -> Result<Self, Fault> {
        let ticket: Ticket = kept.ticket.read_unverified()?;
        let enrolled = kept.enrolled.as_ref().ok_or_else(|| Fault::Lacking("enrolment".to_owned()))?;
        let pinned = ticket.trust_root.0;
        let trust = Trust::pinned(&enrolled.trust, pinned).map_err(|_| Fault::OtherAuthority { pinned })?;
        trust.open_timeless::<Ticket>(&kept.ticket)?;
        let open = |signed: &Signed| -> Result<_, Fault> {
            let (entitlement, _) = trust.open_timeless::<Entitlement>(signed)?;
            if (entitlement.programme, entitlement.registration) != (ticket.programme, ticket.registration) {
                return Err(Fault::unusable("an entitlement", "it is another registration's"));
            }
            Ok((entitlement, signed.clone()))
        };
        let entitlements = enrolled.entitlements.iter().map(open).collect::<Result<_, _>>()?;
        let (doc, _) = trust.open_timeless::<ProgrammeDoc>(&enrolled.programme)?;
        let programme =
            Programme::try_from(doc).map_err(|error| Fault::unusable("the programme", error.0))?;
        let candidate = enrolled.candidate.clone();
        Ok(Self { ticket, trust, programme, candidate, entitlements, kept })
    }

    /// The entitlement for an exam; without a name, the first.
    pub fn entitlement(&self, exam: Option<&Slug>) -> Result<&(Entitlement, Signed), Fault> {
        let wanted =
            |(entitlement, _): &&(Entitlement, Signed)| exam.is_none_or(|exam| entitlement.exam.0 == *exam);
        self.entitlements.iter().find(wanted).ok_or(Fault::NoSuchExam(self.ticket.registration.0))
    }

    /// The verified bank of an entitlement, if it is on this computer.
    pub fn bank(&self, folder: &Folder, entitlement: &Entitlement) -> Result<Option<Bank>, Fault> {
        let file = folder.read(&folder.bank(entitlement.manifest.0))?;
        file.map(|file| verified_bank(&self.trust, entitlement, file)).transpose()
    }

    /// The start request of an attempt: made once, durable before it is sent.
    pub(crate) fn start_request(
        &mut self,
        folder: &Folder,
        device: &Device,
        attempt: AttemptId,
        entitlement: &Signed,
        entropy: &mut impl Entropy,
    ) -> Result<Proven, Fault> {
        if let Some(request) = self.kept.starts.get(&Name(attempt)) {
            return Ok(request.clone());
        }
        let request = evidence::v0::StartRequest {
            programme: self.ticket.programme,
            attempt: Name(attempt),
            entitlement: Name(entitlement.digest()),
            device: Name(device.id),
            nonce: evidence::Bytes(entropy.bytes::<16>().to_vec()),
        };
        let request = Proven::new(Signed::new(&request, &device.signing), &self.ticket.secret);
        let mut kept = self.kept.clone();
        kept.starts.insert(Name(attempt), request.clone());
        // Known here only once it is on disk: what was sent must be there after a crash.
        kept.write(folder, device, self.ticket.registration.0, entropy)?;
        self.kept = kept;
        Ok(request)
    }

    /// Whether an attempt had a journal on this computer.
    pub(crate) fn had_journal(&self, attempt: AttemptId) -> bool {
        self.kept.journals.contains(&Name(attempt))
    }

    /// Notes that an attempt has a journal on this computer.
    pub(crate) fn note_journal(
        &mut self,
        folder: &Folder,
        device: &Device,
        attempt: AttemptId,
        entropy: &mut impl Entropy,
    ) -> Result<(), Fault> {
        let mut kept = self.kept.clone();
        if kept.journals.insert(Name(attempt)) {
            kept.write(folder, device, self.ticket.registration.0, entropy)?;
            self.kept = kept;
        }
        Ok(())
    }

    /// The ticket's signed bytes.
    pub(crate) fn signed_ticket(&self) -> &Signed {
        &self.kept.ticket
    }

    /// The signed programme.
    pub(crate) fn signed_programme(&self) -> Option<&Signed> {
        self.kept.enrolled.as_ref().map(|enrolled| &enrolled.programme)
    }
}

/// A bank file, verified as the one an entitlement names.
pub(crate) fn verified_bank(trust: &Trust, entitlement: &Entitlement, file: Vec<u8>) -> Result<Bank, Fault> {
    let bank = SealedBank::parse(file)?.verify(trust)?;
    if bank.digest() != entitlement.manifest.0 || bank.policy_digest() != entitlement.policy.0 {
        return Err(Fault::unusable("the sealed bank", "it is not the one the entitlement names"));
    }
    Ok(bank)
}

impl Kept {
    fn write(
        &self,
        folder: &Folder,
        device: &Device,
        registration: RegistrationId,
        entropy: &mut impl Entropy,
    ) -> Result<(), Fault> {
        let plain = serde_json::to_vec(self).map_err(|error| Fault::unusable("the enrolment", error))?;
        folder.write(
            &folder.enrolment(registration),
            &encrypt(&device.wrap, &aad(registration), &plain, entropy),
        )
    }
}
