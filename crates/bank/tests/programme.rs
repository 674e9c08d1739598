//! The programme file, and whether a bank is enough for its exams.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "support/reading.rs"]
mod support;

use bank::programme::{ProgrammeFile, read};
use bank::{Limits, check_draw};
use exam::programme::{Beyond, DeviceKey, Feedback, FeedbackWhen, OutageAllowance, Price, Release};
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
  - id: cmx
    title: Expert
    audience: Who knows *more*.
    track: community
    tier: associate
    exams: [cli]
    prerequisites: [cmc]
    price: 49.50 EUR
    attempts: 2
    cool_down_hours: 36
  - id: cmz
    title: To come
    track: community
    tier: associate
    prerequisites: [cmx]
    planned: true
defaults:
  minutes: 30
  pass_percent: 66.67
  rules: |
    1. I work *alone*.
exams:
  - id: server
    title: Server
    bank: banks/server.yaml
    read: [{title: About servers, at: server.md}]
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
    let ProgrammeFile { programme, banks, reading, planned, language, findings } = whole();
    assert_eq!((language.as_str(), findings.len()), ("en", 0));
    assert_eq!(programme.title.for_reader("de").words(), "Vorführung");
    assert!(programme.demo);
    let certification = &programme.certifications[0];
    assert_eq!(
        (certification.exams.len(), certification.attempts, certification.valid_months),
        (2, 3, Some(24))
    );
    assert_eq!((certification.cool_down_ms, &certification.price), (0, &None), "what is not said");
    assert!(certification.audience.is_none() && certification.prerequisites.is_empty());
    let second = &programme.certifications[1];
    assert_eq!(
        second.audience.as_ref().map(|text| text.for_reader("en").words()),
        Some("Who knows more.".into())
    );
    assert_eq!(second.prerequisites, std::slice::from_ref(&certification.id));
    let sum = Price::Sum { thousandths: 49_500, currency: "EUR".into() };
    assert_eq!((&second.price, second.cool_down_ms), (&Some(sum), 36 * 3_600_000));
    assert_eq!(programme.certifications.len(), 2, "what is planned cannot be earned");
    assert_eq!(
        planned.iter().map(|planned| (planned.id.as_str(), planned.exams.len())).collect::<Vec<_>>(),
        [("cmz", 0)]
    );
    let read: Vec<_> = reading.iter().map(|(id, read)| (id.as_str(), read.len())).collect();
    assert_eq!(read, [("cli", 0), ("server", 1)]);
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
    check("  minutes: 30\n", "", &["38: `exams.minutes` is missing."]);
    check("66.67", "66.667", &["35: `exams.pass_percent` is `66.667`. Write a percentage from 0 to 100"]);
    check("66.67", "100.01", &["35: `exams.pass_percent` is `100.01`."]);
    check("    1. I work *alone*.", "    ![x](y.png)", &["36: The picture `y.png`"]);
    check("id: cli", "id: server", &["44: `server` is the name of two things."]);
    check("banks/server.yaml", "../server.yaml", &["41: `exams.bank` is `../server.yaml`."]);
    check("    draw: 25\n", "", &["39: `exams.draw` is missing."]);
    check(
        "    draw: 25\n",
        "    draw: 25\n    blueprint: [{items: 1}]\n",
        &["39: The exam has both `draw` and `blueprint`."],
    );
    check("{competency: ops, items: 10}", "{competency: ops}", &["50: `blueprint.items` is missing."]);
    check(
        "show: full",
        "show: everything",
        &["54: `feedback.show` is `everything`. Write one of `outcome`, `competencies`, `items` or `full`."],
    );
    check(
        "release: when-room-closes",
        "release: never",
        &["44: Feedback is promised from the provisional result"],
    );
    check(
        "total_minutes: 4",
        "total_minutes: 1",
        &["56: One gap may last 2 minutes, and all together only 1."],
    );
    check("0.33333", "0.333333", &["53: `exams.points_per_item` is `0.333333`."]);
    check(
        "  minutes: 30",
        "  minutes: 30\n  draw: 3",
        &["35: `defaults` has `draw`, which each exam has for itself."],
    );
    check(
        "  minutes: 30",
        "  minuets: 30",
        &[
            "34: `exams.minuets` is no field that means anything here. Did you mean `minutes`?",
            "39: `exams.minutes` is missing.",
        ],
    );
}

