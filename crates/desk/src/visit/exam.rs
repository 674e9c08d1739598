//! The commands of a sitting: from the words of the page to a command of the domain, and to the new picture.

use evidence::Entropy;
use exam::attempt::{Command, HoldCause, Phase, SealCause};
use exam::item::Value;
use exam::{AttemptId, OpId, Slug};
use journal::planted::planted;

use super::{Asked, At, State, Visit, cards, hold, problem};
use crate::clock::Clock;
use crate::device::Keyring;
use crate::session::{Reply, Session};
use crate::wire::{DisplayWire, HoldWire, PageWire, Picture, Sitting, SittingPhase, Stage, content};

/// A word of the page as what the domain takes.
trait Read<T> {
    fn read(self) -> Asked<T>;
}

impl Read<Slug> for String {
    fn read(self) -> Asked<Slug> {
        name(&self)
    }
}

impl Read<Self> for String {
    fn read(self) -> Asked<Self> {
        Ok(self)
    }
}

impl Read<Self> for bool {
    fn read(self) -> Asked<Self> {
        Ok(self)
    }
}

/// The methods of the table's first section.
macro_rules! verbs {
    (
        exam { $($(#[$doc:meta])* $verb:ident($($field:ident: $kind:ty),*) => $variant:ident;)* }
        desk { $($rest:tt)* }
    ) => {
        impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
            $(
                $(#[$doc])*
                pub async fn $verb(&self, op: String, seen: u64, $($field: $kind),*) -> Asked<Picture> {
                    self.command(&op, seen, Command::$variant { $($field: $field.read()?),* })
                }
            )*
        }
    };
}
crate::commands!(verbs);

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    /// Shows a question.
    pub async fn go_to(&self, op: String, seen: u64, item: String) -> Asked<Picture> {
        self.command(&op, seen, Command::GoTo(name(&item)?))
    }

    /// Chooses options; none of them is a cleared answer.
    pub async fn choose(
        &self,
        op: String,
        seen: u64,
        item: String,
        interaction: String,
        options: Vec<String>,
    ) -> Asked<Picture> {
        if options.is_empty() {
            return self.clear(op, seen, item, interaction).await;
        }
        let chosen = options.iter().map(|option| name(option)).collect::<Result<_, _>>()?;
        let (item, interaction) = (name(&item)?, name(&interaction)?);
        self.command(&op, seen, Command::Answer { item, interaction, value: Value::Choice(chosen) })
    }

    /// Writes a short answer; an empty one is a cleared answer.
    pub async fn write(
        &self,
        op: String,
        seen: u64,
        item: String,
        interaction: String,
        text: String,
    ) -> Asked<Picture> {
        if text.is_empty() {
            return self.clear(op, seen, item, interaction).await;
        }
        let (item, interaction) = (name(&item)?, name(&interaction)?);
        self.command(&op, seen, Command::Answer { item, interaction, value: Value::Text(text.to_owned()) })
    }

    /// Seals the answers.
    pub async fn seal(&self, op: String, seen: u64) -> Asked<Picture> {
        self.command(&op, seen, Command::Seal(SealCause::Candidate))
    }

    /// Accepts the rules that were shown. The clock runs from here, and the first question is open.
    pub async fn accept_rules(&self, op: String) -> Asked<Picture> {
        let (seq, rules) = {
            let state = self.lock();
            let At::Attempt(attempt) = &state.at else { return Err(problem::plain("not-now")) };
            let session = state.sessions.get(attempt).ok_or_else(|| problem::plain("not-now"))?;
            let session = hold(session);
            (session.seq(), session.attempt().terms().rules)
        };
        let accepted = self.command(&op, seq, Command::AcceptRules(rules))?;
        match self.first_item() {
            Some((seq, item)) => self.command(&self.mint().to_string(), seq, Command::GoTo(item)),
            None => Ok(accepted),
        }
    }

    /// Shows everything in another size, light or contrast: kept in the attempt if there is one.
    pub async fn adjust(&self, display: DisplayWire) -> Asked<Picture> {
        let seq = {
            let mut state = self.lock();
            state.display = display;
            match &state.at {
                At::Attempt(attempt) => state.sessions.get(attempt).map(|session| hold(session).seq()),
                _ => None,
            }
        };
        match seq {
            Some(seq) => self.command(&self.mint().to_string(), seq, Command::Adjust(display.into())),
            None => self.picture().await,
        }
    }

    /// Chooses the reader's language, for texts that have several wordings.
    pub async fn speak(&self, lang: String) -> Asked<Picture> {
        self.lock().lang = lang.chars().take(35).collect();
        self.picture().await
    }

    /// A picture that a question shows, as a data address.
    pub async fn media(&self, digest: String) -> Asked<String> {
        let digest = exam::Digest::parse(&digest).map_err(|_| problem::plain("refused-unfit"))?;
        if let At::Practice(practice) = &self.lock().at {
            return practice.media(&digest).ok_or_else(|| problem::plain("refused-unfit"));
        }
        let (_, session) = self.on_screen()?;
        let bytes = hold(&session).media(&digest).map_err(|fault| problem::of(&fault))?;
        cards::data_address(&bytes).ok_or_else(|| problem::plain("refused-unfit"))
    }

    /// A page of reference that this exam permits.
    pub async fn reference(&self, id: String) -> Asked<PageWire> {
        let state = self.lock();
        if let At::Practice(practice) = &state.at {
            return practice.reference(&id, &state.lang).ok_or_else(|| problem::plain("refused-unfit"));
        }
        let At::Attempt(attempt) = &state.at else { return Err(problem::plain("not-now")) };
        let session = state.sessions.get(attempt).ok_or_else(|| problem::plain("not-now"))?;
        let session = hold(session);
        let found = session.bank().references().iter().find(|page| page.id.as_str() == id);
        found.map(|page| content::page(page, &state.lang)).ok_or_else(|| problem::plain("refused-unfit"))
    }

    pub(super) fn mint(&self) -> OpId {
        OpId::mint(self.clock.now().wall_ms, self.entropy.clone().bytes())
    }

    fn first_item(&self) -> Option<(u64, Slug)> {
        let state = self.lock();
        let At::Attempt(attempt) = &state.at else { return None };
        let session = hold(state.sessions.get(attempt)?);
        let none_yet = session.attempt().current().is_none();
        let first = session.form().items.first().filter(|_| none_yet).cloned()?;
        Some((session.seq(), first))
    }

    /// Carries out one command on what is on the screen.
    fn command(&self, op: &str, seen: u64, command: Command) -> Asked<Picture> {
        let op = OpId::parse(op).map_err(|_| problem::plain("internal"))?;
        let mut state = self.lock();
        if let At::Practice(practice) = &mut state.at {
            practice.perform(op, seen, command, self.clock.now())?;
            return Ok(self.draw(&state));
        }
        let At::Attempt(attempt) = state.at else { return Err(problem::plain("not-now")) };
        let session = state.sessions.get(&attempt).cloned().ok_or_else(|| problem::plain("not-now"))?;
        let mut performed = hold(&session).perform(op, seen, command.clone());
        if let Err(fault) = &performed {
            tracing::error!(%attempt, %fault, "a command was not recorded");
            self.mend(&mut state, attempt, fault)?;
            // Under its own name: if it was recorded after all, it is not recorded twice.
            if !planted("no second try") {
                performed = hold(&session).perform(op, seen, command);
            }
        }
        match performed {
            Ok(Reply::Saved(_)) => {
                state.deliveries.entry(attempt).or_default().soon();
                Ok(self.draw(&state))
            }
            Ok(Reply::Refused(refusal)) => Err(problem::refused(&refusal)),
            Err(fault) => {
                self.mend(&mut state, attempt, &fault)?;
                Err(problem::of(&fault))
            }
        }
    }

    pub(super) fn attempt_stage(
        &self,
        state: &State<C, E>,
        attempt: AttemptId,
        session: &Session<C, E>,
    ) -> Stage {
        match session.attempt().phase() {
            Phase::Registered | Phase::Admitted => Stage::Rules {
                exam: cards::exam_of(session, &state.lang),
                candidate: cards::candidate(state, session),
                rules: content::wording(&session.bank().exam().policy.rules, &state.lang),
                measures: self.shell.measures(),
            },
            Phase::Sealed => Stage::Sealed { outcome: Box::new(self.outcome(state, attempt, session)) },
            Phase::Running | Phase::OnBreak | Phase::Held(_) => {
                Stage::Sitting { sitting: Box::new(self.sitting(state, attempt, session)) }
            }
        }
    }

    fn sitting(&self, state: &State<C, E>, attempt: AttemptId, session: &Session<C, E>) -> Sitting {
        let points = cards::points(session);
        let sheet = cards::sheet(session, &points, &state.lang);
        let current = session.attempt().current();
        Sitting {
            exam: cards::exam_of(session, &state.lang),
            candidate: cards::candidate(state, session),
            practice: false,
            seq: session.seq(),
            phase: phase(session),
            clock: cards::clock(session),
            saved: cards::saved(session, state.deliveries.get(&attempt)),
            cells: sheet.cells(session.attempt()),
            question: current.and_then(|item| sheet.question(session.attempt(), item)),
            references: session
                .bank()
                .references()
                .iter()
                .map(|page| cards::page_name(page, &state.lang))
                .collect(),
            help_asked: session.attempt().help_asked() > 0,
            trouble: state.trouble.clone(),
        }
    }
}

fn name(text: &str) -> Asked<Slug> {
    Slug::parse(text).map_err(|_| problem::plain("refused-unfit"))
}

fn phase<C: Clock, E: Entropy>(session: &Session<C, E>) -> SittingPhase {
    match session.attempt().phase() {
        Phase::OnBreak => SittingPhase::Break,
        Phase::Held(cause) => SittingPhase::Held {
            cause: match cause {
                HoldCause::Proctor => HoldWire::Proctor,
                HoldCause::LongOutage => HoldWire::LongOutage,
                HoldCause::Fork => HoldWire::Fork,
                HoldCause::Sensor(_) => HoldWire::Sensor,
            },
            gone_ms: session.gone_ms().unwrap_or(0),
            since_ms: session
                .attempt()
                .held_since()
                .and_then(|seq| session.recorded_at_ms(seq))
                .unwrap_or_default(),
        },
        _ => SittingPhase::Running,
    }
}
