//! What a machine can find wrong with a screen: axe's rules, and whatever stands outside the window.

use serde_json::Value;

use super::Window;
use crate::{Outcome, root};

const RUN: &str = "const [done] = arguments;
    axe.run(document, { resultTypes: ['violations'] }).then(
      (found) => done(found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} (${rule.help}): ${node.html.slice(0, 160)}: ${(node.failureSummary ?? '').slice(0, 240)}`))),
      (error) => done([`axe did not run: ${error}`]));";

const SIDEWAYS: &str = include_str!("sideways.js");

impl Window {
    /// What axe finds wrong on the screen as it is now.
    pub fn axe(&self) -> Outcome<Vec<String>> {
        if self.script("return typeof window.axe", &[])? != "object" {
            let path = root().join("ui/node_modules/axe-core/axe.min.js");
            let source = std::fs::read_to_string(&path)
                .map_err(|error| format!("{}: {error}: run `npm ci` in ui/", path.display()))?;
            self.script(&source, &[])?;
        }
        Ok(lines(&self.script_later(RUN, &[])?))
    }

    /// What makes the screen scroll sideways, or stands outside it.
    pub fn sideways(&self) -> Outcome<Vec<String>> {
        Ok(lines(&self.script(SIDEWAYS, &[])?))
    }
}

fn lines(found: &Value) -> Vec<String> {
    found.as_array().into_iter().flatten().filter_map(|line| line.as_str().map(str::to_owned)).collect()
}
