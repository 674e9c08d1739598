//! What is wrong is refused, each fault in words of its own, and nothing makes `evidence` panic.
#![allow(clippy::unwrap_used)]

use std::fmt::Display;
use std::path::PathBuf;

use evidence::bank::{self, BankError, SealedBank};
use evidence::dsse::{LARGEST, MOST_SIGNATURES, Written, pae};
use evidence::record::{Frame, Header, LONGEST_PAYLOAD, check_chain};
use evidence::slots::{KeySlots, Pulse, open_object};
use evidence::trust::delegate;
use evidence::v0::event::{read_docket, read_journal};
use evidence::v0::*;
use evidence::{Bytes, Name, Object, Role, Signed, SigningKey, Trust};
use exam::docket::Head;
use exam::item::{Item, Part};
use exam::text::Text;
use proptest::prelude::*;

#[path = "hostile/json.rs"]
mod json;
#[path = "made/world.rs"]
mod world;

use world::*;

fn golden(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0").join(name)).unwrap()
}

/// What a reading came to: nothing, or the words of its error.
fn said<T, E: Display>(found: Result<T, E>) -> Result<(), String> {
    found.map(|_| ()).map_err(|error| error.to_string())
}

/// The one helper: `what` is refused, and the words say `expected`.
fn check<T, E: Display>(what: &str, found: Result<T, E>, expected: &str) {
    match said(found) {
        Ok(()) => panic!("{what} is taken"),
        Err(error) => assert!(error.contains(expected), "{what}: `{error}` does not say `{expected}`"),
    }
}

fn base64(bytes: &[u8]) -> String {
    serde_json::to_string(&Bytes(bytes.to_vec())).unwrap()
}

/// A wrapper around any payload, rightly signed.
fn wrapped(payload_type: &str, payload: &[u8], key: &SigningKey) -> Vec<u8> {
    let sig = base64(&key.sign(&pae(payload_type, payload)));
    let payload = base64(payload);
    format!(r#"{{"payloadType":"{payload_type}","payload":{payload},"signatures":[{{"sig":{sig}}}]}}"#)
        .into_bytes()
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "no {from} in {text}");
    text.replacen(from, to, 1)
}

/// A golden payload with one edit, rightly signed, and opened.
fn opened_after<T: Object>(key: &SigningKey, from: &str, to: &str) -> Result<T, evidence::ObjectError> {
    let signed = Signed::parse(&golden(&format!("{}.json", T::NAME))).unwrap();
    let payload = replaced(std::str::from_utf8(signed.payload()).unwrap(), from, to);
    Signed::parse(&wrapped(&T::media_type(), payload.as_bytes(), key))?.open(&key.public())
}

