//! The screen as a screen reader is given it.

use super::Window;
use crate::Outcome;

const WALK: &str = include_str!("tree.js");

impl Window {
    /// What has a role or takes the focus, in reading order, as the browser itself computes roles and names: one line
    /// each, set in by how deep it lies, with its states.
    pub fn tree(&self) -> Outcome<String> {
        let found = self.script(WALK, &[])?;
        let mut text = String::new();
        for entry in found.as_array().into_iter().flatten() {
            let (role, name) = self.computed(&self.element(&entry["element"])?)?;
            let depth = usize::try_from(entry["depth"].as_u64().unwrap_or(0))?;
            let states = entry["states"].as_str().unwrap_or_default();
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            text.push_str(&"  ".repeat(depth));
            text.push_str(&role);
            if !name.is_empty() {
                text.push_str(&format!(" \"{name}\""));
            }
            text.push_str(states);
            text.push('\n');
        }
        Ok(text)
    }
}
