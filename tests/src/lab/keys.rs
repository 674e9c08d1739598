//! `lab keys`: banks and forms by dice; what their desks were given opens nothing else, and holds no answer.

use evidence::keys::{Purpose, open_box, seal_to};
use evidence::v0::{ContentKeys, Vault};
use evidence::{Entropy, Secret};
use exam::Slug;
use exam::item::{Item, Kind, Part};
use exam::programme::Release as Policy;
use protocol::{Failure, Started};

use super::holdings::Holdings;
use super::leaks::{TEXT_WAYS, WAYS, planted};
use super::neutral::{self, Places};
use super::scan::{Needle, Scanner};
use super::sitting::{Sitting, answer_material, check_release, scanner};
use super::{Order, Report, finisher, log, made};
use crate::dice::Dice;
use crate::link::{Network, Recorder};
use crate::{Outcome, World};

/// Without a word: so many worlds.
const CASES: u64 = 200;
/// Something is said this often.
const SAY_EVERY: u64 = 50;

/// Runs the campaign.
pub async fn run(order: Order) -> Outcome<Report> {
    let mut report = Report::default();
    let mut places = Places::default();
    let cases = order.cases.unwrap_or(CASES);
    for case in (0..cases).filter(|case| order.only.is_none_or(|only| only == *case)) {
        let wrong = one(order.seed, case, &mut places).await;
        let wrong = wrong.unwrap_or_else(|error| vec![format!("could not be played: {error}")]);
        report.failures.extend(wrong.into_iter().map(|wrong| format!("case {case}: {wrong}")));
        report.cases += 1;
        if report.cases.is_multiple_of(SAY_EVERY) {
            eprintln!("lab keys: {} of {cases}, {} failures", report.cases, report.failures.len());
        }
    }
    report.failures.extend(places.check());
    if order.only.is_none() {
        weaknesses(order.seed, &mut report).await?;
    }
    Ok(report)
}

/// A world of a case: a bank of 12 to 41 items, forms of 3, 6, 9 or 12 of them, all by dice.
async fn world(seed: u64, case: u64, release: &str) -> Outcome<(World, bank::Bank)> {
    let mut dice = Dice::seeded(seed, &format!("keys {case}"));
    let (items, each) = (12 + dice.below(30), 1 + dice.below(4));
    let source = made::bank(&mut dice, usize::try_from(items)?, 8)?;
    let programme = made::programme(usize::try_from(each)?, release)?;
    Ok((World::thrown(programme, &source, dice).await?, source))
}

async fn one(seed: u64, case: u64, places: &mut Places) -> Outcome<Vec<String>> {
    log::listen();
    log::forget();
    let release = if case.is_multiple_of(2) { "when-room-closes" } else { "at-once" };
    let (world, source) = world(seed, case, release).await?;
    let mut wrong = bank_gives_nothing_away(&world, &source, places)?;

    let recorder = Recorder::default();
    let mut sitting = Sitting::begin(&world, "desk", &recorder).await?;
    let form = sitting.form();
    let search = scanner(&world, &form)?;
    let mut at = |stage: &str, all: &Holdings| -> Outcome<()> {
        wrong.extend(all.search(&search).iter().map(|finding| format!("{stage}: {finding}")));
        wrong.extend(finisher::check(&world.bank, &form, &all.content)?);
        Ok(())
    };
    sitting.answer()?;
    sitting.deliver().await?;
    at("running", &sitting.holdings()?)?;
    sitting.seal()?;
    at("sealed", &sitting.holdings()?)?;
    let delivered = sitting.deliver().await?;
    let all = sitting.holdings()?;
    if world.bank.exam().policy.release == Policy::AtOnce {
        wrong.extend(check_release(&world, &form, &all)?);
        wrong.extend(finisher::check(&world.bank, &form, &all.content)?);
    } else {
        at("sealed and received", &all)?;
    }
    if delivered.receipt.is_none() {
        wrong.push("the envelope was not taken".to_owned());
    }
    Ok(wrong)
}

fn bank_gives_nothing_away(world: &World, source: &bank::Bank, places: &mut Places) -> Outcome<Vec<String>> {
    let items = neutral::items(&world.bank, &world.vault)?;
    places.count(&world.bank, &world.vault, &items)?;
    let mut wrong = neutral::lengths(world.bank.manifest());
    wrong.extend(neutral::options(&items, source));
    Ok(wrong)
}

