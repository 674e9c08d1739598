//! The store on embedded SQLite.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use evidence::Bytes;
use evidence::Signed;
use evidence::record::DocketRecord;
use evidence::v0::{SealedVault, TrustBundle};
use exam::docket::Head;
use exam::{AttemptId, DeviceId, Digest, ProgrammeId, RegistrationId, Slug};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::rows::{append, from_json, head, integer, json, named, parsed, registered, text};
use super::schema::{connect, create};
use super::thread::{Lane, StoreFault};
use super::{
    AttemptRow, Committed, Entry, Kind, NewRegistration, Quarantined, Registered, Store, StoreError,
};

/// How many writes may wait before the hub says that it is busy.
const WAITING_WRITES: usize = 256;
/// How many reads may wait.
const WAITING_READS: usize = 1024;

/// One database file, one process: writes on one thread, reads on another.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Lane,
    reader: Lane,
    /// Keeps a second process from serving the same directory. None where nothing is written.
    _lock: Option<File>,
}

fn file(data: &Path) -> PathBuf {
    data.join("hub.sqlite3")
}

impl SqliteStore {
    /// Whether there is a store in that directory.
    pub fn exists(data: &Path) -> bool {
        file(data).exists()
    }

    /// Makes the store of a new hub with its one programme pinned, for its owner alone. Refuses where there is one.
    pub fn create(data: &Path, programme: ProgrammeId, trust: &TrustBundle) -> Result<(), StoreError> {
        // SQLite gives the files beside it the same mode. Tickets lie in it in the clear.
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(file(data)).map_err(|error| StoreError::Database(error.to_string()))?;
        create(&file(data), programme, trust)
    }

    /// Opens the store.
    pub fn open(data: &Path) -> Result<Self, StoreError> {
        let io = |error: std::io::Error| StoreError::Database(error.to_string());
        let lock = File::create(data.join("hub.lock")).map_err(io)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => StoreError::Database("another process serves this data".to_owned()),
            TryLockError::Error(error) => io(error),
        })?;
        Self::connected(data, Some(lock))
    }

    /// Opens the store to look into it, also while another process serves it. What would write fails.
    pub fn look(data: &Path) -> Result<Self, StoreError> {
        Self::connected(data, None)
    }

    /// Writes only where the directory is locked.
    fn connected(data: &Path, lock: Option<File>) -> Result<Self, StoreError> {
        let stopped = Arc::new(AtomicBool::new(false));
        let lane = |name, writes, waiting| {
            Lane::start(name, connect(&file(data), writes)?, waiting, stopped.clone())
        };
        Ok(Self {
            writer: lane("hub-writer", lock.is_some(), WAITING_WRITES)?,
            reader: lane("hub-reader", false, WAITING_READS)?,
            _lock: lock,
        })
    }

    async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Transaction<'_>) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer
            .run(move |connection| {
                let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let value = job(&transaction)?;
                transaction.commit()?;
                Ok(value)
            })
            .await
    }

    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, StoreFault> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.reader.run(move |connection| job(connection)).await
    }

    /// One value of the first row, if there is one.
    async fn one(&self, sql: &'static str, keys: Vec<String>) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |connection| {
            let keys = rusqlite::params_from_iter(keys);
            Ok(connection.prepare_cached(sql)?.query_row(keys, |row| row.get(0)).optional()?)
        })
        .await
    }
}

