//! Planted leaks: ways a secret gets written down, and places it gets written to.

use super::holdings::{Holdings, Piece};
use super::scan::{base64, hex};

/// A way to write bytes down.
pub type Way = (&'static str, fn(&[u8]) -> Vec<u8>);

/// What stands around a secret when a whole record is written down.
const BEFORE: &[u8] = b"{}";
const AFTER: &[u8] = b" and more";

/// Every way that is searched for.
pub const WAYS: &[Way] = &[
    ("raw", <[u8]>::to_vec),
    ("hex", |bytes| hex(bytes).into_bytes()),
    ("upper-case hex", |bytes| hex(bytes).to_uppercase().into_bytes()),
    ("base64", |bytes| base64(bytes).into_bytes()),
    ("base64 without padding", |bytes| base64(bytes).trim_end_matches('=').as_bytes().to_vec()),
    ("base64url", |bytes| url(bytes).into_bytes()),
    ("base64url without padding", |bytes| url(bytes).trim_end_matches('=').as_bytes().to_vec()),
    ("base64, second byte of three", |bytes| base64(&[&BEFORE[..1], bytes, AFTER].concat()).into_bytes()),
    ("base64, third byte of three", |bytes| base64(&[&BEFORE[..2], bytes, AFTER].concat()).into_bytes()),
    ("base64url, second byte of three", |bytes| url(&[&BEFORE[..1], bytes, AFTER].concat()).into_bytes()),
    ("base64url, third byte of three", |bytes| url(&[&BEFORE[..2], bytes, AFTER].concat()).into_bytes()),
    ("hex in UTF-16LE", |bytes| utf16(&hex(bytes), u16::to_le_bytes)),
    ("hex in UTF-16BE", |bytes| utf16(&hex(bytes), u16::to_be_bytes)),
    ("base64 in UTF-16LE", |bytes| utf16(&base64(bytes), u16::to_le_bytes)),
    ("base64 in UTF-16BE", |bytes| utf16(&base64(bytes), u16::to_be_bytes)),
    ("base64 in JSON in base64", |bytes| {
        base64(format!("{{\"key\":\"{}\"}}", base64(bytes)).as_bytes()).into_bytes()
    }),
];

/// The ways only a text is written down.
pub const TEXT_WAYS: &[Way] = &[
    ("UTF-16LE", |bytes| utf16(&String::from_utf8_lossy(bytes), u16::to_le_bytes)),
    ("UTF-16BE", |bytes| utf16(&String::from_utf8_lossy(bytes), u16::to_be_bytes)),
    ("JSON", |bytes| serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string().into_bytes()),
];

fn url(bytes: &[u8]) -> String {
    base64(bytes).replace('+', "-").replace('/', "_")
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// The piece at a place whose name begins so, with something written into the middle of a copy of it.
pub fn planted(all: &Holdings, place: &str, leak: &[u8]) -> Option<Piece> {
    let piece = all.pieces.iter().find(|piece| piece.place.starts_with(place) && !piece.bytes.is_empty())?;
    let middle = piece.bytes.len() / 2;
    // Between two bytes that are no letters, as anything that is written beside other things.
    let bytes = [&piece.bytes[..middle], b"\n", leak, b"\n", &piece.bytes[middle..]].concat();
    Some(Piece { place: format!("planted in {}", piece.place), bytes })
}
