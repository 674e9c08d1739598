//! From a checked bank to a sealed one: what may be sealed, and opaque option ids in an order that says nothing.

use std::collections::{BTreeMap, BTreeSet};

use evidence::bank::{Head, ToSeal, media_entry, opaque_option, stimulus_entry};
use evidence::v0::{AcceptedDefectDoc, TextDoc, UsageDoc, Vault};
use evidence::{Entropy, Name, Secret, SigningKey};
use exam::item::{Item, ItemKey, Kind, Part, PartKey};
use exam::programme::Exam;
use exam::text::Text;
use exam::{BankId, ProgrammeId, Slug};
use thiserror::Error;

use crate::model::{Bank, Usage};
use crate::review::{Reviews, unreviewed};
use crate::{Finding, Severity, check_draw};

/// Why a bank is not sealed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SealError {
    /// Items have defects that nobody accepted.
    #[error("{} items have defects; mend them, or accept them knowingly", .0.len())]
    Defects(Vec<Finding>),
    /// Items of a live bank that nobody but their author approves as they are now, that somebody rejects, or that
    /// have no author.
    #[error("this live bank has no author or no approval of somebody else for {} of its items", .0.len())]
    NotReviewed(Vec<Finding>),
    /// The exam cannot draw a form from the bank.
    #[error("the exam cannot draw its forms from this bank")]
    DoesNotFit(Vec<Finding>),
}

/// Whether defective items may be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defects {
    /// They stop the sealing.
    Refuse,
    /// They are sealed, and the manifest says so.
    Accept,
}

/// Seals a bank for an exam: the bytes of the bank file, and the keys to it. A live bank is sealed only when each item
/// in use has an author and the approval of somebody else; nothing accepts less, and a practice bank needs no reviews.
///
/// # Errors
/// When items are not reviewed, have defects, or do not fit the exam, in this order; each with all its findings.
pub fn seal(
    (programme, exam): (ProgrammeId, &Exam),
    (bank, reviews): (&Bank, &Reviews),
    defects: Defects,
    signing: &SigningKey,
    sealed_at_ms: i64,
    entropy: &mut impl Entropy,
) -> Result<(Vec<u8>, Vault), SealError> {
    // First of all, so that no way of accepting anything leads around it.
    let open = if bank.usage == Usage::Live { unreviewed(bank, reviews) } else { Vec::new() };
    if !open.is_empty() {
        return Err(SealError::NotReviewed(open));
    }
    let found: Vec<_> = bank.drawn().flat_map(|item| &item.defects).cloned().collect();
    if defects == Defects::Refuse && !found.is_empty() {
        return Err(SealError::Defects(found));
    }
    let misfits: Vec<_> =
        check_draw(bank, exam).into_iter().filter(|f| f.severity != Severity::Warning).collect();
    if !misfits.is_empty() {
        return Err(SealError::DoesNotFit(misfits));
    }
    let accepted = |item: &crate::SourceItem| {
        let id = item.item.id.clone();
        let doc = move |finding: &Finding| AcceptedDefectDoc {
            item: Name(id.clone()),
            code: finding.code.to_owned(),
        };
        item.defects.iter().map(doc).collect::<Vec<_>>()
    };
    let head = Head {
        programme,
        bank: BankId::mint(sealed_at_ms, entropy.bytes()),
        exam: exam.clone(),
        title: bank.title.for_reader(&bank.language).words(),
        usage: match bank.usage {
            Usage::Practice => UsageDoc::Practice,
            Usage::Live => UsageDoc::Live,
        },
        sealed_at_ms,
        competencies: bank.competencies.clone(),
        references: bank.references.clone(),
        accepted_defects: bank.drawn().flat_map(accepted).collect(),
    };
    let options = Secret::draw(entropy);
    let items = bank.drawn().map(|item| {
        let (content, key) = opaque(&options, &item.item, &item.key);
        ToSeal {
            needs: needs(bank, &content),
            item: content,
            key,
            competencies: item.competencies.clone(),
            points: item.points.unwrap_or(exam.points_per_item),
            unscored: item.unscored,
        }
    });
    let items = items.collect();
    let stimuli = bank.stimuli.iter().map(|(id, text)| (stimulus_entry(id), TextDoc::from(text).to_bytes()));
    let media = bank.media.iter().map(|(digest, media)| (media_entry(digest), media.bytes.clone()));
    let shared: BTreeMap<_, _> = stimuli.chain(media).collect();
    Ok(evidence::bank::seal(head, items, shared, options, signing, entropy))
}

/// The entries an item needs besides its own: its stimulus and every picture either of them shows.
fn needs(bank: &Bank, item: &Item) -> Vec<String> {
    let stimulus = item.stimulus.as_ref();
    let shared = stimulus.and_then(|id| bank.stimuli.get(id));
    let texts = item.body.iter().flat_map(|part| match part {
        Part::Text(text) => vec![text],
        Part::Interaction(interaction) => {
            let options: &[_] =
                if let Kind::Choice { options, .. } = &interaction.kind { options } else { &[] };
            interaction.prompt.iter().chain(options.iter().map(|option| &option.text)).collect()
        }
    });
    let pictures: BTreeSet<_> = texts.chain(shared).flat_map(Text::media).collect();
    stimulus.map(stimulus_entry).into_iter().chain(pictures.iter().map(media_entry)).collect()
}

/// The item and its key with option ids that say nothing, in the order of those ids. An option that is bound to its
/// place (where the author forbids shuffling) keeps the author's order, which the candidate sees anyway.
fn opaque(secret: &Secret, item: &Item, key: &ItemKey) -> (Item, ItemKey) {
    let (mut item, mut key) = (item.clone(), key.clone());
    let name = item.id.clone();
    for part in &mut item.body {
        let Part::Interaction(interaction) = part else { continue };
        let rename = |option: &Slug| opaque_option(secret, &name, &interaction.id, option);
        if let Kind::Choice { options, shuffle, .. } = &mut interaction.kind {
            options.iter_mut().for_each(|option| option.id = rename(&option.id));
            if *shuffle {
                options.sort_by(|a, b| a.id.cmp(&b.id));
            }
        }
        if let Some(PartKey::Choice { accepted }) = key.parts.get_mut(&interaction.id) {
            accepted.iter_mut().for_each(|set| *set = set.iter().map(rename).collect());
        }
    }
    (item, key)
}
