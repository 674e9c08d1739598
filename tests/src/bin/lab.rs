//! `lab NAME [--cases N] [--seed S] [--only CASE]`: the campaigns. See docs/labs.md.

use std::process::ExitCode;

use world::Outcome;
use world::lab::{Order, run};

const USAGE: &str = "usage: lab keys|tamper|fuzz|memory [--cases N] [--seed S] [--only CASE]";
/// The seed of who gives none.
const SEED: u64 = 1;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, order) = match read(&arguments) {
        Ok(read) => read,
        Err(error) => {
            eprintln!("{error}\n{USAGE}");
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

fn read(arguments: &[String]) -> Outcome<(String, Order)> {
    let mut order = Order { cases: None, seed: SEED, only: None };
    let (name, options) = arguments.split_first().ok_or("which lab?")?;
    for option in options.chunks(2) {
        let [flag, value] = option else { return Err(format!("{} needs a number", option[0]).into()) };
        let number = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
        match flag.as_str() {
            "--cases" => order.cases = Some(number),
            "--seed" => order.seed = number,
            "--only" => order.only = Some(number),
            other => return Err(format!("`{other}` is not an option").into()),
        }
    }
    Ok((name.clone(), order))
}
