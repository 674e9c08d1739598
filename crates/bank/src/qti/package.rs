//! Manifests and tests: which items there are, in which order, and what they are worth.

use std::collections::BTreeSet;

use exam::Points;
use roxmltree::Node;

use super::{Work, attribute, children, name, named, resolved};
use crate::finding::{Refused, Severity, quoted};
use crate::foreign::points;
use crate::words::Words;
use crate::xml;
use crate::yaml;

impl Work<'_, '_> {
    /// A package whose manifest is the file of that name.
    pub(super) fn package(&mut self, manifest: &str) -> Result<(), Refused> {
        self.several = true;
        let Some(text) = self.load(manifest, 0) else {
            return Err(std::mem::replace(&mut self.desk.log, crate::finding::Log::new("", "")).refuse());
        };
        let document = xml::parse(&self.desk.log, &text, self.desk.limits)?;
        manifest.clone_into(&mut self.href);
        self.manifest(document.root_element());
        Ok(())
    }

    /// An archive without a manifest: every item in it.
    pub(super) fn loose(&mut self, paths: Vec<String>) -> Result<(), Refused> {
        self.several = true;
        self.desk.warn(
            "reference",
            0,
            "imsmanifest.xml",
            "The archive has no manifest.",
            "Its items are read one by one.",
        );
        for path in paths {
            self.entry(&path, None, true);
        }
        Ok(())
    }

    pub(super) fn manifest(&mut self, root: Node<'_, '_>) {
        let (mut items, mut tests) = (Vec::new(), Vec::new());
        let resources =
            children(root).filter(|node| name(*node) == "resources").flat_map(|node| named(node, "resource"));
        let mut others = BTreeSet::new();
        for resource in resources {
            let kind = attribute(resource, "type").unwrap_or_default();
            let href = attribute(resource, "href")
                .or_else(|| named(resource, "file").next().and_then(|file| attribute(file, "href")));
            let path = href.and_then(|href| resolved(&self.href, href));
            let list = match kind.to_ascii_lowercase().as_str() {
                kind if kind.starts_with("imsqti_item") || kind.starts_with("imsqti_apipitem") => &mut items,
                kind if kind.starts_with("imsqti_test") || kind.starts_with("imsqti_assessment") => {
                    &mut tests
                }
                "webcontent" | "imslti" | "css2" | "css" => continue,
                kind if kind.starts_with("associatedcontent") || kind.starts_with("imsqti_stimulus") => {
                    continue;
                }
                _ => {
                    others.insert(kind.chars().take(80).collect::<String>());
                    continue;
                }
            };
            match path {
                Some(path) => list.push(path),
                None => {
                    let what = format!("A resource has the address {}.", quoted(href.unwrap_or_default()));
                    self.desk.warn(
                        "reference",
                        0,
                        "resource",
                        what,
                        "It leads out of the package and was left out.",
                    );
                }
            }
        }
        for kind in others {
            let what = format!("Resources of the type {} are not supported.", quoted(&kind));
            self.desk.warn("unsupported", 0, &kind, what, "Export the questions as QTI 2.1, 2.2 or 3.0.");
        }
        let single = tests.len() == 1;
        for test in &tests {
            self.entry(test, None, single);
        }
        for item in items {
            self.entry(&item, None, true);
        }
    }

    /// A file of the package, once.
    fn entry(&mut self, path: &str, worth: Option<Points>, names_the_whole: bool) {
        if self.draft.items.len() > self.desk.limits.items {
            return;
        }
        if !self.read.insert(path.to_owned()) {
            return;
        }
        let outer = (std::mem::replace(&mut self.desk.log.file, path.to_owned()), self.desk.log.item.take());
        let outer_href = std::mem::replace(&mut self.href, path.to_owned());
        if let Some(text) = self.load(path, 0) {
            match xml::parse(&self.desk.log, &text, self.desk.limits) {
                Ok(document) => {
                    let root = document.root_element();
                    match name(root).as_str() {
                        "assessmentItem" => self.item(root, &text, worth),
                        "assessmentTest" | "assessmentSection" => {
                            if names_the_whole {
                                self.named = false;
                            }
                            self.test(root);
                        }
                        "manifest" | "assessmentStimulus" => {}
                        other => {
                            let what = format!("It begins with {} and is no item.", quoted(other));
                            self.desk.warn("unsupported", 1, other, what, "It was left out.");
                        }
                    }
                }
                Err(refused) => {
                    for mut finding in refused.findings {
                        // One file that cannot be read does not refuse the others.
                        finding.severity = Severity::Warning;
                        finding.hint = format!("{} It was left out.", finding.hint);
                        self.desk.log.found.push(finding);
                    }
                }
            }
        }
        (self.desk.log.file, self.desk.log.item) = outer;
        self.href = outer_href;
    }

