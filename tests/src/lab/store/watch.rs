//! A process with the recorder between it and the disk.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use tempfile::TempDir;

use super::sitter::{Said, Task};
use super::trace::{Entry, Kind, PLAN, Plan, ROOT, TRACE};
use crate::Outcome;

/// A folder in memory, if there is such a thing: what is tried here is what is written, not how fast.
pub fn scratch() -> Outcome<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() { TempDir::with_prefix_in("invigil-lab-", memory)? } else { TempDir::new()? })
}

/// A process to watch, and what is to happen to it.
pub struct Watch {
    /// What it leaves behind: the watched folder `desk`, the trace, the plan.
    pub home: TempDir,
}

/// What became of it.
pub struct Watched {
    /// All it did to the watched folder, and said.
    pub entries: Vec<Entry>,
    /// What it said, up to its end.
    pub said: Said,
    /// How it ended.
    pub status: ExitStatus,
    /// What it complained of.
    pub complaint: String,
}

impl Watched {
    /// Whether the process was killed, as planned.
    pub fn killed(&self) -> bool {
        use std::os::unix::process::ExitStatusExt;
        self.status.signal() == Some(9)
    }

    /// The operations at which a process can be stopped.
    pub fn points(&self) -> u64 {
        self.entries.iter().filter(|entry| !matches!(entry.kind, Kind::Said | Kind::Read)).count() as u64
    }
}

impl Watch {
    /// An empty home.
    pub fn new() -> Outcome<Self> {
        Ok(Self { home: scratch()? })
    }

    /// The watched folder.
    pub fn desk(&self) -> PathBuf {
        self.home.path().join("desk")
    }

    /// Runs a sitter: from the ticket, or going on at a moment.
    pub fn sitter(&self, task: Task, from: Option<u64>, plan: Option<Plan>) -> Outcome<Watched> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("--sitter")
            .arg(self.desk())
            .args([task.seed, task.steps, u64::from(task.seals)].map(|n| n.to_string()));
        command.args(from.map(|ms| ms.to_string()));
        self.run(command, plan)
    }

    /// Runs a visitor, from the ticket to the last answer or to the envelope.
    pub fn visitor(&self, seed: u64, seals: bool, plan: Option<Plan>) -> Outcome<Watched> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("--visitor").arg(self.desk()).args([seed, u64::from(seals)].map(|n| n.to_string()));
        self.run(command, plan)
    }

    /// Runs a program, which is killed if `plan` says so.
    pub fn run(&self, mut command: Command, plan: Option<Plan>) -> Outcome<Watched> {
        let (trace, plan_file) = (self.home.path().join("trace"), self.home.path().join("plan"));
        let world = self.home.path().join("world");
        std::fs::create_dir_all(&world)?;
        std::fs::write(&trace, [])?;
        std::fs::write(&plan_file, plan.map(|plan| plan.encode()).unwrap_or_default())?;
        command
            .env("LD_PRELOAD", library()?)
            .env(ROOT, self.desk())
            .env(TRACE, &trace)
            .env(PLAN, &plan_file)
            .env("TMPDIR", &world)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let output = command.output()?;
        let entries = Entry::decode_all(&std::fs::read(&trace)?);
        let mut said = Said::default();
        String::from_utf8_lossy(&output.stdout).lines().for_each(|line| said.hear(line));
        let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Ok(Watched { entries, said, status: output.status, complaint })
    }
}

/// The recorder, which is built with this program.
pub fn library() -> Outcome<PathBuf> {
    let program = std::env::current_exe()?;
    // Cargo copies it up only when it is asked for by name: beside the other libraries it is always the newest.
    let names = ["deps/librecorder.so", "librecorder.so"];
    let found = program.ancestors().skip(1).take(3).flat_map(|folder| names.map(|name| folder.join(name)));
    let found = found.into_iter().find(|path| path.is_file());
    found.ok_or_else(|| "the recorder is not built: run `cargo build --workspace` first".into())
}
