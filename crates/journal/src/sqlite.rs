//! SQLite's file: one connection, write-ahead log, every commit synced, every row with its own digest.

use std::path::{Path, PathBuf};

use evidence::keys::sha256_of;
use evidence::record::Frame;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior, params};

use crate::contents::{Abandoned, Contents, Found};
use crate::error::JournalError;
use crate::planted::planted;
use crate::report::Reason;

/// `INVJ`, in SQLite's header.
const APPLICATION: i64 = 0x494e_564a;
/// The format's number, in SQLite's header as `user_version`.
const FORMAT: i64 = 0;
/// 3.51.3; earlier ones can damage a database in WAL mode.
const OLDEST: i32 = 3_051_003;

const SCHEMA: &[(&str, &str)] = &[
    (
        "meta",
        "CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, sha256 BLOB NOT NULL) STRICT",
    ),
    (
        "objects",
        "CREATE TABLE objects(name TEXT NOT NULL PRIMARY KEY, sha256 BLOB NOT NULL, bytes BLOB NOT NULL) STRICT",
    ),
    (
        "records",
        "CREATE TABLE records(segment INTEGER NOT NULL, seq INTEGER NOT NULL, digest BLOB NOT NULL, \
         sha256 BLOB NOT NULL, frame BLOB NOT NULL, PRIMARY KEY(segment, seq)) STRICT",
    ),
];

pub(crate) fn path_in(dir: &Path) -> PathBuf {
    dir.join("journal.sqlite")
}

/// The file with this ending appended to its whole name.
pub(crate) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Refuses a SQLite that damages files.
pub(crate) fn check_version() -> Result<(), JournalError> {
    let found = rusqlite::version_number();
    if found < OLDEST { Err(JournalError::OldSqlite { found }) } else { Ok(()) }
}

/// Connects without changing anything: the log is read and left where it is, also when the connection closes.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.busy_timeout(std::time::Duration::ZERO)?;
    // Alone: no index of the log in shared memory, and no second connection that writes or checkpoints.
    let locking = if planted("second connection") { "NORMAL" } else { "EXCLUSIVE" };
    connection.pragma_update_and_check(None, "locking_mode", locking, |_| Ok(()))?;
    connection.pragma_update_and_check(None, "mmap_size", 0, |_| Ok(())).or_else(none)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// A pragma that answers nothing is no failure.
fn none(error: rusqlite::Error) -> rusqlite::Result<()> {
    if error == rusqlite::Error::QueryReturnedNoRows { Ok(()) } else { Err(error) }
}

/// Reads whatever is whole, and changes nothing.
pub(crate) fn read(path: &Path) -> Result<Found, JournalError> {
    if !path.try_exists().map_err(crate::disk::io_error("read", path))? {
        return Ok(Found::Missing);
    }
    if planted("log thrown away") {
        let _gone = std::fs::remove_file(with_ending(path, "-wal"));
    }
    let connection = match connect(path) {
        Ok(connection) => connection,
        Err(error) if is_damage(&error) => return Ok(Found::Read(Contents::damaged())),
        Err(error) => return Err(sqlite_error("open", error)),
    };
    let mut contents = Contents::default();
    let result = match format(&connection) {
        Ok(newer) if newer > FORMAT => return Ok(Found::Newer(u32::try_from(newer).unwrap_or(u32::MAX))),
        Ok(FORMAT) => harvest(&connection, &mut contents),
        Ok(_) => Ok(false),
        Err(error) => Err(error),
    };
    match result {
        Ok(true) => {}
        Ok(false) => contents.fault = Some(Reason::Damaged),
        Err(error) if is_damage(&error) => contents.fault = Some(Reason::Damaged),
        Err(error) => return Err(sqlite_error("read", error)),
    }
    Ok(Found::Read(contents))
}

/// The format's number; negative if the file is not ours.
fn format(connection: &Connection) -> rusqlite::Result<i64> {
    let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(if number("application_id")? == APPLICATION { number("user_version")? } else { -1 })
}

/// Reads all rows that are whole, and says whether nothing is wrong.
fn harvest(connection: &Connection, contents: &mut Contents) -> rusqlite::Result<bool> {
    let mut sound = !connection.is_readonly("main")?;
    // A file in which one table is damaged still gives the rows of the others.
    for part in [meta, records, objects, last_records, last_objects] {
        match part(connection, contents) {
            Ok(whole) => sound &= whole,
            Err(error) if is_damage(&error) => sound = false,
            Err(error) => return Err(error),
        }
    }
    Ok(sound && structure(connection)?)
}

