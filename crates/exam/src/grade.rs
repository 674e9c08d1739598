//! Grading, version 1: exact, deterministic, explained.
//!
//! An item is worth its points or a share of them: the weights of the interactions answered right over all its
//! weights, rounded once. A choice is right when it is exactly an accepted set. Answers are compared by rules that
//! have numbers and never change.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::id::Slug;
use crate::item::{ItemKey, PartKey, Response, Value};
use crate::points::Points;

/// The number of the grader in this module. It stands in every result.
pub const GRADER_VERSION: u32 = 1;

/// How two texts are compared. The numbers are frozen; another way of comparing gets another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRule {
    /// Rule 1. Both texts: Unicode NFC; every run of white space is one space; none at either end; and, unless the
    /// key says that case matters, each character's lower-case mapping. Then equal or not.
    One,
}

impl TextRule {
    /// The rule of that number.
    pub fn numbered(number: u32) -> Option<Self> {
        (number == 1).then_some(Self::One)
    }

    /// The form of `text` in which two equal answers are equal texts.
    pub fn normal(self, text: &str, case_sensitive: bool) -> String {
        match self {
            Self::One => {
                let composed: String = text.nfc().collect();
                let spaced = composed.split_whitespace().collect::<Vec<_>>().join(" ");
                if case_sensitive {
                    spaced
                } else {
                    spaced.chars().flat_map(char::to_lowercase).nfc().collect()
                }
            }
        }
    }
}

/// What a form's item needs to be graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// The item.
    pub item: Slug,
    /// What it is worth.
    pub points: Points,
    /// A pilot: marked and explained, but it earns nothing and its maximum counts for nothing.
    pub unscored: bool,
    /// The competencies it belongs to.
    pub competencies: Vec<Slug>,
    /// Each interaction's weight.
    pub weights: BTreeMap<Slug, u32>,
    /// What is right.
    pub key: ItemKey,
}

/// What became of one interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Right.
    Right,
    /// Answered, and not right.
    Wrong,
    /// Not answered.
    Unanswered,
    /// The key has no rule for it that this grader knows: a person has to look.
    NotGraded,
}

/// What one item earned, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The item.
    pub item: Slug,
    /// The competencies it belongs to.
    pub competencies: Vec<Slug>,
    /// A pilot.
    pub unscored: bool,
    /// Each interaction's verdict.
    pub verdicts: BTreeMap<Slug, Verdict>,
    /// What it earned.
    pub earned: Points,
    /// What it was worth.
    pub max: Points,
}

/// What a form earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// One line per item, in the form's order.
    pub lines: Vec<Line>,
    /// What the scored items earned.
    pub points: Points,
    /// What they were worth: the form's own maximum.
    pub max: Points,
}

impl Marking {
    /// Whether every interaction could be graded.
    pub fn is_complete(&self) -> bool {
        self.lines.iter().all(|line| line.verdicts.values().all(|verdict| *verdict != Verdict::NotGraded))
    }

    /// Earned and maximum for each competency of the scored items, by name. An item of several counts in each.
    pub fn competencies(&self) -> BTreeMap<Slug, (Points, Points)> {
        let mut sums: BTreeMap<Slug, (Points, Points)> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| !line.unscored) {
            for competency in &line.competencies {
                let sum = sums.entry(competency.clone()).or_default();
                sum.0.0 += line.earned.0;
                sum.1.0 += line.max.0;
            }
        }
        sums
    }
}

/// Grades the responses to a form from them and the keys alone.
pub fn grade(form: &[Keyed], responses: &BTreeMap<Slug, Response>) -> Marking {
    let lines: Vec<_> = form.iter().map(|keyed| line(keyed, responses.get(&keyed.item))).collect();
    let scored = || lines.iter().filter(|line| !line.unscored);
    Marking {
        points: scored().map(|line| line.earned).sum(),
        max: scored().map(|line| line.max).sum(),
        lines,
    }
}

fn line(keyed: &Keyed, response: Option<&Response>) -> Line {
    let verdicts: BTreeMap<_, _> = keyed
        .weights
        .keys()
        .map(|id| {
            (id.clone(), verdict(keyed.key.parts.get(id), response.and_then(|response| response.get(id))))
        })
        .collect();
    let total = keyed.weights.values().map(|weight| u64::from(*weight)).sum();
    let right = |id: &&Slug| verdicts.get(*id) == Some(&Verdict::Right);
    let earned = keyed.weights.keys().filter(right).map(|id| u64::from(keyed.weights[id])).sum();
    Line {
        item: keyed.item.clone(),
        competencies: keyed.competencies.clone(),
        unscored: keyed.unscored,
        earned: keyed.points.share(earned, total),
        max: keyed.points,
        verdicts,
    }
}

