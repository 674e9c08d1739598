//! Golden files: one of every kind of thing that `evidence` writes, opened by today's code.
//!
//! Beside each file `NAME.EXT` lies `NAME.txt`: what the file says, opened and decrypted, for people to read. Digests
//! stand in `digests.txt`. `INVIGIL_WRITE_GOLDEN=1 cargo test -p invigil-evidence --test golden` writes all of them
//! anew; do that only while v0 is a draft, and read the difference of the `.txt` files before it is committed.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::OnceLock;

use evidence::bank::{BankError, SealedBank, item_entry, media_entry, stimulus_entry};
use evidence::dsse::Written;
use evidence::envelope::open_body;
use evidence::keys::{Purpose, open_box};
use evidence::record::{Frame, Header, Record, check_chain};
use evidence::slots::{KeySlots, Pulse, open_object};
use evidence::trust::WHO_MAY_SIGN;
use evidence::v0::event::{read_docket, read_journal, write_docket, write_journal};
use evidence::v0::*;
use evidence::{Boxed, Object, Role, SealingKey, Secret, Signed, TicketCode, Trust, sha256};
use exam::Digest;
use exam::text::Text;
use serde::Serialize;
use serde::de::DeserializeOwned;

#[path = "golden/programme.rs"]
mod programme;
#[path = "golden/sitting.rs"]
mod sitting;
#[path = "made/world.rs"]
mod world;

use sitting::*;
use world::*;

/// What a golden file was found to be.
struct Reading {
    /// Digest of the object, or of the file where it is no object.
    digest: Digest,
    /// For people.
    text: String,
    /// The same thing written again, where writing is not left to chance.
    again: Option<Vec<u8>>,
}

type Read = fn(&[u8]) -> Reading;

/// Every kind of file, and how it is read.
const KINDS: &[(&str, Read)] = &[
    ("bank.bank", bank_file),
    ("content-keys.json", content_keys),
    ("delegation.json", signed::<Delegation>),
    ("docket-record.json", signed::<Header>),
    ("dossier.json", dossier),
    ("enrolment-request.json", signed::<EnrolmentRequest>),
    ("entitlement.json", signed::<Entitlement>),
    ("envelope.json", envelope),
    ("form.json", written::<FormDoc>),
    ("grant.json", signed::<Grant>),
    ("journal-head.json", signed::<JournalHead>),
    ("key-slots.json", key_slots),
    ("key-version.json", signed::<KeyVersion>),
    ("manifest.json", signed::<Manifest>),
    ("object.bin", object),
    ("policy.json", written::<PolicyDoc>),
    ("programme.json", signed::<ProgrammeDoc>),
    ("proven.json", proven),
    ("pulse.bin", pulse),
    ("receipt.json", signed::<Receipt>),
    ("record.frame", frame),
    ("recovery-order.json", signed::<RecoveryOrder>),
    ("recovery-request.json", signed::<RecoveryRequest>),
    ("registration-order.json", signed::<RegistrationOrder>),
    ("release.json", release),
    ("result-statement.json", signed::<ResultStatement>),
    ("start-request.json", signed::<StartRequest>),
    ("start-token.json", signed::<StartToken>),
    ("text.json", written::<TextDoc>),
    ("ticket.json", signed::<Ticket>),
    ("trust-bundle.json", bundle),
    ("trust-root.json", written::<TrustRoot>),
    ("typed-ticket.bin", typed_ticket),
    ("vault.json", vault),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0")
}

fn text_name(file: &str) -> String {
    format!("{}.txt", file.split('.').next().unwrap())
}

/// The files on disk.
fn stored() -> &'static Files {
    static STORED: OnceLock<Files> = OnceLock::new();
    STORED.get_or_init(|| {
        if std::env::var_os("INVIGIL_WRITE_GOLDEN").is_some() {
            write_anew();
        }
        let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let read = |path: PathBuf| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read(path).unwrap())
        };
        entries.map(read).collect()
    })
}

