//! The linter: silences, strictness, bounds, real banks, and whatever a reader accepts.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/made.rs"]
mod made;
#[path = "support/reading.rs"]
mod support;

use bank::lint::{Bounds, Level, Use, lint};
use bank::{Bank, Limits};
use made::{FOUR, bank, choice, count, headed, item, less, many, quoted, report, short, single, spread};
use proptest::prelude::*;
use support::{digest, real_input, source};

const PROGRAMME: &str = "invigil: programme/v0\nid: 01890a5d-ac96-774b-bcce-b302099a8057\ntitle: P\nissuer: {name: I}\ntracks: [{id: t, title: T}]\ntiers: [{id: t, title: T}]\ncertifications: [{id: c, title: C, track: t, tier: t, exams: [e], attempts: 3}]\nexams: [{id: e, title: E, bank: b.yaml, minutes: 30, pass_percent: 70, rules: R., blueprint: [{competency: c, items: 2}, {items: 1}]}]\n";

#[test]
fn a_bank_is_held_against_the_exams_that_draw_from_it() {
    let file = bank::programme::read("p", PROGRAMME.as_bytes(), &Limits::default()).unwrap();
    let exam = &file.programme.exams[0];
    let items = |count| many(count, |n| short(&format!("q{n}"), &format!("Say k{n}."), &format!("v{n}")));
    let check = |bank: &Bank, attempts, demo, expected: &[&str]| {
        let report = lint(bank, &[Use { exam, attempts, demo }], None, &Bounds::default());
        let rules: Vec<&str> = report.remarks.iter().map(|remark| remark.rule).collect();
        assert_eq!(rules, expected, "{:#?}", report.remarks);
    };
    check(&bank(&items(9)), 3, true, &[]);
    check(&bank(&items(9)), 3, false, &["practice-in-exam"]);
    check(&bank(&items(9)), 0, false, &[]);
    check(&headed("use: live", &items(9)), 3, false, &[]);
    check(&bank(&items(8)), 3, true, &["too-few-attempts"]);
    check(&bank(&items(5)), 3, true, &["too-few-attempts", "too-few-attempts"]);
    check(&bank(&items(8)), 2, true, &[]);
    check(&bank(&items(1)), 1, true, &["bank-too-small", "draw-may-fail"]);
}

#[test]
fn a_programme_file_has_a_report_of_its_own() {
    let report = |text: &str| {
        let report = bank::lint::programme(&bank::programme::read("p", text.as_bytes(), &Limits::default()));
        assert!(report.programme && report.items == 0);
        report.remarks.iter().map(|remark| (remark.rule, remark.level)).collect::<Vec<_>>()
    };
    assert_eq!(report(PROGRAMME), []);
    let waits = PROGRAMME.replace("attempts: 3", "attempts: 1, cool_down_hours: 2");
    assert_eq!(report(&waits), [("policy", Level::Warning)]);
    let circle = PROGRAMME.replace("attempts: 3", "prerequisites: [c]");
    assert_eq!(report(&circle), [("prerequisite", Level::Error)]);
}

#[test]
fn who_reviewed_is_asked_where_it_counts() {
    let said = |bank: &Bank| {
        let report = lint(bank, &[], Some(&bank::review::Reviews::default()), &Bounds::default());
        let own = report.remarks.into_iter().filter(|remark| remark.rule == "missing-reviewer");
        own.map(|remark| (remark.item, remark.field, remark.level)).collect::<Vec<_>>()
    };
    let items = |count| many(count, |n| short(&format!("q{n}"), &format!("Say k{n}."), &format!("v{n}")));
    let key = evidence::SigningKey::from_seed(evidence::Secret::new([1; 32])).public();
    let mia = bank::review::Reviewer { name: "Mia".to_owned(), key };
    let reviewers = format!("reviewers: [{{name: Mia, key: \"{}\"}}]", mia.key_text());
    let bank_wide = |field: Option<&str>| vec![(None, field.map(str::to_owned), Level::Warning)];
    assert_eq!(said(&bank(&items(2))), [], "a practice bank that names nobody");
    assert_eq!(said(&headed("use: live", &items(2))), bank_wide(Some("reviewers")));
    let named = headed(&format!("use: practice\n{reviewers}"), &items(4));
    assert_eq!(said(&named).len(), 4, "{:?}", said(&named));
    let named = headed(&format!("use: live\n{reviewers}"), &items(5));
    assert_eq!(said(&named), bank_wide(None), "one for all");
    let retired = items(2).replace("    text:", "    state: retired\n    text:");
    assert_eq!(said(&headed("use: live", &retired)), [], "what is not in use");
    assert_eq!(lint(&named, &[], None, &Bounds::default()).count(Level::Warning), 0, "without reviews");
}

#[test]
fn a_guesser_is_judged_from_thirty_choices_and_noted_from_ten() {
    let level = |count| {
        let report = report(&bank(&spread(count, "w# three", &FOUR, |n| n % 4)));
        report.remarks.iter().find(|remark| remark.rule == "key-longest").map(|remark| remark.level)
    };
    assert_eq!((level(9), level(10), level(29)), (None, Some(Level::Note), Some(Level::Note)));
    assert_eq!(level(30), Some(Level::Warning));
}

