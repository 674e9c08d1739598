//! From an order to a credential.

use evidence::bank::SealedBank;
use evidence::keys::{Purpose, open_box};
use evidence::record::check_chain;
use evidence::v0::event::{ArrivalDoc, EffectDoc, read_docket};
use evidence::v0::{
    AnswerKeys, Entitlement, Manifest, Receipt, Release, ResultStateDoc, ResultStatement, StartToken,
    UsageDoc,
};
use evidence::{Name, Trust};
use exam::RegistrationId;
use exam::docket::Event;
use exam::programme::{Feedback, Release as Policy};
use protocol::{Authority, Code};

use crate::desk::{Desk, Wanted};
use crate::world::{FORM, MINUTE_MS, NOON_MS, Wishes, World, code, random};

#[tokio::test]
async fn a_candidate_passes_and_is_certified() {
    let world = World::new().await;
    let client = world.client();
    let mut desk = Desk::new(&world, &world.ticket().await);
    let enrolled = desk.enrol().await.unwrap();
    let trust = Trust::pinned(&enrolled.trust, desk.ticket.trust_root.0).unwrap();
    let (entitlement, _) = trust.open::<Entitlement>(desk.entitlement.as_ref().unwrap(), NOON_MS).unwrap();
    assert_eq!(entitlement.working_ms, 30 * MINUTE_MS as u64 * 5 / 4, "with the accommodation");
    let started = desk.start().await.unwrap();
    let (token, _) = trust.open::<StartToken>(&started.token, NOON_MS).unwrap();
    assert_eq!(token.started_at_ms, Some(NOON_MS));

    desk.write(5);
    let anchored = client.records(world.programme, desk.attempt(), desk.upload(0, 5)).await.unwrap();
    assert_eq!(anchored.held, desk.records[4].head().into());
    let envelope = desk.envelope(Wanted { right: 3, ..Wanted::default() });
    let receipt = desk.submit(&envelope).await.unwrap();
    let (receipt, _) = trust.open::<Receipt>(&receipt, NOON_MS).unwrap();
    assert_eq!((receipt.envelope.0, receipt.arrival), (envelope.digest(), ArrivalDoc::OnTime));
    assert_eq!(receipt.journal_held, Some(desk.records[4].head().into()));

    let release = desk.release(envelope.digest()).await.unwrap();
    let (release, _) = trust.open::<Release>(&release, NOON_MS).unwrap();
    let context = [desk.attempt().as_bytes().as_slice(), &envelope.digest().0].concat();
    let plain = open_box(&desk.sealing, Purpose::AnswerKeys, &context, &release.keys).unwrap();
    let keys: AnswerKeys = serde_json::from_slice(&plain).unwrap();
    let form: Vec<_> = desk.content().0.items;
    assert_eq!(keys.keys.len(), form.len());
    assert!(form.iter().all(|item| keys.keys.contains_key(item)), "the form's answer keys and no others");

    let (result, _) = trust.open::<ResultStatement>(&desk.result().await.unwrap(), NOON_MS).unwrap();
    assert_eq!((result.points, result.max, result.share_bp), (600_000, 800_000, 7_500));
    assert!(result.passed && result.state == ResultStateDoc::Confirmed && !result.equivocated);
    assert_eq!(result.items.unwrap().len(), FORM as usize);

    let credential = desk.credential().await.unwrap();
    let verified = credential::verify(&credential).unwrap();
    assert_eq!(verified.key, world.card.signing);
    assert!(verified.is_demo() && !String::from_utf8_lossy(&credential).contains("Lovelace"));
    assert_eq!(desk.credential().await.unwrap(), credential, "the same bytes every time");

    let docket =
        client.docket(world.programme, desk.attempt(), desk.proof("docket", &desk.attempt())).await.unwrap();
    let records: Vec<_> = docket.iter().map(|record| record.open(&world.card.signing).unwrap()).collect();
    check_chain(None, records.iter().map(|record| (record.header(), record.digest()))).unwrap();
    let kinds: Vec<_> = records.iter().map(|record| record.header().kind.as_str()).collect();
    assert_eq!(kinds, ["admitted", "anchored", "received", "result", "released"]);
    let Event::Received { receipt: named, .. } = read_docket(records[2].payload()).unwrap() else { panic!() };
    assert_eq!(named, desk.submit(&envelope).await.unwrap().digest());
}

