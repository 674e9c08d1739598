//! The real window, driven through the whole line on a hidden screen, with a picture of every screen in light and dark.
//!
//! `tour --out DIR`: the desk is killed (SIGKILL) on the way, and the hub is gone while the answers are sealed.
//! `tour --speech FILE`: Orca reads a question; what it says is written there. Needs `orca` and `at-spi2-core`.
//! `tour --open`: the window opens on this very screen instead, with a ticket.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use world::Outcome;
use world::command::Prompt;
use world::window::{Build, Candidate, Hand, Orca, Running, Screen, Window};

struct Tour {
    out: PathBuf,
    number: u32,
}

impl Tour {
    /// Says where we are and takes the screen's picture, in light and in dark.
    fn screen(&mut self, window: &Window, name: &str) -> Outcome<()> {
        self.number += 1;
        println!("{:02} {name}: {}", self.number, window.heading()?);
        for theme in ["light", "dark"] {
            let display = json!({ "text": "normal", "theme": theme, "more_contrast": false, "hide_time": false,
                "no_letter_keys": false });
            window.ask("adjust", json!({ "display": display }))?;
            // Without motion: a picture of colours on their way from one theme to the other shows neither.
            let show = "document.documentElement.dataset.motion = 'less';
                document.documentElement.dataset.theme = arguments[0];";
            window.script(show, &[json!(theme)])?;
            window.shot(&self.out.join(format!("{:02}-{name}-{theme}.png", self.number)))?;
        }
        window.script("document.documentElement.dataset.theme = 'light'", &[]).map(drop)
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
    prompt.register(&hub, "Ada")?;
    let ticket = fs::read_to_string(prompt.path("Ada.ticket"))?;
    let sheet = fs::read_to_string(prompt.path("sheet.json"))?;
    let address = hub.address.clone();

    let screen = Screen::new()?;
    let mut tour = Tour { out, number: 0 };
    let window = Window::open(&screen)?;
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    tour.screen(&window, "welcome")?;
    ada.give_ticket(&ticket)?;
    tour.screen(&window, "ticket")?;
    ada.check_computer()?;
    tour.screen(&window, "readiness")?;
    ada.read_rules()?;
    tour.screen(&window, "rules")?;
    ada.accept_rules()?;
    tour.screen(&window, "exam")?;
    ada.flag()?;
    ada.strike()?;
    ada.note("look at this again")?;
    ada.answer()?;
    tour.screen(&window, "exam-answered")?;
    ada.next()?;
    ada.answer()?;

    println!("-- the desk is killed (SIGKILL), and started again");
    window.app().kill()?;
    drop(window);
    let window = Window::open(&screen)?;
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    window.until("the exam to go on", || ada.sitting())?;
    tour.screen(&window, "exam-resumed")?;

    println!("-- the hub is gone; the exam goes on");
    drop(hub);
    ada.answer_all()?;
    tour.screen(&window, "review")?;
    ada.seal()?;
    tour.screen(&window, "sealed-without-the-hub")?;

    println!("-- the hub comes back");
    let hub = prompt.serve(address.trim_start_matches("http://"))?;
    window.ask("deliver", json!({}))?;
    window.until("a confirmed result with its receipt", || {
        let outcome = window.picture()?["stage"]["outcome"].clone();
        let whole = outcome["result"]["provisional"] == false && !outcome["receipt"].is_null();
        if whole { Ok(()) } else { Err(outcome.to_string().into()) }
    })?;
    window.at("You passed Exam ready")?;
    tour.screen(&window, "result")?;
    let saved = window.ask("save_evidence", json!({}))?;
    let path = saved["path"].as_str().unwrap_or_default().to_owned();
    let said = prompt.ok(&format!("verify {path} --trust keys/trust.json"))?;
    println!("-- invigil verify: {}", said.lines().last().unwrap_or_default());
    window.ask("leave", json!({}))?;
    window.ask("forget_ticket", json!({}))?;
    drop(hub);
    println!("{} screens, in light and dark, in {}", tour.number, tour.out.display());
    Ok(())
}
