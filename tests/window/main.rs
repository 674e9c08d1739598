//! The real window, driven: a display of its own, WebKit's WebDriver, a hub process, and a person with a mouse or with a
//! keyboard.
#![cfg(target_os = "linux")]

mod line;
mod updates;
