//! A ticket's typed form: an address, and a code of sixteen symbols that fetches the ticket from there.
//!
//! The code is made of the ticket's own secret. So nobody has to keep it: whoever holds the ticket can say it again, and
//! the answer to a repeated order gives the same one. A hub's store knows only what is made of it, a locator under which
//! the ticket is asked for, and the ticket encrypted. Nothing shorter leads from these to the ticket than trying 2^75
//! codes.

use std::fmt;

use exam::Digest;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::dsse::Signed;
use crate::keys::{decrypt_once, derive, encrypt_once};
use crate::secret::Secret;

/// Crockford's: the digits and the capital letters without I, L, O and U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// How many symbols a code has; the last one checks the others.
const LENGTH: usize = 16;
/// How many stand together where people read them.
const GROUP: usize = 4;

/// A ticket's code. Whoever has it can fetch the ticket, so it is as secret as the ticket itself.
#[derive(Clone)]
pub struct TicketCode(Zeroizing<[u8; LENGTH]>);

/// Why a text is no code. It never says which symbol: the check knows that there is a mistake, and not where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Mistyped {
    /// A sign that no code has.
    #[error("a code has digits and letters without U, in groups with spaces or hyphens, and nothing else")]
    Sign,
    /// Too few symbols, or too many.
    #[error("a code has {LENGTH} symbols, and not {0}")]
    Length(usize),
    /// The last symbol does not fit the others.
    #[error("the last symbol does not fit the others: there is a slip somewhere in the code")]
    Check,
}

impl TicketCode {
    /// The code of the ticket with that secret: 75 bits of it, and the check symbol.
    pub fn of(ticket: &Secret) -> Self {
        let bytes = derive(ticket, b"ticket/code");
        let mut symbols = Zeroizing::new([0; LENGTH]);
        let (first, check) = symbols.split_at_mut(LENGTH - 1);
        // The lower five bits of each byte are as even as the byte.
        first.iter_mut().zip(bytes.expose()).for_each(|(symbol, byte)| *symbol = byte & 31);
        check.fill(times_two(remainder(first)));
        Self(symbols)
    }

    /// Reads what a person typed: small letters are capitals, O is 0, I and L are 1, spaces and hyphens are nothing.
    pub fn read(text: &str) -> Result<Self, Mistyped> {
        let mut symbols = Zeroizing::new([0; LENGTH]);
        let mut length = 0;
        for sign in text.chars() {
            // A word processor makes other hyphens of the ones that were pasted into it.
            if sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}') {
                continue;
            }
            let value = symbol(sign).ok_or(Mistyped::Sign)?;
            if let Some(place) = symbols.get_mut(length) {
                *place = value;
            }
            length += 1;
        }
        match length {
            LENGTH if remainder(symbols.as_ref()) == 0 => Ok(Self(symbols)),
            LENGTH => Err(Mistyped::Check),
            other => Err(Mistyped::Length(other)),
        }
    }

    /// As people read it: four groups of four.
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for (place, symbol) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*symbol)]));
        }
        text
    }

    /// Under which name the encrypted ticket is kept and asked for. Says nothing about the code or the ticket.
    pub fn locator(&self) -> Digest {
        Digest(*derive(&self.master(), b"ticket-code/locator").expose())
    }

    /// Encrypts the ticket whose code this is, so that only the code opens it and under its locator only.
    pub fn seal(&self, ticket: &Signed) -> Vec<u8> {
        // The key is made of the ticket's secret, and a ticket is made once: it encrypts this one message.
        encrypt_once(&self.key(), &self.context(), &ticket.to_json())
    }

    /// Opens what [`Self::seal`] made; none if a bit of it differs, or if it is another code's.
    pub fn open(&self, sealed: &[u8]) -> Option<Signed> {
        Signed::parse(&decrypt_once(&self.key(), &self.context(), sealed)?).ok()
    }

    fn key(&self) -> Secret {
        derive(&self.master(), b"ticket-code/key")
    }

    fn context(&self) -> Vec<u8> {
        [b"invigil/v0/typed-ticket\0".as_slice(), &self.locator().0].concat()
    }

    /// The symbols' values, and zeros: what is derived from takes 32 bytes.
    fn master(&self) -> Secret {
        let mut bytes = Zeroizing::new([0; 32]);
        bytes[..LENGTH].copy_from_slice(self.0.as_ref());
        Secret::new(*bytes)
    }
}

impl fmt::Debug for TicketCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketCode")
    }
}

/// The value of a sign, as forgivingly as Crockford reads.
fn symbol(sign: char) -> Option<u8> {
    let sign = match sign.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == sign)?;
    u8::try_from(place).ok()
}

