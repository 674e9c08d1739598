//! Going on with an attempt whose key is lost or whose computer is dead.
//!
//! [`ask`] makes a request, under a key of its own, that anybody may carry to the authority. [`Taking`] takes what the
//! authority gives: it verifies everything before it changes anything, builds the journal under the new key with every
//! record and object byte for byte, and moves what was there aside. Nothing is removed. The next time the attempt is
//! opened its new segment begins ([`crate::Session::resume`]).

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use evidence::bank::{Bank, SealedBank};
use evidence::record::Frame;
use evidence::slots::{KeySlots, Pulse, seal_object, take_over};
use evidence::v0::{Grant, HandoverDoc, HeadDoc, Manifest, Proven, RecoveryRequest, Ticket};
use evidence::{Entropy, Name, Secret, Signed};
use exam::attempt::{Effect, Swap};
use exam::docket::Head;
use exam::programme::{DeviceKey, Exam};
use exam::{AttemptId, Digest, ProgrammeId};
use journal::planted::planted;
use journal::{Journal, Report};
use protocol::{Asking, Recovery};

use crate::clock::Clock;
use crate::device::{Device, Keeping, Keyring};
use crate::enrol::verified_bank;
use crate::fault::{Fault, KeyFault};
use crate::folder::{Folder, make_private};
use crate::moves::{Moves, free};
use crate::session::Session;
use crate::start::object;
use crate::swap::{Ground, opened};

/// What two files hold that can be read without a key.
struct Found {
    key_slots: Vec<u8>,
    slots: KeySlots,
    frames: Vec<Frame>,
    objects: BTreeMap<String, Vec<u8>>,
    pulse: Option<Vec<u8>>,
    report: Report,
}

impl Found {
    /// Reads a copy of a journal's files: opening a journal repairs it, and what was found stays as it was found.
    fn read(folder: &Folder, home: &Path) -> Result<Self, Fault> {
        let _nobody_else = Journal::hold(home)?;
        // Not among the attempts of that folder: what a crash leaves of it must not look as if a key had been used there.
        let copy = folder.recovery()?.root().join("copy");
        clear(&copy)?;
        make_private(&copy).map_err(|source| Fault::file("making", &copy, source))?;
        let entries = fs::read_dir(home).map_err(|source| Fault::file("reading", home, source))?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            let ours =
                name.to_str().is_some_and(|name| name.starts_with("journal.") && !name.contains(".kept-"));
            if ours {
                fs::copy(entry.path(), copy.join(&name))
                    .map_err(|source| Fault::file("copying", &entry.path(), source))?;
            }
        }
        let found = Journal::open(&copy);
        let found = found.or_else(|error| clear(&copy).and(Err(error.into())))?;
        let read = Self {
            slots: KeySlots::parse(&found.key_slots)?,
            key_slots: found.key_slots,
            frames: found.frames,
            objects: found.objects,
            pulse: found.last_pulse,
            report: found.report,
        };
        drop(found.journal);
        clear(&copy)?;
        Ok(read)
    }

    fn head(&self) -> Option<Head> {
        self.frames.last().map(Frame::head)
    }
}

fn clear(path: &Path) -> Result<(), Fault> {
    match fs::remove_dir_all(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(Fault::file("clearing", path, source)),
        _ => Ok(()),
    }
}

/// A request to go on, and what it stands on.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What to hand to the authority.
    pub asking: Asking,
    /// The attempt.
    pub attempt: AttemptId,
    /// How far the journal goes that is here; none if there is none.
    pub head: Option<Head>,
    /// Whether the files here tell two histories. Both are kept, and a person should look.
    pub forked: bool,
}

/// The key under which this computer asks, and the folder it is kept in: its own key if that can be used, and otherwise
/// a new one beside it. A keyring that is locked or silent keeps no new key, and is told as what it is.
pub fn new_key(
    folder: &Folder,
    keyring: &impl Keyring,
    clock: &impl Clock,
    entropy: &mut impl Entropy,
) -> Result<(Folder, Device), Fault> {
    match Device::load(folder, keyring) {
        Ok(Some(device)) => return Ok((folder.clone(), device)),
        // It would keep no new key either, and may open yet.
        Err(Fault::Key(KeyFault::Silent)) => return Err(KeyFault::Silent.into()),
        _ => {}
    }
    let mut home =
        if folder.has_been_used()? || folder.device().exists() { folder.recovery()? } else { folder.clone() };
    let file_allowed = !wants_keyring(folder)?;
    if let Some(device) = Device::load(&home, keyring)? {
        // A keyring that has come since is better than a file, and where the exam wants one the file leads nowhere.
        let stays = device.keeping == Keeping::Keyring
            || matches!(keyring.get(&device.id.to_string()), Err(KeyFault::NoKeyring(_)));
        if stays && (device.keeping == Keeping::Keyring || file_allowed) {
            return Ok((home, device));
        }
        let mut moves = Moves::new();
        moves.add(folder.root(), home.root(), &free(&folder.aside().join("recovery"))?);
        moves.carry_out(folder)?;
        home = folder.recovery()?;
    }
    let device = Device::create(&home, keyring, file_allowed, clock.now(), entropy)?;
    Ok((home, device))
}

