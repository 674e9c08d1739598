//! What is on the screen, by the names of `ui/src/screens.ts`.

use std::collections::BTreeSet;
use std::fs;

use serde_json::json;

use super::Window;
use crate::{Outcome, root};

/// The screen that is on, and what is open over it.
const SHOWN: &str = "return [...document.querySelectorAll('[data-screen]')]
    .filter((shown) => shown.getClientRects().length > 0).map((shown) => shown.dataset.screen)";

/// Keeps the desk's answer to one command back.
const KEEP_BACK: &str = "const [command] = arguments, send = window.fetch;
    window.fetch = async (address, ...rest) => {
      if (String(address).endsWith('/' + command)) await new Promise((go) => { window.letGo = go; });
      return send(address, ...rest);
    };";

/// Every screen, dialog and panel there is, as the page's own list has them.
pub fn screens() -> Outcome<BTreeSet<String>> {
    let source = fs::read_to_string(root().join("ui/src/screens.ts"))?;
    let list = source.split_once("= [").and_then(|(_, rest)| rest.split_once(']'));
    let list = list.ok_or("ui/src/screens.ts has no list")?.0;
    Ok(list.split('"').skip(1).step_by(2).map(str::to_owned).collect())
}

impl Window {
    /// Waits for a screen, a dialog or a panel of that name.
    pub fn shows(&self, name: &str) -> Outcome<()> {
        self.until(&format!("the screen {name}"), || {
            let shown = self.script(SHOWN, &[])?;
            let there = shown.as_array().into_iter().flatten().any(|shown| shown == name);
            if there { Ok(()) } else { Err(shown.to_string().into()) }
        })
    }

    /// Keeps a command of the page from the desk until [`Window::let_go`]: for a screen that is gone in an instant.
    pub fn keep_back(&self, command: &str) -> Outcome<()> {
        self.script(KEEP_BACK, &[json!(command)]).map(drop)
    }

    /// Lets the command go that was kept back.
    pub fn let_go(&self) -> Outcome<()> {
        self.script("window.letGo()", &[]).map(drop)
    }
}
