//! A search for secrets in bytes, however they are written down.

use std::collections::{BTreeSet, HashMap};

use evidence::Bytes;

/// Shorter than this nothing is searched for.
const SHORTEST: usize = 4;
/// The sure part of another spelling is searched for from this length on: shorter ones occur by chance.
const SHORTEST_SPELLED: usize = 8;
/// Runs of at least so many letters are read as base64 and hexadecimal.
const RUN: usize = 24;
/// How often what was read is read again.
const DEEPEST: usize = 4;
const SIEVE_BITS: u32 = 20;

/// Something that must not be found.
#[derive(Debug, Clone)]
pub struct Needle {
    /// What it is, for people; never the thing itself.
    pub what: String,
    /// The thing itself.
    pub bytes: Vec<u8>,
}

impl Needle {
    /// Something to search for.
    pub fn new(what: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { what: what.into(), bytes: bytes.into() }
    }
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// What.
    pub what: String,
    /// How it was written down.
    pub spelling: String,
}

struct Pattern {
    needle: usize,
    spelling: String,
    bytes: Vec<u8>,
}

/// Searches for many things at once.
pub struct Scanner {
    needles: Vec<Needle>,
    patterns: Vec<Pattern>,
    sieve: Vec<bool>,
    index: HashMap<[u8; 4], Vec<usize>>,
}

impl Scanner {
    /// A search for each of these in every spelling.
    pub fn new(needles: Vec<Needle>) -> Self {
        let mut patterns: Vec<Pattern> = Vec::new();
        for (needle, thing) in needles.iter().enumerate() {
            let mut known = BTreeSet::new();
            for (spelling, bytes) in spellings(&thing.bytes) {
                let least = if spelling == "raw" { SHORTEST } else { SHORTEST_SPELLED };
                if bytes.len() >= least && known.insert(bytes.clone()) {
                    patterns.push(Pattern { needle, spelling, bytes });
                }
            }
        }
        let mut sieve = vec![false; 1 << SIEVE_BITS];
        let mut index: HashMap<[u8; 4], Vec<usize>> = HashMap::new();
        for (number, pattern) in patterns.iter().enumerate() {
            if let Some(first) = pattern.bytes.first_chunk::<4>() {
                sieve[hole(u32::from_le_bytes(*first))] = true;
                index.entry(*first).or_default().push(number);
            }
        }
        Self { needles, patterns, sieve, index }
    }

    /// The length of the longest spelling of all: who searches in pieces lets them overlap by this much.
    pub fn longest(&self) -> usize {
        self.patterns.iter().map(|pattern| pattern.bytes.len()).max().unwrap_or_default()
    }

    /// What stands in these bytes, or in what can be read out of them.
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<Hit> {
        let mut hits = BTreeSet::new();
        self.find_at(bytes, "", 0, &mut hits);
        hits
    }

    fn find_at(&self, bytes: &[u8], within: &str, depth: usize, hits: &mut BTreeSet<Hit>) {
        // A loop without iterators: gigabytes go through it, also where it is not optimised.
        let (mut first, mut end) = (0_u32, 0);
        while end < bytes.len() {
            first = first >> 8 | (bytes[end] as u32) << 24;
            end += 1;
            if !self.sieve[hole(first)] || end < 4 {
                continue;
            }
            for number in self.index.get(&first.to_le_bytes()).into_iter().flatten() {
                let pattern = &self.patterns[*number];
                if bytes[end - 4..].starts_with(&pattern.bytes) {
                    let what = self.needles[pattern.needle].what.clone();
                    hits.insert(Hit { what, spelling: format!("{within}{}", pattern.spelling) });
                }
            }
        }
        if depth < DEEPEST {
            for (spelling, inner) in readings(bytes) {
                self.find_at(&inner, &format!("{within}{spelling} of "), depth + 1, hits);
            }
        }
    }
}

fn hole(first: u32) -> usize {
    (first.wrapping_mul(0x9e37_79b1) >> (32 - SIEVE_BITS)) as usize
}

/// The bytes in every spelling, each cut to what does not depend on what stands around it.
fn spellings(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut texts = vec![("hex".to_owned(), hex(bytes)), ("HEX".to_owned(), hex(bytes).to_uppercase())];
    for shift in 0..3 {
        let standard = base64_within(bytes, shift);
        texts.push((format!("base64url at {shift}"), standard.replace('+', "-").replace('/', "_")));
        texts.push((format!("base64 at {shift}"), standard));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        texts.push(("text".to_owned(), text.to_owned()));
        let quoted = serde_json::Value::from(text).to_string();
        texts.push(("JSON".to_owned(), quoted.trim_matches('"').to_owned()));
    }
    let mut all = vec![("raw".to_owned(), bytes.to_vec())];
    for (name, text) in texts {
        let units: Vec<u16> = text.encode_utf16().collect();
        all.push((format!("{name} in UTF-16LE"), units.iter().flat_map(|unit| unit.to_le_bytes()).collect()));
        all.push((format!("{name} in UTF-16BE"), units.iter().flat_map(|unit| unit.to_be_bytes()).collect()));
        all.push((name, text.into_bytes()));
    }
    all
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Standard base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    match serde_json::to_value(Bytes(bytes.to_vec())) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// The letters of base64 that these bytes alone decide when `shift` others (modulo three) stand before them.
fn base64_within(bytes: &[u8], shift: usize) -> String {
    let text = base64(&[&vec![0; shift], bytes].concat());
    let begin = (shift * 8).div_ceil(6);
    let end = (shift + bytes.len()) * 8 / 6;
    text.get(begin..end).unwrap_or_default().to_owned()
}

/// Letters of base64 and base64url.
const LETTERS: [bool; 256] = {
    let (mut letters, mut byte) = ([false; 256], 0);
    while byte < 256 {
        letters[byte] =
            (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b'+' | b'/' | b'-' | b'_');
        byte += 1;
    }
    letters
};

/// The long runs of letters.
fn runs(bytes: &[u8]) -> Vec<&[u8]> {
    let (mut found, mut begin, mut end) = (Vec::new(), 0, 0);
    while end <= bytes.len() {
        if end == bytes.len() || !LETTERS[bytes[end] as usize] {
            if end - begin >= RUN {
                found.push(&bytes[begin..end]);
            }
            begin = end + 1;
        }
        end += 1;
    }
    found
}

/// What long runs of letters say when read as base64 and as hexadecimal.
fn readings(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut found = Vec::new();
    for run in runs(bytes) {
        if run.len().is_multiple_of(2) && run.iter().all(u8::is_ascii_hexdigit) {
            let pairs = run.chunks_exact(2).filter_map(|pair| std::str::from_utf8(pair).ok());
            found.push(("hex", pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()));
        }
        let standard = run.iter().map(|byte| match byte {
            b'-' => '+',
            b'_' => '/',
            other => char::from(*other),
        });
        // Padded as its end asks for; or else cut to whole groups, because it is not the end of what was written.
        let text: String = standard.collect();
        let padded = format!("{text}{}", ["", "", "==", "="][text.len() % 4]);
        let whole = text[..text.len() / 4 * 4].to_owned();
        let read = |text: String| serde_json::from_value::<Bytes>(serde_json::Value::from(text)).ok();
        if let Some(read) = read(padded).or_else(|| read(whole)) {
            found.push(("base64", read.0));
        }
    }
    found
}
