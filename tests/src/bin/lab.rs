//! `lab NAME [--cases N] [--seed S] [--only CASE]`: the campaigns. See docs/labs.md.

use std::path::Path;
use std::process::ExitCode;

use world::Outcome;
use world::lab::disk::visitor;
use world::lab::store::sitter::{self, Task};
use world::lab::{LABS, Order, mutants, run};

const USAGE: &str = "usage: lab NAME [--cases N] [--seed S] [--only CASE]; NAME is one of";
/// The seed of who gives none.
const SEED: u64 = 1;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, folder, numbers @ ..] = arguments.as_slice()
        && first == "--sitter"
    {
        return sit(Path::new(folder), numbers).await;
    }
    if let [first, folder, numbers @ ..] = arguments.as_slice()
        && first == "--visitor"
    {
        return visit(Path::new(folder), numbers).await;
    }
    if let [first, campaign] = arguments.as_slice()
        && first == "--brief"
    {
        return brief(campaign).await;
    }
    #[cfg(target_os = "linux")]
    if let Some(code) = world::lab::keyring::helper(&arguments) {
        return code;
    }
    let (name, order) = match read(&arguments) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("{error}\n{USAGE} {LABS}");
            return ExitCode::from(2);
        }
    };
    let line = match run(&name, order).await {
        Ok(report) => {
            for failure in report.failures.iter().chain(&report.missed).take(20) {
                eprintln!("lab {name}: {failure}");
            }
            println!("{}", report.line(&name, order.seed));
            return if report.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        Err(error) => format!("lab {name}: FAILED seed={} it could not be carried out: {error}", order.seed),
    };
    println!("{line}");
    ExitCode::FAILURE
}

/// A short campaign with whatever bug this process was started with: prints the first failure.
async fn brief(campaign: &str) -> ExitCode {
    match mutants::brief(campaign).await {
        Ok(caught) => {
            println!("{}", caught.unwrap_or_default().lines().next().unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}");
            ExitCode::SUCCESS
        }
    }
}

/// A sitting in this process: what `lab store` starts and kills.
async fn sit(folder: &Path, numbers: &[String]) -> ExitCode {
    let numbers: Vec<u64> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    let [seed, steps, seals, ref from @ ..] = numbers[..] else { return ExitCode::from(2) };
    let task = Task { seed, steps, seals: seals == 1 };
    let sat = match from.first() {
        Some(now_ms) => sitter::go_on(folder, *now_ms, task),
        None => sitter::from_the_ticket(folder, task).await,
    };
    match sat {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A visit in this process: what `lab disk` starts on a disk that fails.
async fn visit(folder: &Path, numbers: &[String]) -> ExitCode {
    let [seed, seals] = numbers else { return ExitCode::from(2) };
    match visitor::visit(folder, seed.parse().unwrap_or_default(), seals == "1").await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn read(arguments: &[String]) -> Outcome<(String, Order)> {
    let mut order = Order { cases: None, seed: SEED, only: None };
    let (name, options) = arguments.split_first().ok_or("which lab?")?;
    for option in options.chunks(2) {
        let [flag, value] = option else { return Err(format!("{} needs a number", option[0]).into()) };
        let number = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
        match flag.as_str() {
            // A case of `lab drift` is a minute.
            "--cases" | "--minutes" => order.cases = Some(number),
            "--seed" => order.seed = number,
            "--only" => order.only = Some(number),
            other => return Err(format!("`{other}` is not an option").into()),
        }
    }
    Ok((name.clone(), order))
}
