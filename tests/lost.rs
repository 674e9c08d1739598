//! Things that go missing or come too late, each found by a reader of the code: nothing stops the answers, and nothing
//! is begun anew over what was there.

use desk::{Enrolment, Fault, Folder, KeyFault, Outbox, Reply};
use evidence::{OsEntropy, Signed};
use exam::attempt::{Effect, Phase};
use world::{MIN, Outcome, World, perform, seal_answers};

async fn issue(world: &World, desk: &world::Desk, effect: Effect) -> Outcome<Signed> {
    let grant = world.grant(desk, effect);
    let attempt = desk.attempt().terms().attempt;
    protocol::Authority::grant(&world.hub, world.trust.programme(), attempt, grant.clone()).await?;
    Ok(grant)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_has_run_out_does_not_stop_the_answers() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    issue(&world, &desk, Effect::Minutes(MIN)).await?;
    world.answer(&mut desk, 12)?;
    seal_answers(&mut desk)?;
    world.clock.pass(90 * MIN);
    let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert!(delivered.receipt.is_some() && delivered.result.is_some(), "{:?}", delivered.open);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sealed_answers_leave_before_a_reopening_is_heard_of() -> Outcome<()> {
    let world =
        World::demo_with(|text| text.replace("release: at-once", "release: when-room-closes")).await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 12)?;
    seal_answers(&mut desk)?;
    issue(&world, &desk, Effect::Reopen(5 * MIN)).await?;
    let unattended = Outbox::unattended(&world.hub).deliver(&mut desk).await?;
    assert!(unattended.receipt.is_some() && unattended.grants == 0);
    assert_eq!(desk.attempt().phase(), &Phase::Sealed, "nobody is there to work");
    let attended = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert_eq!((attended.grants, desk.attempt().phase()), (1, &Phase::Running));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_resumption_does_not_undo_a_later_hold() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    issue(&world, &desk, Effect::Resume).await?;
    Outbox::new(&world.hub).deliver(&mut desk).await?;
    issue(&world, &desk, Effect::Hold).await?;
    for _ in 0..3 {
        Outbox::new(&world.hub).deliver(&mut desk).await?;
        assert!(matches!(desk.attempt().phase(), Phase::Held(_)), "{:?}", desk.attempt().phase());
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn minutes_that_came_too_early_are_taken_when_they_fit() -> Outcome<()> {
    let world =
        World::demo_with(|text| text.replace("release: at-once", "release: when-room-closes")).await?;
    let mut desk = world.running("desk").await?;
    seal_answers(&mut desk)?;
    let minutes = issue(&world, &desk, Effect::Minutes(3 * MIN)).await?;
    assert!(matches!(desk.apply(&minutes)?, Reply::Refused(_)));
    issue(&world, &desk, Effect::Reopen(0)).await?;
    Outbox::new(&world.hub).deliver(&mut desk).await?;
    Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert_eq!(desk.view().left_ms, 23 * MIN);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_journal_is_not_begun_anew() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (_, ticket) = world.register().await?;
    let (_, attempt) = world.start(&folder, &ticket).await?;
    std::fs::remove_dir_all(folder.attempt(attempt))?;
    let refused = world.start(&folder, &ticket).await.map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("had a journal here and it is gone"), "{refused}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_made_over_one_that_was_here() -> Outcome<()> {
    let mut world = World::demo().await?;
    world.keyring.fault = Some(KeyFault::NoKeyring("none".to_owned()));
    let folder = world.folder("desk")?;
    let (_, ticket) = world.register().await?;
    world.start(&folder, &ticket).await?;
    let key = std::fs::read(folder.device_key())?;
    std::fs::remove_file(folder.device())?;
    assert!(world.start(&folder, &ticket).await.is_err());
    assert_eq!(std::fs::read(folder.device_key())?, key);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_never_replaced_by_a_file() -> Outcome<()> {
    let mut world = World::demo().await?;
    world.keyring.locked = true;
    let folder = world.folder("desk")?;
    let (_, ticket) = world.register().await?;
    assert!(world.start(&folder, &ticket).await.is_err());
    assert!(!folder.device_key().exists());
    world.keyring.locked = false;
    world.start(&folder, &ticket).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_ticket_does_not_spoil_the_right_one() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (read, ticket) = world.register().await?;
    let secret = evidence::Secret::new([7; 32]);
    let wrong = Signed::new(&evidence::v0::Ticket { secret, ..read }, &world.signing);
    assert!(world.start(&folder, &wrong).await.is_err());
    world.start(&folder, &ticket).await?;
    let again =
        Enrolment::obtain(&folder, &world.keyring, &wrong, &world.hub, &world.clock, &mut OsEntropy).await;
    assert!(matches!(again, Err(Fault::Unusable { .. })), "another ticket of an enrolled registration");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ruined_or_missing_bank_is_fetched_again() -> Outcome<()> {
    let world = World::demo().await?;
    let folder: Folder = world.folder("desk")?;
    let (device, attempt, mut desk) = world.seat(&folder).await?;
    let item = desk.attempt().terms().items[0].clone();
    perform(&mut desk, exam::attempt::Command::GoTo(item))?;
    drop(desk);
    let path = folder.bank(world.bank.digest());
    let whole = std::fs::read(&path)?;
    let (_, ticket) = world.register().await?;
    for ruin in [None, Some(&whole[..whole.len() / 2])] {
        std::fs::remove_file(&path)?;
        if let Some(ruin) = ruin {
            std::fs::write(&path, ruin)?;
        }
        assert!(world.open(&folder, &device, attempt).is_err());
        world.start(&folder, &ticket).await?;
        assert!(world.open(&folder, &device, attempt).is_ok());
    }
    Ok(())
}

/// The folder of a running attempt is put back to an earlier copy: more time on this computer, and no credential, because
/// the hub had countersigned what the copy does not know.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_set_back_yields_no_credential() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, desk) = world.seat(&folder).await?;
    drop(desk);
    let copy = world.home.path().join("copy");
    copy_folder(&folder.attempt(attempt), &copy)?;
    let mut desk = world.open(&folder, &device, attempt)?;
    world.answer(&mut desk, 0)?;
    Outbox::new(&world.hub).deliver(&mut desk).await?;
    drop(desk);
    std::fs::remove_dir_all(folder.attempt(attempt))?;
    copy_folder(&copy, &folder.attempt(attempt))?;

    let mut desk = world.open(&folder, &device, attempt)?;
    world.answer(&mut desk, 12)?;
    seal_answers(&mut desk)?;
    let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
    let result = delivered.result.ok_or("the answers are graded all the same")?;
    assert!(result.equivocated, "two journals of one attempt: a person has to look");
    assert_eq!(desk.credential(), None);
    Ok(())
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) -> Outcome<()> {
    std::fs::create_dir_all(to)?;
    for (path, bytes) in world::command::files(from)? {
        std::fs::write(to.join(path.file_name().ok_or("a file without a name")?), bytes)?;
    }
    Ok(())
}