#[test]
fn what_a_certification_asks_is_read_strictly() {
    check(
        "cool_down_hours: 36",
        "cool_down_days: 1",
        &[
            "26: `certifications.cool_down_days` is no field that means anything here. Did you mean `cool_down_hours`?",
        ],
    );
    for wrong in ["36.5", "-1", "8785", "a day"] {
        let says = format!(
            "26: `certifications.cool_down_hours` is `{wrong}`. Write a whole number from 0 to 8784."
        );
        check("cool_down_hours: 36", &format!("cool_down_hours: {wrong}"), &[&says]);
    }
    check("cool_down_hours: 36", "cool_down_hours: 8784", &[]);
    for wrong in
        ["gratis", "0 EUR", "49.50", "EUR", "49.50 eur", "49.5000001 EUR", "-1 EUR", "49,50 EUR", "1 EURO"]
    {
        let says = format!("24: `certifications.price` is `{wrong}`. Write `free`, or an amount");
        check("price: 49.50 EUR", &format!("price: {wrong}"), &[&says]);
    }
    for right in ["free", "0.001 KWD", "999999999 JPY"] {
        check("price: 49.50 EUR", &format!("price: {right}"), &[]);
    }
    check("audience: Who knows *more*.", "audience: \"![x](y.png)\"", &["19: The picture `y.png`"]);
    check(
        "planned: true",
        "planned: soon",
        &[
            "27: `certifications.exams` is missing.",
            "32: `certifications.planned` is `soon`. Write `true` or `false`.",
        ],
    );
    check(
        "    planned: true\n",
        "",
        &[
            "27: `certifications.exams` is missing. Add `exams: [...]` with at least one exam, or `planned: true`",
        ],
    );
    check(
        "read: [{title: About servers, at: server.md}]",
        "read: [{title: About servers}]",
        &["42: `exams.read.title` is missing."],
    );
    check(
        "minutes: 30\n",
        "minutes: 30\n  read: [{title: T, at: A}]\n",
        &["35: `defaults` has `read`, which each exam has for itself."],
    );
}

#[test]
fn prerequisites_can_be_met() {
    check(
        "[cmx]",
        "[cmy]",
        &[
            "31: `certifications.prerequisites` names `cmy`, which is no certification of this file. Did you mean",
        ],
    );
    check("[cmc]", "[cmc, cmc]", &["23: `cmc` is the name of two things."]);
    check("[cmc]", "[cmx]", &["23: `cmx` needs `cmx`: nobody can begin. Delete one of the prerequisites."]);
    check(
        "[cmc]",
        "[cmz]",
        &[
            "23: `cmx` needs `cmz`, which is planned and cannot be earned yet. Write `planned: true` for `cmx` too",
            "23: `cmx` needs `cmz`, which needs `cmx`: nobody can begin.",
        ],
    );
    check(
        "    attempts: 3\n",
        "    attempts: 3\n    prerequisites: [cmx]\n",
        &["16: `cmc` needs `cmx`, which needs `cmc`: nobody can begin."],
    );
    check("[cmx]", "[cmc, cmx]", &[]);
    check("    title: Contributor\n", "", &["9: `certifications.title` is missing."]);
}

#[test]
fn a_cool_down_after_the_only_attempt_is_a_warning() {
    let text = WHOLE.replace("attempts: 2", "attempts: 1");
    let file = read("p.yaml", text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(brief(&file.findings), ["26 policy"]);
    assert!(
        file.findings[0].to_string().starts_with("p.yaml, line 26: There is a cool-down between attempts")
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
    assert!(with(3).is_ok(), "three certifications");
    assert_eq!(with(2).unwrap_err().findings[0].code, "too-large");
}
