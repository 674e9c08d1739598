//! The protections a window can put up by itself: full screen, in front, and not to be closed. What the operating
//! system has to do is the lockdown's.

use std::sync::atomic::{AtomicBool, Ordering};

use desk::wire::{MeasureWire, MeasureWord};
use tauri::{AppHandle, Manager, WebviewWindow, WindowEvent};

use crate::WINDOW;

/// Protections that this program does not have yet, or no program can have: said as large as the others.
const UNAVAILABLE: &[&str] =
    &["shortcuts", "clipboard", "screens", "sleep", "screen-capture", "second-device"];

/// The protections of the window.
pub(crate) struct Guard {
    app: AppHandle,
    up: AtomicBool,
}

impl Guard {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app, up: AtomicBool::new(false) }
    }

    /// Whether they are up.
    pub(crate) fn is_up(&self) -> bool {
        self.up.load(Ordering::SeqCst)
    }

    /// Puts them up, or takes them down.
    pub(crate) fn put(&self, up: bool) {
        self.up.store(up, Ordering::SeqCst);
        let Some(window) = self.app.get_webview_window(WINDOW) else { return };
        let put = window.set_fullscreen(up).and_then(|()| window.set_always_on_top(up));
        if let Err(error) = put {
            tracing::warn!(%error, up, "the window did not follow");
        }
        if up && let Err(error) = window.set_focus() {
            tracing::warn!(%error, "the window did not take the focus");
        }
    }

    /// How they stand, verified: a full-screen window is as large as its screen.
    pub(crate) fn measures(&self) -> Vec<MeasureWire> {
        let window = self.app.get_webview_window(WINDOW);
        let fills = window.as_ref().is_some_and(fills_its_screen);
        let full_screen = if fills { MeasureWord::Active } else { MeasureWord::Failed };
        let above = window.is_some_and(|window| window.is_always_on_top().unwrap_or(false));
        let above = if above { MeasureWord::Active } else { MeasureWord::UnavailableHere };
        let own = [
            ("full-screen", full_screen),
            ("always-on-top", above),
            // The page has no way to print, and the window offers none.
            ("printing", MeasureWord::Active),
        ];
        let missing = UNAVAILABLE.iter().map(|name| (*name, MeasureWord::UnavailableHere));
        let all = own.into_iter().chain(missing);
        all.map(|(name, state)| MeasureWire { name: name.to_owned(), state }).collect()
    }

    /// Keeps the window open and in place while the protections are up.
    pub(crate) fn watch(self: &std::sync::Arc<Self>, window: &WebviewWindow) {
        let guard = self.clone();
        window.on_window_event(move |event| match event {
            WindowEvent::CloseRequested { api, .. } if guard.is_up() => api.prevent_close(),
            WindowEvent::Focused(false) | WindowEvent::Resized(_) if guard.is_up() => {
                if let Some(window) = guard.app.get_webview_window(WINDOW)
                    && !fills_its_screen(&window)
                {
                    guard.put(true);
                }
            }
            _ => {}
        });
    }
}

fn fills_its_screen(window: &WebviewWindow) -> bool {
    let (Ok(size), Ok(Some(screen))) = (window.inner_size(), window.current_monitor()) else { return false };
    size == *screen.size()
}
