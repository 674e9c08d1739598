//! One item.

use exam::Points;
use roxmltree::Node;

use super::body::Body;
use super::scoring::{declared, scoring};
use super::{Work, attribute, name, named, resolved};
use crate::draft::{ANSWER, DraftItem, DraftPart, fixed};
use crate::foreign::{joined, points, slug};
use crate::model::Meta;
use crate::words::is_language;
use crate::xml::{self, Lines};

impl Work<'_, '_> {
    /// Reads an item into the draft.
    pub(super) fn item(&mut self, root: Node<'_, '_>, text: &str, worth: Option<Points>) {
        let lines = Lines::of(text);
        let line = lines.at(root);
        let before = self.desk.log.found.len();
        let wanted = attribute(root, "identifier").unwrap_or_default();
        let id = self.desk.name(wanted, self.draft.items.len() + 1, line);
        if let Some(language) = attribute(root, "lang").filter(|language| is_language(language)) {
            if self.draft.items.is_empty() {
                language.clone_into(&mut self.draft.language);
                for (lang, _) in &mut self.draft.title.variants {
                    language.clone_into(lang);
                }
            }
            language.clone_into(&mut self.desk.language);
        } else {
            self.desk.language.clone_from(&self.draft.language);
        }
        if attribute(root, "adaptive") == Some("true") {
            self.desk.unsupported(line, "adaptive");
        }
        if named(root, "templateDeclaration").next().is_some() {
            self.desk.unsupported(line, "templateDeclaration");
        }
        let declared = declared(root);
        let scoring = scoring(root);
        let mut body = Body::new(self, &lines, &declared, &scoring);
        let (parts, said) = match named(root, "itemBody").next() {
            Some(node) => body.read(node),
            None => (Vec::new(), String::new()),
        };
        let mut explanation = said;
        for feedback in named(root, "modalFeedback") {
            let said = body.aside(feedback);
            if !explanation.contains(&said) {
                explanation = joined(&explanation, &said);
            }
        }
        let worth = worth.or_else(|| most(root));
        let stimulus = self.stimulus(root, &lines);
        let mut parts = parts;
        if !parts.iter().any(|part| matches!(part, DraftPart::Interaction(_))) {
            let what = "The item has nothing to answer.";
            self.desk.defect(
                "not-a-question",
                line,
                "itemBody",
                what,
                "Add an interaction, or make it shared material.",
            );
            let kind = self.desk.essay();
            parts.push(DraftPart::Interaction(crate::draft::DraftInteraction {
                line,
                id: fixed(ANSWER),
                prompt: None,
                weight: 1,
                kind,
            }));
        }
        tidy(&mut parts);
        let explanation = (!explanation.trim().is_empty())
            .then(|| self.desk.words(explanation.trim(), line, "explanation"));
        let carried = self.desk.carried(before);
        self.draft.items.push(DraftItem {
            file: self.several.then(|| self.href.clone()),
            line,
            id,
            stimulus,
            competencies: Vec::new(),
            points: worth,
            unscored: false,
            state: None,
            meta: Meta::default(),
            body: parts,
            explanation,
            carried,
        });
    }

    /// The shared material an item of QTI 3 names.
    fn stimulus(&mut self, root: Node<'_, '_>, lines: &Lines) -> Option<exam::Slug> {
        let node = named(root, "assessmentStimulusRef").next()?;
        let line = lines.at(node);
        let path = attribute(node, "href").and_then(|href| resolved(&self.href, href))?;
        let id = slug(attribute(node, "identifier").unwrap_or(&path))?;
        if self.draft.stimuli.iter().any(|(known, _)| *known == id) {
            return Some(id);
        }
        let most = u64::try_from(self.desk.limits.file_bytes).unwrap_or(u64::MAX);
        let read = self.gallery.load(&path, most).ok();
        let text = read.and_then(|bytes| crate::yaml::text(&self.desk.log, &bytes, self.desk.limits).ok());
        let said = text.and_then(|text| {
            let document = xml::parse(&self.desk.log, &text, self.desk.limits).ok()?;
            let own = Lines::of(&text);
            let outer = std::mem::replace(&mut self.href, path.clone());
            let (none, nothing) = Default::default();
            let body = named(document.root_element(), "stimulusBody").next();
            let said = body.map(|node| Body::new(self, &own, &none, &nothing).aside(node));
            self.href = outer;
            said
        });
        if self.draft.stimuli.len() >= self.desk.limits.stimuli {
            return None;
        }
        match said.filter(|said| !said.trim().is_empty()) {
            Some(said) => {
                let words = self.desk.words(&said, line, "stimuli");
                self.draft.stimuli.push((id.clone(), words));
                Some(id)
            }
            None => {
                let what = format!("The shared material {} cannot be read.", crate::finding::quoted(&path));
                self.desk.defect(
                    "reference",
                    line,
                    "assessmentStimulusRef",
                    what,
                    "Export the package again.",
                );
                None
            }
        }
    }
}

/// What an item is worth, where it says so.
fn most(root: Node<'_, '_>) -> Option<Points> {
    let outcome = |id: &str| {
        named(root, "outcomeDeclaration")
            .find(|node| attribute(*node, "identifier").is_some_and(|found| found.eq_ignore_ascii_case(id)))
    };
    let preset = outcome("MAXSCORE").and_then(|node| named(node, "defaultValue").next());
    let value = preset.and_then(|node| named(node, "value").next()).map(xml::words);
    let normal = outcome("SCORE").and_then(|node| attribute(node, "normalMaximum").map(str::to_owned));
    value.or(normal).and_then(|text| points(&text))
}

/// The short form where there is one thing to answer: its text is above it, and its instruction is the question where
/// there is no other.
fn tidy(parts: &mut [DraftPart]) {
    let interactions = parts.iter().filter(|part| matches!(part, DraftPart::Interaction(_))).count();
    if interactions == 1 {
        for part in parts.iter_mut() {
            if let DraftPart::Interaction(only) = part {
                only.id = fixed(ANSWER);
            }
        }
    }
    if let [DraftPart::Text(text), DraftPart::Interaction(only)] = parts
        && text.is_blank()
        && let Some(prompt) = only.prompt.take()
    {
        *text = prompt;
    }
}

/// Whether an element stands for something to answer.
pub(super) fn is_interaction(node: Node<'_, '_>) -> bool {
    let name = name(node);
    name.ends_with("Interaction") || name == "positionObjectStage"
}