#[test]
fn a_guesser_may_gain_two_points_and_no_more() {
    // Of 50 keys, 12.5 are chance: 13.5 are two points more, 14 are three. A tie of two is half a key.
    let guesser = |alone: usize, tied: usize| {
        let made = many(50, |n| {
            let right = if n < alone {
                "!w# abcd"
            } else if n < alone + tied {
                "!w# abc"
            } else {
                "!w# a"
            };
            let options =
                [right, "w# xyz", "w# x", "w# y"].map(|text| text.replace('#', &format!("{}", 100 + n)));
            let mut options = options.each_ref().map(String::as_str);
            options.rotate_right(n % 4);
            single(&format!("q{n}"), &format!("Which k{n}?"), &options)
        });
        count(&report(&bank(&made)), "key-longest")
    };
    assert_eq!((guesser(13, 1), guesser(13, 2), guesser(14, 0)), (0, 1, 1));
}

#[test]
fn what_whole_numbers_force_is_nobodys_mistake() {
    // 37 keys over 4 places: 9.25 are chance, and some place has 10, which is 2.03 points more.
    let one = report(&bank(&spread(37, "w# ten", &FOUR, |n| n % 4)));
    assert_eq!(count(&one, "key-position"), 0);
    assert!(one.guesses.iter().any(|guess| guess.rule == "key-position" && guess.gain() > 2.0));
}

#[test]
fn a_silence_holds_where_it_stands_and_only_with_a_reason() {
    let two = |id: &str, silence: &str| {
        item(id, &format!("{silence}{}", choice(&format!("Which {id}?"), "single", &["!Alpha", "Beta"])))
    };
    let silence = "    silence: {option-count: Two is all there is.}\n";
    let one = report(&bank(&[two("q1", silence), two("q2", "")].concat()));
    assert_eq!((count(&one, "option-count"), one.silenced.len()), (1, 1));
    assert_eq!(one.silenced[0].1, "Two is all there is.");
    assert_eq!(one.silenced[0].0.item.as_deref(), Some("q1"));

    let all = report(&headed(
        &format!("use: practice\n{}", silence.trim()),
        &[two("q1", ""), two("q2", "")].concat(),
    ));
    assert_eq!((count(&all, "option-count"), all.silenced.len()), (0, 2));

    // A reader's warning can be silenced, a defect cannot.
    let trap = |silence: &str, options: &[&str]| {
        report(&bank(&item("q1", &format!("{silence}{}", choice("Which ones?", "multiple", options)))))
    };
    let meant = trap("    silence: {one-correct: It is meant.}\n", &["!Alpha", "Beta", "Gamma"]);
    assert_eq!((meant.remarks.len(), meant.silenced.len()), (0, 1), "{:?}", meant.remarks);
    let defect = trap("    silence: {all-correct: It is meant.}\n", &["!Alpha", "!Beta", "!Gamma"]);
    assert_eq!(
        (count(&defect, "all-correct"), count(&defect, "silence-unused"), defect.silenced.len()),
        (1, 1, 0)
    );
}