#[test]
fn signed_payloads() {
    let digest = Signed::parse(&golden("envelope.json")).unwrap().digest().to_string();
    let attempt = attempt().to_string();
    let receipt = |what: &str, from: &str, to: &str, expected: &str| {
        check(what, opened_after::<Receipt>(&hub(), from, to), expected);
    };
    let no = "\"seal_no\":2";
    let cannot = "the signed content cannot be read";
    receipt("a field twice", no, "\"seal_no\":2,\"seal_no\":2", "duplicate field `seal_no`");
    receipt("a field twice, differently", no, "\"seal_no\":1,\"seal_no\":2", "duplicate field `seal_no`");
    receipt("a fraction", no, "\"seal_no\":2.0", "floating point `2.0`, expected u32");
    receipt("an exponent", no, "\"seal_no\":2e0", "floating point");
    receipt("minus zero", no, "\"seal_no\":-0", "floating point");
    receipt("one beyond 32 bits", no, "\"seal_no\":4294967296", "integer `4294967296`, expected u32");
    receipt("less than nothing", no, "\"seal_no\":-1", "integer `-1`, expected u32");
    receipt("a number as a text", no, "\"seal_no\":\"2\"", "expected u32");
    receipt("a number with a zero in front", no, "\"seal_no\":02", "invalid number");
    receipt("nothing for something", no, "\"seal_no\":null", "invalid type: null, expected u32");
    receipt("a missing field", "\"seal_no\":2,", "", "missing field `seal_no`");
    receipt("an unknown field", no, "\"seal_no\":2,\"sealno\":2", "unknown field `sealno`");
    receipt("an unknown word", "\"on-time\"", "\"On-Time\"", "unknown variant `On-Time`");
    let at = format!("\"received_at_ms\":{}", NOON_MS + 40_000);
    receipt("one beyond 64 bits", &at, "\"received_at_ms\":9223372036854775808", "expected i64");
    receipt("beyond everything", &at, "\"received_at_ms\":1e999", "number out of range");
    receipt("an upper-case digest", &digest, &digest.to_uppercase(), "is not a digest");
    receipt("a digest cut short", &digest, &digest[1..], "is not a digest");
    receipt("a digest with a prefix", &digest, &format!("sha256:{digest}"), "is not a digest");
    receipt("an upper-case id", &attempt, &attempt.to_uppercase(), "is not a attempt id");
    receipt("an id without hyphens", &attempt, &attempt.replace('-', ""), "is not a attempt id");
    let random = "f47ac10b-58cc-4372-a567-0e02b2c3d479";
    receipt("an id of version 4", &attempt, random, "is not a attempt id");
    receipt("bytes after the end", "\"docket\":", "\"docket\":null}{\"docket\":", "trailing characters");
    receipt("a comment", "\"seal_no\"", "/**/\"seal_no\"", cannot);
    receipt("an object in an object in …", no, &format!("\"x\":{}", "[".repeat(500)), cannot);
    receipt("a lone surrogate", "\"on-time\"", "\"\\ud800\"", cannot);

    let key = base64(hub().public().as_bytes());
    let start = |what: &str, to: &str, expected: &str| {
        check(
            what,
            opened_after::<StartToken>(&hub(), &format!("\"sealing_authority\":{key}"), to),
            expected,
        );
    };
    let authority = |key: &str| format!("\"sealing_authority\":{key}");
    assert!(key.contains('=') && key.contains(['+', '/']), "{key}");
    start(
        "url-safe base64",
        &authority(&key.replace('+', "-").replace('/', "_")),
        "expected standard base64",
    );
    start("base64 without padding", &authority(&key.replace('=', "")), "expected standard base64");
    start("base64 padded twice", &authority(&key.replace('=', "==")), "expected standard base64");
    start("base64 over two lines", &authority(&key.replacen('"', "\"\\n", 1)), "expected standard base64");
    start("a key of 31 bytes", &authority(&base64(&[1; 31])), "a public key has 32 bytes, and not 31");
    start("a key of 33 bytes", &authority(&base64(&[1; 33])), "a public key has 32 bytes, and not 33");
    let last = key.chars().rev().nth(2).unwrap();
    let loose = key.replace(&format!("{last}=\""), &format!("{}=\"", char::from(last as u8 + 1)));
    start("base64 with bits to spare", &authority(&loose), "expected standard base64");
    let (from, to) = ("\"sealing\":\"", "\"sealing\":\"AAAA");
    check(
        "a long sealing key",
        opened_after::<EnrolmentRequest>(&device(), from, to),
        "32 bytes, and not 35",
    );
    let secret = base64(secret(11).expose());
    let ticket = opened_after::<Ticket>(&hub(), &secret, &base64(&[1; 31]));
    check("a secret of 31 bytes", ticket, "expected 32 bytes");

    let zeros = "0".repeat(64);
    let again = format!("\"corrected\":{{\"list-pods\":\"{zeros}\",");
    let version = opened_after::<KeyVersion>(&authors(), "\"corrected\":{", &again);
    check("a key of a map twice", version, "`list-pods` stands twice");
    let slug = opened_after::<KeyVersion>(&authors(), "\"list-pods\"", "\"list pods\"");
    check("a slug with a space", slug, "is not a slug");
    let minutes = "{\"minutes\":{\"ms\":300000}}";
    let effect = |to: &str| opened_after::<Grant>(&hub(), minutes, to);
    check("an effect with more", effect("{\"minutes\":{\"ms\":1,\"s\":1}}"), "unknown field `s`");
    check("two effects", effect("{\"minutes\":{\"ms\":1},\"reopen\":{\"ms\":1}}"), cannot);
    check("an effect there is not", effect("\"void\""), "unknown variant `void`");
    check("a length below nothing", effect("{\"minutes\":{\"ms\":-1}}"), "expected u64");
}

