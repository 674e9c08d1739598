//! The database's shape, and how a connection is opened.

use std::path::Path;

use evidence::v0::TrustBundle;
use exam::ProgrammeId;
use rusqlite::{Connection, OpenFlags, params};

use super::StoreError;

/// The shape's number, kept in the file.
const VERSION: i64 = 0x1600_0001;

const SCHEMA: &str = "
CREATE TABLE programmes (
    programme TEXT NOT NULL PRIMARY KEY,
    trust_root BLOB NOT NULL,
    signed BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE delegations (
    programme TEXT NOT NULL REFERENCES programmes,
    position INTEGER NOT NULL,
    digest TEXT NOT NULL,
    signed BLOB NOT NULL,
    PRIMARY KEY (programme, position),
    UNIQUE (programme, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE banks (
    programme TEXT NOT NULL REFERENCES programmes,
    manifest TEXT NOT NULL,
    file BLOB NOT NULL,
    PRIMARY KEY (programme, manifest)
) STRICT;

CREATE TABLE vaults (
    programme TEXT NOT NULL,
    manifest TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (programme, manifest),
    FOREIGN KEY (programme, manifest) REFERENCES banks
) STRICT;

CREATE TABLE in_force (
    programme TEXT NOT NULL,
    exam TEXT NOT NULL,
    manifest TEXT NOT NULL,
    PRIMARY KEY (programme, exam),
    FOREIGN KEY (programme, manifest) REFERENCES vaults
) STRICT, WITHOUT ROWID;

CREATE TABLE registrations (
    programme TEXT NOT NULL REFERENCES programmes,
    registration TEXT NOT NULL,
    certification TEXT NOT NULL,
    order_signed BLOB NOT NULL,
    ticket BLOB NOT NULL,
    PRIMARY KEY (programme, registration)
) STRICT, WITHOUT ROWID;

CREATE TABLE typed_tickets (
    locator TEXT NOT NULL PRIMARY KEY,
    programme TEXT NOT NULL,
    registration TEXT NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (programme, registration),
    FOREIGN KEY (programme, registration) REFERENCES registrations
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
    programme TEXT NOT NULL,
    attempt TEXT NOT NULL,
    registration TEXT NOT NULL,
    position INTEGER NOT NULL,
    exam TEXT NOT NULL,
    manifest TEXT NOT NULL,
    entitlement BLOB NOT NULL,
    form BLOB NOT NULL,
    PRIMARY KEY (programme, attempt),
    UNIQUE (programme, registration, position),
    FOREIGN KEY (programme, registration) REFERENCES registrations,
    FOREIGN KEY (programme, manifest) REFERENCES vaults
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    programme TEXT NOT NULL,
    registration TEXT NOT NULL,
    device TEXT NOT NULL,
    request BLOB NOT NULL,
    PRIMARY KEY (programme, registration, device),
    FOREIGN KEY (programme, registration) REFERENCES registrations
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    programme TEXT NOT NULL,
    attempt TEXT NOT NULL,
    log TEXT NOT NULL CHECK (log IN ('docket', 'journal')),
    segment INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    digest TEXT NOT NULL,
    kind TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (programme, attempt, log, segment, seq),
    FOREIGN KEY (programme, attempt) REFERENCES attempts
) STRICT, WITHOUT ROWID;

CREATE TABLE kept (
    programme TEXT NOT NULL,
    attempt TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (programme, attempt, kind, digest),
    FOREIGN KEY (programme, attempt) REFERENCES attempts
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    programme TEXT NOT NULL,
    attempt TEXT NOT NULL,
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BLOB NOT NULL,
    reason TEXT NOT NULL,
    bounded INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    UNIQUE (programme, attempt, kind, digest),
    FOREIGN KEY (programme, attempt) REFERENCES attempts
) STRICT;

CREATE TABLE credentials (
    programme TEXT NOT NULL,
    registration TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (programme, registration),
    FOREIGN KEY (programme, registration) REFERENCES registrations
) STRICT, WITHOUT ROWID;
";

pub(super) fn database(error: &rusqlite::Error) -> StoreError {
    StoreError::Database(error.to_string())
}

/// Makes the database with its one programme pinned.
pub(super) fn create(path: &Path, programme: ProgrammeId, trust: &TrustBundle) -> Result<(), StoreError> {
    let make = || -> rusqlite::Result<()> {
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        let id = programme.to_string();
        transaction.execute(
            "INSERT INTO programmes (programme, trust_root) VALUES (?1, ?2)",
            params![id, trust.trust_root.0],
        )?;
        for (position, delegation) in (0i64..).zip(&trust.delegations) {
            transaction.execute(
                "INSERT OR IGNORE INTO delegations VALUES (?1, ?2, ?3, ?4)",
                params![id, position, delegation.digest().to_string(), delegation.to_json()],
            )?;
        }
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()
    };
    make().map_err(|error| database(&error))
}

/// Opens a connection of an existing database and reads back that it keeps its promises.
pub(super) fn connect(path: &Path, writes: bool) -> Result<Connection, StoreError> {
    let flags = if writes { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let open = || -> rusqlite::Result<(Connection, i64, String, i64)> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let version = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let mode = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let synchronous = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
        Ok((connection, version, mode, synchronous))
    };
    let (connection, version, mode, synchronous) = open().map_err(|error| database(&error))?;
    if version != VERSION {
        return Err(StoreError::Database(format!("its shape is number {version}, and {VERSION} is known")));
    }
    // 2 is FULL: a commit is on the disk when it returns.
    if mode != "wal" || synchronous != 2 {
        return Err(StoreError::Database(format!(
            "it opens as {mode}/{synchronous}, which may lose commits"
        )));
    }
    Ok(connection)
}