/// Whether an exam whose bank is here keeps keys in a keyring only. Which exam a journal belongs to nobody can tell who
/// has not its key; so one is enough, and nothing that this reads is trusted with more.
fn wants_keyring(folder: &Folder) -> Result<bool, Fault> {
    let wants = |file: Vec<u8>| -> Option<bool> {
        let manifest: Manifest = SealedBank::parse(file).ok()?.manifest().read_unverified().ok()?;
        let exam = Exam::try_from(manifest.exam).ok()?;
        Some(exam.policy.device_key == DeviceKey::Keyring)
    };
    let wanted = folder.banks()?.into_iter().any(|file| wants(file) == Some(true));
    Ok(wanted && !planted("a file where a keyring is required"))
}

/// Asks to go on with the attempt whose files lie in `home`. The ticket, where somebody has it, proves whose attempt it
/// is.
pub fn ask(
    folder: &Folder,
    device: &Device,
    home: &Path,
    ticket: Option<&Signed>,
    clock: &impl Clock,
) -> Result<Asked, Fault> {
    if !Journal::exists(home) {
        return Err(Fault::unusable(
            home.display().to_string(),
            "it holds neither journal.sqlite nor journal.twin",
        ));
    }
    let found = Found::read(folder, home)?;
    if found.slots.open(&device.wrap).is_ok() {
        return Err(Fault::unusable(
            "the request",
            "this computer's own key opens this journal; there is nothing to recover",
        ));
    }
    let head = found.head().ok_or_else(|| Fault::Lacking("first record".to_owned()))?;
    let names = (found.slots.programme.0, found.slots.attempt.0);
    let forked = found.report.fork.is_some() || found.report.stranded > 0;
    let asking = request(names, device, Some((head, found.key_slots)), ticket, clock)?;
    Ok(Asked { asking, attempt: names.1, head: Some(head), forked })
}

/// Asks to go on with an attempt of which nothing is here: from what the authority holds of it.
pub fn ask_for_all(
    (programme, attempt): (ProgrammeId, AttemptId),
    device: &Device,
    ticket: &Signed,
    clock: &impl Clock,
) -> Result<Asked, Fault> {
    let asking = request((programme, attempt), device, None, Some(ticket), clock)?;
    Ok(Asked { asking, attempt, head: None, forked: false })
}

fn request(
    (programme, attempt): (ProgrammeId, AttemptId),
    device: &Device,
    here: Option<(Head, Vec<u8>)>,
    ticket: Option<&Signed>,
    clock: &impl Clock,
) -> Result<Asking, Fault> {
    let (head, key_slots) = here.unzip();
    let request = RecoveryRequest {
        programme: Name(programme),
        attempt: Name(attempt),
        device: Name(device.id),
        signing: device.signing.public(),
        sealing: device.sealing.public(),
        head: head.map(HeadDoc::from),
        key_slots: key_slots.map(evidence::Bytes),
        asked_at_ms: clock.now().wall_ms,
    };
    let request = Signed::new(&request, &device.signing);
    let mac = match ticket {
        Some(ticket) => {
            let ticket: Ticket = ticket.read_unverified()?;
            Some(Proven::new(request.clone(), &ticket.secret).mac)
        }
        None => None,
    };
    Ok(Asking { invigil: "recovery-request/v0".to_owned(), request, mac })
}

/// A recovery that fits this computer and its files. Nothing has been changed yet.
pub struct Taking {
    folder: Folder,
    /// Where the new key is kept.
    home: Folder,
    device: Device,
    data_key: Secret,
    signed: Signed,
    grant: Grant,
    swap: Swap,
    ground: Ground,
    frames: Vec<Frame>,
    objects: BTreeMap<String, Vec<u8>>,
    pulse: Option<Vec<u8>>,
}

/// What a recovery came to.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The attempt, which can be opened now.
    pub attempt: AttemptId,
    /// The record it goes on from.
    pub after: Head,
    /// Where the files went that were there.
    pub aside: Vec<PathBuf>,
}

