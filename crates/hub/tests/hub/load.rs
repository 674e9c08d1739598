//! More than the hub can do at once.

use hub::Store;
use protocol::{Authority, Failure, PROTOCOL_HEADER};

use crate::world::World;

#[tokio::test]
async fn when_too_much_waits_for_the_disk_the_hub_says_when_to_come_again() {
    let world = World::new().await;
    let delegation = world.bundle.delegations[0].clone();
    // Somebody else holds the database: nothing that is to be written gets on.
    let other = rusqlite::Connection::open(world.data().join("hub.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut writes = Vec::new();
    for _ in 0..400 {
        let (hub, programme, delegation) = (world.hub(), world.programme, delegation.clone());
        writes.push(tokio::spawn(async move { hub.store().add_delegation(programme, delegation).await }));
    }
    while !writes.iter().any(|write| write.is_finished()) {
        tokio::task::yield_now().await;
    }
    let url = format!("{}/v0/{}/delegations", world.client().address(), world.programme);
    let request = reqwest::Client::new().post(url).header(PROTOCOL_HEADER, "0");
    let response = request.body(delegation.to_json()).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 503);
    assert_eq!(response.headers()["retry-after"], "2");
    assert_eq!(response.text().await.unwrap(), r#"{"code":"busy"}"#);
    let busy = world.client().delegate(world.programme, delegation.clone()).await;
    assert_eq!(busy, Err(Failure::Busy { retry_after_s: 2 }));
    world.client().trust(world.programme).await.unwrap();

    other.execute_batch("ROLLBACK").unwrap();
    let mut done = 0;
    for write in writes {
        done += usize::from(write.await.unwrap().is_ok());
    }
    assert!((256..=257).contains(&done), "what was let wait was done: {done}");
    world.client().delegate(world.programme, delegation).await.unwrap();
}
