//! A person at the window, with a mouse or with a keyboard, who knows the right answers.

use fantoccini::elements::Element;
use serde_json::Value;

use super::{Key, Window};
use crate::Outcome;

/// What a person uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A mouse; text is typed into a field that was clicked.
    Pointer,
    /// A keyboard and nothing else.
    Keyboard,
}

/// A person at the window.
pub struct Candidate<'a> {
    /// What is before it.
    pub window: &'a Window,
    hand: Hand,
    sheet: Value,
}

/// So many steps with Tab, and everything on a screen has had the focus.
const ONCE_AROUND: usize = 120;

impl<'a> Candidate<'a> {
    /// A person who has learned from what `invigil bank answers` writes.
    pub fn new(window: &'a Window, hand: Hand, sheet: &str) -> Outcome<Self> {
        Ok(Self { window, hand, sheet: serde_json::from_str(sheet)? })
    }

    /// Presses what has that role and name.
    pub fn press(&self, role: &str, name: &str) -> Outcome<()> {
        match self.hand {
            Hand::Pointer => self.window.click(role, name),
            Hand::Keyboard => {
                let target = self.window.find(role, name)?;
                self.tab_to(name, || self.window.has_focus(&target))?;
                let key = if role == "checkbox" || role == "radio" { Key::Space } else { Key::Enter };
                self.window.keys(&[key.into()])
            }
        }
    }

    /// Replaces what stands in a field.
    pub fn write(&self, name: &str, text: &str) -> Outcome<()> {
        if self.hand == Hand::Pointer {
            return self.window.write(name, text);
        }
        let target = self.window.find("textbox", name)?;
        self.tab_to(name, || self.window.has_focus(&target))?;
        self.window.keys(&[Key::Control.into(), 'a'])?;
        self.window.type_keys(text)
    }

    /// Presses a key that works on the whole screen; by the mouse there is always a button for it.
    fn key_or(&self, key: char, button: &str) -> Outcome<()> {
        match self.hand {
            Hand::Keyboard => self.window.keys(&[key]),
            Hand::Pointer => self.window.click("button", button),
        }
    }

    fn tab_to(&self, what: &str, there: impl Fn() -> Outcome<bool>) -> Outcome<()> {
        for _ in 0..ONCE_AROUND {
            if there()? {
                return Ok(());
            }
            self.window.keys(&[Key::Tab.into()])?;
        }
        Err(format!("Tab does not lead to `{what}`\n{}", self.window.text()?).into())
    }

    /// From the welcome to "Is this your ticket?".
    pub fn give_ticket(&self, ticket: &str) -> Outcome<()> {
        self.window.at("Give your ticket")?;
        self.write("The text of your ticket", ticket.trim())?;
        self.press("button", "Use this text")?;
        self.window.at("Is this your ticket?")
    }

    /// From the ticket to the checks.
    pub fn check_computer(&self) -> Outcome<()> {
        self.press("button", "Yes, check this computer")?;
        self.window.at("Is this computer ready?")
    }

    /// From the checks to the rules.
    pub fn read_rules(&self) -> Outcome<()> {
        self.press("button", "Read the rules")?;
        self.window.at("The rules of this exam")
    }

    /// From the rules to the first question.
    pub fn accept_rules(&self) -> Outcome<()> {
        self.press("checkbox", "I have read the rules and keep to them.")?;
        self.press("button", "Accept and begin")?;
        self.window.at("Question 1 of *")
    }

    /// From the welcome to the first question.
    pub fn begin(&self, ticket: &str) -> Outcome<()> {
        self.give_ticket(ticket)?;
        self.check_computer()?;
        self.read_rules()?;
        self.accept_rules()
    }

    /// The sitting, from the desk itself.
    pub fn sitting(&self) -> Outcome<Value> {
        let picture = self.window.picture()?;
        match picture["stage"]["at"].as_str() {
            Some("sitting") => Ok(picture["stage"]["sitting"].clone()),
            other => Err(format!("no exam is going on: {other:?}").into()),
        }
    }

