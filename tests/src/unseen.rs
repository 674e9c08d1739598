//! A visit without a window.

use std::path::PathBuf;

use desk::visit::{Asked, Later, Shell};
use desk::wire::{ClockFace, MeasureWire, Picture, UpdateWire};

/// A window that nobody sees.
#[derive(Debug, Clone, Copy)]
pub struct Unseen;

impl Shell for Unseen {
    fn guard(&self, _: bool) {}
    fn measures(&self) -> Vec<MeasureWire> {
        Vec::new()
    }
    fn screens(&self) -> Vec<(u32, u32)> {
        Vec::new()
    }
    fn desktop(&self) -> String {
        String::new()
    }
    fn show(&self, _: &Picture) {}
    fn clock(&self, _: &ClockFace) {}
    fn documents(&self) -> PathBuf {
        PathBuf::new()
    }
    fn quit(&self) {}
    fn look_for_update(&self) -> Later<'_, Asked<UpdateWire>> {
        Box::pin(std::future::pending())
    }
    fn install_update(&self, _: String) -> Later<'_, Asked<()>> {
        Box::pin(std::future::pending())
    }
    fn restart(&self) {}
}
