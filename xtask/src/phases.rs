//! Minutes per phase, told at the end, also when a phase failed.

use std::time::{Duration, Instant};

use crate::process::Stop;

/// The phases run so far; prints its table when dropped.
pub(crate) struct Phases {
    title: &'static str,
    done: Vec<Phase>,
}

struct Phase {
    name: &'static str,
    took: Duration,
    ok: bool,
}

impl Phases {
    /// Nothing has run yet.
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, done: Vec::new() }
    }

    /// Runs one phase and remembers how long it took.
    pub(crate) fn run<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        println!("== {}: {name}", self.title);
        let begin = now();
        let outcome = work();
        self.done.push(Phase { name, took: begin.elapsed(), ok: outcome.is_ok() });
        outcome
    }

    fn table(&self) -> String {
        let rows = self.done.iter().map(|phase| {
            let mark = if phase.ok { "" } else { "  FAILED" };
            format!("  {:<12} {:>6.2} min{mark}\n", phase.name, minutes(phase.took))
        });
        let total: Duration = self.done.iter().map(|phase| phase.took).sum();
        format!("{}, minutes per phase:\n{}", self.title, rows.collect::<String>())
            + &format!("  {:<12} {:>6.2} min\n", "all", minutes(total))
    }
}

impl Drop for Phases {
    fn drop(&mut self) {
        print!("{}", self.table());
    }
}

fn minutes(took: Duration) -> f64 {
    took.as_secs_f64() / 60.0
}

#[expect(clippy::disallowed_methods, reason = "this measures the build, not an exam")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_the_phase_that_failed() {
        let phase = |name, secs, ok| Phase { name, took: Duration::from_secs(secs), ok };
        let phases =
            Phases { title: "test", done: vec![phase("format", 3, true), phase("lints", 90, false)] };
        assert_eq!(
            phases.table(),
            "test, minutes per phase:\n  format         0.05 min\n  lints          1.50 min  FAILED\n  \
             all            1.55 min\n"
        );
    }

    #[test]
    fn a_failed_phase_is_passed_on_and_remembered() {
        let mut phases = Phases::new("test");
        assert!(phases.run("one", || Ok(7)).is_ok_and(|value| value == 7));
        assert!(phases.run::<()>("two", || Err(Stop::NotYet("later".into()))).is_err());
        assert_eq!(phases.done.iter().map(|phase| phase.ok).collect::<Vec<_>>(), [true, false]);
    }
}
