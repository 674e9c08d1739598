//! The C library's calls, each with its own name and meaning, and the recorder in between. This is the one module of the
//! repository with `unsafe`: it takes the places of functions whose arguments only their callers can answer for.
//!
//! Every function does what the one it replaces does, by calling it. What is relied on: the arguments are those a caller
//! of the C function of that name has to give; the next function of that name has that type; `open` takes its mode in a
//! register, as on all Linux platforms we build for.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use libc::{clockid_t, mode_t, off64_t, size_t, ssize_t, timespec};

use crate::state::{Held, Opened, Verdict, state};
use crate::trace::{BOOT_ID, CLOCKS, Clocks, Entry, Kind};

macro_rules! real {
    ($name:literal, $($type:tt)+) => {{
        static FOUND: AtomicUsize = AtomicUsize::new(0);
        let mut found = FOUND.load(Ordering::Relaxed);
        if found == 0 {
            let name: &CStr = $name;
            // SAFETY: a name that ends with zero; the answer is an address or null.
            found = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) } as usize;
            assert_ne!(found, 0, "the C library has no {name:?}");
            FOUND.store(found, Ordering::Relaxed);
        }
        // SAFETY: the C library's function of that name has this type.
        unsafe { std::mem::transmute::<usize, $($type)+>(found) }
    }};
}

fn fail(error: c_int) -> c_int {
    // SAFETY: the calling thread's own error number.
    unsafe { *libc::__errno_location() = error };
    -1
}

fn error_of(done: i64) -> c_int {
    // SAFETY: as above.
    if done < 0 { unsafe { *libc::__errno_location() } } else { 0 }
}

fn die() -> ! {
    // SAFETY: no memory is touched; the process ends here.
    unsafe { libc::kill(libc::getpid(), libc::SIGKILL) };
    loop {
        std::hint::spin_loop();
    }
}

/// The bytes of a C string.
///
/// # Safety
/// `path` is null or a string that ends with zero.
unsafe fn bytes<'a>(path: *const c_char) -> &'a [u8] {
    // SAFETY: the caller's word.
    if path.is_null() { b"" } else { unsafe { CStr::from_ptr(path) }.to_bytes() }
}

fn size_of(fd: c_int) -> u64 {
    // SAFETY: all zeros is a valid `stat64`, and it outlives the call.
    let mut stat: libc::stat64 = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::fstat64(fd, &raw mut stat) } == 0 { stat.st_size.unsigned_abs() } else { 0 }
}

fn stat_of(path: &[u8]) -> Option<libc::stat64> {
    let path = CString::new(path).ok()?;
    // SAFETY: all zeros is a valid `stat64`.
    let mut stat: libc::stat64 = unsafe { std::mem::zeroed() };
    // SAFETY: a string that ends with zero, and a place that outlives the call.
    (unsafe { libc::lstat64(path.as_ptr(), &raw mut stat) } == 0).then_some(stat)
}

fn entry(kind: Kind, error: c_int, offset: u64, path: &[u8]) -> Entry {
    Entry { kind, error, offset, path: path.to_vec(), to: Vec::new(), bytes: Vec::new() }
}

/// Asks the plan, does it by `work`, and writes it down.
fn simple(mut state: Held, kind: Kind, offset: u64, path: &[u8], work: impl FnOnce() -> c_int) -> c_int {
    let done = match state.verdict(kind, path, true) {
        Verdict::Tear(_) => die(),
        Verdict::Fail(error) => fail(error),
        Verdict::Go | Verdict::Short(_) => work(),
    };
    let error = error_of(done.into());
    state.note(&entry(kind, error, offset, path));
    if error != 0 {
        return fail(error);
    }
    done
}

