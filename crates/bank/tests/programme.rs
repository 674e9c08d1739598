//! The programme file, and whether a bank is enough for its exams.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::programme::{ProgrammeFile, read};
use bank::{Limits, check_draw};
use exam::programme::{Beyond, DeviceKey, Feedback, FeedbackWhen, OutageAllowance, Release};
use exam::{BasisPoints, Points};
use support::{brief, source, with_items};

const WHOLE: &str = r#"invigil: programme/v0
id: 01890a5d-ac96-774b-bcce-b302099a8057
title: {en: Demo, de: Vorführung}
demo: true
issuer: {name: Meshery, url: "https://meshery.io"}
tracks: [{id: community, title: Community}]
tiers: [{id: associate, title: Associate}]
certifications:
  - id: cmc
    title: Contributor
    description: Knows *how*.
    track: community
    tier: associate
    exams: [server, cli]
    attempts: 3
    valid_months: 24
defaults:
  minutes: 30
  pass_percent: 66.67
  rules: |
    1. I work *alone*.
exams:
  - id: server
    title: Server
    bank: banks/server.yaml
    draw: 25
  - id: cli
    title: Command line
    bank: cli.yaml
    minutes: 45
    pass_percent: 70
    blueprint:
      - {competency: ops, items: 10}
      - {items: 5}
      - {items: 2, unscored: true}
    points_per_item: 0.33333
    feedback: {show: full, when: provisional}
    release: when-room-closes
    outage: {each_minutes: 2, total_minutes: 4, beyond: charge}
    device_key: keyring-or-file
    upload_within_hours: 24
"#;

fn whole() -> ProgrammeFile {
    read("p.yaml", WHOLE.as_bytes(), &Limits::default()).unwrap_or_else(|refused| panic!("{refused}"))
}

#[test]
fn a_whole_programme_is_read() {
    let ProgrammeFile { programme, banks, language, findings } = whole();
    assert_eq!((language.as_str(), findings.len()), ("en", 0));
    assert_eq!(programme.title.for_reader("de").words(), "Vorführung");
    assert!(programme.demo);
    let certification = &programme.certifications[0];
    assert_eq!(
        (certification.exams.len(), certification.attempts, certification.valid_months),
        (2, 3, Some(24))
    );
    let paths: Vec<_> = banks.iter().map(|(id, path)| format!("{id}={path}")).collect();
    assert_eq!(paths, ["cli=cli.yaml", "server=banks/server.yaml"]);

    let server = &programme.exams[0];
    assert_eq!(
        (server.items(), server.pass_mark, server.points_per_item),
        (25, BasisPoints(6_667), Points::whole(2))
    );
    let policy = &server.policy;
    assert_eq!(policy.working_ms, 30 * 60_000);
    assert_eq!((policy.feedback, policy.feedback_when), (Feedback::Outcome, FeedbackWhen::Confirmed));
    assert_eq!((policy.release, policy.device_key), (Release::Never, DeviceKey::Keyring));
    assert_eq!(policy.outage, OutageAllowance { each_ms: 300_000, total_ms: 900_000, beyond: Beyond::Ask });
    assert_eq!(policy.upload_within_ms, 72 * 3_600_000);

    let cli = &programme.exams[1];
    assert_eq!((cli.items(), cli.pass_mark, cli.points_per_item), (17, BasisPoints(7_000), Points(33_333)));
    assert_eq!((cli.policy.working_ms, cli.policy.upload_within_ms), (45 * 60_000, 24 * 3_600_000));
    assert_eq!((cli.policy.feedback, cli.policy.feedback_when), (Feedback::Full, FeedbackWhen::Provisional));
    assert_eq!(
        cli.policy.outage,
        OutageAllowance { each_ms: 120_000, total_ms: 240_000, beyond: Beyond::Charge }
    );
    assert_eq!(cli.policy.rules.variants()[0].words(), "- I work alone.", "from the defaults");
}

/// Replaces a piece of the whole programme and compares what is said: a line and a beginning.
fn check(piece: &str, by: &str, says: &[&str]) {
    assert!(WHOLE.contains(piece), "{piece}");
    let text = WHOLE.replacen(piece, by, 1);
    let found: Vec<String> = match read("p.yaml", text.as_bytes(), &Limits::default()) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.findings.iter().map(ToString::to_string).collect(),
    };
    assert_eq!(found.len(), says.len(), "{piece} -> {by}: {found:#?}");
    for (found, says) in found.iter().zip(says) {
        assert!(found.starts_with(&format!("p.yaml, line {says}")), "{piece} -> {by}: {found}");
    }
}

