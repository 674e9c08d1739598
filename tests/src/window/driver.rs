//! The application on a screen, driven through WebKit's own WebDriver.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::actions::{Actions, InputSource, KeyAction, KeyActions};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::NewSessionError;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

pub use fantoccini::key::Key;

use super::program::{Build, Process, desk, processes, tool};
use super::screen::{Screen, until};
use crate::Outcome;

/// How long WebDriver may take to attach where it should not be able to. A build for tests lets it in within a second.
const ATTACHING: Duration = Duration::from_secs(8);

const FIND: &str = include_str!("find.js");

/// Under this name WebDriver speaks of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The application, open and driven. It is killed with this value, as by a power cut.
pub struct Window {
    client: Client,
    app: Process,
    driver: Driver,
}

/// WebKit's WebDriver, and what it starts.
struct Driver {
    runtime: Runtime,
    process: Child,
    port: u16,
    log: PathBuf,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Each may fail only when it has ended by itself.
        let below = processes(self.process.id()).unwrap_or_default();
        let _ = self.process.kill();
        let _ = self.process.wait();
        for process in below {
            let _ = process.kill();
        }
    }
}

impl Driver {
    fn start(screen: &Screen, more: &[(&str, &str)]) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = screen.home().join(format!("window-{port}.log"));
        let file = File::create(&log)?;
        let process = Command::new(tool("WebKitWebDriver", "webkit2gtk-driver")?)
            .arg(format!("--port={port}"))
            .env_clear()
            .envs(screen.environment())
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("NO_AT_BRIDGE", "1")
            .envs(more.iter().copied())
            .current_dir(screen.home())
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()?;
        Ok(Self { runtime, process, port, log })
    }

    /// Has a program started and attaches to it, or says why not: it does not answer, or not in that time.
    fn attach(&self, program: &Path, patience: Duration) -> Outcome<Result<Client, String>> {
        until("a WebDriver", || {
            let address = format!("http://127.0.0.1:{}", self.port);
            let mut capabilities = Capabilities::new();
            let options = json!({ "binary": program, "args": [] });
            capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities);
            let connecting = async { tokio::time::timeout(patience, builder.connect(&address)).await };
            match self.runtime.block_on(connecting) {
                Ok(Ok(client)) => Ok(Ok(client)),
                Ok(Err(NewSessionError::SessionNotCreated(why))) => Ok(Err(why.to_string())),
                Ok(Err(error)) => Err(error.into()),
                Err(_) => {
                    Ok(Err("the window did not answer WebDriver: is it built with `testable`?".to_owned()))
                }
            }
        })
    }

    /// The application that it started.
    fn app(&self) -> Option<Process> {
        let below = processes(self.process.id()).unwrap_or_default();
        below.into_iter().find(|found| found.name == "invigil-desk")
    }
}

impl Window {
    /// Opens the application on a screen, and waits until its page shows something.
    pub fn open(screen: &Screen) -> Outcome<Self> {
        Self::open_with(screen, &[])
    }

    /// The same with further variables, or others.
    pub fn open_with(screen: &Screen, more: &[(&str, &str)]) -> Outcome<Self> {
        Self::open_program(screen, &desk(Build::Testable)?, more)
    }

    /// The same with a program of one's own: a copy that may be replaced.
    pub fn open_program(screen: &Screen, program: &Path, more: &[(&str, &str)]) -> Outcome<Self> {
        let driver = Driver::start(screen, more)?;
        let client = driver.attach(program, super::PATIENCE)?;
        match (client, driver.app()) {
            (Ok(client), Some(app)) => {
                let window = Self { client, app, driver };
                until("a page", || window.heading())?;
                Ok(window)
            }
            (client, _) => {
                let why = client.err().unwrap_or_default();
                Err(format!("the window did not open: {why}\n{}", tail(&driver.log)).into())
            }
        }
    }

    /// Whether WebDriver gets a session with a program that it started, and whose window is open.
    pub fn attaches(screen: &Screen, program: &Path) -> Outcome<bool> {
        let driver = Driver::start(screen, &[])?;
        let session = driver.attach(program, ATTACHING)?;
        let app = driver.app().ok_or("the window did not open")?;
        page_of(&app)?;
        Ok(session.is_ok())
    }

    /// The application's process.
    pub fn app(&self) -> &Process {
        &self.app
    }

    /// The process that shows the page.
    pub fn web_process(&self) -> Outcome<Process> {
        page_of(&self.app)
    }

