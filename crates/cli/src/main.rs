//! The `invigil` command.

mod angoff_command;
mod attempts;
mod bank_commands;
mod diff_command;
mod export;
mod export_bank_command;
mod files;
mod forms_commands;
mod hub_commands;
mod import_command;
mod journal_command;
mod key_commands;
mod lint_commands;
mod preview_command;
mod programme_commands;
mod review_command;
mod script;
mod sit;
mod statistics_command;
mod stop;
mod time_command;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use stop::Stop;

/// Proctored certification exams: banks, keys, hubs, attempts, evidence.
#[derive(Parser)]
#[command(name = "invigil", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The programme's keys.
    #[command(subcommand)]
    Keys(key_commands::Keys),
    /// Banks: import, check, lint, draw forms, seal.
    #[command(subcommand)]
    Bank(bank_commands::Bank),
    /// The programme file.
    #[command(subcommand)]
    Programme(programme_commands::ProgrammeCommand),
    /// A hub's own set-up, and what is loaded into it.
    #[command(subcommand)]
    Hub(hub_commands::HubCommand),
    /// Runs a hub.
    Serve(hub_commands::Serve),
    /// Registers a candidate, writes the ticket, and prints the address and the code that fetch it, to be typed.
    Register(hub_commands::Register),
    /// Sits an exam as a candidate would, by a script.
    Sit(sit::Sit),
    /// What a desk holds of each attempt, and how far it has got.
    Attempts(attempts::Attempts),
    /// One result, line by line, as far as its exam shows it to the candidate.
    Result(attempts::ResultCommand),
    /// What a desk has still to deliver.
    #[command(subcommand)]
    Outbox(sit::OutboxCommand),
    /// An attempt whose key is lost or whose computer is dead.
    #[command(subcommand)]
    Journal(journal_command::JournalCommand),
    /// Sealed answers as a file.
    #[command(subcommand)]
    Envelope(export::EnvelopeCommand),
    /// Writes what a desk holds of an attempt: evidence, certificate.
    Export(export::Export),
    /// What an exam's marks say of its items and of itself.
    Statistics(statistics_command::Statistics),
    /// The pass mark by a panel of judges: the modified Angoff method.
    #[command(subcommand)]
    Angoff(angoff_command::Angoff),
    /// Checks an envelope, receipt, journal export, result, certificate or sealed bank without asking anybody.
    Verify {
        /// The file.
        file: PathBuf,
        /// The programme's trust bundle, from a source of your own.
        #[arg(long)]
        trust: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Keys(command) => command.run(),
        Command::Bank(command) => command.run(),
        Command::Programme(command) => command.run(),
        Command::Hub(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Register(command) => command.run(),
        Command::Sit(command) => command.run(),
        Command::Attempts(command) => command.run(),
        Command::Result(command) => command.run(),
        Command::Outbox(command) => command.run(),
        Command::Journal(command) => command.run(),
        Command::Envelope(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::Statistics(command) => command.run(),
        Command::Angoff(command) => command.run(),
        Command::Verify { file, trust } => verify::run(&file, trust.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop { message, code }) => {
            eprintln!("invigil: {message}");
            ExitCode::from(code)
        }
    }
}