    /// The text of a file of the package, or a warning.
    fn load(&mut self, path: &str, line: u32) -> Option<String> {
        let most = u64::try_from(self.desk.limits.file_bytes).unwrap_or(u64::MAX);
        match self.gallery.load(path, most) {
            Ok(bytes) => match yaml::text(&self.desk.log, &bytes, self.desk.limits) {
                Ok(text) => return Some(text),
                Err(refused) => {
                    self.desk.log.found.extend(refused.findings.into_iter().map(|mut finding| {
                        finding.severity = Severity::Warning;
                        finding
                    }))
                }
            },
            Err(problem) => {
                let what = match problem {
                    crate::PictureProblem::TooLarge => format!("The file {} is too large.", quoted(path)),
                    _ => format!("The file {} is not there.", quoted(path)),
                };
                self.desk.warn("reference", line, "href", what, "It was left out; export the package again.");
            }
        }
        if path == super::MANIFEST {
            let what = "The package's manifest cannot be read.";
            self.desk.log.add(Severity::Error, "unreadable-file", 0, "", what, "Export the package again.");
        }
        None
    }

    /// A test: its title, its time, its items in order with their weights.
    pub(super) fn test(&mut self, root: Node<'_, '_>) {
        let title = attribute(root, "title").map(str::trim).filter(|title| !title.is_empty());
        if let Some(title) = title.filter(|_| !self.named) {
            let title: String = title.chars().take(self.desk.limits.text_chars).collect();
            self.draft.title = Words::plain("en", &title, 1);
            self.draft.hints.title = Some(title);
            self.named = true;
        }
        let seconds = named(root, "timeLimits").next().and_then(|limits| attribute(limits, "maxTime"));
        let minutes = seconds.and_then(|text| text.trim().parse::<f64>().ok()).map(|seconds| seconds / 60.0);
        if let Some(minutes) = minutes.filter(|minutes| (1.0..=10_000.0).contains(minutes)) {
            // Between 1 and 10,000: whole minutes fit.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let minutes = minutes.round() as u32;
            self.draft.hints.minutes = Some(minutes);
        }
        let mut drawn = 0_u32;
        let mut draws = false;
        for node in root.descendants().filter(Node::is_element) {
            let kind = name(node);
            match kind.as_str() {
                "selection" => {
                    draws = true;
                    let select = attribute(node, "select").and_then(|text| text.trim().parse::<u32>().ok());
                    drawn = drawn.saturating_add(select.unwrap_or(0));
                }
                "assessmentItemRef" => {
                    let weight = named(node, "weight").next().and_then(|weight| attribute(weight, "value"));
                    let worth = weight.and_then(points);
                    if let Some(path) = attribute(node, "href").and_then(|href| resolved(&self.href, href)) {
                        self.entry(&path, worth, false);
                    } else {
                        let what = "An item of the test has no address inside of the package.";
                        self.desk.warn("reference", 0, "assessmentItemRef", what, "It was left out.");
                    }
                }
                "assessmentSectionRef" => {
                    if let Some(path) = attribute(node, "href").and_then(|href| resolved(&self.href, href)) {
                        self.entry(&path, None, false);
                    }
                }
                "preCondition" | "branchRule" | "adaptiveSelection" => {
                    let what =
                        format!("`{kind}` is not supported: every candidate gets what a blueprint draws.");
                    self.desk.warn("unsupported", 0, &kind, what, "Say what is drawn in the programme file.");
                }
                _ => {}
            }
        }
        if draws && (1..=10_000).contains(&drawn) {
            self.draft.hints.draw = Some(drawn);
        }
    }
}
