//! The body of an envelope: the answers, readable by the sealing authority and the hub.

use std::collections::BTreeMap;

use exam::item::Response;
use exam::{AttemptId, Digest, Slug};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::distinct;
use crate::dsse::{ObjectError, from_private_json, to_json};
use crate::entropy::Entropy;
use crate::keys::{
    BoxError, Purpose, SealingKey, SealingPublic, decrypt_once, encrypt_once, open_box, seal_to,
};
use crate::secret::{Bytes, Name, Secret};
use crate::v0::{BodyDoc, Envelope, ResponsesDoc};

/// Sealed answers in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The form they answer.
    pub form: Digest,
    /// Item to interaction to value.
    pub responses: BTreeMap<Slug, Response>,
    /// What the candidate says is wrong with items.
    pub reports: BTreeMap<Slug, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersDoc {
    form: Name<Digest>,
    responses: ResponsesDoc,
    #[serde(deserialize_with = "distinct::keys")]
    reports: BTreeMap<Name<Slug>, String>,
}

/// Why sealed answers do not open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// The key's wrapping.
    #[error(transparent)]
    Box(#[from] BoxError),
    /// The answers' bytes were changed.
    #[error("the sealed answers were changed")]
    Altered,
    /// They open and cannot be read.
    #[error(transparent)]
    Content(#[from] ObjectError),
}

fn context(attempt: &AttemptId, seal_no: u32) -> Vec<u8> {
    [b"invigil/v0/envelope-body\0", attempt.as_bytes().as_slice(), &seal_no.to_le_bytes()].concat()
}

/// Encrypts answers once, for every recipient.
pub fn seal_body(
    attempt: AttemptId,
    seal_no: u32,
    answers: &Answers,
    recipients: &[SealingPublic],
    entropy: &mut impl Entropy,
) -> Result<BodyDoc, BoxError> {
    let context = context(&attempt, seal_no);
    let key = Secret::draw(entropy);
    let plain = to_json(&AnswersDoc {
        form: Name(answers.form),
        responses: (&answers.responses).into(),
        reports: answers.reports.iter().map(|(item, text)| (Name(item.clone()), text.clone())).collect(),
    });
    let mut distinct: Vec<&SealingPublic> = Vec::new();
    for to in recipients {
        if !distinct.contains(&to) {
            distinct.push(to);
        }
    }
    let wrap = |to: &SealingPublic| seal_to(to, Purpose::EnvelopeKey, &context, key.expose(), entropy);
    Ok(BodyDoc {
        ciphertext: Bytes(encrypt_once(&key, &context, &plain)),
        recipients: distinct.into_iter().map(wrap).collect::<Result<_, _>>()?,
    })
}

/// Opens the answers of an envelope whose signature has been verified.
pub fn open_body(envelope: &Envelope, key: &SealingKey) -> Result<Answers, EnvelopeError> {
    let context = context(&envelope.attempt, envelope.seal_no);
    let public = key.public();
    let wrapped =
        envelope.body.recipients.iter().find(|boxed| boxed.to == public).ok_or(BoxError::OtherRecipient)?;
    let body_key = open_box(key, Purpose::EnvelopeKey, &context, wrapped)?;
    let body_key = Secret::from_slice(&body_key).ok_or(EnvelopeError::Altered)?;
    let plain =
        decrypt_once(&body_key, &context, &envelope.body.ciphertext.0).ok_or(EnvelopeError::Altered)?;
    let doc: AnswersDoc = from_private_json(&plain)?;
    Ok(Answers {
        form: doc.form.0,
        responses: doc.responses.into(),
        reports: doc.reports.into_iter().map(|(item, text)| (item.0, text)).collect(),
    })
}
