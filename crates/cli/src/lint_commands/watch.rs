//! Whether files were saved since they were last looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often files are looked at.
pub(crate) const PAUSE: Duration = Duration::from_millis(400);

/// Folders in folders that are looked at.
const DEEPEST: usize = 12;

/// The files a report is made of: sources, programmes, reviews, and the pictures that texts show.
const ENDINGS: &[&str] = &["yaml", "yml", "reviews", "png", "jpg", "jpeg", "gif", "webp", "svg"];

/// Files as they were last seen: when they were written, and how long they are.
#[derive(Default)]
pub(crate) struct Seen(Option<BTreeMap<PathBuf, (Option<SystemTime>, u64)>>);

impl Seen {
    /// Whether a file was saved, came or went since the last call. The first call always says so.
    pub(crate) fn changed(&mut self, paths: &[PathBuf]) -> bool {
        let mut now = BTreeMap::new();
        for path in paths {
            look(path, 0, &mut now);
        }
        let changed = self.0.as_ref() != Some(&now);
        self.0 = Some(now);
        changed
    }
}

fn look(path: &Path, depth: usize, found: &mut BTreeMap<PathBuf, (Option<SystemTime>, u64)>) {
    let Ok(about) = std::fs::symlink_metadata(path) else { return };
    if about.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        if depth < DEEPEST {
            entries.for_each(|entry| look(&entry.path(), depth + 1, found));
        }
    } else if depth == 0
        || path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
    {
        found.insert(path.to_owned(), (about.modified().ok(), about.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_seen_once() {
        let folder = std::env::temp_dir().join(format!("invigil-watch-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("inner")).unwrap();
        let file = folder.join("inner/bank.yaml");
        std::fs::write(&file, "a").unwrap();
        let (mut seen, paths) = (Seen::default(), [folder.clone()]);
        assert!(seen.changed(&paths), "the first look");
        assert!(!seen.changed(&paths), "nothing happened");
        std::fs::write(&file, "ab").unwrap();
        assert!(seen.changed(&paths), "a save");
        assert!(!seen.changed(&paths));
        std::fs::write(folder.join("notes.txt"), "x").unwrap();
        assert!(!seen.changed(&paths), "another kind of file");
        std::fs::remove_file(&file).unwrap();
        assert!(seen.changed(&paths), "a file that went");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
