//! Banks as they were: a path, or a revision of git.

use std::path::{Component, Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::files;
use crate::stop::Stop;

/// Where the old banks lie; a folder made for a revision goes with this value.
pub(super) struct Before {
    /// The bank source, or the folder.
    pub(super) path: PathBuf,
    _made: Option<TempDir>,
}

/// The banks of `path` as they were at `since`: another path that exists, or else a revision of the git repository that
/// `path` lies in.
///
/// # Errors
/// When it is neither, or git is not there.
pub(super) fn before(path: &Path, since: &str) -> Result<Before, Stop> {
    let old = PathBuf::from(since);
    if old.exists() {
        return Ok(Before { path: old, _made: None });
    }
    let (folder, name) = match path.is_dir() {
        true => (path.to_owned(), None),
        false => (path.parent().map(Path::to_owned).unwrap_or_default(), path.file_name()),
    };
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let commit = git(
        &folder,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{since}^{{commit}}")],
    )
    .map_err(|_| {
        Stop::refused(format!(
            "{since} is neither a file or folder nor a revision of the git repository of {}",
            folder.display()
        ))
    })?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let made = TempDir::new()?;
    // Everything beside the bank as well: pictures, shared files, reviews.
    let names = git(&folder, &["ls-tree", "-r", "-z", "--name-only", &commit, "."])?;
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let name = String::from_utf8_lossy(name).into_owned();
        // git keeps no such name; whoever wrote the repository may have used another program.
        if !Path::new(&name).components().all(|part| matches!(part, Component::Normal(_))) {
            continue;
        }
        let target = made.path().join(&name);
        files::make_folder(target.parent().unwrap_or(made.path()))?;
        files::write(&target, &git(&folder, &["show", &format!("{commit}:./{name}")])?)?;
    }
    let path = name.map_or_else(|| made.path().to_owned(), |name| made.path().join(name));
    Ok(Before { path, _made: Some(made) })
}

fn git(folder: &Path, words: &[&str]) -> Result<Vec<u8>, Stop> {
    let output = Command::new("git").arg("-C").arg(folder).args(words).output();
    let output = output.map_err(|error| Stop::failed(format!("git: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Stop::failed(format!("git {}: {}", words[0], String::from_utf8_lossy(&output.stderr).trim())))
}
