//! A certification programme as data: tracks, tiers, certifications, exams and their policies.

use crate::id::{ProgrammeId, Slug};
use crate::points::{BasisPoints, Points};
use crate::text::Text;

/// A certification programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// The tenant.
    pub id: ProgrammeId,
    /// What people call it.
    pub title: Text,
    /// Who stands behind its certificates.
    pub issuer: Issuer,
    /// A demonstration: its credentials say so, and its practice banks may be scored.
    pub demo: bool,
    /// Audiences: administrators, developers, community.
    pub tracks: Vec<Named>,
    /// Heights within a track: associate, professional, expert.
    pub tiers: Vec<Named>,
    /// What can be earned.
    pub certifications: Vec<Certification>,
    /// What can be sat.
    pub exams: Vec<Exam>,
}

/// Who issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Name on certificates.
    pub name: String,
    /// Home page, if any.
    pub url: Option<String>,
}

/// Something with a name for data and a name for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// For data.
    pub id: Slug,
    /// For people.
    pub title: Text,
}

/// What a candidate can earn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Name within the programme.
    pub id: Slug,
    /// Title on the certificate.
    pub title: Text,
    /// What its holder has shown.
    pub description: Option<Text>,
    /// Whom it is for.
    pub audience: Option<Text>,
    /// The track it belongs to.
    pub track: Slug,
    /// The tier it belongs to.
    pub tier: Slug,
    /// The exams it requires: each is passed at its own mark. Never empty.
    pub exams: Vec<Slug>,
    /// Certifications of the programme that a candidate holds before this one. They lead in no circle.
    pub prerequisites: Vec<Slug>,
    /// What a registration costs; none where the programme does not say.
    pub price: Option<Price>,
    /// How many attempts at each exam a registration entitles to. At least 1.
    pub attempts: u32,
    /// How long after the end of an attempt at an exam the next attempt at the same exam may begin at the earliest, in
    /// milliseconds of real time. 0 is at once.
    pub cool_down_ms: u64,
    /// How long the credential is in force, in calendar months; none for ever.
    pub valid_months: Option<u32>,
}

/// What a registration costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Price {
    /// Nothing.
    Free,
    /// Something.
    Sum {
        /// In thousandths of the currency's unit: no currency divides it further. Above 0.
        thousandths: u64,
        /// Three capital letters, as ISO 4217 has them.
        currency: String,
    },
}

/// What a candidate can sit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exam {
    /// Name within the programme.
    pub id: Slug,
    /// What people call it.
    pub title: Text,
    /// What each form draws from the bank.
    pub blueprint: Vec<Cell>,
    /// What an item is worth that does not say so itself.
    pub points_per_item: Points,
    /// The least share of a form's own maximum that passes.
    pub pass_mark: BasisPoints,
    /// Everything else an attempt is held to.
    pub policy: Policy,
}

/// A row of a blueprint: so many items of a competency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which competency; none takes any item.
    pub competency: Option<Slug>,
    /// How many items. At least 1.
    pub items: u32,
    /// Whether the items are pilots, which earn nothing. The candidate is told how many, not which.
    pub unscored: bool,
}

/// Something a bank's items are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competency {
    /// For data.
    pub id: Slug,
    /// For people.
    pub title: Text,
    /// What to read to learn more of it, best first.
    pub reading: Vec<Reading>,
}

/// Something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it is called.
    pub title: String,
    /// Where it is: an address to note down. No window opens it during an exam.
    pub at: String,
}

/// A page of reference that candidates may read during the exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// For data.
    pub id: Slug,
    /// What it is called.
    pub title: Text,
    /// What it says; without pictures.
    pub body: Text,
}

/// The rules of one exam. Its digest stands in the first record of every attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Working time before accommodations, in milliseconds.
    pub working_ms: u64,
    /// What the candidate accepts before the start.
    pub rules: Text,
    /// What the candidate may read of the marking.
    pub feedback: Feedback,
    /// From when.
    pub feedback_when: FeedbackWhen,
    /// When answer keys leave the authority.
    pub release: Release,
    /// How much lost time is forgiven without asking.
    pub outage: OutageAllowance,
    /// Where a device's key may be kept.
    pub device_key: DeviceKey,
    /// How long after its seal an envelope may still arrive and count as on time, in milliseconds.
    pub upload_within_ms: u64,
}

/// What a candidate may read of the marking. Each level shows what the one before it shows, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feedback {
    /// Passed or not, and the score.
    Outcome,
    /// The score of each competency.
    Competencies,
    /// What each item earned.
    Items,
    /// What was right, and why.
    Full,
}

/// From when a candidate may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackWhen {
    /// As soon as the desk has graded, marked provisional.
    Provisional,
    /// Only from a confirmed result.
    Confirmed,
}

/// When answer keys leave the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// As soon as the envelope has its receipt.
    AtOnce,
    /// When a proctor closes the room.
    WhenRoomCloses,
    /// Never: only the authority grades.
    Never,
}

/// How much lost time is forgiven without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutageAllowance {
    /// For one gap, in milliseconds.
    pub each_ms: u64,
    /// For all gaps of an attempt together, in milliseconds.
    pub total_ms: u64,
    /// What happens beyond.
    pub beyond: Beyond,
}

/// What happens to a gap beyond the allowance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beyond {
    /// The attempt is held until someone with authority resumes it.
    Ask,
    /// The part beyond is counted as working time, where it was measured by a clock that cannot be set.
    Charge,
}

/// Where a device's key may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKey {
    /// Only in the operating system's keyring.
    Keyring,
    /// In a file beside the journal where there is no keyring; lowers the evidence level.
    KeyringOrFile,
}

impl Programme {
    /// The exam of that name.
    pub fn exam(&self, id: &Slug) -> Option<&Exam> {
        self.exams.iter().find(|exam| exam.id == *id)
    }

    /// The certification of that name.
    pub fn certification(&self, id: &Slug) -> Option<&Certification> {
        self.certifications.iter().find(|certification| certification.id == *id)
    }
}

impl Exam {
    /// How many items a form has.
    pub fn items(&self) -> u32 {
        self.blueprint.iter().map(|cell| cell.items).sum()
    }
}