impl Taking {
    /// Opens a recovery with the files it continues: those in `from`, or those of this computer. The handed-over key
    /// opens nothing but the journal it was taken from, so that whoever gave it had that journal's recovery key; whether
    /// that was the attempt's own authority is then verified from the ticket in the journal.
    pub fn open(
        folder: &Folder,
        keyring: &impl Keyring,
        recovery: &Recovery,
        from: Option<&Path>,
        clock: &impl Clock,
    ) -> Result<Self, Fault> {
        let grant: Grant = recovery.grant.read_unverified()?;
        let Effect::Swap(swap) = grant.effect.clone().into() else {
            return Err(Fault::unusable("the grant", "it lets no other computer go on"));
        };
        let Some(HandoverDoc { signing, sealing, data_key }) = &grant.handover else {
            return Err(Fault::unusable("the grant", "it hands no key over"));
        };
        let attempt = grant.attempt.0;
        let (home, device) = holder(folder, keyring, &swap)?;
        if (signing, sealing) != (&device.signing.public(), &device.sealing.public()) {
            return Err(Fault::unusable("the grant", "it names other keys than this computer's"));
        }
        if clock.now().wall_ms > grant.not_after_ms {
            return Err(Fault::unusable("the grant", "it has run out; hand the request in again"));
        }
        let names = (&attempt, &grant.grant.0, &device.id);
        let data_key = take_over(data_key, names, &device.sealing)?;

        let set_aside = set_aside(folder, &grant);
        let here = [folder.attempt(attempt), set_aside].into_iter().find(|home| Journal::exists(home));
        let files = from.map(Path::to_owned).or(here);
        let (mut frames, mut objects, pulse) = match files {
            Some(files) => {
                let found = Found::read(folder, &files)?;
                if found.slots.attempt.0 != attempt {
                    return Err(Fault::unusable("the grant", "it is for another attempt than these files"));
                }
                (found.frames, found.objects, found.pulse)
            }
            None => (Vec::new(), BTreeMap::new(), None),
        };
        for bytes in &recovery.frames {
            let frame = Frame::parse(bytes.0.clone())?;
            let place = |frame: &Frame| (frame.header().segment, frame.header().seq);
            if frames.last().is_none_or(|last| place(last) < place(&frame)) {
                frames.push(frame);
            }
        }
        for (name, sealed) in &recovery.objects {
            objects.entry(name.clone()).or_insert_with(|| sealed.0.clone());
        }
        if frames.last().map(Frame::head) != Some(swap.after) {
            let why = format!(
                "it continues record {}/{}, and the journal here ends elsewhere: make the request again",
                swap.after.segment, swap.after.seq
            );
            return Err(Fault::unusable("the grant", why));
        }
        let ground = Ground::of(&opened(&data_key, objects.clone())?)?;
        let signed = recovery.grant.clone();
        let (folder, pulse) = (folder.clone(), pulse.filter(|pulse| Pulse::open(&data_key, pulse).is_some()));
        Ok(Self { folder, home, device, data_key, signed, grant, swap, ground, frames, objects, pulse })
    }

    /// Where the ticket says the authority answers.
    pub fn addresses(&self) -> &[String] {
        &self.ground.ticket.addresses
    }

    /// The programme, and the sealed bank without which the attempt cannot be opened.
    pub fn needs(&self) -> (ProgrammeId, Digest) {
        (self.ground.entitlement.programme.0, self.ground.entitlement.manifest.0)
    }

    /// The sealed bank, if it is on this computer.
    pub fn bank(&self) -> Result<Option<Bank>, Fault> {
        for folder in [&self.folder, &self.home] {
            if let Some(file) = folder.read(&folder.bank(self.needs().1))? {
                return verified_bank(&self.ground.trust, &self.ground.entitlement, file).map(Some);
            }
        }
        Ok(None)
    }

    /// Keeps the sealed bank, which anybody may have brought.
    pub fn keep_bank(&self, file: Vec<u8>) -> Result<(), Fault> {
        let bank = verified_bank(&self.ground.trust, &self.ground.entitlement, file)?;
        self.folder.write(&self.folder.bank(self.needs().1), bank.as_bytes())
    }

