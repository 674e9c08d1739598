//! The sealed bank: its file, and the cryptography of what is in it.
//!
//! The file is the line `INVIGIL BANK v0`, the signed manifest and the signed key version (each four bytes of length,
//! little-endian, and the wrapper's JSON), then the encrypted blobs without gaps: the manifest's entries in its order,
//! then its items' answers in its order. Each blob has a key of its own, used once.

use std::collections::BTreeMap;
use std::ops::Range;

use exam::form::Candidate;
use exam::item::{Item, ItemKey};
use exam::programme::{Competency, Exam, Page};
use exam::{BankId, Digest, Points, ProgrammeId, Slug};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::dsse::{Object, ObjectError, Signed, Written, from_private_json, to_json};
use crate::entropy::Entropy;
use crate::keys::{SigningKey, decrypt_once, encrypt_once, mac, sha256, sha256_of};
use crate::secret::{Bytes, Name, Secret};
use crate::trust::{Trust, TrustError};
use crate::v0::{
    AcceptedDefectDoc, BlobDoc, EntryDoc, ExamDoc, ItemDoc, ItemKeyDoc, KeyVersion, Manifest,
    ManifestItemDoc, UsageDoc, Vault,
};

const MAGIC: &[u8] = b"INVIGIL BANK v0\n";
/// The largest bank file taken, in bytes.
pub const LARGEST: usize = 512 * 1024 * 1024;
/// Answer blobs are padded to a multiple of this, so that their length says less about the key.
const ANSWER_STEP: usize = 1024;

/// Why a sealed bank, or something in it, does not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BankError {
    /// Not a sealed bank at all.
    #[error("this is not a sealed bank")]
    NotABank,
    /// A later version of the file.
    #[error("this is a sealed bank of a version this program does not know: `{0}`")]
    UnknownVersion(String),
    /// The file ends too early.
    #[error("the bank is cut short: {expected} bytes were sealed, {found} are here")]
    Truncated {
        /// How many bytes the manifest promises, as far as it could be read.
        expected: u64,
        /// How many there are.
        found: u64,
    },
    /// More bytes than any bank has.
    #[error("{0} bytes are more than a sealed bank may have")]
    TooLarge(u64),
    /// The file goes on after its end.
    #[error("{0} bytes follow the end of the bank")]
    Trailing(u64),
    /// Manifest or key version are not trusted.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The key version in the file is another bank's, or not the first.
    #[error("the key version in the file is not the one this bank was sealed with")]
    OtherKeyVersion,
    /// An encrypted part is not the one that was sealed.
    #[error("`{0}` was changed after the bank was sealed")]
    Altered(String),
    /// The key is another's.
    #[error("this key does not belong to `{0}`")]
    WrongKey(String),
    /// There is nothing of that name.
    #[error("the bank has no `{0}`")]
    Missing(String),
    /// An opened part cannot be read.
    #[error("`{0}` opens and cannot be read: {1}")]
    Unreadable(String, String),
    /// The key is not the one the manifest commits to.
    #[error("the answer key of `{0}` is not the one that was committed to")]
    BrokenCommitment(String),
}

/// The name of an item's entry.
pub fn item_entry(item: &Slug) -> String {
    format!("item/{item}")
}

/// The name of a stimulus's entry.
pub fn stimulus_entry(stimulus: &Slug) -> String {
    format!("stimulus/{stimulus}")
}

/// The name of a medium's entry.
pub fn media_entry(media: &Digest) -> String {
    format!("media/{media}")
}

fn answer_name(item: &Slug) -> String {
    format!("answer/{item}")
}

fn is_answer(name: &str) -> bool {
    name.starts_with("answer/")
}

