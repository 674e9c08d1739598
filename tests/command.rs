//! The command line as its users meet it: a real keyring, real processes, exit codes and sentences.

use world::Outcome;
use world::command::Prompt;
use xtask::keyring::PrivateKeyring;

const SCRIPT: &str = "\
invigil: script/v0
steps:
  - accept-rules: {}
  - answer: {sheet: sheet.json}
  - clear: {place: 2}
  - answer: {sheet: sheet.json}
  - seal: {}
";

const HALF: &str = "\
invigil: script/v0
steps:
  - accept-rules: {}
  - answer: {sheet: sheet.json, first: 6}
  - deliver: {}
";

fn keyring(prompt: &Prompt, password: Option<&str>) -> Outcome<PrivateKeyring> {
    let mut keyring = PrivateKeyring::bus(&prompt.path("keyring"))?;
    keyring.start(password)?;
    Ok(keyring)
}

fn keyring_only(programme: String) -> String {
    programme.replace("device_key: keyring-or-file", "device_key: keyring")
}

/// docs/recovery.md, as it stands there: a keyring that was emptied, a computer that is dead, and one that is gone.
#[test]
fn recovery_as_the_page_has_it() -> Outcome<()> {
    let mut prompt = Prompt::new(None)?;
    prompt.keyring = Some(keyring(&prompt, Some("open sesame"))?);
    let hub = prompt.demo(keyring_only)?;
    let address = &hub.address;
    prompt.write("half.yaml", HALF)?;
    prompt.write("script.yaml", SCRIPT)?;
    let grant =
        format!("hub recover --hub {address} --keys keys --request recovery-request.json --by Proctor");

    prompt.register(&hub, "ada")?;
    prompt.ok("sit --ticket ada.ticket --script half.yaml --data desk")?;
    if let Some(keyring) = &mut prompt.keyring {
        keyring.stop();
        std::fs::remove_dir_all(prompt.home.path().join("keyring/data"))?;
        std::fs::create_dir(prompt.home.path().join("keyring/data"))?;
        keyring.start(Some("open sesame"))?;
    }
    let (_, complaint) = prompt.refused("sit --ticket ada.ticket --script script.yaml --data desk")?;
    assert!(complaint.contains("this computer's key was removed from it"), "{complaint}");
    let asked = prompt.ok("journal recover --data desk --ticket ada.ticket")?;
    assert!(asked.contains("request written to recovery-request.json"), "{asked}");
    let given = prompt.ok(&format!("{grant} --reason emptied --out grant.json"))?;
    assert!(given.contains("who asks holds the ticket"), "{given}");
    let taken = prompt.ok("journal recover --data desk --grant grant.json")?;
    assert!(taken.contains("goes on here after record") && taken.contains("kept aside"), "{taken}");
    let sat = prompt.ok("sit --ticket ada.ticket --script script.yaml --data desk")?;
    assert!(sat.contains("running: 6 of 12 answered"), "{sat}");
    let delivered = prompt.ok("outbox deliver --data desk")?;
    assert!(delivered.contains("100.00 %, pass"), "{delivered}");
    prompt.ok("export --data desk --out export")?;
    let checked = prompt.ok("verify export/journal.json --trust keys/trust.json")?;
    assert!(
        checked.contains("segment 1 was opened by a swap") && checked.ends_with("verified\n"),
        "{checked}"
    );

    prompt.register(&hub, "bob")?;
    prompt.ok("sit --ticket bob.ticket --script half.yaml --data old")?;
    std::fs::create_dir(prompt.path("stick"))?;
    let attempt = std::fs::read_dir(prompt.path("old/attempts"))?.next().ok_or("an attempt")??.path();
    for name in ["journal.sqlite", "journal.twin"] {
        std::fs::copy(attempt.join(name), prompt.path("stick").join(name))?;
    }
    let asked = prompt.ok("journal recover --data new --from stick")?;
    assert!(asked.contains("are here"), "{asked}");
    let given = prompt.ok(&format!("{grant} --reason dead --out other.json"))?;
    assert!(given.contains("has not shown the ticket"), "{given}");
    prompt.ok("journal recover --data new --from stick --grant other.json")?;
    let sat = prompt.ok("sit --ticket bob.ticket --script script.yaml --data new")?;
    assert!(sat.contains("running: 6 of 12 answered"), "{sat}");
    let delivered = prompt.ok("outbox deliver --data new")?;
    assert!(delivered.contains("100.00 %, pass"), "{delivered}");

    prompt.register(&hub, "eve")?;
    prompt.ok("sit --ticket eve.ticket --script half.yaml --data burnt")?;
    std::fs::remove_dir_all(prompt.path("burnt"))?;
    let asked = prompt.ok("journal recover --data third --ticket eve.ticket")?;
    assert!(asked.contains("no record is here"), "{asked}");
    prompt.ok(&format!("{grant} --reason burnt --out third.json"))?;
    prompt.ok("journal recover --data third --grant third.json")?;
    let sat = prompt.ok("sit --ticket eve.ticket --script script.yaml --data third")?;
    assert!(sat.contains("running: 6 of 12 answered"), "{sat}");
    let delivered = prompt.ok("outbox deliver --data third")?;
    assert!(delivered.contains("100.00 %, pass"), "{delivered}");
    Ok(())
}