#[test]
fn mistakes_are_named_with_line_and_field() {
    check("programme/v0", "programme/v9", &["1: The file is of version `v9` of its format"]);
    check(
        "ac96-7",
        "ac96-4",
        &["2: `id` is `01890a5d-ac96-474b-bcce-b302099a8057`. Write a UUID of version 7"],
    );
    check("id: 01890a5d-ac96-774b-bcce-b302099a8057\n", "", &["1: `id` is missing."]);
    check("demo: true", "demo: yes", &["4: `demo` is `yes`. Write `true` or `false`."]);
    check(
        "demo: true",
        "dmeo: true",
        &["4: `dmeo` is no field that means anything here. Did you mean `demo`?"],
    );
    check("name: Meshery, ", "", &["5: `issuer.name` is missing."]);
    check("https://m", "javascript:m", &["5: `issuer.url` is `javascript:meshery.io`."]);
    check(
        "track: community",
        "track: comunity",
        &["9: `tracks` names `comunity`, which is not in this file. Did you mean `community`?"],
    );
    check(
        "tier: associate",
        "tier: expert",
        &["9: `tiers` names `expert`, which is not in this file. Add it to the file's `tiers`."],
    );
    check("[server, cli]", "[server, ui]", &["14: `exams` names `ui`, which is not in this file."]);
    check("[server, cli]", "[]", &["9: `certifications.exams` is missing."]);
    check("[server, cli]", "[cli, cli]", &["14: `cli` is the name of two things."]);
    check(
        "attempts: 3",
        "attempts: 0",
        &["15: `certifications.attempts` is `0`. Write a whole number from 1 to 1000."],
    );
    check("  minutes: 30\n", "", &["22: `exams.minutes` is missing."]);
    check("66.67", "66.667", &["19: `exams.pass_percent` is `66.667`. Write a percentage from 0 to 100"]);
    check("66.67", "100.01", &["19: `exams.pass_percent` is `100.01`."]);
    check("    1. I work *alone*.", "    ![x](y.png)", &["20: The picture `y.png`"]);
    check("id: cli", "id: server", &["27: `server` is the name of two things."]);
    check("banks/server.yaml", "../server.yaml", &["25: `exams.bank` is `../server.yaml`."]);
    check("    draw: 25\n", "", &["23: `exams.draw` is missing."]);
    check(
        "    draw: 25\n",
        "    draw: 25\n    blueprint: [{items: 1}]\n",
        &["23: The exam has both `draw` and `blueprint`."],
    );
    check("{competency: ops, items: 10}", "{competency: ops}", &["33: `blueprint.items` is missing."]);
    check(
        "show: full",
        "show: everything",
        &["37: `feedback.show` is `everything`. Write one of `outcome`, `competencies`, `items` or `full`."],
    );
    check(
        "release: when-room-closes",
        "release: never",
        &["27: Feedback is promised from the provisional result"],
    );
    check(
        "total_minutes: 4",
        "total_minutes: 1",
        &["39: One gap may last 2 minutes, and all together only 1."],
    );
    check("0.33333", "0.333333", &["36: `exams.points_per_item` is `0.333333`."]);
    check(
        "  minutes: 30",
        "  minutes: 30\n  draw: 3",
        &["19: `defaults` has `draw`, which each exam has for itself."],
    );
    check(
        "  minutes: 30",
        "  minuets: 30",
        &[
            "18: `exams.minuets` is no field that means anything here. Did you mean `minutes`?",
            "23: `exams.minutes` is missing.",
        ],
    );
}

fn draw(cells: &str, items: &str) -> Vec<String> {
    let text = WHOLE.replace("draw: 25", &format!("blueprint: [{cells}]"));
    let programme = read("p.yaml", text.as_bytes(), &Limits::default()).unwrap().programme;
    let head = "competencies: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}]\nitems:";
    let items: String = items
        .split_whitespace()
        .enumerate()
        .map(|(n, kind)| {
            let (names, points) = kind.split_once('=').unwrap_or((kind, "2"));
            let unscored = names.contains('!');
            let names: Vec<String> = names.chars().filter(|c| c.is_alphabetic()).map(String::from).collect();
            format!("  - {{id: q{n}, competencies: [{}], points: {points}, unscored: {unscored}, text: T, type: true-false, answer: true}}\n", names.join(", "))
        })
        .collect();
    let bank =
        source(&with_items(&items).replace("items:", head)).unwrap_or_else(|refused| panic!("{refused}"));
    brief(&check_draw(&bank, &programme.exams[0]))
}

#[test]
fn a_bank_is_enough_for_a_draw_or_it_is_said() {
    for (cells, items, findings) in [
        ("{items: 3}", "a a a", &[][..]),
        ("{items: 3}", "a a", &["- bank-too-small"]),
        ("{items: 3}", "a a !a", &["- bank-too-small"]),
        ("{items: 1}, {items: 1, unscored: true}", "a !a", &[]),
        ("{items: 1}, {items: 1, unscored: true}", "a a", &["- bank-too-small"]),
        ("{competency: a, items: 2}, {competency: b, items: 2}", "a a b b", &[]),
        ("{competency: z, items: 1}", "a", &["- bank-too-small"]),
        ("{competency: a, items: 1}, {competency: b, items: 2}", "ab b", &["- draw-may-fail"]),
        ("{competency: a, items: 1}, {competency: b, items: 1}", "ab b b", &[]),
        ("{items: 2}, {competency: a, items: 1}", "a b b", &["- draw-may-fail"]),
        ("{competency: a, items: 1}, {items: 2}", "a b b", &[]),
        ("{competency: a, items: 1}, {competency: b, items: 1}, {competency: c, items: 1}", "abc a b c", &[]),
        (
            "{competency: a, items: 1}, {competency: b, items: 1}, {competency: c, items: 2}",
            "abc a b c c",
            &[],
        ),
        (
            "{competency: a, items: 1}, {competency: b, items: 1}, {competency: c, items: 2}",
            "ac bc a b c c",
            &[],
        ),
        (
            "{competency: a, items: 1}, {competency: b, items: 1}, {competency: c, items: 3}",
            "ac bc a b c c",
            &["- draw-may-fail"],
        ),
        ("{items: 2}", "a=1 a=2 a=2", &["- unequal-forms"]),
        ("{items: 2}", "a=1 a=2", &[]),
    ] {
        assert_eq!(draw(cells, items), findings, "{cells} from {items}");
    }
}

#[test]
fn entries_have_a_limit() {
    let with = |programme_entries| {
        read("p.yaml", WHOLE.as_bytes(), &Limits { programme_entries, ..Limits::default() }).map(|_| ())
    };
    assert!(with(2).is_ok(), "two exams");
    assert_eq!(with(1).unwrap_err().findings[0].code, "too-large");
}
