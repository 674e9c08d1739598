//! Which responses are right: standard templates, and the plain conditions that tools write out.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::{attribute, children, name, named};
use crate::xml;

/// What an item declares of one response.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) cardinality: String,
    pub(super) base: String,
    pub(super) correct: Vec<String>,
    /// Value, points, whether case matters.
    pub(super) mapping: Vec<(String, f64, bool)>,
}

/// What earns marks for a response, with how much.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Right {
    /// The declared correct response.
    Correct,
    /// The declared mapping.
    Mapping,
    /// Exactly these values.
    Set(Vec<String>, f64),
}

/// What an item's response processing says.
#[derive(Debug, Default)]
pub(super) struct Scoring {
    /// By response; none under a name means that every response is meant.
    pub(super) right: BTreeMap<String, Vec<Right>>,
    pub(super) every: Option<Right>,
    /// Whether all of it was understood.
    pub(super) understood: bool,
    /// Whether there is any.
    pub(super) said: bool,
}

/// The responses an item declares.
pub(super) fn declared(item: Node<'_, '_>) -> BTreeMap<String, Declared> {
    let mut found = BTreeMap::new();
    for node in named(item, "responseDeclaration") {
        let Some(id) = attribute(node, "identifier") else { continue };
        let values = |node: Node<'_, '_>| {
            named(node, "value").map(|value| xml::words(value).trim().to_owned()).collect::<Vec<_>>()
        };
        let entry = |entry: Node<'_, '_>| {
            let key = attribute(entry, "mapKey")?.trim().to_owned();
            let points =
                attribute(entry, "mappedValue")?.trim().parse::<f64>().ok().filter(|n| n.is_finite())?;
            Some((key, points, attribute(entry, "caseSensitive") != Some("false")))
        };
        let mapping = named(node, "mapping").flat_map(|node| named(node, "mapEntry")).filter_map(entry);
        let declared = Declared {
            cardinality: attribute(node, "cardinality").unwrap_or("single").to_owned(),
            base: attribute(node, "baseType").unwrap_or("string").to_owned(),
            correct: named(node, "correctResponse").flat_map(values).collect(),
            mapping: mapping.collect(),
        };
        found.insert(id.to_owned(), declared);
    }
    found
}

/// What an item's response processing comes to.
pub(super) fn scoring(item: Node<'_, '_>) -> Scoring {
    let mut scoring = Scoring { understood: true, ..Scoring::default() };
    let Some(processing) = named(item, "responseProcessing").next() else { return scoring };
    let address = attribute(processing, "template").or_else(|| attribute(processing, "templateLocation"));
    if let Some(address) = address {
        scoring.said = true;
        let template = address.rsplit('/').next().unwrap_or_default();
        let template = template.strip_suffix(".xml").unwrap_or(template);
        match template {
            "match_correct" | "CC2_match" | "CC2_match_basic" => scoring.every = Some(Right::Correct),
            "map_response" | "CC2_map_response" => scoring.every = Some(Right::Mapping),
            _ => scoring.understood = false,
        }
        return scoring;
    }
    for rule in children(processing) {
        scoring.said = true;
        match name(rule).as_str() {
            "responseCondition" => condition(&mut scoring, rule),
            "setOutcomeValue" => {
                let known = outcome(&mut scoring, rule);
                scoring.understood &= known;
            }
            _ => scoring.understood = false,
        }
    }
    scoring
}

fn condition(scoring: &mut Scoring, rule: Node<'_, '_>) {
    for branch in children(rule) {
        let kind = name(branch);
        let mut parts = children(branch);
        let mut rights = Vec::new();
        let mut known = true;
        if kind != "responseElse" {
            let Some(test) = parts.next() else { continue };
            known = tested(test, &mut rights);
        }
        let mut worth = None;
        for action in parts {
            match name(action).as_str() {
                "setOutcomeValue" if is_feedback(action) => {}
                "setOutcomeValue" => match earned(action) {
                    Some(points) => worth = Some(points),
                    None if outcome(scoring, action) => {}
                    None => known = false,
                },
                "responseCondition" => condition(scoring, action),
                "exitResponse" => {}
                _ => known = false,
            }
        }
        match worth {
            // A branch that earns nothing, or only says something, decides nothing.
            None => {}
            Some(points) if points <= 0.0 => {}
            Some(_) if !known || kind == "responseElse" => scoring.understood = false,
            Some(points) => {
                for (response, right) in rights {
                    let right = match right {
                        Right::Set(values, _) => Right::Set(values, points),
                        other => other,
                    };
                    scoring.right.entry(response).or_default().push(right);
                }
            }
        }
    }
}

/// What a condition asks of responses; false where it asks more than can be told here.
fn tested(test: Node<'_, '_>, rights: &mut Vec<(String, Right)>) -> bool {
    let parts: Vec<_> = children(test).collect();
    match (name(test).as_str(), parts.as_slice()) {
        ("and", several) => several.iter().all(|part| tested(*part, rights)),
        ("match" | "stringMatch" | "equal", [one, two]) => {
            let (response, value) = if name(*one) == "variable" { (one, two) } else { (two, one) };
            let Some(id) = attribute(*response, "identifier").filter(|_| name(*response) == "variable")
            else {
                return false;
            };
            let right = match name(*value).as_str() {
                "correct" if attribute(*value, "identifier") == Some(id) => Right::Correct,
                "baseValue" => Right::Set(vec![xml::words(*value).trim().to_owned()], 1.0),
                "multiple" => {
                    let values = children(*value).filter(|value| name(*value) == "baseValue");
                    Right::Set(values.map(|value| xml::words(value).trim().to_owned()).collect(), 1.0)
                }
                _ => return false,
            };
            rights.push((id.to_owned(), right));
            true
        }
        ("not", [one]) => name(*one) == "isNull",
        ("isNull", _) => true,
        _ => false,
    }
}

/// Whether an outcome is there to say something and not to earn anything.
fn is_feedback(action: Node<'_, '_>) -> bool {
    let id = attribute(action, "identifier").unwrap_or_default().to_ascii_uppercase();
    id.contains("FEEDBACK")
        || id.contains("COMPLETION")
        || id.starts_with("SOLUTION")
        || id.starts_with("MAXSCORE")
}

/// The plain number an outcome is set to, or raised by.
fn earned(action: Node<'_, '_>) -> Option<f64> {
    let value = children(action).next()?;
    match name(value).as_str() {
        "baseValue" => xml::words(value).trim().parse().ok(),
        "sum" => {
            let parts: Vec<_> = children(value).collect();
            let [one, two] = parts.as_slice() else { return None };
            let number = [one, two].into_iter().find(|part| name(**part) == "baseValue")?;
            [one, two].into_iter().find(|part| name(**part) == "variable")?;
            xml::words(*number).trim().parse().ok()
        }
        _ => None,
    }
}

/// An outcome set from a mapping, or from the sum of other outcomes.
fn outcome(scoring: &mut Scoring, action: Node<'_, '_>) -> bool {
    if is_feedback(action) {
        return true;
    }
    let Some(value) = children(action).next() else { return false };
    let parts: Vec<_> = if name(value) == "sum" { children(value).collect() } else { vec![value] };
    let mut known = true;
    for part in parts {
        match (name(part).as_str(), attribute(part, "identifier")) {
            ("mapResponse", Some(id)) => scoring.right.entry(id.to_owned()).or_default().push(Right::Mapping),
            ("variable", Some(_)) | ("baseValue", _) => {}
            _ => known = false,
        }
    }
    known
}
