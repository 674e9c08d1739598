//! The hub as an authority: every call, delegated to where it is decided.

use evidence::Signed;
use evidence::record::DocketRecord;
use evidence::v0::{Proven, SealedVault, TrustBundle};
use exam::{AttemptId, Digest, ProgrammeId, RegistrationId};
use protocol::{
    Anchored, Authority, Card, Code, Enrolled, Failure, Ordered, Proof, Recovery, Started, Upload,
};

use crate::{Hub, Store};

impl<S: Store> Authority for Hub<S> {
    async fn card(&self) -> Result<Card, Failure> {
        Ok(self.public_card())
    }

    async fn trust(&self, programme: ProgrammeId) -> Result<TrustBundle, Failure> {
        self.bundle(programme).await
    }

    async fn delegate(&self, programme: ProgrammeId, delegation: Signed) -> Result<(), Failure> {
        self.take_delegation(programme, delegation).await
    }

    async fn put_programme(&self, programme: ProgrammeId, signed: Signed) -> Result<(), Failure> {
        self.take_programme(programme, signed).await
    }

    async fn put_bank(&self, programme: ProgrammeId, manifest: Digest, file: Vec<u8>) -> Result<(), Failure> {
        self.take_bank(programme, manifest, file).await
    }

    async fn put_vault(&self, programme: ProgrammeId, vault: SealedVault) -> Result<(), Failure> {
        self.take_vault(programme, vault).await
    }

    async fn bank(&self, programme: ProgrammeId, manifest: Digest) -> Result<Vec<u8>, Failure> {
        self.served(programme).await?;
        let file = self.store().bank(programme, manifest).await?;
        file.ok_or_else(|| Failure::refused(Code::UnknownBank))
    }

    async fn register(&self, programme: ProgrammeId, order: Signed) -> Result<Signed, Failure> {
        self.take_order(programme, order).await
    }

    async fn ticket(&self, locator: Digest) -> Result<Vec<u8>, Failure> {
        let sealed = self.store().typed_ticket(locator).await?;
        sealed.ok_or_else(|| Failure::refused(Code::UnknownTicket))
    }

    async fn enrol(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        request: Proven,
    ) -> Result<Enrolled, Failure> {
        self.take_enrolment(programme, registration, request).await
    }

    async fn start(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        request: Proven,
    ) -> Result<Started, Failure> {
        self.take_start(programme, attempt, request).await
    }

    async fn records(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        upload: Upload,
    ) -> Result<Anchored, Failure> {
        self.take_records(programme, attempt, upload).await
    }

    async fn docket(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> Result<Vec<DocketRecord>, Failure> {
        self.asked(programme, attempt, &proof, "docket", &attempt).await?;
        Ok(self.reading(programme, attempt).await?.records)
    }

    async fn grant(&self, programme: ProgrammeId, attempt: AttemptId, grant: Signed) -> Result<(), Failure> {
        self.take_grant(programme, attempt, grant).await
    }

    async fn grants(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> Result<Vec<Signed>, Failure> {
        self.asked(programme, attempt, &proof, "grants", &attempt).await?;
        self.given_grants(programme, attempt).await
    }

    async fn recover(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        ordered: Ordered,
    ) -> Result<Recovery, Failure> {
        self.take_recovery(programme, attempt, ordered).await
    }

    async fn envelope(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        envelope: Signed,
    ) -> Result<Signed, Failure> {
        self.take_envelope(programme, attempt, envelope).await
    }

    async fn release(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        envelope: Digest,
        proof: Proof,
    ) -> Result<Signed, Failure> {
        let row = self.asked(programme, attempt, &proof, "release", &envelope).await?;
        self.give_release(programme, attempt, row, envelope).await
    }

    async fn result(
        &self,
        programme: ProgrammeId,
        attempt: AttemptId,
        proof: Proof,
    ) -> Result<Signed, Failure> {
        self.asked(programme, attempt, &proof, "result", &attempt).await?;
        let statement = self.mark(programme, attempt).await?;
        statement.ok_or_else(|| Failure::refused(Code::NotYet))
    }

    async fn credential(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        proof: Proof,
    ) -> Result<Vec<u8>, Failure> {
        self.give_credential(programme, registration, &proof).await
    }
}
