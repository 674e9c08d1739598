//! Everything behind the window: one person at this computer, from a ticket to a receipt.
//!
//! A [`Visit`] owns the desk's folder and all its open attempts. Each command of [`crate::commands!`] is a method of
//! the same name; whatever it does, it answers with the new [`Picture`]. The page holds nothing that would be missed.

pub(crate) mod cards;
mod delivery;
mod exam;
mod lobby;
mod mend;
mod outcome;
mod practice;
mod problem;
mod update;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ::exam::AttemptId;
use ::exam::attempt::Phase;
use evidence::{Entropy, OsEntropy};

use crate::clock::{BootClock, Clock};
use crate::device::{Device, Keyring, SystemKeyring};
use crate::enrol::Enrolment;
use crate::folder::Folder;
use crate::reserve::RESERVE;
use crate::session::Session;
use crate::wire::{
    AttemptLine, Check, ClockFace, DisplayWire, MeasureWire, Picture, Problem, Stage, UpdateWire,
};

use delivery::Delivery;
use practice::Practice;

/// What only a window can do.
pub trait Shell: Send + Sync {
    /// Puts the protections up, or takes them down.
    fn guard(&self, on: bool);
    /// How the protections stand, verified now.
    fn measures(&self) -> Vec<MeasureWire>;
    /// The screens that are connected: width and height in pixels.
    fn screens(&self) -> Vec<(u32, u32)>;
    /// What kind of desktop this is: `x11`, `wayland`, or what it calls itself.
    fn desktop(&self) -> String;
    /// Shows a new picture that nobody asked for.
    fn show(&self, picture: &Picture);
    /// Shows the time.
    fn clock(&self, face: &ClockFace);
    /// Where a person looks for saved files.
    fn documents(&self) -> PathBuf;
    /// Ends the application.
    fn quit(&self);
    /// Asks whether there is a newer program. Nothing of it is fetched. Fails where nobody answers, or not in a way that
    /// can be used.
    fn look_for_update(&self) -> Later<'_, Asked<UpdateWire>>;
    /// Fetches the program that was found last, if it is of that version, checks its signature, and puts it in this one's
    /// place. Where it fails, nothing has changed.
    fn install_update(&self, version: String) -> Later<'_, Asked<()>>;
    /// Ends the application and starts the one that is in its place now.
    fn restart(&self);
}

/// What a window answers in its own time.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

type Shared<C, E> = Arc<Mutex<Session<C, E>>>;

/// One person at this computer.
pub struct Visit<C: Clock, E: Entropy, K: Keyring> {
    root: PathBuf,
    clock: C,
    entropy: E,
    keyring: K,
    shell: Box<dyn Shell>,
    /// How much space is kept aside, in bytes.
    reserve: u64,
    state: Mutex<State<C, E>>,
}

struct State<C: Clock, E: Entropy> {
    /// Held for as long as this process may write.
    desk: Option<Desk>,
    problem: Option<Problem>,
    display: DisplayWire,
    lang: String,
    enrolment: Option<Enrolment>,
    sessions: BTreeMap<AttemptId, Shared<C, E>>,
    unreadable: Vec<AttemptId>,
    deliveries: BTreeMap<AttemptId, Delivery>,
    /// Why the attempt on the screen cannot save, or only in the space that was kept aside.
    trouble: Option<Problem>,
    /// When to look for space again, by the boot clock.
    look_for_space_ms: u64,
    /// Another program is being put in this one's place: no exam begins before that is over.
    updating: bool,
    at: At,
}

/// The folder, locked.
#[derive(Debug)]
struct Desk {
    folder: Folder,
    device: Option<Device>,
    _lock: File,
}

/// What is on the screen.
#[derive(Debug)]
enum At {
    Welcome,
    Ticket,
    Readiness { attempt: AttemptId, checks: Vec<Check>, measures: Vec<MeasureWire> },
    Attempt(AttemptId),
    Practice(Box<Practice>),
}

/// A visit with this computer's own clock, randomness and keyring.
pub type ThisComputer = Visit<BootClock, OsEntropy, SystemKeyring>;

impl ThisComputer {
    /// A visit over the desk's folder at `root`.
    ///
    /// # Errors
    /// Where the computer cannot say which start of it this is.
    pub fn over(root: PathBuf, shell: Box<dyn Shell>) -> std::io::Result<Self> {
        Ok(Self::new(root, BootClock::new()?, OsEntropy, SystemKeyring, shell))
    }
}

