//! Every structure of the golden files, spoilt in every place.

use evidence::bank::SealedBank;
use evidence::dsse::Written;
use evidence::envelope::open_body;
use evidence::keys::{Purpose, open_box};
use evidence::record::{DocketRecord, Header};
use evidence::slots::KeySlots;
use evidence::v0::event::{read_docket, read_journal};
use evidence::v0::*;
use evidence::{Boxed, Object, Signed};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::world::*;
use crate::{golden, said};

type Read = fn(&[u8]) -> Result<(), String>;

fn written<T: Object>(bytes: &[u8]) -> Result<(), String> {
    said(Written::<T>::parse(bytes.to_vec()))
}

fn plain<T: DeserializeOwned>(bytes: &[u8]) -> Result<(), String> {
    said(serde_json::from_slice::<T>(bytes))
}

/// Every structure: a name, sound JSON of it, and how it is read.
fn structures() -> Vec<(String, Vec<u8>, Read)> {
    let mut all: Vec<(String, Vec<u8>, Read)> = Vec::new();
    macro_rules! payloads {
        ($($object:ty)*) => {$(
            let signed = Signed::parse(&golden(&format!("{}.json", <$object>::NAME))).unwrap();
            all.push((<$object>::NAME.to_owned(), signed.payload().to_vec(), written::<$object>));
        )*};
    }
    payloads!(Delegation ProgrammeDoc Manifest KeyVersion RegistrationOrder Ticket EnrolmentRequest Entitlement
        StartRequest StartToken JournalHead Header Grant Envelope Receipt Release ResultStatement);
    let files: [(&str, Read); 9] = [
        ("form.json", written::<FormDoc>),
        ("policy.json", written::<PolicyDoc>),
        ("text.json", written::<TextDoc>),
        ("trust-root.json", written::<TrustRoot>),
        ("trust-bundle.json", plain::<TrustBundle>),
        ("vault.json", plain::<SealedVault>),
        ("proven.json", plain::<Proven>),
        ("content-keys.json", plain::<Boxed>),
        ("key-slots.json", |bytes| said(KeySlots::parse(bytes))),
    ];
    all.extend(files.map(|(name, read)| (name.to_owned(), golden(name), read)));
    all.push(("a wrapper".into(), golden("receipt.json"), |bytes| said(Signed::parse(bytes))));

    let mut dossier: Dossier = serde_json::from_slice(&golden("dossier.json")).unwrap();
    for record in &dossier.journal {
        all.push(("a journal payload".into(), record.payload.0.clone(), |bytes| said(read_journal(bytes))));
    }
    for record in &dossier.docket {
        all.push(("a docket payload".into(), record.payload.0.clone(), |bytes| said(read_docket(bytes))));
    }
    let record = serde_json::to_vec(&dossier.docket[0]).unwrap();
    all.push(("a docket record".into(), record, plain::<DocketRecord>));
    dossier.objects.truncate(1);
    dossier.journal.truncate(1);
    dossier.docket.truncate(1);
    all.push(("a dossier".into(), serde_json::to_vec(&dossier).unwrap(), plain::<Dossier>));

    let vault = serde_json::from_slice::<SealedVault>(&golden("vault.json")).unwrap();
    let vault = vault.open(&hub_sealing()).unwrap();
    all.push(("a vault".into(), serde_json::to_vec(&vault).unwrap(), plain::<Vault>));
    let token = Signed::parse(&golden("start-token.json")).unwrap().digest();
    let boxed: Boxed = serde_json::from_slice(&golden("content-keys.json")).unwrap();
    let keys = open_box(&device_sealing(), Purpose::ContentKeys, &token.0, &boxed).unwrap();
    all.push(("content keys".into(), keys, plain::<ContentKeys>));
    let keys = serde_json::to_vec(&AnswerKeys { keys: vault.answers.clone() }).unwrap();
    all.push(("answer keys".into(), keys, plain::<AnswerKeys>));
    let envelope: Envelope = Signed::parse(&golden("envelope.json")).unwrap().read_unverified().unwrap();
    let answers = ResponsesDoc::from(&open_body(&envelope, &hub_sealing()).unwrap().responses);
    all.push(("answers".into(), serde_json::to_vec(&answers).unwrap(), plain::<ResponsesDoc>));
    let bank = SealedBank::parse(golden("bank.bank")).unwrap().verify(&trust()).unwrap();
    for (name, key) in vault.content.iter().filter(|(name, _)| name.starts_with("item/")) {
        all.push((name.clone(), bank.entry(name, key).unwrap(), plain::<ItemDoc>));
    }
    for item in items() {
        let key = serde_json::to_vec(&ItemKeyDoc::from(&item.key)).unwrap();
        all.push((format!("the key of {}", item.item.id), key, plain::<ItemKeyDoc>));
    }
    all
}

