//! Envelopes: taken once, never thrown away.

use evidence::v0::event::{ArrivalDoc, EffectDoc};
use evidence::v0::{Envelope, Receipt, ResultStatement};
use evidence::{Object, Signed};
use hub::Store;
use protocol::{Authority, Code};

use crate::desk::{Desk, Wanted, rewrapped};
use crate::world::{MINUTE_MS, World, code};

async fn aside(world: &World, desk: &Desk) -> Vec<(Vec<u8>, String)> {
    world.hub().store().quarantined(world.programme, desk.attempt()).await.unwrap()
}

async fn stated(world: &World, desk: &Desk) -> ResultStatement {
    desk.result().await.unwrap().open(&world.card.signing).unwrap()
}

#[tokio::test]
async fn the_same_payload_in_another_wrapper_is_the_same_object() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted::default());
    let receipt = desk.submit(&envelope).await.unwrap();
    world.clock.pass(60 * MINUTE_MS);
    let other = rewrapped(&envelope);
    assert_ne!(other.to_json(), envelope.to_json());
    assert_eq!(desk.submit(&other).await.unwrap().to_json(), receipt.to_json(), "the same receipt bytes");
    assert_eq!(desk.submit(&envelope).await.unwrap().to_json(), receipt.to_json());
}

#[tokio::test]
async fn deliveries_at_the_same_time_are_one_delivery() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted::default());
    let (a, b, c, d) = tokio::join!(
        desk.submit(&envelope),
        desk.submit(&envelope),
        desk.submit(&envelope),
        desk.submit(&envelope)
    );
    let receipts = [a, b, c, d].map(|receipt| receipt.unwrap().to_json());
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
    let proof = desk.proof("docket", &desk.attempt());
    let docket = desk.client.docket(world.programme, desk.attempt(), proof).await.unwrap();
    assert_eq!(docket.len(), 3, "admitted, received, result");
}

#[tokio::test]
async fn a_second_envelope_without_a_grant_is_kept_and_flagged() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let first = desk.envelope(Wanted { right: 3, ..Wanted::default() });
    desk.submit(&first).await.unwrap();
    let before = desk.result().await.unwrap();
    assert!(!stated(&world, &desk).await.equivocated);
    for second in [
        desk.envelope(Wanted::default()),
        desk.envelope(Wanted { seal_no: 2, supersedes: Some(first.digest()), ..Wanted::default() }),
    ] {
        for _ in 0..2 {
            assert_eq!(code(desk.submit(&second).await), Code::EquivocationKept);
        }
    }
    let after = stated(&world, &desk).await;
    assert!(after.equivocated && after.envelope.0 == first.digest() && after.points == 600_000);
    assert!(after.supersedes.is_some() && before.digest() != desk.result().await.unwrap().digest());
    assert_eq!(code(desk.credential().await), Code::NotYet, "no credential while a person has to look");
    let proof = desk.proof("docket", &desk.attempt());
    let docket = desk.client.docket(world.programme, desk.attempt(), proof).await.unwrap();
    let kinds: Vec<_> =
        docket.iter().map(|r| r.open(&world.card.signing).unwrap().header().kind.clone()).collect();
    assert_eq!(kinds, ["admitted", "received", "result", "equivocated", "result", "equivocated"]);
}

#[tokio::test]
async fn a_grant_to_reopen_puts_the_next_envelope_in_force() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let first = desk.envelope(Wanted { right: 1, ..Wanted::default() });
    desk.submit(&first).await.unwrap();
    assert!(!stated(&world, &desk).await.passed);
    let (id, grant) = world.grant(desk.attempt(), EffectDoc::Reopen { ms: 0 });
    desk.client.grant(world.programme, desk.attempt(), grant).await.unwrap();
    let wanted =
        Wanted { seal_no: 2, supersedes: Some(first.digest()), grant: Some(id), ..Wanted::default() };
    let second = desk.envelope(wanted);
    desk.submit(&second).await.unwrap();
    let result = stated(&world, &desk).await;
    assert!(result.passed && !result.equivocated && result.envelope.0 == second.digest());
    assert_eq!(code(desk.release(first.digest()).await), Code::NotInForce);
    desk.release(second.digest()).await.unwrap();
}

