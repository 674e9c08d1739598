//! Records: what happened, in a chain anyone in charge can check without reading answers.
//!
//! A record is a header and a payload. The header is what people in charge may read; it commits to the payload with
//! SHA-256 over a tag, a 256-bit salt and the payload, so a payload can be shredded without breaking the chain. A
//! record's digest is over its header's bytes, and each header names the digest before it. Encoded once; at rest and
//! on the way the payload and its salt are encrypted under the attempt's data key, with the header authenticated.

use exam::attempt;
use exam::docket::{self, Head};
use exam::ledger::{BootId, Moment};
use exam::plausible::{self, Line};
use exam::{AttemptId, Digest, OpId, ProgrammeId};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dsse::{Object, ObjectError, Signed, from_json, pae, to_json};
use crate::entropy::Entropy;
use crate::keys::{PublicKey, SigningKey, decrypt, encrypt, sha256_of};
use crate::secret::{Bytes, Name, Secret};
use crate::v0::event::{mark, read_docket, read_journal, write_docket, write_journal};

/// The longest payload, in bytes: a text answer of 100,000 characters and what surrounds it.
pub const LONGEST_PAYLOAD: usize = 1024 * 1024;

const COMMITMENT_TAG: &[u8] = b"invigil/v0/record-payload";
const FRAME_TAG: &[u8] = b"invigil/v0/record-frame";

/// Which of an attempt's two logs a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Log {
    /// Written by the desk.
    Journal,
    /// Written by the authority.
    Docket,
}

/// A record's header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// 0.
    pub version: u32,
    /// Which log.
    pub log: Log,
    /// The tenant.
    pub programme: Name<ProgrammeId>,
    /// The attempt.
    pub attempt: Name<AttemptId>,
    /// Which segment of the log, from 0. One writer each.
    pub segment: u32,
    /// Which record of the segment, from 1.
    pub seq: u64,
    /// The digest of the record before, also across segments; zeros in the very first.
    pub previous: Name<Digest>,
    /// In the first record of a later segment of a journal: the digest of the grant that opens it. Nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<Name<Digest>>,
    /// The operation it carries out: a retry carries the same.
    pub op: Name<OpId>,
    /// What kind of thing happened.
    pub kind: String,
    /// Which start of which computer.
    pub boot: Bytes,
    /// Milliseconds since that start.
    pub boot_ms: u64,
    /// UTC milliseconds by the writer's clock.
    pub wall_ms: i64,
    /// What the payload is committed to by.
    pub commitment: Name<Digest>,
}

impl Object for Header {
    const NAME: &'static str = "docket-record";
}

impl Header {
    /// The clocks when it was written.
    pub fn moment(&self) -> Result<Moment, RecordError> {
        let boot = self
            .boot
            .0
            .as_slice()
            .try_into()
            .map_err(|_| RecordError::Unreadable("a boot id has 16 bytes".into()))?;
        Ok(Moment { boot: BootId(boot), boot_ms: self.boot_ms, wall_ms: self.wall_ms })
    }

    /// What a journal record's header tells about time.
    pub fn line(&self) -> Result<Line, RecordError> {
        let place = plausible::Place { segment: self.segment, seq: self.seq };
        Ok(Line { place, mark: mark(&self.kind), at: self.moment()? })
    }
}

/// Where a record stands and which operation wrote it.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Which log.
    pub log: Log,
    /// The tenant.
    pub programme: ProgrammeId,
    /// The attempt.
    pub attempt: AttemptId,
    /// Which segment.
    pub segment: u32,
    /// The operation.
    pub op: OpId,
    /// The clocks.
    pub at: Moment,
}

/// A record in the clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    header: Header,
    header_bytes: Vec<u8>,
    salt: [u8; 32],
    payload: Vec<u8>,
}

/// Shows where a record stands and never what it says.
impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Record({}/{} {})", self.header.segment, self.header.seq, self.header.kind)
    }
}

