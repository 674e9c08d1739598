//! The exam screen as a screen reader is given it: a golden file that people read.

use std::fs;

use world::command::Prompt;
use world::{Outcome, root};

use crate::Hall;

#[test]
fn the_exam_screen_is_what_a_screen_reader_is_given() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo_alike()?;
    let hall = Hall::with(prompt, hub)?;
    let window = hall.begin()?;
    window.until("the hub's word on every answer", || {
        let sitting = hall.candidate(&window)?.sitting()?;
        if sitting["saved"]["all_received"] == true {
            Ok(())
        } else {
            Err(sitting["saved"].to_string().into())
        }
    })?;
    let tree = window.tree()?;
    // When the hub answered is another minute in each run.
    let tree: String = tree
        .lines()
        .map(|line| {
            let time = line.char_indices().find(|(at, _)| is_time(&line[*at..]));
            let line = match time {
                Some((at, _)) => format!("{}HH:MM{}", &line[..at], &line[at + 5..]),
                None => line.to_owned(),
            };
            line + "\n"
        })
        .collect();
    let path = root().join("tests/window/exam.tree.txt");
    if std::env::var_os("INVIGIL_WRITE_GOLDEN").is_some() {
        fs::write(&path, &tree)?;
    }
    let golden = fs::read_to_string(&path)?;
    assert_eq!(tree, golden, "INVIGIL_WRITE_GOLDEN=1 writes {} anew; read the difference", path.display());
    Ok(())
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 5 && bytes[2] == b':' && [0, 1, 3, 4].iter().all(|place| bytes[*place].is_ascii_digit())
        // The times of the question itself stand.
        && !text.starts_with("10:1")
}
