//! A ticket in its typed form, over real HTTP: from an address and a code to an enrolled desk, and every mistake on the
//! way there, none of which uses anything up.

use std::sync::{Arc, Mutex, PoisonError};

use desk::typed::typed_form;
use desk::visit::Visit;
use desk::wire::{Picture, Stage};
use evidence::v0::Ticket;
use evidence::{Secret, TicketCode};
use protocol::{Authority, Failure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use world::dice::Dice;
use world::unseen::Unseen;
use world::{HandClock, HandKeyring, Outcome, World};

/// A programme whose hub answers on a port, a ticket of it, and a desk.
struct Hall {
    world: World,
    ticket: Ticket,
    code: String,
    /// Host and port.
    host: String,
    visit: Visit<HandClock, Dice, HandKeyring>,
}

impl Hall {
    async fn new() -> Outcome<Self> {
        let mut world = World::demo().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let host = listener.local_addr()?.to_string();
        world.hub = world.hub.at(vec![format!("http://{host}")]);
        tokio::spawn(hub::serve(world.hub.clone(), listener, std::future::pending()));
        let (ticket, _) = world.register().await?;
        let code = TicketCode::of(&ticket.secret).grouped().as_str().to_owned();
        let (root, clock, keyring) =
            (world.home.path().join("desk"), world.clock.clone(), world.keyring.clone());
        let visit = Visit::new(root, clock, Dice::system(), keyring, Box::new(Unseen));
        visit.open_desk().await;
        Ok(Self { world, ticket, code, host, visit })
    }

    /// What becomes of a text: the candidate's name, or the code of the problem.
    async fn given(&self, text: &str) -> Result<String, String> {
        match self.visit.take_ticket(text.to_owned()).await {
            Ok(Picture { stage: Stage::Ticket { ticket }, .. }) => Ok(ticket.candidate),
            Ok(other) => Err(format!("{other:?}")),
            Err(problem) => Err(problem.code),
        }
    }
}

/// Who answers every request with these bytes, and how many requests there were.
async fn answering(answer: &'static [u8], body: Vec<u8>) -> Outcome<(String, Arc<Mutex<usize>>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let host = listener.local_addr()?.to_string();
    let count = Arc::new(Mutex::new(0));
    let counted = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            *counted.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head =
                [answer, format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).as_bytes()]
                    .concat();
            let _ = stream.write_all(&[head, body.clone()].concat()).await;
        }
    });
    Ok((host, count))
}

const FINE: &[u8] = b"HTTP/1.1 200 OK\r\n";
const MISSING: &[u8] = b"HTTP/1.1 404 Not Found\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn an_address_and_a_code_are_as_good_as_the_ticket() -> Outcome<()> {
    let hall = Hall::new().await?;
    let (host, code) = (&hall.host, &hall.code);
    let ada = || Ok("Ada Lovelace".to_owned());
    assert_eq!(typed_form(&hall.ticket, "nowhere"), format!("http://{host} {code}"));
    assert_eq!(hall.given(&format!("http://{host} {code}")).await, ada());
    // Taking it used nothing up, and people do not type as machines print.
    assert_eq!(hall.given(&format!("  {host}\n{}\t", code.to_lowercase().replace('-', " "))).await, ada());
    let careless = code.replace('-', "").replace('0', "o").replace('1', "l");
    assert_eq!(hall.given(&format!("HTTP://{host}/ {careless}")).await, ada());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_has_a_sentence_of_its_own_and_uses_nothing_up() -> Outcome<()> {
    let hall = Hall::new().await?;
    let (host, code) = (&hall.host, &hall.code);
    let is = |code: &str| Err(code.to_owned());
    let slip = {
        let first = if code.starts_with('7') { '8' } else { '7' };
        format!("{first}{}", &code[1..])
    };
    let other = TicketCode::of(&Secret::new([9; 32])).grouped().as_str().to_owned();

    // A slip is said before anything is sent.
    let (silent, asked) = answering(FINE, Vec::new()).await?;
    assert_eq!(hall.given(&format!("{silent} {slip}")).await, is("code-mistyped"));
    assert_eq!(hall.given(&format!("{silent} {}", &code[..18])).await, is("code-mistyped"));
    assert_eq!(*asked.lock().unwrap_or_else(PoisonError::into_inner), 0);

    assert_eq!(hall.given(&format!("{host} {other}")).await, is("code-unknown"));
    assert_eq!(hall.given(&format!("127.0.0.1:1 {code}")).await, is("address-unreached"));
    assert_eq!(hall.given(&format!("http://127.0.0.1:99999 {code}")).await, is("address-unreached"));
    assert_eq!(hall.given(&format!("{silent} {code}")).await, is("code-answer"), "an empty answer");
    let (page, _) = answering(MISSING, b"<h1>Not found</h1>".to_vec()).await?;
    assert_eq!(hall.given(&format!("{page} {code}")).await, is("code-answer"), "somebody else's page");
    assert_eq!(hall.given(code).await, is("not-a-ticket"));
    assert_eq!(hall.given("Dear Ada, here is your ticket.").await, is("not-a-ticket"));

    assert!(matches!(hall.visit.picture().await.map(|picture| picture.stage), Ok(Stage::Welcome)));
    assert_eq!(hall.given(&format!("{host} {code}")).await, Ok("Ada Lovelace".to_owned()));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_was_altered_or_is_anothers_is_refused() -> Outcome<()> {
    let hall = Hall::new().await?;
    let code = TicketCode::read(&hall.code)?;
    let sealed = hall.world.hub.ticket(code.locator()).await?;
    let (genuine, _) = answering(FINE, sealed.clone()).await?;
    let mut altered = sealed.clone();
    altered[40] ^= 1;
    let (_, another) = hall.world.register().await?;
    let read: Ticket = another.read_unverified()?;
    let others = TicketCode::of(&read.secret).seal(&another);
    let plain = another.to_json();
    for (what, body) in [("a bit", altered), ("another's", others), ("in the clear", plain)] {
        let (host, _) = answering(FINE, body).await?;
        assert_eq!(
            hall.given(&format!("{host} {}", hall.code)).await,
            Err("code-answer".to_owned()),
            "{what}"
        );
    }
    assert_eq!(hall.given(&format!("{genuine} {}", hall.code)).await, Ok("Ada Lovelace".to_owned()));
    Ok(())
}

/// Two computers, one code: the copy stays after a device enrolled, and the ticket itself guards what follows.
#[tokio::test(flavor = "multi_thread")]
async fn the_code_can_be_typed_again_on_another_computer() -> Outcome<()> {
    let hall = Hall::new().await?;
    let typed = format!("{} {}", hall.host, hall.code);
    assert!(hall.given(&typed).await.is_ok());
    let (clock, keyring) = (hall.world.clock.clone(), HandKeyring::default());
    let second =
        Visit::new(hall.world.home.path().join("second"), clock, Dice::system(), keyring, Box::new(Unseen));
    second.open_desk().await;
    assert!(matches!(second.take_ticket(typed).await.map(|picture| picture.stage), Ok(Stage::Ticket { .. })));
    let nobody = hall.world.hub.ticket(exam::Digest([7; 32])).await;
    assert_eq!(nobody.unwrap_err(), Failure::refused(protocol::Code::UnknownTicket));
    Ok(())
}