#[test]
fn wrappers() {
    let sound = String::from_utf8(golden("receipt.json")).unwrap();
    let edited = |from: &str, to: &str| Signed::parse(replaced(&sound, from, to).as_bytes());
    check("nothing", Signed::parse(b""), "this is not a signed object: EOF");
    check("no JSON", Signed::parse(b"\x00\xff"), "this is not a signed object");
    check("bytes after the end", Signed::parse(format!("{sound}x").as_bytes()), "trailing characters");
    check("half of it", Signed::parse(&sound.as_bytes()[..sound.len() / 2]), "EOF");
    check("a field twice", edited("{\"payload", "{\"payload\":\"\",\"payload"), "duplicate field");
    check("an unknown field", edited("{\"payload", "{\"v\":0,\"payload"), "unknown field `v`");
    check(
        "an unknown field of a signature",
        edited("\"sig\"", "\"alg\":\"none\",\"sig\""),
        "unknown field `alg`",
    );
    check("payload no base64", edited("\"payload\":\"", "\"payload\":\"*"), "expected standard base64");
    check("signature no base64", edited("\"sig\":\"", "\"sig\":\"*"), "expected standard base64");
    check("too large", Signed::parse(&vec![b' '; LARGEST + 1]), "more than an object may have");
    check("deep", Signed::parse(&vec![b'['; LARGEST]), "this is not a signed object");

    let none = edited("\"signatures\":[", "\"signatures\":[],\"x\":[");
    check("an unknown field at the end", none, "unknown field `x`");
    let parsed = Signed::parse(sound.as_bytes()).unwrap();
    let with = |count: usize| {
        let mut wrapper: serde_json::Value = serde_json::from_str(&sound).unwrap();
        let signature = wrapper["signatures"][0].clone();
        wrapper["signatures"] = serde_json::Value::Array(vec![signature; count]);
        Signed::parse(wrapper.to_string().as_bytes())
    };
    assert_eq!(with(MOST_SIGNATURES).unwrap().digest(), parsed.digest());
    check("too many signatures", with(MOST_SIGNATURES + 1), "at most 8 signatures");
    check("no signature", with(0).unwrap().open::<Receipt>(&hub().public()), "the signature does not fit");

    // A structure as a list of its fields is taken, which one spelling alone would not: serde's readers of structures do
    // so, and what it says cannot be mistaken. docs/formats/objects.md owns to it.
    let list = serde_json::json!([parsed.payload_type(), Bytes(parsed.payload().to_vec()), []]);
    assert_eq!(Signed::parse(list.to_string().as_bytes()).unwrap().digest(), parsed.digest());

    let other = |payload_type: &str| {
        let bytes = wrapped(payload_type, parsed.payload(), &hub());
        Signed::parse(&bytes).unwrap().open::<Receipt>(&hub().public())
    };
    check(
        "a later version",
        other("application/vnd.invigil.receipt.v1+json"),
        "a version this program does not know",
    );
    check(
        "another kind",
        other("application/vnd.invigil.release.v0+json"),
        "expected `application/vnd.invigil.receipt.v0",
    );
    check("another's kind", other("application/json"), "found `application/json`");
    check("the type in capitals", other("application/vnd.invigil.Receipt.v0+json"), "expected");
    let grant = Signed::parse(&golden("grant.json")).unwrap();
    check("a grant for a receipt", grant.open::<Receipt>(&hub().public()), "expected");
}

