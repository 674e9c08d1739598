//! Pictures that texts show: found beside the file, checked, and named by the digest of their bytes.

use std::collections::HashMap;
use std::collections::btree_map::{BTreeMap, Entry};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use exam::Digest;

use crate::Reading;

/// A picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    /// What its bytes are.
    pub kind: MediaType,
    /// The path the author first used for it.
    pub path: String,
    /// The file's bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Media({:?}, {}, {} bytes)", self.kind, self.path, self.bytes.len())
    }
}

/// The kinds of picture that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl MediaType {
    /// The kind by the bytes themselves, whatever the file is called.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    /// The media type, as in MIME.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// Why a picture cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureProblem {
    /// The address leads elsewhere: an absolute path, another host, another folder.
    Outside,
    /// No such file.
    Missing,
    /// More bytes than one picture, or all together, may have.
    TooLarge,
    /// Neither PNG, JPEG nor WebP.
    Kind,
    /// It stands in the cell of a table.
    InTable,
}

impl PictureProblem {
    /// What is wrong and what to do, as two sentences.
    pub(crate) fn sentences(&self, path: &str) -> (String, String) {
        let path = crate::finding::quoted(path);
        match self {
            Self::Outside => (
                format!("The picture {path} is not in the folder of this file."),
                "Put it there and write its path from there, with `/` and without spaces.".into(),
            ),
            Self::Missing => {
                (format!("The picture {path} is not there."), "Put it there, or correct its path.".into())
            }
            Self::TooLarge => (format!("The picture {path} is too large."), "Make it smaller.".into()),
            Self::Kind => (
                format!("The picture {path} is neither PNG, JPEG nor WebP."),
                "Save it as one of them.".into(),
            ),
            Self::InTable => {
                (format!("The picture {path} stands in a table."), "Put it above or below the table.".into())
            }
        }
    }
}

/// Where pictures lie.
pub trait Pictures {
    /// The bytes at `path`, which is relative and stays inside; refuses more than `most` of them.
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem>;
}

/// The folder of a file. Symbolic links out of it lead nowhere.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder in which `file` lies.
    pub fn of(file: &Path) -> Self {
        match file.parent() {
            Some(parent) if parent != Path::new("") => Self::new(parent),
            _ => Self::new("."),
        }
    }
}

impl Pictures for Folder {
    fn read(&self, path: &str, most: u64) -> Result<Vec<u8>, PictureProblem> {
        let folder = self.0.canonicalize().map_err(|_| PictureProblem::Missing)?;
        let file = folder.join(path).canonicalize().map_err(|_| PictureProblem::Missing)?;
        if !file.starts_with(&folder) {
            return Err(PictureProblem::Outside);
        }
        let open =
            || std::fs::File::open(&file).ok().filter(|open| open.metadata().is_ok_and(|m| m.is_file()));
        let mut bytes = Vec::new();
        let read =
            open().ok_or(PictureProblem::Missing)?.take(most.saturating_add(1)).read_to_end(&mut bytes);
        match read {
            Ok(count) if count as u64 <= most => Ok(bytes),
            Ok(_) => Err(PictureProblem::TooLarge),
            Err(_) => Err(PictureProblem::Missing),
        }
    }
}

/// Nowhere: every picture is missing.
#[derive(Debug, Clone, Copy)]
pub struct NoPictures;

impl Pictures for NoPictures {
    fn read(&self, _: &str, _: u64) -> Result<Vec<u8>, PictureProblem> {
        Err(PictureProblem::Missing)
    }
}

/// Whether a path is relative, goes only downwards and can be written the same on every system.
pub(crate) fn stays_inside(path: &str) -> bool {
    let plain =
        !path.is_empty() && !path.contains(['\\', ':', '?', '#', '%']) && !path.chars().any(char::is_control);
    plain && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// The pictures of one bank while it is read: each file once.
pub(crate) struct Shelf<'a> {
    reading: Reading<'a>,
    paths: HashMap<String, Result<Digest, PictureProblem>>,
    pub(crate) media: BTreeMap<Digest, Media>,
    total: u64,
}

impl<'a> Shelf<'a> {
    pub(crate) fn new(reading: Reading<'a>) -> Self {
        Self { reading, paths: HashMap::new(), media: BTreeMap::new(), total: 0 }
    }

    pub(crate) fn picture(&mut self, path: &str) -> Result<Digest, PictureProblem> {
        if let Some(known) = self.paths.get(path) {
            return known.clone();
        }
        let found = self.load(path);
        self.paths.insert(path.to_owned(), found.clone());
        found
    }

    fn load(&mut self, path: &str) -> Result<Digest, PictureProblem> {
        if !stays_inside(path) {
            return Err(PictureProblem::Outside);
        }
        let limits = self.reading.limits;
        let left = limits.media_total_bytes.saturating_sub(self.total);
        let bytes = self.reading.pictures.read(path, limits.media_bytes.min(left))?;
        let kind = MediaType::of(&bytes).ok_or(PictureProblem::Kind)?;
        let digest = (self.reading.digest)(&bytes);
        if let Entry::Vacant(place) = self.media.entry(digest) {
            self.total += bytes.len() as u64;
            place.insert(Media { kind, path: path.to_owned(), bytes });
        }
        Ok(digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for (path, inside) in [
            ("a.png", true),
            ("images/a-1.png", true),
            ("./a.png", false),
            ("../a.png", false),
            ("images/../../a.png", false),
            ("/etc/passwd", false),
            ("C:/a.png", false),
            ("a\\b.png", false),
            ("https://example.org/a.png", false),
            ("data:image/png;base64,AAAA", false),
            ("%2e%2e/a.png", false),
            ("", false),
        ] {
            assert_eq!(stays_inside(path), inside, "{path}");
        }
    }

    #[test]
    fn a_kind_is_known_by_its_bytes() {
        for (bytes, kind) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some(MediaType::Png)),
            (b"\xff\xd8\xff\xe0", Some(MediaType::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(MediaType::Webp)),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"GIF89a", None),
            (b"", None),
        ] {
            assert_eq!(MediaType::of(bytes), kind);
        }
    }

    #[test]
    fn a_folder_gives_what_is_in_it_and_nothing_else() {
        let dir = std::env::temp_dir().join(format!("invigil-bank-folder-{}", std::process::id()));
        let inner = dir.join("inner");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(dir.join("secret.png"), b"\x89PNG\r\n\x1a\n").unwrap();
        std::fs::write(inner.join("a.png"), b"\x89PNG\r\n\x1a\n").unwrap();
        let folder = Folder::new(&inner);
        assert_eq!(folder.read("a.png", 8).map(|bytes| bytes.len()), Ok(8));
        assert_eq!(folder.read("a.png", 7), Err(PictureProblem::TooLarge));
        assert_eq!(folder.read("b.png", 8), Err(PictureProblem::Missing));
        assert_eq!(folder.read("../secret.png", 8), Err(PictureProblem::Outside));
        #[cfg(unix)]
        {
            let _ = std::os::unix::fs::symlink(dir.join("secret.png"), inner.join("link.png"));
            assert_eq!(folder.read("link.png", 8), Err(PictureProblem::Outside));
        }
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
