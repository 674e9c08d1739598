//! What the tests of this crate share.
#![allow(dead_code, missing_docs, unreachable_pub)]

use std::path::PathBuf;

use bank::{Bank, Finding, Limits, NoPictures, Reading, Refused};
use exam::Digest;

/// A digest good enough to tell test pictures apart: no cryptography in this crate.
pub fn digest(bytes: &[u8]) -> Digest {
    let mut state = [7_u8; 32];
    for (index, byte) in bytes.iter().enumerate() {
        let place = index % 32;
        state[place] =
            state[place].wrapping_mul(31).wrapping_add(*byte).wrapping_add(state[(place + 13) % 32]);
    }
    Digest(state)
}

pub fn reading(limits: &Limits) -> Reading<'_> {
    Reading { limits, digest: &digest, pictures: &NoPictures }
}

pub fn source(text: &str) -> Result<Bank, Refused> {
    bank::source::read("bank.yaml", text.as_bytes(), reading(&Limits::default()))
}

pub fn academy(text: &str) -> Result<bank::academy::Imported, Refused> {
    bank::academy::import("exam.md", text.as_bytes(), reading(&Limits::default()))
}

/// A sound bank around `items`, which begin with `  - id: ...`. The items begin in line 5.
pub fn with_items(items: &str) -> String {
    format!("invigil: bank/v0\ntitle: Test\nuse: practice\nitems:\n{items}")
}

/// A question of a bank source that has nothing wrong with it.
pub const SOUND: &str = "  - id: sound\n    text: Which?\n    type: single\n    options:\n      - {id: a, text: One, correct: true}\n      - {id: b, text: Two}\n";

/// Findings as `line code` or `line item code`, in the order of the file.
pub fn brief<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Vec<String> {
    findings
        .into_iter()
        .map(|finding| {
            let line = finding.line.map_or("-".to_owned(), |line| line.to_string());
            match &finding.item {
                Some(item) => format!("{line} {item} {}", finding.code),
                None => format!("{line} {}", finding.code),
            }
        })
        .collect()
}

/// A bank without the places in files, which an import and its written source cannot share.
pub fn placeless(mut bank: Bank) -> Bank {
    bank.file.clear();
    bank.findings.clear();
    for item in &mut bank.items {
        item.at.file.clear();
        item.at.line = 0;
        for defect in &mut item.defects {
            defect.file.clear();
            defect.line = None;
            defect.means = "";
        }
    }
    bank
}

/// The folder of files nobody here wrote. Tests on them are never skipped.
pub fn real_input() -> PathBuf {
    let shared = std::env::var_os("INVIGIL_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let folder = shared.join("real-input");
    assert!(
        folder.is_dir(),
        "the real input files are not at {}: set INVIGIL_SHARED to the folder that holds `real-input`",
        folder.display()
    );
    folder
}
