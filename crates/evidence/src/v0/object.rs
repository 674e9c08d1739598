//! The signed objects. Each is one verb; who may sign it stands in [`crate::trust::WHO_MAY_SIGN`].

use std::collections::BTreeMap;

use exam::{AttemptId, BankId, DeviceId, Digest, GrantId, ProgrammeId, RegistrationId, Slug};
use serde::{Deserialize, Serialize};

use super::event::{ArrivalDoc, EffectDoc, HeadDoc, MomentDoc, SealCauseDoc};
use super::part::{
    AcceptedDefectDoc, AccommodationDoc, AuthorityDoc, BodyDoc, CompetencyResultDoc, EntryDoc, HandoverDoc,
    ItemResultDoc, ManifestItemDoc, ResultStateDoc, SpentDoc, SupervisionDoc, UsageDoc,
};
use super::programme::{CompetencyDoc, ExamDoc, PageDoc};
use crate::distinct;
use crate::dsse::Object;
use crate::keys::{Boxed, PublicKey, SealingPublic};
use crate::secret::{Bytes, Name, Secret};
use crate::trust::RoleDoc;

macro_rules! objects {
    ($($(#[$doc:meta])* $name:ident = $kind:literal { $($(#[$field_doc:meta])* $field:ident : $ty:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)* }

        impl Object for $name {
            const NAME: &'static str = $kind;
        }
    )*};
}

objects! {
    /// What everything else is checked against. Not signed: it is pinned by its digest.
    TrustRoot = "trust-root" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The programme's name, for people.
        title: String,
        /// The root's public key.
        root: PublicKey,
    }

    /// One key vouches for another, for a role and a time.
    Delegation = "delegation" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// What the delegate may do.
        role: RoleDoc,
        /// Who or what it is, for people.
        name: String,
        /// The delegate's signing key.
        signing: PublicKey,
        /// The key things are encrypted to for it, where its role has one.
        sealing: Option<SealingPublic>,
        /// From when, UTC milliseconds.
        not_before_ms: i64,
        /// Until when, UTC milliseconds.
        not_after_ms: i64,
    }

    /// A bank as its authors sealed it: what there is, under which keys, and what is held to be right.
    Manifest = "manifest" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// This sealing of the bank.
        bank: Name<BankId>,
        /// The exam it is for, with its policy.
        exam: ExamDoc,
        /// The bank's title.
        title: String,
        /// `practice` or `live`.
        usage: UsageDoc,
        /// When it was sealed, UTC milliseconds.
        sealed_at_ms: i64,
        /// Everything encrypted under a content key, in the order of the file.
        entries: Vec<EntryDoc>,
        /// The items, in the order of their names.
        items: Vec<ManifestItemDoc>,
        /// What the items are about, and what to read next.
        competencies: Vec<CompetencyDoc>,
        /// Pages that candidates may read during the exam. Not secret.
        references: Vec<PageDoc>,
        /// Defects that were sealed knowingly: item and code.
        accepted_defects: Vec<AcceptedDefectDoc>,
    }

    /// What is held to be right, as of a version: the manifest's commitments but for what a correction replaces.
    KeyVersion = "key-version" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The manifest it belongs to.
        manifest: Name<Digest>,
        /// 1 for the keys the bank was sealed with.
        version: u32,
        /// The version before.
        previous: Option<Name<Digest>>,
        /// New commitments by item; empty in version 1.
        #[serde(deserialize_with = "distinct::keys")]
        corrected: BTreeMap<Name<Slug>, Name<Digest>>,
        /// Why, for people.
        reason: String,
    }

    /// The programme wants a person registered.
    RegistrationOrder = "registration-order" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The new registration.
        registration: Name<RegistrationId>,
        /// What it is for.
        certification: Name<Slug>,
        /// The candidate's name as it will be printed. Only the holder of the ticket is told it.
        candidate: String,
        /// What this candidate's sittings differ in.
        accommodation: AccommodationDoc,
        /// Who approved the accommodation, where there is one.
        approved_by: Option<String>,
        /// When, UTC milliseconds.
        ordered_at_ms: i64,
    }

    /// What a candidate carries: where to go, whom to trust, and a secret.
    Ticket = "ticket" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The registration.
        registration: Name<RegistrationId>,
        /// The digest of the trust root.
        trust_root: Name<Digest>,
        /// Where the authority answers, best first.
        addresses: Vec<String>,
        /// Proves that a request comes from the ticket's holder.
        secret: Secret,
    }

    /// A device presents itself with a ticket.
    EnrolmentRequest = "enrolment-request" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The registration.
        registration: Name<RegistrationId>,
        /// The ticket.
        ticket: Name<Digest>,
        /// The device.
        device: Name<DeviceId>,
        /// Its signing key.
        signing: PublicKey,
        /// The key things are encrypted to for it.
        sealing: SealingPublic,
    }

    /// What a registration entitles to, for one attempt at one exam, everything resolved.
    Entitlement = "entitlement" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The registration.
        registration: Name<RegistrationId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// Which attempt at the exam it is, from 1.
        attempt_no: u32,
        /// The certification it counts for.
        certification: Name<Slug>,
        /// The exam.
        exam: Name<Slug>,
        /// The sealed bank's manifest.
        manifest: Name<Digest>,
        /// The digest of the exam's policy.
        policy: Name<Digest>,
        /// Working time with accommodations, in milliseconds.
        working_ms: u64,
        /// Breaks that stop the clock, in milliseconds in all.
        break_ms: u64,
        /// Who seals: its receipt ends the attempt, its release opens the keys.
        sealing_authority: AuthorityDoc,
        /// The hub, which can always read what was sealed.
        hub: AuthorityDoc,
        /// The key that can recover a journal whose device key is lost.
        recovery: SealingPublic,
        /// Who watches: `none`, `remote` or `room`.
        supervision: SupervisionDoc,
    }

    /// A device asks to start.
    StartRequest = "start-request" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The entitlement.
        entitlement: Name<Digest>,
        /// The device.
        device: Name<DeviceId>,
        /// 16 random bytes, so that no two requests are alike.
        nonce: Bytes,
    }

    /// The authority lets an attempt start. The same start asked twice is given the same token.
    StartToken = "start-token" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The request it answers.
        request: Name<Digest>,
        /// The entitlement.
        entitlement: Name<Digest>,
        /// The form.
        form: Name<Digest>,
        /// The device that may sit it.
        device: Name<DeviceId>,
        /// Its signing key.
        device_key: PublicKey,
        /// The sealing authority's signing key.
        sealing_authority: PublicKey,
        /// When, by the authority's clock, UTC milliseconds. None in a paper packet.
        started_at_ms: Option<i64>,
    }

    /// A form: which items, in which order, and the seed that orders options. Not signed by itself: the start token
    /// names its digest. Travels encrypted to the device.
    FormDoc = "form" {
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The drawing algorithm's number.
        draw_version: u32,
        /// The items in the order of the screen.
        items: Vec<Name<Slug>>,
        /// 32 bytes.
        seed: Bytes,
    }

    /// A desk states how far its journal goes.
    JournalHead = "journal-head" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// How far.
        head: HeadDoc,
        /// What the desk's clocks say as it signs this; null where its journal goes further than that, so that later
        /// records may be older than this statement.
        at: Option<MomentDoc>,
    }

    /// One signed permission.
    Grant = "grant" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The only attempt it is for.
        attempt: Name<AttemptId>,
        /// Its name: it is applied once.
        grant: Name<GrantId>,
        /// What it does.
        effect: EffectDoc,
        /// With a swap: the new device's keys, and the journal's data key for it.
        handover: Option<HandoverDoc>,
        /// Why, for people.
        reason: String,
        /// Who gave it, for people.
        given_by: String,
        /// When, UTC milliseconds.
        given_at_ms: i64,
        /// Until when it may be applied, UTC milliseconds.
        not_after_ms: i64,
    }

    /// A device asks to go on with an attempt that another device began.
    RecoveryRequest = "recovery-request" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The new device.
        device: Name<DeviceId>,
        /// Its signing key.
        signing: PublicKey,
        /// The key things are encrypted to for it.
        sealing: SealingPublic,
        /// How far the journal goes that it has. None if it has none.
        head: Option<HeadDoc>,
        /// That journal's header, as stored.
        key_slots: Option<Bytes>,
        /// When, by the device's clock, UTC milliseconds.
        asked_at_ms: i64,
    }

    /// The programme wants a recovery request granted.
    RecoveryOrder = "recovery-order" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The new grant.
        grant: Name<GrantId>,
        /// The request.
        request: Name<Digest>,
        /// Why, for people.
        reason: String,
        /// Who gives it, for people.
        given_by: String,
        /// When, UTC milliseconds.
        given_at_ms: i64,
        /// Until when it may be applied, UTC milliseconds.
        not_after_ms: i64,
    }

    /// Sealed answers.
    Envelope = "envelope" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// 1 for the first seal, one more after each reopening.
        seal_no: u32,
        /// The envelope it replaces.
        supersedes: Option<Name<Digest>>,
        /// The grant that reopened the attempt.
        grant: Option<Name<GrantId>>,
        /// The journal up to and including the record of this seal.
        head: HeadDoc,
        /// The start token.
        start_token: Name<Digest>,
        /// The entitlement.
        entitlement: Name<Digest>,
        /// The device.
        device: Name<DeviceId>,
        /// Why it was sealed.
        cause: SealCauseDoc,
        /// The time ledger.
        spent: SpentDoc,
        /// When, by the desk's clock, UTC milliseconds. A claim.
        sealed_at_ms: i64,
        /// The answers, encrypted to the sealing authority and the hub.
        body: BodyDoc,
    }

    /// The authority has taken an envelope, durably.
    Receipt = "receipt" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The envelope.
        envelope: Name<Digest>,
        /// Which seal it is.
        seal_no: u32,
        /// When it was taken, by the authority's clock, UTC milliseconds.
        received_at_ms: i64,
        /// How that compares with the time it had.
        arrival: ArrivalDoc,
        /// The sitting lasted at most so many milliseconds, whatever the desk says: from the start token to this receipt,
        /// both by the authority's clock. None where the start token names no time.
        at_most_ms: Option<u64>,
        /// How far the authority holds the attempt's journal.
        journal_held: Option<HeadDoc>,
        /// When it countersigned that, by its clock, UTC milliseconds: every record up to there was made before.
        anchored_at_ms: Option<i64>,
        /// The head of the authority's docket before this receipt.
        docket: Option<HeadDoc>,
    }

    /// Answer keys leave the authority, against one envelope.
    Release = "release" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The envelope they are bound to.
        envelope: Name<Digest>,
        /// The version of the keys.
        key_version: Name<Digest>,
        /// The keys, encrypted to the device, bound to the envelope.
        keys: Boxed,
        /// When, UTC milliseconds.
        released_at_ms: i64,
    }

    /// What the authority found an attempt to be worth.
    ResultStatement = "result-statement" {
        /// The tenant.
        programme: Name<ProgrammeId>,
        /// The registration.
        registration: Name<RegistrationId>,
        /// The attempt.
        attempt: Name<AttemptId>,
        /// The exam.
        exam: Name<Slug>,
        /// The envelope it was graded from.
        envelope: Name<Digest>,
        /// The sealed bank's manifest.
        manifest: Name<Digest>,
        /// The grader's number.
        grader_version: u32,
        /// The version of the keys.
        key_version: Name<Digest>,
        /// What was earned, in 1/100,000 of a point.
        points: u64,
        /// The form's own maximum, in the same.
        max: u64,
        /// The share earned in 1/10,000, truncated.
        share_bp: u32,
        /// The share that passes.
        pass_mark_bp: u32,
        /// Whether it was reached.
        passed: bool,
        /// `confirmed`, or `partial` while a person has to mark.
        state: ResultStateDoc,
        /// What may be said of competencies, if the feedback policy allows.
        competencies: Option<Vec<CompetencyResultDoc>>,
        /// What may be said of items, if the feedback policy allows.
        items: Option<Vec<ItemResultDoc>>,
        /// The time ledger of the envelope.
        spent: SpentDoc,
        /// How the envelope arrived.
        arrival: ArrivalDoc,
        /// Whether a second envelope contradicts it: then a person has to look, and no credential follows.
        equivocated: bool,
        /// When, UTC milliseconds.
        stated_at_ms: i64,
        /// The statement it replaces, after a correction.
        supersedes: Option<Name<Digest>>,
    }
}

impl Release {
    /// The context its keys are encrypted in: the attempt and the envelope they are bound to.
    pub fn context(attempt: AttemptId, envelope: Digest) -> Vec<u8> {
        [attempt.as_bytes().as_slice(), &envelope.0].concat()
    }
}