/// The opaque id of an option: the same for the same secret, saying nothing without it.
pub fn opaque_option(secret: &Secret, item: &Slug, interaction: &Slug, option: &Slug) -> Slug {
    let tag = mac(secret, format!("invigil/v0/option\0{item}\0{interaction}\0{option}").as_bytes());
    let hex = Digest(tag).to_string();
    #[allow(clippy::expect_used, reason = "seventeen letters and digits are a slug")]
    Slug::parse(&format!("o{}", &hex[..16])).expect("letters and digits")
}

fn key_name(key: &Secret) -> Digest {
    sha256_of(&[b"invigil/v0/blob-key", key.expose()])
}

fn blob_aad(bank: &BankId, name: &str) -> Vec<u8> {
    [b"invigil/v0/blob\0", bank.as_bytes().as_slice(), name.as_bytes()].concat()
}

/// An item's key as it stands, encrypted, in the bank.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerDoc {
    /// What the commitment is keyed with.
    secret: Secret,
    /// The bytes of an [`ItemKeyDoc`].
    key: Bytes,
}

/// What sealing fixes for the whole bank.
#[derive(Debug, Clone)]
pub struct Head {
    /// The tenant.
    pub programme: ProgrammeId,
    /// This sealing.
    pub bank: BankId,
    /// The exam it is for.
    pub exam: Exam,
    /// The bank's title.
    pub title: String,
    /// What it may be used for.
    pub usage: UsageDoc,
    /// When, UTC milliseconds.
    pub sealed_at_ms: i64,
    /// What the items are about.
    pub competencies: Vec<Competency>,
    /// Pages that candidates may read during the exam.
    pub references: Vec<Page>,
    /// Defects sealed knowingly.
    pub accepted_defects: Vec<AcceptedDefectDoc>,
}

/// An item to be sealed. Its option ids are already opaque.
#[derive(Debug, Clone)]
pub struct ToSeal {
    /// What the candidate meets.
    pub item: Item,
    /// What is right.
    pub key: ItemKey,
    /// The competencies it belongs to.
    pub competencies: Vec<Slug>,
    /// What it is worth.
    pub points: Points,
    /// A pilot.
    pub unscored: bool,
    /// Stimuli and media it needs, by entry name.
    pub needs: Vec<String>,
}

/// Seals a bank: the file's bytes and the keys to it. `shared` are stimuli and media by entry name.
pub fn seal(
    head: Head,
    mut items: Vec<ToSeal>,
    shared: BTreeMap<String, Vec<u8>>,
    options: Secret,
    signing: &SigningKey,
    entropy: &mut impl Entropy,
) -> (Vec<u8>, Vault) {
    items.sort_by(|a, b| a.item.id.cmp(&b.item.id));
    let mut blobs = Vec::new();
    let mut sealed = |name: &str, plain: &[u8], entropy: &mut _| {
        let key = Secret::draw(entropy);
        let blob = encrypt_once(&key, &blob_aad(&head.bank, name), plain);
        let doc =
            BlobDoc { length: blob.len() as u64, sha256: Name(sha256(&blob)), key: Name(key_name(&key)) };
        blobs.extend_from_slice(&blob);
        (doc, key)
    };

    let own = items.iter().map(|item| (item_entry(&item.item.id), to_json(&ItemDoc::from(&item.item))));
    let (mut entries, mut content) = (Vec::new(), BTreeMap::new());
    for (entry, plain) in own.chain(shared) {
        let (blob, key) = sealed(&entry, &plain, entropy);
        content.insert(entry.clone(), key);
        entries.push(EntryDoc { entry, blob });
    }
    let (mut listed, mut answers) = (Vec::new(), BTreeMap::new());
    for item in items {
        let id = item.item.id.clone();
        let secret = Secret::draw(entropy);
        let key_bytes = to_json(&ItemKeyDoc::from(&item.key));
        let commitment = Digest(mac(&secret, &key_bytes));
        let mut plain = to_json(&AnswerDoc { secret, key: Bytes(key_bytes) });
        plain.resize(plain.len().next_multiple_of(ANSWER_STEP), b' ');
        let (answer, key) = sealed(&answer_name(&id), &plain, entropy);
        answers.insert(Name(id.clone()), key);
        listed.push(ManifestItemDoc {
            weights: item.item.interactions().map(|i| (Name(i.id.clone()), i.weight)).collect(),
            needs: std::iter::once(item_entry(&id)).chain(item.needs).collect(),
            item: Name(id),
            competencies: item.competencies.into_iter().map(Name).collect(),
            points: item.points.0,
            unscored: item.unscored,
            answer,
            commitment: Name(commitment),
        });
    }
    let manifest = Manifest {
        programme: Name(head.programme),
        bank: Name(head.bank),
        exam: ExamDoc::from(&head.exam),
        title: head.title,
        usage: head.usage,
        sealed_at_ms: head.sealed_at_ms,
        entries,
        items: listed,
        competencies: head.competencies.iter().map(Into::into).collect(),
        references: head.references.iter().map(Into::into).collect(),
        accepted_defects: head.accepted_defects,
    };
    let manifest = Signed::new(&manifest, signing);
    let version = KeyVersion {
        programme: Name(head.programme),
        manifest: Name(manifest.digest()),
        version: 1,
        previous: None,
        corrected: BTreeMap::new(),
        reason: "as sealed".to_owned(),
    };
    let version = Signed::new(&version, signing);
    let vault = Vault { manifest: Name(manifest.digest()), content, answers, options };

    let mut file = MAGIC.to_vec();
    for part in [manifest.to_json(), version.to_json()] {
        file.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        file.extend_from_slice(&part);
    }
    file.extend_from_slice(&blobs);
    (file, vault)
}

