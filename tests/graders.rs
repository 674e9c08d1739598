//! Two graders: the product's, and one that reads the Academy's pages line by line and knows nothing of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command as Process;

use bank::{Limits, academy};
use desk::Outbox;
use evidence::{Entropy, OsEntropy, sha256};
use exam::Points;
use exam::attempt::Command;
use exam::item::{Kind, Value};
use world::{Desk, Outcome, World, demo_programme, perform, root, seal_answers, shared};

/// A question as the other grader reads it: its marks and which of its options, in file order, are correct.
#[derive(Debug, Default)]
struct Question {
    marks: u64,
    correct: BTreeSet<usize>,
    options: usize,
}

/// Reads a page by its lines alone: no YAML, none of our code.
fn questions(page: &str) -> BTreeMap<String, Question> {
    let value = |line: &str| line.split_once(':').map(|(_, value)| value.trim().trim_matches('"').to_owned());
    let mut found: BTreeMap<String, Question> = BTreeMap::new();
    let (mut current, mut indent) = (String::new(), usize::MAX);
    for line in page.lines() {
        let depth = line.len() - line.trim_start().len();
        let words = line.trim();
        if words.starts_with("- id:") && depth <= indent {
            (current, indent) = (value(words).unwrap_or_default(), depth);
            found.entry(current.clone()).or_default();
        } else if let Some(question) = found.get_mut(&current) {
            if words.starts_with("- id:") {
                question.options += 1;
            } else if words.starts_with("marks:") {
                question.marks = value(words).and_then(|marks| marks.parse().ok()).unwrap_or(0);
            } else if words == "isCorrect: true" {
                question.correct.insert(question.options - 1);
            }
        }
    }
    found
}

#[test]
fn the_other_grader_reads_what_is_there() -> Outcome<()> {
    let page = "---\nquestions:\n  - id: \"q1\"\n    marks: 2\n    options:\n      - id: \"a\"\n      - id: \"b\"\n        isCorrect: true\n";
    let read = &questions(page)["q1"];
    assert_eq!((read.marks, read.options, read.correct.clone()), (2, 2, [1].into()));
    Ok(())
}

/// Answers at random and gives what the other grader makes of it: earned and maximum, in marks.
fn answer_at_random(
    desk: &mut Desk,
    source: &bank::Bank,
    other: &BTreeMap<String, Question>,
) -> Outcome<(u64, u64)> {
    let (mut earned, mut max) = (0, 0);
    for id in desk.attempt().terms().items.clone() {
        let item = desk.paper()[&id].clone();
        let question = other.get(id.as_str()).ok_or("a question the other grader has not read")?;
        max += question.marks;
        let authored = source.item(&id).ok_or("an item the source does not have")?;
        let pairs = item.interactions().zip(authored.item.interactions());
        for (sealed, authored) in pairs {
            let (Kind::Choice { options, max: most, .. }, Kind::Choice { options: in_file, .. }) =
                (&sealed.kind, &authored.kind)
            else {
                return Err("these pages have choices only".into());
            };
            let [dice, mask, luck] = OsEntropy.bytes();
            let chosen: BTreeSet<usize> = match (luck % 2, most) {
                (0, _) => question.correct.clone(),
                (_, 1) => [usize::from(dice) % in_file.len()].into(),
                _ => (0..in_file.len()).filter(|index| mask >> index & 1 == 1).collect(),
            };
            if chosen.is_empty() || chosen.len() > *most as usize {
                continue;
            }
            earned += if chosen == question.correct { question.marks } else { 0 };
            let same = |index: &usize| options.iter().find(|option| option.text == in_file[*index].text);
            let ids = chosen.iter().filter_map(same).map(|option| option.id.clone()).collect();
            let (item, interaction) = (id.clone(), sealed.id.clone());
            perform(desk, Command::Answer { item, interaction, value: Value::Choice(ids) })?;
        }
    }
    Ok((earned, max))
}

