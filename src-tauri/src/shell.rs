//! What the desk asks of the window: [`desk::Shell`].

use std::path::PathBuf;
use std::sync::Arc;

use desk::wire::{ClockFace, MeasureWire, Picture, UpdateWire};
use desk::{Asked, Later, Shell};
use tauri::{AppHandle, Emitter, Manager};

use crate::WINDOW;
use crate::guard::Guard;
use crate::updates;

/// The window as the desk knows it.
pub(crate) struct WindowShell {
    app: AppHandle,
    guard: Arc<Guard>,
    documents: PathBuf,
}

impl WindowShell {
    pub(crate) fn new(app: AppHandle, guard: Arc<Guard>, documents: PathBuf) -> Self {
        Self { app, guard, documents }
    }

    fn push(&self, event: &str, payload: impl serde::Serialize + Clone) {
        if let Err(error) = self.app.emit_to(WINDOW, event, payload) {
            tracing::warn!(%error, event, "the page did not take an event; it asks when it comes back");
        }
    }
}

impl Shell for WindowShell {
    fn guard(&self, on: bool) {
        self.guard.put(on);
    }

    fn measures(&self) -> Vec<MeasureWire> {
        self.guard.measures()
    }

    fn screens(&self) -> Vec<(u32, u32)> {
        let window = self.app.get_webview_window(WINDOW);
        let found = window.and_then(|window| window.available_monitors().ok()).unwrap_or_default();
        found.iter().map(|monitor| (monitor.size().width, monitor.size().height)).collect()
    }

    fn desktop(&self) -> String {
        std::env::var("XDG_SESSION_TYPE").unwrap_or_else(|_| std::env::consts::OS.to_owned())
    }

    fn show(&self, picture: &Picture) {
        self.push("picture", picture);
    }

    fn clock(&self, face: &ClockFace) {
        self.push("clock", face);
    }

    fn documents(&self) -> PathBuf {
        self.documents.clone()
    }

    fn quit(&self) {
        self.app.exit(0);
    }

    fn look_for_update(&self) -> Later<'_, Asked<UpdateWire>> {
        Box::pin(updates::look(&self.app))
    }

    fn install_update(&self, version: String) -> Later<'_, Asked<()>> {
        Box::pin(async move { updates::install(&self.app, &version).await })
    }

    fn restart(&self) {
        self.app.request_restart();
    }
}
