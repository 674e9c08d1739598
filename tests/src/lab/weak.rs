//! Doors with one bolt left off. Each must be shown open by some change of an object.

use std::sync::Arc;

use evidence::bank::SealedBank;
use evidence::dsse::Written;
use evidence::keys::{decrypt, encrypt};
use evidence::record::{DocketRecord, Header, Record};
use evidence::v0::{EnrolmentRequest, FormDoc, Manifest, Proven, Receipt, TrustBundle};
use evidence::{Signed, SigningKey, Trust};
use serde_json::Value;

use super::subjects::{Scene, Subject, identity};
use crate::Outcome;
use crate::dice::Dice;

/// All of them.
pub fn doors(scene: &Scene) -> Outcome<Vec<Subject>> {
    let mut doors = vec![
        unverified(scene),
        by_hint(scene),
        any_field(scene),
        untyped(scene)?,
        unpinned(scene)?,
        unproven(scene)?,
        unnamed_form(scene)?,
        uncommitted(scene)?,
        unopened_bank(scene),
        ignored_proof(scene),
        panics(scene),
    ];
    doors.extend([headless(scene)?, unchecked_salt(scene)?]);
    Ok(doors)
}

/// Reads and does not verify.
fn unverified(scene: &Scene) -> Subject {
    Subject::new("a receipt whose signature nobody checks", scene.receipt.to_json(), |bytes| {
        let signed = Signed::parse(bytes).ok()?;
        signed.read_unverified::<Receipt>().ok()?;
        Some(identity(&signed))
    })
}

/// Believes the hint about the key, instead of the key.
fn by_hint(scene: &Scene) -> Subject {
    let hint = scene.hub.id();
    Subject::new("a receipt whose key hint is believed", scene.receipt.to_json(), move |bytes| {
        let signed = Signed::parse(bytes).ok()?;
        let read: Value = serde_json::from_slice(bytes).ok()?;
        signed.read_unverified::<Receipt>().ok()?;
        (read.pointer("/signatures/0/keyid")? == hint.as_str()).then(|| identity(&signed))
    })
}

/// Passes over fields it does not know.
fn any_field(scene: &Scene) -> Subject {
    let key = scene.hub.clone();
    Subject::new("a wrapper with fields nobody knows", scene.receipt.to_json(), move |bytes| {
        let mut read: Value = serde_json::from_slice(bytes).ok()?;
        let signature = read.pointer_mut("/signatures/0")?.as_object_mut()?;
        signature.retain(|name, _| name == "sig");
        let signed = Signed::parse(read.to_string().as_bytes()).ok()?;
        signed.open::<Receipt>(&key).ok()?;
        Some(identity(&signed))
    })
}

/// Signs the payload without its type.
fn untyped(scene: &Scene) -> Outcome<Subject> {
    let key: SigningKey = scene.device.signing.clone();
    let sig = key.sign(scene.receipt.payload());
    let mut wrapper: Value = serde_json::from_slice(&scene.receipt.to_json())?;
    if let Some(place) = wrapper.pointer_mut("/signatures/0/sig") {
        *place = Value::from(super::scan::base64(&sig));
    }
    Ok(Subject::new("a signature without the type", wrapper.to_string().into_bytes(), move |bytes| {
        let signed = Signed::parse(bytes).ok()?;
        let read: Value = serde_json::from_slice(bytes).ok()?;
        let sig = read.pointer("/signatures/0/sig").cloned()?;
        let sig: evidence::Bytes = serde_json::from_value(sig).ok()?;
        key.public().verifies(signed.payload(), &sig.0).then(|| identity(&signed))
    }))
}

/// Takes any root.
fn unpinned(scene: &Scene) -> Outcome<Subject> {
    Ok(Subject::new("a trust root that nobody pins", serde_json::to_vec(&scene.bundle)?, |bytes| {
        let trust = Trust::bundled(&serde_json::from_slice::<TrustBundle>(bytes).ok()?).ok()?;
        Some(format!("{} {} {:?}", trust.programme(), trust.title(), trust.holders()).into_bytes())
    }))
}