/// A locked keyring is never taken for an empty one: nothing is made anew, nothing is lost, and unlocking it is all
/// that is needed.
#[test]
fn a_locked_keyring_loses_nothing() -> Outcome<()> {
    let mut prompt = Prompt::new(None)?;
    prompt.keyring = Some(keyring(&prompt, Some("open sesame"))?);
    let hub = prompt.demo(keyring_only)?;
    prompt.register(&hub, "ada")?;
    prompt.write("script.yaml", SCRIPT)?;
    let said = prompt.ok("sit --ticket ada.ticket --script script.yaml --data desk")?;
    assert!(said.contains("sealed envelope"), "{said}");
    assert!(!prompt.path("desk/device.key").exists(), "the key is in the keyring and nowhere else");
    let device = std::fs::read(prompt.path("desk/device.json"))?;

    if let Some(keyring) = &mut prompt.keyring {
        keyring.start(None)?;
    }
    let (code, complaint) = prompt.refused("export --data desk --out export")?;
    assert_eq!(code, 1);
    assert!(
        complaint.contains("the keyring is locked, or this computer's key was removed from it"),
        "{complaint}"
    );
    let (_, complaint) = prompt.refused("sit --ticket ada.ticket --script script.yaml --data desk")?;
    assert!(complaint.contains("unlock it and start again"), "{complaint}");
    assert_eq!(std::fs::read(prompt.path("desk/device.json"))?, device, "no new device was made");

    // No keyring at all, where there was one: the same, and no key file in its place.
    if let Some(keyring) = &mut prompt.keyring {
        keyring.stop();
    }
    prompt.refused("export --data desk --out export")?;
    assert!(!prompt.path("desk/device.key").exists());

    if let Some(keyring) = &mut prompt.keyring {
        keyring.start(Some("open sesame"))?;
    }
    let before = prompt.ok("attempts --data desk")?;
    assert!(before.contains("12 of 12 answered; sealed here, not yet received by the hub"), "{before}");
    let delivered = prompt.ok("outbox deliver --data desk")?;
    assert!(delivered.contains("100.00 %, pass"), "{delivered}");
    let after = prompt.ok("attempts --data desk")?;
    assert!(after.contains("sealed, received by the hub; result confirmed: 24 of 24 points"), "{after}");
    Ok(())
}

#[test]
fn without_a_keyring_the_policy_decides() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(keyring_only)?;
    prompt.register(&hub, "ada")?;
    prompt.write("script.yaml", SCRIPT)?;
    let (code, complaint) = prompt.refused("sit --ticket ada.ticket --script script.yaml --data desk")?;
    assert_eq!(code, 1);
    assert!(complaint.contains("keeps the computer's key in a keyring only"), "{complaint}");

    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.register(&hub, "ada")?;
    prompt.write("script.yaml", SCRIPT)?;
    prompt.ok("sit --ticket ada.ticket --script script.yaml --data desk")?;
    assert!(prompt.path("desk/device.key").exists(), "the policy allows a file");
    Ok(())
}

/// A short `lab keyring`: troubles by dice, kills in the middle of a recovery, a real keyring, and the bugs on purpose.
#[cfg(target_os = "linux")]
#[test]
fn the_keyring_campaign_is_quiet_and_catches_its_bugs() -> Outcome<()> {
    let mut lab = std::process::Command::new(world::command::program("lab")?);
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        lab.env("TMPDIR", memory);
    }
    let output = lab.args(["keyring", "--cases", "24"]).output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let line = said.lines().last().unwrap_or_default();
    assert!(line.starts_with("lab keyring: ok cases=") && line.contains(" planted=8/8 "), "{said}");
    Ok(())
}

