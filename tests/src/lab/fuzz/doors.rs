//! The parsers, each behind one kind of door.

use std::path::Path;

use bank::import::{Format, Imported};
use bank::update::Kept;
use bank::{Finding, Limits, NoPictures, Reading, Refused, Severity};
use evidence::bank::SealedBank;
use evidence::record::Frame;
use evidence::sha256;
use evidence::{Signed, v0};

use crate::{Outcome, root, shared};

/// How bytes were met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    Taken,
    Refused,
}

/// What a door does with bytes; an error is something that must not be.
type Reader<'r> = Box<dyn Fn(&[u8]) -> Result<Met, String> + 'r>;

/// A parser with good files and words of its language.
pub(super) struct Door<'r> {
    pub(super) name: &'static str,
    pub(super) seeds: Vec<Vec<u8>>,
    pub(super) words: &'static [&'static str],
    pub(super) read: Reader<'r>,
}

const YAML: &[&str] = &[
    "- ",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "<<: *a\n",
    "|\n",
    ">-\n",
    "\"",
    "'",
    "#",
    "\n---\n",
    "!!binary ",
    "items:\n",
    "    type: essay\n",
    "    points: 1e9\n",
    "    also: [[a], [b, c]]\n",
    "    state: exposed\n",
    "invigil: bank/v9\n",
];
const GIFT: &[&str] = &[
    "{",
    "}",
    "=",
    "~",
    "#",
    "####",
    "->",
    "::",
    "%50%",
    "%",
    "\\",
    "//",
    "$CATEGORY: ",
    "\n\n",
    "{#",
    "[html]",
    "<b>",
    "T",
];
const AIKEN: &[&str] = &["\n", "\n\n", "A) ", "B. ", "ANSWER: ", "ANSWER: Z", "Z)", "answer:A"];
const XML: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE x>",
    "&amp;",
    "&#0;",
    "&x;",
    "xmlns:a=\"b\"",
    "<p>",
    "<table><tr><td>",
    "<answer fraction=\"1e309\">",
    "<img src=\"../../x\"/>",
    "href=\"../../../x\"",
    "<qti-gap/>",
    "<value>",
    "cardinality=\"ordered\"",
];
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "1e999",
    "-1",
    "\"payloadType\":",
    "\\u0000",
    "\"signatures\":[]",
];
const BYTES: &[&str] = &["INVIGIL BANK v0\n", "INVIGIL BANK v9\n", "\u{0}\u{0}\u{0}\u{0}", "{}", "PK"];

/// Every parser that takes strangers' bytes. `home` is where a parser that writes would be seen.
pub(super) fn all(home: &Path) -> Outcome<Vec<Door<'static>>> {
    std::env::set_current_dir(home)?;
    let mut real = Real::default();
    if let Ok(shared) = shared() {
        real.collect(&shared.join("real-input"))?;
    }
    let ours = |path: &str| std::fs::read(root().join(path));
    let golden = root().join("crates/evidence/tests/golden/v0");
    let (mut signed, mut frames) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(&golden)? {
        let path = entry?.path();
        let bytes = std::fs::read(&path)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => signed.push(bytes),
            Some("bin" | "frame" | "record") => frames.push(bytes),
            _ => {}
        }
    }
    let sealed = std::fs::read(golden.join("bank.bank"))?;
    let demo = ours("question-banks/demo/bank.yaml").or_else(|_| first_source())?;
    let programme = ours("question-banks/demo/programme.yaml").or_else(|_| first_programme())?;
    let made = |text: &str| text.as_bytes().to_vec();
    let with = |mut real: Vec<Vec<u8>>, own: Vec<Vec<u8>>| {
        real.extend(own);
        real
    };
    let kept = kept_file(&demo);
    let zip = super::bombs::package(&[("items/a.xml", ITEM)]);
    Ok(vec![
        Door { name: "bank source", seeds: vec![demo], words: YAML, read: Box::new(source) },
        Door { name: "programme", seeds: vec![programme], words: YAML, read: Box::new(programme_file) },
        Door { name: "imported file", seeds: vec![kept], words: YAML, read: Box::new(base) },
        Door {
            name: "academy",
            seeds: with(real.academy, vec![made(PAGE)]),
            words: YAML,
            read: import(Format::Academy),
        },
        Door {
            name: "gift",
            seeds: with(real.gift, vec![made(GIFT_FILE)]),
            words: GIFT,
            read: import(Format::Gift),
        },
        Door { name: "aiken", seeds: vec![made(AIKEN_FILE)], words: AIKEN, read: import(Format::Aiken) },
        Door { name: "moodle", seeds: vec![made(MOODLE_FILE)], words: XML, read: import(Format::Moodle) },
        Door { name: "qti", seeds: with(real.qti, vec![made(ITEM)]), words: XML, read: import(Format::Qti) },
        Door { name: "qti package", seeds: vec![zip], words: XML, read: import(Format::Qti) },
        Door {
            name: "any import",
            seeds: vec![made(GIFT_FILE), made(AIKEN_FILE), made(MOODLE_FILE), made(PAGE)],
            words: GIFT,
            read: Box::new(any),
        },
        Door { name: "sealed bank", seeds: vec![sealed], words: BYTES, read: Box::new(sealed_bank) },
        Door { name: "signed object", seeds: signed.clone(), words: JSON, read: Box::new(signed_object) },
        Door { name: "journal record", seeds: with(frames, signed), words: BYTES, read: Box::new(record) },
    ])
}