/// A bank file taken apart. Nothing is verified until [`SealedBank::verify`].
#[derive(Debug, Clone)]
pub struct SealedBank {
    bytes: Vec<u8>,
    manifest: Signed,
    key_version: Signed,
    blobs: usize,
}

impl SealedBank {
    /// Takes a file apart.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, BankError> {
        let found = bytes.len() as u64;
        if bytes.len() > LARGEST {
            return Err(BankError::TooLarge(found));
        }
        if !bytes.starts_with(MAGIC) {
            if MAGIC.starts_with(&bytes) && !bytes.is_empty() {
                return Err(BankError::Truncated { expected: MAGIC.len() as u64, found });
            }
            let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
            return Err(match std::str::from_utf8(&line[..line.len().min(40)]) {
                Ok(line) if line.starts_with("INVIGIL BANK v") => BankError::UnknownVersion(line.to_owned()),
                _ => BankError::NotABank,
            });
        }
        let mut at = MAGIC.len();
        let mut part = || {
            let length = bytes.get(at..at + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
            let length =
                u32::from_le_bytes(length.ok_or(BankError::Truncated { expected: at as u64 + 4, found })?)
                    as usize;
            let end = at + 4 + length;
            let part = bytes.get(at + 4..end).ok_or(BankError::Truncated { expected: end as u64, found })?;
            at = end;
            Signed::parse(part).map_err(|error| BankError::Trust(error.into()))
        };
        let (manifest, key_version) = (part()?, part()?);
        Ok(Self { blobs: at, bytes, manifest, key_version })
    }

    /// The manifest, unverified.
    pub fn manifest(&self) -> &Signed {
        &self.manifest
    }