    /// What the application has said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.driver.log).unwrap_or_default()
    }

    /// Runs a script in the page.
    pub fn script(&self, script: &str, arguments: &[Value]) -> Outcome<Value> {
        let call = self.client.execute(script, arguments.to_vec());
        self.within(async { Ok(call.await?) })
    }

    /// Runs a script that calls its last argument when it is done.
    pub fn script_later(&self, script: &str, arguments: &[Value]) -> Outcome<Value> {
        let call = self.client.execute_async(script, arguments.to_vec());
        self.within(async { Ok(call.await?) })
    }

    fn within<T>(&self, call: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        let patient = async { tokio::time::timeout(Duration::from_secs(60), call).await };
        self.driver.runtime.block_on(patient).map_err(|_| "WebDriver did not answer within a minute")?
    }

    /// Asks the desk what the page can ask of it, past the page: how a test knows what is recorded.
    pub fn ask(&self, command: &str, arguments: Value) -> Outcome<Value> {
        let script = "const [command, given, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, given)
              .then((answer) => done({ answer }), (problem) => done({ problem }));";
        let said = self.script_later(script, &[json!(command), arguments])?;
        match said.get("problem") {
            Some(problem) => Err(format!("{command}: {problem}").into()),
            None => Ok(said["answer"].clone()),
        }
    }

    /// Where everything stands, from the desk itself.
    pub fn picture(&self) -> Outcome<Value> {
        self.ask("picture", json!({}))
    }

    /// The title of what is on the screen.
    pub fn heading(&self) -> Outcome<String> {
        let script =
            "return (document.querySelector('h1')?.innerText ?? '').replace(/[\\s\\u00a0]+/g, ' ').trim()";
        match self.script(script, &[])?.as_str() {
            Some("") | None => Err("there is no heading".into()),
            Some(heading) => Ok(heading.to_owned()),
        }
    }

    /// All that can be read on the screen.
    pub fn text(&self) -> Outcome<String> {
        let text = self.script("return document.body.innerText.replace(/[ \\t\\u00a0]+/g, ' ')", &[])?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits for a title; a `*` at the end stands for anything.
    pub fn at(&self, heading: &str) -> Outcome<()> {
        self.until(&format!("the heading `{heading}`"), || {
            let found = self.heading()?;
            let fits = heading.strip_suffix('*').map_or(found == heading, |start| found.starts_with(start));
            if fits { Ok(()) } else { Err(format!("it is `{found}`").into()) }
        })
    }

    /// Waits for words anywhere on the screen.
    pub fn says(&self, words: &str) -> Outcome<()> {
        self.until(&format!("the words `{words}`"), || {
            let text = self.text()?;
            if text.contains(words) { Ok(()) } else { Err("they are not on the screen".into()) }
        })
    }

    /// Looks until a condition holds; says what was on the screen when it never does.
    pub fn until<T>(&self, what: &str, look: impl FnMut() -> Outcome<T>) -> Outcome<T> {
        until(what, look).map_err(|error| {
            let shown = self.text().unwrap_or_else(|error| format!("(no page: {error})"));
            format!("{error}\n-- on the screen:\n{shown}\n-- said:\n{}", tail(&self.driver.log)).into()
        })
    }

    /// What has that role and name now. A `*` at the end of the name stands for anything.
    pub fn seen(&self, role: &str, name: &str) -> Outcome<Vec<Element>> {
        let found = self.script(FIND, &[json!(role), json!(name)])?;
        let ids = found.as_array().into_iter().flatten().filter_map(|element| element[ELEMENT].as_str());
        Ok(ids
            .map(|id| Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned())))
            .collect())
    }

    /// Waits for the one thing of that role and name.
    pub fn find(&self, role: &str, name: &str) -> Outcome<Element> {
        self.until(&format!("one {role} `{name}`"), || {
            let mut found = self.seen(role, name)?;
            match (found.pop(), found.len()) {
                (Some(one), 0) => Ok(one),
                (_, more) => Err(format!("there are {}", more + usize::from(more > 0)).into()),
            }
        })
    }

    /// Clicks, in the middle of it; on a native input that is drawn by its label, on the label.
    pub fn click(&self, role: &str, name: &str) -> Outcome<()> {
        let found = self.find(role, name)?;
        let script = "const [element] = arguments; return element.classList.contains('vh') ? element.closest('label') : element";
        let target = self.script(script, &[serde_json::to_value(&found)?])?;
        self.click_on(&target)
    }

    /// Clicks in the middle of an element that a script gave.
    pub fn click_on(&self, found: &Value) -> Outcome<()> {
        self.click_at(&self.element(found)?)
    }

    /// Clicks once it can be clicked: while a screen is being laid out, WebDriver refuses, and has then clicked nothing.
    fn click_at(&self, target: &Element) -> Outcome<()> {
        self.until("something that can be clicked", || {
            match self.within(async { Ok(target.click().await) })? {
                Err(refused) if refused.is_element_not_interactable() => Err(refused.into()),
                clicked => Ok(clicked),
            }
        })??;
        Ok(())
    }

    /// An element that a script gave.
    pub fn element(&self, found: &Value) -> Outcome<Element> {
        let id = found[ELEMENT].as_str().ok_or("a script found no element")?.to_owned();
        Ok(Element::from_element_id(self.client.clone(), ElementRef::from(id)))
    }

    /// Clicks into a field and types; what stood there is replaced.
    pub fn write(&self, name: &str, text: &str) -> Outcome<()> {
        let field = self.find("textbox", name)?;
        self.click_at(&field)?;
        self.until(&format!("the focus in `{name}`"), || {
            if self.has_focus(&field)? { Ok(()) } else { Err("it is elsewhere".into()) }
        })?;
        self.keys(&[Key::Control.into(), 'a'])?;
        self.type_keys(text)
    }

    /// Types, key by key, where the focus is.
    pub fn type_keys(&self, text: &str) -> Outcome<()> {
        for letters in text.chars().collect::<Vec<_>>().chunks(200) {
            let keys = letters.iter().fold(KeyActions::new("keyboard".to_owned()), |keys, letter| {
                keys.then(KeyAction::Down { value: *letter }).then(KeyAction::Up { value: *letter })
            });
            self.within(async { Ok(self.client.perform_actions(Actions::from(keys)).await?) })?;
        }
        Ok(())
    }

    /// Presses keys together, and lets go of them.
    pub fn keys(&self, chord: &[char]) -> Outcome<()> {
        let down = chord.iter().fold(KeyActions::new("keyboard".to_owned()), |keys, key| {
            keys.then(KeyAction::Down { value: *key })
        });
        let keys = chord.iter().rev().fold(down, |keys, key| keys.then(KeyAction::Up { value: *key }));
        self.within(async { Ok(self.client.perform_actions(Actions::from(keys)).await?) })
    }

    /// Where the middle of an element is, in the page's own pixels.
    pub fn middle(&self, element: &Element) -> Outcome<(u32, u32)> {
        let script = "const box = arguments[0].getBoundingClientRect();
            return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
        let at = self.script(script, &[serde_json::to_value(element)?])?;
        let part =
            |place: usize| u32::try_from(at[place].as_u64().ok_or("it is outside")?).map_err(Into::into);
        part(0).and_then(|x: u32| Outcome::Ok((x, part(1)?)))
    }

    /// Whether the focus is on it.
    pub fn has_focus(&self, element: &Element) -> Outcome<bool> {
        let found =
            self.script("return document.activeElement === arguments[0]", &[serde_json::to_value(element)?])?;
        Ok(found == true)
    }

    /// The browser's own word on an element: its role and its name.
    pub fn computed(&self, element: &Element) -> Outcome<(String, String)> {
        let id = element.element_id();
        let ask = |what: &'static str| {
            let command = Computed { element: id.to_string(), what };
            self.within(async { Ok(self.client.issue_cmd(command).await?) })
        };
        let (role, name) = (ask("computedrole")?, ask("computedlabel")?);
        Ok((role.as_str().unwrap_or_default().to_owned(), name.as_str().unwrap_or_default().to_owned()))
    }

    /// Makes the window another size, where it does not fill the screen.
    pub fn resize(&self, width: u32, height: u32) -> Outcome<()> {
        self.within(async { Ok(self.client.set_window_rect(0, 0, width, height).await?) })
    }

    /// The page's size, in CSS pixels.
    pub fn size(&self) -> Outcome<(u64, u64)> {
        let size = self.script("return [innerWidth, innerHeight]", &[])?;
        Ok((size[0].as_u64().unwrap_or(0), size[1].as_u64().unwrap_or(0)))
    }

    /// Waits until what the page has now is drawn, and drawn once more after what the first drawing measured.
    pub fn drawn(&self) -> Outcome<()> {
        let twice =
            "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => done(true)))";
        self.script_later(twice, &[]).map(drop)
    }

    /// Leaves a picture of the page as a file.
    pub fn shot(&self, path: &Path) -> Outcome<()> {
        let png = self.within(async { Ok(self.client.screenshot().await?) })?;
        Ok(fs::write(path, png)?)
    }
}

/// The process that shows the page of an application.
pub(super) fn page_of(app: &Process) -> Outcome<Process> {
    let below = processes(app.pid)?;
    let found =
        below.into_iter().find(|process| process.name.starts_with("WebKitWebProces") && process.runs());
    found.ok_or_else(|| "the page has no process".into())
}

/// The last lines of a file.
fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// "Get Computed Role" and "Get Computed Label", which the client does not have.
#[derive(Debug)]
struct Computed {
    element: String,
    what: &'static str,
}

impl WebDriverCompatibleCommand for Computed {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/element/{}/{}", session.unwrap_or_default(), self.element, self.what))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}
