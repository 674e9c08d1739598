//! What the campaigns (`cargo xtask lab NAME`) and the tests of secrets share. docs/labs.md says what each tries.

pub mod disk;
#[cfg(target_os = "linux")]
pub mod drift;
pub mod finisher;
pub mod fuzz;
pub mod holdings;
#[cfg(target_os = "linux")]
pub mod keyring;
pub mod keys;
pub mod leaks;
pub mod log;
pub mod made;
pub mod memory;
pub mod mutants;
pub mod neutral;
pub mod rot;
pub mod scan;
pub mod sealed;
pub mod sitting;
pub mod store;
pub mod subjects;
pub mod tamper;
pub mod time;
pub mod weak;

use crate::Outcome;

/// What a campaign is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// How many cases at most; none leaves it to the campaign.
    pub cases: Option<u64>,
    /// Where its randomness begins.
    pub seed: u64,
    /// The only case to run, to see a failure again.
    pub only: Option<u64>,
}

/// What a campaign came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Cases tried.
    pub cases: u64,
    /// Each failure, with the case that shows it again.
    pub failures: Vec<String>,
    /// Planted bugs that were tried.
    pub planted: u64,
    /// Planted bugs that nobody caught.
    pub missed: Vec<String>,
}

impl Report {
    /// Whether the campaign ends well.
    pub fn is_ok(&self) -> bool {
        self.failures.is_empty() && self.missed.is_empty()
    }

    /// The campaign's last line.
    pub fn line(&self, name: &str, seed: u64) -> String {
        let caught = self.planted - self.missed.len() as u64;
        let (cases, failures, planted) = (self.cases, self.failures.len(), self.planted);
        let verdict = if self.is_ok() { "ok" } else { "FAILED" };
        let mut line = format!(
            "lab {name}: {verdict} cases={cases} failures={failures} planted={caught}/{planted} seed={seed}"
        );
        if let Some(first) = self.failures.first().or(self.missed.first()) {
            line += &format!(" first: {first}");
        }
        line
    }
}

/// Their names.
pub const LABS: &str = "keys, tamper, fuzz, store, rot, disk, keyring, mutants, memory, time, drift";

/// The campaign of that name.
pub async fn run(name: &str, order: Order) -> Outcome<Report> {
    match name {
        "keys" => keys::run(order).await,
        "tamper" => tamper::run(order).await,
        "fuzz" => fuzz::run(order).await,
        "store" => store::run(order).await,
        "disk" => disk::run(order),
        "rot" => rot::run(order),
        "time" => time::run(order),
        #[cfg(target_os = "linux")]
        "drift" => drift::run(order).await,
        #[cfg(target_os = "linux")]
        "keyring" => keyring::run(order).await,
        "mutants" => mutants::run(order),
        // WebDriver's client waits for what it asked, on a runtime of its own.
        "memory" => tokio::task::spawn_blocking(move || memory::run(order)).await?,
        other => Err(format!("there is no lab `{other}`; there are {LABS}").into()),
    }
}