/// What was asked for, or why it cannot be.
pub type Asked<T> = Result<T, Problem>;

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    /// A visit over the desk's folder at `root`. Nothing is opened before [`Visit::try_again`].
    pub fn new(root: PathBuf, clock: C, entropy: E, keyring: K, shell: Box<dyn Shell>) -> Self {
        let state = State {
            desk: None,
            problem: Some(problem::plain("starting")),
            display: DisplayWire::default(),
            lang: "en".to_owned(),
            enrolment: None,
            sessions: BTreeMap::new(),
            unreadable: Vec::new(),
            deliveries: BTreeMap::new(),
            trouble: None,
            look_for_space_ms: 0,
            updating: false,
            at: At::Welcome,
        };
        Self { root, clock, entropy, keyring, shell, reserve: RESERVE, state: Mutex::new(state) }
    }

    /// Keeps another amount of space aside: for tests, which have many folders.
    #[doc(hidden)]
    pub fn with_reserve(self, bytes: u64) -> Self {
        Self { reserve: bytes, ..self }
    }

    /// Where everything stands.
    pub async fn picture(&self) -> Asked<Picture> {
        Ok(self.draw(&self.lock()))
    }

    /// Opens the desk and shows what is there.
    pub async fn open_desk(&self) {
        if let Ok(picture) = self.try_again().await {
            self.shell.show(&picture);
        }
    }

    /// Opens the desk, or looks again at what stood in the way. An exam that was going on goes on.
    pub async fn try_again(&self) -> Asked<Picture> {
        if self.lock().desk.is_none() {
            // The keyring may ask a person for a password; nobody else has to wait for that.
            let opened = self.open();
            let mut state = self.lock();
            match opened {
                Ok(desk) => self.settle(&mut state, desk),
                Err(problem) => state.problem = Some(problem),
            }
        }
        self.picture().await
    }

    fn open(&self) -> Asked<Desk> {
        let folder = Folder::open(&self.root).map_err(|fault| problem::named("folder-unusable", &fault))?;
        let lock = folder.lock().map_err(|fault| problem::named("folder-unusable", &fault))?;
        let lock = lock.ok_or_else(|| problem::plain("already-open"))?;
        let device = Device::load(&folder, &self.keyring).map_err(|fault| problem::of(&fault))?;
        Ok(Desk { folder, device, _lock: lock })
    }

    /// Takes stock of what is on this computer, and goes on where somebody was.
    fn settle(&self, state: &mut State<C, E>, desk: Desk) {
        state.problem = None;
        let attempts = desk.folder.attempts().unwrap_or_default();
        if let Some(device) = &desk.device {
            for attempt in attempts {
                self.admit(state, &desk.folder, device, attempt);
            }
            let mut enrolments = Enrolment::all(&desk.folder, device);
            let open = |enrolment: &Enrolment| {
                enrolment.entitlements.iter().any(|(entitlement, _)| {
                    state.sessions.get(&entitlement.attempt.0).is_none_or(|session| !is_sealed(session))
                })
            };
            enrolments.retain(open);
            if enrolments.len() == 1 {
                state.enrolment = enrolments.pop();
                state.at = At::Ticket;
            }
        }
        state.desk = Some(desk);
        let begun = state.sessions.iter().find(|(_, session)| !is_sealed(session)).map(|(id, _)| *id);
        if let Some(attempt) = begun {
            match self.go_on(state, attempt) {
                Ok(()) => self.shell.guard(true),
                Err(problem) => state.problem = Some(problem),
            }
        }
    }

    /// Reads an attempt's journal. Nothing is recorded in one that runs: only its candidate goes on with it.
    fn admit(&self, state: &mut State<C, E>, folder: &Folder, device: &Device, attempt: AttemptId) {
        let (clock, entropy) = (self.clock.clone(), self.entropy.clone());
        let loaded =
            Session::load(folder, device.clone(), attempt, clock, entropy).and_then(|mut session| {
                if *session.attempt().phase() == Phase::Sealed {
                    session.resume()?;
                }
                Ok(session)
            });
        match loaded {
            Ok(session) => {
                state.sessions.insert(attempt, Arc::new(Mutex::new(session)));
            }
            Err(fault) => {
                tracing::error!(%attempt, %fault, "an attempt cannot be read");
                state.unreadable.push(attempt);
            }
        }
    }

    /// Goes on with an attempt: what it lost is in its ledger, and it is on the screen.
    fn go_on(&self, state: &mut State<C, E>, attempt: AttemptId) -> Asked<()> {
        state.may_begin()?;
        let session = state.sessions.get(&attempt).cloned().ok_or_else(|| problem::plain("not-now"))?;
        let mut open = hold(&session);
        let runs = *open.attempt().phase() != Phase::Sealed;
        if matches!(state.at, At::Attempt(shown) if shown == attempt) && runs {
            return Ok(());
        }
        if runs {
            open.beats();
            open.resume().map_err(|fault| problem::of(&fault))?;
            // It may have been given back before a restart; without it the exam goes on all the same.
            self.keep_aside(state);
        }
        state.display = open.attempt().display().into();
        state.at = At::Attempt(attempt);
        state.deliveries.entry(attempt).or_default();
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State<C, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session on the screen.
    fn on_screen(&self) -> Asked<(AttemptId, Shared<C, E>)> {
        let state = self.lock();
        let At::Attempt(attempt) = state.at else { return Err(problem::plain("not-now")) };
        let session = state.sessions.get(&attempt).cloned();
        session.map(|session| (attempt, session)).ok_or_else(|| problem::plain("not-now"))
    }

    fn draw(&self, state: &State<C, E>) -> Picture {
        Picture {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            display: state.display,
            stage: match &state.problem {
                Some(problem) => Stage::Unusable { problem: problem.clone() },
                None => self.stage(state),
            },
            attempts: self.attempt_lines(state),
        }
    }

    fn stage(&self, state: &State<C, E>) -> Stage {
        match &state.at {
            At::Welcome => Stage::Welcome,
            At::Ticket => match cards::ticket(state) {
                Some(ticket) => Stage::Ticket { ticket },
                None => Stage::Welcome,
            },
            At::Readiness { attempt, checks, measures } => {
                let ticket = cards::ticket(state);
                let exam = ticket.as_ref().and_then(|ticket| {
                    ticket.exams.iter().find(|exam| exam.attempt == attempt.to_string()).cloned()
                });
                match (ticket, exam) {
                    (Some(ticket), Some(exam)) => {
                        Stage::Readiness { ticket, exam, checks: checks.clone(), measures: measures.clone() }
                    }
                    _ => Stage::Welcome,
                }
            }
            At::Attempt(attempt) => match state.sessions.get(attempt) {
                Some(session) => self.attempt_stage(state, *attempt, &hold(session)),
                None => Stage::Unusable { problem: problem::plain("journal-damaged") },
            },
            At::Practice(practice) => practice.stage(self.clock.now(), &state.lang),
        }
    }

    fn attempt_lines(&self, state: &State<C, E>) -> Vec<AttemptLine> {
        let readable = state.sessions.values().map(|session| cards::line(&hold(session), &state.lang));
        let unreadable = state.unreadable.iter().map(|attempt| cards::unreadable(*attempt));
        let mut lines: Vec<_> = readable.chain(unreadable).collect();
        lines.sort_by(|a, b| b.attempt.cmp(&a.attempt));
        lines
    }

    /// To be called once a second: leaves a sign of life, seals when the time is up, and shows the time.
    pub fn tick(&self) {
        let shown = {
            let mut state = self.lock();
            match &mut state.at {
                At::Practice(practice) => {
                    let now = self.clock.now();
                    let sealed = practice.tick(now, self.mint());
                    Some((sealed, practice.clock(now)))
                }
                At::Attempt(attempt) => {
                    let attempt = *attempt;
                    state
                        .sessions
                        .get(&attempt)
                        .cloned()
                        .map(|session| self.beat(&mut state, attempt, &session))
                }
                _ => None,
            }
        };
        let Some((changed, face)) = shown else { return };
        if changed {
            self.shell.show(&self.draw(&self.lock()));
        }
        self.shell.clock(&face);
    }

    fn beat(&self, state: &mut State<C, E>, attempt: AttemptId, session: &Shared<C, E>) -> (bool, ClockFace) {
        let (outcome, phase) = {
            let mut open = hold(session);
            let before = open.attempt().phase().clone();
            (open.pulse().and_then(|()| open.tick()).map(drop), before)
        };
        let trouble = state.trouble.clone();
        match outcome {
            Ok(()) => self.ease(state),
            Err(fault) => {
                tracing::error!(%attempt, %fault, "the journal did not take a sign of life");
                // Told by the picture, if it does not open again.
                let _ = self.mend(state, attempt, &fault);
            }
        }
        let open = hold(session);
        (*open.attempt().phase() != phase || state.trouble != trouble, cards::clock(&open))
    }
}

impl<C: Clock, E: Entropy> State<C, E> {
    /// Whether an exam is going on, held or not.
    fn exam_runs(&self) -> bool {
        match &self.at {
            At::Attempt(attempt) => self.sessions.get(attempt).is_some_and(|session| {
                matches!(hold(session).attempt().phase(), Phase::Running | Phase::OnBreak | Phase::Held(_))
            }),
            _ => false,
        }
    }
}

fn hold<C: Clock, E: Entropy>(session: &Mutex<Session<C, E>>) -> MutexGuard<'_, Session<C, E>> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_sealed<C: Clock, E: Entropy>(session: &Mutex<Session<C, E>>) -> bool {
    *hold(session).attempt().phase() == Phase::Sealed
}