    /// Goes to the next question, or after the last one to the review.
    pub fn next(&self) -> Outcome<()> {
        let before = self.window.heading()?;
        let last = self.window.seen("button", "Next")?.is_empty();
        self.press("button", if last { "Review" } else { "Next" })?;
        self.window.until("another screen", || {
            let now = self.window.heading()?;
            if now != before { Ok(()) } else { Err("it is the same".into()) }
        })
    }

    /// Flags the question on the screen.
    pub fn flag(&self) -> Outcome<()> {
        self.key_or('f', "Flag for later")?;
        self.window.find("button", "Flagged").map(|_| ())
    }

    /// Writes a private note beside the question on the screen.
    pub fn note(&self, text: &str) -> Outcome<()> {
        self.press("button", "Private note")?;
        self.write("Private note", text)?;
        if self.hand == Hand::Keyboard {
            // Out of the field: in it, letters and digits are text and choose nothing.
            self.window.keys(&[Key::Tab.into()])?;
        }
        self.recorded("a note", |question| Ok(question["note"] == text))
    }

    /// Strikes out the last option of a choice that is not right; gives its letter, or none where there is no choice.
    pub fn strike(&self) -> Outcome<Option<char>> {
        let question = self.question()?;
        let Some(part) = parts(&question).find(|part| part["is"] == "choice") else { return Ok(None) };
        let right = self.right(&question, part)?;
        let options: Vec<String> = options(part).map(|option| words(&option["wording"])).collect();
        let Some(place) = options.iter().rposition(|option| !right.contains(option)) else { return Ok(None) };
        let letter = char::from(b'A' + u8::try_from(place)?);
        match self.hand {
            Hand::Pointer => {
                // A question may have several choices, and each has its own B.
                let script = "const [interaction, place] = arguments;
                    return document.querySelectorAll(`[data-interaction='${interaction}'] .option`)[place]
                      .querySelector('button')";
                let button = self.window.script(script, &[part["interaction"].clone(), place.into()])?;
                self.window.click_on(&button)?;
            }
            Hand::Keyboard => {
                self.reach(part["interaction"].as_str().unwrap_or_default())?;
                self.window.keys(&['x'])?;
                self.window.keys(&[digit(place)])?;
            }
        }
        self.window.find("button", &format!("Bring back {letter}"))?;
        Ok(Some(letter))
    }

    /// Answers the question on the screen rightly, and waits until the desk has recorded it.
    pub fn answer(&self) -> Outcome<()> {
        let question = self.question()?;
        for part in parts(&question) {
            let right = match part["is"].as_str() {
                Some("choice" | "text-entry") => self.right(&question, part)?,
                _ => continue,
            };
            let interaction = part["interaction"].as_str().unwrap_or_default();
            if part["is"] == "text-entry" {
                let text = right.first().ok_or("a question without an answer")?;
                self.write_answer(interaction, text)?;
                self.recorded(text, |now| Ok(part_of(now, interaction)["text"] == *text))?;
                continue;
            }
            for (place, option) in options(part).enumerate() {
                // What was answered before a restart stands: the same press again would take it back.
                if right.contains(&words(&option["wording"])) && option["chosen"] != true {
                    self.choose(interaction, place)?;
                    let mut looks = 0;
                    self.recorded("a choice", |now| {
                        // A banner that comes just then pushes the options from under a pointer. Who sees that nothing
                        // is marked presses again.
                        looks += 1;
                        if looks % 50 == 0 && self.is_unmarked(interaction, place)? {
                            self.choose(interaction, place)?;
                        }
                        Ok(part_of(now, interaction)["options"][place]["chosen"] == true)
                    })?;
                }
            }
        }
        Ok(())
    }

    /// Answers every question from the one on the screen, up to the review.
    pub fn answer_all(&self) -> Outcome<()> {
        while self.window.heading()?.starts_with("Question ") {
            self.answer()?;
            self.next()?;
        }
        Ok(())
    }

    /// From the review to the outcome.
    pub fn seal(&self) -> Outcome<()> {
        self.window.at("Before you seal")?;
        self.press("button", "Seal my answers…")?;
        self.press("button", "Seal my answers")?;
        self.window.until("a sealed exam", || {
            let picture = self.window.picture()?;
            if picture["stage"]["at"] == "sealed" {
                Ok(())
            } else {
                Err(picture["stage"]["at"].to_string().into())
            }
        })
    }

