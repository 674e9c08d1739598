//! When a certification is earned.

use std::collections::BTreeMap;

use crate::id::Slug;
use crate::points::BasisPoints;
use crate::programme::Certification;

/// A confirmed result of one exam.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// Whether the exam's own pass mark was reached.
    pub passed: bool,
    /// The share earned, truncated; for display.
    pub share: BasisPoints,
}

/// Where a candidate stands with a certification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Award {
    /// Every required exam is passed at its own mark. Carries the mean share, which is only displayed.
    Due {
        /// The mean of the exams' shares, each with the same weight, truncated.
        mean: BasisPoints,
    },
    /// These exams are not passed yet.
    Missing(Vec<Slug>),
}

/// Whether the certification is earned by the best confirmed result of each exam.
pub fn award(certification: &Certification, best: &BTreeMap<Slug, Confirmed>) -> Award {
    let passed = |exam: &&Slug| best.get(*exam).is_some_and(|result| result.passed);
    let missing: Vec<_> = certification.exams.iter().filter(|exam| !passed(exam)).cloned().collect();
    if !missing.is_empty() || certification.exams.is_empty() {
        return Award::Missing(missing);
    }
    let sum: u64 = certification.exams.iter().map(|exam| u64::from(best[exam].share.0)).sum();
    let mean = sum / certification.exams.len() as u64;
    Award::Due { mean: BasisPoints(u32::try_from(mean).unwrap_or(u32::MAX)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn each_exam_is_passed_at_its_own_mark_and_the_mean_is_only_shown() {
        let slug = |text: &str| Slug::parse(text).unwrap();
        let exams = ["server", "cli", "ui", "models", "extensibility"].map(slug);
        let certification = Certification {
            id: slug("cmc"),
            title: Text::plain("en", "CMC"),
            description: None,
            track: slug("developers"),
            tier: slug("contributor"),
            exams: exams.to_vec(),
            audience: None,
            prerequisites: Vec::new(),
            price: None,
            attempts: 3,
            cool_down_ms: 0,
            valid_months: Some(24),
        };
        let mut best: BTreeMap<_, _> = exams
            .iter()
            .map(|exam| (exam.clone(), Confirmed { passed: true, share: BasisPoints(9_999) }))
            .collect();
        assert_eq!(award(&certification, &best), Award::Due { mean: BasisPoints(9_999) });
        best.insert(slug("ui"), Confirmed { passed: false, share: BasisPoints(6_999) });
        assert_eq!(
            award(&certification, &best),
            Award::Missing(vec![slug("ui")]),
            "a high mean does not help"
        );
        best.remove(&slug("ui"));
        assert_eq!(award(&certification, &best), Award::Missing(vec![slug("ui")]));
    }
}