#[tokio::test]
async fn after_the_release_nothing_counts_and_nothing_is_lost() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let first = desk.envelope(Wanted::default());
    let receipt = desk.submit(&first).await.unwrap();
    desk.release(first.digest()).await.unwrap();
    let (id, grant) = world.grant(desk.attempt(), EffectDoc::Reopen { ms: 0 });
    assert_eq!(code(desk.client.grant(world.programme, desk.attempt(), grant).await), Code::Released);
    let wanted =
        Wanted { seal_no: 2, supersedes: Some(first.digest()), grant: Some(id), ..Wanted::default() };
    let second = desk.envelope(wanted);
    assert_eq!(code(desk.submit(&second).await), Code::Released);
    assert_eq!(code(desk.submit(&second).await), Code::Released);
    assert_eq!(aside(&world, &desk).await, [(second.to_json(), "released".to_owned())]);
    assert_eq!(desk.submit(&first).await.unwrap(), receipt);
}

/// Arrival of an envelope `minutes` after the start, anchored before that or not.
async fn arrives(minutes: i64, anchored: bool, expected: ArrivalDoc) {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted::default());
    if anchored {
        let upload = desk.upload(0, desk.records.len());
        desk.client.records(world.programme, desk.attempt(), upload).await.unwrap();
    }
    world.clock.pass(minutes * MINUTE_MS);
    let receipt: Receipt = desk.submit(&envelope).await.unwrap().open(&world.card.signing).unwrap();
    assert_eq!(receipt.arrival, expected, "{minutes} {anchored}");
    assert_eq!(stated(&world, &desk).await.arrival, expected);
    let badge = credential::verify(&desk.credential().await.unwrap()).unwrap();
    let genre = badge.document["evidence"][0]["genre"].as_str().unwrap().to_owned();
    assert_eq!(genre.contains("time=self-attested"), expected == ArrivalDoc::LateSelfAttested, "{genre}");
}

/// 37.5 minutes of work, 5 of outages, 10 to upload.
#[tokio::test]
async fn late_is_labelled_and_never_refused() {
    arrives(52, false, ArrivalDoc::OnTime).await;
    arrives(53, false, ArrivalDoc::LateSelfAttested).await;
    arrives(53, true, ArrivalDoc::LateAnchored).await;
    arrives(60 * 24 * 400, false, ArrivalDoc::LateSelfAttested).await;
}

#[tokio::test]
async fn minutes_granted_and_time_held_are_time() {
    for (effects, expected) in [
        (vec![EffectDoc::Minutes { ms: 20 * MINUTE_MS as u64 }], ArrivalDoc::OnTime),
        (vec![EffectDoc::Hold], ArrivalDoc::OnTime),
        (vec![EffectDoc::Hold, EffectDoc::Resume], ArrivalDoc::LateSelfAttested),
    ] {
        let world = World::new().await;
        let mut desk = Desk::started(&world).await;
        for effect in effects.clone() {
            let (_, grant) = world.grant(desk.attempt(), effect);
            desk.client.grant(world.programme, desk.attempt(), grant).await.unwrap();
        }
        world.clock.pass(70 * MINUTE_MS);
        let envelope = desk.envelope(Wanted::default());
        let receipt: Receipt = desk.submit(&envelope).await.unwrap().open(&world.card.signing).unwrap();
        assert_eq!(receipt.arrival, expected, "{effects:?}");
    }
}

/// Reopened a day after its receipt, an attempt has what was left to it and the minutes of the reopening.
#[tokio::test]
async fn the_time_between_a_receipt_and_a_reopening_is_nobodys() {
    for (minutes_after, expected) in [(57, ArrivalDoc::OnTime), (58, ArrivalDoc::LateSelfAttested)] {
        let world = World::new().await;
        let mut desk = Desk::started(&world).await;
        let first = desk.envelope(Wanted::default());
        desk.submit(&first).await.unwrap();
        world.clock.pass(24 * 60 * MINUTE_MS);
        let (id, grant) = world.grant(desk.attempt(), EffectDoc::Reopen { ms: 5 * MINUTE_MS as u64 });
        desk.client.grant(world.programme, desk.attempt(), grant).await.unwrap();
        world.clock.pass(minutes_after * MINUTE_MS);
        let wanted =
            Wanted { seal_no: 2, supersedes: Some(first.digest()), grant: Some(id), ..Wanted::default() };
        let second = desk.envelope(wanted);
        let receipt: Receipt = desk.submit(&second).await.unwrap().open(&world.card.signing).unwrap();
        assert_eq!(receipt.arrival, expected, "{minutes_after}");
    }
}

