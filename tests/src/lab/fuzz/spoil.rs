//! Good files spoiled by dice.

use std::io::{Cursor, Read, Write};

use super::doors::Door;
use crate::dice::Dice;

/// No spoiled file is longer.
const LONGEST: usize = 512 * 1024;

/// A good file of the door, spoiled in one to eight places; a package inside of its archive or outside of it.
pub(super) fn spoiled(dice: &mut Dice, door: &Door<'_>) -> Vec<u8> {
    let Some(seed) = dice.pick(&door.seeds).cloned() else { return Vec::new() };
    if seed.starts_with(b"PK") && dice.below(2) == 0 {
        return repacked(dice, door, &seed).unwrap_or(seed);
    }
    let mut bytes = seed;
    edit(dice, door, &mut bytes);
    bytes
}

fn edit(dice: &mut Dice, door: &Door<'_>, bytes: &mut Vec<u8>) {
    let edits = if dice.below(2) == 0 { 1 } else { 1 + dice.below(8) };
    for _ in 0..edits {
        let length = bytes.len().max(1) as u64;
        let at = place(dice, length).min(bytes.len());
        let end = (at + place(dice, 200)).min(bytes.len());
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let word = dice.pick(door.words).copied().unwrap_or_default();
                bytes.splice(at..at, word.bytes());
            }
            4 => {
                // The same word many times: what nests, nests deep.
                let word = dice.pick(door.words).copied().unwrap_or_default();
                let times = 1 + place(dice, 3_000);
                bytes.splice(at..at, word.repeat(times).into_bytes());
            }
            5 => bytes.truncate(at),
            6 => {
                let other = dice.pick(&door.seeds).cloned().unwrap_or_default();
                let from = place(dice, other.len().max(1) as u64).min(other.len());
                let to = (from + place(dice, 400)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            7 => {
                let letter =
                    char::from_u32(u32::try_from(dice.below(0x11_0000)).unwrap_or(0)).unwrap_or('\u{202e}');
                bytes.splice(at..at, letter.to_string().into_bytes());
            }
            _ => {
                let piece: Vec<u8> = bytes[at..end].iter().rev().copied().collect();
                bytes.splice(at..end, piece);
            }
        }
        bytes.truncate(LONGEST);
    }
}

/// The archive with one of its files spoiled.
fn repacked(dice: &mut Dice, door: &Door<'_>, seed: &[u8]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(seed)).ok()?;
    let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let chosen = place(dice, archive.len().max(1) as u64);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).ok()?;
        if index == chosen {
            edit(dice, door, &mut bytes);
        }
        made.start_file(name, zip::write::SimpleFileOptions::default()).ok()?;
        made.write_all(&bytes).ok()?;
    }
    made.finish().ok().map(Cursor::into_inner)
}

fn place(dice: &mut Dice, below: u64) -> usize {
    usize::try_from(dice.below(below)).unwrap_or(0)
}
