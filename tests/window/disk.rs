//! A disk that fails in the middle of an exam, under the real window: what the candidate sees of it.

use world::Outcome;
use world::lab::store::trace::{Act, PLAN, Plan, ROOT, TRACE};
use world::lab::store::watch::library;
use world::window::Window;

use crate::{Hall, shot};

const EIO: i32 = 5;

#[test]
fn the_candidate_is_told_of_a_disk_that_fails_and_works_on() -> Outcome<()> {
    let hall = Hall::new()?;
    let [trace, plan] = ["trace", "plan"].map(|name| hall.screen.home().join(name));
    let data = hall.screen.data();
    let words = [library()?, data, trace.clone(), plan.clone()];
    let words: Vec<String> = words.iter().map(|path| path.display().to_string()).collect();
    let names = ["LD_PRELOAD", ROOT, TRACE, PLAN];
    let more: Vec<(&str, &str)> = names.into_iter().zip(words.iter().map(String::as_str)).collect();
    let from_now = |act| std::fs::write(&plan, Plan { at: 0, act }.encode());
    std::fs::write(&plan, [])?;
    let window = Window::open_with(&hall.screen, &more)?;
    let ada = hall.candidate(&window)?;
    ada.begin(&hall.ticket)?;
    ada.answer()?;
    let gone = |words: &str| {
        let words = words.to_owned();
        window.until("the banner to go", || {
            let text = window.text()?;
            if text.contains(&words) { Err(text.into()) } else { Ok(()) }
        })
    };

    // Nobody touches anything: the next sign of life finds it out, and the clock stands.
    from_now(Act::Fail(EIO))?;
    window.says("Nothing can be saved on this computer now, so your clock has stopped")?;
    shot(&window, "saving-stopped.png")?;
    let left =
        |window: &Window| Outcome::Ok(window.picture()?["stage"]["sitting"]["clock"]["left_ms"].clone());
    let stands = left(&window)?;
    assert_eq!(left(&window)?, stands);
    std::fs::write(&plan, [])?;
    gone("Nothing can be saved")?;
    ada.next()?;

    // In the space that was kept aside.
    from_now(Act::Full(0))?;
    ada.answer()?;
    window.says("The disk is full. Your last answer is saved in the space Invigil keeps aside")?;
    shot(&window, "reserve-in-use.png")?;
    ada.next()?;
    ada.answer()?;

    // What is not answered is not called saved.
    from_now(Act::Stall)?;
    window.click("button", "Flag for later")?;
    window.says("Saving")?;
    shot(&window, "stall.png")?;
    std::fs::write(&plan, [])?;
    window.until("the mark", || {
        let flagged = window.picture()?["stage"]["sitting"]["question"]["flagged"] == true;
        if flagged { Ok(()) } else { Err("not marked".into()) }
    })?;
    ada.answer_all()?;
    ada.seal()?;
    window.at("You passed Exam ready")
}
