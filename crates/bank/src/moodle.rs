//! Import of Moodle XML. What is taken and what is only named: `docs/formats/import-moodle.md`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use crate::draft::{Draft, DraftCompetency, DraftItem, DraftKind};
use crate::finding::{IMPORTED, Log, Refused, quoted};
use crate::foreign::{Desk, Making, Offered, Written, bullets, joined, points, slug};
use crate::import::Imported;
use crate::media::{PictureProblem, Pictures};
use crate::model::{ExamHints, Silences, Usage};
use crate::words::Words;
use crate::xml::{self, Lines, child};
use crate::{Reading, assemble, markup, yaml};

/// Fields of a question that say nothing that could be lost.
const QUIET: &[&str] = &[
    "name",
    "questiontext",
    "generalfeedback",
    "defaultgrade",
    "hidden",
    "idnumber",
    "single",
    "shuffleanswers",
    "answernumbering",
    "answer",
    "usecase",
    "subquestion",
    "category",
    "info",
    "showstandardinstruction",
    "shownumcorrect",
    "responseformat",
    "responserequired",
    "responsefieldlines",
    "attachments",
    "attachmentsrequired",
    "responsetemplate",
    "maxbytes",
    "filetypeslist",
    "minwordlimit",
    "maxwordlimit",
    "image",
    "image_base64",
    "questionid",
    "qualifier",
];

/// Pictures that stand in the file itself.
#[derive(Default)]
struct Embedded(RefCell<BTreeMap<String, Vec<u8>>>);

impl Pictures for Embedded {
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem> {
        let pictures = self.0.borrow();
        let bytes = pictures.get(path).ok_or(PictureProblem::Missing)?;
        if bytes.len() as u64 > most { Err(PictureProblem::TooLarge) } else { Ok(bytes.clone()) }
    }
}

/// A file with the tree of its elements.
struct File<'a, 'p> {
    lines: Lines,
    embedded: &'p Embedded,
    desk: Desk<'a>,
}

/// Reads a Moodle XML file. `file` is what findings call it.
pub(crate) fn read(file: &str, bytes: &[u8], reading: Reading<'_>) -> Result<Imported, Refused> {
    let log = Log::new(file, IMPORTED);
    let text = yaml::text(&log, bytes, reading.limits)?;
    let document = xml::parse(&log, &text, reading.limits)?;
    let root = document.root_element();
    if root.tag_name().name() != "quiz" {
        let what = format!("The file is {} and no `quiz`.", quoted(root.tag_name().name()));
        return Err(log.fail("not-an-exam", 1, what, "Export the questions from Moodle as Moodle XML."));
    }
    let embedded = Embedded::default();
    let mut page =
        File { lines: Lines::of(&text), embedded: &embedded, desk: Desk::new(log, reading.limits) };
    let mut draft = Draft {
        title: Words::plain("en", &crate::import::stem(file), 0),
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
    let mut category = None;
    let mut count = 0;
    for node in root.children().filter(Node::is_element) {
        let line = page.lines.at(node);
        page.desk.log.item = None;
        if node.tag_name().name() != "question" {
            page.desk.unknown(line, node.tag_name().name());
            continue;
        }
        if node.attribute("type") == Some("category") {
            category = page.competency(node, &mut draft);
            continue;
        }
        count += 1;
        if count > reading.limits.items {
            let what = format!("The file has more than {} questions.", reading.limits.items);
            return Err(page.desk.log.fail("too-large", line, what, "Split it."));
        }
        if let Some(mut item) = page.question(node, count, &mut draft) {
            item.competencies.extend(category.clone());
            draft.items.push(item);
        }
    }
    page.desk.log.item = None;
    if draft.items.is_empty() {
        let what = "There is no question in this file.";
        return Err(page.desk.log.fail(
            "not-an-exam",
            1,
            what,
            "Export the questions from Moodle as Moodle XML.",
        ));
    }
    let log = page.desk.log;
    let bank = assemble::bank(&draft, log, Reading { pictures: &embedded, ..reading })?;
    let pictures = embedded.0.into_inner();
    Ok(Imported { pictures, ..Imported::new(bank, draft) })
}

impl Desk<'_> {
    /// Names an element nobody reads.
    fn unknown(&mut self, line: u32, name: &str) {
        let what = format!("`{}` has no place here and was left out.", quoted(name).trim_matches('`'));
        self.warn("left-out", line, name, what, "Look whether it matters.");
    }
}