#[tokio::test]
async fn a_candidate_fails_and_is_not_certified() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted { right: 2, ..Wanted::default() });
    desk.submit(&envelope).await.unwrap();
    let result: ResultStatement = desk.result().await.unwrap().open(&world.card.signing).unwrap();
    assert!(!result.passed && result.share_bp == 5_000);
    assert_eq!(code(desk.credential().await), Code::NotYet);
}

#[tokio::test]
async fn practice_certifies_only_in_a_demonstration() {
    for (demo, usage, certified) in
        [(false, UsageDoc::Practice, false), (true, UsageDoc::Practice, true), (false, UsageDoc::Live, true)]
    {
        let world = World::with(Wishes { demo, usage, ..Wishes::default() }).await;
        let mut desk = Desk::started(&world).await;
        let envelope = desk.envelope(Wanted::default());
        desk.submit(&envelope).await.unwrap();
        match desk.credential().await {
            Ok(bytes) => assert_eq!(credential::verify(&bytes).unwrap().is_demo(), demo),
            Err(failure) => assert_eq!(failure.code(), Some(&Code::NotYet)),
        }
        assert_eq!(desk.credential().await.is_ok(), certified, "{demo} {usage:?}");
    }
}

#[tokio::test]
async fn a_result_says_only_what_the_policy_allows() {
    for (feedback, competencies, items) in [
        (Feedback::Outcome, false, false),
        (Feedback::Competencies, true, false),
        (Feedback::Items, true, true),
        (Feedback::Full, true, true),
    ] {
        let world = World::with(Wishes { feedback, ..Wishes::default() }).await;
        let mut desk = Desk::started(&world).await;
        let envelope = desk.envelope(Wanted::default());
        desk.submit(&envelope).await.unwrap();
        let result: ResultStatement = desk.result().await.unwrap().open(&world.card.signing).unwrap();
        assert_eq!((result.competencies.is_some(), result.items.is_some()), (competencies, items));
    }
}

/// The early finisher: the keys one computer was given open no item outside its form.
#[tokio::test]
async fn content_keys_open_the_form_and_nothing_else() {
    let world = World::new().await;
    let desk = Desk::started(&world).await;
    let (form, content) = desk.content();
    let trust = Trust::bundled(&world.client().trust(world.programme).await.unwrap()).unwrap();
    let file = world.client().bank(world.programme, world.manifest).await.unwrap();
    assert_eq!(file, world.bank, "the bytes that were put");
    let bank = SealedBank::parse(file).unwrap().verify(&trust).unwrap();
    assert_eq!((form.items.len(), content.keys.len()), (FORM as usize, FORM as usize));
    let Manifest { entries, items, .. } = bank.manifest().clone();
    for row in items {
        let opens = content.keys.values().any(|key| bank.item(&row.item, key).is_ok());
        assert_eq!(opens, form.items.contains(&row.item), "{}", row.item.0);
        assert!(!content.keys.values().any(|key| bank.key(&row.item, key).is_ok()), "no answers");
    }
    for entry in entries {
        let opens = content.keys.values().any(|key| bank.entry(&entry.entry, key).is_ok());
        assert_eq!(opens, content.keys.contains_key(&entry.entry));
    }
}

#[tokio::test]
async fn keys_are_released_as_the_policy_says() {
    for (policy, expected) in [(Policy::Never, Code::NeverReleased), (Policy::WhenRoomCloses, Code::RoomOpen)]
    {
        let world = World::with(Wishes { release: policy, ..Wishes::default() }).await;
        let mut desk = Desk::started(&world).await;
        let envelope = desk.envelope(Wanted::default());
        assert_eq!(code(desk.release(envelope.digest()).await), Code::NotInForce, "before its receipt");
        desk.submit(&envelope).await.unwrap();
        assert_eq!(code(desk.release(envelope.digest()).await), expected);
    }
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted::default());
    desk.submit(&envelope).await.unwrap();
    let release = desk.release(envelope.digest()).await.unwrap();
    assert_eq!(desk.release(envelope.digest()).await.unwrap(), release, "the same bytes every time");
}

