//! What somebody gains who knows nothing and follows a rule.

use super::options::meant;
use super::seen::{Ask, Choice};
use super::{Eye, Level};

/// One way of guessing, tried on every single choice of a bank.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The rule that speaks when it gains too much.
    pub rule: &'static str,
    /// What the guesser does: `always takes the longest option`.
    pub strategy: String,
    /// Right answers to be expected. Where several options serve equally, each is taken equally often.
    pub right: f64,
    /// Right answers to be expected from blind choice.
    pub chance: f64,
    /// How many single choices there are.
    pub of: usize,
}

impl Guess {
    /// What it gains over chance, in points of a hundred.
    pub fn gain(&self) -> f64 {
        // Nobody has so many questions that a float could not count them.
        if self.of == 0 { 0.0 } else { 100.0 * (self.right - self.chance) / self.of as f64 }
    }
}

type Score = fn(&Choice, &Ask<'_>) -> usize;

/// Rule, what the guesser does, and what an option is worth to it: one of the best is taken.
const STRATEGIES: &[(&str, &str, Score)] = &[
    ("key-longest", "always takes the longest option", |option, _| option.chars),
    ("key-shortest", "always takes the shortest option", |option, _| usize::MAX - option.chars),
    ("key-names", "always takes the option with most figures or names", |option, _| names(option)),
    ("key-names", "always takes the option with most digits or capitals", |option, _| {
        option.text.chars().filter(|c| c.is_numeric() || c.is_uppercase()).count()
    }),
    ("key-mild", "never takes an option with a negation", |option, _| usize::from(!has(option, NEGATIONS))),
    ("key-mild", "never takes an option with an absolute word", |option, _| {
        usize::from(!has(option, ABSOLUTES))
    }),
    ("key-mild", "never takes an option with either of them", |option, _| {
        usize::from(!has(option, NEGATIONS) && !has(option, ABSOLUTES))
    }),
    ("key-echo", "always takes the option that repeats most words of the question", echo),
    ("key-echo", "always takes the option that repeats fewest words of the question", |option, ask| {
        usize::MAX - echo(option, ask)
    }),
    ("key-kin", "always takes the option most like the others", kinship),
    ("key-kin", "always takes the option least like the others", |option, ask| {
        usize::MAX - kinship(option, ask)
    }),
];

/// Words that deny.
pub(super) const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nothing",
    "nobody",
    "nowhere",
    "cannot",
    "neither",
    "nor",
    "without",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "don't",
    "doesn't",
    "didn't",
    "won't",
    "wouldn't",
    "can't",
    "couldn't",
    "shouldn't",
    "mustn't",
    "needn't",
    "hasn't",
    "haven't",
    "hadn't",
];

/// Words that allow no exception.
const ABSOLUTES: &[&str] = &[
    "always",
    "never",
    "only",
    "all",
    "every",
    "must",
    "none",
    "nothing",
    "nobody",
    "everything",
    "everyone",
    "any",
    "entirely",
    "completely",
    "impossible",
    "absolutely",
    "solely",
    "exclusively",
];

fn has(option: &Choice, words: &[&str]) -> bool {
    option.words.iter().any(|word| !word.code && words.contains(&word.low.as_str()))
}

/// Words with a figure or a capital that is not there because the option begins.
fn names(option: &Choice) -> usize {
    let named = |(place, word): &(usize, &super::seen::Word)| {
        word.inner || (word.capital && *place > 0) || word.low.contains(|c: char| c.is_numeric())
    };
    option.words.iter().enumerate().filter(named).count()
}

/// How many words of the question an option repeats.
fn echo(option: &Choice, ask: &Ask<'_>) -> usize {
    meant(option.words.iter()).intersection(&meant(ask.stem.words.iter())).count()
}

/// How many of its words stand in other options, counted once for each.
fn kinship(option: &Choice, ask: &Ask<'_>) -> usize {
    let own = meant(option.words.iter());
    let all: usize =
        ask.options.iter().map(|other| meant(other.words.iter()).intersection(&own).count()).sum();
    all - own.len()
}

