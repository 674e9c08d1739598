//! The hub is let go between two writes; what is on disk decides.

use evidence::v0::ResultStatement;
use protocol::Code;

use crate::desk::{Desk, Wanted};
use crate::world::{World, code};

/// Makes every write of a kind of object fail from now on, as a full disk would: the transaction is undone.
fn break_writes(world: &World, kind: &str) {
    let database = rusqlite::Connection::open(world.data().join("hub.sqlite3")).unwrap();
    let trigger = format!(
        "CREATE TRIGGER broken BEFORE INSERT ON kept WHEN NEW.kind = '{kind}'
         BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    );
    database.execute_batch(&trigger).unwrap();
}

fn mend(world: &World) {
    let database = rusqlite::Connection::open(world.data().join("hub.sqlite3")).unwrap();
    database.execute_batch("DROP TRIGGER broken").unwrap();
}

#[tokio::test]
async fn a_receipt_outlives_a_crash_before_the_result() {
    let mut world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted { right: 3, ..Wanted::default() });
    break_writes(&world, "result-statement");
    let receipt = desk.submit(&envelope).await.unwrap();
    assert_eq!(code(desk.result().await), Code::Internal);
    world.close().await;
    mend(&world);
    world.open().await;
    desk.client = world.client();
    assert_eq!(desk.submit(&envelope).await.unwrap(), receipt);
    let proof = desk.proof("docket", &desk.attempt());
    let docket =
        protocol::Authority::docket(&desk.client, world.programme, desk.attempt(), proof).await.unwrap();
    assert_eq!(docket.len(), 3, "graded at the start, before anybody asked");
    let result: ResultStatement = desk.result().await.unwrap().open(&world.card.signing).unwrap();
    assert_eq!(result.share_bp, 7_500);
}

#[tokio::test]
async fn without_its_durable_commit_there_is_no_receipt() {
    let mut world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted::default());
    break_writes(&world, "receipt");
    assert_eq!(code(desk.submit(&envelope).await), Code::Internal);
    assert_eq!(code(desk.result().await), Code::NotYet, "half of a transaction is nothing");
    mend(&world);
    let receipt = desk.submit(&envelope).await.unwrap();
    world.close().await;
    world.open().await;
    desk.client = world.client();
    assert_eq!(desk.submit(&envelope).await.unwrap(), receipt);
}

#[tokio::test]
async fn everything_given_is_given_again_after_a_restart() {
    let mut world = World::new().await;
    let mut desk = Desk::started(&world).await;
    let envelope = desk.envelope(Wanted::default());
    let started = desk.started.clone().unwrap();
    let receipt = desk.submit(&envelope).await.unwrap();
    let release = desk.release(envelope.digest()).await.unwrap();
    let result = desk.result().await.unwrap();
    let credential = desk.credential().await.unwrap();
    world.close().await;
    world.open().await;
    desk.client = world.client();
    let again = desk.start().await.unwrap();
    assert_eq!((again.token, again.content), (started.token, started.content));
    assert_eq!(desk.submit(&envelope).await.unwrap(), receipt);
    assert_eq!(desk.release(envelope.digest()).await.unwrap(), release);
    assert_eq!(desk.result().await.unwrap(), result);
    assert_eq!(desk.credential().await.unwrap(), credential);
}

#[tokio::test]
async fn one_directory_is_served_by_one_process() {
    let world = World::new().await;
    assert!(hub::SqliteStore::open(&world.data()).is_err());
}
