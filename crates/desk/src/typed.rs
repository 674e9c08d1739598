//! A ticket in its typed form: an address and a code, and the way from there to the ticket.
//!
//! The code protects the ticket, not the channel: what is fetched opens under no other code, and who listens or answers
//! on the way learns only the code's locator. So an address without a scheme may fall back to plain HTTP.

use evidence::v0::Ticket;
use evidence::{Signed, TicketCode};
use protocol::{Authority, Client, Code, Failure};

use crate::enrol::read_ticket;
use crate::fault::{Fault, TypedFault};

/// The longest text that can be an address and a code, in bytes. A ticket's whole text is longer.
const LONGEST: usize = 512;

/// The typed form of a ticket, on one line: its first address, or `otherwise` where it names none, and its code.
pub fn typed_form(ticket: &Ticket, otherwise: &str) -> String {
    let address = ticket.addresses.first().map_or(otherwise, String::as_str);
    let code = TicketCode::of(&ticket.secret).grouped();
    format!("{address} {}", code.as_str())
}

/// The ticket that a person gave: the bytes of its file or text, or its typed form, which is fetched.
///
/// # Errors
/// [`Fault::Typed`] and [`Fault::Authority`] where it is an address and a code and no ticket came of them; another
/// fault where it is neither that nor a ticket.
pub async fn ticket(given: &[u8]) -> Result<(Ticket, Signed), Fault> {
    let given = given.trim_ascii();
    let typed = std::str::from_utf8(given).ok().and_then(split);
    let Some((address, code)) = typed else { return read_ticket(given) };
    let code = TicketCode::read(code).map_err(TypedFault::from)?;
    fetch(address, &code).await
}

/// Address and code, if the text looks like them: a first word that can be an address, and more. Where that word could
/// as well begin a letter, what follows has to be a code without a slip.
fn split(text: &str) -> Option<(&str, &str)> {
    let (address, code) = text.split_once(char::is_whitespace).filter(|_| text.len() <= LONGEST)?;
    let written =
        |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | ':' | '-' | '_' | '/' | '[' | ']');
    let certain = address.contains(['.', ':']) || is_loopback(address);
    let is_address = address.chars().all(written) && (certain || TicketCode::read(code).is_ok());
    is_address.then_some((address, code))
}

/// The addresses to ask: the one that was typed, or, without a scheme, with HTTPS before plain HTTP. This computer
/// itself is asked in plain HTTP at once.
fn addresses(typed: &str) -> Vec<String> {
    let begins =
        |scheme: &str| typed.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if begins("http://") || begins("https://") {
        return vec![typed.to_owned()];
    }
    let schemes: &[&str] = if is_loopback(typed) { &["http"] } else { &["https", "http"] };
    schemes.iter().map(|scheme| format!("{scheme}://{typed}")).collect()
}

/// Whether an address without a scheme is of this computer itself.
fn is_loopback(address: &str) -> bool {
    let authority = address.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Fetches the ticket of a code and opens it.
async fn fetch(address: &str, code: &TicketCode) -> Result<(Ticket, Signed), Fault> {
    let mut unreached = String::new();
    for candidate in addresses(address) {
        let sealed = match Client::new(&candidate) {
            Ok(client) => client.ticket(code.locator()).await,
            Err(failure) => Err(failure),
        };
        let sealed = match sealed {
            Ok(sealed) => sealed,
            Err(Failure::Unreachable(why)) => {
                unreached = why;
                continue;
            }
            // The second is said by a hub that has no typed tickets at all.
            Err(Failure::Refused { code: Code::UnknownTicket | Code::NoSuchAddress, .. }) => {
                return Err(TypedFault::Unknown(address.to_owned()).into());
            }
            // Somebody answers there, and it is no hub.
            Err(Failure::Garbled(_)) => return Err(TypedFault::Altered(address.to_owned()).into()),
            Err(failure) => return Err(failure.into()),
        };
        let opened = code.open(&sealed).and_then(|ticket| Some((ticket.read_unverified().ok()?, ticket)));
        return opened.ok_or_else(|| TypedFault::Altered(address.to_owned()).into());
    }
    Err(TypedFault::Unreached { address: address.to_owned(), why: unreached }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_code_are_told_from_everything_else() {
        /// What of a text is the address.
        #[track_caller]
        fn check(text: &str, address: Option<&str>) {
            assert_eq!(split(text).map(|(address, _)| address), address, "{text}");
        }
        check("http://127.0.0.1:7000 0123-4567-89AB-CDE4", Some("http://127.0.0.1:7000"));
        check("https://hub.example\n0123 4567\n89AB CDE4", Some("https://hub.example"));
        check("hub.example:7000\t0123-4567-89AB-CDE4", Some("hub.example:7000"));
        check("[::1]:7000 0123456789ABCDE4", Some("[::1]:7000"));
        check("localhost 0123-4567-89AB-CDE5", Some("localhost"));
        check("prüfung.example 0123-4567-89AB-CDE4", Some("prüfung.example"));
        check("examhub 0123-4567-89AB-CDE4", Some("examhub"));
        check("examhub 0123-4567-89AB-CDE5", None);
        check("0123-4567-89AB-CDE4", None);
        check("0123 4567 89AB CDE4", None);
        check("http://hub.example:7000", None);
        check("Dear Ada, your ticket is attached.", None);
        check("a@hub.example 0123-4567-89AB-CDE4", None);
        check(r#"{"payloadType": "application/vnd.invigil.ticket.v0+json"}"#, None);
        check(&format!("hub.example {}", "0".repeat(LONGEST)), None);
        check("", None);
    }

    #[test]
    fn an_address_without_a_scheme_is_asked_safely_first() {
        #[track_caller]
        fn check(typed: &str, asked: &[&str]) {
            assert_eq!(addresses(typed), asked, "{typed}");
        }
        check("http://hub.example:7000", &["http://hub.example:7000"]);
        check("HTTPS://Hub.Example", &["HTTPS://Hub.Example"]);
        check("hub.example", &["https://hub.example", "http://hub.example"]);
        check("10.0.0.7:7000", &["https://10.0.0.7:7000", "http://10.0.0.7:7000"]);
        check("127.0.0.1.example:7000", &["https://127.0.0.1.example:7000", "http://127.0.0.1.example:7000"]);
        check("127.0.0.1:7000", &["http://127.0.0.1:7000"]);
        check("localhost:7000", &["http://localhost:7000"]);
        check("[::1]:7000", &["http://[::1]:7000"]);
    }
}