/// Why bytes are not the record they should be.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecordError {
    /// The bytes end too early.
    #[error("the record is cut short")]
    Truncated,
    /// The header cannot be read.
    #[error("the record's header cannot be read: {0}")]
    Unreadable(String),
    /// A later version.
    #[error("the record is of version {0}, which this program does not know")]
    UnknownVersion(u32),
    /// The encrypted part does not open: changed bytes or another key.
    #[error("record {segment}/{seq} does not open: its bytes were changed, or the key is another's")]
    Altered {
        /// Its segment.
        segment: u32,
        /// Its number.
        seq: u64,
    },
    /// The payload is not what the header commits to.
    #[error("record {segment}/{seq} does not hold what it committed to")]
    BrokenCommitment {
        /// Its segment.
        segment: u32,
        /// Its number.
        seq: u64,
    },
    /// The payload is of another kind than the header says.
    #[error("record {segment}/{seq} is not of the kind it says")]
    OtherKind {
        /// Its segment.
        segment: u32,
        /// Its number.
        seq: u64,
    },
    /// The record does not continue the chain.
    #[error("record {segment}/{seq} does not follow the record before it")]
    BrokenChain {
        /// Its segment.
        segment: u32,
        /// Its number.
        seq: u64,
    },
    /// The signature of a docket record.
    #[error(transparent)]
    Object(#[from] ObjectError),
}

/// The digest of a record, from its header's bytes.
pub fn header_digest(header_bytes: &[u8]) -> Digest {
    sha256_of(&[&pae(&Header::media_type(), header_bytes)])
}

impl Record {
    /// Writes a record after `previous` (zeros at the start of the first segment).
    pub fn write(
        place: Place,
        seq: u64,
        previous: Digest,
        kind: &str,
        payload: Vec<u8>,
        entropy: &mut impl Entropy,
    ) -> Self {
        Self::put(place, (seq, previous, None), kind, payload, entropy)
    }

    /// Writes the first record of a later segment, which a grant opens after `previous`.
    pub fn open_segment(
        place: Place,
        previous: Digest,
        grant: Digest,
        kind: &str,
        payload: Vec<u8>,
        entropy: &mut impl Entropy,
    ) -> Self {
        Self::put(place, (1, previous, Some(grant)), kind, payload, entropy)
    }

    fn put(
        place: Place,
        (seq, previous, grant): (u64, Digest, Option<Digest>),
        kind: &str,
        payload: Vec<u8>,
        entropy: &mut impl Entropy,
    ) -> Self {
        let salt: [u8; 32] = entropy.bytes();
        let header = Header {
            version: 0,
            log: place.log,
            programme: Name(place.programme),
            attempt: Name(place.attempt),
            segment: place.segment,
            seq,
            previous: Name(previous),
            grant: grant.map(Name),
            op: Name(place.op),
            kind: kind.to_owned(),
            boot: Bytes(place.at.boot.0.to_vec()),
            boot_ms: place.at.boot_ms,
            wall_ms: place.at.wall_ms,
            commitment: Name(commitment(&salt, &payload)),
        };
        Self { header_bytes: to_json(&header), header, salt, payload }
    }