/// Where JSON is spoilt: places of one kind are counted from 0, in the order they are written.
#[derive(Clone, Copy, PartialEq)]
enum Spoil {
    /// The nth member of an object is written twice.
    Twice(usize),
    /// The nth object has a member more.
    More(usize),
    /// The nth number has a fraction.
    Fraction(usize),
    /// The nth number is larger than any integer.
    Huge(usize),
}

/// Writes JSON with one place spoilt; how many places of each kind there were.
struct Writer {
    spoil: Option<Spoil>,
    members: usize,
    objects: usize,
    numbers: usize,
    out: String,
}

impl Writer {
    fn write(value: &Value, spoil: Option<Spoil>) -> Self {
        let mut writer = Self { spoil, members: 0, objects: 0, numbers: 0, out: String::new() };
        writer.value(value);
        writer
    }

    fn is(&self, spoil: Spoil) -> bool {
        self.spoil == Some(spoil)
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(members) => {
                let more = self.is(Spoil::More(self.objects));
                self.objects += 1;
                let mut written: Vec<String> = Vec::new();
                let outer = std::mem::take(&mut self.out);
                for (name, member) in members {
                    let twice = self.is(Spoil::Twice(self.members));
                    self.members += 1;
                    self.value(member);
                    let member = format!("{}:{}", Value::from(name.as_str()), std::mem::take(&mut self.out));
                    written.extend(std::iter::repeat_n(member, if twice { 2 } else { 1 }));
                }
                written.extend(more.then(|| "\"zz\":null".to_owned()));
                self.out = format!("{outer}{{{}}}", written.join(","));
            }
            Value::Array(members) => {
                self.out.push('[');
                for (at, member) in members.iter().enumerate() {
                    if at > 0 {
                        self.out.push(',');
                    }
                    self.value(member);
                }
                self.out.push(']');
            }
            Value::Number(number) => {
                let huge = self.is(Spoil::Huge(self.numbers));
                let number = number.to_string();
                let digits = number.trim_start_matches('-');
                self.out.push_str(&number[..number.len() - digits.len()]);
                self.out.push_str(if huge { "1" } else { "" });
                self.out.push_str(digits);
                if self.is(Spoil::Fraction(self.numbers)) {
                    self.out.push_str(".0");
                }
                self.out.push_str(if huge { "00000000000000000000" } else { "" });
                self.numbers += 1;
            }
            other => self.out.push_str(&other.to_string()),
        }
    }
}

fn each_place(places: impl Fn(&Writer) -> usize, spoil: impl Fn(usize) -> Spoil, said: &[&str]) {
    let mut tried = 0;
    for (name, json, read) in structures() {
        let value: Value = serde_json::from_slice(&json).unwrap();
        let sound = Writer::write(&value, None);
        assert_eq!(read(sound.out.as_bytes()), Ok(()), "{name}");
        for place in 0..places(&sound) {
            let spoilt = Writer::write(&value, Some(spoil(place))).out;
            let error = read(spoilt.as_bytes()).expect_err(&format!("{name}: {spoilt}"));
            assert!(said.iter().any(|said| error.contains(said)), "{name}: {error}: {spoilt}");
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

#[test]
fn nothing_may_be_said_twice() {
    each_place(
        |sound| sound.members,
        Spoil::Twice,
        &["duplicate field", "stands twice", "single key", "expected value"],
    );
}

#[test]
fn nothing_may_be_added() {
    each_place(
        |sound| sound.objects,
        Spoil::More,
        &["unknown field", "is not", "invalid type: null", "expected"],
    );
}

#[test]
fn a_number_is_an_integer_of_its_size() {
    each_place(|sound| sound.numbers, Spoil::Fraction, &["floating point", "the record's header"]);
    each_place(
        |sound| sound.numbers,
        Spoil::Huge,
        &["floating point", "invalid value", "number out of range"],
    );
}
