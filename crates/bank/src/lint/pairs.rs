//! What two questions have in common.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Eye;
use super::options::meant;
use super::seen::{Answer, Choice, Seen, Word, typed};

pub(super) fn check(eye: &mut Eye<'_>) {
    near_duplicates(eye);
    given_away(eye);
}

/// Words of a shingle.
const SHINGLE: usize = 3;

/// Runs of three words, of the question and of each option. A text of fewer words is one run.
fn shingles(seen: &Seen<'_>) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut add = |words: Vec<String>| {
        if words.len() <= SHINGLE {
            found.extend((!words.is_empty()).then_some(words));
        } else {
            found.extend(words.windows(SHINGLE).map(<[String]>::to_vec));
        }
    };
    add(seen.stem().map(|word| word.low.clone()).collect());
    for ask in seen.asks.iter().filter(|ask| !matches!(ask.answer, Answer::TrueFalse)) {
        for option in &ask.options {
            add(option.words.iter().map(|word| word.low.clone()).collect());
        }
        if let Answer::Text(accepted) = ask.answer {
            accepted.iter().for_each(|answer| add(typed(answer)));
        }
    }
    found
}

/// Each question's runs as numbers, the rarest of the bank first.
fn ranked(all: &[BTreeSet<Vec<String>>]) -> Vec<Vec<usize>> {
    let mut counts: HashMap<&Vec<String>, usize> = HashMap::new();
    for run in all.iter().flatten() {
        *counts.entry(run).or_default() += 1;
    }
    let mut order: Vec<(usize, &Vec<String>)> = counts.into_iter().map(|(run, count)| (count, run)).collect();
    order.sort_unstable();
    let ranks: HashMap<&Vec<String>, usize> = order.into_iter().map(|(_, run)| run).zip(0..).collect();
    let numbers = |runs: &BTreeSet<Vec<String>>| {
        let mut numbers: Vec<usize> = runs.iter().filter_map(|run| ranks.get(run).copied()).collect();
        numbers.sort_unstable();
        numbers
    };
    all.iter().map(numbers).collect()
}

/// How many numbers two sorted lists have in common.
fn shared(one: &[usize], other: &[usize]) -> usize {
    let (mut a, mut b, mut common) = (one.iter().peekable(), other.iter().peekable(), 0);
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            Ordering::Less => drop(a.next()),
            Ordering::Greater => drop(b.next()),
            Ordering::Equal => {
                common += 1;
                a.next();
                b.next();
            }
        }
    }
    common
}

/// Two questions of which half is alike have one of their rarer runs in common: of `n` runs that need `k` in common, one
/// of the `n - k + 1` rarest. So only these are looked up, and turns of phrase that stand everywhere bring nothing
/// together; what is found is the same.
fn near_duplicates(eye: &mut Eye<'_>) {
    let shingles: Vec<BTreeSet<Vec<String>>> = eye.seen.iter().map(shingles).collect();
    let all = ranked(&shingles);
    let bound = eye.bounds.alike;
    let mut holders: HashMap<usize, Vec<usize>> = HashMap::new();
    for (later, runs) in all.iter().enumerate() {
        // A question has far fewer runs than a float counts exactly; one too few needed costs only time.
        let needed = (bound * runs.len() as f64 - 1e-9).ceil().max(1.0) as usize;
        let rare = runs.iter().take((runs.len() + 1).saturating_sub(needed));
        let mut some = BTreeSet::new();
        for run in rare {
            let holders = holders.entry(*run).or_default();
            some.extend(holders.iter().copied());
            holders.push(later);
        }
        let alike = some.into_iter().filter_map(|earlier| {
            let other = all.get(earlier)?;
            let common = shared(other, runs);
            let union = other.len() + runs.len() - common;
            Some((earlier, common as f64 / union as f64))
        });
        let nearest = alike.filter(|(_, alike)| *alike >= bound);
        let nearest = nearest.max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)));
        if let Some((earlier, alike)) = nearest {
            both(eye, "near-duplicate", later, earlier, |other| {
                format!("It shares {:.0} % of its wording with {other}.", 100.0 * alike)
            });
        }
    }
}

