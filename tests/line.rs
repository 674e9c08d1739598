//! The line in one process: desk and hub of real parts, a clock we turn, a network we cut.

use desk::{Outbox, Reply};
use evidence::Signed;
use evidence::v0::Envelope;
use exam::attempt::{Command, Effect, HoldCause, Phase, Refusal, SealCause};
use exam::{OpId, Points};
use protocol::{Authority, Code, Failure};
use world::link::{Cut, Link};
use world::{MIN, Outcome, World, perform, seal_answers};

#[tokio::test(flavor = "multi_thread")]
async fn from_a_ticket_to_a_confirmed_result_and_a_certificate() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 9)?;
    seal_answers(&mut desk)?;
    let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert!(delivered.open.is_empty(), "{:?}", delivered.open);
    let provisional = desk.provisional()?.expect("answer keys are out");
    let result = delivered.result.expect("the hub has graded");
    assert_eq!(Points(result.points), Points::whole(18));
    assert_eq!((provisional.marking.points, provisional.passed), (Points::whole(18), true));
    assert_eq!((result.share_bp, result.passed, result.equivocated), (7_500, true, false));
    assert!(credential::verify(desk.credential().expect("a certificate is due")).is_ok());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_says_so_and_yields_no_certificate() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 8)?;
    seal_answers(&mut desk)?;
    let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert_eq!(delivered.result.map(|result| (result.passed, result.share_bp)), Some((false, 6_666)));
    assert_eq!(desk.credential(), None);
    Ok(())
}

/// An incumbent's failure: an exam recorded, and shown as not attempted. Whatever is missing, the docket that holds
/// an envelope says so, and asking for the result never says that there was no attempt.
#[tokio::test(flavor = "multi_thread")]
async fn an_exam_recorded_is_never_shown_as_not_attempted() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 12)?;
    seal_answers(&mut desk)?;
    // Only the envelope arrives, carried by hand; not one record of the journal.
    let envelope = desk.envelope()?.expect("sealed");
    let read: Envelope = envelope.read_unverified()?;
    let receipt = world.hub.envelope(read.programme.0, read.attempt.0, envelope.clone()).await?;
    // The hub goes down before anybody asks, and comes back.
    let World { home, hub, clock, .. } = world;
    drop(hub);
    let again = World::open_hub(home.path(), &clock)?;
    let delivered = Outbox::new(&again).deliver(&mut desk).await?;
    assert_eq!(delivered.receipt, Some(receipt.digest()), "the same receipt");
    assert_eq!(delivered.result.map(|result| result.passed), Some(true));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_hub_gone_everything_goes_on_and_arrives_later() -> Outcome<()> {
    let world = World::demo().await?;
    let link = Link { authority: &world.hub, network: Cut::default() };
    let mut desk = world.running("desk").await?;
    assert!(Outbox::new(&link).deliver(&mut desk).await?.open.is_empty());
    link.network.set(true);
    world.answer(&mut desk, 12)?;
    seal_answers(&mut desk)?;
    for _ in 0..3 {
        let silent = Outbox::new(&link).deliver(&mut desk).await?;
        assert!(
            silent.receipt.is_none() && matches!(silent.open[..], [Failure::Unreachable(_), ..]),
            "{:?}",
            silent.open
        );
    }
    assert!(!desk.attempt().is_released());
    link.network.set(false);
    let delivered = Outbox::new(&link).deliver(&mut desk).await?;
    assert!(delivered.open.is_empty() && delivered.released && delivered.credential, "{:?}", delivered.open);
    let seq = desk.seq();
    let again = Outbox::new(&link).deliver(&mut desk).await?;
    assert!(again.open.is_empty() && desk.seq() == seq, "delivering again records nothing: {:?}", again.open);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_the_authority_holds_the_journal_is_known_through_everything() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, mut desk) = world.seat(&folder).await?;
    assert_eq!((desk.held_seq(), desk.view().received_seq), (0, 0), "nothing was brought");
    for answers in [1, 4] {
        let brought = desk.seq();
        let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
        assert_eq!((delivered.held_seq, desk.seq()), (brought, brought + 1), "all but the note of it");
        for _ in 0..answers {
            world.answer(&mut desk, 2)?;
            assert_eq!((desk.held_seq(), desk.view().received_seq), (brought, brought));
        }
        drop(desk);
        desk = world.open(&folder, &device, attempt)?;
        assert_eq!(desk.held_seq(), brought);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_unsent_attempt_never_blocks_another() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let mut open = Vec::new();
    for right in [12, 0] {
        let (_, _, mut desk) = world.seat(&folder).await?;
        world.answer(&mut desk, right)?;
        seal_answers(&mut desk)?;
        open.push(desk);
    }
    assert_eq!(folder.attempts()?.len(), 2);
    let second = Outbox::new(&world.hub).deliver(&mut open[1]).await?;
    assert_eq!(second.result.map(|result| result.passed), Some(false));
    let first = Outbox::new(&world.hub).deliver(&mut open[0]).await?;
    assert_eq!(first.result.map(|result| result.passed), Some(true));
    Ok(())
}

