//! The real window, driven through the whole line on a hidden screen, with a picture of every screen in light and dark.
//!
//! `tour --out DIR`: the desk is killed (SIGKILL) on the way, and the hub is gone while the answers are sealed.
//! `tour --speech FILE`: Orca reads a question; what it says is written there. Needs `orca` and `at-spi2-core`.
//! `tour --open`: the window opens on this very screen instead, with a ticket.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use world::Outcome;
use world::command::Prompt;
use world::window::{Build, Candidate, Hand, Key, Orca, Running, Screen, Window, screens};

struct Tour {
    out: PathBuf,
    number: u32,
    /// Screens, dialogs and panels of which there is a picture.
    seen: BTreeSet<String>,
}

impl Tour {
    /// Says where we are and takes the screen's picture, in light and in dark. `screen` is its name in
    /// `ui/src/screens.ts`; `name` says more where one screen is seen more than once.
    fn screen(&mut self, window: &Window, screen: &str, name: &str) -> Outcome<()> {
        window.shows(screen)?;
        self.seen.insert(screen.to_owned());
        self.number += 1;
        println!("{:02} {name}: {}", self.number, window.heading()?);
        // Light comes last, and stays.
        for theme in ["dark", "light"] {
            let display = json!({ "text": "normal", "theme": theme, "more_contrast": false, "hide_time": false,
                "no_letter_keys": false });
            window.ask("adjust", json!({ "display": display }))?;
            // Without motion: a picture of colours on their way from one theme to the other shows neither.
            let show = "document.documentElement.dataset.motion = 'less';
                document.documentElement.dataset.theme = arguments[0];";
            window.script(show, &[json!(theme)])?;
            window.drawn()?;
            window.shot(&self.out.join(format!("{:02}-{name}-{theme}.png", self.number)))?;
        }
        Ok(())
    }

    /// Opens something over the screen with a key, takes its picture, and closes it.
    fn over(&mut self, window: &Window, key: char, screen: &str) -> Outcome<()> {
        window.keys(&[key])?;
        self.screen(window, screen, screen)?;
        window.keys(&[Key::Escape.into()])
    }

    /// Where no lost time is forgiven, a kill is a hold; and a locked keyring keeps the desk from opening.
    fn held_and_locked_out(&mut self) -> Outcome<()> {
        let strict = "    outage: {each_minutes: 0, total_minutes: 0, beyond: ask}\n    release: at-once";
        let prompt = Prompt::new(None)?;
        let hub = prompt.demo(|programme| programme.replace("    release: at-once", strict))?;
        prompt.register(&hub, "Charles")?;
        let ticket = fs::read_to_string(prompt.path("Charles.ticket"))?;
        let sheet = fs::read_to_string(prompt.path("sheet.json"))?;
        let mut screen = Screen::new()?;
        let window = Window::open(&screen)?;
        Candidate::new(&window, Hand::Pointer, &sheet)?.begin(&ticket)?;
        window.app().kill()?;
        drop(window);
        let window = Window::open(&screen)?;
        self.screen(&window, "held", "held")?;
        window.click("button", "I have to leave this computer…")?;
        self.screen(&window, "leave", "leave")?;
        window.app().kill()?;
        drop(window);
        screen.lock_keyring()?;
        let window = Window::open(&screen)?;
        self.screen(&window, "unusable", "keyring-locked")
    }
}

/// Has Orca read a question to somebody at the keyboard, and writes down what it says.
fn speech(out: &Path) -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo_alike()?;
    prompt.register(&hub, "Ada")?;
    let ticket = fs::read_to_string(prompt.path("Ada.ticket"))?;
    let sheet = fs::read_to_string(prompt.path("sheet.json"))?;
    let screen = Screen::new()?;
    // WebDriver keeps the bridge to screen readers closed, so the exam is begun with it and read without it.
    let window = Window::open(&screen)?;
    Candidate::new(&window, Hand::Keyboard, &sheet)?.begin(&ticket)?;
    window.app().kill()?;
    drop(window);

    let (orca, _running) = Orca::start(&screen, || {
        let running = Running::start(&screen, Build::Testable, &[])?;
        screen.titled("Question 1", |title| title.starts_with("Question 1"))?;
        Ok(running)
    })?;
    // As a person does who hears nothing yet: one step on, one back, and on again.
    screen.press("Tab")?;
    let mut said = orca.says("radio button");
    for _ in 0..2 {
        if said.is_err() {
            screen.press("shift+Tab")?;
            screen.press("Tab")?;
            said = orca.says("radio button");
        }
    }
    let said = said?;
    fs::write(out, said.join("\n") + "\n")?;
    println!("{} sentences in {}", said.len(), out.display());
    Ok(())
}

