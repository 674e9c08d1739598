//! Credentials: made once, when a certification's rule is met.

use std::collections::BTreeMap;

use credential::{Award, Evidence, TimeEvidence};
use evidence::v0::event::ArrivalDoc;
use evidence::v0::{Entitlement, ResultStateDoc, ResultStatement, Ticket, UsageDoc};
use evidence::{Entropy, Signed};
use exam::award::Confirmed;
use exam::programme::Programme;
use exam::{AttemptId, BasisPoints, CredentialId, ProgrammeId, RegistrationId, Slug};
use protocol::{Code, Failure, Proof};
use tracing::info;

use crate::register::own;
use crate::store::{AttemptRow, Registered};
use crate::{Hub, Store, internal};

impl<S: Store> Hub<S> {
    pub(crate) async fn give_credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        proof: &Proof,
    ) -> Result<Vec<u8>, Failure> {
        let stored = self.registered(programme, registration).await?;
        let ticket: Ticket = own(&stored.ticket)?;
        if proof.registration.0 != registration || !proof.holds(&ticket.secret, "credential", &registration) {
            return Err(Failure::refused(Code::WrongProof));
        }
        if let Some(bytes) = self.store().credential(programme, registration).await? {
            return Ok(bytes);
        }
        let (_, read) = self.programme_now(programme).await?;
        let best = self.best(programme, &read, &stored).await?;
        let certification = read
            .certification(&stored.certification)
            .ok_or_else(|| Failure::because(Code::UnknownCertification, &stored.certification))?;
        let confirmed = best.iter().map(|(exam, best)| (exam.clone(), best.confirmed)).collect();
        if let exam::award::Award::Missing(_) = exam::award::award(certification, &confirmed) {
            return Err(Failure::refused(Code::NotYet));
        }
        let now = self.now_ms();
        let award = Award {
            credential: CredentialId::mint(now, self.dice().bytes()),
            programme: &read,
            certification: &certification.id,
            evidence: certification
                .exams
                .iter()
                .filter_map(|exam| best.get(exam))
                .map(Best::evidence)
                .collect(),
            awarded_at_ms: now,
        };
        let bytes = credential::issue(&award, &self.inner.identity.signing)
            .map_err(|error| internal("credential", &error))?;
        let bytes = self.store().put_credential(programme, registration, bytes).await?;
        info!(%programme, %registration, "credential awarded");
        Ok(bytes)
    }

    /// The best result of each exam that may count for a credential.
    async fn best(
        &self,
        programme: ProgrammeId,
        read: &Programme,
        stored: &Registered,
    ) -> Result<BTreeMap<Slug, Best>, Failure> {
        let mut best: BTreeMap<Slug, Best> = BTreeMap::new();
        for attempt in &stored.attempts {
            let Some((row, statement)) = self.confirmed(programme, *attempt).await? else { continue };
            let opened = self.opened(programme, row.manifest).await?;
            if opened.bank.manifest().usage == UsageDoc::Practice && !read.demo {
                continue;
            }
            let stated: ResultStatement = own(&statement)?;
            let entitlement: Entitlement = own(&row.entitlement)?;
            let found = Best {
                confirmed: Confirmed { passed: stated.passed, share: BasisPoints(stated.share_bp) },
                statement,
                stated,
                entitlement,
            };
            let better = |before: &Best| found.rank() > before.rank();
            if best.get(&row.exam).is_none_or(better) {
                best.insert(row.exam, found);
            }
        }
        Ok(best)
    }

    /// The result of an attempt, where nothing stands against it.
    async fn confirmed(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
    ) -> Result<Option<(AttemptRow, Signed)>, Failure> {
        let row = self.sat(programme, attempt).await?;
        let statement = match self.mark(programme, attempt).await {
            Ok(statement) => statement,
            Err(Failure::Refused { code: Code::Voided, .. }) => None,
            Err(failure) => return Err(failure),
        };
        let Some(statement) = statement else { return Ok(None) };
        let stated: ResultStatement = own(&statement)?;
        let counts = stated.state == ResultStateDoc::Confirmed && !stated.equivocated;
        Ok(counts.then_some((row, statement)))
    }
}

struct Best {
    confirmed: Confirmed,
    statement: Signed,
    stated: ResultStatement,
    entitlement: Entitlement,
}

impl Best {
    fn rank(&self) -> (bool, u32) {
        (self.confirmed.passed, self.confirmed.share.0)
    }

    fn evidence(&self) -> Evidence {
        Evidence {
            exam: self.stated.exam.0.clone(),
            statement: self.statement.digest(),
            supervision: self.entitlement.supervision,
            time: match self.stated.arrival {
                ArrivalDoc::OnTime | ArrivalDoc::LateAnchored => TimeEvidence::Anchored,
                ArrivalDoc::LateSelfAttested => TimeEvidence::SelfAttested,
            },
        }
    }
}
