//! Requests and replies that are not signed objects themselves.

use std::collections::BTreeMap;

use evidence::keys::{mac, mac_verifies};
use evidence::record::DocketRecord;
use evidence::v0::{HeadDoc, TrustBundle};
use evidence::{Boxed, Bytes, Name, PublicKey, SealingPublic, Secret, Signed};
use exam::RegistrationId;
use serde::{Deserialize, Serialize};

/// An authority's public keys: a file that programme keys delegate to and banks are sealed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// `authority/v0`.
    pub invigil: String,
    /// Its name, for people.
    pub name: String,
    /// It signs with this.
    pub signing: PublicKey,
    /// Things are encrypted to it with this.
    pub sealing: SealingPublic,
}

/// What a device is given on enrolment.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolled {
    /// Root and delegations; the ticket pins the root.
    pub trust: TrustBundle,
    /// The signed programme.
    pub programme: Signed,
    /// One signed entitlement per open attempt.
    pub entitlements: Vec<Signed>,
    /// The candidate's name as it will be printed, for the candidate to see.
    pub candidate: String,
}

/// What a device is given to start.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Started {
    /// The signed start token.
    pub token: Signed,
    /// `ContentKeys`, encrypted to the device; the token's digest is the context.
    pub content: Boxed,
}

/// Journal records on their way to the authority.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Shows that the sender holds the ticket.
    pub proof: Proof,
    /// The device's signed statement of how far these records go.
    pub head: Signed,
    /// How the journal's data key is wrapped: the journal's own header, as stored.
    pub key_slots: Bytes,
    /// Records in order, the bytes as stored.
    pub frames: Vec<Bytes>,
}

/// The authority's answer to records.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchored {
    /// How far the authority holds the journal now.
    pub held: HeadDoc,
    /// The docket record that countersigns it.
    pub anchor: DocketRecord,
}

/// A device asks to go on with an attempt: a file that is handed to whoever may allow it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// `recovery-request/v0`.
    pub invigil: String,
    /// The recovery request, signed by the new device.
    pub request: Signed,
    /// Shows that who asks holds the ticket: HMAC-SHA256 under its secret over the request's digest. A new device on
    /// which nobody gave the ticket has none.
    pub mac: Option<Bytes>,
}

/// What is asked of an authority that shall let another device go on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordered {
    /// The signed recovery order.
    pub order: Signed,
    /// What it is about.
    pub asking: Asking,
}

/// What another device needs to go on with an attempt: a file that may be carried. The grant is signed, and everything
/// else is encrypted under the data key that the grant hands over.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// `recovery/v0`.
    pub invigil: String,
    /// The grant.
    pub grant: Signed,
    /// Records that the authority holds and the device lacks, in order, the bytes as stored.
    pub frames: Vec<Bytes>,
    /// Objects of the journal by their names, for a device that has none of it.
    pub objects: BTreeMap<String, Bytes>,
}

/// Shows that a request comes from a ticket's holder: HMAC-SHA256 under the ticket's secret over what is asked, by
/// which registration. Good for that one question, whatever the channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The registration.
    pub registration: Name<RegistrationId>,
    /// The MAC.
    pub mac: Bytes,
}

impl Proof {
    /// Proves the asking of `verb` about `subject` (an attempt, a registration, an envelope's digest).
    pub fn new(registration: RegistrationId, ticket: &Secret, verb: &str, subject: &impl ToString) -> Self {
        let tag = mac(ticket, &Self::question(&registration, verb, &subject.to_string()));
        Self { registration: Name(registration), mac: Bytes(tag.to_vec()) }
    }

    /// Whether the proof is for this question under this ticket.
    pub fn holds(&self, ticket: &Secret, verb: &str, subject: &impl ToString) -> bool {
        mac_verifies(ticket, &Self::question(&self.registration, verb, &subject.to_string()), &self.mac.0)
    }

    fn question(registration: &RegistrationId, verb: &str, subject: &str) -> Vec<u8> {
        format!("invigil/v0/proof\0{registration}\0{verb}\0{subject}").into_bytes()
    }
}
