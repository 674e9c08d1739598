//! `bench [NAME]`: measurements against a floor taken in the same run. See docs/labs.md.

mod authoring;
mod saving;
mod sitting;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bank::seal::{Defects, seal};
use evidence::bank::{Bank, SealedBank, item_entry};
use evidence::dsse::Written;
use evidence::keys::decrypt;
use evidence::trust::delegate;
use evidence::v0::{ItemDoc, TrustRoot};
use evidence::{Holder, Name, Role, Secret, SigningKey, Trust};
use exam::Slug;
use exam::item::Item;
use world::Outcome;
use world::dice::Dice;
use world::lab::made;
use world::lab::sealed::Parts;

/// Items of the bank that is opened.
const ITEMS: usize = 2_000;
/// Words of each question.
const WORDS: usize = 30;
/// Runs of each side; they take turns, and the middle one counts.
const RUNS: usize = 21;
const NOW_MS: i64 = 1_795_000_000_000;

/// A measurement: its name, and the lines it says.
type Bench = (&'static str, fn() -> Outcome<Vec<String>>);

const BENCHES: &[Bench] = &[
    ("bank-open", || Ok(vec![bank_open()?])),
    ("import", authoring::import),
    ("lint", authoring::lint),
    ("forms", authoring::forms),
    ("growth", authoring::growth),
    ("answer", saving::answer),
    ("resume", saving::resume),
    ("bytes", saving::bytes),
    ("window-start", world::window::bench::start),
    ("click-to-saved", world::window::bench::saved),
];

fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: Option<&str>) -> Outcome<()> {
    let names: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
    if let Some(unknown) = name.filter(|name| !names.contains(name)) {
        return Err(format!("there is no bench `{unknown}`; there are {}", names.join(", ")).into());
    }
    for (_, bench) in BENCHES.iter().filter(|(known, _)| name.is_none_or(|name| name == *known)) {
        bench()?.iter().for_each(|line| println!("{line}"));
    }
    Ok(())
}

#[allow(
    clippy::disallowed_methods,
    reason = "a bench measures how long something takes; nothing is decided by it"
)]
fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let begin = Instant::now();
    let done = black_box(work()?);
    Ok((begin.elapsed(), done))
}

fn median(mut runs: Vec<Duration>) -> Duration {
    runs.sort_unstable();
    runs.get(runs.len() / 2).copied().unwrap_or_default()
}

/// Opens a bank from the bytes of its file to every item on the screen; the floor is the cipher and the parser alone,
/// over the same encrypted items.
fn bank_open() -> Outcome<String> {
    let mut dice = Dice::seeded(1, "bank-open");
    let source = made::bank(&mut dice, ITEMS, WORDS)?;
    let programme = made::programme(4, "at-once")?.programme;
    let (root, signing) =
        (SigningKey::from_seed(Secret::draw(&mut dice)), SigningKey::from_seed(Secret::draw(&mut dice)));
    let trust_root =
        TrustRoot { programme: Name(programme.id), title: "A bench".to_owned(), root: root.public() };
    let mut trust = Trust::in_root(Written::new(&trust_root).as_bytes())?;
    let holder = Holder {
        role: Role::Signing,
        name: "signing".to_owned(),
        signing: signing.public(),
        sealing: None,
        not_before_ms: NOW_MS,
        not_after_ms: NOW_MS + 1,
    };
    trust.admit(&delegate(programme.id, &holder, &root))?;
    let exam = programme.exams.first().ok_or("a programme without an exam")?;
    let (source, reviews) = made::approved(&source)?;
    let target = (programme.id, exam);
    let (file, vault) = seal(target, (&source, &reviews), Defects::Refuse, &signing, NOW_MS, &mut dice)?;
    let bank = SealedBank::parse(file.clone())?.verify(&trust)?;

    let keys: BTreeMap<Slug, Secret> = source
        .items
        .iter()
        .map(|item| {
            let key = vault.content.get(&item_entry(&item.item.id)).ok_or("an item without a key")?;
            Ok((item.item.id.clone(), key.clone()))
        })
        .collect::<Outcome<_>>()?;
    let parts = Parts::of(&bank)?;
    let raw: Vec<(Secret, Vec<u8>, Vec<u8>)> = keys
        .iter()
        .map(|(item, key)| {
            let name = item_entry(item);
            let sealed = parts.encrypted(&name).ok_or("an item without its bytes")?;
            Ok((key.clone(), parts.context(&name), sealed))
        })
        .collect::<Outcome<_>>()?;

    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        floor.push(timed(|| decrypt_and_parse(&raw))?.0);
        let file = file.clone();
        ours.push(timed(|| open(file, &trust, &keys))?.0);
    }
    let (floor, ours) = (median(floor).as_secs_f64(), median(ours).as_secs_f64());
    let ratio = ours / floor;
    let (floor, ours) = (floor * 1_000.0, ours * 1_000.0);
    Ok(format!("bench bank-open: ratio={ratio:.2} floor={floor:.1}ms ours={ours:.1}ms items={ITEMS}"))
}

fn decrypt_and_parse(raw: &[(Secret, Vec<u8>, Vec<u8>)]) -> Outcome<Vec<ItemDoc>> {
    let one = |(key, context, sealed): &(Secret, Vec<u8>, Vec<u8>)| {
        let plain = decrypt(key, context, sealed).ok_or("an item that does not open")?;
        Ok(serde_json::from_slice(&plain)?)
    };
    raw.iter().map(one).collect()
}

fn open(file: Vec<u8>, trust: &Trust, keys: &BTreeMap<Slug, Secret>) -> Outcome<(Bank, Vec<Item>)> {
    let bank = SealedBank::parse(file)?.verify(trust)?;
    let items = keys.iter().map(|(item, key)| Ok(bank.item(item, key)?)).collect::<Outcome<_>>()?;
    Ok((bank, items))
}