async fn agree_on(page: &str) -> Outcome<()> {
    let path = shared()?.join("real-input/academy/certified-meshery-contributor").join(page);
    let source = academy::import_file(&path, &Limits::default(), &sha256)?.bank;
    let other = questions(&std::fs::read_to_string(&path)?);
    assert_eq!((other.len(), source.items.len()), (75, 75));
    let programme = demo_programme(|text| {
        let (before, rest) = text.split_once("    blueprint:").unwrap_or_default();
        let (_, after) = rest.split_once("    feedback:").unwrap_or_default();
        format!("{before}    draw: 25\n    feedback:{after}")
    })?;
    let world = World::new(programme, &source).await?;
    for round in 0..4 {
        let mut desk = world.running(&format!("desk-{round}")).await?;
        let (earned, max) = answer_at_random(&mut desk, &source, &other)?;
        seal_answers(&mut desk)?;
        let delivered = Outbox::new(&world.hub).deliver(&mut desk).await?;
        let result = delivered.result.ok_or("the hub has not graded")?;
        let provisional = desk.provisional()?.ok_or("the desk has not graded")?;
        let marks = |marks: u64| marks * Points::ONE;
        assert_eq!(
            (result.points, result.max),
            (marks(earned), marks(max)),
            "{page}, round {round}: the hub"
        );
        assert_eq!(
            (provisional.marking.points.0, provisional.marking.max.0),
            (marks(earned), marks(max)),
            "the desk"
        );
        assert_eq!(result.passed, earned * 100 >= max * 70, "{page}, round {round}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_graders_agree_on_the_server_exam() -> Outcome<()> {
    agree_on("meshery-server.md").await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_graders_agree_on_the_cli_exam() -> Outcome<()> {
    agree_on("meshery-cli.md").await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_graders_agree_on_the_ui_exam() -> Outcome<()> {
    agree_on("meshery-ui.md").await
}

/// The demo on a real page: its last line, and its percentage from the page, the order of the form and the script's
/// rule (every sixth item answered otherwise).
#[test]
fn the_demo_s_percentage_is_right() -> Outcome<()> {
    let page = shared()?.join("real-input/academy/certified-meshery-contributor/meshery-server.md");
    let demo = Process::new(world::command::program("xtask")?)
        .args(["demo", "--headless", "--bank"])
        .arg(&page)
        .output()?;
    let said = String::from_utf8_lossy(&demo.stdout).into_owned();
    assert!(demo.status.success(), "{said}{}", String::from_utf8_lossy(&demo.stderr));
    let last = said.lines().last().unwrap_or_default();

    let journal: serde_json::Value =
        serde_json::from_slice(&std::fs::read(demo_file("ada-export/journal.json"))?)?;
    let payloads =
        journal["journal"].as_array().ok_or("a journal")?.iter().filter_map(|record| payload(record).ok());
    let visited = payloads
        .filter(|event| event["event"] == "went-to")
        .filter_map(|event| event["item"].as_str().map(str::to_owned));
    let form: Vec<String> = visited.collect();
    assert_eq!(form.len(), 25, "the script visits each item of the form once, in its order");
    let other = questions(&std::fs::read_to_string(&page)?);
    let marks = |id: &String| other[id].marks;
    let max: u64 = form.iter().map(marks).sum();
    let earned: u64 =
        form.iter().enumerate().filter(|(place, _)| (place + 1) % 6 != 0).map(|(_, id)| marks(id)).sum();
    let percent = format!("{}.{:02}", earned * 100 / max, earned * 10_000 / max % 100);
    let outcome = if earned * 100 >= max * 70 { ("pass", "verified") } else { ("fail", "none") };
    let expected = format!(
        "demo: ok result={} percent={percent} resumed=1 offline=1 receipt=verified certificate={}",
        outcome.0, outcome.1
    );
    assert_eq!(last, expected);
    Ok(())
}

fn demo_file(name: &str) -> std::path::PathBuf {
    root().join("target/demo").join(Path::new(name))
}

/// The payload of an open record, from its base64.
fn payload(record: &serde_json::Value) -> Outcome<serde_json::Value> {
    let bytes: evidence::Bytes = serde_json::from_value(record["payload"].clone())?;
    Ok(serde_json::from_slice(&bytes.0)?)
}