/// What `register` prints to be typed is taken where a ticket is, as it stands and as people would type it.
#[test]
fn a_ticket_is_given_in_its_typed_form() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    let said = prompt.register(&hub, "ada")?;
    let typed = said.lines().last().ok_or("nothing was said")?;
    assert!(typed.starts_with(&format!("{} ", hub.address)), "{said}");
    prompt.write("typed", &format!("{}\n", typed.to_lowercase().replace('-', " ").replace("http://", "")))?;
    prompt.write("script.yaml", SCRIPT)?;
    let sat = prompt.ok("sit --ticket typed --script script.yaml --data desk")?;
    assert!(sat.contains("sealed envelope"), "{sat}");
    let (before, last) = typed.split_at(typed.len() - 1);
    prompt.write("slip", &format!("{before}{}", if last == "7" { "8" } else { "7" }))?;
    let (_, complaint) = prompt.refused("sit --ticket slip --script script.yaml --data other")?;
    assert!(complaint.contains("a slip somewhere in the code"), "{complaint}");
    Ok(())
}

#[test]
fn an_envelope_is_carried_by_hand_and_everything_is_checked_without_the_hub() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.register(&hub, "ada")?;
    prompt.write("script.yaml", SCRIPT)?;
    prompt.ok("sit --ticket ada.ticket --script script.yaml --data desk")?;
    prompt.ok("envelope export --data desk --out ada.envelope")?;
    let address = hub.address.clone();
    let first = prompt.ok(&format!("envelope submit ada.envelope --hub {address} --receipt ada.receipt"))?;
    let again = prompt.ok(&format!("envelope submit ada.envelope --hub {address}"))?;
    assert_eq!(first, again, "the same envelope, the same receipt");
    prompt.ok("outbox deliver --data desk")?;
    prompt.ok("export --data desk --out export")?;

    // What is said about time, by the authority while it serves and by anyone who holds the evidence.
    let attempt = std::fs::read_dir(prompt.path("desk/attempts"))?.next().ok_or("an attempt")??.file_name();
    let asked = prompt.ok(&format!("hub time --data hub --attempt {}", attempt.to_string_lossy()))?;
    let held = prompt.ok("verify export/journal.json --trust keys/trust.json")?;
    for line in asked.lines().filter(|line| !line.starts_with("attempt")) {
        assert!(held.contains(line), "{line}: {held}");
    }
    assert!(asked.contains("by the authority's clock: on time\n"), "{asked}");
    assert!(asked.contains("passed, whatever the desk says\n"), "{asked}");
    assert!(asked.ends_with("findings   nothing speaks against the desk\n"), "{asked}");
    let (code, complaint) =
        prompt.refused("hub time --data hub --attempt 019ab2c4-0000-7000-8000-000000000000")?;
    assert!(code == 2 && complaint.contains("this hub has no attempt"), "{complaint}");
    drop(hub);

    for name in ["journal", "envelope", "receipt", "result", "certificate"] {
        let said = prompt.ok(&format!("verify export/{name}.json --trust keys/trust.json"))?;
        assert!(said.ends_with("verified\n"), "{name}: {said}");
    }
    assert!(prompt.ok("verify sealed/exam-ready.bank --trust keys/trust.json")?.ends_with("verified\n"));
    let (code, _) = prompt.refused("verify export/receipt.json")?;
    assert_eq!(code, 3, "consistent, and nobody said whose root it is");
    // Another programme's root vouches for nothing here.
    let other = Prompt::new(None)?;
    let _hub = other.demo(|programme| programme.replace("019ab2c4", "019ab2c5"))?;
    let trust = other.path("keys/trust.json");
    for name in ["journal", "envelope", "receipt", "result", "certificate"] {
        let (code, _) = prompt.refused(&format!("verify export/{name}.json --trust {}", trust.display()))?;
        assert_eq!(code, 1, "{name}");
    }
    Ok(())
}

/// Every character of every exported file, changed one at a time in a sample: never verified as something else.
#[test]
fn a_changed_export_is_never_verified() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.register(&hub, "ada")?;
    prompt.write("script.yaml", SCRIPT)?;
    prompt.ok("sit --ticket ada.ticket --script script.yaml --data desk")?;
    prompt.ok("outbox deliver --data desk")?;
    prompt.ok("export --data desk --out export")?;
    for name in ["receipt", "certificate"] {
        let text = std::fs::read(prompt.path(&format!("export/{name}.json")))?;
        for at in (0..text.len()).step_by(text.len() / 40) {
            let mut changed = text.clone();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            std::fs::write(prompt.path("changed.json"), &changed)?;
            let output = prompt.run("verify changed.json --trust keys/trust.json")?;
            // A hint or white space is not part of what is signed; then what is verified is the same.
            if output.status.success() {
                let place = String::from_utf8_lossy(&text[at.saturating_sub(60)..at + 1]).into_owned();
                assert!(place.contains("keyid") || text[at].is_ascii_whitespace(), "{name} at {at}: {place}");
            }
        }
    }
    Ok(())
}

