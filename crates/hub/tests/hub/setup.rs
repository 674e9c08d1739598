//! Setting up and opening.

use std::os::unix::fs::PermissionsExt;

use hub::HubError;
use protocol::{Authority, Code};

use crate::world::{TempDir, World, code};

#[tokio::test]
async fn a_hub_is_set_up_once_and_its_keys_are_its_owners() {
    let world = World::new().await;
    let again = hub::init(&world.data(), "another", &world.bundle);
    assert!(matches!(again, Err(HubError::AlreadyThere(_))));
    assert_eq!(world.client().card().await.unwrap(), world.card, "nothing was overwritten");
    let identity = world.data().join("identity.json");
    let mode = std::fs::metadata(&identity).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for file in ["hub.sqlite3", "hub.sqlite3-wal"] {
        let mode = std::fs::metadata(world.data().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    std::fs::set_permissions(&identity, PermissionsExt::from_mode(0o640)).unwrap();
    assert!(
        matches!(hub::Identity::read(&world.data()), Err(HubError::Identity { .. })),
        "others may read it"
    );
}

#[tokio::test]
async fn a_directory_without_a_hub_is_said_to_be() {
    let dir = TempDir::new();
    assert!(matches!(hub::open(dir.path(), Vec::new()).await.err(), Some(HubError::NotThere(_))));
}

#[tokio::test]
async fn the_public_door_opens_what_was_set_up() {
    let mut world = World::new().await;
    let ticket = world.ticket().await;
    world.close().await;
    let hub = hub::open(&world.data(), vec!["http://hub.example".into()]).await.unwrap();
    assert_eq!(hub.card().await.unwrap(), world.card);
    let trust = hub.trust(world.programme).await.unwrap();
    assert_eq!(trust.delegations.len(), 2, "the office's and the hub's own");
    let ticket: evidence::v0::Ticket = ticket.open(&world.card.signing).unwrap();
    assert!(ticket.addresses[0].starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn only_the_programme_speaks_for_the_programme() {
    let world = World::new().await;
    let client = world.client();
    let stranger = crate::world::key();
    let signed: evidence::Signed = client
        .register(world.programme, world.order(exam::RegistrationId::mint(0, [1; 10]), "Ada"))
        .await
        .unwrap();
    assert_eq!(code(client.put_programme(world.programme, signed.clone()).await), Code::Malformed);
    assert_eq!(code(client.delegate(world.programme, signed).await), Code::Malformed);
    let holder = evidence::Holder {
        role: evidence::Role::Hub,
        name: "mine".into(),
        signing: stranger.public(),
        sealing: None,
        not_before_ms: 0,
        not_after_ms: i64::MAX,
    };
    let own = evidence::trust::delegate(world.programme, &holder, &stranger);
    assert_eq!(code(client.delegate(world.programme, own).await), Code::NotEntitled);
}

#[tokio::test]
async fn banks_are_taken_only_whole_and_under_their_name() {
    let world = World::new().await;
    let client = world.client();
    let other = exam::Digest([9; 32]);
    let put = |manifest, file| client.put_bank(world.programme, manifest, file);
    assert_eq!(code(put(other, world.bank.clone()).await), Code::AddressMismatch);
    let mut cut = world.bank.clone();
    cut.pop();
    assert_eq!(code(put(world.manifest, cut).await), Code::Malformed);
    let mut later = world.bank.clone();
    later[14] = b'1';
    assert_eq!(code(put(world.manifest, later).await), Code::UnknownVersion);
    put(world.manifest, world.bank.clone()).await.unwrap();
    assert_eq!(code(client.bank(world.programme, other).await), Code::UnknownBank);
    let mut vault = world.sealed_vault();
    vault.keys.ciphertext.0[0] ^= 1;
    assert_eq!(code(client.put_vault(world.programme, vault).await), Code::Malformed);
    let mut poor = world.vault.clone();
    poor.answers.pop_first();
    let poor = evidence::v0::SealedVault::seal(&poor, &world.card.sealing, &mut evidence::OsEntropy).unwrap();
    assert_eq!(code(client.put_vault(world.programme, poor).await), Code::Malformed, "a key is missing");
}
