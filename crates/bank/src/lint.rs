//! What is wrong with a bank that reads well: what a guesser gains, what two readers would take differently, what
//! nobody can check. `docs/lint.md` has a section for each rule.

mod rule;

pub(crate) use rule::names;
pub use rule::{Level, RULES, Rule, rule};
