//! Newer programs: asked for and put in only where no exam can be touched by it.

use ::exam::attempt::Phase;
use evidence::Entropy;

use super::{Asked, At, State, Visit, hold, problem};
use crate::clock::Clock;
use crate::device::Keyring;
use crate::wire::UpdateWire;

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    /// Asks whether there is a newer program. Nothing of it is fetched.
    pub async fn look_for_update(&self) -> Asked<UpdateWire> {
        self.lock().may_update()?;
        self.shell.look_for_update().await
    }

    /// Puts a newer program in this one's place and starts it. From the first byte that is fetched no exam begins, until
    /// the new program runs or something went wrong.
    pub async fn install_update(&self, version: String) -> Asked<bool> {
        let updating = {
            let mut state = self.lock();
            state.may_update()?;
            state.updating = true;
            Updating(self)
        };
        self.shell.install_update(version).await?;
        {
            let mut state = self.lock();
            // The next program finds the folder free, however quickly it starts.
            state.desk = None;
            state.problem = Some(problem::plain("starting"));
        }
        drop(updating);
        self.shell.restart();
        Ok(true)
    }
}

/// Lets exams begin again, however the update ended.
struct Updating<'a, C: Clock + Clone, E: Entropy + Clone, K: Keyring>(&'a Visit<C, E, K>);

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Drop for Updating<'_, C, E, K> {
    fn drop(&mut self) {
        self.0.lock().updating = false;
    }
}

impl<C: Clock, E: Entropy> State<C, E> {
    /// Only on the welcome, and only where every attempt of this computer can be read, is sealed and was received.
    fn may_update(&self) -> Asked<()> {
        let open = self.problem.is_none() && self.desk.is_some() && !self.updating;
        let welcome = matches!(self.at, At::Welcome);
        let done = self.sessions.values().all(|session| {
            let session = hold(session);
            *session.attempt().phase() == Phase::Sealed && session.receipt().is_some()
        });
        match open && welcome && done && self.unreadable.is_empty() {
            true => Ok(()),
            false => Err(problem::plain("not-now")),
        }
    }

    /// No exam begins while another program is put in this one's place.
    pub(super) fn may_begin(&self) -> Asked<()> {
        match self.updating {
            true => Err(problem::plain("updating")),
            false => Ok(()),
        }
    }
}
