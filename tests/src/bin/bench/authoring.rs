//! What an author waits for: import, lint, forms, and how all three grow with the bank.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use bank::forms::{seed_of, study};
use bank::import::{Format, Imported, read};
use bank::lint::{Bounds, lint as look};
use bank::{Bank, Limits, NoPictures, Reading, write_source};
use evidence::sha256;
use exam::form::draw;
use exam::programme::{Cell, Exam};
use world::Outcome;
use world::dice::Dice;
use world::lab::made;

use super::{median, timed};

/// Questions of the bank that is imported and looked at.
const QUESTIONS: usize = 1_000;
/// Forms that are drawn.
const FORMS: u64 = 10_000;
/// Items of a form.
const FORM_ITEMS: u32 = 40;
/// Questions of the banks between which growth is measured.
const GROWTH: (usize, usize) = (100, 10_000);
/// Forms that are drawn of each of them.
const GROWTH_FORMS: u64 = 200;
/// Runs of each side; they take turns, and the middle one counts.
const RUNS: usize = 7;

/// How questions begin: what authors repeat, and a check for duplicates must not stumble over.
const STEMS: &[&str] = &[
    "Which of these statements about # is true of # in # when # is used?",
    "What happens to # when # is restarted while # still waits for #?",
    "A team runs # beside #. Which of these should it change first to make # reach #?",
    "In which file does # look for the settings of # before # starts?",
    "You see that # and # disagree about #. What is the first thing to look at in #?",
];

/// More than the readers take, which stop at five thousand questions.
fn limits() -> Limits {
    Limits { items: 20_000, yaml_nodes: 4_000_000, file_bytes: 64 * 1024 * 1024, ..Limits::default() }
}

/// A GIFT file of so many single choices, as authors write them: the same turns of phrase again and again, with other
/// things in them.
fn gift(questions: usize) -> String {
    let mut dice = Dice::seeded(1, "authoring");
    // A trade has as many words as it needs for its questions.
    let words: Vec<String> = (0..questions.max(50)).map(|_| dice.letters(7)).collect();
    let filled = |dice: &mut Dice, text: &str| {
        let mut out = String::new();
        for piece in text.split_inclusive('#') {
            let word = usize::try_from(dice.below(words.len() as u64)).unwrap_or(0);
            out.push_str(piece.trim_end_matches('#'));
            out.push_str(if piece.ends_with('#') { words.get(word).map_or("", String::as_str) } else { "" });
        }
        out
    };
    let mut out = String::new();
    for number in 0..questions {
        let stem = filled(&mut dice, STEMS[number % STEMS.len()]);
        let option = |dice: &mut Dice| filled(dice, "It is kept in # until # asks for the # again");
        let (key, others) = (option(&mut dice), [option(&mut dice), option(&mut dice), option(&mut dice)]);
        out.push_str(&format!(
            "// [id:q{number}]\n::q{number}::{stem}{{={key} ~{} ~{} ~{} ####{}}}\n\n",
            others[0],
            others[1],
            others[2],
            filled(&mut dice, "Because # holds #.")
        ));
    }
    out
}

/// From the file's bytes to a checked bank and the source an author goes on with.
fn imported(text: &str) -> Outcome<(Imported, String)> {
    let limits = limits();
    let reading = Reading { limits: &limits, digest: &sha256, pictures: &NoPictures };
    let imported = read(Format::Gift, "made.gift", text.as_bytes(), reading)?;
    let source = write_source(&imported);
    Ok((imported, source))
}

/// Both sides take turns.
fn turns<A, B>(
    mut floor: impl FnMut() -> Outcome<A>,
    mut ours: impl FnMut() -> Outcome<B>,
) -> Outcome<(Duration, Duration)> {
    let (mut low, mut own) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        low.push(timed(&mut floor)?.0);
        own.push(timed(&mut ours)?.0);
    }
    Ok((median(low), median(own)))
}

fn line(name: &str, (floor, ours): (Duration, Duration), rest: &str) -> String {
    let (floor, ours) = (floor.as_secs_f64() * 1_000.0, ours.as_secs_f64() * 1_000.0);
    format!("bench {name}: ratio={:.2} floor={floor:.1}ms ours={ours:.1}ms {rest}", ours / floor)
}

/// The floor reads the same questions as JSON into values and writes them again: what any format would cost.
pub(super) fn import() -> Outcome<Vec<String>> {
    let text = gift(QUESTIONS);
    let (made, _) = imported(&text)?;
    let json = serde_json::to_vec(&values(&made.bank))?;
    let floor = || {
        let values: serde_json::Value = serde_json::from_slice(&json)?;
        Ok(serde_json::to_vec_pretty(&values)?)
    };
    let took = turns(floor, || imported(&text))?;
    Ok(vec![line("import", took, &format!("questions={QUESTIONS} bytes={}", text.len()))])
}