/// Opens the window on this screen with a ticket of the demonstration, and stays until it is closed.
fn open_here() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.register(&hub, "Ada")?;
    println!("the window opens with the ticket of Ada; close it to end the demonstration");
    let mut desk = std::process::Command::new(world::window::desk(Build::Testable)?);
    desk.arg(prompt.path("Ada.ticket")).env("XDG_DATA_HOME", prompt.path("window"));
    let status = desk.status()?;
    if status.success() { Ok(()) } else { Err(format!("the window ended with {status}").into()) }
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments == ["--open"] {
        return open_here();
    }
    if let [flag, out] = arguments.as_slice()
        && flag == "--speech"
    {
        return speech(Path::new(out));
    }
    let out = match arguments.as_slice() {
        [flag, out] if flag == "--out" => PathBuf::from(out),
        _ => return Err("usage: tour --out DIR, or tour --open".into()),
    };
    fs::create_dir_all(&out)?;
    let out = out.canonicalize()?;
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.register_with(&hub, "Ada", "--break-minutes 5")?;
    let ticket = fs::read_to_string(prompt.path("Ada.ticket"))?;
    let sheet = fs::read_to_string(prompt.path("sheet.json"))?;
    let address = hub.address.clone();

    let screen = Screen::new()?;
    let mut tour = Tour { out, number: 0, seen: BTreeSet::new() };
    let window = Window::open(&screen)?;
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    tour.screen(&window, "welcome", "welcome")?;
    window.click("button", "Text and colours")?;
    tour.screen(&window, "text-and-colours", "text-and-colours")?;
    window.keys(&[Key::Escape.into()])?;
    ada.give_ticket(&ticket)?;
    tour.screen(&window, "ticket", "ticket")?;
    ada.check_computer()?;
    tour.screen(&window, "readiness", "readiness")?;
    ada.read_rules()?;
    tour.screen(&window, "rules", "rules")?;
    ada.accept_rules()?;
    tour.screen(&window, "question", "exam")?;
    ada.flag()?;
    ada.strike()?;
    ada.note("look at this again")?;
    ada.answer()?;
    tour.screen(&window, "question", "exam-answered")?;
    ada.next()?;
    ada.answer()?;

    println!("-- the desk is killed (SIGKILL), and started again");
    window.app().kill()?;
    drop(window);
    let window = Window::open(&screen)?;
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    window.until("the exam to go on", || ada.sitting())?;
    tour.screen(&window, "question", "exam-resumed")?;
    for (key, name) in [('t', "ledger"), ('?', "keys"), ('g', "go-to")] {
        tour.over(&window, key, name)?;
    }
    window.click("button", "Words of this exam")?;
    tour.screen(&window, "reference", "reference")?;
    window.click("button", "Close")?;
    screen.resize(640, 800)?;
    window.click("button", "Questions")?;
    tour.screen(&window, "questions", "questions-in-a-small-window")?;
    window.keys(&[Key::Escape.into()])?;
    screen.resize(1280, 800)?;
    window.click("button", "Take a break")?;
    tour.screen(&window, "break", "break")?;
    window.click("button", "Go on with the exam")?;
    window.at("Question 2 of *")?;

    println!("-- the hub is gone; the exam goes on");
    drop(hub);
    ada.answer_all()?;
    tour.screen(&window, "review", "review")?;
    window.click("button", "Seal my answers…")?;
    tour.screen(&window, "seal", "seal")?;
    window.keep_back("seal")?;
    window.click("button", "Seal my answers")?;
    tour.screen(&window, "sealing", "sealing")?;
    window.let_go()?;
    tour.screen(&window, "sealed", "sealed-without-the-hub")?;

    println!("-- the hub comes back");
    let hub = prompt.serve(address.trim_start_matches("http://"))?;
    window.ask("deliver", json!({}))?;
    window.until("a confirmed result with its receipt", || {
        let outcome = window.picture()?["stage"]["outcome"].clone();
        let whole = outcome["result"]["provisional"] == false && !outcome["receipt"].is_null();
        if whole { Ok(()) } else { Err(outcome.to_string().into()) }
    })?;
    window.at("You passed Exam ready")?;
    tour.screen(&window, "sealed", "result")?;
    let saved = window.ask("save_evidence", json!({}))?;
    let path = saved["path"].as_str().unwrap_or_default().to_owned();
    let said = prompt.ok(&format!("verify {path} --trust keys/trust.json"))?;
    println!("-- invigil verify: {}", said.lines().last().unwrap_or_default());
    window.ask("leave", json!({}))?;
    window.ask("forget_ticket", json!({}))?;
    drop(window);
    drop(hub);
    println!("-- another candidate: a hold, and a locked keyring");
    tour.held_and_locked_out()?;
    let missing: Vec<_> = screens()?.difference(&tour.seen).cloned().collect();
    if !missing.is_empty() {
        return Err(format!("there is no picture of {missing:?}").into());
    }
    println!("{} pictures, each in light and dark, in {}", tour.number, tour.out.display());
    Ok(())
}