    /// Puts the journal in its place under the new key.
    pub fn finish(self, clock: &impl Clock, entropy: &mut (impl Entropy + Clone)) -> Result<Taken, Fault> {
        let bank = self.bank()?.ok_or_else(|| Fault::Lacking(format!("sealed bank {}", self.needs().1)))?;
        if self.device.keeping == Keeping::File && bank.exam().policy.device_key == DeviceKey::Keyring {
            return Err(Fault::KeyringRequired("its new key is in a file".to_owned()));
        }
        // A window that has the attempt open would go on writing where nobody looks any more.
        let _no_window = self.folder.lock()?.ok_or_else(|| {
            Fault::unusable(
                "this computer's folder",
                "Invigil is open on it; close its window and do this again",
            )
        })?;
        self.folder.write(&self.folder.bank(self.needs().1), bank.as_bytes())?;
        let attempt = self.grant.attempt.0;
        let home = self.folder.attempt(attempt);
        let beside = home.with_extension("new");
        clear(&beside)?;
        self.build(&beside, entropy)?;
        // Everything in it is verified as at every opening, before anything that was here is touched.
        let (clock, chance) = (Still(clock.now()), entropy.clone());
        let built = Session::load_at(&beside, &self.folder, self.device.clone(), attempt, clock, chance)?;
        if !built.is_awaited() {
            return Err(Fault::unusable("the grant", "it does not lead to this computer"));
        }
        drop(built);

        let (mut moves, mut aside) = (Moves::new(), Vec::new());
        let root = self.folder.root();
        let _nobody_else = Journal::hold(&home)?;
        if home.exists() {
            if planted("what was there is removed") {
                clear(&home)?;
            }
            aside.push(free(&set_aside(&self.folder, &self.grant))?);
            aside.iter().for_each(|aside| moves.add(root, &home, aside));
        }
        moves.add(root, &beside, &home);
        aside.extend(promotion(&self.folder, &self.home, &mut moves)?);
        moves.carry_out(&self.folder)?;
        Ok(Taken { attempt, after: self.swap.after, aside })
    }

    fn build(&self, beside: &Path, entropy: &mut impl Entropy) -> Result<(), Fault> {
        let names = (self.grant.programme.0, self.grant.attempt.0, self.device.id);
        let recovery = &self.ground.entitlement.recovery;
        let slots = KeySlots::new(names, &self.data_key, &self.device.wrap, recovery, entropy)?;
        let mut journal = Journal::create(beside, &slots.to_bytes())?;
        for (name, sealed) in &self.objects {
            journal.put_object(name, sealed)?;
        }
        let name = object::grant(&self.grant.grant);
        if !self.objects.contains_key(&name) {
            let sealed = seal_object(&self.data_key, &name, &self.signed.to_json(), entropy);
            journal.put_object(&name, &sealed)?;
        }
        let frames =
            if planted("the last record is lost") { self.frames.len() - 1 } else { self.frames.len() };
        self.frames.iter().take(frames).try_for_each(|frame| journal.append(frame))?;
        if let Some(pulse) = &self.pulse {
            journal.pulse(pulse)?;
        }
        Ok(())
    }
}

/// Moves a new key, and what was enrolled under it, into the desk's folder; what is there goes aside. Where the new key
/// is the folder's own there is nothing to do.
pub fn promote(folder: &Folder, home: &Folder) -> Result<Vec<PathBuf>, Fault> {
    let mut moves = Moves::new();
    let aside = promotion(folder, home, &mut moves)?;
    moves.carry_out(folder)?;
    Ok(aside)
}

fn promotion(folder: &Folder, home: &Folder, moves: &mut Moves) -> Result<Vec<PathBuf>, Fault> {
    let mut aside = Vec::new();
    if home.device() == folder.device() {
        return Ok(aside);
    }
    for (there, new) in [
        (folder.enrolments(), home.enrolments()),
        (folder.device_key(), home.device_key()),
        (folder.device(), home.device()),
    ] {
        if there.exists() {
            let to = free(&folder.aside().join(there.file_name().unwrap_or_default()))?;
            moves.add(folder.root(), &there, &to);
            aside.push(to);
        }
        if new.exists() {
            moves.add(folder.root(), &new, &there);
        }
    }
    Ok(aside)
}

/// The key a swap is to, and the folder it is kept in.
fn holder(folder: &Folder, keyring: &impl Keyring, swap: &Swap) -> Result<(Folder, Device), Fault> {
    let mut why = None;
    for home in [folder.clone(), folder.recovery()?] {
        match Device::load(&home, keyring) {
            Ok(Some(device)) if device.id == swap.to => return Ok((home, device)),
            Ok(_) => {}
            // The lost key's own fault says nothing; the new key's does.
            Err(fault) => why = Some(fault),
        }
    }
    let other = || Fault::unusable("the grant", format!("it is for computer {}, which is another", swap.to));
    Err(why.unwrap_or_else(other))
}

fn set_aside(folder: &Folder, grant: &Grant) -> PathBuf {
    folder.aside().join(format!("{}.{}", grant.attempt.0, grant.grant.0))
}

/// A clock for who only looks.
struct Still(exam::ledger::Moment);

impl Clock for Still {
    fn now(&self) -> exam::ledger::Moment {
        self.0
    }
}