/// Says something of one question that has to do with another.
fn both(eye: &mut Eye<'_>, rule: &'static str, item: usize, other: usize, what: impl Fn(&str) -> String) {
    let (Some(item), Some(other)) = (eye.seen.get(item), eye.seen.get(other)) else { return };
    let (id, line) = (other.item.item.id.to_string(), other.item.at.line);
    let hint = match rule {
        "near-duplicate" => "Keep the better one, or ask for something else.",
        _ => "Say it otherwise in one of them.",
    };
    let what = what(&format!("`{id}` in line {line}"));
    eye.say(rule, Some(item.item), "text", what, hint).other = Some((line, id));
}

/// A key in this many other questions is a word of the trade, not a leak.
const COMMON: usize = 2;

/// Keys that stand in what another question asks, where the two are about the same.
fn given_away(eye: &mut Eye<'_>) {
    let stems: Vec<Vec<&Word>> = eye.seen.iter().map(|seen| seen.stem().collect()).collect();
    let topics: Vec<BTreeSet<String>> = stems.iter().map(|stem| meant(stem.iter().copied())).collect();
    let mut places: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, stem) in stems.iter().enumerate() {
        for (place, word) in stem.iter().enumerate() {
            places.entry(&word.low).or_default().push((index, place));
        }
    }
    // Which questions hold these words, as neighbours in this order. They are looked for where the rarest of them stands.
    let holding = |wanted: &[String]| -> BTreeSet<usize> {
        let standing = wanted.iter().map(|word| places.get(word.as_str()).map_or(&[][..], Vec::as_slice));
        let Some((offset, rarest)) = standing.enumerate().min_by_key(|(_, places)| places.len()) else {
            return BTreeSet::new();
        };
        let stands = |(index, place): &&(usize, usize)| {
            let here = place
                .checked_sub(offset)
                .and_then(|begin| stems.get(*index).and_then(|stem| stem.get(begin..begin + wanted.len())));
            here.is_some_and(|here| here.iter().zip(wanted).all(|(word, wanted)| word.low == *wanted))
        };
        rarest.iter().filter(stands).map(|(index, _)| *index).collect()
    };
    for (index, seen) in eye.seen.iter().enumerate() {
        for ask in &seen.asks {
            let options: Vec<Vec<String>> = ask.options.iter().map(said).collect();
            let keys: Vec<Vec<String>> = match ask.answer {
                Answer::Single => ask.key().and_then(|key| options.get(key).cloned()).into_iter().collect(),
                Answer::Text(accepted) => accepted.iter().map(|answer| typed(answer)).collect(),
                Answer::Multiple | Answer::TrueFalse => Vec::new(),
            };
            let giving = keys.iter().filter(|key| telling(key)).find_map(|key| {
                let holders: BTreeSet<usize> =
                    holding(key).into_iter().filter(|other| *other != index).collect();
                // Whoever reads a distractor there as well learns nothing.
                let distracts = |other: &usize| {
                    options
                        .iter()
                        .filter(|option| *option != key)
                        .any(|option| holding(option).contains(other))
                };
                if holders.len() > COMMON {
                    return None;
                }
                let own = topics.get(index)?;
                let common = |other: &&usize| {
                    let about = |word: &&String| !key.contains(word);
                    let theirs = topics.get(**other);
                    theirs.is_some_and(|theirs| own.intersection(theirs).filter(about).count() >= 2)
                };
                let other = holders.iter().filter(|other| !distracts(other)).find(common)?;
                Some((*other, key.join(" ")))
            });
            if let Some((other, key)) = giving {
                both(eye, "answer-elsewhere", index, other, |other| {
                    format!("Its answer {} stands in {other}.", crate::finding::quoted(&key))
                });
            }
        }
    }
}

/// Whether a key is more than a word that stands everywhere: several words, or one that is a name or a figure.
fn telling(key: &[String]) -> bool {
    let small = |word: &String| super::options::SMALL.contains(&word.as_str());
    let named = |word: &String| word.chars().any(|c| !c.is_alphabetic());
    match key {
        [one] => one.chars().count() >= 4 && named(one),
        _ => key.iter().filter(|word| !small(word)).count() >= 2,
    }
}

/// What an option says, without its article.
fn said(option: &Choice) -> Vec<String> {
    let words = option.words.iter().map(|word| word.low.clone());
    words.skip_while(|word| matches!(word.as_str(), "a" | "an" | "the")).collect()
}
