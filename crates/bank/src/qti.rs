//! Import of QTI 2.1, 2.2 and 3.0: items, tests and packages. The subset is told in `docs/formats/import-qti.md`.
//!
//! The versions differ in spelling: `qti-choice-interaction` with `max-choices` is `choiceInteraction` with
//! `maxChoices`. Everything here is written once, in the older spelling.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;

use crate::archive::{self, Archive};
use crate::draft::Draft;
use crate::finding::{IMPORTED, Log, Refused, quoted};
use crate::foreign::Desk;
use crate::import::{Imported, file_name, stem};
use crate::media::{PictureProblem, Pictures, stays_inside};
use crate::model::{ExamHints, Silences, Usage};
use crate::words::Words;
use crate::{Reading, assemble, xml, yaml};

mod body;
mod interaction;
mod item;
mod package;
mod scoring;

const MANIFEST: &str = "imsmanifest.xml";

/// Whether a file that begins with this element is one of QTI 2.1 to 3.0.
pub(crate) fn is_root(name: &str) -> bool {
    matches!(spelled(name).as_str(), "assessmentItem" | "assessmentTest" | "assessmentSection" | "manifest")
}

/// Reads an item, a test, a manifest or a package. `file` is what findings call it.
pub(crate) fn read(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    let log = Log::new(file, IMPORTED);
    if archive::is_archive(bytes) {
        let mut archive = Archive::open(&log, bytes, reading.limits)?;
        let notes = std::mem::take(&mut archive.notes);
        let base = archive
            .paths()
            .filter(|path| *path == MANIFEST || path.ends_with(&format!("/{MANIFEST}")))
            .min_by_key(|path| path.len())
            .map(|path| path.trim_end_matches(MANIFEST).to_owned());
        let loose: Vec<String> = archive
            .paths()
            .filter(|path| path.to_ascii_lowercase().ends_with(".xml"))
            .map(str::to_owned)
            .collect();
        let gallery = Gallery::new(&archive, base.as_deref().unwrap_or_default());
        let mut work = Work::new(log, reading, &gallery);
        work.desk.log.found.extend(notes);
        match base {
            Some(_) => work.package(MANIFEST)?,
            None => work.loose(loose)?,
        }
        return work.finish(file, reading);
    }
    let gallery = Gallery::new(reading.pictures, "");
    let mut work = Work::new(log, reading, &gallery);
    work.file(file, bytes)?;
    work.finish(file, reading)
}

/// Reads an unpacked package. Its files come from `reading.pictures`.
pub(crate) fn read_folder(name: &str, reading: Reading<'_>) -> Result<Imported, Refused> {
    let gallery = Gallery::new(reading.pictures, "");
    let mut work = Work::new(Log::new(name, IMPORTED), reading, &gallery);
    work.package(MANIFEST)?;
    work.finish(name, reading)
}

/// The files of a package by paths a Markdown address can hold.
struct Gallery<'p> {
    inner: &'p dyn Pictures,
    base: String,
    /// Path in the bank to path in the package.
    known: RefCell<BTreeMap<String, String>>,
    seen: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl<'p> Gallery<'p> {
    fn new(inner: &'p dyn Pictures, base: &str) -> Self {
        Self { inner, base: base.to_owned(), known: RefCell::default(), seen: RefCell::default() }
    }

    /// The path in the bank of a file that `from` refers to; none where it leads outside.
    fn place(&self, from: &str, address: &str) -> Option<String> {
        let path = resolved(from, address)?;
        let mut place: String = path.split('/').map(file_name).collect::<Vec<_>>().join("/");
        let mut known = self.known.borrow_mut();
        let mut again = 2;
        while known.get(&place).is_some_and(|other| *other != path) {
            place = format!("{again}-{}", path.split('/').map(file_name).collect::<Vec<_>>().join("-"));
            again += 1;
        }
        known.insert(place.clone(), path);
        Some(place)
    }

    /// A file of the package itself.
    fn load(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem> {
        self.inner.read(&format!("{}{path}", self.base), most)
    }
}

impl Pictures for Gallery<'_> {
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem> {
        let original = self.known.borrow().get(path).cloned().ok_or(PictureProblem::Missing)?;
        let bytes = self.load(&original, most)?;
        self.seen.borrow_mut().insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }
}

