//! A programme, its exams and their policies as JSON.

use exam::programme::{
    Beyond, Cell, Certification, Competency, DeviceKey, Exam, Feedback, FeedbackWhen, Issuer, Named,
    OutageAllowance, Page, Policy, Price, Programme, Reading, Release,
};
use exam::{BasisPoints, Points, ProgrammeId, Slug};
use serde::{Deserialize, Serialize};

use super::content::{Malformed, TextDoc, all, each, words};
use crate::dsse::Object;
use crate::secret::Name;

words! { /// See [`exam::programme::Feedback`].
FeedbackDoc = Feedback { Outcome, Competencies, Items, Full } }
words! { /// See [`exam::programme::FeedbackWhen`].
FeedbackWhenDoc = FeedbackWhen { Provisional, Confirmed } }
words! { /// See [`exam::programme::Release`].
ReleaseDoc = Release { AtOnce, WhenRoomCloses, Never } }
words! { /// See [`exam::programme::Beyond`].
BeyondDoc = Beyond { Ask, Charge } }
words! { /// See [`exam::programme::DeviceKey`].
DeviceKeyDoc = DeviceKey { Keyring, KeyringOrFile } }

/// A programme. Signed, it is what a hub runs and a verifier reads titles from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeDoc {
    /// The tenant.
    pub programme: Name<ProgrammeId>,
    title: TextDoc,
    issuer: IssuerDoc,
    demo: bool,
    tracks: Vec<NamedDoc>,
    tiers: Vec<NamedDoc>,
    certifications: Vec<CertificationDoc>,
    exams: Vec<ExamDoc>,
}

impl Object for ProgrammeDoc {
    const NAME: &'static str = "programme";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IssuerDoc {
    name: String,
    url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedDoc {
    id: Name<Slug>,
    title: TextDoc,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificationDoc {
    id: Name<Slug>,
    title: TextDoc,
    description: Option<TextDoc>,
    audience: Option<TextDoc>,
    track: Name<Slug>,
    tier: Name<Slug>,
    exams: Vec<Name<Slug>>,
    prerequisites: Vec<Name<Slug>>,
    price: Option<PriceDoc>,
    attempts: u32,
    cool_down_ms: u64,
    valid_months: Option<u32>,
}

/// See [`exam::programme::Price`]. Nothing of no currency is free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceDoc {
    thousandths: u64,
    currency: Option<String>,
}

impl From<&Price> for PriceDoc {
    fn from(price: &Price) -> Self {
        match price {
            Price::Free => Self { thousandths: 0, currency: None },
            Price::Sum { thousandths, currency } => {
                Self { thousandths: *thousandths, currency: Some(currency.clone()) }
            }
        }
    }
}

impl TryFrom<PriceDoc> for Price {
    type Error = Malformed;
    fn try_from(doc: PriceDoc) -> Result<Self, Malformed> {
        let letters = |text: &String| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        match (doc.thousandths, doc.currency) {
            (0, None) => Ok(Self::Free),
            (thousandths, Some(currency)) if thousandths > 0 && letters(&currency) => {
                Ok(Self::Sum { thousandths, currency })
            }
            _ => Err(Malformed("a price that is neither a sum nor free")),
        }
    }
}

/// An exam with its policy. Its policy's digest stands in the first record of every attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamDoc {
    id: Name<Slug>,
    title: TextDoc,
    blueprint: Vec<CellDoc>,
    points_per_item: u64,
    pass_mark_bp: u32,
    policy: PolicyDoc,
}

/// See [`exam::programme::Competency`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompetencyDoc {
    id: Name<Slug>,
    title: TextDoc,
    reading: Vec<ReadingDoc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadingDoc {
    title: String,
    at: String,
}

/// See [`exam::programme::Page`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageDoc {
    id: Name<Slug>,
    title: TextDoc,
    body: TextDoc,
}

impl From<&Competency> for CompetencyDoc {
    fn from(competency: &Competency) -> Self {
        let reading = |reading: &Reading| ReadingDoc { title: reading.title.clone(), at: reading.at.clone() };
        Self {
            id: Name(competency.id.clone()),
            title: (&competency.title).into(),
            reading: each(&competency.reading, reading),
        }
    }
}

impl TryFrom<CompetencyDoc> for Competency {
    type Error = Malformed;
    fn try_from(doc: CompetencyDoc) -> Result<Self, Malformed> {
        let reading = |doc: ReadingDoc| Reading { title: doc.title, at: doc.at };
        Ok(Self { id: doc.id.0, title: doc.title.try_into()?, reading: all(doc.reading, reading) })
    }
}

impl From<&Page> for PageDoc {
    fn from(page: &Page) -> Self {
        Self { id: Name(page.id.clone()), title: (&page.title).into(), body: (&page.body).into() }
    }
}

