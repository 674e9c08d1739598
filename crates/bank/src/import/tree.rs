//! Files and folders on disk: one file, a tree of pages, an unpacked package.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Format, Imported, Remembering, detect, read, unknown};
use crate::finding::{Finding, Log, Refused};
use crate::limits::Limits;
use crate::{Folder, Reading, archive, qti, source};

/// What a file or a tree came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imports {
    /// Each file that became a bank: its path below what was named, its format and what it came to.
    pub banks: Vec<(PathBuf, Format, Imported)>,
    /// Files of a tree that are no banks, and why.
    pub passed_over: Vec<Finding>,
}

/// Imports the file or folder at `path`. Without a format each file is looked at. Links in a folder are passed over,
/// because they can lead out of it.
pub fn import_path(
    path: &Path,
    format: Option<Format>,
    limits: &Limits,
    digest: &dyn Fn(&[u8]) -> exam::Digest,
) -> Result<Imports, Refused> {
    if !path.is_dir() {
        let (format, imported) = file(path, format, limits, digest)?;
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        return Ok(Imports { banks: vec![(name, format, imported)], passed_over: Vec::new() });
    }
    let folder = Folder::new(path);
    if format.is_none_or(|format| format == Format::Qti) {
        let pictures = Remembering { inner: &folder, seen: RefCell::default() };
        let reading = Reading { limits, digest, pictures: &pictures };
        let name =
            path.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned());
        if path.join("imsmanifest.xml").is_file() {
            let imported = qti::read_folder(&name, reading)?;
            let imported = Imported { pictures: used(&imported, pictures), ..imported };
            return Ok(Imports {
                banks: vec![(PathBuf::from(name), Format::Qti, imported)],
                passed_over: Vec::new(),
            });
        }
    }
    let mut files = Vec::new();
    walk(path, Path::new(""), limits, &mut files)?;
    files.sort();
    let mut imports = Imports { banks: Vec::new(), passed_over: Vec::new() };
    for below in files {
        let whole = path.join(&below);
        let extension = below.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        let fits = extension
            .is_some_and(|ext| matches!(ext.as_str(), "md" | "txt" | "gift" | "xml" | "zip" | "aiken"));
        if !fits {
            continue;
        }
        match file(&whole, format, limits, digest) {
            Ok((format, imported)) => imports.banks.push((below, format, imported)),
            Err(refused) => imports.passed_over.extend(refused.findings.into_iter().map(|mut finding| {
                finding.file = below.display().to_string();
                finding
            })),
        }
    }
    if imports.banks.is_empty() {
        if imports.passed_over.is_empty() {
            let log = Log::new(&path.display().to_string(), "");
            let what = "There is nothing in this folder that can be imported.";
            return Err(log.fail(
                "not-an-exam",
                0,
                what,
                "Name a folder of pages, or an unpacked QTI package.",
            ));
        }
        return Err(super::refusal(imports.passed_over));
    }
    Ok(imports)
}

fn file(
    path: &Path,
    format: Option<Format>,
    limits: &Limits,
    digest: &dyn Fn(&[u8]) -> exam::Digest,
) -> Result<(Format, Imported), Refused> {
    // An archive may be larger than any other file.
    let wide = Limits { file_bytes: limits.archive_bytes.max(limits.file_bytes), ..limits.clone() };
    let (name, bytes) = source::load(path, &wide)?;
    let format = format.or_else(|| detect(&name, &bytes)).ok_or_else(|| unknown(&name, &bytes))?;
    let folder = Folder::of(path);
    let pictures = Remembering { inner: &folder, seen: RefCell::default() };
    let imported = read(format, &name, &bytes, Reading { limits, digest, pictures: &pictures })?;
    if archive::is_archive(&bytes) || format == Format::Moodle {
        return Ok((format, imported));
    }
    let pictures = used(&imported, pictures);
    Ok((format, Imported { pictures, ..imported }))
}

/// The pictures that became part of the bank, by every path that texts give them.
fn used(imported: &Imported, pictures: Remembering<'_>) -> BTreeMap<String, Vec<u8>> {
    let seen = pictures.seen.into_inner();
    let of_bank = |bytes: &Vec<u8>| imported.bank.media.values().any(|media| media.bytes == *bytes);
    let mut kept: BTreeMap<_, _> = seen.into_iter().filter(|(_, bytes)| of_bank(bytes)).collect();
    kept.extend(imported.pictures.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
    kept
}

fn walk(root: &Path, below: &Path, limits: &Limits, files: &mut Vec<PathBuf>) -> Result<(), Refused> {
    let folder = root.join(below);
    let failed = |error: std::io::Error| {
        let what = format!("The folder cannot be read: {error}.");
        Log::new(&folder.display().to_string(), "").fail("unreadable-file", 0, what, "Check its permissions.")
    };
    if below.components().count() > limits.archive_depth {
        return Ok(());
    }
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let path = below.join(entry.file_name());
        if kind.is_dir() {
            walk(root, &path, limits, files)?;
        } else if kind.is_file() {
            if files.len() >= limits.tree_files {
                let what = format!("There are more than {} files in the folder.", limits.tree_files);
                return Err(Log::new(&root.display().to_string(), "").fail(
                    "too-large",
                    0,
                    what,
                    "Name a smaller one.",
                ));
            }
            files.push(path);
        }
    }
    Ok(())
}
