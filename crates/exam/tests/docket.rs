//! What an authority does with envelopes, releases and grants.

#![allow(clippy::unwrap_used, reason = "a test stops where it fails")]

use exam::attempt::Effect;
use exam::docket::{Arrival, Docket, Event, Refusal, Sealed, Take, arrival};
use exam::programme::Release;
use exam::{DeviceId, Digest, GrantId, Slug};

fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

fn device(n: u8) -> DeviceId {
    DeviceId::mint(1, [n; 10])
}

fn grant(n: u8) -> GrantId {
    GrantId::mint(1, [n; 10])
}

fn docket(events: &[Event]) -> Docket {
    let mut docket = Docket::default();
    events.iter().for_each(|event| docket.evolve(event));
    docket
}

fn admitted() -> Event {
    Event::Admitted { start_token: digest(90), device: device(1) }
}

fn received(n: u8, seal_no: u32) -> Event {
    Event::Received { envelope: digest(n), receipt: digest(100 + n), seal_no, arrival: Arrival::OnTime }
}

fn reopened(n: u8) -> Event {
    Event::Granted { grant: grant(n), digest: digest(50 + n), effect: Effect::Reopen(0) }
}

fn released(n: u8) -> Event {
    Event::Released { envelope: digest(n), release: digest(80) }
}

fn sealed(n: u8, seal_no: u32, supersedes: Option<u8>, by: Option<u8>) -> Sealed {
    Sealed { envelope: digest(n), seal_no, supersedes: supersedes.map(digest), grant: by.map(grant) }
}

fn check(events: &[Event], envelope: Sealed, verdict: Result<Take, Refusal>) {
    assert_eq!(docket(events).take(&envelope), verdict, "{events:?} {envelope:?}");
}

#[test]
fn envelopes() {
    let first = || sealed(1, 1, None, None);
    let second = || sealed(2, 2, Some(1), Some(3));
    check(&[], first(), Err(Refusal::NotAdmitted));
    check(&[admitted()], first(), Ok(Take::InForce));
    check(&[admitted(), received(1, 1)], first(), Ok(Take::Again(digest(101))));
    check(&[admitted(), received(1, 1)], sealed(2, 1, None, None), Ok(Take::Equivocation));
    check(&[admitted(), received(1, 1)], second(), Ok(Take::Equivocation));
    check(&[admitted(), received(1, 1), reopened(3)], second(), Ok(Take::InForce));
    check(&[admitted(), received(1, 1), reopened(4)], second(), Ok(Take::Equivocation));
    check(&[admitted(), received(1, 1), reopened(3)], sealed(2, 3, Some(1), Some(3)), Ok(Take::Equivocation));
    check(&[admitted(), received(1, 1), reopened(3)], sealed(2, 2, Some(9), Some(3)), Ok(Take::Equivocation));
    check(&[admitted(), reopened(3)], second(), Ok(Take::InForce));
    let minutes = Event::Granted { grant: grant(3), digest: digest(53), effect: Effect::Minutes(1) };
    check(&[admitted(), received(1, 1), minutes], second(), Ok(Take::Equivocation));
    let kept = Event::Equivocated { envelope: digest(2), seal_no: 1 };
    check(&[admitted(), received(1, 1), kept], sealed(2, 1, None, None), Ok(Take::KeptBefore));
    // After the release nothing new counts, and what was taken keeps its receipt.
    check(&[admitted(), received(1, 1), reopened(3), released(1)], second(), Err(Refusal::Released));
    check(&[admitted(), received(1, 1), released(1)], first(), Ok(Take::Again(digest(101))));
    let voided = Event::Voided(Slug::parse("impersonation").unwrap());
    check(&[admitted(), voided], first(), Err(Refusal::Voided));
}

#[test]
fn releases_follow_the_policy_and_only_the_envelope_in_force() {
    let docket = |events: &[Event]| docket(&[&[admitted(), received(1, 1)], events].concat());
    for (policy, closed, verdict) in [
        (Release::AtOnce, false, Ok(None)),
        (Release::WhenRoomCloses, false, Err(Refusal::RoomOpen)),
        (Release::WhenRoomCloses, true, Ok(None)),
        (Release::Never, true, Err(Refusal::Never)),
    ] {
        assert_eq!(docket(&[]).release(digest(1), policy, closed), verdict, "{policy:?} {closed}");
    }
    assert_eq!(docket(&[]).release(digest(2), Release::AtOnce, true), Err(Refusal::NotInForce));
    let superseded = docket(&[reopened(3), received(2, 2)]);
    assert_eq!(superseded.release(digest(1), Release::AtOnce, true), Err(Refusal::NotInForce));
    assert_eq!(superseded.release(digest(2), Release::AtOnce, true), Ok(None));
    let out = docket(&[released(1)]);
    assert_eq!(out.release(digest(1), Release::Never, false), Ok(Some(digest(80))), "again the same");
    assert_eq!(out.grant(&grant(3), digest(53), Effect::Reopen(0)), Err(Refusal::Released));
    assert_eq!(out.grant(&grant(3), digest(53), Effect::Minutes(1)), Ok(()));
}

#[test]
fn one_desk_starts_and_may_ask_again() {
    assert_eq!(docket(&[]).admit(device(1)), Ok(None));
    assert_eq!(docket(&[admitted()]).admit(device(1)), Ok(Some(digest(90))));
    assert_eq!(docket(&[admitted()]).admit(device(2)), Err(Refusal::OtherDevice));
}

#[test]
fn a_grant_means_one_thing() {
    let issued = docket(&[reopened(3)]);
    assert_eq!(issued.grant(&grant(3), digest(53), Effect::Reopen(0)), Ok(()));
    assert_eq!(issued.grant(&grant(3), digest(54), Effect::Reopen(0)), Err(Refusal::GrantReused));
}

#[test]
fn late_is_labelled_at_its_edge() {
    for (at, anchored, label) in [
        (1_000, None, Arrival::OnTime),
        (1_001, None, Arrival::LateSelfAttested),
        (1_001, Some(1_000), Arrival::LateAnchored),
        (1_001, Some(1_001), Arrival::LateSelfAttested),
    ] {
        assert_eq!(arrival(at, 1_000, anchored), label, "{at} {anchored:?}");
    }
}
