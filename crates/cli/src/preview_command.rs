//! `invigil bank preview`: items as candidates will have them, in a browser, or as pictures for a merge request.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use evidence::{Entropy, OsEntropy};

use crate::files;
use crate::lint_commands::watch::{PAUSE, Seen};
use crate::stop::Stop;

mod before;
mod browser;
mod page;
mod serving;
mod shots;

use serving::{Reading, Shown};

#[derive(Args)]
pub(crate) struct Preview {
    /// The bank source, or a folder: every bank source in or below it.
    path: PathBuf,
    /// Shows what is right from the start. Without it, the page shows that of an item when it is asked to.
    #[arg(long)]
    keys: bool,
    /// The port on this computer; 0 is any that is free.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Draws pictures of the items that changed into this folder, by Chromium, and ends.
    #[arg(long, requires = "since")]
    shots: Option<PathBuf>,
    /// Since when: a revision of git, or the bank source or folder as it was.
    #[arg(long, requires = "shots")]
    since: Option<String>,
    /// The pictures' colours.
    #[arg(long, default_value = "light", requires = "shots")]
    theme: Theme,
    /// The Chromium to draw them with; without it, the first one of its usual names.
    #[arg(long, requires = "shots")]
    browser: Option<PathBuf>,
}

/// In which colours pictures are drawn.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As the page is asked for it.
    fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Preview {
    pub(crate) fn run(self) -> Result<(), Stop> {
        if page::FILES.is_empty() {
            return Err(Stop::failed(
                "this program was built without its page: run `npm ci` and `npm run build:preview` in ui/ and build it again",
            ));
        }
        match (&self.shots, &self.since) {
            (Some(out), Some(since)) => shots::draw(&self, out, since),
            _ => self.serve(),
        }
    }

    /// Serves until it is ended.
    fn serve(self) -> Result<(), Stop> {
        let paths = [self.path.clone()];
        let mut seen = Seen::default();
        seen.changed(&paths);
        let shown = Arc::new(Shown::new(Reading::of(&paths, self.keys)?));
        let watched = Arc::clone(&shown);
        // What cannot be read at this moment, a folder that is being moved for instance, is looked at again at the next
        // change; the page keeps what it has.
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(PAUSE);
                if seen.changed(&paths)
                    && let Ok(reading) = Reading::of(&paths, self.keys)
                {
                    watched.put(reading);
                }
            }
        });
        files::block_on(async move {
            let (address, serving) = serving::bind(self.port, token(), shown).await?;
            // Whoever read the address may have stopped reading; the page is served all the same.
            let mut screen = std::io::stdout();
            let _ = writeln!(screen, "preview of {} at {address}", self.path.display());
            let _ = writeln!(screen, "whoever has this address sees the bank; Ctrl-C ends");
            serving.await
        })
    }
}

/// Nobody guesses where the page is: other programs of this computer can reach the port.
fn token() -> String {
    let bytes: [u8; 16] = OsEntropy.bytes();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
