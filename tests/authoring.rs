//! The way from what an author has to a sealed bank, as the command line shows it.

use std::io::Write;
use std::process::Stdio;

use world::Outcome;
use world::command::Prompt;

const GIFT: &str = "::rivers::Which river is longest?{=Nile ~Elbe ~Rhine}\n\n::hills::Which hill is highest?{=Everest ~Brocken ~Snowdon}\n";

/// Runs a command that is told something; gives what it printed.
fn told(prompt: &Prompt, words: &str, input: &str) -> Outcome<String> {
    let mut command = prompt.command(words)?;
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().ok_or("a command without an input")?.write_all(input.as_bytes())?;
    let output = child.wait_with_output()?;
    assert!(output.status.success(), "invigil {words}: {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn an_import_is_edited_updated_compared_and_exported() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write("x.gift", GIFT)?;
    let said = prompt.ok("bank import x.gift --out bank")?;
    assert!(said.contains("2 items, 0 of them defective") && said.contains("read as gift"), "{said}");
    let written = std::fs::read_to_string(prompt.path("bank/x.yaml"))?;

    // An edit is never lost: not without a word, and not with `--update`.
    prompt.write("bank/x.yaml", &written.replace("Which hill is highest?", "Which hill is the highest?"))?;
    let (code, complaint) = prompt.refused("bank import x.gift --out bank")?;
    assert!(code == 2 && complaint.contains("--update"), "{complaint}");
    prompt.write("x.gift", &GIFT.replace("Rhine", "Danube"))?;
    prompt.ok("bank import x.gift --update --out bank")?;
    let merged = std::fs::read_to_string(prompt.path("bank/x.yaml"))?;
    assert!(merged.contains("the highest?") && merged.contains("Danube"), "{merged}");
    prompt.write("x.gift", &GIFT.replace("Rhine", "Danube").replace("highest", "tallest"))?;
    let (code, complaint) = prompt.refused("bank import x.gift --update --out bank")?;
    assert!(code == 1 && complaint.contains("1 conflict"), "{complaint}");
    let kept = std::fs::read_to_string(prompt.path("bank/x.yaml"))?;
    assert!(kept.contains("the highest?") && kept.contains("tallest"), "both sides are there: {kept}");

    prompt.write("before.yaml", &written)?;
    let said = prompt.ok("bank diff before.yaml bank")?;
    assert!(
        said.contains("~ hills") && said.contains("~ rivers") && said.contains("0 added, 0 removed"),
        "{said}"
    );
    for (format, file) in [("qti3", "x.zip"), ("gift", "again.gift"), ("academy", "x.md")] {
        prompt.ok(&format!("bank export bank --to {format} --out {file}"))?;
        let said = prompt.ok(&format!("bank import {file} --report json"))?;
        let report: serde_json::Value = serde_json::from_str(&said)?;
        assert_eq!((&report["items"], &report["defective"]), (&2.into(), &0.into()), "{said}");
    }
    Ok(())
}

#[test]
fn nothing_is_written_where_an_import_is_refused() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write("x.xml", "<!DOCTYPE quiz><quiz/>")?;
    let (code, complaint) = prompt.refused("bank import x.xml --out bank")?;
    assert!(code == 2 && complaint.contains("x.xml, line 1"), "{complaint}");
    assert!(!prompt.path("bank").exists());
    prompt.write("x.txt", "no question at all")?;
    let (code, complaint) = prompt.refused("bank import x.txt --out bank")?;
    assert!(code == 2 && complaint.contains("--from"), "{complaint}");
    assert!(!prompt.path("bank").exists());
    Ok(())
}

#[test]
fn a_reviewer_answers_before_the_key_is_shown() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write("x.gift", GIFT)?;
    prompt.ok("bank import x.gift --out bank")?;
    let said = prompt.ok("keys person --name Mia --out mia.key")?;
    let line = said.lines().last().ok_or("no line for the bank source")?.to_owned();
    let source = std::fs::read_to_string(prompt.path("bank/x.yaml"))?;
    let (code, complaint) = prompt.refused("bank review bank --as Mia --key mia.key")?;
    assert!(code == 2 && complaint.contains(&line), "{complaint}");
    let source = source.replace("\nitems:", &format!("\nreviewers:\n{line}\nitems:"));
    let source = source.replace("    text: \"Which", "    author: Ann\n    text: \"Which");
    prompt.write("bank/x.yaml", &source)?;
    let said = told(&prompt, "bank review bank --as Mia --key mia.key", "1\na\nfine\n2\nr\nwrong\n")?;
    let (before, after) = said.split_once("your answer").ok_or("nobody asked")?;
    assert!(before.contains("Nile") && !before.contains("Right is"), "{said}");
    assert!(after.contains("Right is: 1) Nile") && after.contains("Your answer is not that."), "{said}");
    let said = prompt.ok("bank review bank --list")?;
    assert!(
        said.contains("Mia approves: fine") && said.contains("Mia rejects, answered otherwise: wrong"),
        "{said}"
    );
    prompt.write("bank/x.yaml", &source.replace("longest", "shortest"))?;
    let said = prompt.ok("bank review bank --list")?;
    assert!(said.contains("rivers  -  Ann  not reviewed (1 void after edits)"), "{said}");
    Ok(())
}

#[test]
fn a_live_bank_nobody_reviewed_is_not_sealed() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.demo(|programme| programme)?;
    let bank = std::fs::read_to_string(prompt.path("banks/exam-ready.yaml"))?;
    prompt.write("banks/live.yaml", &bank.replace("use: practice", "use: live"))?;
    let (code, complaint) = prompt.refused(
        "bank seal banks/live.yaml --programme programme.yaml --exam exam-ready --keys keys --to hub/card.json --out live",
    )?;
    assert!(code == 2 && complaint.contains("no approval of somebody else"), "{complaint}");
    assert!(!prompt.path("live").exists());
    Ok(())
}
