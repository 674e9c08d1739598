//! What goes wrong around the window in the middle of an exam: each has its sentence, and nothing is lost.

use serde_json::Value;
use world::Outcome;
use world::window::{Build, Running, Window};

use crate::Hall;

/// What the desk holds of the exam: the questions with their marks and answers, without the clock.
fn held(window: &Window) -> Outcome<Value> {
    let stage = window.picture()?["stage"].clone();
    let sitting = &stage["sitting"];
    Ok(serde_json::json!([stage["at"], sitting["exam"]["attempt"], sitting["cells"], sitting["question"]]))
}

#[test]
fn the_page_s_process_is_killed_in_the_middle_of_an_answer() -> Outcome<()> {
    let hall = Hall::new()?;
    let window = hall.begin()?;
    let ada = hall.candidate(&window)?;
    ada.note("kept before")?;
    ada.answer()?;
    let before = held(&window)?;
    let field = window.middle(&window.find("textbox", "Private note")?)?;
    window.app().kill()?;
    drop(window);

    // WebDriver gives up with the process of the page, so the rest is done with hands alone.
    let running = Running::start(&hall.screen, Build::Testable, &[])?;
    hall.screen.titled("Question 1 of 12", |title| title.starts_with("Question 1 of 12"))?;
    let page = running.page()?;
    hall.screen.click(field, 1)?;
    hall.screen.type_text(" and half a sen")?;
    page.kill()?;
    running.another_page(&page)?;
    // The page that came back takes what is asked of it.
    hall.screen.until("a further question", || {
        hall.screen.press("n")?;
        let titles = hall.screen.titles()?;
        let further = |title: &String| title.starts_with("Question ") && !title.starts_with("Question 1 of");
        if titles.iter().any(further) { Ok(()) } else { Err(titles.join("\n").into()) }
    })?;
    drop(running);

    let window = Window::open(&hall.screen)?;
    let ada = hall.candidate(&window)?;
    window.click("button", "Question 1,*")?;
    window.at("Question 1 of *")?;
    let after = held(&window)?;
    assert_eq!(after[2][0]["answered"], before[2][0]["answered"]);
    assert_eq!(after[3]["parts"], before[3]["parts"]);
    // What the desk had acknowledged is there; what it had not was never called saved.
    let note = after[3]["note"].as_str().unwrap_or_default();
    assert!(note.starts_with("kept before") && "kept before and half a sen".starts_with(note), "{note}");
    ada.answer_all()?;
    ada.seal()?;
    window.at("You passed Exam ready")
}

#[test]
fn a_second_window_says_so_and_the_first_goes_on() -> Outcome<()> {
    let hall = Hall::new()?;
    let first = hall.begin()?;
    let ada = hall.candidate(&first)?;
    ada.answer()?;
    let before = held(&first)?;

    let second = Window::open(&hall.screen)?;
    second.at("Invigil is open already")?;
    second.click("button", "Try again")?;
    second.at("Invigil is open already")?;
    assert_eq!(held(&first)?, before);
    ada.next()?;
    ada.answer()?;

    // Once the first is gone the second goes on where it was.
    let before = held(&first)?;
    first.app().kill()?;
    // The lock goes with the last of its threads: the button may have to be pressed again, as its sentence says.
    second.until("the second to go on", || {
        if let Some(button) = second.seen("button", "Try again")?.pop() {
            second.click_on(&serde_json::to_value(&button)?)?;
        }
        let heading = second.heading()?;
        if heading.starts_with("Question 2 of ") { Ok(()) } else { Err(heading.into()) }
    })?;
    assert_eq!(held(&second)?, before);
    Ok(())
}

#[test]
fn a_locked_keyring_keeps_the_exam_and_opens_it_again() -> Outcome<()> {
    let mut hall = Hall::new()?;
    let window = hall.begin()?;
    hall.candidate(&window)?.answer()?;
    let before = held(&window)?;
    window.app().kill()?;
    drop(window);

    hall.screen.lock_keyring()?;
    let window = Window::open(&hall.screen)?;
    window.at("The keyring is locked")?;
    window.says("Your answers")?;
    hall.screen.unlock_keyring()?;
    window.click("button", "Try again")?;
    window.at("Question 1 of *")?;
    assert_eq!(held(&window)?, before);
    Ok(())
}

/// No session bus: `unix:path=` of a place where nothing listens.
const NO_BUS: &[(&str, &str)] = &[("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/invigil-test")];

#[test]
fn without_a_session_bus_a_begun_exam_waits_for_it() -> Outcome<()> {
    let hall = Hall::new()?;
    let window = hall.begin()?;
    hall.candidate(&window)?.answer()?;
    let before = held(&window)?;
    window.app().kill()?;
    drop(window);

    let window = Window::open_with(&hall.screen, NO_BUS)?;
    window.at("This computer has no keyring")?;
    drop(window);
    let window = Window::open(&hall.screen)?;
    window.at("Question 1 of *")?;
    assert_eq!(held(&window)?, before);
    Ok(())
}

#[test]
fn without_a_session_bus_an_exam_that_allows_a_file_is_sat() -> Outcome<()> {
    let hall = Hall::new()?;
    let window = Window::open_with(&hall.screen, NO_BUS)?;
    let ada = hall.candidate(&window)?;
    ada.give_ticket(&hall.ticket)?;
    ada.check_computer()?;
    let checks = window.picture()?["stage"]["checks"].clone();
    let keyring = checks.as_array().into_iter().flatten().find(|check| check["id"] == "keyring");
    assert_eq!(keyring.map(|check| check["state"].clone()), Some("look".into()), "{checks}");
    ada.read_rules()?;
    ada.accept_rules()?;
    ada.answer()
}