impl Store for SqliteStore {
    async fn programmes(&self) -> Result<Vec<ProgrammeId>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT programme FROM programmes ORDER BY 1")?;
            let ids = statement.query_map([], |row| text(row, 0))?.collect::<Result<Vec<_>, _>>()?;
            ids.iter().map(|id| named("a programme", id, ProgrammeId::parse)).collect()
        })
        .await
    }

    async fn trust(&self, programme: ProgrammeId) -> Result<Option<TrustBundle>, StoreError> {
        let id = programme.to_string();
        self.read(move |connection| {
            let root: Option<Vec<u8>> = connection
                .prepare_cached("SELECT trust_root FROM programmes WHERE programme = ?1")?
                .query_row([&id], |row| row.get(0))
                .optional()?;
            let Some(root) = root else { return Ok(None) };
            let mut statement = connection
                .prepare_cached("SELECT signed FROM delegations WHERE programme = ?1 ORDER BY position")?;
            let delegations =
                statement.query_map([&id], |row| row.get(0))?.collect::<Result<Vec<Vec<u8>>, _>>()?;
            Ok(Some(TrustBundle {
                invigil: "trust/v0".to_owned(),
                trust_root: Bytes(root),
                delegations: delegations
                    .iter()
                    .map(|signed| from_json("a delegation", signed))
                    .collect::<Result<_, _>>()?,
            }))
        })
        .await
    }

    async fn add_delegation(&self, programme: ProgrammeId, delegation: Signed) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute(
                "INSERT OR IGNORE INTO delegations
                 SELECT ?1, (SELECT coalesce(max(position), -1) + 1 FROM delegations WHERE programme = ?1), ?2, ?3",
                params![programme.to_string(), delegation.digest().to_string(), delegation.to_json()],
            )?;
            Ok(())
        })
        .await
    }

    async fn put_programme(&self, programme: ProgrammeId, signed: Signed) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute(
                "UPDATE programmes SET signed = ?2 WHERE programme = ?1",
                params![programme.to_string(), signed.to_json()],
            )?;
            Ok(())
        })
        .await
    }

    async fn programme(&self, programme: ProgrammeId) -> Result<Option<Signed>, StoreError> {
        let sql = "SELECT signed FROM programmes WHERE programme = ?1 AND signed IS NOT NULL";
        parsed("a programme", self.one(sql, vec![programme.to_string()]).await?)
    }

    async fn put_bank(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
        file: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            transaction.execute(
                "INSERT OR IGNORE INTO banks VALUES (?1, ?2, ?3)",
                params![programme.to_string(), manifest.to_string(), file],
            )?;
            Ok(())
        })
        .await
    }

    async fn bank(&self, programme: ProgrammeId, manifest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT file FROM banks WHERE programme = ?1 AND manifest = ?2";
        self.one(sql, vec![programme.to_string(), manifest.to_string()]).await
    }

    async fn put_vault(
        &self,
        programme: ProgrammeId,
        exam: Slug,
        vault: SealedVault,
    ) -> Result<(), StoreError> {
        let sealed = json(&vault)?;
        self.write(move |transaction| {
            let (programme, manifest) = (programme.to_string(), vault.manifest.0.to_string());
            transaction.execute(
                "INSERT OR IGNORE INTO vaults VALUES (?1, ?2, ?3)",
                params![programme, manifest, sealed],
            )?;
            transaction.execute(
                "INSERT INTO in_force VALUES (?1, ?2, ?3)
                 ON CONFLICT (programme, exam) DO UPDATE SET manifest = excluded.manifest",
                params![programme, exam.as_str(), manifest],
            )?;
            Ok(())
        })
        .await
    }

    async fn vault(
        &self,
        programme: ProgrammeId,
        manifest: Digest,
    ) -> Result<Option<SealedVault>, StoreError> {
        let sql = "SELECT sealed FROM vaults WHERE programme = ?1 AND manifest = ?2";
        parsed("a vault", self.one(sql, vec![programme.to_string(), manifest.to_string()]).await?)
    }

    async fn in_force(&self, programme: ProgrammeId, exam: Slug) -> Result<Option<Digest>, StoreError> {
        self.read(move |connection| {
            let found = connection
                .prepare_cached("SELECT manifest FROM in_force WHERE programme = ?1 AND exam = ?2")?
                .query_row(params![programme.to_string(), exam.as_str()], |row| text(row, 0))
                .optional()?;
            found.map(|digest| named("a digest", &digest, Digest::parse)).transpose()
        })
        .await
    }

    async fn register(&self, new: NewRegistration) -> Result<Registered, StoreError> {
        self.write(move |transaction| {
            let (programme, registration) = (new.programme.to_string(), new.registration.to_string());
            if let Some(before) = registered(transaction, &programme, &registration)? {
                return Ok(before);
            }
            transaction.execute(
                "INSERT INTO registrations VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    programme,
                    registration,
                    new.certification.as_str(),
                    new.order.to_json(),
                    new.ticket.to_json()
                ],
            )?;
            let (locator, sealed) = &new.typed;
            transaction.execute(
                "INSERT INTO typed_tickets VALUES (?1, ?2, ?3, ?4)",
                params![locator.to_string(), programme, registration, sealed],
            )?;
            for (position, attempt) in (0i64..).zip(&new.attempts) {
                transaction.execute(
                    "INSERT INTO attempts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        programme,
                        attempt.attempt.to_string(),
                        registration,
                        position,
                        attempt.exam.as_str(),
                        attempt.manifest.to_string(),
                        attempt.entitlement.to_json(),
                        attempt.form
                    ],
                )?;
            }
            registered(transaction, &programme, &registration)?
                .ok_or(StoreFault::Unreadable("a registration"))
        })
        .await
    }

    async fn registration(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
    ) -> Result<Option<Registered>, StoreError> {
        self.read(move |connection| registered(connection, &programme.to_string(), &registration.to_string()))
            .await
    }

    async fn typed_ticket(&self, locator: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.one("SELECT sealed FROM typed_tickets WHERE locator = ?1", vec![locator.to_string()]).await
    }

    async fn attempt(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Option<AttemptRow>, StoreError> {
        self.read(move |connection| {
            let row = connection
                .prepare_cached(
                    "SELECT registration, exam, manifest, entitlement, form FROM attempts
                     WHERE programme = ?1 AND attempt = ?2",
                )?
                .query_row(params![programme.to_string(), attempt.to_string()], |row| {
                    Ok((
                        [text(row, 0)?, text(row, 1)?, text(row, 2)?],
                        row.get::<_, Vec<u8>>(3)?,
                        row.get(4)?,
                    ))
                })
                .optional()?;
            let Some(([registration, exam, manifest], entitlement, form)) = row else { return Ok(None) };
            Ok(Some(AttemptRow {
                registration: named("a registration", &registration, RegistrationId::parse)?,
                exam: named("an exam", &exam, Slug::parse)?,
                manifest: named("a digest", &manifest, Digest::parse)?,
                entitlement: from_json("an entitlement", &entitlement)?,
                form,
            }))
        })
        .await
    }

    async fn enrol(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        device: DeviceId,
        request: Signed,
    ) -> Result<Signed, StoreError> {
        self.write(move |transaction| {
            let key = [programme.to_string(), registration.to_string(), device.to_string()];
            transaction.execute(
                "INSERT OR IGNORE INTO devices VALUES (?1, ?2, ?3, ?4)",
                params![key[0], key[1], key[2], request.to_json()],
            )?;
            let stored: Vec<u8> = transaction.query_row(
                "SELECT request FROM devices WHERE programme = ?1 AND registration = ?2 AND device = ?3",
                key,
                |row| row.get(0),
            )?;
            from_json("an enrolment", &stored)
        })
        .await
    }

    async fn device(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        device: DeviceId,
    ) -> Result<Option<Signed>, StoreError> {
        let sql = "SELECT request FROM devices WHERE programme = ?1 AND registration = ?2 AND device = ?3";
        let key = vec![programme.to_string(), registration.to_string(), device.to_string()];
        parsed("an enrolment", self.one(sql, key).await?)
    }

    async fn docket(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Vec<DocketRecord>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT bytes FROM records WHERE programme = ?1 AND attempt = ?2 AND log = 'docket'
                 ORDER BY segment, seq",
            )?;
            let key = [programme.to_string(), attempt.to_string()];
            let rows = statement.query_map(key, |row| row.get(0))?.collect::<Result<Vec<Vec<u8>>, _>>()?;
            rows.iter().map(|bytes| from_json("a docket record", bytes)).collect()
        })
        .await
    }

    async fn commit(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        expected: Option<Head>,
        entry: Entry,
    ) -> Result<Committed, StoreError> {
        let record = json(&entry.record)?;
        self.write(move |transaction| {
            let (programme, attempt) = (programme.to_string(), attempt.to_string());
            if head(transaction, &programme, &attempt, "docket")? != expected {
                return Ok(Committed::Moved);
            }
            append(transaction, &programme, &attempt, "docket", &entry.head, &entry.kind, &record)?;
            for frame in &entry.frames {
                append(transaction, &programme, &attempt, "journal", &frame.head, &frame.kind, &frame.bytes)?;
            }
            for keep in &entry.keep {
                transaction
                    .prepare_cached("INSERT OR IGNORE INTO kept VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![
                        programme,
                        attempt,
                        keep.kind.as_str(),
                        keep.digest.to_string(),
                        keep.bytes
                    ])?;
            }
            Ok(Committed::Done)
        })
        .await
    }

    async fn kept(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        kind: Kind,
        digest: Digest,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql =
            "SELECT bytes FROM kept WHERE programme = ?1 AND attempt = ?2 AND kind = ?3 AND digest = ?4";
        let key =
            vec![programme.to_string(), attempt.to_string(), kind.as_str().to_owned(), digest.to_string()];
        self.one(sql, key).await
    }

    async fn kept_all(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        kind: Kind,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT bytes FROM kept WHERE programme = ?1 AND attempt = ?2 AND kind = ?3",
            )?;
            let key = [programme.to_string(), attempt.to_string(), kind.as_str().to_owned()];
            Ok(statement.query_map(key, |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn journal_head(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Option<Head>, StoreError> {
        self.read(move |connection| head(connection, &programme.to_string(), &attempt.to_string(), "journal"))
            .await
    }

    async fn frames(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        from: (u32, u64),
        to: (u32, u64),
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT bytes FROM records WHERE programme = ?1 AND attempt = ?2 AND log = 'journal'
                 AND (segment, seq) >= (?3, ?4) AND (segment, seq) <= (?5, ?6) ORDER BY segment, seq",
            )?;
            let range = params![
                programme.to_string(),
                attempt.to_string(),
                from.0,
                integer(from.1),
                to.0,
                integer(to.1)
            ];
            Ok(statement.query_map(range, |row| row.get(0))?.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn quarantine(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        bytes: Quarantined,
    ) -> Result<bool, StoreError> {
        self.write(move |transaction| {
            let key = [programme.to_string(), attempt.to_string()];
            let kept: bool = transaction.query_row(
                "SELECT EXISTS (SELECT 1 FROM quarantine
                 WHERE programme = ?1 AND attempt = ?2 AND kind = ?3 AND digest = ?4)",
                params![key[0], key[1], bytes.kind, bytes.digest.to_string()],
                |row| row.get(0),
            )?;
            if kept {
                return Ok(true);
            }
            if let Some(most) = bytes.at_most {
                let there: u32 = transaction.query_row(
                    "SELECT count(*) FROM quarantine WHERE programme = ?1 AND attempt = ?2 AND bounded = 1",
                    params![key[0], key[1]],
                    |row| row.get(0),
                )?;
                if there >= most {
                    return Ok(false);
                }
            }
            transaction.execute(
                "INSERT INTO quarantine (programme, attempt, kind, digest, bytes, reason, bounded, at_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    key[0],
                    key[1],
                    bytes.kind,
                    bytes.digest.to_string(),
                    bytes.bytes,
                    bytes.reason,
                    bytes.at_most.is_some(),
                    bytes.at_ms
                ],
            )?;
            Ok(true)
        })
        .await
    }

    async fn quarantined(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Vec<(Vec<u8>, String)>, StoreError> {
        self.read(move |connection| {
            let mut statement = connection.prepare_cached(
                "SELECT bytes, reason FROM quarantine WHERE programme = ?1 AND attempt = ?2 ORDER BY id",
            )?;
            let key = [programme.to_string(), attempt.to_string()];
            Ok(statement.query_map(key, |row| Ok((row.get(0)?, text(row, 1)?)))?.collect::<Result<_, _>>()?)
        })
        .await
    }

    async fn unmarked(&self) -> Result<Vec<(ProgrammeId, AttemptId)>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT programme, attempt FROM records WHERE log = 'docket'
                 GROUP BY programme, attempt
                 HAVING max(CASE WHEN kind IN ('received', 'equivocated') THEN seq ELSE 0 END)
                      > max(CASE WHEN kind = 'result' THEN seq ELSE 0 END)",
            )?;
            let rows = statement
                .query_map([], |row| Ok((text(row, 0)?, text(row, 1)?)))?
                .collect::<Result<Vec<_>, _>>()?;
            rows.iter()
                .map(|(programme, attempt)| {
                    Ok((
                        named("a programme", programme, ProgrammeId::parse)?,
                        named("an attempt", attempt, AttemptId::parse)?,
                    ))
                })
                .collect()
        })
        .await
    }

    async fn put_credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        bytes: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        self.write(move |transaction| {
            let key = [programme.to_string(), registration.to_string()];
            transaction.execute(
                "INSERT OR IGNORE INTO credentials VALUES (?1, ?2, ?3)",
                params![key[0], key[1], bytes],
            )?;
            Ok(transaction.query_row(
                "SELECT bytes FROM credentials WHERE programme = ?1 AND registration = ?2",
                key,
                |row| row.get(0),
            )?)
        })
        .await
    }

    async fn credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT bytes FROM credentials WHERE programme = ?1 AND registration = ?2";
        self.one(sql, vec![programme.to_string(), registration.to_string()]).await
    }
}