/// A hub that gives a machine something it should not have.
struct Generous<'a> {
    world: &'a World,
    recorder: &'a Recorder,
    answer: bool,
}

impl Generous<'_> {
    fn more(&self, started: &Started) -> Outcome<Started> {
        let token = started.token.digest().0;
        let device = self.world.only_device()?;
        let plain = open_box(&device.sealing, Purpose::ContentKeys, &token, &started.content)?;
        let mut content: ContentKeys = serde_json::from_slice(&plain)?;
        let Vault { content: entries, answers, .. } = &self.world.vault;
        let (name, key) = if self.answer {
            answers.iter().next().map(|(item, key)| (format!("answer/{}", item.0), key))
        } else {
            entries
                .iter()
                .find(|(name, _)| !content.keys.contains_key(*name))
                .map(|(n, key)| (n.clone(), key))
        }
        .ok_or("a bank without anything more to give")?;
        content.keys.insert(name, key.clone());
        let plain = serde_json::to_vec(&content)?;
        let boxed = seal_to(&started.content.to, Purpose::ContentKeys, &token, &plain, &mut Dice::system())?;
        Ok(Started { token: started.token.clone(), content: boxed })
    }
}

impl Network for Generous<'_> {
    fn sends(&self, call: &'static str, arguments: Vec<Vec<u8>>) -> Result<(), Failure> {
        self.recorder.sends(call, arguments)
    }

    fn gets(&self, call: &'static str, answer: Vec<u8>) {
        self.recorder.gets(call, answer);
    }

    fn started(&self, started: Started) -> Started {
        self.more(&started).unwrap_or(started)
    }
}

/// Each weakness in turn: a check of the campaign must complain of it.
async fn weaknesses(seed: u64, report: &mut Report) -> Outcome<()> {
    for answer in [false, true] {
        let (world, _) = world(seed, 1_000_000, "at-once").await?;
        let recorder = Recorder::default();
        let network = Generous { world: &world, recorder: &recorder, answer };
        let sitting = Sitting::begin_over(&world, "desk", &recorder, network).await?;
        let all = sitting.holdings()?;
        let mut wrong = finisher::check(&world.bank, &sitting.form(), &all.content)?;
        if answer {
            wrong.retain(|wrong| wrong.contains("answer/"));
        }
        note(
            report,
            if answer { "a hub that gives an answer key" } else { "a hub that gives a key too many" },
            &wrong,
        );
        let found = all.search(&scanner(&world, &sitting.form())?);
        note(report, "the same, found by the search", &found);
    }
    let (world, source) = world(seed, 1_000_001, "at-once").await?;
    let recorder = Recorder::default();
    let mut sitting = Sitting::begin(&world, "desk", &recorder).await?;
    sitting.answer()?;
    sitting.deliver().await?;
    leaks(&world, &sitting, report)?;
    sitting.seal()?;
    sitting.deliver().await?;
    releases(&world, &sitting, report)?;
    sealings(&world, &source, seed, report)
}

/// Counts a planted bug, and tells one that nobody complained of.
pub(super) fn note<T>(report: &mut Report, what: &str, complaints: &[T]) {
    report.planted += 1;
    if complaints.is_empty() {
        report.missed.push(format!("planted and not caught: {what}"));
    }
}

/// Desks that write a secret down: in a file, a log, a message, an object of the journal.
fn leaks(world: &World, sitting: &Sitting<'_>, report: &mut Report) -> Outcome<()> {
    let all = sitting.holdings()?;
    let needles = answer_material(&world.bank, &world.vault)?;
    let search = Scanner::new(needles.clone());
    let first = |what: &str| -> Outcome<&Needle> {
        let found = needles.iter().find(|needle| needle.what.starts_with(what));
        Ok(found.ok_or_else(|| format!("a bank without {what}"))?)
    };
    let key = first("the answer key")?;
    let text = first("an accepted text")?;
    let plants = WAYS
        .iter()
        .map(|way| ("file attempts", way, key))
        .chain(TEXT_WAYS.iter().map(|way| ("log", way, text)))
        .chain([
            ("message records sent", &WAYS[3], first("the commitment's secret")?),
            ("opened object", &WAYS[0], first("the key document")?),
            ("what the desk said", &WAYS[0], first("the right options")?),
            ("log", &WAYS[0], first("the explanation")?),
        ]);
    for (place, (way, write), needle) in plants {
        let piece = planted(&all, place, &write(&needle.bytes)).ok_or("a place that is not there")?;
        let mut caught = search.find(&piece.bytes);
        caught.retain(|hit| hit.what == needle.what);
        let caught: Vec<_> = caught.into_iter().collect();
        note(report, &format!("{} as {way} in {}", needle.what, piece.place), &caught);
    }
    Ok(())
}