#[test]
fn records() {
    let sound = golden("record.frame");
    let header = Frame::parse(sound.clone()).unwrap().header_bytes().to_vec();
    let text = std::str::from_utf8(&header).unwrap();
    let frame = |header: &str| {
        let length = u32::try_from(header.len()).unwrap().to_le_bytes();
        Frame::parse([&length, header.as_bytes(), &sound[4 + text.len()..]].concat())
    };
    assert_eq!(frame(text).unwrap().as_bytes(), sound);
    let edited = |from: &str, to: &str| frame(&replaced(text, from, to));
    check("version 1", edited("\"version\":0", "\"version\":1"), "the record is of version 1");
    check("a version beyond", edited("\"version\":0", "\"version\":4294967296"), "header cannot be read");
    check(
        "a version twice",
        edited("\"version\":0", "\"version\":0,\"version\":1"),
        "duplicate field `version`",
    );
    check("a field twice", edited("\"seq\":4", "\"seq\":4,\"seq\":5"), "duplicate field `seq`");
    check("a fraction", edited("\"seq\":4", "\"seq\":4.0"), "floating point");
    check("another log", edited("\"journal\"", "\"diary\""), "unknown variant `diary`");
    check("an unknown field", edited("\"seq\":4", "\"seq\":4,\"x\":0"), "unknown field `x`");
    check("a header that goes on", frame(&format!("{text} {{}}")), "trailing characters");
    check("no header", frame(""), "header cannot be read");
    let boot = edited("\"boot\":\"BwcH", "\"boot\":\"").unwrap();
    check("a boot id of 13 bytes", boot.header().moment(), "a boot id has 16 bytes");
    for (what, bytes) in [
        ("nothing", vec![]),
        ("three bytes", vec![0; 3]),
        ("a length alone", vec![0; 4]),
        ("a header longer than the file", [&[0xff; 4], &sound[4..]].concat()),
        ("no room for the rest", sound[..4 + header.len() + 59].to_vec()),
    ] {
        check(what, Frame::parse(bytes), "the record is cut short");
    }
    let room = LONGEST_PAYLOAD + 4096;
    check("one byte too long", Frame::parse(vec![0; room + 1]), "more than a record may have");
    check("as long as may be", Frame::parse(vec![b'x'; room]), "cut short");

    let header: Header = serde_json::from_slice(&header).unwrap();
    for (segment, seq) in [(0, u64::MAX), (u32::MAX, 0), (u32::MAX, u64::MAX)] {
        let end = Head { segment, seq, digest: zeros() };
        let at = |segment, seq| Header { segment, seq, ..header.clone() };
        check(
            "after the last record",
            check_chain(Some(end), [(&at(segment, 0), zeros())]),
            "does not follow",
        );
        check("after the last segment", check_chain(Some(end), [(&at(0, 1), zeros())]), "does not follow");
    }
}