#[tokio::test]
async fn answers_that_do_not_open_have_their_receipt_and_no_result() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let mut draft = desk.draft(&Wanted::default());
    draft.body.ciphertext.0[0] ^= 1;
    let envelope = Signed::new(&draft, &desk.signing);
    let receipt = desk.submit(&envelope).await.unwrap();
    assert_eq!(code(desk.result().await), Code::NotYet);
    assert_eq!(desk.submit(&envelope).await.unwrap(), receipt);
}

#[tokio::test]
async fn a_version_of_tomorrow_is_kept() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let mut json: serde_json::Value =
        serde_json::from_slice(&desk.envelope(Wanted::default()).to_json()).unwrap();
    json["payloadType"] = "application/vnd.invigil.envelope.v1+json".into();
    let tomorrow: Signed = serde_json::from_value(json).unwrap();
    assert_eq!(code(desk.submit(&tomorrow).await), Code::UnknownVersion);
    assert_eq!(aside(&world, &desk).await, [(tomorrow.to_json(), "unknown-version".to_owned())]);
}

/// Within the version we know, with a field we do not: signed by the desk, so it is work, so it is kept.
#[tokio::test]
async fn a_field_of_tomorrow_is_kept() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct More {
        #[serde(flatten)]
        envelope: serde_json::Value,
        more: u32,
    }
    impl Object for More {
        const NAME: &'static str = Envelope::NAME;
    }
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let draft = serde_json::to_value(desk.draft(&Wanted::default())).unwrap();
    let signed = Signed::new(&More { envelope: draft, more: 1 }, &desk.signing);
    assert_eq!(code(desk.submit(&signed).await), Code::Malformed);
    assert_eq!(aside(&world, &desk).await, [(signed.to_json(), "malformed".to_owned())]);
}

#[tokio::test]
async fn envelopes_of_other_objects_are_refused_and_kept() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let other = Desk::started(&world).await;
    let draft = desk.draft(&Wanted::default());
    let foreign = [
        Envelope {
            start_token: evidence::Name(other.started.as_ref().unwrap().token.digest()),
            ..draft.clone()
        },
        Envelope {
            entitlement: evidence::Name(other.entitlement.as_ref().unwrap().digest()),
            ..draft.clone()
        },
        Envelope { attempt: evidence::Name(other.attempt()), ..draft.clone() },
        Envelope { device: evidence::Name(other.device), ..draft.clone() },
    ];
    for (count, envelope) in foreign.iter().enumerate() {
        let signed = Signed::new(envelope, &desk.signing);
        assert_eq!(code(desk.submit(&signed).await), Code::AddressMismatch);
        assert_eq!(aside(&world, &desk).await.len(), count + 1);
    }
    assert_eq!(code(desk.result().await), Code::NotYet);
}

/// Anybody may send what looks like an envelope; what strangers send is kept up to a number, what the desk signed
/// always.
#[tokio::test]
async fn strangers_cannot_fill_the_quarantine() {
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let stranger = crate::world::key();
    for seal_no in 0..70 {
        let draft = desk.draft(&Wanted { seal_no, ..Wanted::default() });
        assert_eq!(code(desk.submit(&Signed::new(&draft, &stranger)).await), Code::NotEntitled);
    }
    assert_eq!(aside(&world, &desk).await.len(), 64);
    let mut draft = desk.draft(&Wanted::default());
    draft.entitlement = evidence::Name(exam::Digest([0; 32]));
    assert_eq!(code(desk.submit(&Signed::new(&draft, &desk.signing)).await), Code::AddressMismatch);
    assert_eq!(aside(&world, &desk).await.len(), 65);
}