#[tokio::test]
async fn a_registration_is_made_once() {
    let world = World::new().await;
    let client = world.client();
    let id = RegistrationId::mint(NOON_MS, random());
    let order = world.order(id, "Ada Lovelace");
    let ticket = client.register(world.programme, order.clone()).await.unwrap();
    let (again, at_once) = tokio::join!(
        client.register(world.programme, order.clone()),
        client.register(world.programme, crate::desk::rewrapped(&order))
    );
    assert_eq!((again.unwrap(), at_once.unwrap()), (ticket.clone(), ticket));
    let other = world.order(id, "Charles Babbage");
    assert_eq!(code(client.register(world.programme, other).await), Code::Reused);
    let stranger = crate::world::key();
    let order: evidence::v0::RegistrationOrder =
        world.order(RegistrationId::mint(NOON_MS, random()), "Ada").read_unverified().unwrap();
    let forged = evidence::Signed::new(&order, &stranger);
    assert_eq!(code(client.register(world.programme, forged).await), Code::NotEntitled);
    let unknown = evidence::v0::RegistrationOrder { certification: Name(crate::world::slug("cka")), ..order };
    let unknown = evidence::Signed::new(&unknown, &world.signing);
    assert_eq!(code(client.register(world.programme, unknown).await), Code::UnknownCertification);
}

#[tokio::test]
async fn a_bank_smaller_than_a_draw_is_said_to_be() {
    let world = World::with(Wishes { items: FORM as usize - 1, ..Wishes::default() }).await;
    let order = world.order(RegistrationId::mint(NOON_MS, random()), "Ada Lovelace");
    let failure = world.client().register(world.programme, order).await.unwrap_err();
    let protocol::Failure::Refused { code, detail } = failure else { panic!() };
    assert_eq!(code, Code::NotReady);
    assert!(detail.unwrap().contains("asks for 4 items, and the bank has 3"), "the numbers");
}

#[tokio::test]
async fn grants_are_taken_once_and_given_to_the_desk() {
    let world = World::new().await;
    let client = world.client();
    let desk = Desk::started(&world).await;
    let (_, grant) = world.grant(desk.attempt(), EffectDoc::Minutes { ms: 60_000 });
    for _ in 0..2 {
        client.grant(world.programme, desk.attempt(), grant.clone()).await.unwrap();
    }
    let proof = desk.proof("grants", &desk.attempt());
    assert_eq!(
        client.grants(world.programme, desk.attempt(), proof).await.unwrap(),
        std::slice::from_ref(&grant)
    );
    let mut other: evidence::v0::Grant = grant.read_unverified().unwrap();
    other.effect = EffectDoc::End;
    let other = evidence::Signed::new(&other, &world.signing);
    assert_eq!(code(client.grant(world.programme, desk.attempt(), other.clone()).await), Code::Reused);
    let second = Desk::started(&world).await;
    assert_eq!(
        code(client.grant(world.programme, second.attempt(), other).await),
        Code::AddressMismatch,
        "another attempt's"
    );
}

#[tokio::test]
async fn for_now_only_signing_keys_grant() {
    let world = World::new().await;
    let desk = Desk::started(&world).await;
    let proctor = crate::world::key();
    let holder = evidence::Holder {
        role: evidence::Role::Proctor,
        name: "proctor".into(),
        signing: proctor.public(),
        sealing: None,
        not_before_ms: 0,
        not_after_ms: i64::MAX,
    };
    let delegation = evidence::trust::delegate(world.programme, &holder, &world.signing);
    world.client().delegate(world.programme, delegation).await.unwrap();
    let (_, grant) = world.grant(desk.attempt(), EffectDoc::Reopen { ms: 0 });
    let grant: evidence::v0::Grant = grant.read_unverified().unwrap();
    let grant = evidence::Signed::new(&grant, &proctor);
    assert_eq!(code(world.client().grant(world.programme, desk.attempt(), grant).await), Code::NotEntitled);
}

#[tokio::test]
async fn a_hub_that_nobody_vouches_for_registers_nobody() {
    let world = World::with(Wishes { delegated: false, ..Wishes::default() }).await;
    let order = world.order(RegistrationId::mint(NOON_MS, random()), "Ada Lovelace");
    assert_eq!(code(world.client().register(world.programme, order).await), Code::NotReady);
}