fn verdict(key: Option<&PartKey>, value: Option<&Value>) -> Verdict {
    let Some(value) = value else { return Verdict::Unanswered };
    let right = match (key, value) {
        (Some(PartKey::Choice { accepted }), Value::Choice(chosen)) => accepted.contains(chosen),
        (Some(PartKey::Text { accepted, case_sensitive, rule }), Value::Text(text)) => {
            let Some(rule) = TextRule::numbered(*rule) else { return Verdict::NotGraded };
            let given = rule.normal(text, *case_sensitive);
            accepted.iter().any(|text| rule.normal(text, *case_sensitive) == given)
        }
        (Some(PartKey::Choice { .. }), Value::Text(_)) | (Some(PartKey::Text { .. }), Value::Choice(_)) => {
            false
        }
        (None, _) => return Verdict::NotGraded,
    };
    if right { Verdict::Right } else { Verdict::Wrong }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn slug(text: &str) -> Slug {
        Slug::parse(text).unwrap()
    }

    fn set(ids: &str) -> BTreeSet<Slug> {
        ids.chars().map(|c| slug(&c.to_string())).collect()
    }

    fn keyed(key: PartKey) -> Keyed {
        Keyed {
            item: slug("q"),
            points: Points::whole(2),
            unscored: false,
            competencies: vec![slug("server")],
            weights: [(slug("r"), 1)].into(),
            key: ItemKey {
                parts: [(slug("r"), key)].into(),
                explanation: Some(Text::plain("en", "because")),
            },
        }
    }

    fn check(key: PartKey, given: Option<Value>, verdict: Verdict) {
        let responses =
            given.clone().map(|value| (slug("q"), [(slug("r"), value)].into())).into_iter().collect();
        let marking = grade(&[keyed(key.clone())], &responses);
        assert_eq!(marking.lines[0].verdicts[&slug("r")], verdict, "{key:?} {given:?}");
        let earned = if verdict == Verdict::Right { Points::whole(2) } else { Points(0) };
        assert_eq!((marking.points, marking.max), (earned, Points::whole(2)));
    }

    #[test]
    fn a_choice_is_right_exactly() {
        let key = || PartKey::Choice { accepted: vec![set("ac")] };
        check(key(), Some(Value::Choice(set("ac"))), Verdict::Right);
        for wrong in ["a", "c", "b", "abc", "ab"] {
            check(key(), Some(Value::Choice(set(wrong))), Verdict::Wrong);
        }
        check(key(), None, Verdict::Unanswered);
        check(key(), Some(Value::Text("ac".into())), Verdict::Wrong);
    }

    /// The incumbent's live failure: every short answer wrong for its case or spacing.
    #[test]
    fn short_answers_forgive_case_and_spacing() {
        let key = |case_sensitive| PartKey::Text {
            accepted: vec!["GenAI Platform".into(), "café".into()],
            case_sensitive,
            rule: 1,
        };
        let text = |words: &str| Some(Value::Text(words.to_owned()));
        for right in ["GenAI Platform", "genai platform", "  GENAI \t\u{a0}platform\n", "cafe\u{301}", "CAFÉ"]
        {
            check(key(false), text(right), Verdict::Right);
        }
        for wrong in ["GenAIPlatform", "cafe", "GenAI Platform.", " "] {
            check(key(false), text(wrong), Verdict::Wrong);
        }
        check(key(true), text("  GenAI   Platform "), Verdict::Right);
        check(key(true), text("genai platform"), Verdict::Wrong);
    }

    #[test]
    fn an_unknown_rule_is_left_to_a_person() {
        let key = PartKey::Text { accepted: vec!["a".into()], case_sensitive: false, rule: 2 };
        check(key, Some(Value::Text("a".into())), Verdict::NotGraded);
    }

    #[test]
    fn weights_share_an_item_and_pilots_earn_nothing() {
        let choice = |ids| PartKey::Choice { accepted: vec![set(ids)] };
        let mut item = keyed(choice("a"));
        item.weights = [(slug("r"), 1), (slug("s"), 2)].into();
        item.key.parts.insert(slug("s"), choice("b"));
        let pilot = Keyed { item: slug("p"), unscored: true, ..item.clone() };
        let response: Response =
            [(slug("r"), Value::Choice(set("b"))), (slug("s"), Value::Choice(set("b")))].into();
        let marking = grade(&[item, pilot], &[(slug("q"), response.clone()), (slug("p"), response)].into());
        assert_eq!(marking.points, Points(133_333), "two thirds of two points, rounded once");
        assert_eq!(marking.max, Points::whole(2));
        assert_eq!(marking.lines[1].earned, Points(133_333), "a pilot's line still explains");
        assert_eq!(marking.competencies()[&slug("server")], (Points(133_333), Points::whole(2)));
    }

    proptest! {
        #[test]
        fn rule_one_is_idempotent_and_blind_to_spacing(text in ".{0,40}", case_sensitive: bool) {
            let normal = TextRule::One.normal(&text, case_sensitive);
            prop_assert_eq!(&TextRule::One.normal(&normal, case_sensitive), &normal);
            prop_assert_eq!(&TextRule::One.normal(&format!(" \t{text}\n"), case_sensitive), &normal);
        }
    }
}
