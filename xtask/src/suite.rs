//! `test` and `check`: what must hold before a change lands. `.ci/run` calls the first of them.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::page;
use crate::phases::Phases;
use crate::process::{Stop, cargo, run, succeeded};
use crate::setup::{self, Needs};

/// A phase that is one cargo command.
type Step = (&'static str, &'static [&'static str]);

/// Lets WebDriver drive the window that the tests start. No package is built with it.
pub(crate) const TESTABLE: &str = "invigil-window/testable";

/// Every package of the lock file for every platform is brought here first; nothing after it needs a network.
const FETCH: Step = ("fetch", &["fetch", "--locked"]);

/// The steps that need no test run, cheapest first. Add a cargo command that must succeed as one more row.
const QUICK: &[Step] = &[
    ("format", &["fmt", "--all", "--check"]),
    (
        "dependencies",
        // Advisories need a network and a fresh database, so they are not part of this: see deny.toml.
        &[
            "deny",
            "--workspace",
            "--locked",
            "--offline",
            "check",
            "--hide-inclusion-graph",
            "bans",
            "licenses",
            "sources",
        ],
    ),
    (
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            TESTABLE,
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    ),
];

/// The programs, which the whole-system tests start as a person would.
const PROGRAMS: Step = ("programs", &["build", "--workspace", "--bins", "--features", TESTABLE, "--locked"]);

/// The guards over crates and sources alone; part of the whole run anyway.
const GUARDS: Step = (
    "guards",
    &["test", "--locked", "--package", "invigil-tests", "--test", "architecture", "--test", "sources"],
);

/// Everything that must hold.
pub(crate) fn test() -> Result<(), Stop> {
    let tally = {
        let mut phases = Phases::new("test");
        prepare(&mut phases)?;
        step(&mut phases, PROGRAMS)?;
        let page = phases.run("page tests", page::test)?;
        let mut tally = phases.run("tests", run_tests)?;
        tally.passed += page;
        tally
    };
    // The line that a reader, and CI, looks for at the end.
    println!("tests: {} passed, {} failed", tally.passed, tally.failed);
    Ok(())
}

/// The quick part: a minute after a small change.
pub(crate) fn check() -> Result<(), Stop> {
    let mut phases = Phases::new("check");
    prepare(&mut phases)?;
    step(&mut phases, GUARDS)
}

fn prepare(phases: &mut Phases) -> Result<(), Stop> {
    phases.run("setup", || setup::ensure(Needs::Everything))?;
    phases.run("page", page::ensure)?;
    phases.run("page check", page::check)?;
    step(phases, FETCH)?;
    QUICK.iter().try_for_each(|quick| step(phases, *quick))
}

fn step(phases: &mut Phases, (name, arguments): Step) -> Result<(), Stop> {
    phases.run(name, || run(cargo().args(arguments)))
}

/// What the test runners said of themselves, added up.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Adds a runner's closing line; any other line changes nothing.
    fn read(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        for part in result.split(['.', ';']) {
            match part.trim().split_once(' ') {
                Some((count, "passed")) => self.passed += count.parse::<u64>().unwrap_or(0),
                Some((count, "failed")) => self.failed += count.parse::<u64>().unwrap_or(0),
                _ => {}
            }
        }
    }
}

/// Runs every test, shows what they print, and counts. A run in which no test ran is a failure.
fn run_tests() -> Result<Tally, Stop> {
    let mut command = cargo();
    command
        .args(["test", "--workspace", "--features", TESTABLE, "--locked", "--no-fail-fast"])
        .stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| Stop::failed(&command, error))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut screen = std::io::stdout();
        for line in BufReader::new(output).split(b'\n') {
            let line = line.map_err(|error| Stop::failed(&command, error))?;
            let line = String::from_utf8_lossy(&line);
            tally.read(&line);
            // Nobody may be looking any more; the tests go on.
            let _ = writeln!(screen, "{line}");
        }
    }
    let status = child.wait().map_err(|error| Stop::failed(&command, error))?;
    succeeded(&command, status)?;
    if tally.passed == 0 {
        return Err(Stop::failed(&command, "no test ran"));
    }
    Ok(tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_added_up() {
        let mut tally = Tally::default();
        tally.read("running 14 tests");
        tally.read("test id::tests::round_trip ... ok");
        tally.read(
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.41s",
        );
        tally.read("test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
        assert_eq!(tally, Tally { passed: 15, failed: 1 });
    }
}
