//! Before the sitting: delegations, the programme, registrations and devices.

use evidence::bank::Bank;
use evidence::dsse::Written;
use evidence::v0::{
    AccommodationDoc, EnrolmentRequest, Entitlement, FormDoc, ProgrammeDoc, Proven, RegistrationOrder,
    SupervisionDoc, Ticket,
};
use evidence::{Bytes, Entropy, Name, Role, Secret, Signed, TicketCode};
use exam::form::{DRAW_VERSION, Form};
use exam::programme::Programme;
use exam::{AttemptId, ProgrammeId, RegistrationId, Slug};
use protocol::{Code, Enrolled, Failure};
use tracing::info;

use crate::store::{NewAttempt, NewRegistration, Registered};
use crate::{Hub, Store, distrust, internal};

/// Reads an object by our own hand, or one whose signature has been verified before it was stored.
pub(crate) fn own<T: evidence::Object>(signed: &Signed) -> Result<T, Failure> {
    signed.read_unverified().map_err(|error| internal(T::NAME, &error))
}

/// Refuses an object that says it is another programme's.
pub(crate) fn same_programme(here: ProgrammeId, there: Name<ProgrammeId>) -> Result<(), Failure> {
    if there.0 == here { Ok(()) } else { Err(Failure::because(Code::AddressMismatch, "another programme's")) }
}

impl<S: Store> Hub<S> {
    pub(crate) async fn take_delegation(
        &self,
        programme: ProgrammeId,
        delegation: Signed,
    ) -> Result<(), Failure> {
        self.trusted(programme).await?.admit(&delegation).map_err(|error| distrust(&error))?;
        self.store().add_delegation(programme, delegation).await?;
        info!(%programme, "delegation taken");
        Ok(())
    }

    pub(crate) async fn take_programme(&self, programme: ProgrammeId, signed: Signed) -> Result<(), Failure> {
        let trust = self.trusted(programme).await?;
        let (doc, _) =
            trust.open::<ProgrammeDoc>(&signed, self.now_ms()).map_err(|error| distrust(&error))?;
        same_programme(programme, doc.programme)?;
        Programme::try_from(doc).map_err(|error| Failure::because(Code::Malformed, error))?;
        self.store().put_programme(programme, signed).await?;
        info!(%programme, "programme taken");
        Ok(())
    }

    /// The programme in force; none before one was given.
    pub(crate) async fn programme_now(&self, programme: ProgrammeId) -> Result<(Signed, Programme), Failure> {
        self.served(programme).await?;
        let signed = self.store().programme(programme).await?;
        let signed = signed.ok_or_else(|| Failure::because(Code::NotReady, "no programme was given yet"))?;
        let doc: ProgrammeDoc = own(&signed)?;
        let read = Programme::try_from(doc).map_err(|error| internal("programme", &error))?;
        Ok((signed, read))
    }

    pub(crate) async fn take_order(&self, programme: ProgrammeId, signed: Signed) -> Result<Signed, Failure> {
        let trust = self.trusted(programme).await?;
        let now = self.now_ms();
        let (order, _) = trust.open::<RegistrationOrder>(&signed, now).map_err(|error| distrust(&error))?;
        same_programme(programme, order.programme)?;
        let registration = order.registration.0;
        if let Some(before) = self.store().registration(programme, registration).await? {
            return same_order(before, &signed);
        }
        let (_, read) = self.programme_now(programme).await?;
        let hub = trust.holder(Role::Hub, &self.inner.identity.signing.public());
        if !hub.is_some_and(|hub| (hub.not_before_ms..=hub.not_after_ms).contains(&now)) {
            return Err(Failure::because(Code::NotReady, "the programme has not delegated to this hub"));
        }
        let certification = read
            .certification(&order.certification)
            .ok_or_else(|| Failure::because(Code::UnknownCertification, &order.certification.0))?;
        let mut attempts = Vec::new();
        for exam in &certification.exams {
            attempts.push(self.draw_attempt(&order, exam).await?);
        }
        let secret = Secret::draw(&mut self.dice());
        let code = TicketCode::of(&secret);
        let ticket = Ticket {
            programme: Name(programme),
            registration: Name(registration),
            trust_root: Name(trust.root_digest()),
            addresses: self.inner.addresses.clone(),
            secret,
        };
        let ticket = Signed::new(&ticket, &self.inner.identity.signing);
        let new = NewRegistration {
            programme,
            registration,
            certification: certification.id.clone(),
            order: signed.clone(),
            typed: (code.locator(), code.seal(&ticket)),
            ticket,
            attempts,
        };
        let stored = self.store().register(new).await?;
        info!(%programme, %registration, attempts = stored.attempts.len(), "registered");
        same_order(stored, &signed)
    }

