//! The whole line in the real window: ticket, checks, rules, exam, seal, result, receipt, evidence.

use world::Outcome;
use world::command::Prompt;
use world::window::{Candidate, Hand, Screen, Window};

fn whole_line(hand: Hand) -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    let registered = prompt.register(&hub, "Ada")?;
    // Who has no mouse is given paper, too: the address and the code, which are typed.
    let ticket = match hand {
        Hand::Pointer => std::fs::read_to_string(prompt.path("Ada.ticket"))?,
        Hand::Keyboard => registered.lines().last().unwrap_or_default().to_owned(),
    };
    let sheet = std::fs::read_to_string(prompt.path("sheet.json"))?;

    let screen = Screen::new()?;
    let window = Window::open(&screen)?;
    // Counts what only a pointer makes.
    let count = "window.pointed = 0; addEventListener('pointerdown', () => { window.pointed += 1; }, true)";
    window.script(count, &[])?;
    let ada = Candidate::new(&window, hand, &sheet)?;
    ada.begin(&ticket)?;
    let size = window.size()?;
    assert_eq!(size, (1280, 800), "the exam fills the screen");

    ada.flag()?;
    assert!(ada.strike()?.is_some() || ada.question()?["parts"][1]["is"] == "text-entry");
    ada.note("look at this again")?;
    ada.answer_all()?;
    let sitting = ada.sitting()?;
    let cells = sitting["cells"].as_array().cloned().unwrap_or_default();
    assert_eq!(cells.len(), 12);
    assert!(cells.iter().all(|cell| cell["answered"] == "fully"), "{cells:?}");
    assert_eq!(cells.iter().filter(|cell| cell["flagged"] == true).count(), 1);
    assert_eq!(cells.iter().filter(|cell| cell["noted"] == true).count(), 1);
    ada.seal()?;

    window.at("You passed Exam ready")?;
    window.until("a confirmed result with its receipt", || {
        let outcome = window.picture()?["stage"]["outcome"].clone();
        let whole = outcome["result"]["provisional"] == false && !outcome["receipt"].is_null();
        if whole { Ok(()) } else { Err(outcome.to_string().into()) }
    })?;
    window.says("100.00 %")?;
    ada.press("button", "Save evidence bundle")?;
    window.says("Saved: ")?;
    let pointed = window.script("return window.pointed", &[])?.as_u64();
    if hand == Hand::Keyboard {
        assert_eq!(pointed, Some(0), "nothing was clicked in this run");
    } else {
        assert!(pointed > Some(20), "{pointed:?}");
    }

    let saved: Vec<_> = std::fs::read_dir(screen.documents())?.collect::<Result<_, _>>()?;
    let [evidence] = &saved[..] else { return Err(format!("one file was saved: {saved:?}").into()) };
    let said = prompt.ok(&format!("verify {} --trust keys/trust.json", evidence.path().display()))?;
    assert!(said.ends_with("verified\n"), "{said}");
    drop(hub);
    Ok(())
}

#[test]
fn by_pointer() -> Outcome<()> {
    whole_line(Hand::Pointer)
}

#[test]
fn by_keyboard_alone() -> Outcome<()> {
    whole_line(Hand::Keyboard)
}