    /// The file's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Verifies manifest, key version and the file's length against whom we trust.
    pub fn verify(self, trust: &Trust) -> Result<Bank, BankError> {
        let (manifest, _) = trust.open_dated(&self.manifest, |manifest: &Manifest| manifest.sealed_at_ms)?;
        let (key_version, _) = trust.open::<KeyVersion>(&self.key_version, manifest.sealed_at_ms)?;
        let digest = self.manifest.digest();
        if manifest.programme.0 != trust.programme() {
            return Err(TrustError::OtherProgramme(manifest.programme.0).into());
        }
        let first = key_version.version == 1
            && key_version.previous.is_none()
            && key_version.corrected.is_empty()
            && key_version.programme == manifest.programme;
        if key_version.manifest.0 != digest || !first {
            return Err(BankError::OtherKeyVersion);
        }
        let wrong = |error: crate::v0::Malformed| inconsistent(error.0.to_owned());
        let exam: Exam = manifest.exam.clone().try_into().map_err(wrong)?;
        let competencies = manifest.competencies.iter().cloned().map(TryInto::try_into);
        let competencies = competencies.collect::<Result<_, _>>().map_err(wrong)?;
        let references = manifest.references.iter().cloned().map(TryInto::try_into);
        let references = references.collect::<Result<_, _>>().map_err(wrong)?;
        let (parts, end) = layout(&manifest, self.blobs)?;
        match (end as u64, self.bytes.len() as u64) {
            (expected, found) if found < expected => Err(BankError::Truncated { expected, found }),
            (expected, found) if found > expected => Err(BankError::Trailing(found - expected)),
            _ => {
                let key_version_digest = self.key_version.digest();
                Ok(Bank {
                    sealed: self,
                    manifest,
                    exam,
                    competencies,
                    references,
                    digest,
                    key_version_digest,
                    parts,
                })
            }
        }
    }
}

/// Something encrypted: where it lies in the file, and what the manifest says of it.
#[derive(Debug, Clone)]
struct Part {
    at: Range<usize>,
    blob: BlobDoc,
}

/// Where each blob lies in a file whose blobs begin at `start`, and where the last one ends.
fn layout(manifest: &Manifest, start: usize) -> Result<(BTreeMap<String, Part>, usize), BankError> {
    if let Some(pair) = manifest.items.windows(2).find(|pair| pair[0].item >= pair[1].item) {
        return Err(inconsistent(format!("`{}` is not after `{}`", pair[1].item.0, pair[0].item.0)));
    }
    let mut parts = BTreeMap::new();
    let mut at = start;
    let entries = manifest.entries.iter().map(|entry| (entry.entry.clone(), &entry.blob));
    let answers = manifest.items.iter().map(|item| (answer_name(&item.item), &item.answer));
    for (name, blob) in entries.chain(answers) {
        let end = usize::try_from(blob.length).ok().and_then(|length| at.checked_add(length));
        let end = end.ok_or_else(|| inconsistent(format!("`{name}` has {} bytes", blob.length)))?;
        if parts.insert(name.clone(), Part { at: at..end, blob: blob.clone() }).is_some() {
            return Err(inconsistent(format!("`{name}` stands twice")));
        }
        at = end;
    }
    let mut needed = manifest.items.iter().flat_map(|item| &item.needs);
    match needed.find(|name| is_answer(name) || !parts.contains_key(*name)) {
        Some(name) => Err(BankError::Missing(name.clone())),
        None => Ok((parts, at)),
    }
}

/// A manifest that is signed by the right key and contradicts itself.
fn inconsistent(why: String) -> BankError {
    BankError::Unreadable("manifest".to_owned(), why)
}

/// A verified bank. Its items still need their keys.
#[derive(Debug, Clone)]
pub struct Bank {
    sealed: SealedBank,
    manifest: Manifest,
    exam: Exam,
    competencies: Vec<Competency>,
    references: Vec<Page>,
    digest: Digest,
    key_version_digest: Digest,
    parts: BTreeMap<String, Part>,
}

impl Bank {
    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest's digest: the bank's identity.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The digest of the key version sealed with it.
    pub fn key_version(&self) -> Digest {
        self.key_version_digest
    }

    /// The exam it is for.
    pub fn exam(&self) -> &Exam {
        &self.exam
    }

    /// What its items are about.
    pub fn competencies(&self) -> &[Competency] {
        &self.competencies
    }

    /// Pages that candidates may read during the exam.
    pub fn references(&self) -> &[Page] {
        &self.references
    }

