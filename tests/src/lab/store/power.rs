//! A disk that forgets: what may be left after a power cut, from a trace of what was written and synced.
//!
//! What is promised by a sync is taken at its word and nothing more: a file's sync keeps its bytes and not its name; a
//! folder's sync keeps the names in it. Of everything else any part may be there or not, in any order, and a write may
//! have arrived in part. What a write left out leaves is zeros.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::trace::{Entry, Kind};
use crate::Outcome;
use crate::dice::Dice;

/// A number of a file or folder that keeps it through all its names.
type Node = usize;

#[derive(Debug, Clone, Default)]
struct Inode {
    folder: bool,
    durable: Vec<u8>,
    names: BTreeMap<Vec<u8>, Node>,
    durable_names: BTreeMap<Vec<u8>, Node>,
}

/// Something that was done and not synced.
#[derive(Debug, Clone)]
enum Unsynced {
    Bytes {
        node: Node,
        offset: usize,
        bytes: Vec<u8>,
        doomed: bool,
    },
    Length {
        node: Node,
        length: usize,
        doomed: bool,
    },
    /// Names that change together: folder, name, and what it means from now on.
    Names(Vec<(Node, Vec<u8>, Option<Node>)>),
}

impl Unsynced {
    fn is_of_file(&self, file: Node) -> bool {
        matches!(self, Self::Bytes { node, .. } | Self::Length { node, .. } if *node == file)
    }

    fn is_in_folder(&self, folder: Node) -> bool {
        matches!(self, Self::Names(names) if names.iter().any(|(node, ..)| *node == folder))
    }
}

/// The disk under a folder.
#[derive(Debug, Clone)]
pub struct Disk {
    root: Vec<u8>,
    inodes: Vec<Inode>,
    unsynced: Vec<Unsynced>,
}

/// Which of the unsynced operations arrived, and one that did so in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Whether each arrived.
    pub kept: Vec<bool>,
    /// The place of one of them and how many of its bytes arrived.
    pub torn: Option<(usize, usize)>,
}

impl Disk {
    /// An empty disk, with this folder durably on it.
    pub fn under(root: &Path) -> Self {
        use std::os::unix::ffi::OsStrExt;
        let top = Inode { folder: true, ..Inode::default() };
        Self { root: root.as_os_str().as_bytes().to_vec(), inodes: vec![top], unsynced: Vec::new() }
    }

    /// A disk on which what is in this folder now is durable.
    pub fn holding(root: &Path) -> Outcome<Self> {
        let mut disk = Self::under(root);
        disk.take(root, 0)?;
        Ok(disk)
    }

    fn take(&mut self, folder: &Path, node: Node) -> Outcome<()> {
        use std::os::unix::ffi::OsStrExt;
        for entry in std::fs::read_dir(folder)? {
            let (entry, child) = (entry?, self.inodes.len());
            let is_folder = entry.file_type()?.is_dir();
            let durable = if is_folder { Vec::new() } else { std::fs::read(entry.path())? };
            self.inodes.push(Inode { folder: is_folder, durable, ..Inode::default() });
            let name = entry.file_name().as_bytes().to_vec();
            self.inodes[node].names.insert(name.clone(), child);
            self.inodes[node].durable_names.insert(name, child);
            if is_folder {
                self.take(&entry.path(), child)?;
            }
        }
        Ok(())
    }

