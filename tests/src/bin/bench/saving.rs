//! What saving costs: an answer until it is on the disk twice, going on after a crash, and the bytes that are kept.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use desk::{Device, Reply, Session};
use evidence::keys::decrypt;
use evidence::record::Frame;
use evidence::slots::{KeySlots, open_object};
use evidence::{OsEntropy, Secret};
use exam::OpId;
use exam::attempt::Command;
use journal::{Journal, Opened};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, params};
use world::Outcome;

use super::sitting::{Seated, THREE_HOURS};
use super::{median, timed};

/// Answers that are timed, and those before them that are not.
const ANSWERS: usize = 1_000;
const WARM: usize = 50;
/// Runs of each side of `resume`.
const RUNS: usize = 21;
/// For how long the program was gone.
const GONE_MS: u64 = 40_000;
/// What of an entry of the twin is not the record: docs/formats/journal.md.
const AROUND_ENTRY: usize = 13;
/// The two digests that stand beside a record in its row.
const DIGESTS: usize = 64;

/// The one at that many hundredths.
fn percentile(runs: &mut [Duration], hundredths: usize) -> f64 {
    runs.sort_unstable();
    let last = runs.len().saturating_sub(1);
    runs.get((last * hundredths).div_ceil(100)).copied().unwrap_or_default().as_secs_f64() * 1_000.0
}

/// What any program does that keeps the same bytes in two files, each durable before it goes on.
struct Bare {
    file: File,
    connection: Connection,
}

impl Bare {
    fn new(dir: &Path) -> Outcome<Self> {
        let file = OpenOptions::new().create(true).append(true).open(dir.join("bare.twin"))?;
        let connection = Connection::open(dir.join("bare.sqlite"))?;
        connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection
            .execute("CREATE TABLE rows(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT", [])?;
        Ok(Self { file, connection })
    }

    fn save(&mut self, entry: &[u8], row: &[u8]) -> Outcome<()> {
        self.file.write_all(entry)?;
        self.file.sync_data()?;
        self.connection.prepare_cached("INSERT INTO rows(bytes) VALUES (?1)")?.execute(params![row])?;
        Ok(())
    }
}

/// An answer from the command to the reply, against the same bytes in two files without anything else.
pub(super) fn answer() -> Outcome<Vec<String>> {
    answers(WARM, ANSWERS)
}

fn answers(warm: usize, count: usize) -> Outcome<Vec<String>> {
    let mut seated = Seated::new()?;
    let mut bare = Bare::new(seated.home.path())?;
    let mut twin = File::open(seated.journal().join("journal.twin"))?;
    let items = seated.desk.attempt().terms().items.clone();
    let (mut floor, mut ours, mut bytes) = (Vec::new(), Vec::new(), 0);
    let mut entry = vec![0; 700];
    for number in 0..warm + count {
        let item = items.get(number % items.len()).ok_or("a form without items")?.clone();
        let (interaction, value) = seated.clicks(&item)?.pop().ok_or("an answer without a value")?;
        seated.world.clock.pass(1_000);
        let command = Command::Answer { item, interaction, value };
        let (op, seen) = (OpId::mint(1, evidence::Entropy::bytes(&mut OsEntropy)), seated.desk.seq());
        // Who comes second finds the disk as the first has left it, so they take turns at that too.
        let row = [vec![0; DIGESTS], entry[AROUND_ENTRY..].to_vec()].concat();
        let low = |bare: &mut Bare| {
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(timed(|| bare.save(&entry, &row))?.0)
        };
        let before = (number % 2 == 0).then(|| low(&mut bare)).transpose()?;
        twin.seek(SeekFrom::End(0))?;
        let (own, reply) = timed(|| Ok(seated.desk.perform(op, seen, command)?))?;
        let low = before.map_or_else(|| low(&mut bare), Ok)?;
        if !matches!(reply, Reply::Saved(_)) || seated.desk.seq() != seen + 1 {
            return Err(format!("an answer was not recorded: {reply:?}").into());
        }
        entry.clear();
        twin.read_to_end(&mut entry)?;
        if number >= warm {
            floor.push(low);
            ours.push(own);
            bytes += entry.len();
        }
    }
    let [low, low99] = [50, 99].map(|at| percentile(&mut floor, at));
    let [own, own99] = [50, 99].map(|at| percentile(&mut ours, at));
    Ok(vec![format!(
        "bench answer: ratio={:.2} floor={low:.2}ms ours={own:.2}ms p99-ratio={:.2} p99-floor={low99:.2}ms \
         p99-ours={own99:.2}ms answers={count} bytes={}",
        own / low,
        own99 / low99,
        bytes / count.max(1),
    )])
}

/// Going on after a crash, against reading the same files and decrypting what stands in them.
pub(super) fn resume() -> Outcome<Vec<String>> {
    resumed(THREE_HOURS, RUNS)
}