fn write_anew() {
    let _ = std::fs::remove_dir_all(folder());
    std::fs::create_dir_all(folder()).unwrap();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder().join(name), bytes).unwrap();
    let made = files();
    made.iter().for_each(|(name, bytes)| put(name, bytes));
    let mut digests = String::new();
    for (name, read) in KINDS {
        let reading = read(&made[*name]);
        writeln!(digests, "{} {name}", reading.digest).unwrap();
        put(&text_name(name), reading.text.as_bytes());
    }
    put("digests.txt", digests.as_bytes());
}

fn pretty<T: Serialize>(thing: &T) -> String {
    serde_json::to_string_pretty(thing).unwrap()
}

fn parsed<T: DeserializeOwned>(bytes: &[u8]) -> T {
    serde_json::from_slice(bytes).unwrap()
}

fn again<T: Serialize>(thing: &T) -> Option<Vec<u8>> {
    Some(serde_json::to_vec(thing).unwrap())
}

/// Verifies by the table: delegated roles against the golden trust, a device's by its key.
fn opened<T: Object>(object: &Signed) -> (T, String) {
    let roles = WHO_MAY_SIGN.iter().find(|(name, _)| *name == T::NAME).expect(T::NAME).1;
    if roles == [Role::Device] {
        return (object.open(&device().public()).unwrap(), "the device".into());
    }
    let trust = trust();
    let (read, holder) = trust.open::<T>(object, NOON_MS).unwrap();
    (read, format!("{} ({:?})", holder.name, holder.role))
}

fn signed<T: Object>(bytes: &[u8]) -> Reading {
    let object = Signed::parse(bytes).unwrap();
    let (read, by) = opened::<T>(&object);
    let text = format!("{}\nsigned by {by}\n{}\n", object.payload_type(), pretty(&read));
    let again = Signed::new(&read, &signer::<T>(&object)).to_json();
    Reading { digest: object.digest(), text, again: Some(again) }
}

fn written<T: Object>(bytes: &[u8]) -> Reading {
    let (bytes, read) = Written::<T>::parse(bytes.to_vec()).unwrap();
    let text = format!("{}\nnot signed\n{}\n", T::media_type(), pretty(&read));
    Reading { digest: bytes.digest(), text, again: Some(Written::new(&read).as_bytes().to_vec()) }
}

fn envelope(bytes: &[u8]) -> Reading {
    let mut reading = signed::<Envelope>(bytes);
    let envelope = opened::<Envelope>(&Signed::parse(bytes).unwrap()).0;
    let answers =
        [hub_sealing(), SealingKey::from_seed(secret(13))].map(|key| open_body(&envelope, &key).unwrap());
    assert_eq!(answers[0], answers[1], "all recipients read the same");
    let responses = ResponsesDoc::from(&answers[0].responses);
    writeln!(reading.text, "the body, opened: form {}\n{}", answers[0].form, pretty(&responses)).unwrap();
    reading
}

fn release(bytes: &[u8]) -> Reading {
    let mut reading = signed::<Release>(bytes);
    let release = opened::<Release>(&Signed::parse(bytes).unwrap()).0;
    let context = Release::context(release.attempt.0, release.envelope.0);
    let keys = open_box(&device_sealing(), Purpose::AnswerKeys, &context, &release.keys).unwrap();
    writeln!(reading.text, "the keys, opened:\n{}", pretty(&parsed::<AnswerKeys>(&keys))).unwrap();
    reading
}

fn content_keys(bytes: &[u8]) -> Reading {
    let boxed: Boxed = parsed(bytes);
    let token = Signed::parse(&beside("start-token.json")).unwrap();
    let context = content_keys_context(token.digest());
    let keys = open_box(&device_sealing(), Purpose::ContentKeys, &context, &boxed).unwrap();
    let keys: ContentKeys = parsed(&keys);
    let (form, _) = Written::<FormDoc>::parse(keys.form.0.clone()).unwrap();
    assert_eq!(form.digest(), opened::<StartToken>(&token).0.form.0);
    let text = format!("to the device\n{}\nopened:\n{}\n", pretty(&boxed), pretty(&keys));
    Reading { digest: sha256(bytes), text, again: again(&boxed) }
}

fn vault(bytes: &[u8]) -> Reading {
    let sealed: SealedVault = parsed(bytes);
    let vault = sealed.open(&hub_sealing()).unwrap();
    let text = format!("to the hub\n{}\nopened:\n{}\n", pretty(&sealed), pretty(&vault));
    Reading { digest: sha256(bytes), text, again: again(&sealed) }
}