impl File<'_, '_> {
    fn competency(&mut self, node: Node<'_, '_>, draft: &mut Draft) -> Option<exam::Slug> {
        let path = child(node, "category").map(xml::words)?;
        let name = path.rsplit('/').map(str::trim).find(|part| !part.is_empty() && !part.starts_with('$'))?;
        if name.eq_ignore_ascii_case("top") {
            return None;
        }
        let id = slug(name)?;
        let known = draft.competencies.iter().any(|known| known.id == id);
        if !known && draft.competencies.len() < self.desk.limits.competencies {
            draft.competencies.push(DraftCompetency {
                id: id.clone(),
                title: Words::plain("en", name, self.lines.at(node)),
                reading: Vec::new(),
            });
        } else if !known {
            let what = format!("The category {} is one too many; its questions have none.", quoted(name));
            self.desk.warn("too-large", self.lines.at(node), "category", what, "Use fewer categories.");
            return None;
        }
        Some(id)
    }

    fn question(&mut self, node: Node<'_, '_>, count: usize, draft: &mut Draft) -> Option<DraftItem> {
        let line = self.lines.at(node);
        let before = self.desk.log.found.len();
        let kind = node.attribute("type").unwrap_or_default();
        let own = |name: &str| child(node, name).map(|node| xml::words(node).trim().to_owned());
        let wanted = own("idnumber").filter(|id| !id.is_empty()).or_else(|| own("name")).unwrap_or_default();
        let id = self.desk.name(&wanted, count, line);
        self.leftovers(node);
        let text = self.rich(child(node, "questiontext"), &id);
        if kind == "description" {
            let what = format!("It is a text without a question; it is the shared material `{id}` now.");
            self.desk.warn("not-a-question", line, "type", what, "Name it as `stimulus` where it belongs.");
            let words = self.desk.words(&text, line, "stimuli");
            draft.stimuli.push((id, words));
            return None;
        }
        let general = self.rich(child(node, "generalfeedback"), &id);
        let grade = own("defaultgrade").or_else(|| own("defaultmark")).unwrap_or_default();
        let worth = points(&grade);
        if worth.is_none() && !grade.is_empty() {
            let what = format!("`defaultgrade` is {}; the exam's usual points are used.", quoted(&grade));
            self.desk.defect("marks-not-positive", line, "defaultgrade", what, "Give it a mark above 0.");
        }
        if own("hidden").is_some_and(|hidden| hidden == "1") {
            self.desk.warn(
                "left-out",
                line,
                "hidden",
                "It is hidden in Moodle; here it is not.",
                "Take it out, or retire it.",
            );
        }
        let truth = |name: &str| own(name).map(|word| matches!(word.as_str(), "true" | "1"));
        let (kind, said, more) = match kind {
            "multichoice" => {
                let several = truth("single") == Some(false);
                let offered = self.offered(node, &id, true);
                let (kind, said) =
                    self.desk.choice(offered, several, truth("shuffleanswers").unwrap_or(true), line);
                (kind, said, String::new())
            }
            "truefalse" => self.true_false(node, &id, line),
            "shortanswer" => {
                let offered = self.offered(node, &id, false);
                let (kind, said) = self.desk.short_text(&offered, truth("usecase") == Some(true), line);
                (kind, said, String::new())
            }
            "essay" => {
                if let Some(info) = child(node, "graderinfo") {
                    let info = self.rich(Some(info), &id);
                    (self.desk.essay(), info, String::new())
                } else {
                    (self.desk.essay(), String::new(), String::new())
                }
            }
            other => self.stranger(node, other, &id, line),
        };
        let making = Making {
            line,
            id,
            text: joined(&text, &more),
            explanation: joined(&general, &said),
            points: worth,
            kind,
        };
        Some(self.desk.item(making, before))
    }

