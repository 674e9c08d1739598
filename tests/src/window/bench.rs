//! What the window costs: to its first screen, in memory, and from a click to a drawn "saved". Each against a floor of
//! the same run.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::program::{Build, cargo_build, desk, processes, tool};
use super::screen::Screen;
use super::{Candidate, Hand, Window};
use crate::Outcome;
use crate::command::Prompt;

/// Starts of each window; they take turns, and the middle one counts.
const STARTS: usize = 7;
/// Clicks of each kind; they take turns. WebDriver lets a script run for half a minute, so they come in rounds.
const CLICKS: usize = ROUNDS * ROUND;
const ROUNDS: usize = 6;
const ROUND: usize = 50;
/// A window that has not come by then does not come.
const LATEST: Duration = Duration::from_secs(60);

/// A program in a window of its own, ended with this value.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        // Each may fail only when it has ended by itself.
        let below = processes(self.0.id()).unwrap_or_default();
        let _ = self.0.kill();
        let _ = self.0.wait();
        for process in below {
            let _ = process.kill();
        }
    }
}

/// A window that is started: its program with what is said to it, and its title once it can be used.
struct Kind {
    program: PathBuf,
    arguments: Vec<String>,
    title: &'static str,
}

impl Kind {
    /// Milliseconds from the start to its title, and megabytes of it and all that belongs to it then.
    #[allow(clippy::disallowed_methods, reason = "a bench measures how long something takes")]
    fn start(&self, screen: &Screen) -> Outcome<(f64, f64)> {
        let home = TempDir::new()?;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).env_clear().envs(screen.environment());
        command.env("XDG_DATA_HOME", home.path()).env("HOME", home.path());
        let begin = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let started = Started(child);
        while !screen.titles()?.iter().any(|title| title.starts_with(self.title)) {
            if begin.elapsed() > LATEST {
                return Err(format!("{} shows no `{}`", self.program.display(), self.title).into());
            }
        }
        let taken = begin.elapsed().as_secs_f64() * 1_000.0;
        let below = processes(started.0.id())?.into_iter().map(|process| process.pid);
        let all = below.chain([started.0.id()]);
        Ok((taken, all.map(megabytes).sum()))
    }
}

/// What a process holds that is its own, and its share of what it shares; nothing once it has ended.
fn megabytes(pid: u32) -> f64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kilobytes =
        line.and_then(|rest| rest.split_whitespace().next()).and_then(|word| word.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1_024.0
}

/// The one at that share of all, from 0 to 1.
fn quantile(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().saturating_sub(1) as f64;
    values.get((last * share).round() as usize).copied().unwrap_or_default()
}

/// Start to the first screen that can be used, and memory there, against a window of the same kind with nothing in it;
/// Chromium's window without a browser around it is measured beside them.
///
/// # Errors
/// When a window does not come, or Chromium is not on this machine.
pub fn start() -> Outcome<Vec<String>> {
    let bare = cargo_build(&["--example", "bare"])?.join("examples/bare");
    let page = "data:text/html,<title>ready</title><p>ready".to_owned();
    let kinds = [
        Kind { program: bare, arguments: Vec::new(), title: "ready" },
        Kind { program: desk(Build::Packaged)?, arguments: Vec::new(), title: "Give your ticket" },
        Kind {
            program: tool("chromium", "chromium")?,
            arguments: vec!["--no-sandbox".into(), "--no-first-run".into(), format!("--app={page}")],
            title: "ready",
        },
    ];
    let screen = Screen::new()?;
    let mut figures = [const { (Vec::new(), Vec::new()) }; 3];
    // The first of each fills the caches and does not count.
    for run in 0..=STARTS {
        for (kind, (times, sizes)) in kinds.iter().zip(&mut figures) {
            let (time, size) = kind.start(&screen)?;
            if run > 0 {
                times.push(time);
                sizes.push(size);
            }
        }
    }
    let line = |name: &str, unit: &str, [floor, ours, chromium]: [f64; 3]| {
        let ratio = ours / floor;
        format!(
            "bench {name}: ratio={ratio:.2} floor={floor:.0}{unit} ours={ours:.0}{unit} chromium={chromium:.0}{unit}"
        )
    };
    let times = figures.each_mut().map(|(times, _)| quantile(times, 0.5));
    let sizes = figures.each_mut().map(|(_, sizes)| quantile(sizes, 0.5));
    Ok(vec![line("window-start", "ms", times), line("window-memory", "MB", sizes)])
}

/// Notices when the answer to a call has been drawn.
const FETCH: &str = "const send = window.fetch;
    window.fetch = async (address, ...rest) => {
      const answer = await send(address, ...rest);
      const name = String(address).split('/').at(-1);
      if (window.awaited?.name === name) {
        const { go } = window.awaited;
        window.awaited = null;
        // The answer is read and drawn before the second frame from here begins.
        requestAnimationFrame(() => requestAnimationFrame(() => go()));
      }
      return answer;
    };";

/// Clicks an option and then asks where everything stands, again and again; each until the answer has been drawn.
const CLICK: &str = "const [clicks, done] = arguments;
    const timed = async (name, act) => {
      const begin = performance.now();
      await new Promise((go) => { window.awaited = { name, go }; act(); });
      return performance.now() - begin;
    };
    (async () => {
      const saved = [], asked = [];
      const inputs = document.querySelectorAll('.option input');
      for (let click = 0; click < clicks; click += 1) {
        saved.push(await timed('choose', () => inputs[click % 2].click()));
        asked.push(await timed('picture', () => window.__TAURI_INTERNALS__.invoke('picture', {})));
      }
      done({ saved, asked });
    })();";

/// From a click on an option to the frame that shows it saved, against a question to the desk that writes nothing.
///
/// # Errors
/// When the window does not come to its first question.
pub fn saved() -> Outcome<Vec<String>> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo_alike()?;
    prompt.register(&hub, "Ada")?;
    let ticket = fs::read_to_string(prompt.path("Ada.ticket"))?;
    let sheet = fs::read_to_string(prompt.path("sheet.json"))?;
    let screen = Screen::new()?;
    let window = Window::open(&screen)?;
    Candidate::new(&window, Hand::Pointer, &sheet)?.begin(&ticket)?;
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    window.script(FETCH, &[])?;
    for _ in 0..ROUNDS {
        let found = window.script_later(CLICK, &[json!(ROUND)])?;
        for (name, into) in [("saved", &mut ours), ("asked", &mut floor)] {
            into.extend(found[name].as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64));
        }
    }
    if ours.len() != CLICKS || floor.len() != CLICKS {
        return Err(format!("{} of {CLICKS} clicks were answered", ours.len()).into());
    }
    let mut line = |name: &str, share: f64| {
        let (ours, floor) = (quantile(&mut ours, share), quantile(&mut floor, share));
        format!("bench {name}: ratio={:.2} floor={floor:.1}ms ours={ours:.1}ms clicks={CLICKS}", ours / floor)
    };
    Ok(vec![line("click-to-saved-p50", 0.5), line("click-to-saved-p99", 0.99)])
}
