//! What the desk itself can say of a result: provisional, from released keys.

use std::collections::BTreeMap;

use evidence::dsse::from_private_json;
use evidence::keys::{Purpose, open_box};
use evidence::v0::{AnswerKeys, Release};
use evidence::{Entropy, Signed};
use exam::grade::{GRADER_VERSION, Keyed, Line, Marking, grade};
use exam::item::{ItemKey, Response};
use exam::programme::{Feedback, FeedbackWhen};
use exam::{BasisPoints, Points, Slug};

use crate::clock::Clock;
use crate::fault::Fault;
use crate::session::Session;
use crate::start::object;

/// A result as graded at the desk. The authority's own grading confirms it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisional {
    /// What each item earned.
    pub marking: Marking,
    /// The keys it was graded by, for feedback where the policy allows.
    pub keys: BTreeMap<Slug, ItemKey>,
    /// The share earned, truncated.
    pub share: BasisPoints,
    /// Whether the pass mark is reached.
    pub passed: bool,
    /// The grader's number.
    pub grader_version: u32,
    /// What of it the candidate may read now.
    pub feedback: Option<Feedback>,
}

/// One item of a result, as far as the candidate may read it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What it earned, and why.
    pub line: Line,
    /// What was given, interaction by interaction.
    pub given: Response,
    /// What was right and why, where the policy shows it.
    pub key: Option<ItemKey>,
}

impl Provisional {
    /// Each item's line, if the policy lets the candidate read items; with what was right only where it shows all.
    pub fn explained(&self, responses: &BTreeMap<Slug, Response>) -> Option<Vec<Explained>> {
        let feedback = self.feedback.filter(|feedback| *feedback >= Feedback::Items)?;
        let explain = |line: &Line| Explained {
            line: line.clone(),
            given: responses.get(&line.item).cloned().unwrap_or_default(),
            key: self.keys.get(&line.item).filter(|_| feedback == Feedback::Full).cloned(),
        };
        Some(self.marking.lines.iter().map(explain).collect())
    }
}

impl<C: Clock, E: Entropy> Session<C, E> {
    /// Grades at the desk from released keys; none before the release.
    pub fn provisional(&self) -> Result<Option<Provisional>, Fault> {
        let Some(bytes) = self.object(object::RELEASE) else { return Ok(None) };
        let release: Release = Signed::parse(bytes)?.open(&self.entitlement.sealing_authority.signing)?;
        let context = Release::context(release.attempt.0, release.envelope.0);
        let opened = open_box(&self.device.sealing, Purpose::AnswerKeys, &context, &release.keys)?;
        let answers: AnswerKeys =
            from_private_json(&opened).map_err(|error| Fault::unusable("the answer keys", error))?;
        let mut keys = BTreeMap::new();
        let mut form = Vec::new();
        for item in &self.attempt.terms().items {
            let listed = self.bank.listed(item)?;
            let wanted = evidence::Name(item.clone());
            let answer =
                answers.keys.get(&wanted).ok_or_else(|| Fault::Lacking(format!("answer key of {item}")))?;
            let key = self.bank.key(item, answer)?;
            keys.insert(item.clone(), key.clone());
            form.push(Keyed {
                item: item.clone(),
                points: Points(listed.points),
                unscored: listed.unscored,
                competencies: listed.competencies.iter().map(|name| name.0.clone()).collect(),
                weights: listed.weights.iter().map(|(id, weight)| (id.0.clone(), *weight)).collect(),
                key,
            });
        }
        let marking = grade(&form, self.attempt.responses());
        let exam = self.bank.exam();
        Ok(Some(Provisional {
            share: marking.points.of(marking.max),
            passed: marking.is_complete() && marking.points.reach(exam.pass_mark, marking.max),
            keys,
            marking,
            grader_version: GRADER_VERSION,
            feedback: match (exam.policy.feedback_when, self.statement()?) {
                (FeedbackWhen::Confirmed, None) => None,
                (FeedbackWhen::Confirmed, Some(_)) | (FeedbackWhen::Provisional, _) => {
                    Some(exam.policy.feedback)
                }
            },
        }))
    }
}