/// Tries all ways of guessing. Ties are shared.
pub(super) fn check(eye: &mut Eye<'_>) -> Vec<Guess> {
    let asks = eye.seen.iter().flat_map(|seen| &seen.asks);
    let rounds: Vec<(&Ask<'_>, usize)> = asks.filter_map(|ask| Some((ask, ask.key()?))).collect();
    let of = rounds.len();
    if of == 0 {
        return Vec::new();
    }
    let share = |ask: &Ask<'_>| 1.0 / ask.options.len() as f64;
    let english = super::wording::is_english(eye.bank);
    let mut guesses = Vec::new();
    for (rule, strategy, score) in STRATEGIES
        .iter()
        .filter(|(rule, ..)| english || !matches!(*rule, "key-mild" | "key-echo" | "key-kin"))
    {
        let mut right = 0.0;
        for (ask, key) in &rounds {
            let scores: Vec<usize> = ask.options.iter().map(|option| score(option, ask)).collect();
            let best = scores.iter().max();
            if scores.get(*key) == best {
                right += 1.0 / scores.iter().filter(|score| Some(*score) == best).count() as f64;
            }
        }
        let chance = rounds.iter().map(|(ask, _)| share(ask)).sum();
        guesses.push(Guess { rule, strategy: (*strategy).to_owned(), right, chance, of });
    }
    let places = rounds.iter().map(|(ask, _)| ask.options.len()).max().unwrap_or(0);
    for place in 0..places {
        let right = rounds.iter().filter(|(_, key)| *key == place).count() as f64;
        let chance =
            rounds.iter().filter(|(ask, _)| ask.options.len() > place).map(|(ask, _)| share(ask)).sum();
        let letter = char::from_u32(u32::from('a') + u32::try_from(place).unwrap_or(u32::MAX));
        let strategy = match letter.filter(char::is_ascii_lowercase) {
            Some(letter) => format!("always takes option {letter}"),
            None => format!("always takes option {}", place + 1),
        };
        guesses.push(Guess { rule: "key-position", strategy, right, chance, of });
    }
    guesses.iter().for_each(|guess| judge(eye, guess));
    guesses
}

/// Rounding of sums of thirds and sevenths is far below this, and one question of the largest bank far above.
const TINY: f64 = 1e-6;

fn judge(eye: &mut Eye<'_>, guess: &Guess) {
    let placed = guess.rule == "key-position";
    let bounds = eye.bounds;
    let most = if matches!(guess.rule, "key-echo" | "key-kin") { bounds.word_gain } else { bounds.gain };
    let from = if placed { bounds.judged_from } else { bounds.noted_from };
    // Thirty-seven keys cannot be spread evenly over four places; what whole numbers force is nobody's mistake.
    let forced = placed && guess.right <= (guess.chance - TINY).ceil();
    if guess.of < from || guess.gain() <= most + TINY || forced {
        return;
    }
    let what = format!(
        "Who {} has {:.1} % of the {} single choices right, where chance gives {:.1} %: {:.1} points more.",
        guess.strategy,
        100.0 * guess.right / guess.of as f64,
        guess.of,
        100.0 * guess.chance / guess.of as f64,
        guess.gain()
    );
    let hint = match guess.rule {
        "key-longest" => "Shorten keys, or give distractors the same detail.",
        "key-shortest" => "Shorten distractors, or say more in the keys.",
        "key-names" => "Give distractors names and figures of their own.",
        "key-mild" => "Take the negations and absolute words out of distractors, or write some true ones.",
        "key-echo" => "Let keys and distractors repeat words of the question alike.",
        "key-kin" => "Write distractors that differ among themselves as they differ from the key.",
        _ => "Move some keys to other places.",
    };
    let (rule, few) = (guess.rule, guess.of < bounds.judged_from);
    let remark = eye.say(rule, None, "options", what, hint);
    if few {
        remark.level = Level::Note;
    }
}