    /// A kind of question nobody here knows: its parts are kept in words.
    fn stranger(
        &mut self,
        node: Node<'_, '_>,
        kind: &str,
        id: &exam::Slug,
        line: u32,
    ) -> (DraftKind, String, String) {
        let name = if kind.is_empty() { "question without a type" } else { kind };
        self.desk.unsupported(line, &name.chars().take(60).collect::<String>());
        let mut left = Vec::new();
        let mut right = BTreeSet::new();
        let mut key = Vec::new();
        for sub in node.children().filter(|child| child.tag_name().name() == "subquestion") {
            let said = self.rich(Some(sub), id);
            let answer = child(sub, "answer").map(|answer| self.rich(Some(answer), id)).unwrap_or_default();
            key.push(format!("{said}: {answer}"));
            if !said.is_empty() {
                left.push(said);
            }
            right.insert(answer);
        }
        for answer in self.offered(node, id, true) {
            key.push(if answer.share == 100.0 {
                answer.text
            } else {
                format!("{} ({} %)", answer.text, answer.share)
            });
        }
        let shown = joined(&bullets(left), &bullets(right));
        (self.desk.essay(), bullets(key.into_iter().filter(|key| !key.trim().is_empty())), shown)
    }

    fn true_false(&mut self, node: Node<'_, '_>, id: &exam::Slug, line: u32) -> (DraftKind, String, String) {
        let offered = self.offered(node, id, false);
        let share = |word: &str| {
            let found = offered.iter().find(|one| one.text.trim().eq_ignore_ascii_case(word));
            found.map(|one| one.share)
        };
        let answer = match (share("true"), share("false")) {
            (Some(yes), Some(no)) if (yes > 0.0) != (no > 0.0) => Some(yes > 0.0),
            (Some(yes), None) if yes > 0.0 => Some(true),
            (None, Some(no)) if no > 0.0 => Some(false),
            _ => None,
        };
        if let Some(other) = offered
            .iter()
            .find(|one| !["true", "false"].contains(&one.text.trim().to_ascii_lowercase().as_str()))
        {
            let what = format!("An answer is {} where `true` or `false` is expected.", quoted(&other.text));
            self.desk.defect("answer-unknown", line, "answer", what, "Write `true` or `false`.");
        }
        let said = offered.iter().filter(|one| !one.feedback.is_empty());
        let said = bullets(said.map(|one| format!("{}: {}", one.text.trim(), one.feedback)));
        (DraftKind::TrueFalse { answer, labels: None }, said, String::new())
    }

    /// The `answer` elements of a question.
    fn offered(&mut self, node: Node<'_, '_>, id: &exam::Slug, rich: bool) -> Vec<Offered> {
        let mut offered = Vec::new();
        for answer in node.children().filter(|child| child.tag_name().name() == "answer") {
            let line = self.lines.at(answer);
            let fraction = answer.attribute("fraction").unwrap_or("0").trim();
            let share = fraction.parse::<f64>().ok().filter(|share| share.is_finite());
            if share.is_none() {
                let what = format!("`fraction` is {}.", quoted(fraction));
                self.desk.defect("unreadable", line, "fraction", what, "Write a number from -100 to 100.");
            }
            let text = if rich {
                self.rich(Some(answer), id)
            } else {
                child(answer, "text").map_or_else(|| xml::words(answer), xml::words).trim().to_owned()
            };
            let feedback = self.rich(child(answer, "feedback"), id);
            offered.push(Offered { text, feedback, share: share.unwrap_or(0.0), name: None });
        }
        offered
    }

