//! Tickets as their codes fetch them.

use evidence::TicketCode;
use evidence::v0::Ticket;
use exam::RegistrationId;
use hub::Store;
use protocol::{Authority, Code};

use crate::world::{NOON_MS, World, code, random};

/// Whether some bytes stand in others.
fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn a_code_fetches_the_ticket_it_is_of_the_same_bytes_every_time() {
    let mut world = World::new().await;
    let order = world.order(RegistrationId::mint(NOON_MS, random()), "Ada");
    let ticket = world.client().register(world.programme, order.clone()).await.unwrap();
    let code_of = |ticket: &evidence::Signed| {
        let read: Ticket = ticket.read_unverified().unwrap();
        TicketCode::of(&read.secret)
    };
    let mine = code_of(&ticket);
    let sealed = world.client().ticket(mine.locator()).await.unwrap();
    assert_eq!(mine.open(&sealed).unwrap().to_json(), ticket.to_json());
    // The same order again is the same code, and another registration is another.
    let again = world.client().register(world.programme, order).await.unwrap();
    assert_eq!(*code_of(&again).grouped(), *mine.grouped());
    let other = code_of(&world.ticket().await);
    assert_ne!(other.locator(), mine.locator());
    assert!(other.open(&sealed).is_none());

    world.close().await;
    world.open().await;
    assert_eq!(world.client().ticket(mine.locator()).await.unwrap(), sealed, "it is in the store");
    let nobodys = TicketCode::of(&evidence::Secret::new(random())).locator();
    assert_eq!(code(world.client().ticket(nobodys).await), Code::UnknownTicket);
}

#[tokio::test]
async fn the_copy_is_closed_and_no_code_is_in_the_store() {
    let mut world = World::new().await;
    let ticket = world.ticket().await;
    let read: Ticket = ticket.read_unverified().unwrap();
    let mine = TicketCode::of(&read.secret);
    let sealed = world.hub().store().typed_ticket(mine.locator()).await.unwrap().unwrap();
    assert_eq!(sealed.len(), ticket.to_json().len() + 16, "encrypted, with its tag");
    for part in [read.secret.expose().as_slice(), b"payload", b"secret"] {
        assert!(!holds(&sealed, part));
    }
    // The code is made of the ticket each time and kept nowhere, in no way people write it.
    world.close().await;
    let grouped = mine.grouped().to_string();
    let mut searched = 0;
    for entry in std::fs::read_dir(world.data()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for text in
            [grouped.clone(), grouped.replace('-', ""), grouped.to_lowercase(), grouped.replace('-', " ")]
        {
            assert!(!holds(&bytes, text.as_bytes()));
        }
        searched += usize::from(holds(&bytes, mine.locator().to_string().as_bytes()));
    }
    assert!(searched > 0, "the file with the locator was among them");
}
