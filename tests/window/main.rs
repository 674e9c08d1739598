//! The real window, driven: a display of its own, WebKit's WebDriver, a hub process, and a person with a mouse or with a
//! keyboard.
#![cfg(target_os = "linux")]

mod disk;
mod environment;
mod faults;
mod hardening;
mod line;
mod memory;
mod screens;
mod time;
mod tree;
mod updates;

use std::path::Path;

use world::Outcome;
use world::command::{Prompt, Serving};
use world::window::{Candidate, Hand, Screen, Window};

/// A machine, a hub that it reaches, and a ticket for the demonstration's exam.
struct Hall {
    /// None while nobody answers.
    hub: Option<Serving>,
    prompt: Prompt,
    screen: Screen,
    ticket: String,
    sheet: String,
}

impl Hall {
    fn new() -> Outcome<Self> {
        let prompt = Prompt::new(None)?;
        let hub = prompt.demo(|programme| programme)?;
        Self::with(prompt, hub)
    }

    fn with(prompt: Prompt, hub: Serving) -> Outcome<Self> {
        prompt.register(&hub, "Ada")?;
        let ticket = std::fs::read_to_string(prompt.path("Ada.ticket"))?;
        let sheet = std::fs::read_to_string(prompt.path("sheet.json"))?;
        Ok(Self { hub: Some(hub), prompt, screen: Screen::new()?, ticket, sheet })
    }

    /// Ends the hub; what starts it again where it was.
    fn close_hub(&mut self) -> Outcome<String> {
        let hub = self.hub.take().ok_or("there is no hub")?;
        Ok(hub.address.trim_start_matches("http://").to_owned())
    }

    fn candidate<'a>(&self, window: &'a Window) -> Outcome<Candidate<'a>> {
        Candidate::new(window, Hand::Pointer, &self.sheet)
    }

    /// A window in which the exam has begun.
    fn begin(&self) -> Outcome<Window> {
        let window = Window::open(&self.screen)?;
        self.candidate(&window)?.begin(&self.ticket)?;
        Ok(window)
    }
}

/// A picture for who wants to look, into the folder that `INVIGIL_SHOTS` names.
fn shot(window: &Window, name: &str) -> Outcome<()> {
    match std::env::var_os("INVIGIL_SHOTS") {
        Some(folder) => window.shot(&Path::new(&folder).join(name)),
        None => Ok(()),
    }
}
