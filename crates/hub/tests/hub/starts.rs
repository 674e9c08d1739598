//! Enrolments, starts and journals.

use evidence::Bytes;
use evidence::record::Frame;
use hub::Store;
use protocol::{Authority, Code};

use crate::desk::{Desk, Wanted};
use crate::world::{World, code, key};

#[tokio::test]
async fn the_same_start_asked_twice_is_given_the_same_bytes() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let first = desk.started.clone().unwrap();
    world.clock.pass(5_000);
    let again = desk.start().await.unwrap();
    assert_eq!((again.token, again.content), (first.token, first.content));
}

#[tokio::test]
async fn starts_at_the_same_time_are_one_start() {
    let world = World::new().await;
    let mut desk = Desk::new(&world, &world.ticket().await);
    desk.enrol().await.unwrap();
    let ask = || desk.client.start(world.programme, desk.attempt(), desk.start_request());
    let (a, b, c) = tokio::join!(ask(), ask(), ask());
    let tokens = [a, b, c].map(|started| started.unwrap().token);
    assert!(tokens.iter().all(|token| *token == tokens[0]));
}

#[tokio::test]
async fn several_devices_may_enrol_and_one_may_start() {
    let world = World::new().await;
    let ticket = world.ticket().await;
    let (mut first, mut second) = (Desk::new(&world, &ticket), Desk::new(&world, &ticket));
    first.enrol().await.unwrap();
    second.enrol().await.unwrap();
    first.enrol().await.unwrap();
    second.start().await.unwrap();
    assert_eq!(code(first.start().await), Code::OtherDevice);
    second.start().await.unwrap();
    let envelope = second.envelope(Wanted::default());
    let forged = evidence::Signed::new(&second.draft(&Wanted::default()), &first.signing);
    assert_eq!(code(second.submit(&forged).await), Code::NotEntitled, "the other device's signature");
    second.submit(&envelope).await.unwrap();
}

#[tokio::test]
async fn a_device_id_keeps_its_first_keys() {
    let world = World::new().await;
    let mut desk = Desk::new(&world, &world.ticket().await);
    desk.enrol().await.unwrap();
    desk.signing = key();
    assert_eq!(code(desk.enrol().await), Code::Reused);
    assert_eq!(code(desk.start().await), Code::NotEntitled, "and not by the new key");
}

#[tokio::test]
async fn a_device_that_did_not_enrol_may_not_start() {
    let world = World::new().await;
    let ticket = world.ticket().await;
    let (mut enrolled, mut other) = (Desk::new(&world, &ticket), Desk::new(&world, &ticket));
    enrolled.enrol().await.unwrap();
    other.entitlement = enrolled.entitlement.clone();
    assert_eq!(code(other.start().await), Code::NotEntitled);
    let mut request = enrolled.start_request();
    request.mac = Bytes(vec![0; 32]);
    let refused = enrolled.client.start(world.programme, enrolled.attempt(), request).await;
    assert_eq!(code(refused), Code::WrongProof);
    let mut enrolment = other.enrolment();
    enrolment.request = evidence::Signed::new(
        &enrolment.request.read_unverified::<evidence::v0::EnrolmentRequest>().unwrap(),
        &enrolled.signing,
    );
    let enrolment = evidence::v0::Proven::new(enrolment.request, &other.ticket.secret);
    let refused = other.client.enrol(world.programme, other.ticket.registration.0, enrolment).await;
    assert_eq!(code(refused), Code::NotEntitled, "signed by another key than the one it presents");
}