fn proven(bytes: &[u8]) -> Reading {
    let proven: Proven = parsed(bytes);
    assert!(proven.holds(&secret(11)) && !proven.holds(&secret(12)));
    Reading { digest: sha256(bytes), text: format!("{}\n", pretty(&proven)), again: again(&proven) }
}

fn bundle(bytes: &[u8]) -> Reading {
    let bundle: TrustBundle = parsed(bytes);
    let (root, _) = Written::<TrustRoot>::parse(beside("trust-root.json")).unwrap();
    let trust = Trust::pinned(&bundle, root.digest()).unwrap();
    let mut text = format!("{}\n", pretty(&bundle));
    for holder in trust.holders() {
        let (from, until) = (holder.not_before_ms, holder.not_after_ms);
        writeln!(text, "{:?} {} {} from {from} until {until}", holder.role, holder.name, holder.signing.id())
            .unwrap();
    }
    Reading { digest: sha256(bytes), text, again: again(&trust.bundle()) }
}

fn key_slots(bytes: &[u8]) -> Reading {
    let slots = KeySlots::parse(bytes).unwrap();
    assert_eq!(slots.open(&wrap()).unwrap().expose(), data_key().expose());
    assert_eq!(slots.recover(&recovery()).unwrap().expose(), data_key().expose());
    Reading { digest: sha256(bytes), text: format!("{}\n", pretty(&slots)), again: Some(slots.to_bytes()) }
}

fn frame(bytes: &[u8]) -> Reading {
    let frame = Frame::parse(bytes.to_vec()).unwrap();
    let record = frame.open(&data_key()).unwrap();
    assert_eq!(record.digest(), frame.digest());
    let text =
        format!("{}\n{}\n", pretty(frame.header()), String::from_utf8(record.payload().to_vec()).unwrap());
    Reading { digest: frame.digest(), text, again: None }
}

fn pulse(bytes: &[u8]) -> Reading {
    let pulse = Pulse::open(&data_key(), bytes).unwrap();
    assert!(Pulse::open(&wrap(), bytes).is_none());
    Reading { digest: sha256(bytes), text: format!("{pulse:#?}\n"), again: None }
}

fn typed_ticket(bytes: &[u8]) -> Reading {
    let code = TicketCode::of(&secret(11));
    let ticket = code.open(bytes).unwrap();
    assert!(TicketCode::of(&secret(12)).open(bytes).is_none());
    let text = format!("code {}\nlocator {}\nticket {}\n", *code.grouped(), code.locator(), ticket.digest());
    Reading { digest: sha256(bytes), text, again: Some(code.seal(&ticket)) }
}

fn object(bytes: &[u8]) -> Reading {
    let plain = open_object(&data_key(), OBJECT, bytes).unwrap();
    assert!(open_object(&data_key(), "receipt/2", bytes).is_none());
    let receipt = opened::<Receipt>(&Signed::parse(&plain).unwrap()).0;
    Reading { digest: sha256(bytes), text: format!("{OBJECT}\n{}\n", pretty(&receipt)), again: None }
}

/// Checks a dossier as far as `evidence` can, and prints its two logs.
fn dossier(bytes: &[u8]) -> Reading {
    let dossier: Dossier = parsed(bytes);
    let trust = Trust::bundled(&dossier.trust).unwrap();
    let mut text = String::new();
    for object in &dossier.objects {
        let by_device = object.is_signed_by(&device().public());
        let holder = trust.holders().iter().find(|holder| object.is_signed_by(&holder.signing));
        let by = holder.map_or("the device", |holder| &holder.name);
        assert!(by_device != holder.is_some());
        writeln!(text, "{} {} signed by {by}", object.digest(), object.payload_type()).unwrap();
    }
    let assembled = dossier.journal.iter().map(|open| {
        let salt = open.salt.0.as_slice().try_into().unwrap();
        Record::assemble(open.header.0.clone(), salt, open.payload.0.clone()).unwrap()
    });
    let journal: Vec<Record> = assembled.collect();
    let docket: Vec<Record> =
        dossier.docket.iter().map(|entry| entry.open(&hub().public()).unwrap()).collect();
    for (name, records) in [("journal", &journal), ("docket", &docket)] {
        check_chain(None, records.iter().map(|record| (record.header(), record.digest()))).unwrap();
        for record in records {
            let (kind, payload) = if name == "journal" {
                write_journal(&read_journal(record.payload()).unwrap())
            } else {
                write_docket(&read_docket(record.payload()).unwrap())
            };
            assert_eq!((kind, payload.as_slice()), (record.header().kind.as_str(), record.payload()));
            let payload = String::from_utf8(payload).unwrap();
            writeln!(text, "{name} {} {} {kind} {payload}", record.header().seq, record.digest()).unwrap();
        }
    }
    Reading { digest: sha256(bytes), text, again: again(&dossier) }
}