fn structure(connection: &Connection) -> rusqlite::Result<bool> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let mut statement =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")?;
    let found = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let found = found.collect::<rusqlite::Result<Vec<_>>>()?;
    let expected = SCHEMA.iter().map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned()));
    let check: String = connection.pragma_query_value(None, "integrity_check", |row| row.get(0))?;
    Ok(mode == "wal" && found.into_iter().eq(expected) && check == "ok")
}

fn meta(connection: &Connection, contents: &mut Contents) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare("SELECT key, value, sha256 FROM meta NOT INDEXED")?;
    let mut rows = statement.query([])?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        let (key, value, sum): (String, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let whole = sum == named_sum(&key, &value);
        match key.as_str() {
            _ if !whole => continue,
            "key_slots" => contents.key_slots = Some(value),
            "generation" => contents.generation = value.try_into().map_or(0, u64::from_le_bytes),
            "abandoned" => contents.abandoned = Abandoned::read_all(&value).unwrap_or_default(),
            _ => continue,
        }
        seen += 1;
    }
    Ok(seen == 3)
}

fn records(connection: &Connection, contents: &mut Contents) -> rusqlite::Result<bool> {
    records_by(connection, contents, "SELECT segment, seq, digest, sha256, frame FROM records NOT INDEXED")
}

fn objects(connection: &Connection, contents: &mut Contents) -> rusqlite::Result<bool> {
    objects_by(connection, contents, "SELECT name, sha256, bytes FROM objects NOT INDEXED")
}

/// The same from the end: what stands behind a damaged page. Nothing is damaged if nothing was found to be.
fn last_records(connection: &Connection, contents: &mut Contents) -> rusqlite::Result<bool> {
    let sql = "SELECT segment, seq, digest, sha256, frame FROM records NOT INDEXED ORDER BY rowid DESC";
    backwards(connection, "SELECT count(*) FROM records NOT INDEXED", contents.frames.len())
        .map_or_else(|_| records_by(connection, contents, sql), Ok)
}

fn last_objects(connection: &Connection, contents: &mut Contents) -> rusqlite::Result<bool> {
    let sql = "SELECT name, sha256, bytes FROM objects NOT INDEXED ORDER BY rowid DESC";
    backwards(connection, "SELECT count(*) FROM objects NOT INDEXED", contents.objects.len())
        .map_or_else(|_| objects_by(connection, contents, sql), Ok)
}

/// Whether as many rows were read as there are; fails if the table cannot be walked.
fn backwards(connection: &Connection, sql: &str, read: usize) -> rusqlite::Result<bool> {
    connection.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)? == i64::try_from(read).unwrap_or(i64::MAX)))
}

fn records_by(connection: &Connection, contents: &mut Contents, sql: &str) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut sound = true;
    while let Some(row) = rows.next()? {
        let (segment, seq): (i64, i64) = (row.get(0)?, row.get(1)?);
        let (digest, sum, frame): (Vec<u8>, Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let whole = sum == sha256_of(&[&frame]).0 || planted("rows unchecked");
        let whole = Frame::parse(frame).ok().filter(|frame| {
            let head = frame.head();
            let stands = (i64::from(head.segment), i64::try_from(head.seq)) == (segment, Ok(seq));
            whole && stands && digest == head.digest.0
        });
        match whole {
            Some(frame) => contents.frames.push(frame),
            None => sound = false,
        }
    }
    Ok(sound)
}

fn objects_by(connection: &Connection, contents: &mut Contents, sql: &str) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([])?;
    let mut sound = true;
    while let Some(row) = rows.next()? {
        let (name, sum, bytes): (String, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if sum == named_sum(&name, &bytes) || planted("rows unchecked") {
            contents.objects.push((name, bytes));
        } else {
            sound = false;
        }
    }
    Ok(sound)
}

/// SHA-256 over the length of the name (8 bytes, little-endian), the name, and the bytes.
fn named_sum(name: &str, bytes: &[u8]) -> [u8; 32] {
    sha256_of(&[&(name.len() as u64).to_le_bytes(), name.as_bytes(), bytes]).0
}

/// What stands in the table `meta`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meta<'a> {
    pub(crate) key_slots: &'a [u8],
    pub(crate) generation: u64,
    pub(crate) abandoned: &'a [Abandoned],
}