/// Every text of a bank, as JSON has it.
fn values(bank: &Bank) -> serde_json::Value {
    let item =
        |item: &bank::SourceItem| serde_json::json!({ "id": item.item.id.as_str(), "texts": texts(item) });
    bank.items.iter().map(item).collect()
}

/// What stands in an item, text by text.
fn texts(item: &bank::SourceItem) -> Vec<String> {
    use exam::item::{Kind, Part};
    let words = |text: &exam::text::Text| text.for_reader("en").words();
    let mut all = Vec::new();
    for part in &item.item.body {
        match part {
            Part::Text(text) => all.push(words(text)),
            Part::Interaction(one) => {
                if let Kind::Choice { options, .. } = &one.kind {
                    all.extend(options.iter().map(|option| words(&option.text)));
                }
            }
        }
    }
    all.extend(item.key.explanation.as_ref().map(words));
    all
}

/// The floor counts every word of the bank once, in lower case: no rule about words can do with less.
pub(super) fn lint() -> Outcome<Vec<String>> {
    let (made, _) = imported(&gift(QUESTIONS))?;
    let took = turns(|| Ok(counted(&made.bank)), || Ok(look(&made.bank, &[], None, &Bounds::default())))?;
    let found = look(&made.bank, &[], None, &Bounds::default()).remarks.len();
    Ok(vec![line("lint", took, &format!("questions={QUESTIONS} remarks={found}"))])
}

fn counted(bank: &Bank) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for text in bank.items.iter().flat_map(texts) {
        for word in text.split_whitespace() {
            *counts.entry(word.to_lowercase()).or_insert(0) += 1;
        }
    }
    counts
}

/// An exam that draws from any item.
fn exam() -> Outcome<Exam> {
    let file = made::programme(4, "at-once")?;
    let mut exam = file.programme.exams.into_iter().next().ok_or("a programme without an exam")?;
    exam.blueprint = vec![Cell { competency: None, items: FORM_ITEMS, unscored: false }];
    Ok(exam)
}

/// The floor draws the same forms by the same algorithm and looks at none of them.
pub(super) fn forms() -> Outcome<Vec<String>> {
    let ((made, _), exam) = (imported(&gift(QUESTIONS))?, exam()?);
    let took = turns(|| drawn(&made.bank, &exam, FORMS), || studied(&made.bank, &exam, FORMS))?;
    Ok(vec![line("forms", took, &format!("forms={FORMS} items={QUESTIONS}"))])
}

fn drawn(bank: &Bank, exam: &Exam, count: u64) -> Outcome<BTreeSet<exam::Slug>> {
    let candidates = bank.candidates();
    let mut seen = BTreeSet::new();
    for number in 0..count {
        let form = draw(&candidates, &exam.blueprint, seed_of([1; 32], number))
            .map_err(|few| format!("row {} asks for {}", few.cell, few.wanted))?;
        seen.extend(form.items.into_iter().take(1));
    }
    Ok(seen)
}

fn studied(bank: &Bank, exam: &Exam, count: u64) -> Outcome<usize> {
    let study = study(bank, exam, count, [1; 32])
        .map_err(|few| format!("row {} asks for {}", few.cell, few.wanted))?;
    if study.wrong.is_empty() { Ok(study.used.len()) } else { Err("a form disobeys its blueprint".into()) }
}

/// The floor is what a question, or a form of them, costs in the small bank; ours is what it costs in the large one. A
/// ratio of 1 is growth in proportion. A form is drawn from the whole bank, so a form of a bank a hundred times as large
/// may cost a hundred times as much, and its ratio is per form and item.
pub(super) fn growth() -> Outcome<Vec<String>> {
    let (small, large) = GROWTH;
    let exam = exam()?;
    let mut costs = Vec::new();
    for questions in [small, large] {
        let text = gift(questions);
        let (made, _) = imported(&text)?;
        // The small bank takes so little that it is measured many times over.
        let times = large / questions;
        let each = |work: &dyn Fn() -> Outcome<()>| -> Outcome<f64> {
            let mut runs = Vec::new();
            for _ in 0..3 {
                runs.push(timed(|| (0..times).try_for_each(|_| work()))?.0);
            }
            Ok(median(runs).as_secs_f64() * 1_000_000.0 / (times * questions) as f64)
        };
        costs.push([
            each(&|| imported(&text).map(drop))?,
            each(&|| {
                std::hint::black_box(look(&made.bank, &[], None, &Bounds::default()));
                Ok(())
            })?,
            each(&|| studied(&made.bank, &exam, GROWTH_FORMS).map(drop))?,
        ]);
    }
    let [low, high] = costs.as_slice() else { return Err("two banks have two costs".into()) };
    let names = ["growth-import", "growth-lint", "growth-forms"];
    let lines = names.iter().zip(low.iter().zip(high)).map(|(name, (floor, ours))| {
        let ratio = ours / floor;
        format!(
            "bench {name}: ratio={ratio:.2} floor={floor:.1}us ours={ours:.1}us questions={small}..{large} each"
        )
    });
    Ok(lines.collect())
}
