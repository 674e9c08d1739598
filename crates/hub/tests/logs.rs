//! What the hub writes about its work. A process of its own: what is written by any of its threads is looked at.

#![allow(clippy::unwrap_used, dead_code, reason = "a test may panic, and the others use the rest")]

#[path = "hub/desk.rs"]
mod desk;
#[path = "hub/world.rs"]
mod world;

use std::io::Write;
use std::sync::{Arc, Mutex};

use exam::ledger::{BootId, Moment};
use protocol::Code;

use crate::desk::{Desk, Wanted};
use crate::world::{NOON_MS, World, code, options};

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Everything at the most talkative level, from an order to a credential and with what goes wrong on the way.
#[tokio::test]
async fn no_line_holds_an_answer_a_question_a_key_or_a_name() {
    let page = Page::default();
    let writer = page.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .json()
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let world = World::new().await;
    let mut desk = Desk::started(&world).await;
    desk.write(3);
    desk.write_at("flagged", Moment { boot: BootId([2; 16]), boot_ms: 0, wall_ms: NOON_MS });
    let upload = desk.draft(&Wanted::default());
    let envelope = desk.envelope(Wanted::default());
    let records = desk.upload(0, desk.records.len());
    protocol::Authority::records(&desk.client, world.programme, desk.attempt(), records).await.unwrap();
    desk.submit(&envelope).await.unwrap();
    desk.release(envelope.digest()).await.unwrap();
    desk.result().await.unwrap();
    desk.credential().await.unwrap();
    let second = evidence::Signed::new(&upload, &desk.signing);
    assert_eq!(code(desk.submit(&second).await), Code::Released);

    let written = String::from_utf8(page.0.lock().unwrap().clone()).unwrap();
    let incidents = ["incident: quarantine", "incident: time", "boot-clock-back"];
    for expected in incidents.into_iter().chain(["\"kind\":\"received\"", &desk.attempt().to_string()]) {
        assert!(written.contains(expected), "{expected}: the log is there to be looked at");
    }
    let base64 =
        |secret: &evidence::Secret| serde_json::to_value(secret).unwrap().as_str().unwrap().to_owned();
    let mut silent = vec!["Lovelace".to_owned(), "Question".to_owned(), base64(&desk.ticket.secret)];
    silent.extend(world.vault.content.values().chain(world.vault.answers.values()).map(base64));
    for item in world.vault.answers.keys() {
        let (right, wrong) = options(&world.vault.options, item);
        silent.extend([right.to_string(), wrong.to_string()]);
    }
    for secret in silent {
        assert!(!written.contains(&secret), "{secret}");
    }
}