/// Opens everything in the bank with the keys of the golden vault.
fn bank_file(bytes: &[u8]) -> Reading {
    let bank = SealedBank::parse(bytes.to_vec()).unwrap().verify(&trust()).unwrap();
    let vault: SealedVault = parsed(&beside("vault.json"));
    let vault = vault.open(&hub_sealing()).unwrap();
    let mut text = format!("bank {}\nkey version {}\n", bank.digest(), bank.key_version());
    for (entry, key) in &vault.content {
        let plain = bank.entry(entry, key).unwrap();
        writeln!(text, "{entry} {}", String::from_utf8(plain).unwrap()).unwrap();
    }
    for (item, key) in &vault.answers {
        let key = bank.key(item, key).unwrap();
        writeln!(text, "answer/{} {}", item.0, serde_json::to_string(&ItemKeyDoc::from(&key)).unwrap())
            .unwrap();
    }
    Reading { digest: sha256(bytes), text, again: None }
}

/// Another golden file that one is read together with.
fn beside(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap()
}

/// Short names of objects in the sources: in the table of objects, and wherever `Object` is implemented by hand.
fn objects_in_the_sources() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in ["v0/object.rs", "v0/programme.rs", "v0/content.rs", "record.rs", "dsse.rs"] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for line in code.lines() {
            let by_hand = line.contains("const NAME: &'static str = \"");
            let in_the_table = line.ends_with("\" {") && line.contains(" = \"");
            if by_hand || in_the_table {
                names.insert(line.split('"').nth(1).unwrap().to_owned());
            }
        }
    }
    names
}

#[test]
fn every_kind_has_a_file_and_every_file_a_kind() {
    let objects = objects_in_the_sources();
    assert!(objects.len() > WHO_MAY_SIGN.len(), "{objects:?}");
    for name in WHO_MAY_SIGN.iter().map(|(name, _)| (*name).to_owned()).chain(objects) {
        let file = format!("{name}.json");
        assert!(KINDS.iter().any(|(known, _)| *known == file), "no golden file of {name}");
    }
    let expected: BTreeSet<String> = KINDS
        .iter()
        .flat_map(|(name, _)| [(*name).to_owned(), text_name(name)])
        .chain(["digests.txt".to_owned()])
        .collect();
    assert_eq!(stored().keys().cloned().collect::<BTreeSet<_>>(), expected);
}

#[test]
fn every_file_says_what_it_said() {
    let digests = String::from_utf8(stored()["digests.txt"].clone()).unwrap();
    let digests: BTreeMap<&str, &str> = digests
        .lines()
        .map(|line| line.split_once(' ').unwrap())
        .map(|(digest, name)| (name, digest))
        .collect();
    assert_eq!(digests.len(), KINDS.len());
    for (name, read) in KINDS {
        let bytes = &stored()[*name];
        let reading = read(bytes);
        assert_eq!(reading.digest.to_string(), digests[name], "the digest of {name}");
        let expected = String::from_utf8(stored()[&text_name(name)].clone()).unwrap();
        assert_eq!(reading.text, expected, "what {name} says");
        assert!(reading.again.is_none_or(|again| again == *bytes), "{name} is written differently today");
    }
}

#[test]
fn the_same_sitting_gives_the_same_files() {
    let made = files();
    for (name, bytes) in &made {
        assert!(stored().get(name) == Some(bytes), "{name} is made differently today");
    }
    assert_eq!(made.len(), KINDS.len());
}