/// Does not ask for the ticket's proof.
fn unproven(scene: &Scene) -> Outcome<Subject> {
    let key = scene.device.signing.public();
    Ok(Subject::new("a request without proof", serde_json::to_vec(scene.enrolment())?, move |bytes| {
        let proven: Proven = serde_json::from_slice(bytes).ok()?;
        proven.request.open::<EnrolmentRequest>(&key).ok()?;
        Some(identity(&proven.request))
    }))
}

/// Does not compare the digest.
fn unnamed_form(scene: &Scene) -> Outcome<Subject> {
    Ok(Subject::new("a form whose digest nobody compares", scene.form_bytes()?, |bytes| {
        Written::<FormDoc>::parse(bytes.to_vec()).ok()?;
        Some(bytes.to_vec())
    }))
}

/// Verifies the header and not what it commits to.
fn uncommitted(scene: &Scene) -> Outcome<Subject> {
    let key = scene.hub.clone();
    let record = serde_json::to_vec(&scene.anchored.anchor)?;
    Ok(Subject::new("a docket record whose commitment nobody checks", record, move |bytes| {
        let read: DocketRecord = serde_json::from_slice(bytes).ok()?;
        read.header.open::<Header>(&key).ok()?;
        Some([identity(&read.header), read.salt.0, read.payload.0].concat())
    }))
}

/// Leaves the header out of what is authenticated.
fn headless(scene: &Scene) -> Outcome<Subject> {
    let (key, frame) = (scene.data_key().clone(), scene.first_frame()?);
    let record = frame.open(&key)?;
    let plain = [record.salt().as_slice(), record.payload()].concat();
    let sealed = encrypt(&key, b"", &plain, &mut Dice::seeded(0, "headless"));
    let header = record.header_bytes();
    let bytes = [&u32::try_from(header.len())?.to_le_bytes(), header, &sealed].concat();
    Ok(Subject::new("a frame whose header is not authenticated", bytes, move |bytes| {
        let (header, sealed) = split(bytes)?;
        let plain = decrypt(&key, b"", sealed)?;
        let (salt, payload) = plain.split_first_chunk::<32>()?;
        let record = Record::assemble(header.to_vec(), *salt, payload.to_vec()).ok()?;
        Some([record.header_bytes(), record.payload()].concat())
    }))
}

/// A frame in the clear whose salt and payload nobody compares with the commitment.
fn unchecked_salt(scene: &Scene) -> Outcome<Subject> {
    let record = scene.first_frame()?.open(scene.data_key())?;
    let header = record.header_bytes();
    let bytes =
        [&u32::try_from(header.len())?.to_le_bytes(), header, record.salt(), record.payload()].concat();
    let digest = record.digest();
    Ok(Subject::new("a record whose payload nobody compares", bytes, move |bytes| {
        let (header, rest) = split(bytes)?;
        (evidence::record::header_digest(header) == digest).then(|| [header, rest].concat())
    }))
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}

/// Verifies the manifest, and takes the rest of the file on its word.
fn unopened_bank(scene: &Scene) -> Subject {
    let trust = Arc::clone(&scene.trust);
    Subject::new("a bank whose parts nobody compares with their digests", scene.bank.clone(), move |bytes| {
        let bank = SealedBank::parse(bytes.to_vec()).ok()?;
        trust.open_timeless::<Manifest>(bank.manifest()).ok()?;
        let parts = bytes.len().checked_sub(100)?;
        Some([identity(bank.manifest()), bytes[parts..].to_vec()].concat())
    })
}

/// Reads a credential and leaves its proof alone.
fn ignored_proof(scene: &Scene) -> Subject {
    Subject::new("a credential whose proof nobody checks", scene.credential().to_vec(), |bytes| {
        let read = credential::read(bytes).ok()?;
        Some(read.get("credentialSubject")?.to_string().into_bytes())
    })
}

/// Counts on bytes that may not be there.
fn panics(scene: &Scene) -> Subject {
    Subject::new("a door that panics at what is cut short", scene.form_bytes().unwrap_or_default(), |bytes| {
        let first = bytes[16];
        Some([&[first], bytes].concat())
    })
}