#[test]
fn a_silence_of_no_rule_is_refused() {
    let text =
        |silence: &str| format!("invigil: bank/v0\ntitle: T\nuse: live\nsilence: {silence}\nitems: []\n");
    let said = |silence: &str| source(&text(silence)).map(|_| ()).map_err(|refused| refused.to_string());
    assert_eq!(said("{near-duplicate: Yes.}"), Ok(()));
    assert_eq!(
        said("{near-duplicates: Yes.}").unwrap_err(),
        "bank.yaml, line 4: `silence` names `near-duplicates`, which is no rule. Did you mean `near-duplicate`?"
    );
    for wrong in [
        "{spelling: Yes.}",
        "near-duplicate",
        "[near-duplicate]",
        "{near-duplicate: [a]}",
        "{article: a, article: b}",
    ] {
        assert!(said(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn strictness_makes_errors_of_warnings_and_of_nothing_else() {
    let mut report = report(&bank(&spread(10, "w# three", &FOUR, |n| n % 4)));
    let (warnings, notes) = (report.count(Level::Warning), report.count(Level::Note));
    assert!(warnings > 0 && notes > 0 && report.count(Level::Error) == 0, "{:#?}", report.remarks);
    report.strict();
    assert_eq!(
        (report.count(Level::Error), report.count(Level::Warning), report.count(Level::Note)),
        (warnings, 0, notes)
    );
}

#[test]
fn a_field_that_all_lack_is_one_finding() {
    let lacking = |count| {
        let made = many(count, |n| {
            less(
                "source",
                &format!("q{n}"),
                &format!("    text: Say k{n}.\n    type: short-text\n    accept: [v{n}]\n"),
            )
        });
        report(&bank(&made))
    };
    assert_eq!((count(&lacking(4), "missing-source"), count(&lacking(5), "missing-source")), (4, 1));
    assert_eq!(lacking(5).remarks[0].item, None);
}

#[test]
fn rules_about_words_know_english_only() {
    let items = single("q1", "Which of these is not a pod?", &["!All of the above", "Never", "Gamma"]);
    assert_eq!(count(&report(&bank(&items)), "negative-stem"), 1);
    let report = report(&headed("use: practice\nlanguage: de", &items));
    assert!(report.remarks.is_empty(), "{:?}", report.remarks);
    assert!(report.guesses.iter().all(|guess| !matches!(guess.rule, "key-mild" | "key-echo" | "key-kin")));
}

#[test]
fn a_remark_says_what_it_means_and_what_to_do() {
    let report = report(&bank(&single("q1", "Which?", &["!Alpha", "Beta"])));
    assert_eq!(
        report.remarks[0].sentence("server.yaml"),
        "server.yaml, line 6, question q1: The single choice has 2 options; 3 to 5 are usual. Two options are half \
         guessed; more than five are seldom all plausible. Add plausible ones, or take weak ones out. [option-count]"
    );
}

/// Codes and counts only: the pages' sentences stay where they are.
#[test]
fn the_academys_own_exams_are_found_guessable() {
    let check = |page: &str, single: usize, gains: &[(&str, i64)], rules: &[(&str, usize)]| {
        let path = real_input().join("academy/certified-meshery-contributor").join(page);
        let bank = bank::academy::import_file(&path, &Limits::default(), &digest).unwrap().bank;
        let report = report(&bank);
        for (strategy, hundredths) in gains {
            let guess = report.guesses.iter().find(|guess| guess.strategy == *strategy).unwrap();
            assert_eq!(guess.of, single, "{page}");
            assert_eq!((guess.gain() * 100.0).round() as i64, *hundredths, "{page}: {strategy}");
        }
        for (rule, times) in rules {
            assert_eq!(count(&report, rule), *times, "{page}: {rule}");
        }
    };
    let gains = |longest, b| [("always takes the longest option", longest), ("always takes option b", b)];
    let missing = ("missing-explanation", 1);
    check(
        "meshery-cli.md",
        68,
        &gains(2243, 2684),
        &[missing, ("unknown-type", 1), ("key-longest", 1), ("key-position", 1)],
    );
    check("meshery-server.md", 64, &gains(2456, 1635), &[missing, ("article", 1), ("key-longest", 1)]);
    check(
        "meshery-ui.md",
        52,
        &gains(3029, 4663),
        &[missing, ("all-correct", 20), ("key-longest", 1), ("key-position", 1)],
    );
}

#[test]
fn the_demonstration_has_no_error() {
    let path = format!("{}/../../question-banks/demo/banks/exam-ready.yaml", env!("CARGO_MANIFEST_DIR"));
    let bank = bank::source::read_file(std::path::Path::new(&path), &Limits::default(), &digest).unwrap();
    assert_eq!(report(&bank).count(Level::Error), 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_reader_accepts_can_be_linted(
        texts in proptest::collection::vec("\\PC{0,30}|([a-z]{1,3}[ .?!:’'`*]){0,12}(a|an|not|all of the above)?|[ `*_.?#0-9A-Z-]{0,12}", 24),
        kinds in proptest::collection::vec(0..5_usize, 3..12),
        lang in prop_oneof![Just("en"), Just("en-GB"), Just("de")],
    ) {
        let mut next = texts.iter().cycle();
        let mut text = || next.next().map(|text| quoted(&text.replace('\n', " "))).unwrap();
        let items: String = kinds.iter().enumerate().map(|(n, kind)| {
            let options = |count: usize, text: &mut dyn FnMut() -> String| (0..count).map(|o| format!("      - {{id: o{o}, text: {}, correct: {}}}\n", text(), (n + o) % 3 == 0)).collect::<String>();
            let rest = match kind {
                0 => format!("    text: {}\n    type: single\n    options:\n{}", text(), options(n % 6, &mut text)),
                1 => format!("    text: {}\n    type: multiple\n    options:\n{}", text(), options(5, &mut text)),
                2 => format!("    text: {}\n    type: true-false\n    answer: true\n", text()),
                3 => format!("    text: {}\n    type: short-text\n    accept: [{}, {}]\n", text(), text(), text()),
                _ => format!("    body:\n      - text: {}\n      - interaction: {{id: i, type: short-text, prompt: {}, accept: [{}]}}\n      - interaction: {{id: j, type: essay}}\n", text(), text(), text()),
            };
            format!("  - id: q{n}\n    silence: {{article: {}}}\n{rest}", text())
        }).collect();
        let bank = source(&format!("invigil: bank/v0\ntitle: T\nuse: live\nlanguage: {lang}\nitems:\n{items}"));
        prop_assume!(bank.is_ok(), "{}", bank.unwrap_err());
        let report = report(&bank.unwrap());
        for remark in &report.remarks {
            prop_assert!(!remark.what.is_empty() && !remark.sentence("x").contains('\n'), "{:?}", remark);
        }
        for guess in &report.guesses {
            prop_assert!(guess.gain().is_finite() && guess.right >= 0.0 && guess.right <= guess.of as f64 + 1e-6);
        }
    }
}