#[test]
fn the_bank_opens_to_what_was_sealed_and_with_no_other_key() {
    let bank = SealedBank::parse(stored()["bank.bank"].clone()).unwrap().verify(&trust()).unwrap();
    let vault = parsed::<SealedVault>(&stored()["vault.json"]).open(&hub_sealing()).unwrap();
    assert_eq!(bank.digest(), vault.manifest.0);
    assert_eq!(bank.manifest().items.len(), items().len());
    for sealed in items() {
        let id = &sealed.item.id;
        let (content, answer) = (&vault.content[&item_entry(id)], &vault.answers[&id.clone().into()]);
        assert_eq!(bank.item(id, content).unwrap(), sealed.item);
        assert_eq!(bank.key(id, answer).unwrap(), sealed.key);
        assert_eq!(bank.item(id, answer), Err(BankError::WrongKey(item_entry(id))));
        assert_eq!(bank.key(id, content), Err(BankError::WrongKey(format!("answer/{id}"))));
        let row = bank.listed(id).unwrap();
        assert_eq!((row.points, row.unscored), (sealed.points.0, sealed.unscored));
        assert_eq!(row.answer.length % 1024, 16, "a padded answer and the cipher's tag");
    }
    let stimulus = stimulus_entry(&slug("cluster"));
    let text = TextDoc::parse(&bank.entry(&stimulus, &vault.content[&stimulus]).unwrap()).unwrap();
    assert_eq!(Text::try_from(text).unwrap(), Text::plain("en", "Three nodes."));
    let media = media_entry(&sha256(&picture()));
    assert_eq!(bank.entry(&media, &vault.content[&media]).unwrap(), picture());
    assert_eq!(vault.content.len(), bank.manifest().entries.len());
}

#[test]
fn the_envelope_holds_what_was_answered() {
    let object = Signed::parse(&stored()["envelope.json"]).unwrap();
    let envelope: Envelope = object.open(&device().public()).unwrap();
    let token: StartToken =
        Signed::parse(&stored()["start-token.json"]).unwrap().open(&hub().public()).unwrap();
    assert_eq!(open_body(&envelope, &hub_sealing()).unwrap(), answers(token.form.0));
    assert!(open_body(&envelope, &recovery()).is_err());
    let text = String::from_utf8(object.payload().to_vec()).unwrap();
    assert!(!text.contains("9081") && !text.contains("list-pods"), "answers in the clear");
}

#[test]
fn every_kind_of_record_is_in_the_golden_logs() {
    let text = String::from_utf8(stored()["dossier.txt"].clone()).unwrap();
    for (source, log) in [("JournalDoc", "journal"), ("DocketDoc", "docket")] {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/v0/event.rs");
        let code = std::fs::read_to_string(path).unwrap();
        let kinds: BTreeSet<&str> = code
            .split(&format!("{source}::"))
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap())
            .collect();
        assert!(kinds.len() > 8, "{kinds:?}");
        for kind in kinds {
            let kebab: String = kind
                .char_indices()
                .map(|(at, c)| {
                    if at > 0 && c.is_uppercase() {
                        format!("-{}", c.to_lowercase())
                    } else {
                        c.to_lowercase().to_string()
                    }
                })
                .collect();
            let found = text
                .lines()
                .any(|line| line.starts_with(log) && line.contains(&format!("\"event\":\"{kebab}\"")));
            assert!(found, "no {log} record of kind {kebab}");
        }
    }
}

/// None of the dice, nor a secret of the bank, stands in what anybody may read.
#[test]
fn the_manifest_and_its_file_hold_no_key() {
    let vault = parsed::<SealedVault>(&stored()["vault.json"]).open(&hub_sealing()).unwrap();
    let secrets: Vec<&Secret> =
        vault.content.values().chain(vault.answers.values()).chain([&vault.options]).collect();
    for (name, bytes) in stored().iter().filter(|(name, _)| !name.ends_with(".txt")) {
        for secret in &secrets {
            assert!(!bytes.windows(32).any(|window| window == secret.expose()), "a key in {name}");
        }
    }
}