/// Fills the empty file at `path` and closes it.
pub(crate) fn fill<'a>(
    path: &Path,
    meta: Meta<'_>,
    frames: impl Iterator<Item = &'a Frame>,
    objects: impl Iterator<Item = (&'a String, &'a Vec<u8>)>,
) -> Result<(), JournalError> {
    let fail = |error| sqlite_error("fill a new database", error);
    let mut connection = connect(path).map_err(fail)?;
    connection.pragma_update(None, "application_id", APPLICATION).map_err(fail)?;
    connection.pragma_update(None, "user_version", FORMAT).map_err(fail)?;
    make_safe(&connection)?;
    let all = |connection: &mut Connection| {
        let transaction = connection.transaction()?;
        for (_, sql) in SCHEMA {
            transaction.execute(sql, [])?;
        }
        write(&transaction, Some(meta), frames, objects)?;
        transaction.commit()
    };
    all(&mut connection).map_err(fail)?;
    checkpoint(&connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(fail)?;
    connection.close().map_err(|(_, error)| fail(error))
}

fn write<'a>(
    transaction: &Transaction<'_>,
    meta: Option<Meta<'_>>,
    frames: impl Iterator<Item = &'a Frame>,
    objects: impl Iterator<Item = (&'a String, &'a Vec<u8>)>,
) -> rusqlite::Result<()> {
    if let Some(meta) = meta {
        let tails: Vec<u8> = meta.abandoned.iter().flat_map(|tail| tail.to_bytes()).collect();
        let mut statement = transaction
            .prepare_cached("INSERT OR REPLACE INTO meta(key, value, sha256) VALUES (?1, ?2, ?3)")?;
        let generation = meta.generation.to_le_bytes();
        for (key, value) in
            [("key_slots", meta.key_slots), ("generation", &generation), ("abandoned", &tails)]
        {
            statement.execute(params![key, value, named_sum(key, value)])?;
        }
    }
    let mut statement = transaction.prepare_cached(
        "INSERT INTO records(segment, seq, digest, sha256, frame) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for frame in frames {
        let head = frame.head();
        let sum = sha256_of(&[frame.as_bytes()]).0;
        let too_large = |error| rusqlite::Error::ToSqlConversionFailure(Box::new(error));
        let seq = i64::try_from(head.seq).map_err(too_large)?;
        statement.execute(params![head.segment, seq, head.digest.0, sum, frame.as_bytes()])?;
    }
    let mut statement =
        transaction.prepare_cached("INSERT INTO objects(name, sha256, bytes) VALUES (?1, ?2, ?3)")?;
    for (name, bytes) in objects {
        statement.execute(params![name, named_sum(name, bytes), bytes])?;
    }
    Ok(())
}

/// Sets what durability rests on, and reads it back.
fn make_safe(connection: &Connection) -> Result<(), JournalError> {
    let fail = |error| sqlite_error("change a setting", error);
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).map_err(fail)?;
    let level = if planted("synchronous OFF") {
        "OFF"
    } else if planted("synchronous NORMAL") {
        "NORMAL"
    } else {
        "FULL"
    };
    connection.pragma_update(None, "synchronous", level).map_err(fail)?;
    if cfg!(target_os = "macos") {
        connection.pragma_update(None, "fullfsync", true).map_err(fail)?;
        connection.pragma_update(None, "checkpoint_fullfsync", true).map_err(fail)?;
    }
    check_safe(connection)
}

/// Bugs on purpose that reading back would catch at once.
const SETTINGS: &[&str] = &["synchronous OFF", "synchronous NORMAL", "second connection"];

/// Reads back what durability rests on.
pub(crate) fn check_safe(connection: &Connection) -> Result<(), JournalError> {
    let text = |setting: &'static str| {
        let value =
            connection.pragma_query_value(None, setting, |row| row.get::<_, rusqlite::types::Value>(0));
        value
            .map(|value| match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                other => format!("{other:?}"),
            })
            .map_err(|error| sqlite_error("read a setting", error))
    };
    let expected = [("journal_mode", "wal"), ("synchronous", "2"), ("locking_mode", "exclusive")];
    let on_macos = [("fullfsync", "1"), ("checkpoint_fullfsync", "1")];
    let on_macos = on_macos.iter().filter(|_| cfg!(target_os = "macos"));
    for (setting, expected) in expected.iter().chain(on_macos) {
        let found = text(setting)?;
        if found != *expected && !SETTINGS.iter().any(|bug| planted(bug)) {
            return Err(JournalError::UnsafeSetting { setting, expected, found });
        }
    }
    Ok(())
}

/// Brings the log into the database, synced.
fn checkpoint(connection: &Connection) -> Result<(), JournalError> {
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        .and_then(|busy| if busy == 0 { Ok(()) } else { Err(rusqlite::Error::QueryReturnedNoRows) })
        .map_err(|error| sqlite_error("checkpoint", error))
}

/// The open database.
pub(crate) struct Database {
    connection: Connection,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Database")
    }
}

impl Database {
    /// Opens the file for appending.
    pub(crate) fn open(path: &Path) -> Result<Self, JournalError> {
        let connection = connect(path).map_err(|error| sqlite_error("open", error))?;
        make_safe(&connection)?;
        let database = Self { connection };
        database.checkpoint_on_close(true);
        Ok(database)
    }