#[test]
fn what_is_given_wrongly_is_named() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write(
        "bank.yaml",
        "invigil: bank/v0\ntitle: T\nuse: practice\nitems:\n  - id: q1\n    text: Which?\n    type: singel\n",
    )?;
    let checked = prompt.run("bank check bank.yaml")?;
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!checked.status.success() && said.contains("bank.yaml, line 7, question q1"), "{said}");
    let (code, complaint) = prompt.refused("bank check nowhere.yaml")?;
    assert!(code != 0 && complaint.contains("nowhere.yaml"), "{complaint}");
    prompt.write("note.json", "{}")?;
    let (_, complaint) = prompt.refused("verify note.json")?;
    assert!(!complaint.is_empty());
    Ok(())
}

#[test]
fn defects_are_sealed_only_knowingly() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let _hub = prompt.demo(|programme| programme)?;
    let path = prompt.path("banks/exam-ready.yaml");
    let text = std::fs::read_to_string(&path)?;
    std::fs::write(&path, text.replacen(", correct: true", "", 1))?;
    let seal =
        "bank seal --programme programme.yaml --exam exam-ready --keys keys --to hub/card.json --out sealed2";
    let (code, complaint) = prompt.refused(seal)?;
    assert_eq!(code, 2);
    assert!(complaint.contains("--accept-defects") && complaint.contains("saved-means"), "{complaint}");
    let sealed = prompt.ok(&format!("{seal} --accept-defects"));
    assert!(sealed.is_ok(), "{sealed:?}");
    let said = prompt.ok("verify sealed2/exam-ready.bank --trust keys/trust.json")?;
    assert!(said.contains("16 items, 1 accepted defects"), "{said}");
    Ok(())
}

/// A file of evidence that proves nothing, or joins what does not belong together, is never called verified.
#[test]
fn evidence_that_does_not_belong_together_is_not_verified() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.write("script.yaml", SCRIPT)?;
    for name in ["ada", "charles"] {
        prompt.register(&hub, name)?;
        prompt.ok(&format!("sit --ticket {name}.ticket --script script.yaml --data {name}"))?;
        prompt.ok(&format!("outbox deliver --data {name}"))?;
        prompt.ok(&format!("export --data {name} --out {name}-export"))?;
    }
    let read = |name: &str| -> Outcome<serde_json::Value> {
        Ok(serde_json::from_slice(&std::fs::read(prompt.path(&format!("{name}-export/journal.json")))?)?)
    };
    let (whole, other) = (read("ada")?, read("charles")?);
    let kind = |object: &serde_json::Value, name: &str| {
        object["payloadType"] == format!("application/vnd.invigil.{name}.v0+json")
    };
    let objects = |dossier: &serde_json::Value| dossier["objects"].as_array().cloned().unwrap_or_default();
    let without = |names: &[&str]| {
        let mut changed = whole.clone();
        let kept = objects(&whole).into_iter().filter(|object| !names.iter().any(|name| kind(object, name)));
        changed["objects"] = kept.collect();
        changed
    };
    let with = |name: &str| {
        let mut changed = whole.clone();
        let mut more = objects(&whole);
        more.extend(objects(&other).into_iter().filter(|object| kind(object, name)));
        changed["objects"] = more.into();
        changed
    };
    let mut empty = without(&[]);
    empty["objects"] = serde_json::json!([]);
    empty["journal"] = serde_json::json!([]);
    empty["docket"] = serde_json::json!([]);
    let mut unbound = without(&["journal-head", "envelope", "receipt", "release", "result-statement"]);
    unbound["docket"] = serde_json::json!([]);
    let mut foreign = whole.clone();
    foreign["docket"] = other["docket"].clone();
    let mut cut = whole.clone();
    if let Some(records) = cut["journal"].as_array_mut() {
        records.truncate(5);
    }
    for (what, dossier, code) in [
        ("nothing at all", empty, 3),
        ("a journal that no signature binds", unbound, 3),
        ("no start token", without(&["start-token"]), 3),
        ("another sitting's start token beside this one's", with("start-token"), 1),
        ("another sitting's envelope", with("envelope"), 1),
        ("another sitting's receipt", with("receipt"), 1),
        ("another sitting's result", with("result-statement"), 1),
        ("another sitting's docket", foreign, 1),
        ("a journal cut short", cut, 1),
    ] {
        prompt.write("changed.json", &dossier.to_string())?;
        let (found, complaint) = prompt.refused("verify changed.json --trust keys/trust.json")?;
        assert_eq!(found, code, "{what}: {complaint}");
    }
    prompt.write("same.json", &whole.to_string())?;
    assert!(prompt.ok("verify same.json --trust keys/trust.json")?.ends_with("verified\n"));
    Ok(())
}
