//! A key that is lost, or a computer that is dead: the authority lets another key go on, and nothing is lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use desk::recover::{Asked, Taken, Taking, ask, ask_for_all, new_key};
use desk::wire::{Problem, Stage};
use desk::{Device, Enrolment, Fault, Folder, KeyFault, Outbox, Session, Visit};
use evidence::record::Frame;
use evidence::v0::Grant;
use evidence::{Bytes, Signed};
use exam::attempt::{Command, HoldCause, Phase};
use exam::{AttemptId, OpId};
use protocol::{Code, Failure, Recovery};
use tokio::net::TcpListener;
use world::dice::Dice;
use world::unseen::Unseen;
use world::{Desk, MIN, Outcome, World, perform, seal_answers};

/// Files below a folder, by their names, with what they hold.
fn contents(dir: &Path) -> Outcome<BTreeMap<PathBuf, Vec<u8>>> {
    let files = world::command::files(dir)?.into_iter();
    Ok(files.filter_map(|(path, bytes)| Some((path.file_name()?.into(), bytes))).collect())
}

/// Copies what anybody can from a dead computer.
fn two_files(dir: &Path, to: &Path) -> Outcome<()> {
    std::fs::create_dir_all(to)?;
    for name in ["journal.sqlite", "journal.twin"] {
        std::fs::copy(dir.join(name), to.join(name))?;
    }
    Ok(())
}

fn frames(desk: &Desk) -> Outcome<Vec<Vec<u8>>> {
    Ok(desk.dossier(true)?.journal.into_iter().map(|record| record.header.0).collect())
}

/// Works a little: some answers delivered, some not, and some minutes gone.
async fn work(world: &World, desk: &mut Desk) -> Outcome<()> {
    world.answer(desk, 12)?;
    Outbox::new(&world.hub).deliver(desk).await?;
    world.clock.pass(3 * MIN);
    let item = desk.attempt().terms().items[1].clone();
    perform(desk, Command::Flag { item, on: true })?;
    desk.pulse()?;
    Ok(())
}

async fn granted(world: &World, folder: &Folder, home: &Path) -> Outcome<(Asked, Recovery)> {
    let (_, device) = new_key(folder, &world.keyring, &world.clock, &mut Dice::system())?;
    let asked = ask(folder, &device, home, None, &world.clock)?;
    let recovery = world.recovery(&asked.asking).await?;
    Ok((asked, recovery))
}

fn take(world: &World, folder: &Folder, recovery: &Recovery, from: Option<&Path>) -> Result<Taken, Fault> {
    let taking = Taking::open(folder, &world.keyring, recovery, from, &world.clock)?;
    if taking.bank()?.is_none() {
        taking.keep_bank(world.bank.as_bytes().to_vec())?;
    }
    taking.finish(&world.clock, &mut Dice::system())
}

fn reopened(world: &World, folder: &Folder, attempt: AttemptId) -> Outcome<Desk> {
    let device = Device::load(folder, &world.keyring)?.ok_or("a device")?;
    world.open(folder, &device, attempt)
}

/// Seals, delivers, and looks at the result.
async fn finished(world: &World, desk: &mut Desk) -> Outcome<()> {
    if *desk.attempt().phase() != Phase::Sealed {
        seal_answers(desk)?;
    }
    let delivered = Outbox::new(&world.hub).deliver(desk).await?;
    assert!(delivered.open.is_empty(), "{:?}", delivered.open);
    let result = delivered.result.ok_or("a result")?;
    assert!(result.passed && !result.equivocated);
    assert!(desk.credential().is_some());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_keyring_loses_nothing() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (_, attempt, mut desk) = world.seat(&folder).await?;
    work(&world, &mut desk).await?;
    let (before, left_ms, answers) =
        (frames(&desk)?, desk.view().left_ms, desk.attempt().responses().clone());
    drop(desk);
    let files = contents(&folder.attempt(attempt))?;

    world.keyring.empty();
    assert!(matches!(Device::load(&folder, &world.keyring), Err(Fault::Key(KeyFault::LockedOrEmptied))));
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
    assert_eq!(contents(&folder.attempt(attempt))?, files, "asking changes nothing");
    world.clock.pass(40 * MIN);
    let taken = take(&world, &folder, &recovery, None)?;
    assert_eq!(contents(&taken.aside[0])?, files, "what was there is kept");

    let mut desk = reopened(&world, &folder, attempt)?;
    assert_eq!(desk.attempt().phase(), &Phase::Running);
    assert_eq!(desk.attempt().responses(), &answers);
    assert_eq!(desk.view().left_ms, left_ms, "forty minutes cost nothing");
    assert_eq!(desk.head().map(|head| (head.segment, head.seq)), Some((1, 1)));
    assert!(frames(&desk)?.starts_with(&before));
    finished(&world, &mut desk).await
}

