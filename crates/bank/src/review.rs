//! Reviews: who looked at which item, what they answered themselves, and what they think of it.
//!
//! A review is a signed object over the digest of the item as it was then. Any edit of the item gives it another
//! digest, and the review does not hold any more. Reviews lie beside a bank source in `NAME.reviews`, a line each; the
//! source lists who may review, with their public keys. `docs/authoring.md` tells how it is used.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evidence::dsse::Written;
use evidence::v0::{ItemDoc, ItemKeyDoc, TextDoc};
use evidence::{Name, Object, PublicKey, Signed, SigningKey};
use exam::{Digest, Slug};
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Log, Refused, Severity};
use crate::limits::Limits;
use crate::model::{Bank, SourceItem, State};

/// Somebody whose reviews count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// As reviews name them.
    pub name: String,
    /// What their signatures are verified with.
    pub key: PublicKey,
}

impl Reviewer {
    /// The key as a bank source has it: base64.
    pub fn key_text(&self) -> String {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(self.key.as_bytes())
    }
}

/// What a reviewer thinks of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It may be used.
    Approve,
    /// It may not, until it is mended.
    Reject,
}

/// One review, as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The item.
    pub item: Name<Slug>,
    /// The item as it was: [`item_digest`].
    pub digest: Name<Digest>,
    /// Who looked at it.
    pub reviewer: String,
    /// What they answered before they saw the key, by interaction: names of options, or a text.
    pub answer: BTreeMap<Name<Slug>, Vec<String>>,
    /// Whether that was right.
    pub right: bool,
    /// What they think of it.
    pub verdict: Verdict,
    /// Why.
    pub comment: String,
    /// When, UTC milliseconds by their computer's clock.
    pub at_ms: i64,
}

impl Object for Review {
    const NAME: &'static str = "item-review";
}

/// Everything of an item that a review is about.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewed {
    item: ItemDoc,
    key: ItemKeyDoc,
    stimulus: Option<TextDoc>,
    competencies: Vec<Name<Slug>>,
    points: Option<u64>,
    unscored: bool,
    author: Option<String>,
    source: Option<String>,
}

impl Object for Reviewed {
    const NAME: &'static str = "reviewed-item";
}

/// The digest of an item with its key, its shared material, what it is worth, its author and its source. Its state is
/// left out: an item that goes from `reviewed` to `live` is the same item.
pub fn item_digest(bank: &Bank, item: &SourceItem) -> Digest {
    let stimulus = item.item.stimulus.as_ref().and_then(|id| bank.stimuli.get(id));
    Written::new(&Reviewed {
        item: ItemDoc::from(&item.item),
        key: ItemKeyDoc::from(&item.key),
        stimulus: stimulus.map(TextDoc::from),
        competencies: item.competencies.iter().cloned().map(Name).collect(),
        points: item.points.map(|points| points.0),
        unscored: item.unscored && item.state != Some(State::Pilot),
        author: item.meta.author.clone(),
        source: item.meta.source.clone(),
    })
    .digest()
}

/// The file beside a bank source in which its reviews lie.
pub fn reviews_path(source: &Path) -> PathBuf {
    let name = source.file_name().map_or_else(|| "bank".into(), |name| name.to_string_lossy().into_owned());
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")).unwrap_or(&name);
    source.with_file_name(format!("{stem}.reviews"))
}

/// The reviews of a bank, in the order they were made. Nothing is verified until they are held against a bank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviews(Vec<(u32, Signed)>);

/// Reviews of one bank that are kept at most.
const MOST: usize = 200_000;