    /// The digest of the exam's policy.
    pub fn policy_digest(&self) -> Digest {
        Written::new(&crate::v0::PolicyDoc::from(&self.exam.policy)).digest()
    }

    /// The file's bytes.
    pub fn as_bytes(&self) -> &[u8] {
        self.sealed.as_bytes()
    }

    /// What a draw needs to know.
    pub fn candidates(&self) -> Vec<Candidate> {
        let candidate = |item: &ManifestItemDoc| Candidate {
            item: item.item.0.clone(),
            competencies: item.competencies.iter().map(|name| name.0.clone()).collect(),
            unscored: item.unscored,
        };
        self.manifest.items.iter().map(candidate).collect()
    }

    /// An item's row of the manifest.
    pub fn listed(&self, item: &Slug) -> Result<&ManifestItemDoc, BankError> {
        let missing = || BankError::Missing(item_entry(item));
        let at = self.manifest.items.binary_search_by(|row| row.item.0.cmp(item)).map_err(|_| missing())?;
        self.manifest.items.get(at).ok_or_else(missing)
    }

    /// Opens an entry with its content key.
    pub fn entry(&self, name: &str, key: &Secret) -> Result<Vec<u8>, BankError> {
        if is_answer(name) { Err(BankError::Missing(name.to_owned())) } else { self.part(name, key) }
    }

    /// Opens an item with its content key.
    pub fn item(&self, item: &Slug, key: &Secret) -> Result<Item, BankError> {
        let name = item_entry(item);
        let doc: ItemDoc =
            from_private_json(&self.entry(&name, key)?).map_err(|error| unreadable(&name, error))?;
        match Item::try_from(doc) {
            Ok(read) if read.id == *item => Ok(read),
            Ok(read) => Err(BankError::Unreadable(name, format!("it holds `{}`", read.id))),
            Err(error) => Err(BankError::Unreadable(name, error.to_string())),
        }
    }

    /// Opens an item's key with its answer key, and checks it against the commitment.
    pub fn key(&self, item: &Slug, key: &Secret) -> Result<ItemKey, BankError> {
        let name = answer_name(item);
        let row = self.listed(item)?;
        let answer: AnswerDoc =
            from_private_json(&self.part(&name, key)?).map_err(|error| unreadable(&name, error))?;
        if Digest(mac(&answer.secret, &answer.key.0)) != row.commitment.0 {
            return Err(BankError::BrokenCommitment(item.to_string()));
        }
        let doc: ItemKeyDoc = from_private_json(&answer.key.0).map_err(|error| unreadable(&name, error))?;
        ItemKey::try_from(doc).map_err(|error| BankError::Unreadable(name, error.to_string()))
    }

    fn part(&self, name: &str, key: &Secret) -> Result<Vec<u8>, BankError> {
        let missing = || BankError::Missing(name.to_owned());
        let Part { at, blob } = self.parts.get(name).ok_or_else(missing)?;
        let bytes = self.sealed.bytes.get(at.clone()).ok_or_else(missing)?;
        if sha256(bytes) != blob.sha256.0 {
            return Err(BankError::Altered(name.to_owned()));
        }
        if key_name(key) != blob.key.0 {
            return Err(BankError::WrongKey(name.to_owned()));
        }
        decrypt_once(key, &blob_aad(&self.manifest.bank, name), bytes)
            .ok_or_else(|| BankError::Altered(name.to_owned()))
    }
}

fn unreadable(name: &str, error: ObjectError) -> BankError {
    BankError::Unreadable(name.to_owned(), error.to_string())
}

/// The digest of a rules text, as accepted by the candidate.
pub fn text_digest(text: &exam::text::Text) -> Digest {
    Written::new(&crate::v0::TextDoc::from(text)).digest()
}

/// The label of a payload type for people: `manifest`, `start token`.
pub fn label<T: Object>() -> String {
    T::NAME.replace('-', " ")
}