#[test]
fn contents() {
    check(
        "a text without a wording",
        Text::try_from(TextDoc::parse(b"[]").unwrap()),
        "a text without a wording",
    );
    check(
        "a block there is not",
        TextDoc::parse(br#"[{"lang":"en","blocks":[{"html":"<b>"}]}]"#),
        "unknown variant",
    );
    let nested = |depth: usize| {
        let (open, close) = ("{\"list\":{\"start\":null,\"entries\":[[".repeat(depth), "]]}}".repeat(depth));
        TextDoc::parse(format!("[{{\"lang\":\"en\",\"blocks\":[{open}{close}]}}]").as_bytes())
    };
    assert!(nested(16).is_ok(), "as deep as a bank may be");
    check("a text too deep", nested(100), "recursion limit");

    let item = |json: &str| serde_json::from_str::<ItemDoc>(json).map(Item::try_from);
    check(
        "an item without an interaction",
        item(r#"{"id":"a","stimulus":null,"body":[]}"#).unwrap(),
        "an item without",
    );
    let value = |json: &str| serde_json::from_str::<content::ValueDoc>(json);
    assert!(value(r#"{"choice":["a","b"]}"#).is_ok());
    check("an option twice", value(r#"{"choice":["a","a"]}"#), "a member stands twice in one set");
    check("a choice and a text", value(r#"{"choice":["a"],"text":"a"}"#), "expected");
    let responses = |json: &str| serde_json::from_str::<ResponsesDoc>(json);
    check("an item twice", responses(r#"{"q":{},"q":{}}"#), "`q` stands twice");
    let twice = r#"{"q":{"a":{"text":"x"},"a":{"text":"y"}}}"#;
    check("an interaction twice", responses(twice), "`a` stands twice");
    let error = responses(twice).unwrap_err().to_string();
    assert!(!error.contains('x') && !error.contains('y'), "an error tells no answer: {error}");
    let key = |json: &str| serde_json::from_str::<ItemKeyDoc>(json);
    let set = r#"{"parts":{"a":{"choice":{"accepted":[["x","x"]]}}},"explanation":null}"#;
    check("an accepted option twice", key(set), "stands twice");

    let kind =
        |name: &str, from: &str, to: &str| replaced(&String::from_utf8(golden(name)).unwrap(), from, to);
    let dossier = kind("dossier.json", "dossier/v0", "dossier/v1");
    check("a later dossier", serde_json::from_str::<Dossier>(&dossier), "this is `dossier/v1`");
    let bundle = kind("trust-bundle.json", "trust/v0", "trust/v1");
    check("a later bundle", serde_json::from_str::<TrustBundle>(&bundle), "this is `trust/v1`");
    let vault: SealedVault = serde_json::from_str(&kind("vault.json", "vault/v0", "vault/v1")).unwrap();
    check("a later vault", vault.open(&hub_sealing()), "this is `vault/v1`");
    let slots = kind("key-slots.json", "\"version\":0", "\"version\":1");
    check("a later journal", KeySlots::parse(slots.as_bytes()), "of version 1");
}

/// A bank file of any manifest and key version, with the golden blobs.
fn bank_of(
    change: impl Fn(&mut Manifest),
    version: impl Fn(&mut KeyVersion),
    signer: &SigningKey,
) -> Vec<u8> {
    let (file, _) = sealed_bank();
    let sealed = SealedBank::parse(file.clone()).unwrap();
    let mut manifest: Manifest = sealed.manifest().read_unverified().unwrap();
    let blobs: u64 = manifest.entries.iter().map(|entry| entry.blob.length).sum::<u64>()
        + manifest.items.iter().map(|item| item.answer.length).sum::<u64>();
    change(&mut manifest);
    let manifest = Signed::new(&manifest, &authors());
    let mut first = KeyVersion {
        programme: Name(programme_id()),
        manifest: Name(manifest.digest()),
        version: 1,
        previous: None,
        corrected: Default::default(),
        reason: "as sealed".into(),
    };
    version(&mut first);
    let mut out = b"INVIGIL BANK v0\n".to_vec();
    for part in [manifest.to_json(), Signed::new(&first, signer).to_json()] {
        out.extend_from_slice(&u32::try_from(part.len()).unwrap().to_le_bytes());
        out.extend_from_slice(&part);
    }
    out.extend_from_slice(&file[file.len() - blobs as usize..]);
    out
}

fn verified(file: Vec<u8>) -> Result<bank::Bank, BankError> {
    SealedBank::parse(file)?.verify(&trust())
}

#[test]
fn banks() {
    let same = |_: &mut KeyVersion| {};
    let manifest = |change: fn(&mut Manifest)| verified(bank_of(change, same, &authors()));
    assert!(manifest(|_| ()).is_ok());
    check(
        "a length beyond everything",
        manifest(|m| m.entries[0].blob.length = u64::MAX),
        "has 18446744073709551615 bytes",
    );
    let two = |m: &mut Manifest| m.entries.iter_mut().for_each(|e| e.blob.length = u64::MAX / 2);
    check("lengths that overflow together", manifest(two), "has 9223372036854775807 bytes");
    check(
        "an answer beyond everything",
        manifest(|m| m.items[2].answer.length = u64::MAX),
        "`answer/two-things` has",
    );
    check("one byte more", manifest(|m| m.entries[1].blob.length += 1), "the bank is cut short");
    check("one byte less", manifest(|m| m.entries[1].blob.length -= 1), "1 bytes follow the end");
    check(
        "an entry twice",
        manifest(|m| m.entries[1].entry = m.entries[0].entry.clone()),
        "`item/list-pods` stands twice",
    );
    check(
        "an entry named as an answer",
        manifest(|m| m.entries[0].entry = "answer/pilot".into()),
        "`answer/pilot` stands twice",
    );
    check("items out of order", manifest(|m| m.items.swap(0, 1)), "`list-pods` is not after `pilot`");
    check(
        "an item twice",
        manifest(|m| m.items[1].item = m.items[0].item.clone()),
        "`list-pods` is not after `list-pods`",
    );
    check(
        "a need nobody meets",
        manifest(|m| m.items[0].needs.push("media/none".into())),
        "the bank has no `media/none`",
    );
    check(
        "an answer as a need",
        manifest(|m| m.items[0].needs.push("answer/pilot".into())),
        "has no `answer/pilot`",
    );
    let programme = |m: &mut Manifest| m.programme = Name(exam::ProgrammeId::mint(1, [99; 10]));
    check("another programme's", manifest(programme), "this belongs to another programme");
    let late = |m: &mut Manifest| m.sealed_at_ms = UNTIL_MS + 1;
    check("sealed out of time", manifest(late), "the key of Authors was not in force at that time");

    let version = |change: fn(&mut KeyVersion)| verified(bank_of(|_| (), change, &authors()));
    let other = "the key version in the file is not the one this bank was sealed with";
    check("a key version of another manifest", version(|v| v.manifest = Name(zeros())), other);
    check("a second key version", version(|v| v.version = 2), other);
    check("a key version after another", version(|v| v.previous = Some(Name(zeros()))), other);
    check("a correction", version(|v| v.corrected = [(Name(slug("pilot")), Name(zeros()))].into()), other);
    check("a key version by the hub", verified(bank_of(|_| (), same, &hub())), "may sign a key version");

    let sound = golden("bank.bank");
    let lengths = |at: usize, length: u32| {
        let mut file = sound.clone();
        file[at..at + 4].copy_from_slice(&length.to_le_bytes());
        verified(file)
    };
    let second = 20 + u32::from_le_bytes(sound[16..20].try_into().unwrap()) as usize;
    check(
        "a manifest longer than the file",
        lengths(16, u32::MAX),
        "the bank is cut short: 4294967315 bytes",
    );
    check("a key version longer than the file", lengths(second, u32::MAX), "the bank is cut short");
    check("no manifest", lengths(16, 0), "this is not a signed object");
    for length in [1, 15, 16, 19, 20, second, second + 3, sound.len() - 1] {
        check("a file cut short", verified(sound[..length].to_vec()), "the bank is cut short");
    }
    check(
        "a file that goes on",
        verified([sound.as_slice(), b"\n"].concat()),
        "1 bytes follow the end of the bank",
    );
    check("nothing", verified(vec![]), "this is not a sealed bank");
    check("something else", verified(b"%PDF-1.7".to_vec()), "this is not a sealed bank");
    check("a later version", verified(b"INVIGIL BANK v1\nx".to_vec()), "`INVIGIL BANK v1`");
    check(
        "zeros without end",
        SealedBank::parse(vec![0; bank::LARGEST + 1]),
        "more than a sealed bank may have",
    );
    check("zeros", SealedBank::parse(vec![0; 1 << 20]), "this is not a sealed bank");

    let mut silent = items();
    silent[0].item.body.retain(|part| matches!(part, Part::Text(_)));
    let stray = ("item/stray".to_owned(), shared().remove("stimulus/cluster").unwrap());
    let mut beside = shared();
    beside.extend([stray]);
    let (file, vault) =
        bank::seal(head(), silent, beside, options_secret(), &authors(), &mut Dice::new("silent"));
    let opened = verified(file).unwrap();
    let item = |name: &str| opened.item(&slug(name), &vault.content[&format!("item/{name}")]);
    check("an item without an interaction", item("list-pods"), "an item without an interaction");
    check("an item that is a text", item("stray"), "`item/stray` opens and cannot be read");
    let first = serde_json::to_vec(&ItemDoc::from(&items()[0].item)).unwrap();
    let beside = [("item/other".to_owned(), first)].into();
    let (file, vault) =
        bank::seal(head(), vec![], beside, options_secret(), &authors(), &mut Dice::new("other"));
    let other = verified(file).unwrap().item(&slug("other"), &vault.content["item/other"]);
    check("an item under another's name", other, "it holds `list-pods`");
}

#[test]
fn delegations_that_go_round() {
    let mut trust = trust();
    let other = programme_id();
    for (what, role, to, by) in [
        ("authors by authors", Role::Signing, authors(), authors()),
        ("authors by the hub", Role::Signing, authors(), hub()),
        ("a hub by the hub", Role::Hub, hub(), hub()),
        ("a root by the root", Role::Root, root(), root()),
        ("a root by the authors", Role::Root, root(), authors()),
        ("a hub by the root", Role::Hub, hub(), root()),
        ("a device by the hub", Role::Device, device(), hub()),
    ] {
        let round = delegate(other, &holder(role, "Round", &to, None), &by);
        check(what, trust.admit(&round), "has signed this one");
    }
    // The root as a hub is a hub as well, and no more than it was.
    trust.admit(&delegate(other, &holder(Role::Hub, "Root", &root(), None), &authors())).unwrap();
    let manifest = Manifest::NAME;
    let signed = Signed::parse(&golden("manifest.json")).unwrap();
    for key in [root(), hub()] {
        let again = Signed::new(&signed.read_unverified::<Manifest>().unwrap(), &key);
        check(
            "a manifest by another",
            trust.open::<Manifest>(&again, NOON_MS),
            &format!("may sign a {manifest}"),
        );
    }
    let twice = trust.holders().len();
    trust.admit(&hub_delegation()).unwrap();
    assert_eq!(trust.holders().len(), twice, "taking one twice is harmless");
}

#[test]
fn a_key_whose_time_was_prolonged_gives_for_the_longer_time() {
    let mut trust = trust();
    let longer = |role, name: &str, key: &SigningKey| evidence::Holder {
        not_before_ms: UNTIL_MS,
        not_after_ms: UNTIL_MS + 1_000,
        ..holder(role, name, key, None)
    };
    trust.admit(&delegate(programme_id(), &longer(Role::Signing, "Authors", &authors()), &root())).unwrap();
    trust.admit(&delegate(programme_id(), &longer(Role::Hub, "Hub", &hub()), &authors())).unwrap();
    let receipt = Signed::parse(&golden("receipt.json")).unwrap();
    for (at_ms, fits) in
        [(NOON_MS, true), (UNTIL_MS, true), (UNTIL_MS + 1_000, true), (UNTIL_MS + 1_001, false)]
    {
        assert_eq!(trust.open::<Receipt>(&receipt, at_ms).is_ok(), fits, "{at_ms}");
    }
    let backwards =
        evidence::Holder { not_before_ms: 1, not_after_ms: 0, ..holder(Role::Hub, "Never", &device(), None) };
    trust.admit(&delegate(programme_id(), &backwards, &authors())).unwrap();
    let never = Signed::new(&receipt.read_unverified::<Receipt>().unwrap(), &device());
    for at_ms in [i64::MIN, 0, 1, NOON_MS, i64::MAX] {
        check(
            "a time that ends before it begins",
            trust.open::<Receipt>(&never, at_ms),
            "Never was not in force",
        );
    }
}

/// Everything that takes bytes from outside.
fn read_all(bytes: &[u8]) {
    let _ = Signed::parse(bytes).map(|signed| {
        let _ = signed.open::<Receipt>(&hub().public());
        let _ = signed.open::<Envelope>(&device().public());
    });
    let _ = Frame::parse(bytes.to_vec()).map(|frame| {
        let _ = (frame.open(&secret(8)), frame.header().moment(), frame.digest());
    });
    let _ = SealedBank::parse(bytes.to_vec()).map(|bank| bank.verify(&trust()));
    let _ = KeySlots::parse(bytes).map(|slots| {
        let _ = (slots.open(&secret(7)), slots.recover(&recovery()));
    });
    let _ = (Written::<FormDoc>::parse(bytes.to_vec()), Written::<TextDoc>::parse(bytes.to_vec()));
    let _ =
        (Trust::in_root(bytes), Pulse::open(&secret(8), bytes), open_object(&secret(8), "receipt/1", bytes));
    let _ = (read_journal(bytes), read_docket(bytes), TextDoc::parse(bytes));
    let _ = serde_json::from_slice::<SealedVault>(bytes).map(|vault| vault.open(&hub_sealing()));
    let _ = serde_json::from_slice::<Dossier>(bytes).map(|dossier| Trust::bundled(&dossier.trust));
}

const FILES: [&str; 9] = [
    "bank.bank",
    "record.frame",
    "key-slots.json",
    "receipt.json",
    "envelope.json",
    "form.json",
    "vault.json",
    "pulse.bin",
    "text.json",
];

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
        read_all(&[b"INVIGIL BANK v0\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn arbitrary_json_never_panics(json in r#"[\[\]{}:,"0-9a-z.\-]{0,120}"#) {
        read_all(json.as_bytes());
    }

    #[test]
    fn golden_files_with_bytes_changed_never_panic(
        file in 0..FILES.len(), at in any::<prop::sample::Index>(), cut in 0..9usize, put in prop::collection::vec(any::<u8>(), 0..9)
    ) {
        let mut bytes = golden(FILES[file]);
        let at = at.index(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put);
        read_all(&bytes);
    }
}