    /// A text with its format and the pictures that come with it.
    fn rich(&mut self, node: Option<Node<'_, '_>>, id: &exam::Slug) -> String {
        let Some(node) = node else { return String::new() };
        let line = self.lines.at(node);
        let text = child(node, "text").map_or_else(|| own_words(node), xml::words);
        let format = node.attribute("format").unwrap_or("moodle_auto_format");
        let written = Written::named(format).unwrap_or_else(|| {
            let what = format!("The text's format is {}; it is read as HTML.", quoted(format));
            self.desk.warn("left-out", line, "format", what, "Compare the text with the original.");
            Written::Html
        });
        let places = self.files(node, id, line);
        let place = &mut |address: &str| {
            let name =
                address.strip_prefix("@@PLUGINFILE@@/").map(|name| name.split('?').next().unwrap_or(name));
            match name {
                Some(name) => places.get(&unescaped(name)).cloned().or_else(|| Some(address.to_owned())),
                None => Some(address.to_owned()),
            }
        };
        let made = match written {
            Written::Html => markup::html(&text, false, place),
            Written::Automatic => markup::html(&text, true, place),
            Written::Plain => return markup::plain(&text),
            Written::Markdown => return text.trim().to_owned(),
        };
        self.desk.strangers(line, &made.strangers);
        made.text
    }

    /// Takes the pictures inside a text's element, and says under which path each lies here.
    fn files(&mut self, node: Node<'_, '_>, id: &exam::Slug, line: u32) -> BTreeMap<String, String> {
        let mut places = BTreeMap::new();
        for file in node.children().filter(|child| child.tag_name().name() == "file") {
            let name = file.attribute("name").unwrap_or_default();
            let packed: String = xml::words(file).split_whitespace().collect();
            let bytes = match file.attribute("encoding").unwrap_or("base64") {
                "base64" => STANDARD.decode(packed.as_bytes()).ok(),
                _ => None,
            };
            let Some(bytes) = bytes else {
                let what = format!("The file {} inside the question cannot be read.", quoted(name));
                self.desk.defect("picture", line, "file", what, "Export the questions again.");
                continue;
            };
            let folder = file.attribute("path").unwrap_or("/").trim_matches('/');
            let whole = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            let mut pictures = self.embedded.0.borrow_mut();
            let mut path = format!("media/{id}/{}", crate::import::file_name(name));
            let mut again = 2;
            while pictures.get(&path).is_some_and(|known| *known != bytes) {
                path = format!("media/{id}/{again}-{}", crate::import::file_name(name));
                again += 1;
            }
            pictures.insert(path.clone(), bytes);
            places.insert(whole, path);
        }
        places
    }

    /// Names what is in a question and read by nobody.
    fn leftovers(&mut self, node: Node<'_, '_>) {
        let kind = node.attribute("type").unwrap_or_default();
        let known = matches!(kind, "multichoice" | "truefalse" | "shortanswer" | "essay" | "description");
        let mut said = BTreeSet::new();
        for field in node.children().filter(Node::is_element) {
            let name = field.tag_name().name();
            let zero = xml::words(field).trim().parse::<f64>().is_ok_and(|number| number == 0.0);
            let empty = xml::words(field).trim().is_empty();
            let feedback = name.ends_with("feedback") || name == "graderinfo";
            // What a kind that is not known has of its own is named with the kind.
            let own = !known && !matches!(name, "tags" | "hint" | "penalty");
            if QUIET.contains(&name)
                || own
                || empty
                || (name == "penalty" && zero)
                || (feedback && name == "graderinfo")
            {
                continue;
            }
            if said.insert(name) {
                self.desk.unknown(self.lines.at(field), name);
            }
        }
    }
}

/// The words of an element itself, not of those in it.
fn own_words(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// `%20` as the sign it stands for.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let code = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