#[tokio::test(flavor = "multi_thread")]
async fn another_desk_goes_on_from_two_files_and_the_old_one_does_not() -> Outcome<()> {
    let world = World::demo().await?;
    let (old, copied) = (world.folder("old")?, world.home.path().join("stick"));
    let (device, attempt, mut desk) = world.seat(&old).await?;
    work(&world, &mut desk).await?;
    let answers = desk.attempt().responses().clone();
    drop(desk);
    two_files(&old.attempt(attempt), &copied)?;
    let stick = contents(&copied)?;

    let folder = world.folder("new")?;
    let (_, recovery) = granted(&world, &folder, &copied).await?;
    take(&world, &folder, &recovery, Some(&copied))?;
    assert_eq!(contents(&copied)?, stick);
    let new_device = new_key(&folder, &world.keyring, &world.clock, &mut Dice::system())?.1;
    let mut desk = world.open(&folder, &new_device, attempt)?;
    assert_eq!(desk.attempt().responses(), &answers);

    // The dead computer comes back, and somebody works on it.
    let mut branch = world.open(&old, &device, attempt)?;
    let rest = branch.attempt().terms().items[2].clone();
    let interaction = branch.paper()[&rest].interactions().next().ok_or("an interaction")?.id.clone();
    perform(&mut branch, Command::Clear { item: rest, interaction })?;
    let refused = Outbox::new(&world.hub).deliver(&mut branch).await?;
    let other = |failure: &Failure| failure.code() == Some(&Code::OtherDevice);
    assert!(refused.open.iter().any(other), "{:?}", refused.open);
    assert_eq!(branch.attempt().phase(), &Phase::Held(HoldCause::Fork), "it has heard that another goes on");
    let kept = hub::Store::quarantined(world.hub.store(), world.trust.programme(), attempt).await?;
    let kinds: Vec<String> = kept
        .iter()
        .filter_map(|(bytes, _)| Some(Frame::parse(bytes.clone()).ok()?.header().kind.clone()))
        .collect();
    assert!(kinds.contains(&"cleared".to_owned()), "the hub keeps the second branch: {kinds:?}");

    seal_answers(&mut desk)?;
    let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert!(delivered.result.ok_or("graded all the same")?.equivocated, "a person has to look");
    assert_eq!(desk.credential(), None);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn with_no_file_left_the_authority_gives_what_it_holds() -> Outcome<()> {
    let world = World::demo().await?;
    let old = world.folder("old")?;
    let (_, ticket) = world.register().await?;
    let (device, attempt) = world.start(&old, &ticket).await?;
    let mut desk = world.open(&old, &device, attempt)?;
    let rules = desk.attempt().terms().rules;
    perform(&mut desk, Command::AcceptRules(rules))?;
    work(&world, &mut desk).await?;
    let answers = desk.attempt().responses().clone();
    drop(desk);
    std::fs::remove_dir_all(old.attempt(attempt))?;

    let folder = world.folder("new")?;
    world.keyring.empty();
    let (home, device) = new_key(&folder, &world.keyring, &world.clock, &mut Dice::system())?;
    let dice = &mut Dice::system();
    Enrolment::obtain(&home, &world.keyring, &ticket, &world.hub, &world.clock, dice).await?;
    let names = (world.trust.programme(), attempt);
    let asked = ask_for_all(names, &device, &ticket, &world.clock)?;
    let recovery = world.recovery(&asked.asking).await?;
    take(&world, &folder, &recovery, None)?;
    let mut desk = reopened(&world, &folder, attempt)?;
    assert_eq!(desk.attempt().responses(), &answers, "everything the authority had");
    finished(&world, &mut desk).await
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_answers_go_out_by_the_new_key() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (_, attempt, mut desk) = world.seat(&folder).await?;
    work(&world, &mut desk).await?;
    seal_answers(&mut desk)?;
    drop(desk);
    world.keyring.replace();
    assert!(matches!(Device::load(&folder, &world.keyring), Err(Fault::Key(KeyFault::Replaced(_)))));
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
    take(&world, &folder, &recovery, None)?;
    finished(&world, &mut reopened(&world, &folder, attempt)?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_or_silent_keyring_is_told_and_nothing_is_made() -> Outcome<()> {
    let mut world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (_, attempt, desk) = world.seat(&folder).await?;
    drop(desk);
    let before = contents(&folder.attempt(attempt))?;
    for fault in [None, Some(KeyFault::Silent)] {
        (world.keyring.locked, world.keyring.fault) = (fault.is_none(), fault);
        let refused = new_key(&folder, &world.keyring, &world.clock, &mut Dice::system());
        let again = matches!(refused, Err(Fault::Key(KeyFault::LockedOrEmptied | KeyFault::Silent)));
        assert!(again, "there is nothing to recover from: unlock it, or wait");
    }
    (world.keyring.locked, world.keyring.fault) = (false, None);
    assert_eq!(contents(&folder.attempt(attempt))?, before);
    let (_, device) = new_key(&folder, &world.keyring, &world.clock, &mut Dice::system())?;
    let refused = ask(&folder, &device, &folder.attempt(attempt), None, &world.clock).map(drop);
    assert!(refused.is_err_and(|fault| fault.to_string().contains("nothing to recover")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_that_does_not_fit_changes_nothing() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (_, attempt, mut desk) = world.seat(&folder).await?;
    work(&world, &mut desk).await?;
    drop(desk);
    let other = world.folder("other")?;
    let (_, other_attempt, other_desk) = world.seat(&other).await?;
    drop(other_desk);
    world.keyring.empty();
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
    let (_, others) = granted(&world, &other, &other.attempt(other_attempt)).await?;
    let before = contents(&folder.attempt(attempt))?;

    let grant: Grant = recovery.grant.read_unverified()?;
    let with = |change: &dyn Fn(&mut Grant)| {
        let mut grant = grant.clone();
        change(&mut grant);
        let grant = Signed::new(&grant, &world.signing);
        Recovery { grant, ..recovery.clone() }
    };
    let other_grant: Grant = others.grant.read_unverified()?;
    let cut = Recovery { frames: vec![Bytes(vec![1, 2, 3])], ..recovery.clone() };
    for (what, wrong) in [
        ("another attempt's", others.clone()),
        ("under another attempt's name", with(&|grant| grant.attempt = other_grant.attempt)),
        ("under another grant's name", with(&|grant| grant.grant = other_grant.grant)),
        ("with another's key", with(&|grant| grant.handover = other_grant.handover.clone())),
        ("with no key", with(&|grant| grant.handover = None)),
        ("signed by who cannot hand over", with(&|_| {})),
        ("with a record that is none", cut),
    ] {
        assert!(take(&world, &folder, &wrong, None).is_err(), "{what}");
        assert_eq!(contents(&folder.attempt(attempt))?, before, "{what}");
    }
    world.clock.pass(61 * MIN);
    let late = take(&world, &folder, &recovery, None).map(drop);
    assert!(late.is_err_and(|fault| fault.to_string().contains("run out")));
    assert_eq!(contents(&folder.attempt(attempt))?, before);
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
    take(&world, &folder, &recovery, None)?;
    let loaded = Device::load(&folder, &world.keyring)?.ok_or("a device")?;
    Session::load(&folder, loaded, attempt, world.clock.clone(), Dice::system())?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_moved_under_who_has_it_open() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, mut desk) = world.seat(&folder).await?;
    work(&world, &mut desk).await?;
    drop(desk);
    world.keyring.empty();
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
    // The key was lost after this window had it.
    let mut desk = world.open(&folder, &device, attempt)?;
    let busy = take(&world, &folder, &recovery, None).map(drop);
    assert!(matches!(busy, Err(Fault::Journal(journal::JournalError::Locked { .. }))), "{busy:?}");
    world.answer(&mut desk, 12)?;
    let answers = desk.attempt().responses().clone();
    drop(desk);
    assert!(take(&world, &folder, &recovery, None).is_err(), "what was done since is not in the grant");
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;

    let window = std::fs::File::create(world.home.path().join("desk/desk.lock"))?;
    window.try_lock()?;
    let busy = take(&world, &folder, &recovery, None).map(drop);
    assert!(busy.is_err_and(|fault| fault.to_string().contains("close its window")));
    drop(window);
    take(&world, &folder, &recovery, None)?;
    assert_eq!(reopened(&world, &folder, attempt)?.attempt().responses(), &answers);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_a_file_is_given_up_for_a_keyring_that_has_come() -> Outcome<()> {
    let only = |text: String| text.replace("device_key: keyring-or-file", "device_key: keyring");
    for (rules, strict) in [(only as fn(String) -> String, true), (|text| text, false)] {
        let mut world = World::demo_with(rules).await?;
        let folder = world.folder("desk")?;
        let (_, attempt, mut desk) = world.seat(&folder).await?;
        work(&world, &mut desk).await?;
        drop(desk);
        world.keyring.empty();
        world.keyring.fault = Some(KeyFault::NoKeyring("none".to_owned()));
        let made = new_key(&folder, &world.keyring, &world.clock, &mut Dice::system());
        assert_eq!(
            matches!(made, Err(Fault::KeyringRequired(_))),
            strict,
            "a file only where the exam allows it"
        );
        world.keyring.fault = None;
        let (_, device) = new_key(&folder, &world.keyring, &world.clock, &mut Dice::system())?;
        assert_eq!(device.keeping, desk::Keeping::Keyring);
        let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
        take(&world, &folder, &recovery, None)?;
        finished(&world, &mut reopened(&world, &folder, attempt)?).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_read_do_not_spoil_a_later_recovery() -> Outcome<()> {
    let world = World::demo().await?;
    let (folder, stick) = (world.folder("desk")?, world.home.path().join("stick"));
    let (device, attempt, mut desk) = world.seat(&folder).await?;
    work(&world, &mut desk).await?;
    drop(desk);
    std::fs::create_dir_all(&stick)?;
    std::fs::write(stick.join("journal.twin"), b"nothing of a journal")?;
    assert!(ask(&folder, &device, &stick, None, &world.clock).is_err());
    assert!(!world.home.path().join("desk/recovery/copy").exists(), "nothing of it stays");
    // And a crash in the middle of reading leaves what it had copied.
    std::fs::create_dir_all(world.home.path().join("desk/recovery/copy"))?;
    std::fs::write(world.home.path().join("desk/recovery/copy/journal.twin"), b"half")?;
    world.keyring.empty();
    let (_, recovery) = granted(&world, &folder, &folder.attempt(attempt)).await?;
    take(&world, &folder, &recovery, None)?;
    finished(&world, &mut reopened(&world, &folder, attempt)?).await
}

/// Not only heads leave the computer: what was saved is with the hub within seconds, and nobody asked for it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_is_with_the_hub_within_seconds() -> Outcome<()> {
    let mut world = World::demo().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    world.hub = world.hub.at(vec![format!("http://{}", listener.local_addr()?)]);
    tokio::spawn(hub::serve(world.hub.clone(), listener, std::future::pending()));
    let (_, ticket) = world.register().await?;
    let (root, clock, keyring) = (world.home.path().join("desk"), world.clock.clone(), world.keyring.clone());
    let visit = Visit::new(root, clock, Dice::system(), keyring, Box::new(Unseen)).with_reserve(4096);
    let told = |problem: Problem| problem.code;
    visit.try_again().await.map_err(told)?;
    let text = String::from_utf8(ticket.to_json())?;
    let Stage::Ticket { ticket } = visit.take_ticket(text).await.map_err(told)?.stage else {
        return Err("no ticket on the screen".into());
    };
    visit.check(ticket.exams[0].attempt.clone()).await.map_err(told)?;
    visit.begin().await.map_err(told)?;
    let begun = visit.accept_rules(OpId::mint(0, [1; 10]).to_string()).await.map_err(told)?;
    let Stage::Sitting { sitting } = begun.stage else { return Err("no exam on the screen".into()) };
    let item = sitting.cells[0].item.clone();
    let op = OpId::mint(0, [2; 10]).to_string();
    visit.flag(op, sitting.seq, item, true).await.map_err(told)?;
    for _ in 0..3 {
        world.clock.pass(1_000);
        visit.tick();
        visit.deliver_due().await;
    }
    let Stage::Sitting { sitting } = visit.picture().await.map_err(told)?.stage else {
        return Err("no exam on the screen".into());
    };
    assert!(sitting.saved.all_received, "{:?}", sitting.saved);
    Ok(())
}