const PAGE: &str = "---\ntitle: T\nquestions:\n  - id: q\n    text: W?\n    type: single-answer\n    options:\n      - {id: a, text: A, isCorrect: true}\n      - {id: b, text: B}\n---\n";
const GIFT_FILE: &str = "$CATEGORY: a/b\n\n// [id:x] [tag:y]\n::n::[html]Which <b>one</b>?{=a#f ~%50%b ~c####g}\n\nTwo {~%50%a ~%50%b}\n\nS {=x =\\=y}\n\nM {=a -> 1 =b -> 2}\n\nN {#3:1}\n\nT {T#x#y}\n\nD\n";
const AIKEN_FILE: &str = "Which?\nA) one\nB) two\nANSWER: B\n\nMore?\nA. x\nB. y\nC. z\nANSWER: A\n";
const MOODLE_FILE: &str = "<quiz><question type=\"multichoice\"><name><text>m</text></name><questiontext format=\"html\"><text><![CDATA[<p>W <img src=\"@@PLUGINFILE@@/a.png\"/></p>]]></text><file name=\"a.png\" encoding=\"base64\">iVBORw0KGgo=</file></questiontext><defaultgrade>1.0</defaultgrade><single>false</single><answer fraction=\"100\"><text>a</text><feedback><text>f</text></feedback></answer><answer fraction=\"-50\"><text>b</text></answer></question><question type=\"matching\"><questiontext><text>x</text></questiontext><subquestion><text>l</text><answer><text>r</text></answer></subquestion></question><question type=\"category\"><category><text>$course$/A</text></category></question></quiz>";
/// An item of QTI 3 in full.
pub(super) const ITEM: &str = "<qti-assessment-item identifier=\"i\" xml:lang=\"en\"><qti-response-declaration identifier=\"R\" cardinality=\"single\" base-type=\"identifier\"><qti-correct-response><qti-value>A</qti-value></qti-correct-response></qti-response-declaration><qti-item-body><p>W <img src=\"a.png\" alt=\"x\"/></p><qti-choice-interaction response-identifier=\"R\" max-choices=\"1\"><qti-prompt>P</qti-prompt><qti-simple-choice identifier=\"A\">a</qti-simple-choice><qti-simple-choice identifier=\"B\">b</qti-simple-choice></qti-choice-interaction></qti-item-body><qti-response-processing template=\"x/match_correct\"/></qti-assessment-item>";

#[derive(Default)]
struct Real {
    academy: Vec<Vec<u8>>,
    gift: Vec<Vec<u8>>,
    qti: Vec<Vec<u8>>,
}

impl Real {
    fn collect(&mut self, folder: &Path) -> Outcome<()> {
        let mut paths: Vec<_> = std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
        paths.sort_by_key(std::fs::DirEntry::path);
        for entry in paths {
            let path = entry.path();
            if path.is_dir() {
                self.collect(&path)?;
                continue;
            }
            let whole = path.display().to_string();
            if whole.ends_with(".md") && !whole.ends_with("README.md") {
                self.academy.push(std::fs::read(&path)?);
            } else if whole.contains("/gift/") {
                self.gift.push(std::fs::read(&path)?);
            } else if whole.contains("/qti/") && whole.ends_with(".xml") {
                self.qti.push(std::fs::read(&path)?);
            }
        }
        Ok(())
    }
}

fn first_source() -> std::io::Result<Vec<u8>> {
    found("invigil: bank/")
}

fn first_programme() -> std::io::Result<Vec<u8>> {
    found("invigil: programme/")
}

/// The first file below `question-banks` that begins like this.
fn found(header: &str) -> std::io::Result<Vec<u8>> {
    let mut folders = vec![root().join("question-banks")];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                let bytes = std::fs::read(&path)?;
                if String::from_utf8_lossy(&bytes).lines().any(|line| line.starts_with(header)) {
                    return Ok(bytes);
                }
            }
        }
    }
    Err(std::io::Error::new(std::io::ErrorKind::NotFound, format!("no file begins with `{header}`")))
}

fn reading(limits: &Limits) -> Reading<'_> {
    Reading { limits, digest: &sha256, pictures: &NoPictures }
}

/// A refusal must be told: at least one error, each with a code of the table, in words, on one line.
pub(super) fn refusal(findings: &[Finding]) -> Result<Met, String> {
    if !findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err("it refuses and names no error".to_owned());
    }
    words(findings)?;
    Ok(Met::Refused)
}