/// A crash after any record: everything acknowledged is there, the gap is an outage, and the exam goes on.
#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_reopens_where_it_stood() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, mut desk) = world.seat(&folder).await?;
    let items = desk.attempt().terms().items.clone();
    for (count, id) in items.iter().enumerate() {
        let item = desk.paper()[id].clone();
        for interaction in item.interactions() {
            let value = world.right(id, &interaction.id)?.expect("a sound key");
            let (item, interaction) = (id.clone(), interaction.id.clone());
            perform(&mut desk, Command::Answer { item, interaction, value })?;
        }
        world.clock.pass(500);
        desk.pulse()?;
        let before = desk.attempt().responses().clone();
        drop(desk);
        world.clock.pass(MIN / 2);
        desk = world.open(&folder, &device, attempt)?;
        assert_eq!(desk.attempt().responses(), &before, "after {count}");
        let spent = desk.view().spent;
        let reopened = count as u64 + 1;
        assert_eq!((spent.working_ms, spent.outage_ms), (500 * reopened, MIN / 2 * reopened));
        if reopened * (MIN / 2) > 10 * MIN {
            break;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_absence_holds_until_a_grant_resumes() -> Outcome<()> {
    let world = World::demo().await?;
    let folder = world.folder("desk")?;
    let (device, attempt, desk) = world.seat(&folder).await?;
    drop(desk);
    // The computer restarts: another boot, a boot clock near zero, and a wall clock that says how long it was off.
    world.clock.change(|moment| {
        moment.boot.0[0] = 2;
        moment.boot_ms = 9;
        moment.wall_ms += 60 * MIN as i64;
    });
    let mut desk = world.open(&folder, &device, attempt)?;
    assert_eq!(desk.attempt().phase(), &Phase::Held(HoldCause::LongOutage));
    assert_eq!(desk.view().left_ms, 20 * MIN, "an hour without power costs nothing");
    let grant = world.grant(&desk, Effect::Resume);
    world.hub.grant(world.trust.programme(), attempt, grant).await?;
    assert_eq!(Outbox::new(&world.hub).deliver(&mut desk).await?.grants, 1);
    assert_eq!(desk.attempt().phase(), &Phase::Running);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_is_for_one_attempt_and_works_once() -> Outcome<()> {
    let world = World::demo().await?;
    let (mut mine, other) = (world.running("mine").await?, world.running("other").await?);
    let minutes = world.grant(&mine, Effect::Minutes(5 * MIN));
    assert!(matches!(mine.apply(&minutes)?, Reply::Saved(view) if view.left_ms == 25 * MIN));
    assert_eq!(mine.apply(&minutes)?, Reply::Refused(Refusal::GrantUsed));
    assert!(mine.apply(&world.grant(&other, Effect::Minutes(5 * MIN))).is_err(), "another's");
    let late = world.grant(&mine, Effect::Minutes(5 * MIN));
    world.clock.pass(61 * MIN);
    assert!(mine.apply(&late).is_err(), "it has run out");
    let forged = {
        let grant: evidence::v0::Grant = minutes.read_unverified()?;
        let key = evidence::SigningKey::from_seed(evidence::Secret::new([7; 32]));
        Signed::new(&evidence::v0::Grant { grant: exam::GrantId::mint(1, [9; 10]).into(), ..grant }, &key)
    };
    assert!(mine.apply(&forged).is_err(), "nobody's key");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn time_up_seals_by_itself_and_a_grant_reopens_until_release() -> Outcome<()> {
    let world =
        World::demo_with(|text| text.replace("release: at-once", "release: when-room-closes")).await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 12)?;
    world.clock.pass(20 * MIN);
    let op = OpId::mint(1, [1; 10]);
    let late = desk.perform(op, desk.seq(), Command::GoTo(desk.attempt().terms().items[0].clone()))?;
    assert_eq!(late, Reply::Refused(Refusal::TimeOver));
    assert!(matches!(desk.tick()?, Some(Reply::Saved(_))));
    assert_eq!(desk.attempt().seals()[0].cause, SealCause::TimeUp);
    let first = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert!(first.receipt.is_some() && !first.released);
    assert!(first.open.iter().any(|failure| failure.code() == Some(&Code::RoomOpen)), "{:?}", first.open);

    let grant = world.grant(&desk, Effect::Reopen(5 * MIN));
    world.hub.grant(world.trust.programme(), desk.attempt().terms().attempt, grant).await?;
    assert_eq!(Outbox::new(&world.hub).deliver(&mut desk).await?.grants, 1);
    assert_eq!((desk.attempt().phase(), desk.view().left_ms), (&Phase::Running, 5 * MIN));
    let item = desk.attempt().terms().items[0].clone();
    perform(&mut desk, Command::GoTo(item))?;
    seal_answers(&mut desk)?;
    let second = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert!(second.receipt.is_some() && second.receipt != first.receipt);
    assert_eq!(second.result.map(|result| (result.passed, result.equivocated)), Some((true, false)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sealed_twice_without_a_grant() -> Outcome<()> {
    let world = World::demo().await?;
    let mut desk = world.running("desk").await?;
    world.answer(&mut desk, 12)?;
    seal_answers(&mut desk)?;
    assert!(seal_answers(&mut desk).is_err());
    let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
    assert!(delivered.released);
    let reopen = world.grant(&desk, Effect::Reopen(0));
    let refused =
        world.hub.grant(world.trust.programme(), desk.attempt().terms().attempt, reopen.clone()).await;
    assert_eq!(refused.unwrap_err().code(), Some(&Code::Released), "release is the point of no return");
    assert_eq!(desk.apply(&reopen)?, Reply::Refused(Refusal::Released));
    Ok(())
}
