//! The one door for files of other programs: which format a file has, and what an import comes to.

use std::collections::BTreeMap;
use std::path::Path;

use crate::draft::Draft;
use crate::finding::{Finding, Log, Refused, Severity, quoted};
use crate::limits::Limits;
use crate::media::Pictures;
use crate::model::Bank;
use crate::{Folder, Reading, academy, aiken, archive, gift, moodle, qti, source, xml, yaml};

mod tree;

pub use tree::{Imports, import_path};

/// A format that can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Exam pages of the Meshery Academy.
    Academy,
    /// GIFT, Moodle's format for quick typing.
    Gift,
    /// Aiken.
    Aiken,
    /// Moodle XML.
    Moodle,
    /// QTI 2.1, 2.2 and 3.0: an item, a test, a package as an archive or a folder.
    Qti,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Academy, Self::Gift, Self::Aiken, Self::Moodle, Self::Qti];

    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Academy => "academy",
            Self::Gift => "gift",
            Self::Aiken => "aiken",
            Self::Moodle => "moodle",
            Self::Qti => "qti",
        }
    }
}

/// An imported file: a checked bank, the draft [`crate::write_source`] writes down, and the pictures that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The bank.
    pub bank: Bank,
    /// The same as its author would write it.
    pub draft: Draft,
    /// Pictures by the paths that the draft's texts give them, relative to where the bank source is written.
    pub pictures: BTreeMap<String, Vec<u8>>,
}

impl Imported {
    pub(crate) fn new(bank: Bank, draft: Draft) -> Self {
        let pictures = bank.media.values().map(|media| (media.path.clone(), media.bytes.clone())).collect();
        Self { bank, draft, pictures }
    }

    /// Kinds of question and media that are not supported, and how often each was found.
    pub fn unsupported(&self) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        for finding in self.bank.report().into_iter().filter(|finding| finding.code == "unsupported") {
            *names.entry(finding.field.clone().unwrap_or_default()).or_default() += 1;
        }
        names
    }
}

/// The format of a file, by its bytes first and its name second; none if it is none of them.
pub fn detect(file: &str, bytes: &[u8]) -> Option<Format> {
    if archive::is_archive(bytes) {
        return Some(Format::Qti);
    }
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(LOOK)).unwrap_or(bytes));
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if let Some(root) = xml::root_name(text) {
        return match root.as_str() {
            "quiz" => Some(Format::Moodle),
            root if qti::is_root(root) => Some(Format::Qti),
            _ => None,
        };
    }
    let lower = file.to_ascii_lowercase();
    if lower.ends_with(".gift") || lower.ends_with(".gift.txt") {
        return Some(Format::Gift);
    }
    let page = text.starts_with("---") || text.starts_with("+++");
    if page || lower.ends_with(".md") || text.lines().any(|line| line.starts_with("questions:")) {
        return Some(Format::Academy);
    }
    if aiken::looks_like(text) {
        return Some(Format::Aiken);
    }
    gift::looks_like(text).then_some(Format::Gift)
}

/// How much of a file is looked at to know its format.
const LOOK: usize = 1024 * 1024;

/// Imports a file of a format. `file` is what findings call it; pictures come from `reading`.
pub fn read(format: Format, file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    match format {
        Format::Academy => academy::import(file, bytes, reading),
        Format::Gift => gift::read(file, bytes, reading),
        Format::Aiken => aiken::read(file, bytes, reading),
        Format::Moodle => moodle::read(file, bytes, reading),
        Format::Qti => qti::read(file, bytes, reading),
    }
}

/// A bank source with its draft, to be written in another format.
pub fn authored(
    path: &Path,
    limits: &Limits,
    digest: &dyn Fn(&[u8]) -> exam::Digest,
) -> Result<Imported, Refused> {
    let (name, bytes) = source::load(path, limits)?;
    let pictures = Folder::of(path);
    source::read_authored(&name, &bytes, Reading { limits, digest, pictures: &pictures })
}

/// Says that a file has no format that is known.
fn unknown(file: &str, bytes: &[u8]) -> Refused {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(LOOK)).unwrap_or(bytes));
    let what = match xml::root_name(text.trim_start_matches('\u{feff}')) {
        Some(root) => format!("The file is XML of another kind: it begins with {}.", quoted(&root)),
        None if yaml::text(&Log::new(file, ""), bytes, &Limits::default()).is_err() => {
            "The file is neither text nor a zip archive.".to_owned()
        }
        None => "The file has none of the formats that are known.".to_owned(),
    };
    let hint = "Give an Academy page, GIFT, Aiken, Moodle XML or QTI 2.1 to 3.0, or say which with `--from`.";
    Log::new(file, "").fail("unreadable-file", 1, what, hint)
}

/// A file's name without folders and without what follows its first point.
pub(crate) fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or("Bank");
    stem.chars().take(200).collect()
}

/// A file name that every system and a Markdown address can hold.
pub(crate) fn file_name(name: &str) -> String {
    let made: String = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(name)
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' })
        .collect();
    let made = made.trim_start_matches(['.', '-']);
    let made: String = made.chars().rev().take(80).collect::<Vec<_>>().into_iter().rev().collect();
    if made.is_empty() { "file".to_owned() } else { made }
}

/// Pictures that remember what was read, so that it can be written beside the bank.
pub(crate) struct Remembering<'p> {
    pub(crate) inner: &'p dyn Pictures,
    pub(crate) seen: std::cell::RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Pictures for Remembering<'_> {
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, crate::PictureProblem> {
        let bytes = self.inner.read(path, most)?;
        self.seen.borrow_mut().insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }
}

/// Findings as errors of one refusal.
fn refusal(findings: Vec<Finding>) -> Refused {
    debug_assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
    Refused { findings }
}
