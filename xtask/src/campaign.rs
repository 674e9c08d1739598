//! `lab` and `bench`: programs of the `invigil-tests` package, wired by name.
//!
//! A lab is built like the tests (our dependencies are optimised there too), so that both share one build; a
//! bench is built with `--release`. What follows the name goes to the program as it was typed.

use std::path::Path;

use crate::page;
use crate::process::{self, Stop, cargo, run};
use crate::setup::{self, Needs};
use crate::suite::TESTABLE;

/// Runs `tests/src/bin/lab.rs`, which knows the campaigns by name.
pub(crate) fn lab(arguments: &[String]) -> Result<(), Stop> {
    if arguments.first().is_none_or(|name| name.starts_with('-')) {
        return Err(Stop::Usage("usage: cargo xtask lab NAME [--cases N] [--seed S]".into()));
    }
    if arguments.first().is_some_and(|name| name == "memory") {
        // The only one with a window, and with the programs as a person starts them.
        setup::ensure(Needs::Window)?;
        page::ensure()?;
        run(cargo().args(["build", "--quiet", "--locked", "--workspace", "--bins", "--features", TESTABLE]))?;
    } else {
        setup::ensure(Needs::Build)?;
    }
    program("lab", &[], arguments)
}

/// Runs `tests/src/bin/bench`, which knows the measurements by name; without a name, all of them.
pub(crate) fn bench(arguments: &[String]) -> Result<(), Stop> {
    setup::ensure(Needs::Window)?;
    page::ensure()?;
    program("bench", &["--release"], arguments)
}

fn program(name: &str, profile: &[&str], arguments: &[String]) -> Result<(), Stop> {
    if !exists(process::root(), name) {
        return Err(Stop::NotYet(format!("there is no {name} yet: tests/src/bin/{name}.rs does not exist")));
    }
    let mut command = cargo();
    command.args(["run", "--quiet", "--locked", "--package", "invigil-tests", "--bin", name]);
    run(command.args(profile).arg("--").args(arguments))
}

fn exists(root: &Path, name: &str) -> bool {
    let programs = root.join("tests/src/bin");
    programs.join(format!("{name}.rs")).is_file() || programs.join(name).join("main.rs").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lab_needs_a_name() {
        assert_eq!(lab(&[]).unwrap_err().exit_code(), 2);
        assert_eq!(lab(&["--cases".into(), "3".into()]).unwrap_err().exit_code(), 2);
    }

    #[test]
    fn a_program_that_is_not_there_is_told_in_a_sentence() {
        let stop = program("no-such-bin", &[], &[]).unwrap_err();
        assert!(stop.to_string().starts_with("there is no no-such-bin yet"), "{stop}");
    }
}
