//! A second import: what the author edited stays, what the source changed comes, and no name is used twice.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests say what they expect")]

#[path = "support/reading.rs"]
mod support;

use bank::Limits;
use bank::import::{Format, Imported, read};
use bank::update::{Kept, Merged, base_path, merge};
use support::{brief, reading, source};

fn gift(text: &str) -> Imported {
    read(Format::Gift, "x.gift", text.as_bytes(), reading(&Limits::default())).unwrap()
}

fn first(text: &str) -> (Kept, String) {
    let imported = gift(text);
    let written = bank::write_source(&imported);
    let kept = Kept::first(Format::Gift, "x.gift", &written, &imported);
    let back = Kept::read("kept", kept.write().as_bytes(), &Limits::default()).unwrap();
    assert_eq!(back, kept, "the file beside the source reads back");
    (kept, written)
}

fn again(kept: &Kept, mine: &str, text: &str) -> Merged {
    let merged = merge(kept, "x.yaml", mine.as_bytes(), &gift(text), &Limits::default())
        .unwrap_or_else(|refused| panic!("{refused}"));
    source(&merged.source).unwrap_or_else(|refused| panic!("{refused}\n{}", merged.source));
    merged
}

fn ids(source_text: &str) -> Vec<String> {
    source(source_text).unwrap().items.iter().map(|item| item.item.id.to_string()).collect()
}

const OLD: &str = "::a::Which river is long?{=Nile ~Elbe ~Rhine}\n\n::b::Which hill is high?{=Everest ~Brocken}\n\n::c::Say yes{=yes}\n";

#[test]
fn both_sides_changes_meet_and_comments_stay() {
    let (kept, written) = first(OLD);
    let mine = written
        .replace("\"Nile\"", "\"The Nile\"")
        .replace("\n  - id: b\n", "\n  # ask Mia about this one\n  - id: b\n    author: Mia\n");
    assert_ne!(mine, written);
    let now = OLD.replace("Rhine", "Danube").replace("Say yes", "Say it");
    let merged = again(&kept, &mine, &now);
    assert_eq!(merged.conflicts, []);
    for text in ["The Nile", "Danube", "Say it", "# ask Mia", "author: Mia"] {
        assert!(merged.source.contains(text), "{text}\n{}", merged.source);
    }
    // Once more with nothing new: nothing changes.
    let kept = merged.kept(Format::Gift, "x.gift");
    assert_eq!(again(&kept, &merged.source, &now).source, merged.source);
}

#[test]
fn a_conflict_names_both_sides_and_loses_neither() {
    let (kept, written) = first(OLD);
    let mine = written
        .replace("\"Which hill is high?\"", "\"Which peak is high?\"")
        .replace("Which hill is high?", "Which peak is high?");
    let merged = again(&kept, &mine, &OLD.replace("Which hill is high?", "Which hill is highest?"));
    assert_eq!(brief(&merged.conflicts).len(), 1);
    let said = merged.conflicts[0].to_string();
    assert!(
        said.contains("question b") && said.contains("Which peak") && said.contains("Which hill is highest"),
        "{said}"
    );
    assert!(merged.source.contains("Which peak is high?"));
    assert!(
        merged.source.contains("#") && merged.source.contains("Which hill is highest?"),
        "{}",
        merged.source
    );
    assert_eq!(source(&merged.source).unwrap().items.len(), 3);
}

#[test]
fn no_name_is_used_for_another_question() {
    let unnamed = "One sort of fruit?{=apple ~brick}\n\nOne sort of metal?{=iron ~wood}\n";
    let (kept, written) = first(unnamed);
    assert_eq!(ids(&written), ["question-1", "question-2"]);
    // A question comes in above the others: by place they would all change their names.
    let now = "One sort of cloth?{=linen ~stone}\n\nOne sort of fruit?{=apple ~brick}\n\nOne sort of metal?{=iron ~wood}\n";
    let merged = again(&kept, &written, now);
    assert_eq!(merged.conflicts, []);
    assert_eq!(ids(&merged.source), ["question-1", "question-2", "question-1-2"]);
    let bank = source(&merged.source).unwrap();
    assert!(
        bank.items[0].item.body.iter().any(|part| format!("{part:?}").contains("fruit"))
            || bank.items[2].item.body.iter().any(|part| format!("{part:?}").contains("cloth"))
    );
    // One is deleted upstream: it is retired and keeps its name; a later newcomer does not get it.
    let kept = merged.kept(Format::Gift, "x.gift");
    let fewer = again(
        &kept,
        &merged.source,
        "One sort of cloth?{=linen ~stone}\n\nOne sort of metal?{=iron ~wood}\n",
    );
    assert_eq!(brief(&fewer.conflicts).len(), 1);
    assert!(fewer.source.contains("state: retired"));
    let kept = fewer.kept(Format::Gift, "x.gift");
    let more = again(
        &kept,
        &fewer.source,
        "One sort of cloth?{=linen ~stone}\n\nQuite another thing altogether{=a ~b}\n\nOne sort of metal?{=iron ~wood}\n",
    );
    let all = ids(&more.source);
    assert_eq!(all.len(), 4);
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}

#[test]
fn a_name_that_now_means_another_question_is_not_taken_over() {
    let (kept, written) = first(OLD);
    let merged = again(
        &kept,
        &written,
        &OLD.replace(
            "Which hill is high?{=Everest ~Brocken}",
            "Name a colour of the sky at noon{=blue ~green}",
        ),
    );
    let all = ids(&merged.source);
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(merged.source.contains("Brocken") && merged.source.contains("state: retired"));
}

#[test]
fn what_the_author_deleted_stays_deleted() {
    let (kept, written) = first(OLD);
    let at = written.find("\n  - id: c").unwrap();
    let merged = again(&kept, &written[..=at], OLD);
    assert_eq!(ids(&merged.source), ["a", "b"]);
    assert_eq!(base_path("d/x.yaml".as_ref()).to_string_lossy(), "d/.x.imported");
}
