//! When the disk does not do what it is asked: the journal is opened again, space is given back, the candidate is told.

use ::exam::AttemptId;
use evidence::Entropy;
use journal::planted::planted;

use super::{Asked, At, State, Visit, hold, problem};
use crate::clock::Clock;
use crate::device::Keyring;
use crate::fault::Fault;
use crate::reserve::Reserve;

/// How often it is tried to keep space aside again, in milliseconds.
const LOOK_MS: u64 = 60_000;

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    /// Opens an attempt's journal anew after a fault, in the space that was kept aside if there is no other. Where it
    /// cannot be opened the attempt stays on the screen, its clock stopped, and the next beat tries again.
    pub(super) fn mend(&self, state: &mut State<C, E>, attempt: AttemptId, fault: &Fault) -> Asked<()> {
        let Some(folder) = state.desk.as_ref().map(|desk| desk.folder.clone()) else {
            return Err(problem::plain("not-now"));
        };
        let session = state.sessions.get(&attempt).cloned().ok_or_else(|| problem::plain("not-now"))?;
        let reserve = Reserve::of(&folder, self.reserve);
        let mut open = hold(&session);
        let mut released = is_full(fault) && reserve.release();
        let mut opened = open.reopen(&folder);
        if let Err(fault) = &opened
            && is_full(fault)
            && reserve.release()
        {
            released = true;
            opened = open.reopen(&folder);
        }
        match opened {
            Ok(()) => {
                if released {
                    state.trouble = Some(problem::plain("reserve-in-use"));
                    state.look_for_space_ms = self.clock.now().boot_ms + LOOK_MS;
                } else if state.trouble.as_ref().is_some_and(|trouble| trouble.code != "reserve-in-use") {
                    state.trouble = None;
                }
                Ok(())
            }
            Err(fault) => {
                tracing::error!(%attempt, %fault, "the journal does not open again");
                let on_screen = matches!(state.at, At::Attempt(shown) if shown == attempt);
                if on_screen && !planted("failure not told") {
                    state.trouble = Some(problem::named("saving-stopped", &fault));
                }
                Err(problem::of(&fault))
            }
        }
    }

    /// After a sign of life that was taken: what was wrong is over, and the space is kept aside again if there is enough.
    pub(super) fn ease(&self, state: &mut State<C, E>) {
        let Some(trouble) = &state.trouble else { return };
        if trouble.code == "reserve-in-use" {
            let now_ms = self.clock.now().boot_ms;
            if now_ms < state.look_for_space_ms {
                return;
            }
            state.look_for_space_ms = now_ms + LOOK_MS;
            if !self.keep_aside(state) {
                return;
            }
        }
        state.trouble = None;
    }

    /// Keeps space aside for an exam, where there is enough. Says whether it is kept.
    pub(super) fn keep_aside(&self, state: &State<C, E>) -> bool {
        let Some(desk) = &state.desk else { return false };
        let reserve = Reserve::of(&desk.folder, self.reserve);
        let enough = rustix::fs::statvfs(&self.root).is_ok_and(|found| {
            // Twice: it is not taken from an exam that needs it in the next moment.
            found.f_bavail.saturating_mul(found.f_frsize) >= 2 * self.reserve
        });
        reserve.is_kept() || (enough && reserve.keep(&mut self.entropy.clone()).is_ok())
    }
}

fn is_full(fault: &Fault) -> bool {
    match fault {
        Fault::Journal(error) => error.is_full_disk(),
        Fault::File { source, .. } => source.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}