impl Reviews {
    /// Reads the file. `file` is what findings call it.
    pub fn read(file: &str, bytes: &[u8], limits: &Limits) -> Result<Self, Refused> {
        let log = || Log::new(file, "");
        let most = limits.file_bytes.saturating_mul(16);
        if bytes.len() > most {
            let what = format!("The file has {} bytes; {most} are the most.", bytes.len());
            return Err(log().fail(
                "too-large",
                0,
                what,
                "Begin a new one; old reviews of edited items are of no use.",
            ));
        }
        let mut reviews = Vec::new();
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let number = u32::try_from(index).unwrap_or(u32::MAX - 1) + 1;
            if reviews.len() >= MOST {
                return Err(log().fail(
                    "too-large",
                    number,
                    format!("There are more than {MOST} reviews."),
                    "Begin a new file.",
                ));
            }
            match Signed::parse(line) {
                Ok(signed) => reviews.push((number, signed)),
                Err(_) => {
                    let what = "The line is no signed review.";
                    return Err(log().fail(
                        "unreadable",
                        number,
                        what,
                        "Restore the line from version control, or delete it.",
                    ));
                }
            }
        }
        Ok(Self(reviews))
    }

    /// What is said of a file that could not be read, with what the computer said.
    pub fn unreadable(file: &str, why: &str) -> Refused {
        let what = format!("The reviews cannot be read: {why}.");
        Log::new(file, "").fail("unreadable", 0, what, "Mend the file's permissions, or restore it.")
    }

    /// Holds every review against the reviewers of a bank, once; what none of them signed is left out. A bank's size
    /// times its reviews' would be too many signatures to verify for each item anew.
    pub fn verified(&self, bank: &Bank) -> Verified {
        let mut verified = Verified::default();
        for (_, signed) in self.0.iter().filter(|(_, signed)| signed.is::<Review>()) {
            let by = bank.reviewers.iter().find_map(|reviewer| {
                let review = signed.open::<Review>(&reviewer.key).ok()?;
                (same(&review.reviewer, &reviewer.name)).then_some((reviewer.name.clone(), review))
            });
            if let Some((name, review)) = by {
                verified.0.entry((*review.item).clone()).or_default().push((name, review));
            }
        }
        verified
    }
}

/// Reviews that a bank's reviewers signed, by item, in the order they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified(BTreeMap<Slug, Vec<(String, Review)>>);

impl Verified {
    /// How an item stands: the last verdict of each reviewer on the item as it is now.
    pub fn standing(&self, bank: &Bank, item: &SourceItem) -> Standing {
        let now = item_digest(bank, item);
        let mut standing = Standing::default();
        for (name, review) in self.0.get(&item.item.id).into_iter().flatten() {
            if *review.digest == now {
                let said = (review.verdict, review.right, review.comment.clone());
                standing.verdicts.insert(name.clone(), said);
            } else {
                standing.void += 1;
            }
        }
        standing
    }

    /// What an item lacks to be used in a live bank: the field, what is so, and what to do. Nothing where somebody other
    /// than its author approves it as it is now.
    pub(crate) fn lacking(
        &self,
        bank: &Bank,
        item: &SourceItem,
    ) -> Option<(&'static str, String, &'static str)> {
        let author = item.meta.author.as_deref().unwrap_or_default();
        if author.trim().is_empty() {
            let what = "It has no author, and a live bank needs one.".to_owned();
            return Some(("author", what, "Add `author: ...`; an approval is needed after that."));
        }
        let standing = self.standing(bank, item);
        let rejects = |(_, (verdict, ..)): &(&String, &(Verdict, bool, String))| *verdict == Verdict::Reject;
        if let Some((name, _)) = standing.verdicts.iter().find(rejects) {
            return Some((
                "",
                format!("{name} rejects it."),
                "Mend it, or talk; then `invigil bank review`.",
            ));
        }
        if standing.is_approved(author) {
            return None;
        }
        let what = match (standing.void, standing.verdicts.is_empty()) {
            (0, true) => "Nobody has approved it.",
            (_, true) => "It was edited after it was approved.",
            _ => "Only its author has approved it.",
        };
        Some(("", what.to_owned(), "Let somebody else look at it: `invigil bank review`."))
    }
}

/// How an item stands with its reviewers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last verdict of each reviewer, whether they had it right themselves, and what they said.
    pub verdicts: BTreeMap<String, (Verdict, bool, String)>,
    /// Reviews of the item as it was before it was edited.
    pub void: usize,
}

impl Standing {
    /// Whether somebody other than the author approves, and nobody rejects.
    pub fn is_approved(&self, author: &str) -> bool {
        let approves = |(name, (verdict, ..)): (&String, &(Verdict, bool, String))| {
            *verdict == Verdict::Approve && !same(name, author)
        };
        self.verdicts.iter().any(approves)
            && self.verdicts.values().all(|(verdict, ..)| *verdict == Verdict::Approve)
    }
}

/// Signs a review.
pub fn sign(review: &Review, key: &SigningKey) -> Signed {
    Signed::new(review, key)
}

/// What stands in the way of sealing a live bank: drawn items without an author, or without the approval of somebody
/// else for the item as it is now.
pub fn unreviewed(bank: &Bank, reviews: &Reviews) -> Vec<Finding> {
    let (mut log, reviews) = (Log::new(&bank.file, ""), reviews.verified(bank));
    for item in bank.drawn() {
        let Some((field, what, hint)) = reviews.lacking(bank, item) else { continue };
        log.item = Some(item.item.id.to_string());
        log.add(Severity::Error, "not-reviewed", item.at.line, field, what, hint);
    }
    log.found
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