/// # Safety
/// As for `openat`.
unsafe fn opened(fd: c_int, path: *const c_char, flags: c_int, work: impl FnOnce() -> c_int) -> c_int {
    // SAFETY: the caller's word.
    let given = unsafe { bytes(path) };
    let Some(mut state) = state() else { return work() };
    let base = state.files.get(&fd).map(|opened| opened.path.clone());
    let full = match base {
        Some(base) if !given.starts_with(b"/") => Some([&base[..], b"/", given].concat()),
        _ => state.watched(given),
    };
    let Some(path) = full else { return work() };
    let before = stat_of(&path);
    let makes = before.is_none() && flags & libc::O_CREAT != 0;
    let cuts = flags & libc::O_TRUNC != 0;
    let writes = makes || cuts || flags & libc::O_ACCMODE != libc::O_RDONLY;
    let done = match state.verdict(Kind::Open, &path, writes) {
        Verdict::Tear(_) => die(),
        Verdict::Fail(error) => fail(error),
        Verdict::Go | Verdict::Short(_) => work(),
    };
    let error = error_of(done.into());
    // Of readings only the failed ones are told, and as what they are: no place to be stopped at.
    if writes || error != 0 {
        let kind = if writes { Kind::Open } else { Kind::Read };
        state.note(&entry(kind, error, u64::from(makes), &path));
    }
    if error != 0 {
        return fail(error);
    }
    if let Some(size) =
        before.filter(|_| cuts).map(|stat| stat.st_size.unsigned_abs()).filter(|size| *size > 0)
    {
        state.freed(size);
        // Cut already: here it can be stopped after that, and no more.
        if let Verdict::Tear(_) = state.verdict(Kind::Truncate, &path, true) {
            die();
        }
        state.note(&entry(Kind::Truncate, 0, 0, &path));
    }
    let folder = before.is_some_and(|stat| stat.st_mode & libc::S_IFMT == libc::S_IFDIR);
    state.files.insert(done, Opened { path, folder });
    done
}

/// # Safety
/// As for `pwrite`; `work` writes at most so many bytes of what it is given.
unsafe fn written(
    fd: c_int,
    buffer: *const c_void,
    count: size_t,
    offset: Option<off64_t>,
    work: impl FnOnce(size_t) -> ssize_t,
) -> ssize_t {
    let Some(mut state) = state() else { return work(count) };
    // SAFETY: the caller's word: so many readable bytes.
    let given = || unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), count) };
    if fd == 1 {
        state.note(&Entry { bytes: given().to_vec(), ..entry(Kind::Said, 0, 0, b"") });
        return work(count);
    }
    let Some(path) = state.files.get(&fd).map(|opened| opened.path.clone()) else { return work(count) };
    let size = size_of(fd);
    let at = match offset {
        Some(offset) => offset.unsigned_abs(),
        None => {
            // SAFETY: asks for flags; asks for a position. Neither touches memory of ours.
            let appends = unsafe { libc::fcntl(fd, libc::F_GETFL) } & libc::O_APPEND != 0;
            // SAFETY: as above.
            if appends { size } else { unsafe { libc::lseek64(fd, 0, libc::SEEK_CUR) }.unsigned_abs() }
        }
    };
    let verdict = match state.verdict(Kind::Write, &path, true) {
        Verdict::Go => state.fits(size, at, count),
        other => other,
    };
    let done = match verdict {
        Verdict::Tear(bytes) => {
            if bytes > 0 {
                work(bytes.min(count));
            }
            die()
        }
        Verdict::Fail(error) => fail(error) as ssize_t,
        Verdict::Short(bytes) => work(bytes),
        Verdict::Go => work(count),
    };
    let error = error_of(done as i64);
    let bytes = given()[..usize::try_from(done).unwrap_or(0)].to_vec();
    state.note(&Entry { bytes, ..entry(Kind::Write, error, at, &path) });
    if error != 0 {
        fail(error);
    }
    done
}

fn read_by(fd: c_int, work: impl FnOnce() -> ssize_t) -> ssize_t {
    if let Some(mut state) = state()
        && let Some(path) = state.files.get(&fd).map(|opened| opened.path.clone())
        && let Verdict::Fail(error) = state.verdict(Kind::Read, &path, false)
    {
        state.note(&entry(Kind::Read, error, 0, &path));
        return fail(error) as ssize_t;
    }
    work()
}

fn synced(fd: c_int, work: impl FnOnce() -> c_int) -> c_int {
    let Some(state) = state() else { return work() };
    let Some((path, folder)) = state.files.get(&fd).map(|opened| (opened.path.clone(), opened.folder)) else {
        return work();
    };
    simple(state, if folder { Kind::SyncDir } else { Kind::Sync }, 0, &path, work)
}

fn truncated(fd: c_int, length: off64_t, work: impl FnOnce() -> c_int) -> c_int {
    let Some(mut state) = state() else { return work() };
    let Some(path) = state.files.get(&fd).map(|opened| opened.path.clone()) else { return work() };
    state.freed(size_of(fd).saturating_sub(length.unsigned_abs()));
    simple(state, Kind::Truncate, length.unsigned_abs(), &path, work)
}