fn resumed(seconds: u64, runs: usize) -> Outcome<Vec<String>> {
    let mut seated = Seated::new()?;
    let answers = seated.sit(seconds)?;
    let (home, records) = (seated.journal(), seated.desk.seq());
    // The files as a killed process leaves them: what the log holds has not been brought into the database.
    let killed = seated.home.path().join("killed");
    copy(&home, &killed)?;
    let Seated { desk, device, attempt, folder, world, home: place, .. } = seated;
    drop(desk);
    world.clock.pass(GONE_MS);
    let size = |name: &str| fs::metadata(killed.join(name)).map_or(0, |found| found.len());
    let size = ["journal.sqlite", "journal.sqlite-wal", "journal.twin"].map(size).iter().sum::<u64>();
    let other = place.path().join("other");
    let (mut floor, mut ours, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        copy(&killed, &other)?;
        let (time, read) = timed(|| bare_reading(&other, &device))?;
        if read < records {
            return Err(format!("the floor read {read} records of {records}").into());
        }
        floor.push(time);

        copy(&killed, &other)?;
        files.push(timed(|| Ok(Journal::open(&other)?))?.0);

        copy(&killed, &home)?;
        let open = || Ok(Session::open(&folder, device.clone(), attempt, world.clock.clone(), OsEntropy)?);
        let (time, session) = timed(open)?;
        // The gap is the one record more.
        if session.seq() != records + 1 {
            return Err(format!("{} records were found, and {records} written", session.seq()).into());
        }
        ours.push(time);
    }
    let [floor, ours, files] = [floor, ours, files].map(|runs| median(runs).as_secs_f64() * 1_000.0);
    Ok(vec![format!(
        "bench resume: ratio={:.2} floor={floor:.1}ms ours={ours:.1}ms files={files:.1}ms records={records} \
         answers={answers} bytes={size}",
        ours / floor
    )])
}

/// Puts a copy of a folder's files in the place of another's, and everything on the disk: what a sitting has written was
/// synced long ago.
fn copy(from: &Path, to: &Path) -> Outcome<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        fs::copy(entry.path(), &copied)?;
        OpenOptions::new().write(true).open(&copied)?.sync_all()?;
    }
    Ok(File::open(to)?.sync_all()?)
}

/// Reads both files, walks the rows of the one, and decrypts what stands in them; says how many records there were.
fn bare_reading(dir: &Path, device: &Device) -> Outcome<u64> {
    for name in ["journal.sqlite", "journal.sqlite-wal", "journal.twin"] {
        std::hint::black_box(fs::read(dir.join(name))?);
    }
    let connection = Connection::open(dir.join("journal.sqlite"))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.pragma_update_and_check(None, "locking_mode", "EXCLUSIVE", |_| Ok(()))?;
    let slots: Vec<u8> =
        connection.query_row("SELECT value FROM meta WHERE key = 'key_slots'", [], |row| row.get(0))?;
    let key = KeySlots::parse(&slots)?.open(&device.wrap)?;
    let mut statement = connection.prepare("SELECT frame FROM records")?;
    let mut rows = statement.query([])?;
    let mut records = 0;
    while let Some(row) = rows.next()? {
        std::hint::black_box(plain(&key, row.get_ref(0)?.as_blob()?).ok_or("a record that does not open")?);
        records += 1;
    }
    let mut statement = connection.prepare("SELECT name, bytes FROM objects")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, sealed) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_blob()?);
        std::hint::black_box(open_object(&key, name, sealed).ok_or("an object that does not open")?);
    }
    Ok(records)
}

/// What is encrypted in a frame's bytes, by the cipher alone.
fn plain(key: &Secret, frame: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = frame.split_first_chunk::<4>()?;
    let (header, sealed) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    decrypt(key, &[b"invigil/v0/record-frame", header].concat(), sealed)
}

/// What the two files keep for each answer, against the bytes of the events alone.
pub(super) fn bytes() -> Outcome<Vec<String>> {
    kept(THREE_HOURS)
}

fn kept(seconds: u64) -> Outcome<Vec<String>> {
    let mut seated = Seated::new()?;
    let answers = seated.sit(seconds)?;
    let (home, device) = (seated.journal(), seated.device.clone());
    let size = |name: &str| fs::metadata(home.join(name)).map_or(0, |found| found.len());
    let log = size("journal.sqlite-wal");
    // Ended as it should: what the log holds is brought into the database.
    let Seated { desk, home: _place, .. } = seated;
    drop(desk);
    let [sqlite, wal, twin] = ["journal.sqlite", "journal.sqlite-wal", "journal.twin"].map(size);
    let Opened { key_slots, frames, objects, .. } = Journal::open(&home)?;
    let key = KeySlots::parse(&key_slots)?.open(&device.wrap)?;
    let events = payloads(frames.iter(), &key)?;
    let answered: Vec<&Frame> = frames.iter().filter(|frame| frame.header().kind == "answered").collect();
    if answered.len() as u64 != answers {
        return Err(format!("{} answers are kept of {answers}", answered.len()).into());
    }
    let each = |bytes: u64| bytes as f64 / answers.max(1) as f64;
    let length = |frames: &[&Frame]| frames.iter().map(|frame| frame.as_bytes().len() as u64).sum::<u64>();
    let (record, payload) = (length(&answered), payloads(answered.iter().copied(), &key)?);
    let noted: u64 = objects.values().map(|bytes| bytes.len() as u64).sum();
    let (floor, ours) = (each(events), each(sqlite + wal + twin));
    Ok(vec![format!(
        "bench bytes: ratio={:.2} floor={floor:.0}B ours={ours:.0}B sqlite={:.0}B wal={:.0}B twin={:.0}B \
         wal-while-open={log} answers={answers} records={} record={:.0}B payload={:.0}B objects={} of {:.0}B each",
        ours / floor,
        each(sqlite),
        each(wal),
        each(twin),
        frames.len(),
        each(record),
        each(payload),
        objects.len(),
        noted as f64 / objects.len().max(1) as f64,
    )])
}

/// The bytes of events, in the clear.
fn payloads<'a>(frames: impl Iterator<Item = &'a Frame>, key: &Secret) -> Outcome<u64> {
    let mut sum = 0;
    for frame in frames {
        sum += frame.open(key)?.payload().len() as u64;
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nothing is said of how long it took.
    #[test]
    fn each_comes_to_its_line() {
        for (lines, name) in [(answers(1, 5), "answer"), (resumed(150, 1), "resume"), (kept(150), "bytes")] {
            let lines = lines.unwrap();
            assert!(matches!(lines.as_slice(), [line] if line.starts_with(&format!("bench {name}: ratio="))));
        }
    }
}
