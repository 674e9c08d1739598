//! What two questions have in common.

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

fn near_duplicates(eye: &mut Eye<'_>) {
    let all: Vec<BTreeSet<Vec<String>>> = eye.seen.iter().map(shingles).collect();
    let mut holders: HashMap<&[String], Vec<usize>> = HashMap::new();
    // How many runs each earlier question has in common with this one, and which have any.
    let (mut common, mut some) = (vec![0_usize; all.len()], Vec::new());
    for (later, shingles) in all.iter().enumerate() {
        for shingle in shingles {
            let holders = holders.entry(shingle).or_default();
            for earlier in holders.iter() {
                if let Some(count) = common.get_mut(*earlier) {
                    if *count == 0 {
                        some.push(*earlier);
                    }
                    *count += 1;
                }
            }
            holders.push(later);
        }
        let alike = some.drain(..).filter_map(|earlier| {
            let common = common.get_mut(earlier).map(std::mem::take)?;
            let union = all.get(earlier)?.len() + shingles.len() - common;
            // A question has far fewer words than a float counts exactly.
            Some((earlier, common as f64 / union as f64))
        });
        let nearest = alike.filter(|(_, alike)| *alike >= eye.bounds.alike);
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
    // Which questions hold these words, as neighbours in this order.
    let holding = |wanted: &[String]| -> BTreeSet<usize> {
        let Some(starts) = wanted.first().and_then(|first| places.get(first.as_str())) else {
            return BTreeSet::new();
        };
        let stands = |(index, place): &&(usize, usize)| {
            let here = stems.get(*index).and_then(|stem| stem.get(*place..*place + wanted.len()));
            here.is_some_and(|here| here.iter().zip(wanted).all(|(word, wanted)| word.low == *wanted))
        };
        starts.iter().filter(stands).map(|(index, _)| *index).collect()
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