    /// What was committed is made durable anew: a log that was read may not have been synced before the last end.
    pub(crate) fn checkpoint(&self) -> Result<(), JournalError> {
        checkpoint(&self.connection)
    }

    /// After a failed write the log may be other than it seems, and must not be copied over the database.
    pub(crate) fn checkpoint_on_close(&self, on: bool) {
        let _refused = self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !on);
    }

    /// Adds rows in one transaction, durable on return.
    pub(crate) fn commit<'a>(
        &mut self,
        meta: Option<Meta<'_>>,
        frames: impl Iterator<Item = &'a Frame>,
        objects: impl Iterator<Item = (&'a String, &'a Vec<u8>)>,
    ) -> Result<(), JournalError> {
        let all = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            write(&transaction, meta, frames, objects)?;
            transaction.commit()
        };
        all(&mut self.connection).map_err(|error| sqlite_error("commit", error))?;
        if planted("second connection")
            && let Some(path) = self.connection.path()
        {
            let other = Connection::open(path).map_err(|error| sqlite_error("open", error))?;
            checkpoint(&other)?;
        }
        Ok(())
    }
}

fn sqlite_error(op: &'static str, error: rusqlite::Error) -> JournalError {
    let code = error.sqlite_error().map_or(0, |error| error.extended_code);
    JournalError::Sqlite { op, code, source: Box::new(error) }
}

/// Whether an error says something about the file, and not about the computer at this moment.
fn is_damage(error: &rusqlite::Error) -> bool {
    let passing = [
        ErrorCode::PermissionDenied,
        ErrorCode::DatabaseBusy,
        ErrorCode::DatabaseLocked,
        ErrorCode::OutOfMemory,
        ErrorCode::CannotOpen,
        ErrorCode::FileLockingProtocolFailed,
        ErrorCode::DiskFull,
        ErrorCode::OperationInterrupted,
    ];
    error.sqlite_error_code().is_none_or(|code| !passing.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Journal;

    /// A journal's directory and what removes it.
    fn made() -> (PathBuf, impl Drop) {
        struct Remove(PathBuf);
        impl Drop for Remove {
            fn drop(&mut self) {
                let _gone = std::fs::remove_dir_all(&self.0);
            }
        }
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("invigil-journal-unit-{}-{number}", std::process::id()));
        drop(Journal::create(&dir, b"slots").unwrap());
        (dir.clone(), Remove(dir))
    }

    #[test]
    fn what_durability_rests_on_is_read_back() {
        let (dir, _remove) = made();
        let database = Database::open(&path_in(&dir)).unwrap();
        check_safe(&database.connection).unwrap();
        for (unsafe_level, found) in [("OFF", "0"), ("NORMAL", "1")] {
            database.connection.pragma_update(None, "synchronous", unsafe_level).unwrap();
            assert!(matches!(
                check_safe(&database.connection),
                Err(JournalError::UnsafeSetting { setting: "synchronous", expected: "2", found: it }) if it == found
            ));
        }
        database.connection.pragma_update(None, "synchronous", "FULL").unwrap();
        check_safe(&database.connection).unwrap();
        drop(database);
        let plain = Connection::open(path_in(&dir)).unwrap();
        assert!(matches!(check_safe(&plain), Err(JournalError::UnsafeSetting { .. })), "others may look in");
    }

    #[test]
    fn nothing_is_mapped_into_memory() {
        let (dir, _remove) = made();
        let database = Database::open(&path_in(&dir)).unwrap();
        let mapped: i64 =
            database.connection.pragma_query_value(None, "mmap_size", |row| row.get(0)).unwrap_or(0);
        assert_eq!(mapped, 0);
        assert!(!with_ending(&path_in(&dir), "-shm").exists());
    }

    #[test]
    fn looking_changes_no_byte() {
        let (dir, _remove) = made();
        let path = path_in(&dir);
        let mut database = Database::open(&path).unwrap();
        let object = std::collections::BTreeMap::from([("name".to_owned(), vec![1])]);
        database.commit(None, [].iter(), object.iter()).unwrap();
        database.checkpoint_on_close(false);
        drop(database);
        let both = || ["", "-wal"].map(|ending| std::fs::read(with_ending(&path, ending)).unwrap());
        let before = both();
        assert!(before[1].len() > 4096, "the log holds the row");
        assert!(matches!(read(&path).unwrap(), Found::Read(contents) if contents.objects.len() == 1));
        assert!(before == both());
    }

    #[test]
    fn our_sqlite_is_new_enough() {
        check_version().unwrap();
        assert!(rusqlite::version_number() >= OLDEST);
    }
}