/// A hub that releases before it should, and one that releases too much.
fn releases(world: &World, sitting: &Sitting<'_>, report: &mut Report) -> Outcome<()> {
    let (form, mut all) = (sitting.form(), sitting.holdings()?);
    let early = all.search(&scanner(world, &form)?);
    note(report, "a release before the room closes", &early);
    let foreign = world.vault.answers.iter().find(|(item, _)| !form.contains(&item.0));
    let (item, key) = foreign.ok_or("a bank that is all form")?;
    all.answers.insert(item.clone(), key.clone());
    note(report, "a release of another item's key", &check_release(world, &form, &all)?);
    Ok(())
}

/// Entropy that is none.
struct Stuck;

impl Entropy for Stuck {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// Banks that are sealed badly.
fn sealings(world: &World, source: &bank::Bank, seed: u64, report: &mut Report) -> Outcome<()> {
    let exam = world.bank.exam();
    let at_ms = world.bank.manifest().sealed_at_ms;
    let of = (world.trust.programme(), exam);
    let (approved, reviews) = super::made::approved(source)?;
    let accept = bank::seal::Defects::Accept;
    let (file, vault) =
        bank::seal::seal(of, (&approved, &reviews), accept, &world.signing, at_ms, &mut Stuck)?;
    let bank = evidence::bank::SealedBank::parse(file)?.verify(&world.trust)?;
    let given: std::collections::BTreeMap<String, Secret> = vault.content.into_iter().take(1).collect();
    note(report, "one key for everything", &finisher::check(&bank, &[], &given)?[1..]);

    let mut manifest = world.bank.manifest().clone();
    let parts = super::sealed::Parts::of(&world.bank)?;
    for row in &mut manifest.items {
        let key = world.vault.answers.get(&row.item).ok_or("an item without an answer key")?;
        row.answer.length = parts.answer(&row.item, key)?.key.len() as u64 + 16;
    }
    note(report, "answers of their own length", &neutral::lengths(&manifest));

    let sealed = neutral::items(&world.bank, &world.vault)?;
    let authored: Vec<Item> = source.items.iter().map(|item| item.item.clone()).collect();
    let mut names: Vec<String> = neutral::options(&authored, source);
    names.retain(|wrong| wrong.contains("author's name"));
    note(report, "options under their authors' names", &names);

    let mut backwards = sealed.clone();
    backwards.iter_mut().for_each(|item| each_choice(item, |options| options.reverse()));
    note(report, "options in an order of their own", &neutral::options(&backwards, source));

    let mut alike = sealed.clone();
    let same: Vec<Slug> = (0..40).map(|n| Slug::parse(&format!("o{n:016x}"))).collect::<Result<_, _>>()?;
    alike.iter_mut().for_each(|item| {
        each_choice(item, |options| {
            options.iter_mut().zip(&same).for_each(|(option, id)| option.id = id.clone())
        });
    });
    note(report, "the same name for the same option of every item", &neutral::options(&alike, source));

    // The right one first, a little more often than chance: one time in four more.
    let (mut places, mut dice) = (Places::default(), Dice::seeded(seed, "places"));
    for _ in 0..400 {
        let place = if dice.below(4) == 0 { 0 } else { dice.below(4) };
        places.one(usize::try_from(place)?);
    }
    note(report, "right options first more often than not", &places.check());
    Ok(())
}

fn each_choice(item: &mut Item, change: impl Fn(&mut Vec<exam::item::Choice>)) {
    for part in &mut item.body {
        if let Part::Interaction(interaction) = part
            && let Kind::Choice { options, .. } = &mut interaction.kind
        {
            change(options);
        }
    }
}
