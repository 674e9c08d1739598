//! The memory of a process, read through `/proc` as any file is.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;

use crate::Outcome;
use crate::window::Process;

/// So much is shown at a time: small enough that what has not changed since the last look is known again.
const STEP: u64 = 64 * 1024;
/// So many entries of the page table are read at a time.
const ENTRIES: u64 = 64 * 1024;
/// An entry of the page table: in memory, or swapped out.
const THERE: u64 = 0b11 << 62;
/// The kernel's own pages, which hold a clock.
const KERNEL: &[&str] = &["[vvar]", "[vvar_vclock]", "[vsyscall]"];
/// Mappings of devices that are memory all the same.
const NO_DEVICE: &[&str] = &["/dev/shm/", "/dev/zero"];

/// A process's memory.
pub(super) struct Memory {
    pid: u32,
    memory: File,
    page: u64,
}

/// Addresses with something behind them.
struct Stretch {
    at: Range<u64>,
    /// The name of the mapping, and where it begins.
    mapping: String,
    base: u64,
}

impl Memory {
    /// Opens it.
    ///
    /// # Errors
    /// When the kernel does not let us; the sentence says what it takes.
    pub(super) fn of(process: &Process) -> Outcome<Self> {
        let Process { pid, name, .. } = process;
        let memory = OpenOptions::new().read(true).write(true).open(format!("/proc/{pid}/mem"));
        let memory = memory.map_err(|error| {
            format!(
                "the memory of {name} cannot be read: {error}; it takes root, or kernel.yama.ptrace_scope at 0 or 1"
            )
        })?;
        Ok(Self { pid: *pid, memory, page: page_size()? })
    }

    /// Shows everything that is in use, with the name of the mapping it is in; each piece goes on into the next one by
    /// `overlap` bytes. Gives how many bytes that was.
    pub(super) fn each(&self, overlap: usize, mut look: impl FnMut(&str, &[u8])) -> Outcome<u64> {
        let mut shown = 0;
        for Stretch { at, mapping, base } in self.in_use()? {
            let mut begin = at.start;
            while begin < at.end {
                // Counted from where the mapping begins: a page more before it changes no other piece.
                let end = (begin + STEP - (begin - base) % STEP).min(at.end);
                let bytes = self.read(begin..(end + overlap as u64).min(at.end)).map_err(|error| {
                    format!("process {}: {begin:x} in {mapping} cannot be read: {error}", self.pid)
                })?;
                look(&mapping, &bytes);
                shown += end - begin;
                begin = end;
            }
        }
        Ok(shown)
    }

    /// Where the value of a variable lies that the process was started with.
    pub(super) fn variable(&self, name: &str) -> Outcome<Range<u64>> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid))?;
        // Of what follows the name in brackets, the fields env_start and env_end of proc(5).
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let field = |at: usize| -> Outcome<u64> { Ok(fields.get(at).ok_or("a short stat")?.parse()?) };
        let mut at = field(47)?;
        for entry in self.read(at..field(48)?)?.split(|byte| *byte == 0) {
            if let Some(value) = entry.strip_prefix(format!("{name}=").as_bytes()) {
                return Ok(at + (entry.len() - value.len()) as u64..at + entry.len() as u64);
            }
            at += entry.len() as u64 + 1;
        }
        Err(format!("process {} was not given {name}", self.pid).into())
    }

    /// Writes into it.
    pub(super) fn write(&self, at: u64, bytes: &[u8]) -> Outcome<()> {
        let mut memory = &self.memory;
        memory.seek(SeekFrom::Start(at))?;
        Ok(memory.write_all(bytes)?)
    }

    fn read(&self, at: Range<u64>) -> Outcome<Vec<u8>> {
        read(&self.memory, at)
    }

    /// All of what may be shared, for others may have written it; of the rest each page that is in memory or swapped
    /// out. Where it is neither, the process has never written there.
    fn in_use(&self) -> Outcome<Vec<Stretch>> {
        let table = File::open(format!("/proc/{}/pagemap", self.pid))?;
        let mut all = Vec::new();
        for line in fs::read_to_string(format!("/proc/{}/maps", self.pid))?.lines() {
            let mut words = line.splitn(6, ' ');
            let (place, rights, name) = (words.next(), words.next(), words.nth(3));
            let (Some((begin, end)), Some(rights)) = (place.and_then(|place| place.split_once('-')), rights)
            else {
                return Err(format!("a mapping that cannot be read: {line}").into());
            };
            let at = u64::from_str_radix(begin, 16)?..u64::from_str_radix(end, 16)?;
            let mapping = name.map_or("", str::trim).to_owned();
            let device = mapping.starts_with("/dev/") && !NO_DEVICE.iter().any(|no| mapping.starts_with(no));
            if KERNEL.contains(&mapping.as_str()) || device || !rights.starts_with('r') {
                continue;
            }
            let base = at.start;
            let there = if rights.ends_with('s') { vec![at] } else { self.there(&table, at)? };
            all.extend(there.into_iter().map(|at| Stretch { at, mapping: mapping.clone(), base }));
        }
        Ok(all)
    }

    /// The pages of a mapping that are there, those beside each other as one.
    fn there(&self, table: &File, at: Range<u64>) -> Outcome<Vec<Range<u64>>> {
        let mut found: Vec<Range<u64>> = Vec::new();
        let pages = at.start / self.page..at.end / self.page;
        for first in pages.clone().step_by(usize::try_from(ENTRIES)?) {
            let last = (first + ENTRIES).min(pages.end);
            let bytes = read(table, first * 8..last * 8)?;
            let (entries, _) = bytes.as_chunks::<8>();
            let is_there = |entry: &[u8; 8]| u64::from_ne_bytes(*entry) & THERE != 0;
            // WebKit sets whole terabytes aside and uses little of them: most of the table says the same.
            if bytes[8..] == bytes[..bytes.len() - 8] && !entries.first().is_some_and(is_there) {
                continue;
            }
            for (page, _) in (first..).zip(entries).filter(|(_, entry)| is_there(entry)) {
                let (begin, end) = (page * self.page, (page + 1) * self.page);
                match found.last_mut().filter(|before| before.end == begin) {
                    Some(before) => before.end = end,
                    None => found.push(begin..end),
                }
            }
        }
        Ok(found)
    }
}

fn read(mut file: &File, at: Range<u64>) -> Outcome<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(at.end - at.start)?];
    file.seek(SeekFrom::Start(at.start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The kernel's page size, from what it gives every program on its way.
fn page_size() -> Outcome<u64> {
    const AT_PAGESZ: usize = 6;
    let given = fs::read("/proc/self/auxv")?;
    let (words, _) = given.as_chunks::<{ size_of::<usize>() }>();
    let words: Vec<usize> = words.iter().map(|word| usize::from_ne_bytes(*word)).collect();
    let found = words.chunks(2).find(|pair| pair[0] == AT_PAGESZ && pair.len() == 2);
    Ok(found.ok_or("the kernel does not say how large a page is")?[1].try_into()?)
}
