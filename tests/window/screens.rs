//! Every screen, dialog and panel of the list in `ui/src/screens.ts`: axe finds nothing, and nothing stands outside the
//! window, at 100 %, 200 % and 400 %, in light, dark and with more contrast.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;

use serde_json::json;
use world::Outcome;
use world::command::Prompt;
use world::window::{Candidate, Hand, Key, Screen, Window, screens};

/// A screen of 1280 by 800 at 100 % and 200 %, and the 320 by 256 CSS pixels of WCAG 2.2, 1.4.10, for 400 %.
const SIZES: [(u32, u32); 3] = [(1280, 800), (640, 400), (320, 256)];
const COLOURS: [(&str, bool); 3] = [("light", false), ("dark", false), ("light", true)];

#[derive(Default)]
struct Inspection {
    visited: RefCell<BTreeSet<String>>,
    wrong: RefCell<Vec<String>>,
}

impl Inspection {
    /// Looks at what is shown in every size and colour. The name must be among what is shown.
    fn look(&self, screen: &Screen, window: &Window, name: &str) -> Outcome<()> {
        window.shows(name)?;
        self.visited.borrow_mut().insert(name.to_owned());
        for (width, height) in SIZES {
            size(screen, window, width, height)?;
            for (theme, contrast) in COLOURS {
                colours(window, theme, contrast)?;
                let at = format!(
                    "{name} at {width} x {height}, {theme}{}",
                    if contrast { ", more contrast" } else { "" }
                );
                let mut wrong = self.wrong.borrow_mut();
                wrong.extend(window.axe()?.into_iter().map(|found| format!("{at}: {found}")));
                wrong.extend(window.sideways()?.into_iter().map(|found| format!("{at}: {found}")));
            }
        }
        let (width, height) = SIZES[0];
        size(screen, window, width, height)?;
        colours(window, "light", false)
    }
}

/// Makes the page that large: its window, or the screen where the window fills it.
fn size(screen: &Screen, window: &Window, width: u32, height: u32) -> Outcome<()> {
    let stage = window.picture()?["stage"]["at"].clone();
    if ["unusable", "welcome", "ticket"].iter().any(|framed| stage == *framed) {
        window.resize(width, height)?;
    } else {
        screen.resize(width, height)?;
    }
    window.until(&format!("a page of {width} x {height}"), || {
        let now = window.size()?;
        if now.0 == u64::from(width) { Ok(()) } else { Err(format!("it is {now:?}").into()) }
    })?;
    window.drawn()
}

/// Sets the colours where the page sets them, without motion: what is on its way from one colour to another is neither.
fn colours(window: &Window, theme: &str, contrast: bool) -> Outcome<()> {
    let set = "const [theme, contrast] = arguments, root = document.documentElement;
        root.dataset.motion = 'less';
        root.dataset.theme = theme;
        if (contrast) root.dataset.contrast = 'more'; else delete root.dataset.contrast;";
    window.script(set, &[json!(theme), json!(contrast)]).map(drop)
}

#[test]
fn every_screen_can_be_used_by_everyone() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let strict = "    outage: {each_minutes: 0, total_minutes: 0, beyond: ask}\n    release: at-once";
    let hub = prompt.demo(|programme| programme.replace("    release: at-once", strict))?;
    prompt.register_with(&hub, "Ada", "--break-minutes 5")?;
    let ticket = fs::read_to_string(prompt.path("Ada.ticket"))?;
    let sheet = fs::read_to_string(prompt.path("sheet.json"))?;
    let inspection = Inspection::default();
    let mut screen = Screen::new()?;
    let look = |screen: &Screen, window: &Window, name: &str| inspection.look(screen, window, name);

    let window = Window::open(&screen)?;
    window.at("Give your ticket")?;
    look(&screen, &window, "welcome")?;
    window.click("button", "Text and colours")?;
    look(&screen, &window, "text-and-colours")?;
    window.keys(&[Key::Escape.into()])?;
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    ada.give_ticket(&ticket)?;
    look(&screen, &window, "ticket")?;
    window.keys(&['?'])?;
    look(&screen, &window, "keys")?;
    window.keys(&[Key::Escape.into()])?;
    ada.check_computer()?;
    look(&screen, &window, "readiness")?;
    ada.read_rules()?;
    look(&screen, &window, "rules")?;
    ada.accept_rules()?;

    // Every question of the form: with a stimulus, with several choices, with text.
    for place in 1..=12 {
        window.at(&format!("Question {place} of *"))?;
        look(&screen, &window, "question")?;
        if place == 2 {
            ada.flag()?;
            ada.strike()?;
            ada.note("look at this again")?;
            ada.answer()?;
            look(&screen, &window, "question")?;
        }
        if place < 12 {
            ada.next()?;
        }
    }
    window.click("button", "Words of this exam")?;
    look(&screen, &window, "reference")?;
    window.click("button", "Close")?;
    for (key, name) in [('t', "ledger"), ('?', "keys"), ('g', "go-to")] {
        window.keys(&[key])?;
        look(&screen, &window, name)?;
        window.keys(&[Key::Escape.into()])?;
    }
    screen.resize(640, 400)?;
    window.click("button", "Questions")?;
    look(&screen, &window, "questions")?;
    window.keys(&[Key::Escape.into()])?;
    window.click("button", "Take a break")?;
    look(&screen, &window, "break")?;
    window.click("button", "Go on with the exam")?;
    window.at("Question 12 of *")?;
    screen.resize(1280, 800)?;
    window.click("button", "Review")?;
    look(&screen, &window, "review")?;
    window.click("button", "Seal my answers…")?;
    look(&screen, &window, "seal")?;

    // The answers are sealed without the hub, and the desk's reply waits until this screen has been looked at.
    let address = hub.address.clone();
    drop(hub);
    window.keep_back("seal")?;
    window.click("button", "Seal my answers")?;
    look(&screen, &window, "sealing")?;
    window.let_go()?;
    look(&screen, &window, "sealed")?;
    let hub = prompt.serve(address.trim_start_matches("http://"))?;
    window.ask("deliver", json!({}))?;
    window.until("a confirmed result", || {
        let result = window.picture()?["stage"]["outcome"]["result"].clone();
        if result["provisional"] == false { Ok(()) } else { Err(result.to_string().into()) }
    })?;
    look(&screen, &window, "sealed")?;

    // No gap is forgiven in this programme: a kill is a hold.
    prompt.register(&hub, "Charles")?;
    let ticket = fs::read_to_string(prompt.path("Charles.ticket"))?;
    window.click("button", "Finish")?;
    window.click("button", "Put this ticket away")?;
    ada.begin(&ticket)?;
    window.app().kill()?;
    drop(window);
    let window = Window::open(&screen)?;
    look(&screen, &window, "held")?;
    window.click("button", "I have to leave this computer…")?;
    look(&screen, &window, "leave")?;

    window.app().kill()?;
    drop(window);
    screen.lock_keyring()?;
    let window = Window::open(&screen)?;
    look(&screen, &window, "unusable")?;

    let all = screens()?;
    let visited = inspection.visited.borrow();
    assert_eq!(*visited, all, "every screen of ui/src/screens.ts is visited, and no other");
    let wrong = inspection.wrong.borrow();
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}
