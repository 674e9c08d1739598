//! The project's own commands. Each calls `setup` for what it needs, so none of them has to be run first.
//!
//! This crate uses the standard library only and knows none of the product's crates: it drives them from
//! outside, as a person at a prompt would.

mod campaign;
mod demo;
mod package;
mod page;
mod phases;
mod process;
mod setup;
mod suite;

use std::process::ExitCode;

use process::Stop;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  setup                                  install what is missing on Debian; nothing to do the second time
  demo  [--headless] [--bank FILE]       the whole line, from a bank to a verified result, and the window:
                                         on this screen, or driven on a hidden one with --headless
  test                                   everything that must hold before a change lands
  check                                  the quick part of `test`: format, lints, dependencies, guards
  package [--check]                      .deb and .rpm of the last commit, built for candidates; --check installs
                                         the .deb in a bare Debian and looks (root)
  bench [NAME]                           measurements, optimised build
  lab   NAME [--cases N] [--seed S]      a campaign of generated cases";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("xtask: {stop}");
            ExitCode::from(stop.exit_code())
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<(), Stop> {
    let Some((command, rest)) = arguments.split_first() else {
        return Err(Stop::Usage(USAGE.to_owned()));
    };
    match (command.as_str(), rest) {
        ("setup", []) => setup::ensure(setup::Needs::Everything),
        ("test", []) => suite::test(),
        ("check", []) => suite::check(),
        ("demo", rest) => demo::run_demo(rest),
        ("package", rest) => package::run_package(rest),
        ("bench", rest) => campaign::bench(rest),
        ("lab", rest) => campaign::lab(rest),
        ("help" | "-h" | "--help", _) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Stop::Usage(format!("cannot make sense of `{}`\n\n{USAGE}", arguments.join(" ")))),
    }
}
