//! Starting an attempt: from an entitlement to a journal with its first record.

use std::fs;

use evidence::dsse::from_private_json;
use evidence::keys::{Purpose, open_box};
use evidence::record::{Log, Place, Record};
pub(crate) use evidence::slots::object;
use evidence::slots::{KeySlots, seal_object};
use evidence::v0::{ContentKeys, StartToken, event::write_journal};
use evidence::{Entropy, Secret};
use exam::attempt::{Event, Measure, Opening};
use exam::{AttemptId, Digest, OpId, Slug};
use journal::Journal;
use journal::planted::planted;
use protocol::Authority;

use crate::clock::Clock;
use crate::device::Device;
use crate::enrol::Enrolment;
use crate::fault::Fault;
use crate::folder::Folder;

/// Starts the attempt for an exam (without a name: the first entitled), or finds that it is started. On return the
/// journal exists with its first record, durably; nothing half made is left.
#[allow(clippy::too_many_arguments, reason = "each is one thing the start depends on")]
pub async fn start(
    folder: &Folder,
    device: &Device,
    enrolment: &mut Enrolment,
    exam: Option<&Slug>,
    honesty: Vec<Measure>,
    authority: &impl Authority,
    clock: &impl Clock,
    entropy: &mut impl Entropy,
) -> Result<AttemptId, Fault> {
    let (entitlement, signed_entitlement) = enrolment.entitlement(exam)?.clone();
    let (programme, attempt) = (entitlement.programme.0, entitlement.attempt.0);
    let home = folder.attempt(attempt);
    if Journal::exists(&home) {
        enrolment.note_journal(folder, device, attempt, entropy)?;
        return Ok(attempt);
    }
    if enrolment.had_journal(attempt) {
        return Err(Fault::unusable(
            home.display().to_string(),
            "this attempt had a journal here and it is gone; it is not begun anew, ask your proctor",
        ));
    }
    let request = enrolment.start_request(folder, device, attempt, &signed_entitlement, entropy)?;
    let started = authority.start(programme, attempt, request.clone()).await?;
    let token: StartToken = started.token.open(&entitlement.sealing_authority.signing)?;
    let fits = token.attempt.0 == attempt
        && token.programme.0 == programme
        && token.device.0 == device.id
        && token.device_key == device.signing.public()
        && token.entitlement.0 == signed_entitlement.digest()
        && token.request.0 == request.request.digest();
    if !fits {
        return Err(Fault::unusable("the start token", "it answers another request"));
    }
    let token_digest = started.token.digest();
    let content = open_box(&device.sealing, Purpose::ContentKeys, &token_digest.0, &started.content)?;
    // Read once before anything is written: what cannot be used is refused here and not in the middle of the exam.
    from_private_json::<ContentKeys>(&content).map_err(|error| Fault::unusable("the content keys", error))?;

    let data_key = Secret::draw(entropy);
    let names = (programme, attempt, device.id);
    let slots = KeySlots::new(names, &data_key, &device.wrap, &entitlement.recovery, entropy)?;
    let trust = serde_json::to_vec(&enrolment.trust.bundle())
        .map_err(|error| Fault::unusable("the trust bundle", error))?;
    let mut objects = vec![
        (object::TICKET, enrolment.signed_ticket().to_json()),
        (object::TRUST, trust),
        (object::ENTITLEMENT, signed_entitlement.to_json()),
        (object::START_TOKEN, started.token.to_json()),
        (object::CONTENT_KEYS, content),
    ];
    objects.extend(enrolment.signed_programme().map(|signed| (object::PROGRAMME, signed.to_json())));

    let opened = Event::Opened(Opening {
        entitlement: signed_entitlement.digest(),
        start_token: token_digest,
        policy: entitlement.policy.0,
        honesty,
    });
    let now = clock.now();
    let op = OpId::mint(now.wall_ms, entropy.bytes());
    let place = Place { log: Log::Journal, programme, attempt, segment: 0, op, at: now };
    let (kind, payload) = write_journal(&opened);
    let record = Record::write(place, 1, Digest([0; 32]), kind, payload, entropy);

    // Made beside and moved: a journal that can be found is whole.
    let beside = if planted("journal made in its place") { home.clone() } else { home.with_extension("new") };
    let remove = fs::remove_dir_all(&beside);
    if let Err(source) =
        remove.or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
    {
        return Err(Fault::file("clearing", &beside, source));
    }
    let mut journal = Journal::create(&beside, &slots.to_bytes())?;
    for (name, plain) in objects {
        journal.put_object(name, &seal_object(&data_key, name, &plain, entropy))?;
    }
    journal.append(&record.seal(&data_key, entropy))?;
    drop(journal);
    let publish = || -> std::io::Result<()> {
        fs::rename(&beside, &home)?;
        if planted("new journal's name unsynced") {
            return Ok(());
        }
        fs::File::open(home.parent().unwrap_or(&home))?.sync_all()
    };
    publish().map_err(|source| Fault::file("making", &home, source))?;
    enrolment.note_journal(folder, device, attempt, entropy)?;
    Ok(attempt)
}