fn words<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Result<(), String> {
    for finding in findings {
        if !bank::finding::CODES.iter().any(|(code, _)| *code == finding.code) {
            return Err(format!("`{}` is no code of the table", finding.code));
        }
        let said = finding.to_string();
        if finding.what.is_empty() || said.contains('\n') {
            return Err(format!("a finding is no sentence: {said:?}"));
        }
    }
    Ok(())
}

/// Whether all questions came back.
pub(super) fn kept(before: usize, after: usize) -> Result<Met, String> {
    if before == after {
        Ok(Met::Taken)
    } else {
        Err(format!("{before} questions were imported and {after} come back"))
    }
}

/// Whether a picture is written below the bank.
pub(super) fn inside(path: &str) -> Result<Met, String> {
    let plain = Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if plain && !path.contains(['\\', ':']) {
        Ok(Met::Taken)
    } else {
        Err(format!("a picture would be written to {path}"))
    }
}

/// What was imported is told in words, written down, and read back whole.
fn imported(imported: Result<Imported, Refused>) -> Result<Met, String> {
    let imported = match imported {
        Ok(imported) => imported,
        Err(refused) => return refusal(&refused.findings),
    };
    words(imported.bank.report())?;
    for path in imported.pictures.keys() {
        inside(path)?;
    }
    let written = bank::write_source(&imported);
    if written.len() > 4 * 1024 * 1024 {
        return Ok(Met::Taken);
    }
    let limits = Limits::default();
    let back = bank::source::read("back", written.as_bytes(), reading(&limits))
        .map_err(|refused| format!("what was imported does not read back: {}", refused.findings[0]))?;
    kept(imported.bank.items.len(), back.items.len())
}

fn import(format: Format) -> Reader<'static> {
    Box::new(move |bytes| imported(bank::import::read(format, "x", bytes, reading(&Limits::default()))))
}

fn any(bytes: &[u8]) -> Result<Met, String> {
    match bank::import::detect("x", bytes) {
        Some(format) => imported(bank::import::read(format, "x", bytes, reading(&Limits::default()))),
        None => Ok(Met::Refused),
    }
}

fn source(bytes: &[u8]) -> Result<Met, String> {
    match bank::source::read_authored("x", bytes, reading(&Limits::default())) {
        Err(refused) => refusal(&refused.findings),
        Ok(read) => {
            // Whatever can be read can be written in every format.
            let _ = (bank::export::gift(&read), bank::export::academy(&read), bank::export::qti3(&read));
            imported(Ok(read))
        }
    }
}

fn programme_file(bytes: &[u8]) -> Result<Met, String> {
    match bank::programme::read("x", bytes, &Limits::default()) {
        Ok(_) => Ok(Met::Taken),
        Err(refused) => refusal(&refused.findings),
    }
}

fn base(bytes: &[u8]) -> Result<Met, String> {
    let limits = Limits::default();
    let kept = match Kept::read("x", bytes, &limits) {
        Ok(kept) => kept,
        Err(refused) => return refusal(&refused.findings),
    };
    let text = GIFT_FILE.as_bytes();
    let now = bank::import::read(Format::Gift, "x", text, reading(&limits))
        .map_err(|refused| refused.to_string())?;
    match bank::update::merge(&kept, "x", kept.source.as_bytes(), &now, &limits) {
        Ok(merged) => words(&merged.conflicts).map(|()| Met::Taken),
        Err(refused) => refusal(&refused.findings),
    }
}

fn kept_file(demo: &[u8]) -> Vec<u8> {
    let source = String::from_utf8_lossy(demo).into_owned();
    let kept =
        Kept { from: "gift".into(), origin: "x.gift".into(), ids: std::collections::BTreeSet::new(), source };
    kept.write().into_bytes()
}

fn sealed_bank(bytes: &[u8]) -> Result<Met, String> {
    Ok(if SealedBank::parse(bytes.to_vec()).is_ok() { Met::Taken } else { Met::Refused })
}

fn signed_object(bytes: &[u8]) -> Result<Met, String> {
    let Ok(signed) = Signed::parse(bytes) else { return Ok(Met::Refused) };
    let _ = signed.digest();
    // Every kind is asked for its own payload: what it holds is looked at before any key is known.
    let taken = signed.read_unverified::<v0::Ticket>().is_ok()
        || signed.read_unverified::<v0::TrustRoot>().is_ok()
        || signed.read_unverified::<v0::Grant>().is_ok()
        || signed.read_unverified::<v0::RegistrationOrder>().is_ok()
        || signed.read_unverified::<v0::ProgrammeDoc>().is_ok();
    Ok(if taken { Met::Taken } else { Met::Refused })
}

fn record(bytes: &[u8]) -> Result<Met, String> {
    Ok(if Frame::parse(bytes.to_vec()).is_ok() { Met::Taken } else { Met::Refused })
}
