//! Several moves of which a crash never leaves only some: they are written down before the first of them, and whoever
//! opens the folder next does the rest.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use journal::planted::planted;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::folder::{Folder, make_private};

const FORMAT: &str = "moves/v0";

/// Moves below one folder, in their order. Where one leads to is free when its turn comes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moves {
    invigil: String,
    moves: Vec<(PathBuf, PathBuf)>,
}

impl Moves {
    /// No move yet.
    pub(crate) fn new() -> Self {
        Self { invigil: FORMAT.to_owned(), moves: Vec::new() }
    }

    /// One move more.
    pub(crate) fn add(&mut self, root: &Path, from: &Path, to: &Path) {
        let below = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
        self.moves.push((below(from), below(to)));
    }

    /// Carries all of them out. From the moment they are written down they happen, whatever else does.
    pub(crate) fn carry_out(&self, folder: &Folder) -> Result<(), Fault> {
        if self.moves.is_empty() {
            return Ok(());
        }
        if planted("moves not written down") {
            return self.moves.iter().try_for_each(|names| step(folder.root(), names));
        }
        let bytes = serde_json::to_vec(self).map_err(|error| Fault::unusable("the moves", error))?;
        folder.write(&path_in(folder.root()), &bytes)?;
        finish(folder.root())
    }
}

fn path_in(root: &Path) -> PathBuf {
    root.join("moves.json")
}

/// Does what is left of moves that were begun. To be called before anything else is looked at or made in a folder.
pub(crate) fn finish(root: &Path) -> Result<(), Fault> {
    let path = path_in(root);
    let file = match fs::File::open(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Fault::file("opening", &path, source)),
        Ok(file) => file,
    };
    // Two programs that did the same moves at once could each undo the other's.
    file.lock().map_err(|source| Fault::file("locking", &path, source))?;
    let bytes = match fs::read(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(Fault::file("reading", &path, source)),
        Ok(bytes) => bytes,
    };
    let why = |error: &dyn std::fmt::Display| Fault::unusable(path.display().to_string(), error);
    let moves: Moves = serde_json::from_slice(&bytes).map_err(|error| why(&error))?;
    if moves.invigil != FORMAT {
        return Err(why(&"it is of another version"));
    }
    moves.moves.iter().try_for_each(|names| step(root, names))?;
    fs::remove_file(&path).and_then(|()| sync(root)).map_err(|source| Fault::file("removing", &path, source))
}

fn step(root: &Path, (from, to): &(PathBuf, PathBuf)) -> Result<(), Fault> {
    let (from, to) = (root.join(from), root.join(to));
    // Its place was free at its turn: what is there now was moved there, perhaps before a crash. What is at `from` then
    // came by a later move and stays.
    if to.exists() {
        return Ok(());
    }
    let parent = |path: &Path| path.parent().unwrap_or(Path::new(".")).to_owned();
    let rename = || -> Result<(), Error> {
        make_private(&parent(&to))?;
        match fs::rename(&from, &to) {
            // Moved on already: a later move took it from there, or it is gone. There is nothing to move.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            done => done,
        }?;
        sync(&parent(&to))?;
        sync(&parent(&from))
    };
    rename().map_err(|source| Fault::file("moving", &from, source))
}

fn sync(dir: &Path) -> std::io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

/// A name beside `to` that is free.
pub(crate) fn free(to: &Path) -> Result<PathBuf, Fault> {
    let parent = to.parent().unwrap_or(Path::new("."));
    let name = to.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names =
        std::iter::once(to.to_owned()).chain((2..).map(|number| parent.join(format!("{name}-{number}"))));
    let free = names.take(10_000).find(|name| !name.exists());
    free.ok_or_else(|| Fault::unusable(parent.display().to_string(), "it is full"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two things change places with what is put aside, by turns, as in a recovery.
    #[test]
    fn a_crash_after_any_move_leaves_all_of_them_to_the_next_opening()
    -> Result<(), Box<dyn std::error::Error>> {
        for done in 0..=4 {
            let home = tempfile::TempDir::new()?;
            let folder = Folder::open(home.path())?;
            let path = |name: &str| home.path().join(name);
            fs::write(path("device.json"), "old")?;
            fs::create_dir_all(path("recovery"))?;
            fs::write(path("recovery/device.json"), "new")?;
            fs::create_dir_all(path("attempts/A"))?;
            fs::write(path("attempts/A/journal"), "old")?;
            fs::create_dir_all(path("attempts/A.new"))?;
            fs::write(path("attempts/A.new/journal"), "new")?;
            let mut moves = Moves::new();
            for (from, to) in [
                ("attempts/A", "aside/A"),
                ("attempts/A.new", "attempts/A"),
                ("device.json", "aside/device.json"),
                ("recovery/device.json", "device.json"),
            ] {
                moves.add(home.path(), &path(from), &path(to));
            }
            folder.write(&path_in(home.path()), &serde_json::to_vec(&moves)?)?;
            moves.moves.iter().take(done).try_for_each(|names| step(home.path(), names))?;

            Folder::open(home.path())?;
            let says = |name: &str| fs::read_to_string(path(name));
            assert_eq!(
                (says("attempts/A/journal")?.as_str(), says("aside/A/journal")?.as_str()),
                ("new", "old")
            );
            assert_eq!((says("device.json")?.as_str(), says("aside/device.json")?.as_str()), ("new", "old"));
            assert!(!path("moves.json").exists() && !path("attempts/A.new").exists());
        }
        Ok(())
    }
}
