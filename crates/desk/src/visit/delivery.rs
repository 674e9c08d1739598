//! Carrying what waits to the authority, in the background: nobody waits for it.

use ::exam::AttemptId;
use ::exam::attempt::Phase;
use evidence::Entropy;
use protocol::{Client, Failure};

use super::{Asked, Shared, State, Visit, hold, is_sealed, problem};
use crate::clock::Clock;
use crate::device::Keyring;
use crate::fault::Fault;
use crate::outbox::{Delivered, Outbox};
use crate::wire::{Picture, Problem};

/// The shortest time between two deliveries of one attempt.
const PAUSE_MS: u64 = 2_000;
/// The longest time between two tries where nobody answers.
const LONGEST_PAUSE_MS: u64 = 30_000;
/// How often to ask for grants, results and certificates when there is nothing to bring.
const LOOK_MS: u64 = 10_000;

/// What is known of carrying one attempt.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    reached: Option<bool>,
    failures: u32,
    /// The boot clock's time before which there is no other try.
    not_before_ms: u64,
    /// What stood in the way at the last try.
    problem: Option<Problem>,
    going: bool,
    ready: bool,
}

impl Delivery {
    /// Whether the last try reached the authority.
    pub(super) fn reached(&self) -> Option<bool> {
        self.reached
    }

    /// What stood in the way at the last try.
    pub(super) fn problem(&self) -> Option<&Problem> {
        self.problem.as_ref()
    }

    /// There is something new to bring.
    pub(super) fn soon(&mut self) {
        self.ready = true;
    }

    fn is_due(&self, now_ms: u64) -> bool {
        !self.going && now_ms >= self.not_before_ms
    }

    fn note(&mut self, now_ms: u64, delivered: &Result<Delivered, Fault>) {
        self.going = false;
        let open = delivered.as_ref().map_or(&[][..], |delivered| delivered.open.as_slice());
        let silent = open.iter().any(|failure| matches!(failure, Failure::Unreachable(_)));
        self.reached = Some(!silent);
        self.failures = if silent { self.failures.saturating_add(1) } else { 0 };
        self.problem = match delivered {
            Err(fault) => Some(problem::of(fault)),
            Ok(_) => open.iter().find(|failure| is_trouble(failure)).map(problem::failed),
        };
        let pause = match (silent, self.ready) {
            (true, _) => (PAUSE_MS << self.failures.min(4)).min(LONGEST_PAUSE_MS),
            (false, true) => PAUSE_MS,
            (false, false) => LOOK_MS,
        };
        self.not_before_ms = now_ms.saturating_add(pause);
    }
}

/// What a candidate should hear of. That something is not there yet is no trouble.
fn is_trouble(failure: &Failure) -> bool {
    use protocol::Code;
    !matches!(failure, Failure::Refused { code: Code::NotYet | Code::RoomOpen, .. })
}

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    /// To be called once a second or so: delivers what is due.
    pub async fn deliver_due(&self) {
        let now_ms = self.clock.now().boot_ms;
        let due = {
            let mut state = self.lock();
            if state.problem.is_some() {
                return;
            }
            let current = state.attempt_on_screen();
            let mut due = Vec::new();
            for (attempt, session) in &state.sessions {
                // An attempt that runs and is not on the screen is nobody's to go on with.
                if Some(*attempt) == current || needs_more(session) {
                    due.push((*attempt, session.clone()));
                }
            }
            due.retain(|(attempt, _)| {
                let delivery = state.deliveries.entry(*attempt).or_default();
                let ready =
                    delivery.is_due(now_ms) || (delivery.ready && !delivery.going && delivery.failures == 0);
                delivery.going |= ready;
                delivery.ready &= !ready;
                ready
            });
            due
        };
        for (attempt, session) in due {
            self.deliver_one(attempt, session).await;
        }
    }

    /// Delivers now what is on the screen.
    pub async fn deliver(&self) -> Asked<Picture> {
        let (attempt, session) = self.on_screen()?;
        self.lock().deliveries.entry(attempt).or_default().going = true;
        self.deliver_one(attempt, session).await;
        self.picture().await
    }

    async fn deliver_one(&self, attempt: AttemptId, session: Shared<C, E>) {
        let before = self.seen_of(attempt);
        let addresses = hold(&session).addresses().to_vec();
        let mut delivered = Err(Fault::Lacking("address of the authority".to_owned()));
        for address in addresses {
            let client = match Client::new(&address) {
                Ok(client) => client,
                Err(failure) => {
                    delivered = Err(failure.into());
                    continue;
                }
            };
            delivered = Outbox::new(&client).deliver_through(&*session).await;
            // The next address is tried where nobody answers at this one.
            let silent = |failure: &Failure| matches!(failure, Failure::Unreachable(_));
            if !delivered.as_ref().is_ok_and(|delivered| delivered.open.iter().any(silent)) {
                break;
            }
        }
        drop(session);
        let now_ms = self.clock.now().boot_ms;
        let mut state = self.lock();
        state.deliveries.entry(attempt).or_default().note(now_ms, &delivered);
        if let Err(fault) = &delivered {
            tracing::error!(%attempt, %fault, "nothing could be delivered");
            if matches!(fault, Fault::Journal(_)) {
                // Told by the next picture, if it does not open again.
                let _ = self.mend(&mut state, attempt, fault);
            }
        }
        drop(state);
        if self.seen_of(attempt) != before {
            self.shell.show(&self.draw(&self.lock()));
        }
    }

    /// What of an attempt's carrying shows on the screen.
    fn seen_of(&self, attempt: AttemptId) -> Option<impl PartialEq> {
        let state = self.lock();
        let session = state.sessions.get(&attempt)?;
        let open = hold(session);
        let delivery = state.deliveries.get(&attempt);
        Some((
            open.seq(),
            open.attempt().phase().clone(),
            open.credential().is_some(),
            open.statement().ok().flatten().map(|statement| statement.stated_at_ms),
            delivery.and_then(Delivery::reached),
            delivery.and_then(|delivery| delivery.problem().cloned()),
        ))
    }
}

impl<C: Clock, E: Entropy> State<C, E> {
    fn attempt_on_screen(&self) -> Option<AttemptId> {
        match &self.at {
            super::At::Attempt(attempt) => {
                let session = self.sessions.get(attempt)?;
                let begun = !matches!(hold(session).attempt().phase(), Phase::Registered | Phase::Admitted);
                begun.then_some(*attempt)
            }
            _ => None,
        }
    }
}

/// Whether a sealed attempt still has something to bring or to fetch.
fn needs_more<C: Clock, E: Entropy>(session: &std::sync::Mutex<crate::Session<C, E>>) -> bool {
    if !is_sealed(session) {
        return false;
    }
    let open = hold(session);
    let statement = open.statement().ok().flatten();
    open.receipt().is_none()
        || statement.is_none_or(|statement| statement.passed && open.credential().is_none())
}