/// `address` as `from`, a path of the package, means it.
fn resolved(from: &str, address: &str) -> Option<String> {
    let address = address.split(['?', '#']).next().unwrap_or_default().replace("%20", " ");
    let address = address.trim();
    if address.is_empty() || address.starts_with('/') || address.contains([':', '\\']) {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    stays_inside(&path).then_some(path)
}

/// One import while it is made.
struct Work<'a, 'p> {
    desk: Desk<'a>,
    gallery: &'p Gallery<'p>,
    draft: Draft,
    named: bool,
    /// The file being read, as the package has it.
    href: String,
    /// Whether there is more than one file, so that each item says which is its own.
    several: bool,
    /// Files that were read; none is read twice, so tests that name each other end.
    read: BTreeSet<String>,
}

impl<'a, 'p> Work<'a, 'p> {
    fn new(log: Log, reading: Reading<'a>, gallery: &'p Gallery<'p>) -> Self {
        let draft = Draft {
            title: Words::plain("en", &stem(&log.file), 0),
            language: "en".to_owned(),
            usage: Usage::Practice,
            competencies: Vec::new(),
            stimuli: Vec::new(),
            references: Vec::new(),
            hints: ExamHints::default(),
            reviewers: Vec::new(),
            silenced: Silences::new(),
            items: Vec::new(),
        };
        let desk = Desk::new(log, reading.limits);
        Self {
            desk,
            gallery,
            draft,
            named: false,
            href: String::new(),
            several: false,
            read: BTreeSet::new(),
        }
    }

    /// A file that stands alone.
    fn file(&mut self, file: &str, bytes: &[u8]) -> Result<(), Refused> {
        let text = yaml::text(&self.desk.log, bytes, self.desk.limits)?;
        let document = xml::parse(&self.desk.log, &text, self.desk.limits)?;
        let root = document.root_element();
        self.href = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
        match name(root).as_str() {
            "assessmentItem" => {
                self.item(root, &text, None);
                Ok(())
            }
            "assessmentTest" | "assessmentSection" => {
                self.several = true;
                self.test(root);
                Ok(())
            }
            "manifest" => {
                self.several = true;
                self.manifest(root);
                Ok(())
            }
            other => {
                let what = format!("The file begins with {} and is no item, test or package.", quoted(other));
                let hint = "Import items, tests or packages of QTI 2.1, 2.2 or 3.0.";
                Err(Log::new(file, "").fail("not-an-exam", 1, what, hint))
            }
        }
    }

    fn finish(mut self, file: &str, reading: Reading<'_>) -> Result<Imported, Refused> {
        self.desk.log.item = None;
        file.clone_into(&mut self.desk.log.file);
        if self.draft.items.is_empty() {
            if self.desk.log.refused() {
                return Err(self.desk.log.refuse());
            }
            let said = self.desk.log.found.len();
            let mut log = self.desk.log;
            let what = "There is no item in it that can be read.";
            let hint =
                if said > 0 { "See what is said of its files." } else { "Import items, tests or packages." };
            log.add(crate::Severity::Error, "not-an-exam", 0, "", what, hint);
            return Err(log.refuse());
        }
        let bank = assemble::bank(&self.draft, self.desk.log, Reading { pictures: self.gallery, ..reading })?;
        let seen = self.gallery.seen.borrow();
        let of_bank = |bytes: &Vec<u8>| bank.media.values().any(|media| media.bytes == *bytes);
        let pictures = seen
            .iter()
            .filter(|(_, bytes)| of_bank(bytes))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect();
        Ok(Imported { pictures, ..Imported::new(bank, self.draft) })
    }
}

/// The older spelling of a name: `qti-item-body` is `itemBody`. Other names stay.
fn spelled(name: &str) -> String {
    match name.strip_prefix("qti-") {
        Some(rest) => camel(rest),
        None => name.to_owned(),
    }
}

fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut high = false;
    for c in name.chars() {
        match c {
            '-' => high = true,
            c if high => {
                out.extend(c.to_uppercase());
                high = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// An element's name in the older spelling.
fn name(node: Node<'_, '_>) -> String {
    if node.is_element() { spelled(node.tag_name().name()) } else { String::new() }
}

/// An attribute by its older spelling, in either.
fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(name).or_else(|| {
        let same = |attribute: &roxmltree::Attribute<'_, '_>| camel(attribute.name()) == name;
        node.attributes().find(same).map(|attribute| attribute.value())
    })
}

/// Child elements.
fn children<'a, 'd>(node: Node<'a, 'd>) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(Node::is_element)
}

/// Child elements of a name.
fn named<'a, 'd>(node: Node<'a, 'd>, wanted: &'static str) -> impl Iterator<Item = Node<'a, 'd>> {
    children(node).filter(move |child| name(*child) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_spelling() {
        assert_eq!(spelled("qti-choice-interaction"), "choiceInteraction");
        assert_eq!(spelled("choiceInteraction"), "choiceInteraction");
        assert_eq!(spelled("p"), "p");
        assert!(is_root("qti-assessment-item") && is_root("manifest") && !is_root("questestinterop"));
    }

    #[test]
    fn addresses_stay_in_the_package() {
        assert_eq!(resolved("items/a.xml", "img/b.png").as_deref(), Some("items/img/b.png"));
        assert_eq!(resolved("items/a.xml", "../img/b c.png?x#y").as_deref(), Some("img/b c.png"));
        for outside in ["../b.png", "/b.png", "https://x.y/b.png", "..\\b.png", "", "items/../../../b"] {
            assert_eq!(resolved("a.xml", outside), None, "{outside}");
        }
    }
}
