//! Everything a desk has of an attempt: its files as they lie there, what they say to who has the desk's keys, what
//! went over the network, and what was logged and shown.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use desk::Device;
use evidence::bank::Bank;
use evidence::keys::{Purpose, decrypt, open_box};
use evidence::slots::{KeySlots, Pulse, open_object};
use evidence::v0::{AnswerKeys, ContentKeys, Release};
use evidence::{Name, Secret, Signed, sha256};
use exam::{AttemptId, RegistrationId, Slug};
use journal::Journal;
use protocol::Started;

use super::scan::Scanner;
use super::sealed::{Parts, answer_part};
use crate::Outcome;
use crate::command::files;
use crate::link::Message;

/// Some bytes, and where they were.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Where: `file …`, `message …`, `log`, `opened …`.
    pub place: String,
    /// What stood there.
    pub bytes: Vec<u8>,
}

/// All there is.
#[derive(Debug, Clone, Default)]
pub struct Holdings {
    /// Piece by piece.
    pub pieces: Vec<Piece>,
    /// The content keys that were given.
    pub content: BTreeMap<String, Secret>,
    /// The answer keys that were given.
    pub answers: BTreeMap<Name<Slug>, Secret>,
}

/// Something found where it should not be, or where it should.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub place: String,
    /// What.
    pub what: String,
    /// How it was written down.
    pub spelling: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} stands in {} ({})", self.what, self.place, self.spelling)
    }
}

/// Whose holdings.
pub struct Owner<'a> {
    /// The desk's folder.
    pub folder: &'a Path,
    /// Its keys.
    pub device: &'a Device,
    /// The registration.
    pub registration: RegistrationId,
    /// The attempt.
    pub attempt: AttemptId,
    /// The bank it sits.
    pub bank: &'a Bank,
}

impl Holdings {
    /// Adds a piece.
    pub fn add(&mut self, place: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.pieces.push(Piece { place: place.into(), bytes: bytes.into() });
    }

    /// Collects everything and opens whatever the desk's keys open.
    pub fn collect(owner: &Owner<'_>, messages: &[Message]) -> Outcome<Self> {
        let mut all = Self::default();
        for (path, bytes) in files(owner.folder)? {
            let name = path.strip_prefix(owner.folder).unwrap_or(&path);
            all.add(format!("file {}", name.display()), bytes);
        }
        for message in messages {
            all.add(format!("message {}", message.what), message.bytes.clone());
            match message.what.as_str() {
                "start got" => all.open_start(owner, &message.bytes)?,
                "release got" => all.open_release(owner, &message.bytes)?,
                _ => {}
            }
        }
        all.open_enrolment(owner)?;
        all.open_journal(owner)?;
        all.open_bank(owner.bank)?;
        Ok(all)
    }

    /// The boxes that content keys come in.
    fn open_start(&mut self, owner: &Owner<'_>, bytes: &[u8]) -> Outcome<()> {
        // A refusal is no box.
        let Ok(started) = serde_json::from_slice::<Started>(bytes) else { return Ok(()) };
        let context = started.token.digest().0;
        let plain = open_box(&owner.device.sealing, Purpose::ContentKeys, &context, &started.content)?;
        self.content.extend(serde_json::from_slice::<ContentKeys>(&plain)?.keys);
        self.add("opened message start got", plain);
        Ok(())
    }

    /// The boxes that answer keys come in.
    fn open_release(&mut self, owner: &Owner<'_>, bytes: &[u8]) -> Outcome<()> {
        let Ok(signed) = Signed::parse(bytes) else { return Ok(()) };
        let release: Release = signed.read_unverified()?;
        let context = Release::context(release.attempt.0, release.envelope.0);
        let plain = open_box(&owner.device.sealing, Purpose::AnswerKeys, &context, &release.keys)?;
        self.answers.extend(serde_json::from_slice::<AnswerKeys>(&plain)?.keys);
        self.add("opened release", plain);
        Ok(())
    }

    fn open_enrolment(&mut self, owner: &Owner<'_>) -> Outcome<()> {
        let path = owner.folder.join("registrations").join(format!("{}.enrolment", owner.registration));
        let context = [b"invigil/v0/enrolment\0", owner.registration.as_bytes().as_slice()].concat();
        let plain = decrypt(&owner.device.wrap, &context, &std::fs::read(path)?);
        self.add("opened enrolment", plain.ok_or("an enrolment that does not open")?);
        Ok(())
    }

    /// A copy of the journal, opened: the desk goes on with its own.
    fn open_journal(&mut self, owner: &Owner<'_>) -> Outcome<()> {
        let copy = tempfile::TempDir::new()?;
        let home = owner.folder.join("attempts").join(owner.attempt.to_string());
        for entry in std::fs::read_dir(home)? {
            let entry = entry?;
            if entry.path().is_file() {
                std::fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
            }
        }
        let opened = Journal::open(copy.path())?;
        let data_key = KeySlots::parse(&opened.key_slots)?.open(&owner.device.wrap)?;
        for (name, sealed) in &opened.objects {
            let plain = open_object(&data_key, name, sealed).ok_or("an object that does not open")?;
            match name.as_str() {
                "content-keys" => {
                    self.content.extend(serde_json::from_slice::<ContentKeys>(&plain)?.keys);
                }
                "release" => self.open_release(owner, &plain)?,
                _ => {}
            }
            self.add(format!("opened object {name}"), plain);
        }
        for frame in &opened.frames {
            let record = frame.open(&data_key)?;
            let header = record.header();
            self.add(format!("opened record {}/{}", header.segment, header.seq), record.payload());
        }
        if let Some(pulse) = opened.last_pulse.and_then(|sealed| Pulse::open(&data_key, &sealed)) {
            self.add("opened pulse", format!("{pulse:?}"));
        }
        Ok(())
    }

    /// Whatever the keys at hand open in the bank.
    fn open_bank(&mut self, bank: &Bank) -> Outcome<()> {
        let parts = Parts::of(bank)?;
        for (name, key) in &self.content.clone() {
            if let Some(plain) = parts.open(name, key) {
                self.add(format!("opened {name}"), plain);
            }
        }
        for (item, key) in &self.answers.clone() {
            if let Some(plain) = parts.open(&answer_part(item), key) {
                self.add(format!("opened {}", answer_part(item)), plain);
            }
        }
        Ok(())
    }

    /// What a search finds, and where.
    pub fn search(&self, scanner: &Scanner) -> Vec<Finding> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
        for Piece { place, bytes } in &self.pieces {
            if seen.insert(sha256(bytes)) {
                let finding = |hit: super::scan::Hit| Finding {
                    place: place.clone(),
                    what: hit.what,
                    spelling: hit.spelling,
                };
                found.extend(scanner.find(bytes).into_iter().map(finding));
            }
        }
        found
    }
}