    /// Puts a record together from its parts and checks that they belong together.
    pub fn assemble(header_bytes: Vec<u8>, salt: [u8; 32], payload: Vec<u8>) -> Result<Self, RecordError> {
        let header = read_header(&header_bytes)?;
        if commitment(&salt, &payload) != header.commitment.0 {
            return Err(RecordError::BrokenCommitment { segment: header.segment, seq: header.seq });
        }
        Ok(Self { header, header_bytes, salt, payload })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The header's bytes, as written.
    pub fn header_bytes(&self) -> &[u8] {
        &self.header_bytes
    }

    /// The payload's salt.
    pub fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// The payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// What happened, by a journal record: the payload, which must be of the kind the header says.
    pub fn journal_event(&self) -> Result<attempt::Event, RecordError> {
        let event = read_journal(&self.payload)?;
        self.of_kind(write_journal(&event).0)?;
        Ok(event)
    }

    /// What happened, by a docket record: the payload, which must be of the kind the header says.
    pub fn docket_event(&self) -> Result<docket::Event, RecordError> {
        let event = read_docket(&self.payload)?;
        self.of_kind(write_docket(&event).0)?;
        Ok(event)
    }

    fn of_kind(&self, kind: &str) -> Result<(), RecordError> {
        if self.header.kind == kind {
            return Ok(());
        }
        Err(RecordError::OtherKind { segment: self.header.segment, seq: self.header.seq })
    }

    /// The record's digest.
    pub fn digest(&self) -> Digest {
        header_digest(&self.header_bytes)
    }

    /// Its place in the log, with its digest.
    pub fn head(&self) -> Head {
        Head { segment: self.header.segment, seq: self.header.seq, digest: self.digest() }
    }

    /// Encrypts payload and salt under the data key: the bytes that are stored and forwarded.
    pub fn seal(&self, data_key: &Secret, entropy: &mut impl Entropy) -> Frame {
        let mut plain = self.salt.to_vec();
        plain.extend_from_slice(&self.payload);
        let sealed = encrypt(data_key, &frame_aad(&self.header_bytes), &plain, entropy);
        Frame::join(self.header.clone(), &self.header_bytes, &sealed)
    }

    /// Signs the header: how a docket's writer stands by a record.
    pub fn sign(&self, key: &SigningKey) -> Signed {
        Signed::new(&self.header, key)
    }
}

fn commitment(salt: &[u8; 32], payload: &[u8]) -> Digest {
    sha256_of(&[COMMITMENT_TAG, salt, payload])
}

fn frame_aad(header_bytes: &[u8]) -> Vec<u8> {
    [FRAME_TAG, header_bytes].concat()
}

fn read_header(bytes: &[u8]) -> Result<Header, RecordError> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let version: Version = from_json(bytes).map_err(|error| RecordError::Unreadable(error.to_string()))?;
    if version.version != 0 {
        return Err(RecordError::UnknownVersion(version.version));
    }
    from_json(bytes).map_err(|error| RecordError::Unreadable(error.to_string()))
}

/// A record as it is stored and forwarded: the header to read, the rest encrypted. Four bytes of header length
/// (little-endian), the header, a 12-byte nonce, the ciphertext with its tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    header: Header,
    bytes: Vec<u8>,
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frame({}/{} {})", self.header.segment, self.header.seq, self.header.kind)
    }
}

impl Frame {
    /// The longest frame, in bytes.
    pub const LONGEST: usize = LONGEST_PAYLOAD + 4096;

    fn join(header: Header, header_bytes: &[u8], sealed: &[u8]) -> Self {
        let length = u32::try_from(header_bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
        Self { header, bytes: [&length, header_bytes, sealed].concat() }
    }

    /// Reads the header; the encrypted part is not looked at.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, RecordError> {
        if bytes.len() > Self::LONGEST {
            return Err(RecordError::Unreadable(format!(
                "{} bytes are more than a record may have",
                bytes.len()
            )));
        }
        let (header, _) = split(&bytes)?;
        Ok(Self { header: read_header(header)?, bytes })
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The header. Authenticated only once the chain, or the data key, has confirmed it.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The header's bytes.
    pub fn header_bytes(&self) -> &[u8] {
        split(&self.bytes).map_or(&[], |(header, _)| header)
    }

    /// The record's digest.
    pub fn digest(&self) -> Digest {
        header_digest(self.header_bytes())
    }

    /// Its place in the log, with its digest.
    pub fn head(&self) -> Head {
        Head { segment: self.header.segment, seq: self.header.seq, digest: self.digest() }
    }

    /// Decrypts and checks the commitment.
    pub fn open(&self, data_key: &Secret) -> Result<Record, RecordError> {
        let (segment, seq) = (self.header.segment, self.header.seq);
        let (header, sealed) = split(&self.bytes)?;
        let plain =
            decrypt(data_key, &frame_aad(header), sealed).ok_or(RecordError::Altered { segment, seq })?;
        let (salt, payload) = plain.split_first_chunk::<32>().ok_or(RecordError::Altered { segment, seq })?;
        Record::assemble(header.to_vec(), *salt, payload.to_vec())
    }
}

fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), RecordError> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(RecordError::Truncated)?;
    let length = u32::from_le_bytes(*length) as usize;
    if rest.len() < length.saturating_add(12 + 16 + 32) {
        return Err(RecordError::Truncated);
    }
    Ok(rest.split_at(length))
}

