//! Rows as what they mean.

use exam::docket::Head;
use exam::{AttemptId, Digest, Slug};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::thread::StoreFault;
use super::{Registered, StoreError};

pub(super) fn json(object: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(object).map_err(|_| StoreError::Unreadable("JSON"))
}

pub(super) fn from_json<T: DeserializeOwned>(what: &'static str, bytes: &[u8]) -> Result<T, StoreFault> {
    serde_json::from_slice(bytes).map_err(|_| StoreFault::Unreadable(what))
}

pub(super) fn named<T>(
    what: &'static str,
    text: &str,
    read: impl Fn(&str) -> Result<T, exam::id::BadName>,
) -> Result<T, StoreFault> {
    read(text).map_err(|_| StoreFault::Unreadable(what))
}

pub(super) fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<String> {
    row.get(at)
}

pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The last place of a log.
pub(super) fn head(
    connection: &Connection,
    programme: &str,
    attempt: &str,
    log: &'static str,
) -> Result<Option<Head>, StoreFault> {
    let last = connection
        .prepare_cached(
            "SELECT segment, seq, digest FROM records WHERE programme = ?1 AND attempt = ?2 AND log = ?3
             ORDER BY segment DESC, seq DESC LIMIT 1",
        )?
        .query_row(params![programme, attempt, log], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?, text(row, 2)?))
        })
        .optional()?;
    last.map(|(segment, seq, digest)| {
        Ok(Head {
            segment,
            seq: u64::try_from(seq).unwrap_or(0),
            digest: named("a digest", &digest, Digest::parse)?,
        })
    })
    .transpose()
}

pub(super) fn registered(
    connection: &Connection,
    programme: &str,
    registration: &str,
) -> Result<Option<Registered>, StoreFault> {
    let row = connection
        .prepare_cached(
            "SELECT order_signed, certification, ticket FROM registrations
             WHERE programme = ?1 AND registration = ?2",
        )?
        .query_row(params![programme, registration], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, text(row, 1)?, row.get::<_, Vec<u8>>(2)?))
        })
        .optional()?;
    let Some((order, certification, ticket)) = row else { return Ok(None) };
    let attempts = connection
        .prepare_cached(
            "SELECT attempt FROM attempts WHERE programme = ?1 AND registration = ?2 ORDER BY position",
        )?
        .query_map(params![programme, registration], |row| text(row, 0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Registered {
        order: from_json("an order", &order)?,
        certification: named("a certification", &certification, Slug::parse)?,
        ticket: from_json("a ticket", &ticket)?,
        attempts: attempts
            .iter()
            .map(|id| named("an attempt", id, AttemptId::parse))
            .collect::<Result<_, _>>()?,
    }))
}

pub(super) fn append(
    transaction: &Transaction<'_>,
    programme: &str,
    attempt: &str,
    log: &'static str,
    head: &Head,
    kind: &str,
    bytes: &[u8],
) -> Result<(), StoreFault> {
    transaction.prepare_cached("INSERT INTO records VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?.execute(
        params![
            programme,
            attempt,
            log,
            head.segment,
            integer(head.seq),
            head.digest.to_string(),
            kind,
            bytes
        ],
    )?;
    Ok(())
}

pub(super) fn parsed<T: DeserializeOwned>(
    what: &'static str,
    bytes: Option<Vec<u8>>,
) -> Result<Option<T>, StoreError> {
    bytes.map(|bytes| from_json(what, &bytes).map_err(StoreError::from)).transpose()
}