/// # Safety
/// `path` is a string that ends with zero.
unsafe fn removed(kind: Kind, fd: c_int, path: *const c_char, work: impl FnOnce() -> c_int) -> c_int {
    // SAFETY: the caller's word.
    let given = unsafe { bytes(path) };
    let Some(mut state) = state() else { return work() };
    let base = state.files.get(&fd).map(|opened| opened.path.clone());
    let full = match base {
        Some(base) if !given.starts_with(b"/") => Some([&base[..], b"/", given].concat()),
        _ => state.watched(given),
    };
    let Some(path) = full else { return work() };
    let size = stat_of(&path).map_or(0, |stat| stat.st_size.unsigned_abs());
    let done = match state.verdict(kind, &path, true) {
        Verdict::Tear(_) => die(),
        Verdict::Fail(error) => fail(error),
        Verdict::Go | Verdict::Short(_) => work(),
    };
    let error = error_of(done.into());
    state.note(&entry(kind, error, 0, &path));
    if error != 0 {
        return fail(error);
    }
    if kind == Kind::Remove {
        state.freed(size);
        state.gone(&path);
    }
    done
}

/// What is opened in the place of a path: a test's own boot id in that of the kernel's.
///
/// # Safety
/// As for `open`.
unsafe fn instead(path: *const c_char) -> *const c_char {
    static OTHER: OnceLock<Option<CString>> = OnceLock::new();
    // SAFETY: the caller's word.
    if unsafe { bytes(path) } != b"/proc/sys/kernel/random/boot_id" {
        return path;
    }
    let other = || CString::new(std::env::var_os(BOOT_ID)?.into_encoded_bytes()).ok();
    OTHER.get_or_init(other).as_ref().map_or(path, |other| other.as_ptr())
}

/// Reads a clock that a test has turned, or else the real one.
///
/// # Safety
/// As for `clock_gettime`.
unsafe fn turned(clock: clockid_t, time: *mut timespec, work: impl FnOnce() -> c_int) -> c_int {
    static FILE: OnceLock<Option<File>> = OnceLock::new();
    if clock != libc::CLOCK_BOOTTIME && clock != libc::CLOCK_REALTIME {
        return work();
    }
    let mut clocks = [0; 16];
    let file = FILE.get_or_init(|| File::open(std::env::var_os(CLOCKS)?).ok());
    if file.as_ref().is_none_or(|file| file.read_exact_at(&mut clocks, 0).is_err()) {
        return work();
    }
    let clocks = Clocks::decode(clocks);
    let ms = if clock == libc::CLOCK_BOOTTIME { clocks.boot_ms } else { clocks.wall_ms };
    let reading = timespec { tv_sec: ms.div_euclid(1_000), tv_nsec: ms.rem_euclid(1_000) * 1_000_000 };
    // SAFETY: the caller's place for the answer.
    unsafe { time.write(reading) };
    0
}

macro_rules! calls {
    ($($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty = $symbol:literal, |$real:ident| $body:expr;)*) => {$(
        $(#[$doc])*
        ///
        /// # Safety
        /// As for the C function of that name.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($($argument: $type),*) -> $answer {
            let $real = real!($symbol, unsafe extern "C" fn($($type),*) -> $answer);
            // SAFETY: the arguments are those of the C function, as its caller gave them.
            unsafe { $body }
        }
    )*};
}