    /// The folder a path is in, and its name there.
    fn place<'a>(&self, path: &'a [u8]) -> Option<(Node, &'a [u8])> {
        let below = path.strip_prefix(self.root.as_slice())?.strip_prefix(b"/")?;
        let mut parts: Vec<&[u8]> =
            below.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect();
        let name = parts.pop()?;
        let folder = parts.iter().try_fold(0, |node, part| self.inodes[node].names.get(*part).copied())?;
        Some((folder, name))
    }

    fn node(&self, path: &[u8]) -> Option<Node> {
        if path == self.root {
            return Some(0);
        }
        let (folder, name) = self.place(path)?;
        self.inodes[folder].names.get(name).copied()
    }

    fn make(&mut self, path: &[u8], folder: bool) -> Option<()> {
        let (parent, name) = self.place(path).map(|(parent, name)| (parent, name.to_vec()))?;
        let node = self.inodes.len();
        self.inodes.push(Inode { folder, ..Inode::default() });
        self.inodes[parent].names.insert(name.clone(), node);
        self.unsynced.push(Unsynced::Names(vec![(parent, name, Some(node))]));
        Some(())
    }

    fn forget(&mut self, path: &[u8]) -> Option<()> {
        let (parent, name) = self.place(path).map(|(parent, name)| (parent, name.to_vec()))?;
        self.inodes[parent].names.remove(&name);
        self.unsynced.push(Unsynced::Names(vec![(parent, name, None)]));
        Some(())
    }

    /// Does one more thing.
    pub fn does(&mut self, entry: &Entry) -> Outcome<()> {
        let unknown = || {
            format!(
                "{:?} of a file the trace has not named: {}",
                entry.kind,
                String::from_utf8_lossy(&entry.path)
            )
        };
        if entry.error != 0 {
            // What a failed sync was to keep, no later one keeps: the system believes it written.
            if let (Kind::Sync, Some(file)) = (entry.kind, self.node(&entry.path)) {
                for unsynced in self.unsynced.iter_mut().filter(|unsynced| unsynced.is_of_file(file)) {
                    if let Unsynced::Bytes { doomed, .. } | Unsynced::Length { doomed, .. } = unsynced {
                        *doomed = true;
                    }
                }
            }
            return Ok(());
        }
        let place = usize::try_from(entry.offset)?;
        match entry.kind {
            Kind::Open if entry.offset == 1 => self.make(&entry.path, false).ok_or_else(unknown)?,
            Kind::MakeDir if entry.path == self.root => {}
            Kind::MakeDir => self.make(&entry.path, true).ok_or_else(unknown)?,
            Kind::Remove | Kind::RemoveDir => self.forget(&entry.path).ok_or_else(unknown)?,
            Kind::Truncate => {
                let node = self.node(&entry.path).ok_or_else(unknown)?;
                self.unsynced.push(Unsynced::Length { node, length: place, doomed: false });
            }
            Kind::Write => {
                let node = self.node(&entry.path).ok_or_else(unknown)?;
                let bytes = entry.bytes.clone();
                self.unsynced.push(Unsynced::Bytes { node, offset: place, bytes, doomed: false });
            }
            Kind::Rename => {
                let node = self.node(&entry.path).ok_or_else(unknown)?;
                let owned = |(folder, name): (Node, &[u8])| (folder, name.to_vec());
                let from = self.place(&entry.path).map(owned).ok_or_else(unknown)?;
                let to = self.place(&entry.to).map(owned).ok_or_else(unknown)?;
                self.inodes[from.0].names.remove(&from.1);
                self.inodes[to.0].names.insert(to.1.clone(), node);
                self.unsynced.push(Unsynced::Names(vec![(from.0, from.1, None), (to.0, to.1, Some(node))]));
            }
            Kind::Sync => {
                let file = self.node(&entry.path).ok_or_else(unknown)?;
                self.keep(|unsynced| unsynced.is_of_file(file) && !unsynced.is_doomed());
            }
            Kind::SyncDir => {
                let folder = self.node(&entry.path).ok_or_else(unknown)?;
                self.keep(|unsynced| unsynced.is_in_folder(folder));
            }
            Kind::Open | Kind::Read | Kind::Said => {}
        }
        Ok(())
    }

    fn keep(&mut self, which: impl Fn(&Unsynced) -> bool) {
        let (kept, left) =
            std::mem::take(&mut self.unsynced).into_iter().partition(|unsynced| which(unsynced));
        self.unsynced = left;
        let kept: Vec<Unsynced> = kept;
        kept.iter().for_each(|unsynced| arrive(&mut self.inodes, unsynced, usize::MAX));
    }

    /// How many operations are not synced, and the longest write among them.
    pub fn unsynced(&self) -> usize {
        self.unsynced.len()
    }

    /// A cut of which this number tells, bit by bit, what arrived; torn by the dice where `tear` says at which grain.
    pub fn cut(&self, bits: u64, tear: Option<usize>, dice: &mut Dice) -> Cut {
        let kept: Vec<bool> = (0..self.unsynced.len()).map(|at| at >= 64 || bits >> at & 1 == 1).collect();
        let long: Vec<(usize, usize)> = self
            .unsynced
            .iter()
            .enumerate()
            .filter(|(at, _)| kept[*at])
            .filter_map(|(at, unsynced)| {
                let Unsynced::Bytes { bytes, .. } = unsynced else { return None };
                Some((at, bytes.len()))
            })
            .collect();
        let torn = tear.and_then(|grain| {
            let (at, length) = *dice.pick(&long)?;
            let whole = length.div_ceil(grain) as u64;
            // In grains from the front; a write shorter than a grain may still stop anywhere.
            let arrived = if whole > 1 {
                dice.below(whole) as usize * grain
            } else {
                dice.below(length as u64) as usize
            };
            Some((at, arrived))
        });
        Cut { kept, torn }
    }

    /// Writes what is left after a cut into an empty folder.
    pub fn left(&self, cut: &Cut, into: &Path) -> Outcome<()> {
        let mut inodes = self.inodes.clone();
        for (at, unsynced) in self.unsynced.iter().enumerate().filter(|(at, _)| cut.kept[*at]) {
            let most = cut.torn.filter(|(torn, _)| *torn == at).map_or(usize::MAX, |(_, bytes)| bytes);
            arrive(&mut inodes, unsynced, most);
        }
        let _fresh = std::fs::remove_dir_all(into);
        put(&inodes, 0, into)
    }
}

impl Unsynced {
    fn is_doomed(&self) -> bool {
        matches!(self, Self::Bytes { doomed: true, .. } | Self::Length { doomed: true, .. })
    }
}

fn arrive(inodes: &mut [Inode], unsynced: &Unsynced, most: usize) {
    match unsynced {
        Unsynced::Bytes { node, offset, bytes, .. } => {
            let bytes = &bytes[..bytes.len().min(most)];
            let file = &mut inodes[*node].durable;
            let end = offset + bytes.len();
            file.resize(file.len().max(end), 0);
            file[*offset..end].copy_from_slice(bytes);
        }
        Unsynced::Length { node, length, .. } => inodes[*node].durable.resize(*length, 0),
        Unsynced::Names(names) => {
            for (folder, name, node) in names {
                let folder = &mut inodes[*folder].durable_names;
                match node {
                    Some(node) => folder.insert(name.clone(), *node),
                    None => folder.remove(name),
                };
            }
        }
    }
}

fn put(inodes: &[Inode], node: Node, at: &Path) -> Outcome<()> {
    use std::os::unix::ffi::OsStrExt;
    if !inodes[node].folder {
        return Ok(std::fs::write(at, &inodes[node].durable)?);
    }
    std::fs::create_dir(at)?;
    for (name, child) in &inodes[node].durable_names {
        let name: PathBuf = std::ffi::OsStr::from_bytes(name).into();
        put(inodes, *child, &at.join(name))?;
    }
    Ok(())
}