#[tokio::test]
async fn journals_are_taken_in_pieces_that_may_overlap() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    desk.write(9);
    let send = |from, to| desk.client.records(world.programme, desk.attempt(), desk.upload(from, to));
    let first = send(0, 3).await.unwrap();
    assert_eq!(first.held, desk.records[2].head().into());
    let again = send(0, 3).await.unwrap();
    assert_eq!(again.anchor.header, first.anchor.header, "the same anchor");
    assert_eq!(send(1, 7).await.unwrap().held, desk.records[6].head().into());
    assert_eq!(code(send(8, 9).await), Code::BrokenChain, "a gap");
    let old = send(0, 5).await.unwrap();
    assert_eq!(old.held, desk.records[6].head().into(), "all held before, and more");
    assert_eq!(send(5, 9).await.unwrap().held, desk.records[8].head().into());
    let mut ahead = desk.upload(0, 9);
    ahead.frames.clear();
    desk.client.records(world.programme, desk.attempt(), ahead).await.unwrap();
    let held = world.hub().store().frames(world.programme, desk.attempt(), (0, 1), (0, 99)).await.unwrap();
    assert_eq!(held, desk.frames.iter().map(|frame| frame.0.clone()).collect::<Vec<_>>(), "every byte");
}

#[tokio::test]
async fn a_head_that_is_not_the_last_records_is_refused() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    desk.write(4);
    let mut upload = desk.upload(0, 4);
    upload.frames.pop();
    let refused = desk.client.records(world.programme, desk.attempt(), upload).await;
    assert_eq!(code(refused), Code::BrokenChain);
    let mut upload = desk.upload(0, 4);
    upload.head = Desk::started(&world).await.signed_head_of(&desk);
    let refused = desk.client.records(world.programme, desk.attempt(), upload).await;
    assert_eq!(code(refused), Code::NotEntitled, "another device's signature");
    let held = world.hub().store().journal_head(world.programme, desk.attempt()).await.unwrap();
    assert_eq!(held, None, "nothing of it was kept");
}

#[tokio::test]
async fn two_journals_are_both_kept() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    desk.write(4);
    desk.client.records(world.programme, desk.attempt(), desk.upload(0, 4)).await.unwrap();
    let honest = desk.frames.clone();
    desk.records.truncate(2);
    desk.frames.truncate(2);
    desk.write(3);
    let refused = desk.client.records(world.programme, desk.attempt(), desk.upload(0, 5)).await;
    assert_eq!(code(refused), Code::BrokenChain);
    let hub = world.hub();
    let held = hub.store().frames(world.programme, desk.attempt(), (0, 1), (0, 99)).await.unwrap();
    assert_eq!(held.len(), 4);
    assert!(held.iter().zip(&honest).all(|(held, sent)| *held == sent.0), "what was held stays");
    let aside = hub.store().quarantined(world.programme, desk.attempt()).await.unwrap();
    let aside: Vec<_> = aside.into_iter().map(|(bytes, _)| bytes).collect();
    assert!(aside.contains(&desk.frames[2].0) && aside.len() == 2, "the other record, and its signed head");
}

#[tokio::test]
async fn records_of_another_attempt_are_refused() {
    let world = World::new().await;
    let (mut desk, mut other) = (Desk::started(&world).await, Desk::started(&world).await);
    desk.write(1);
    other.write(1);
    let mut upload = desk.upload(0, 1);
    upload.frames = other.frames.clone();
    let refused = desk.client.records(world.programme, desk.attempt(), upload).await;
    assert_eq!(code(refused), Code::AddressMismatch);
    assert!(Frame::parse(other.frames[0].0.clone()).is_ok());
}

#[tokio::test]
async fn before_the_start_nothing_is_taken() {
    let world = World::new().await;
    let mut started = Desk::started(&world).await;
    let mut desk = Desk::new(&world, &world.ticket().await);
    desk.enrol().await.unwrap();
    desk.write(1);
    let refused = desk.client.records(world.programme, desk.attempt(), desk.upload(0, 1)).await;
    assert_eq!(code(refused), Code::NotAdmitted);
    let envelope = started.envelope(Wanted::default());
    assert_eq!(code(desk.submit(&envelope).await), Code::NotAdmitted);
    let aside = world.hub().store().quarantined(world.programme, desk.attempt()).await.unwrap();
    assert_eq!(aside, [(envelope.to_json(), "not-admitted".to_owned())], "and is kept all the same");
}