/// Whether a record stands next after a place: it names the record there, and is either the next of that segment or
/// the first of the segment after. In a journal a grant opens that, and the record cites it.
pub fn is_next(after: Head, header: &Header) -> bool {
    let place = if header.segment == after.segment {
        after.seq.checked_add(1) == Some(header.seq) && header.grant.is_none()
    } else {
        let cited = header.grant.is_some() == (header.log == Log::Journal);
        after.segment.checked_add(1) == Some(header.segment) && header.seq == 1 && cited
    };
    place && header.previous.0 == after.digest
}

/// Checks that headers continue one another: same log and attempt, each next after the one before. `after` is where the
/// chain stood before the first of them. Whether a grant that is cited was given is for the caller to know.
pub fn check_chain<'a>(
    after: Option<Head>,
    headers: impl IntoIterator<Item = (&'a Header, Digest)>,
) -> Result<Option<Head>, RecordError> {
    let mut at = after;
    let mut first: Option<&Header> = None;
    for (header, digest) in headers {
        let follows = match at {
            Some(head) => is_next(head, header),
            None => {
                let first = (header.segment, header.seq, header.previous.0) == (0, 1, Digest([0; 32]));
                first && header.grant.is_none()
            }
        };
        let alike = first.is_none_or(|first| {
            (first.log, first.attempt, first.programme) == (header.log, header.attempt, header.programme)
        });
        if !follows || !alike {
            return Err(RecordError::BrokenChain { segment: header.segment, seq: header.seq });
        }
        first.get_or_insert(header);
        at = Some(Head { segment: header.segment, seq: header.seq, digest });
    }
    Ok(at)
}

/// A docket record as it is stored and forwarded: the signed header, and the payload with its salt in the clear (a
/// docket holds no answers).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocketRecord {
    /// The signed header.
    pub header: Signed,
    /// The payload's salt.
    pub salt: Bytes,
    /// The payload.
    pub payload: Bytes,
}

impl DocketRecord {
    /// Signs a record.
    pub fn new(record: &Record, key: &SigningKey) -> Self {
        Self {
            header: record.sign(key),
            salt: Bytes(record.salt.to_vec()),
            payload: Bytes(record.payload.clone()),
        }
    }

