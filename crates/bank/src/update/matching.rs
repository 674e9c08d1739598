//! Which question of an import is which of the one before, and what new ones are called.

use std::collections::{BTreeMap, BTreeSet};

use exam::Slug;

use crate::draft::{Draft, DraftItem, DraftKind, DraftPart};
use crate::rules;

/// From how much in common two questions of one name are the same question.
const SAME_NAME: f64 = 0.3;
/// From how much in common two questions of different names are the same question.
const SAME_WORDS: f64 = 0.7;
/// More pairs than this are not compared word by word.
const MOST_PAIRS: usize = 2_000_000;

/// Gives the questions of `now` the names they had before, and new ones names that no question ever had. Returns the
/// names of `base` that were found again.
pub(super) fn align(now: &mut Draft, base: &Draft, used: &BTreeSet<Slug>) -> BTreeSet<Slug> {
    let said: Vec<Vec<String>> = now.items.iter().map(words).collect();
    let was: Vec<Vec<String>> = base.items.iter().map(words).collect();
    let mut to: Vec<Option<usize>> = vec![None; now.items.len()];
    let mut taken = vec![false; base.items.len()];
    let by_id: BTreeMap<&Slug, usize> =
        base.items.iter().enumerate().map(|(at, item)| (&item.id, at)).collect();
    let mut by_words: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
    for (at, words) in was.iter().enumerate() {
        by_words.entry(words).or_default().push(at);
    }
    let mut pair = |to: &mut Vec<Option<usize>>, here: usize, there: usize| {
        if to[here].is_none() && !taken[there] {
            to[here] = Some(there);
            taken[there] = true;
        }
    };
    for (here, item) in now.items.iter().enumerate() {
        if let Some(there) = by_id.get(&item.id).filter(|there| was[**there] == said[here]) {
            pair(&mut to, here, *there);
        }
    }
    for (here, words) in said.iter().enumerate() {
        for there in by_words.get(words.as_slice()).into_iter().flatten() {
            pair(&mut to, here, *there);
        }
    }
    for (here, item) in now.items.iter().enumerate() {
        if let Some(there) =
            by_id.get(&item.id).filter(|there| alike(&was[**there], &said[here]) >= SAME_NAME)
        {
            pair(&mut to, here, *there);
        }
    }
    let open: Vec<usize> = (0..now.items.len()).filter(|here| to[*here].is_none()).collect();
    let left: Vec<usize> = (0..base.items.len()).filter(|there| !to.contains(&Some(*there))).collect();
    if open.len().saturating_mul(left.len()) <= MOST_PAIRS {
        for here in open {
            let best = left
                .iter()
                .filter(|there| !to.contains(&Some(**there)))
                .map(|there| (alike(&was[*there], &said[here]), *there))
                .filter(|(share, _)| *share >= SAME_WORDS)
                .max_by(|one, other| one.0.total_cmp(&other.0));
            if let Some((_, there)) = best {
                pair(&mut to, here, there);
            }
        }
    }
    // Every name that may not be given to a new question, and those that new ones bring along.
    let ever = used.clone();
    let mut used = used.clone();
    used.extend(now.items.iter().map(|item| item.id.clone()));
    let known: BTreeSet<Slug> =
        to.iter().flatten().filter_map(|there| base.items.get(*there)).map(|item| item.id.clone()).collect();
    let mut given = known.clone();
    let mut fresh = rules::Fresh::default();
    for (item, there) in now.items.iter_mut().zip(to) {
        let id = match there.and_then(|there| base.items.get(there)) {
            Some(known) => known.id.clone(),
            None if given.contains(&item.id) || ever.contains(&item.id) => fresh.name(&item.id, &used),
            None => item.id.clone(),
        };
        used.insert(id.clone());
        given.insert(id.clone());
        item.carried.iter_mut().for_each(|defect| defect.item = Some(id.to_string()));
        item.id = id;
    }
    known
}

/// What a question asks and offers, in words.
fn words(item: &DraftItem) -> Vec<String> {
    let mut text = String::new();
    for part in &item.body {
        match part {
            DraftPart::Text(words) => text.push_str(words.original()),
            DraftPart::Interaction(interaction) => {
                text.push(' ');
                text.push_str(interaction.prompt.as_ref().map_or("", |prompt| prompt.original()));
                match &interaction.kind {
                    DraftKind::Choice { options, .. } => {
                        for option in options {
                            text.push(' ');
                            text.push_str(option.text.original());
                        }
                    }
                    DraftKind::ShortText { accept, .. } => text.push_str(&accept.join(" ")),
                    DraftKind::TrueFalse { .. } | DraftKind::Essay { .. } => {}
                }
            }
        }
        text.push(' ');
    }
    let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = split.map(str::to_lowercase).collect();
    words.sort();
    words
}

/// Which share of their words two questions have in common: 0 to 1.
fn alike(one: &[String], other: &[String]) -> f64 {
    let (mut a, mut b) = (one.iter().peekable(), other.iter().peekable());
    let mut common = 0_usize;
    while let (Some(first), Some(second)) = (a.peek(), b.peek()) {
        match first.cmp(second) {
            std::cmp::Ordering::Equal => {
                common += 1;
                a.next();
                b.next();
            }
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
        }
    }
    let all = one.len() + other.len();
    #[allow(clippy::cast_precision_loss, reason = "numbers of words are far below 2^52")]
    if all == 0 { 1.0 } else { 2.0 * common as f64 / all as f64 }
}