    /// Draws a form for an exam and writes what it entitles to.
    async fn draw_attempt(&self, order: &RegistrationOrder, exam: &Slug) -> Result<NewAttempt, Failure> {
        let programme = order.programme.0;
        let manifest = self.store().in_force(programme, exam.clone()).await?.ok_or_else(|| {
            Failure::because(Code::NotReady, format!("the exam `{exam}` has no sealed bank with keys"))
        })?;
        let opened = self.opened(programme, manifest).await?;
        let mut dice = self.dice();
        let form = draw(&opened.bank, dice.bytes())?;
        let attempt = AttemptId::mint(self.now_ms(), dice.bytes());
        let policy = &opened.bank.exam().policy;
        let own = &self.inner.identity;
        let entitlement = Entitlement {
            programme: order.programme,
            registration: order.registration,
            attempt: Name(attempt),
            attempt_no: 1,
            certification: order.certification.clone(),
            exam: Name(exam.clone()),
            manifest: Name(manifest),
            policy: Name(opened.bank.policy_digest()),
            working_ms: working_ms(policy.working_ms, &order.accommodation),
            break_ms: order.accommodation.break_ms,
            sealing_authority: own.public(),
            hub: own.public(),
            recovery: own.sealing.public(),
            supervision: SupervisionDoc::None,
        };
        let form = FormDoc {
            attempt: Name(attempt),
            draw_version: DRAW_VERSION,
            items: form.items.into_iter().map(Name).collect(),
            seed: Bytes(form.seed.to_vec()),
        };
        Ok(NewAttempt {
            attempt,
            exam: exam.clone(),
            manifest,
            entitlement: Signed::new(&entitlement, &own.signing),
            form: Written::new(&form).as_bytes().to_vec(),
        })
    }

    pub(crate) async fn take_enrolment(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
        request: Proven,
    ) -> Result<Enrolled, Failure> {
        let trust = self.bundle(programme).await?;
        let stored = self.registered(programme, registration).await?;
        let ticket: Ticket = own(&stored.ticket)?;
        if !request.holds(&ticket.secret) {
            return Err(Failure::refused(Code::WrongProof));
        }
        let malformed = |error| Failure::because(Code::Malformed, error);
        let asked: EnrolmentRequest = request.request.read_unverified().map_err(malformed)?;
        if !request.request.is_signed_by(&asked.signing) {
            return Err(Failure::because(Code::NotEntitled, "not signed by the device's own key"));
        }
        same_programme(programme, asked.programme)?;
        if asked.registration.0 != registration || asked.ticket.0 != stored.ticket.digest() {
            return Err(Failure::because(Code::AddressMismatch, "for another registration or ticket"));
        }
        let device = asked.device.0;
        let kept = self.store().enrol(programme, registration, device, request.request).await?;
        let kept: EnrolmentRequest = own(&kept)?;
        if (&kept.signing, &kept.sealing) != (&asked.signing, &asked.sealing) {
            return Err(Failure::because(Code::Reused, "the device was enrolled with other keys"));
        }
        let (programme_now, _) = self.programme_now(programme).await?;
        let mut entitlements = Vec::new();
        for attempt in stored.attempts {
            let row = self.store().attempt(programme, attempt).await?;
            entitlements.extend(row.map(|row| row.entitlement));
        }
        info!(%registration, %device, "enrolled");
        let order: RegistrationOrder = own(&stored.order)?;
        Ok(Enrolled { trust, programme: programme_now, entitlements, candidate: order.candidate })
    }

    /// A registration that must exist, of a programme that must be served.
    pub(crate) async fn registered(
        &self,
        programme: ProgrammeId,
        registration: RegistrationId,
    ) -> Result<Registered, Failure> {
        self.served(programme).await?;
        let found = self.store().registration(programme, registration).await?;
        found.ok_or_else(|| Failure::refused(Code::UnknownRegistration))
    }
}

fn same_order(stored: Registered, order: &Signed) -> Result<Signed, Failure> {
    if stored.order.digest() == order.digest() {
        Ok(stored.ticket)
    } else {
        Err(Failure::refused(Code::Reused))
    }
}

fn draw(bank: &Bank, seed: [u8; 32]) -> Result<Form, Failure> {
    exam::form::draw(&bank.candidates(), &bank.exam().blueprint, seed).map_err(|few| {
        let why = format!(
            "row {} of the blueprint asks for {} items, and the bank has {} for it",
            few.cell + 1,
            few.wanted,
            few.available
        );
        Failure::because(Code::NotReady, why)
    })
}

/// The exam's working time, a share of it more, and so much more after that.
fn working_ms(policy_ms: u64, accommodation: &AccommodationDoc) -> u64 {
    let share = u128::from(policy_ms) * u128::from(accommodation.more_time_bp) / 10_000;
    policy_ms.saturating_add(u64::try_from(share).unwrap_or(u64::MAX)).saturating_add(accommodation.more_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accommodations_only_ever_add_time() {
        let minutes = |n: u64| n * 60_000;
        for (more_time_bp, more_ms, expected) in
            [(0, 0, 30), (2_500, 0, 37), (5_000, minutes(5), 50), (10_000, 0, 60)]
        {
            let accommodation = AccommodationDoc { more_time_bp, more_ms, break_ms: 0 };
            assert_eq!(
                working_ms(minutes(30), &accommodation) / 60_000,
                expected,
                "{more_time_bp} {more_ms}"
            );
        }
        let endless = AccommodationDoc { more_time_bp: u32::MAX, more_ms: u64::MAX, break_ms: 0 };
        assert_eq!(working_ms(u64::MAX, &endless), u64::MAX);
    }
}
