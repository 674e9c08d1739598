//! What a desk never has: keys to items that are not in its form, and, before the release, anything of an answer.

use std::collections::BTreeSet;

use protocol::Code;
use world::dice::Dice;
use world::lab::holdings::Holdings;
use world::lab::leaks::{TEXT_WAYS, WAYS, planted};
use world::lab::scan::{Needle, Scanner};
use world::lab::sitting::{Sitting, answer_material, check_release, scanner};
use world::lab::{finisher, made, neutral};
use world::link::Recorder;
use world::{Outcome, World};

const NOTHING: [&str; 0] = [];

/// A bank of thirty made items, forms of twelve.
async fn world(release: &str) -> Outcome<World> {
    let source = made::bank(&mut Dice::system(), 30, 8)?;
    World::new(made::programme(4, release)?, &source).await
}

fn found(all: &Holdings, search: &Scanner) -> Vec<String> {
    all.search(search).iter().map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keys_of_an_early_finisher_open_no_other_item_and_no_answer() -> Outcome<()> {
    let world = world("when-room-closes").await?;
    let recorder = Recorder::default();
    let sitting = Sitting::begin(&world, "desk", &recorder).await?;
    let all = sitting.holdings()?;
    let form = sitting.form();
    assert_eq!(finisher::check(&world.bank, &form, &all.content)?, NOTHING);

    // Exactly the entries the form needs have a key; of the others, most of the bank, there is none.
    let mut own = BTreeSet::new();
    for item in &form {
        own.extend(world.bank.listed(item)?.needs.clone());
    }
    assert_eq!(all.content.keys().cloned().collect::<BTreeSet<_>>(), own);
    assert!(world.bank.manifest().entries.len() > own.len() + 15, "most of the bank is outside the form");
    assert!(all.answers.is_empty());

    // The check complains of one key too many and of one too few.
    let mut more = all.content.clone();
    let other = world.vault.content.iter().find(|(name, _)| !own.contains(*name)).expect("most of the bank");
    more.insert(other.0.clone(), other.1.clone());
    assert_eq!(finisher::check(&world.bank, &form, &more)?.len(), 1);
    let mut less = all.content.clone();
    less.pop_first();
    assert_eq!(finisher::check(&world.bank, &form, &less)?.len(), 1);
    // And of one key under two names.
    let swapped = all.content.keys().cloned().zip(all.content.values().rev().cloned()).collect();
    assert!(finisher::check(&world.bank, &form, &swapped)?.len() > 10);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_release_nothing_of_an_answer_is_at_the_desk() -> Outcome<()> {
    let world = world("when-room-closes").await?;
    let recorder = Recorder::default();
    let mut sitting = Sitting::begin(&world, "desk", &recorder).await?;
    let search = scanner(&world, &sitting.form())?;
    sitting.answer()?;
    sitting.deliver().await?;
    assert_eq!(found(&sitting.holdings()?, &search), NOTHING, "running");
    sitting.seal()?;
    assert_eq!(found(&sitting.holdings()?, &search), NOTHING, "sealed");
    let delivered = sitting.deliver().await?;
    assert!(delivered.receipt.is_some() && !delivered.released);
    assert!(delivered.open.iter().any(|failure| failure.code() == Some(&Code::RoomOpen)));
    let all = sitting.holdings()?;
    assert_eq!(found(&all, &search), NOTHING, "sealed and received");

    // What was searched is what there is.
    for place in [
        "file device.json",
        "file registrations/",
        "file banks/",
        "file attempts/",
        "message ticket sent",
        "message enrol got",
        "message bank got",
        "message start got",
        "message records sent",
        "message envelope got",
        "message release got",
        "opened enrolment",
        "opened message start got",
        "opened object content-keys",
        "opened object envelope/1",
        "opened record 0/1",
        "opened pulse",
        "opened item/",
        "log",
        "what the desk said",
        "evidence for the candidate",
    ] {
        let there = all.pieces.iter().any(|piece| piece.place.starts_with(place) && !piece.bytes.is_empty());
        assert!(there, "{place}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_release_the_search_finds_the_form_s_keys_where_they_belong() -> Outcome<()> {
    let world = world("at-once").await?;
    let recorder = Recorder::default();
    let mut sitting = Sitting::begin(&world, "desk", &recorder).await?;
    sitting.answer()?;
    sitting.seal()?;
    assert!(sitting.deliver().await?.released);
    let all = sitting.holdings()?;
    assert_eq!(check_release(&world, &sitting.form(), &all)?, NOTHING);
    assert!(found(&all, &scanner(&world, &sitting.form())?).len() >= 2 * sitting.form().len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planted_leak_of_every_kind_is_found_in_every_place() -> Outcome<()> {
    let world = world("when-room-closes").await?;
    let recorder = Recorder::default();
    let mut sitting = Sitting::begin(&world, "desk", &recorder).await?;
    sitting.answer()?;
    sitting.seal()?;
    sitting.deliver().await?;
    let all = sitting.holdings()?;
    let needles = answer_material(&world.bank, &world.vault)?;
    let search = Scanner::new(needles.clone());
    let one = |what: &str| needles.iter().rfind(|needle| needle.what.starts_with(what)).expect("made so");
    let secrets = ["the answer key", "the commitment's secret", "the key document", "the right options"];
    let texts = ["an accepted text", "the explanation", "the right options"];
    let every = secrets.map(|what| (one(what), WAYS)).into_iter();
    let every = every.chain([(one("an accepted text"), WAYS), (one("the secret of option names"), WAYS)]);
    for (needle, ways) in every.chain(texts.map(|what| (one(what), TEXT_WAYS))) {
        for (way, write) in ways {
            for place in
                ["file attempts", "file registrations", "log", "message records sent", "opened record"]
            {
                let piece = planted(&all, place, &write(&needle.bytes)).expect("such a piece is there");
                let hits = search.find(&piece.bytes);
                let caught = hits.iter().any(|hit| hit.what == needle.what);
                assert!(caught, "{} as {way} in {}", needle.what, piece.place);
            }
        }
    }
    Ok(())
}

/// What is searched for cannot be there by chance: nothing else is found in what has nothing of it.
#[test]
fn the_search_finds_what_is_there_and_nothing_else() {
    let check = |secret: &[u8], text: &[u8], expected: bool| {
        let search = Scanner::new(vec![Needle::new("it", secret)]);
        assert_eq!(!search.find(text).is_empty(), expected, "{}", String::from_utf8_lossy(text));
    };
    let secret: Vec<u8> = (200..232).collect();
    check(&secret, b"nothing of it", false);
    check(&secret, &secret[..31], false);
    check(&secret, &[&secret[..31], b"x"].concat(), false);
    check(&secret, &secret, true);
    check(b"pgvector", b"the answer is pgvector.", true);
    check(b"pgvector", b"the answer is PGVECTOR.", false);
    check(b"pg", b"an answer of two letters, pg, is everywhere", false);
    check(b"a \"quoted\" answer", br#"{"text":"a \"quoted\" answer"}"#, true);
    check("größer".as_bytes(), "die Antwort ist größer".as_bytes(), true);
    for (way, write) in WAYS {
        let mut other = secret.clone();
        other[15] ^= 1;
        let search = Scanner::new(vec![Needle::new("it", secret.clone())]);
        assert!(!search.find(&write(&secret)).is_empty(), "{way}");
        assert!(search.find(&write(&other)).is_empty(), "another secret as {way}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_bank_gives_nothing_away_by_lengths_names_or_order() -> Outcome<()> {
    let source = made::bank(&mut Dice::system(), 30, 8)?;
    let world = World::new(made::programme(4, "at-once")?, &source).await?;
    let items = neutral::items(&world.bank, &world.vault)?;
    assert_eq!(neutral::lengths(world.bank.manifest()), NOTHING);
    assert_eq!(neutral::options(&items, &source), NOTHING);
    // The authored items themselves give it all away.
    let authored: Vec<_> = source.items.iter().map(|item| item.item.clone()).collect();
    assert!(neutral::options(&authored, &source).len() > 30);
    Ok(())
}