    /// Verifies signature and commitment.
    pub fn open(&self, key: &PublicKey) -> Result<Record, RecordError> {
        self.header.open::<Header>(key)?;
        let salt = self.salt.0.as_slice().try_into().map_err(|_| RecordError::Truncated)?;
        Record::assemble(self.header.payload().to_vec(), salt, self.payload.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsEntropy;

    fn place(segment: u32) -> Place {
        Place {
            log: Log::Journal,
            programme: ProgrammeId::mint(1, [1; 10]),
            attempt: AttemptId::mint(1, [2; 10]),
            segment,
            op: OpId::mint(1, [3; 10]),
            at: Moment { boot: BootId([9; 16]), boot_ms: 5, wall_ms: 7 },
        }
    }

    fn chain(length: u64) -> Vec<Record> {
        let mut records: Vec<Record> = Vec::new();
        for seq in 1..=length {
            let previous = records.last().map_or(Digest([0; 32]), Record::digest);
            records.push(Record::write(
                place(0),
                seq,
                previous,
                "flagged",
                vec![b'x'; seq as usize],
                &mut OsEntropy,
            ));
        }
        records
    }

    fn verdict(records: &[Record]) -> Result<Option<Head>, RecordError> {
        check_chain(None, records.iter().map(|record| (record.header(), record.digest())))
    }

    #[test]
    fn a_frame_opens_to_what_was_written_and_to_nothing_else() {
        let key = Secret::new([4; 32]);
        let record = chain(1).remove(0);
        let frame = record.seal(&key, &mut OsEntropy);
        let read = Frame::parse(frame.as_bytes().to_vec()).unwrap();
        assert_eq!(read.open(&key).unwrap(), record);
        assert_eq!(read.head(), record.head());
        assert!(matches!(read.open(&Secret::new([5; 32])), Err(RecordError::Altered { .. })));
        for bit in 0..frame.as_bytes().len() * 8 {
            let mut bytes = frame.as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let opened = Frame::parse(bytes).and_then(|frame| frame.open(&key));
            assert!(opened.is_err(), "bit {bit}");
        }
        for length in 0..frame.as_bytes().len() {
            let opened = Frame::parse(frame.as_bytes()[..length].to_vec()).and_then(|frame| frame.open(&key));
            assert!(opened.is_err(), "length {length}");
        }
    }

    #[test]
    fn every_edit_of_a_chain_is_seen() {
        let records = chain(5);
        assert_eq!(verdict(&records), Ok(Some(records[4].head())));
        for at in 0..4 {
            let mut missing = records.clone();
            missing.remove(at);
            assert!(verdict(&missing).is_err(), "without {at}");
            let mut doubled = records.clone();
            doubled.insert(at, records[at].clone());
            assert!(verdict(&doubled).is_err(), "twice {at}");
            let mut swapped = records.clone();
            swapped.swap(at, at + 1);
            assert!(verdict(&swapped).is_err(), "swapped {at}");
            let mut replaced = records.clone();
            let previous = records[at].header().previous.0;
            replaced[at] = Record::write(
                place(0),
                at as u64 + 1,
                previous,
                "flagged",
                b"other".to_vec(),
                &mut OsEntropy,
            );
            assert!(verdict(&replaced).is_err(), "replaced {at}");
        }
    }

    #[test]
    fn a_segment_goes_on_from_a_head_by_a_grant_and_starts_at_one() {
        let records = chain(2);
        let (head, grant) = (records[1].head(), Digest([8; 32]));
        let open = |segment, previous| {
            Record::open_segment(place(segment), previous, grant, "taken-over", vec![], &mut OsEntropy)
        };
        let follows = |next: &Record| check_chain(Some(head), [(next.header(), next.digest())]).is_ok();
        assert!(follows(&open(1, head.digest)));
        assert!(!follows(&open(1, records[0].digest())), "after another record");
        assert!(!follows(&open(2, head.digest)), "a segment left out");
        let write = |segment, seq| {
            Record::write(place(segment), seq, head.digest, "taken-over", vec![], &mut OsEntropy)
        };
        assert!(!follows(&write(1, 1)), "no grant");
        assert!(follows(&write(0, 3)));
        let cites = Header { grant: Some(Name(grant)), ..write(0, 3).header().clone() };
        assert!(check_chain(Some(head), [(&cites, grant)]).is_err(), "a grant in the middle");
    }

    #[test]
    fn a_payload_of_another_kind_is_not_taken() {
        let (kind, payload) = write_journal(&attempt::Event::HelpAsked);
        let honest = Record::write(place(0), 1, Digest([0; 32]), kind, payload.clone(), &mut OsEntropy);
        assert_eq!(honest.journal_event(), Ok(attempt::Event::HelpAsked));
        let false_kind = Record::write(place(0), 1, Digest([0; 32]), "sealed", payload, &mut OsEntropy);
        assert_eq!(false_kind.journal_event(), Err(RecordError::OtherKind { segment: 0, seq: 1 }));
    }

    #[test]
    fn the_salt_hides_a_small_payload() {
        let (one, two) = (chain(1).remove(0), chain(1).remove(0));
        assert_ne!(one.header().commitment, two.header().commitment, "the same payload twice");
    }
}