    /// The question on the screen, from the desk itself.
    pub fn question(&self) -> Outcome<Value> {
        Ok(self.sitting()?["question"].clone())
    }

    fn recorded(&self, what: &str, mut is: impl FnMut(&Value) -> Outcome<bool>) -> Outcome<()> {
        self.window.until(&format!("{what} to be recorded"), || {
            let question = self.question()?;
            if is(&question)? { Ok(()) } else { Err(format!("the desk has {question}").into()) }
        })
    }

    /// The right answers to a part, as its options or its text say it.
    fn right(&self, question: &Value, part: &Value) -> Outcome<Vec<String>> {
        let (item, interaction) = (&question["item"], &part["interaction"]);
        let name = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let known = self.sheet[name(item)][name(interaction)].as_array();
        let known = known.ok_or_else(|| format!("no answer to {item} {interaction} was learned"))?;
        Ok(known.iter().map(name).collect())
    }

    /// Where digits are meant for that interaction: anywhere if it is the only one, else on it.
    fn reach(&self, interaction: &str) -> Outcome<()> {
        let here = "return document.activeElement?.closest('[data-interaction]')?.dataset.interaction === arguments[0]";
        let alone = "return document.querySelectorAll('[data-interaction]').length === 1";
        if self.window.script(alone, &[])? == true {
            return Ok(());
        }
        self.tab_to(interaction, || Ok(self.window.script(here, &[interaction.into()])? == true))
    }

    /// What a pointer presses for an option; nothing where the page does not show it.
    fn option(&self, interaction: &str, place: usize) -> Outcome<Value> {
        let script = "const [interaction, place] = arguments;
            return document.querySelectorAll(`[data-interaction='${interaction}'] .option > label`)[place]";
        self.window.script(script, &[interaction.into(), place.into()])
    }

    /// Whether the page shows that option, and shows it as not chosen.
    fn is_unmarked(&self, interaction: &str, place: usize) -> Outcome<bool> {
        let script = "return arguments[0]?.querySelector('input').checked === false";
        Ok(self.window.script(script, &[self.option(interaction, place)?])? == true)
    }

    fn choose(&self, interaction: &str, place: usize) -> Outcome<()> {
        if self.hand == Hand::Keyboard {
            self.reach(interaction)?;
            return self.window.keys(&[digit(place)]);
        }
        self.window.click_on(&self.option(interaction, place)?)
    }

    fn write_answer(&self, _interaction: &str, text: &str) -> Outcome<()> {
        let script = "return document.querySelector('.entry .input')";
        let field = self.window.script(script, &[])?;
        match self.hand {
            Hand::Pointer => self.window.click_on(&field)?,
            Hand::Keyboard => {
                let field: Element = self.window.element(&field)?;
                self.tab_to("the answer", || self.window.has_focus(&field))?;
            }
        }
        self.window.keys(&[Key::Control.into(), 'a'])?;
        self.window.type_keys(text)
    }
}

fn parts(question: &Value) -> impl Iterator<Item = &Value> {
    question["parts"].as_array().into_iter().flatten()
}

fn part_of<'a>(question: &'a Value, interaction: &str) -> &'a Value {
    parts(question).find(|part| part["interaction"] == interaction).unwrap_or(&Value::Null)
}

fn options(part: &Value) -> impl Iterator<Item = &Value> {
    part["options"].as_array().into_iter().flatten()
}

/// The key of an option's place, from 0.
fn digit(place: usize) -> char {
    char::from(b'1' + u8::try_from(place.min(8)).unwrap_or(8))
}

/// The words of a wording, without its marks.
fn words(wording: &Value) -> String {
    fn gather(value: &Value, into: &mut String) {
        match value {
            Value::Array(list) => list.iter().for_each(|entry| gather(entry, into)),
            Value::Object(entries) => {
                for name in ["words", "code", "inlines", "blocks", "entries"] {
                    match entries.get(name) {
                        Some(Value::String(text)) => into.push_str(text),
                        Some(more) => gather(more, into),
                        None => {}
                    }
                }
            }
            _ => {}
        }
    }
    let mut text = String::new();
    gather(wording, &mut text);
    text
}
