//! A ticket that the program was started with: `invigil-desk ada.ticket`, or a click on that file.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk::ThisComputer;
use desk::wire::{Picture, Problem, Stage};
use tauri::{AppHandle, Emitter};
use tokio::sync::Notify;

use crate::WINDOW;

/// No ticket is larger, in bytes.
const LARGEST: u64 = 64 * 1024;
/// How long the page's first answer may take to be drawn; what is shown after it stays.
const DRAWN: Duration = Duration::from_millis(300);

/// Passes calls on, and says when the page first asks where everything stands: from then on it listens.
pub(crate) fn noticing(
    asked: Arc<Notify>,
    handler: impl Fn(tauri::ipc::Invoke) -> bool,
) -> impl Fn(tauri::ipc::Invoke) -> bool {
    move |invoke| {
        if invoke.message.command() == "picture" {
            asked.notify_one();
        }
        handler(invoke)
    }
}

/// Takes the first file among the arguments as a ticket, where nothing else is on the screen: an exam that goes on, or
/// a desk that cannot open, comes first. `asked` is of [`noticing`].
pub(crate) async fn take(visit: &ThisComputer, app: &AppHandle, asked: &Notify) {
    let Some(path) = named_file() else { return };
    let Ok(before) = visit.picture().await else { return };
    if !matches!(before.stage, Stage::Welcome | Stage::Ticket { .. }) {
        return;
    }
    let shown = match read(&path) {
        Ok(text) => visit.take_ticket(text).await,
        Err(error) => Err(Problem {
            code: "not-a-ticket".to_owned(),
            args: [("why".to_owned(), error.to_string())].into(),
        }),
    };
    let picture = shown.unwrap_or_else(|problem| {
        tracing::warn!(code = problem.code, path = %path.display(), "the file was not taken as a ticket");
        Picture { stage: Stage::Unusable { problem }, ..before }
    });
    asked.notified().await;
    tokio::time::sleep(DRAWN).await;
    if let Err(error) = app.emit_to(WINDOW, "picture", picture) {
        tracing::warn!(%error, "the page did not hear of the ticket; it asks when it comes back");
    }
}

/// The first argument that is a file.
fn named_file() -> Option<PathBuf> {
    std::env::args_os().skip(1).map(PathBuf::from).find(|path| path.is_file())
}

/// The text of a file that is not too large to be a ticket.
fn read(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(LARGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(std::io::Error::other("it is larger than any ticket"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_largest_size_is_read_and_one_past_it_is_not() {
        let path = std::env::temp_dir().join(format!("invigil-opened-{}", std::process::id()));
        std::fs::write(&path, vec![b'x'; 64 * 1024]).unwrap();
        assert_eq!(read(&path).unwrap().len(), 64 * 1024);
        std::fs::write(&path, vec![b'x'; 64 * 1024 + 1]).unwrap();
        assert!(read(&path).is_err());
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(read(&path).is_err());
        std::fs::remove_file(&path).unwrap();
        assert!(read(&path).is_err());
    }
}
