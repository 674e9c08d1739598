//! What the recorder knows: open files under the watched folder, how many operations there were, and the plan.

use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::c_int;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, TryLockError};

use crate::trace::{Act, Entry, Kind, PLAN, Plan, ROOT, TRACE};

/// An open file or folder under the watched one.
pub(crate) struct Opened {
    pub(crate) path: Vec<u8>,
    pub(crate) folder: bool,
}

/// What is to become of one operation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Go,
    /// It is not done, and fails with this error number.
    Fail(i32),
    /// Of its bytes only so many are written, and the process is killed; without bytes it is just killed.
    Tear(usize),
    /// Of its bytes only so many fit.
    Short(usize),
}

pub(crate) struct State {
    root: Vec<u8>,
    trace: File,
    plan: Option<File>,
    seen: Vec<u8>,
    current: Option<Plan>,
    pub(crate) files: HashMap<c_int, Opened>,
    count: u64,
    /// How many bytes there is space for; none is as many as there really is.
    pub(crate) free: Option<u64>,
}

/// Whether an operation does not come back. What others do meanwhile is not watched.
static STALLED: AtomicBool = AtomicBool::new(false);

/// The state, held. What its holder does meanwhile is not watched.
pub(crate) struct Held(MutexGuard<'static, State>);

impl std::ops::Deref for Held {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl std::ops::DerefMut for Held {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.0
    }
}

thread_local! {
    static HOLDS: Cell<bool> = const { Cell::new(false) };
}

impl Drop for Held {
    fn drop(&mut self) {
        HOLDS.set(false);
    }
}

/// The state; none where the process is not watched, or where this thread holds it already.
pub(crate) fn state() -> Option<Held> {
    static STATE: OnceLock<Option<Mutex<State>>> = OnceLock::new();
    // A thread that ends has no cells any more, and nothing to write.
    if HOLDS.try_with(|holds| holds.replace(true)).unwrap_or(true) {
        return None;
    }
    let state = STATE.get_or_init(State::from_environment).as_ref();
    let held = state.and_then(|state| {
        loop {
            // A disk that stands still holds up who writes to it, and nobody else.
            if STALLED.load(Ordering::Acquire) {
                return None;
            }
            match state.try_lock() {
                Ok(held) => return Some(Held(held)),
                Err(TryLockError::Poisoned(held)) => return Some(Held(held.into_inner())),
                Err(TryLockError::WouldBlock) => std::thread::yield_now(),
            }
        }
    });
    if held.is_none() {
        HOLDS.set(false);
    }
    held
}

impl State {
    fn from_environment() -> Option<Mutex<Self>> {
        let root = std::env::var_os(ROOT)?.as_bytes().to_vec();
        let trace = OpenOptions::new().append(true).create(true).open(std::env::var_os(TRACE)?).ok()?;
        let plan = std::env::var_os(PLAN).and_then(|path| File::open(path).ok());
        let (files, seen) = (HashMap::new(), Vec::new());
        Some(Mutex::new(Self { root, trace, plan, seen, current: None, files, count: 0, free: None }))
    }

    /// The path, made absolute, if it is under the watched folder.
    pub(crate) fn watched(&self, path: &[u8]) -> Option<Vec<u8>> {
        let absolute = if path.starts_with(b"/") {
            path.to_vec()
        } else {
            let here = std::env::current_dir().ok()?;
            [here.as_os_str().as_bytes(), b"/", path].concat()
        };
        let below = absolute.strip_prefix(self.root.as_slice())?;
        (below.is_empty() || below.starts_with(b"/")).then_some(absolute)
    }

    /// Writes an entry down.
    pub(crate) fn note(&mut self, entry: &Entry) {
        // A full disk under the trace would be a broken lab: its reader misses the entry and says so.
        let _ = self.trace.write_all(&entry.encode());
    }

    /// Looks at the plan and counts one operation. `writes` says whether it may change the disk: what only reads can fail,
    /// and is no place to be stopped at.
    pub(crate) fn verdict(&mut self, kind: Kind, path: &[u8], writes: bool) -> Verdict {
        self.look();
        let counted = kind != Kind::Read && (kind != Kind::Open || writes);
        let number = self.count;
        self.count += u64::from(counted);
        let Some(plan) = self.current else { return Verdict::Go };
        if number < plan.at || (!counted && number == plan.at) {
            return Verdict::Go;
        }
        let now = counted && number == plan.at;
        match plan.act {
            Act::Kill if now => Verdict::Tear(0),
            Act::Tear(bytes) if now => Verdict::Tear(bytes),
            Act::FailOnce(error) if now => Verdict::Fail(error),
            Act::Fail(error) if can(error, kind, writes) => Verdict::Fail(error),
            Act::Full(bytes) => {
                self.free.get_or_insert(bytes);
                Verdict::Go
            }
            Act::Stall if now => {
                let entry = Entry {
                    kind,
                    error: -1,
                    offset: 0,
                    path: path.to_vec(),
                    to: Vec::new(),
                    bytes: Vec::new(),
                };
                self.note(&entry);
                STALLED.store(true, Ordering::Release);
                while self.current == Some(plan) {
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    self.look();
                }
                STALLED.store(false, Ordering::Release);
                Verdict::Go
            }
            Act::Kill | Act::Tear(_) | Act::FailOnce(_) | Act::Fail(_) | Act::Stall => Verdict::Go,
        }
    }

    /// Reads the plan. Another plan begins to count anew, and there is space again.
    fn look(&mut self) {
        let Some(plan) = &self.plan else { return };
        let mut text = [0; 64];
        let length = plan.read_at(&mut text, 0).unwrap_or(0);
        if self.seen != text[..length] {
            self.seen = text[..length].to_vec();
            self.current = Plan::decode(&String::from_utf8_lossy(&self.seen));
            self.count = 0;
            self.free = None;
        }
    }

    /// How much of `wanted` bytes at `offset` of a file of `size` fits, if space is short; what fits is taken.
    pub(crate) fn fits(&mut self, size: u64, offset: u64, wanted: usize) -> Verdict {
        let Some(free) = self.free else { return Verdict::Go };
        let grows = (offset + wanted as u64).saturating_sub(size);
        let over = grows.saturating_sub(free);
        self.free = Some(free.saturating_sub(grows));
        let fitting = wanted - usize::try_from(over).unwrap_or(wanted).min(wanted);
        match fitting {
            0 if wanted > 0 => Verdict::Fail(libc::ENOSPC),
            fitting if fitting < wanted => Verdict::Short(fitting),
            _ => Verdict::Go,
        }
    }

    /// So many bytes became free.
    pub(crate) fn freed(&mut self, bytes: u64) {
        self.free = self.free.map(|free| free.saturating_add(bytes));
    }

    /// A name has changed: files that are open under it are now under the new one.
    pub(crate) fn renamed(&mut self, from: &[u8], to: &[u8]) {
        self.gone(to);
        for opened in self.files.values_mut() {
            if let Some(rest) = opened.path.strip_prefix(from)
                && (rest.is_empty() || rest.starts_with(b"/"))
            {
                opened.path = [to, rest].concat();
            }
        }
    }

    /// A file has no name any more: what is written to it is nobody's business.
    pub(crate) fn gone(&mut self, path: &[u8]) {
        self.files.retain(|_, opened| opened.path != path);
    }
}

/// Whether an operation can fail in this way: a folder without handles still writes, one that cannot be written is read.
fn can(error: i32, kind: Kind, writes: bool) -> bool {
    match error {
        libc::EMFILE => kind == Kind::Open,
        libc::EROFS => writes && !matches!(kind, Kind::Sync | Kind::SyncDir),
        _ => true,
    }
}