calls! {
    /// Opens a file.
    fn open(path: *const c_char, flags: c_int, mode: mode_t) -> c_int = c"open",
        |real| opened(libc::AT_FDCWD, path, flags, || real(instead(path), flags, mode));
    /// Opens a file.
    fn open64(path: *const c_char, flags: c_int, mode: mode_t) -> c_int = c"open64",
        |real| opened(libc::AT_FDCWD, path, flags, || real(instead(path), flags, mode));
    /// Opens a file below a folder.
    fn openat(fd: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int = c"openat",
        |real| opened(fd, path, flags, || real(fd, path, flags, mode));
    /// Opens a file below a folder.
    fn openat64(fd: c_int, path: *const c_char, flags: c_int, mode: mode_t) -> c_int = c"openat64",
        |real| opened(fd, path, flags, || real(fd, path, flags, mode));
    /// Reads a clock.
    fn clock_gettime(clock: clockid_t, time: *mut timespec) -> c_int = c"clock_gettime",
        |real| turned(clock, time, || real(clock, time));
    /// Closes a file.
    fn close(fd: c_int) -> c_int = c"close", |real| {
        if let Some(mut state) = state() {
            state.files.remove(&fd);
        }
        real(fd)
    };
    /// Writes where the file stands.
    fn write(fd: c_int, buffer: *const c_void, count: size_t) -> ssize_t = c"write",
        |real| written(fd, buffer, count, None, |count| real(fd, buffer, count));
    /// Writes at an offset.
    fn pwrite(fd: c_int, buffer: *const c_void, count: size_t, offset: off64_t) -> ssize_t = c"pwrite",
        |real| written(fd, buffer, count, Some(offset), |count| real(fd, buffer, count, offset));
    /// Writes at an offset.
    fn pwrite64(fd: c_int, buffer: *const c_void, count: size_t, offset: off64_t) -> ssize_t = c"pwrite64",
        |real| written(fd, buffer, count, Some(offset), |count| real(fd, buffer, count, offset));
    /// Reads where the file stands.
    fn read(fd: c_int, buffer: *mut c_void, count: size_t) -> ssize_t = c"read",
        |real| read_by(fd, || real(fd, buffer, count));
    /// Reads at an offset.
    fn pread64(fd: c_int, buffer: *mut c_void, count: size_t, offset: off64_t) -> ssize_t = c"pread64",
        |real| read_by(fd, || real(fd, buffer, count, offset));
    /// Syncs a file or a folder.
    fn fsync(fd: c_int) -> c_int = c"fsync", |real| synced(fd, || real(fd));
    /// Syncs a file's bytes.
    fn fdatasync(fd: c_int) -> c_int = c"fdatasync", |real| synced(fd, || real(fd));
    /// Cuts or lengthens a file.
    fn ftruncate(fd: c_int, length: off64_t) -> c_int = c"ftruncate", |real| truncated(fd, length, || real(fd, length));
    /// Cuts or lengthens a file.
    fn ftruncate64(fd: c_int, length: off64_t) -> c_int = c"ftruncate64",
        |real| truncated(fd, length, || real(fd, length));
    /// Removes a file.
    fn unlink(path: *const c_char) -> c_int = c"unlink",
        |real| removed(Kind::Remove, libc::AT_FDCWD, path, || real(path));
    /// Removes a file or an empty folder below a folder.
    fn unlinkat(fd: c_int, path: *const c_char, flags: c_int) -> c_int = c"unlinkat", |real| {
        let kind = if flags & libc::AT_REMOVEDIR != 0 { Kind::RemoveDir } else { Kind::Remove };
        removed(kind, fd, path, || real(fd, path, flags))
    };
    /// Removes an empty folder.
    fn rmdir(path: *const c_char) -> c_int = c"rmdir",
        |real| removed(Kind::RemoveDir, libc::AT_FDCWD, path, || real(path));
    /// Makes a folder.
    fn mkdir(path: *const c_char, mode: mode_t) -> c_int = c"mkdir", |real| {
        let Some(state) = state() else { return real(path, mode) };
        let Some(full) = state.watched(bytes(path)) else { return real(path, mode) };
        if stat_of(&full).is_some() {
            return real(path, mode);
        }
        simple(state, Kind::MakeDir, 0, &full, || real(path, mode))
    };
    /// Gives a file or folder another name.
    fn rename(from: *const c_char, to: *const c_char) -> c_int = c"rename", |real| {
        let Some(mut state) = state() else { return real(from, to) };
        let (Some(old), Some(new)) = (state.watched(bytes(from)), state.watched(bytes(to))) else {
            return real(from, to);
        };
        let replaced = stat_of(&new).map_or(0, |stat| stat.st_size.unsigned_abs());
        let done = match state.verdict(Kind::Rename, &old, true) {
            Verdict::Tear(_) => die(),
            Verdict::Fail(error) => fail(error),
            Verdict::Go | Verdict::Short(_) => real(from, to),
        };
        let error = error_of(done.into());
        state.note(&Entry { to: new.clone(), ..entry(Kind::Rename, error, 0, &old) });
        if error != 0 {
            return fail(error);
        }
        state.freed(replaced);
        state.renamed(&old, &new);
        done
    };
}
