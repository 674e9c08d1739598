//! Everything this process logs, at every level, kept to be searched.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use tracing_subscriber::filter::LevelFilter;

static HEARD: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Ear;

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        HEARD.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Begins to listen. Again is harmless.
pub fn listen() {
    let logs = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false);
    // Fails only when somebody listens already, which in this process is us.
    let _ = logs.with_writer(|| Ear).try_init();
}

/// Everything heard.
pub fn heard() -> Vec<u8> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Forgets what was heard.
pub fn forget() {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner).clear();
}