impl TryFrom<PageDoc> for Page {
    type Error = Malformed;
    fn try_from(doc: PageDoc) -> Result<Self, Malformed> {
        Ok(Self { id: doc.id.0, title: doc.title.try_into()?, body: doc.body.try_into()? })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellDoc {
    competency: Option<Name<Slug>>,
    items: u32,
    unscored: bool,
}

/// The rules of an exam. Unsigned by itself: it is part of a signed manifest, and known by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyDoc {
    working_ms: u64,
    rules: TextDoc,
    feedback: FeedbackDoc,
    feedback_when: FeedbackWhenDoc,
    release: ReleaseDoc,
    outage_each_ms: u64,
    outage_total_ms: u64,
    outage_beyond: BeyondDoc,
    device_key: DeviceKeyDoc,
    upload_within_ms: u64,
}

impl Object for PolicyDoc {
    const NAME: &'static str = "policy";
}

impl TryFrom<PolicyDoc> for Policy {
    type Error = Malformed;
    fn try_from(doc: PolicyDoc) -> Result<Self, Malformed> {
        Ok(Self {
            working_ms: doc.working_ms,
            rules: doc.rules.try_into()?,
            feedback: doc.feedback.into(),
            feedback_when: doc.feedback_when.into(),
            release: doc.release.into(),
            outage: OutageAllowance {
                each_ms: doc.outage_each_ms,
                total_ms: doc.outage_total_ms,
                beyond: doc.outage_beyond.into(),
            },
            device_key: doc.device_key.into(),
            upload_within_ms: doc.upload_within_ms,
        })
    }
}

impl From<&Policy> for PolicyDoc {
    fn from(policy: &Policy) -> Self {
        Self {
            working_ms: policy.working_ms,
            rules: (&policy.rules).into(),
            feedback: policy.feedback.into(),
            feedback_when: policy.feedback_when.into(),
            release: policy.release.into(),
            outage_each_ms: policy.outage.each_ms,
            outage_total_ms: policy.outage.total_ms,
            outage_beyond: policy.outage.beyond.into(),
            device_key: policy.device_key.into(),
            upload_within_ms: policy.upload_within_ms,
        }
    }
}

impl From<&Exam> for ExamDoc {
    fn from(exam: &Exam) -> Self {
        let cell = |cell: &Cell| CellDoc {
            competency: cell.competency.clone().map(Name),
            items: cell.items,
            unscored: cell.unscored,
        };
        Self {
            id: Name(exam.id.clone()),
            title: (&exam.title).into(),
            blueprint: each(&exam.blueprint, cell),
            points_per_item: exam.points_per_item.0,
            pass_mark_bp: exam.pass_mark.0,
            policy: (&exam.policy).into(),
        }
    }
}

impl TryFrom<ExamDoc> for Exam {
    type Error = Malformed;
    fn try_from(doc: ExamDoc) -> Result<Self, Malformed> {
        let cell = |cell: CellDoc| Cell {
            competency: cell.competency.map(|name| name.0),
            items: cell.items,
            unscored: cell.unscored,
        };
        Ok(Self {
            id: doc.id.0,
            title: doc.title.try_into()?,
            blueprint: all(doc.blueprint, cell),
            points_per_item: Points(doc.points_per_item),
            pass_mark: BasisPoints(doc.pass_mark_bp),
            policy: doc.policy.try_into()?,
        })
    }
}

impl From<&Programme> for ProgrammeDoc {
    fn from(programme: &Programme) -> Self {
        let named = |named: &Named| NamedDoc { id: Name(named.id.clone()), title: (&named.title).into() };
        Self {
            programme: Name(programme.id),
            title: (&programme.title).into(),
            issuer: IssuerDoc { name: programme.issuer.name.clone(), url: programme.issuer.url.clone() },
            demo: programme.demo,
            tracks: each(&programme.tracks, named),
            tiers: each(&programme.tiers, named),
            certifications: each(&programme.certifications, |c| CertificationDoc {
                id: Name(c.id.clone()),
                title: (&c.title).into(),
                description: c.description.as_ref().map(Into::into),
                track: Name(c.track.clone()),
                tier: Name(c.tier.clone()),
                audience: c.audience.as_ref().map(Into::into),
                exams: each(&c.exams, |exam| Name(exam.clone())),
                prerequisites: each(&c.prerequisites, |other| Name(other.clone())),
                price: c.price.as_ref().map(Into::into),
                attempts: c.attempts,
                cool_down_ms: c.cool_down_ms,
                valid_months: c.valid_months,
            }),
            exams: each(&programme.exams, |exam| exam.into()),
        }
    }
}

impl TryFrom<ProgrammeDoc> for Programme {
    type Error = Malformed;
    fn try_from(doc: ProgrammeDoc) -> Result<Self, Malformed> {
        let named = |named: NamedDoc| Ok(Named { id: named.id.0, title: named.title.try_into()? });
        let certification = |c: CertificationDoc| {
            Ok(Certification {
                id: c.id.0,
                title: c.title.try_into()?,
                description: c.description.map(TryInto::try_into).transpose()?,
                track: c.track.0,
                tier: c.tier.0,
                audience: c.audience.map(TryInto::try_into).transpose()?,
                exams: all(c.exams, |name| name.0),
                prerequisites: all(c.prerequisites, |name| name.0),
                price: c.price.map(TryInto::try_into).transpose()?,
                attempts: c.attempts,
                cool_down_ms: c.cool_down_ms,
                valid_months: c.valid_months,
            })
        };
        Ok(Self {
            id: doc.programme.0,
            title: doc.title.try_into()?,
            issuer: Issuer { name: doc.issuer.name, url: doc.issuer.url },
            demo: doc.demo,
            tracks: doc.tracks.into_iter().map(named).collect::<Result<_, _>>()?,
            tiers: doc.tiers.into_iter().map(named).collect::<Result<_, _>>()?,
            certifications: doc.certifications.into_iter().map(certification).collect::<Result<_, _>>()?,
            exams: doc.exams.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
        })
    }
}