/// The symbols as a polynomial over the field of 32 elements, at the element 2; zero of a whole code. Each place has
/// a weight of its own there, none of them zero, so that one wrong symbol is never zero, and neither are two different
/// ones that changed places, neighbours or not.
fn remainder(symbols: &[u8]) -> u8 {
    symbols.iter().fold(0, |sum, symbol| times_two(sum) ^ symbol)
}

/// Twice an element of the field of 32 elements, modulo x^5 + x^2 + 1, under which the powers of 2 are all 31 others
/// than zero.
fn times_two(element: u8) -> u8 {
    let doubled = element << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;
    use crate::v0::Ticket;
    use proptest::prelude::*;

    fn code(seed: u8) -> TicketCode {
        TicketCode::of(&Secret::new([seed; 32]))
    }

    fn ticket(secret: [u8; 32]) -> Signed {
        let id = "01994c3e-8c00-7000-8000-000000000001";
        let ticket = Ticket {
            programme: exam::ProgrammeId::parse(id).unwrap().into(),
            registration: exam::RegistrationId::parse(id).unwrap().into(),
            trust_root: Digest([3; 32]).into(),
            addresses: vec!["http://127.0.0.1:7000".into()],
            secret: Secret::new(secret),
        };
        Signed::new(&ticket, &SigningKey::from_seed(Secret::new([4; 32])))
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        /// What of a text is read: the code that it is then printed as, or why it is none.
        #[track_caller]
        fn check(text: &str, expected: Result<&str, Mistyped>) {
            let read = TicketCode::read(text).map(|code| code.grouped().as_str().to_owned());
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
        let same = Ok("0123-4567-89AB-CDE4");
        check("0123-4567-89AB-CDE4", same);
        check("0123456789abcde4", same);
        check("  o l23\t4567\n89ab--cde4 ", same);
        check("OI23 4567 89AB CDE4", same);
        check("Oi23\u{2011}4567\u{a0}89AB\u{2013}CDE4", same);
        check("0000-0000-0000-0000", Ok("0000-0000-0000-0000"));
        check("", Err(Mistyped::Length(0)));
        check("0123-4567-89AB-CDE", Err(Mistyped::Length(15)));
        check("0123-4567-89AB-CDE40", Err(Mistyped::Length(17)));
        check("0123-4567-89AB-CDEU", Err(Mistyped::Sign));
        check("0123-4567-89AB-CDE_", Err(Mistyped::Sign));
        check("0123-4567-89AB-CDE٣", Err(Mistyped::Sign));
        check("0123-4567-89AB-CDEY", Err(Mistyped::Check));
        check("1023-4567-89AB-CDE4", Err(Mistyped::Check));
        check(&"0".repeat(100_000), Err(Mistyped::Length(100_000)));
    }

    /// Of this secret these, for ever: a code is printed on paper.
    #[test]
    fn a_secret_has_one_code() {
        let code = code(7);
        assert_eq!(code.grouped().as_str(), "78W6-BRZ2-AXQ7-VP5K");
        assert_eq!(
            code.locator().to_string(),
            "4ab97c645fa2e2c22163c67c67bd3d44d8550c521cd93625f719ecb37e1e868c"
        );
        assert_eq!(format!("{code:?}"), "TicketCode");
    }

    #[test]
    fn only_the_code_opens_and_only_what_was_sealed() {
        let (mine, other) = (code(7), code(8));
        let ticket = ticket([7; 32]);
        let sealed = mine.seal(&ticket);
        assert_eq!(mine.open(&sealed).unwrap().digest(), ticket.digest());
        assert!(other.open(&sealed).is_none());
        assert!(mine.open(&[]).is_none() && mine.open(&sealed[1..]).is_none());
        for place in [0, sealed.len() / 2, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[place] ^= 1;
            assert!(mine.open(&altered).is_none(), "{place}");
        }
    }

    proptest! {
        #[test]
        fn every_slip_of_one_symbol_and_every_swap_is_noticed(secret: [u8; 32]) {
            let printed = TicketCode::of(&Secret::new(secret)).grouped().replace('-', "");
            prop_assert_eq!(TicketCode::read(&printed).unwrap().grouped().replace('-', ""), &*printed);
            for place in 0..LENGTH {
                for sign in ALPHABET.iter().map(|sign| char::from(*sign)) {
                    let slip: String =
                        printed.chars().enumerate().map(|(at, own)| if at == place { sign } else { own }).collect();
                    prop_assert_eq!(TicketCode::read(&slip).is_ok(), slip == printed, "{}", slip);
                }
                for other in 0..place {
                    let mut swapped: Vec<char> = printed.chars().collect();
                    swapped.swap(place, other);
                    let swapped: String = swapped.into_iter().collect();
                    prop_assert_eq!(TicketCode::read(&swapped).is_ok(), swapped == printed, "{}", swapped);
                }
            }
        }
    }
}
