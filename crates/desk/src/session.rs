//! One open attempt: the only place where a change is made.

mod sealing;

use std::collections::BTreeMap;
use std::path::Path;

use evidence::bank::{Bank, item_entry, media_entry, stimulus_entry, text_digest};
use evidence::dsse::Written;
use evidence::record::{Frame, Log, Place, Record, check_chain};
use evidence::slots::{KeySlots, Pulse, seal_object};
use evidence::v0::event::write_journal;
use evidence::v0::{
    ContentKeys, EffectDoc, Entitlement, FormDoc, Grant, ProgrammeDoc, StartToken, TextDoc, Ticket,
};
use evidence::{Entropy, Secret, Signed, Trust};
use exam::attempt::{Attempt, Command, Decision, Event, HoldCause, Paper, Phase, Refusal, Terms};
use exam::docket::Head;
use exam::form::Form;
use exam::ledger::Moment;
use exam::programme::Programme;
use exam::text::Text;
use exam::{AttemptId, Digest, OpId, Slug};
use journal::planted::planted;
use journal::{Journal, JournalError, Opened, Report};

use crate::clock::Clock;
use crate::device::Device;
use crate::enrol::verified_bank;
use crate::fault::Fault;
use crate::folder::Folder;
use crate::outbox::ECHOES;
use crate::start::object;
use crate::swap::{Awaited, Ground, follow, opened, read, swaps};
use crate::view::View;

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// It is recorded, durably. The new picture.
    Saved(View),
    /// Nothing was recorded, and why.
    Refused(Refusal),
}

/// One open attempt.
pub struct Session<C: Clock, E: Entropy> {
    pub(crate) attempt: Attempt,
    pub(crate) device: Device,
    pub(crate) entitlement: Entitlement,
    pub(crate) ticket: Ticket,
    pub(crate) trust: Trust,
    pub(crate) bank: Bank,
    pub(crate) form: Form,
    pub(crate) frames: Vec<Frame>,
    paper: Paper,
    stimuli: BTreeMap<Slug, Text>,
    content: ContentKeys,
    programme: Option<Programme>,
    last_pulse: Option<Pulse>,
    form_digest: Digest,
    start_token: Digest,
    records: Vec<Record>,
    objects: BTreeMap<String, Vec<u8>>,
    pub(crate) key_slots: Vec<u8>,
    data_key: Secret,
    /// None after a fault, until it can be opened again: meanwhile nothing is taken, and no time is charged.
    journal: Option<Journal>,
    /// The last moment that the journal vouches for, while it is open.
    alive: Moment,
    /// Whether this program leaves signs of life, so that their absence says that it did not run.
    beating: bool,
    report: Report,
    /// The swap by which this device goes on, until its segment is begun.
    awaited: Option<Awaited>,
    clock: C,
    entropy: E,
}

impl<C: Clock, E: Entropy> Session<C, E> {
    /// Opens an attempt's journal and comes to where it stood. A gap is recorded as one; what a crash left undone
    /// after a seal is done.
    pub fn open(
        folder: &Folder,
        device: Device,
        attempt: AttemptId,
        clock: C,
        entropy: E,
    ) -> Result<Self, Fault> {
        let mut session = Self::load(folder, device, attempt, clock, entropy)?;
        session.resume()?;
        Ok(session)
    }

    /// Reads an attempt's journal and records nothing: no clock goes on because somebody looked.
    /// [`Session::resume`] comes before any command.
    pub fn load(
        folder: &Folder,
        device: Device,
        attempt: AttemptId,
        clock: C,
        entropy: E,
    ) -> Result<Self, Fault> {
        Self::load_at(&folder.attempt(attempt), folder, device, attempt, clock, entropy)
    }

    /// [`Session::load`] of a journal that does not lie in its place yet.
    pub(crate) fn load_at(
        home: &Path,
        folder: &Folder,
        device: Device,
        attempt: AttemptId,
        clock: C,
        entropy: E,
    ) -> Result<Self, Fault> {
        let Opened { journal, key_slots, frames, objects, last_pulse, report } = Journal::open(home)?;
        let slots = KeySlots::parse(&key_slots)?;
        let data_key = slots.open(&device.wrap)?;
        let objects = opened(&data_key, objects)?;
        let find =
            |name: &str| objects.get(name).map(Vec::as_slice).ok_or_else(|| Fault::Lacking(name.to_owned()));
        let Ground { ticket, trust, entitlement } = Ground::of(&objects)?;
        let signed_token = Signed::parse(find(object::START_TOKEN)?)?;
        let token: StartToken = signed_token.open(&entitlement.sealing_authority.signing)?;
        let content: ContentKeys = read(object::CONTENT_KEYS, find(object::CONTENT_KEYS)?)?;
        let (written, form) = Written::<FormDoc>::parse(content.form.0.clone())?;
        if written.digest() != token.form.0 || token.attempt.0 != attempt {
            return Err(Fault::unusable("the start token", "it is for another form or attempt"));
        }
        // Only for what the window shows; an attempt without it is as good.
        let programme = objects.get(object::PROGRAMME).and_then(|bytes| {
            let (doc, _) = trust.open_timeless::<ProgrammeDoc>(&Signed::parse(bytes).ok()?).ok()?;
            Programme::try_from(doc).ok()
        });
        let path = folder.bank(entitlement.manifest.0);
        let file = folder
            .read(&path)?
            .ok_or_else(|| Fault::Lacking(format!("sealed bank {}", entitlement.manifest.0)))?;
        let bank = verified_bank(&trust, &entitlement, file)?;
        let mut paper = Paper::new();
        let mut stimuli = BTreeMap::new();
        for item in &form.items {
            let read = bank.item(item, content_key(&content, &item_entry(item))?)?;
            if let Some(stimulus) = &read.stimulus {
                let name = stimulus_entry(stimulus);
                let plain = bank.entry(&name, content_key(&content, &name)?)?;
                let text = Text::try_from(TextDoc::parse(&plain)?);
                let text = text.map_err(|error| Fault::unusable(name, error.0))?;
                stimuli.insert(stimulus.clone(), text);
            }
            paper.insert(item.0.clone(), read);
        }
        let terms = Terms {
            attempt,
            rules: text_digest(&bank.exam().policy.rules),
            items: form.items.iter().map(|item| item.0.clone()).collect(),
            entitled_ms: entitlement.working_ms,
            break_ms: entitlement.break_ms,
            outage: bank.exam().policy.outage,
        };
        let seed =
            form.seed.0.try_into().map_err(|_| Fault::unusable("the form", "its seed has not 32 bytes"))?;
        let form = Form { items: terms.items.clone(), seed };

        check_chain(None, frames.iter().map(|frame| (frame.header(), frame.digest())))?;
        let mut state = Attempt::new(terms);
        let mut records = Vec::with_capacity(frames.len());
        for frame in &frames {
            let record = frame.open(&data_key)?;
            let event = record.journal_event()?;
            // A record is named by its place in the whole journal: numbers begin anew in each segment.
            let place = records.len() as u64 + 1;
            state.evolve(&event, record.header().op.0, place, record.header().moment()?);
            records.push(record);
        }
        let swaps = swaps(&objects, &trust, &entitlement)?;
        let awaited = follow(&swaps, &records, token.device.0, device.id)?;
        let pulse = last_pulse.and_then(|sealed| Pulse::open(&data_key, &sealed));
        Ok(Self {
            attempt: state,
            device,
            entitlement,
            ticket,
            trust,
            bank,
            form,
            frames,
            paper,
            stimuli,
            content,
            programme,
            last_pulse: pulse,
            form_digest: written.digest(),
            start_token: signed_token.digest(),
            records,
            objects,
            key_slots,
            data_key,
            journal: Some(journal),
            alive: clock.now(),
            beating: false,
            report,
            awaited,
            clock,
            entropy,
        })
    }

    /// Whether this device is to go on with what another began, and has not yet.
    pub(crate) fn is_awaited(&self) -> bool {
        self.awaited.is_some()
    }

    /// Opens the journal anew after a fault. Where that fails, what was in memory stays, to be looked at; it takes
    /// nothing, and its clock stands at the last sign of life.
    pub fn reopen(&mut self, folder: &Folder) -> Result<(), Fault>
    where
        C: Clone,
        E: Entropy + Clone,
    {
        // A journal has one owner, and this one gives it up.
        self.journal = None;
        let (device, attempt) = (self.device.clone(), self.attempt.terms().attempt);
        let mut opened = Self::load(folder, device, attempt, self.clock.clone(), self.entropy.clone())?;
        opened.beating = self.beating;
        opened.resume()?;
        *self = opened;
        Ok(())
    }

    /// Says that this program leaves signs of life from here on, so that a pause between them is one in which it did not
    /// run. Where nobody says so, the first sign of life does.
    pub fn beats(&mut self) {
        self.beating = true;
    }

    /// Begins this device's segment if it takes over; otherwise records the gap since the last sign of life. Holds a
    /// forked journal, and finishes an unfinished seal.
    pub fn resume(&mut self) -> Result<(), Fault> {
        // One moment for all that follows: what the disk takes to write it is looked at by whoever comes next.
        let now = self.clock.now();
        let last = self.last_moment()?;
        let alive = match self.last_pulse.take() {
            Some(pulse) if Some(pulse.head) == self.head() && !planted("pulses unread") => pulse.at,
            Some(pulse) if planted("stale pulses believed") => pulse.at,
            _ => last,
        };
        let taken_over = self.awaited.take();
        // The gap comes first: whatever is recorded before it would count it as what was running.
        if let Some(Awaited { grant, digest, swap }) = taken_over {
            let last = if planted("a recovery is charged") { now } else { alive };
            self.note(Command::TakeOver { grant, digest, swap, last }, now)?;
        }
        if self.attempt.ledger().class().is_some() {
            if taken_over.is_none() && !planted("gaps uncounted") {
                self.note(Command::NoteInterruption(alive), now)?;
            }
            if planted("gaps counted twice") {
                self.note(Command::NoteInterruption(alive), now)?;
            }
            let forked = self.report.fork.is_some() || self.report.stranded > 0;
            if forked && !matches!(self.attempt.phase(), Phase::Held(_)) {
                self.note(Command::Hold(HoldCause::Fork), now)?;
            }
        }
        self.alive = now;
        self.tick_at(now)?;
        self.finish_seal()
    }

    /// Carries out a command: decide, append durably, evolve, reply with the new picture. `op` names the click: a
    /// retry with the same changes nothing. `seen` is the sequence number of the picture the command was made from.
    /// After a fault, [`Session::reopen`]: memory may be behind the disk.
    pub fn perform(&mut self, op: OpId, seen: u64, command: Command) -> Result<Reply, Fault> {
        let now = self.catch_up()?;
        self.carry_out(op, seen, command, now)
    }

    /// Notes that this program did not run, and that the wall clock was set, before anything else is recorded. Gives the
    /// moment of this look: whatever follows happens then, and what a slow disk takes to write it down is a pause for the
    /// next look to find.
    fn catch_up(&mut self) -> Result<Moment, Fault> {
        let now = self.clock.now();
        let alive = self.beating.then_some(self.alive);
        if let Some(command) = self.attempt.unnoted(alive, now) {
            self.note(command, now)?;
            // Nothing was missed by then; the wall clock may still have been set.
            if let Some(command) = self.attempt.unnoted(None, now) {
                self.note(command, now)?;
            }
        }
        Ok(now)
    }

    fn note(&mut self, command: Command, now: Moment) -> Result<Reply, Fault> {
        let op = OpId::mint(now.wall_ms, self.entropy.bytes());
        self.carry_out(op, self.seq(), command, now)
    }

    fn carry_out(&mut self, op: OpId, seen: u64, command: Command, now: Moment) -> Result<Reply, Fault> {
        match self.attempt.decide(&self.paper, command, op, seen, now) {
            Ok(Decision::Record(event)) => {
                self.record(op, &event, now)?;
                if matches!(event, Event::Sealed { .. }) {
                    self.finish_seal()?;
                }
                Ok(Reply::Saved(self.view()))
            }
            Ok(Decision::Already(_)) => Ok(Reply::Saved(self.view())),
            Err(refusal) => Ok(Reply::Refused(refusal)),
        }
    }

    /// Carries out a command of this program's own, from the current picture.
    pub(crate) fn by_itself(&mut self, command: Command) -> Result<Reply, Fault> {
        let now = self.catch_up()?;
        self.note(command, now)
    }

    /// Seals if the time is up or a proctor has ended the attempt, and ends a break when no more of it is left. To be
    /// called at least once a second.
    pub fn tick(&mut self) -> Result<Option<Reply>, Fault> {
        let now = self.catch_up()?;
        self.tick_at(now)
    }

    fn tick_at(&mut self, now: Moment) -> Result<Option<Reply>, Fault> {
        self.attempt.due(now).map(|command| self.note(command, now)).transpose()
    }

    /// Leaves a sign of life. To be called once a second while an attempt is open; from the first on, a pause says that
    /// this program did not run.
    pub fn pulse(&mut self) -> Result<(), Fault> {
        let now = self.catch_up()?;
        self.beats();
        let Some(head) = self.head() else { return Ok(()) };
        let pulse = Pulse { head, at: now };
        let sealed = pulse.seal(&self.data_key, &mut self.entropy);
        self.journal()?.pulse(&sealed)?;
        self.alive = pulse.at;
        Ok(())
    }

    /// Puts a signed grant into effect, if it is genuine, for this attempt, and still to be applied.
    pub fn apply(&mut self, signed: &Signed) -> Result<Reply, Fault> {
        let (grant, _) = self.trust.open_dated(signed, |grant: &Grant| grant.given_at_ms)?;
        if grant.attempt.0 != self.attempt.terms().attempt || self.clock.now().wall_ms > grant.not_after_ms {
            return Err(Fault::unusable("the grant", "it is for another attempt, or has run out"));
        }
        self.catch_up()?;
        self.keep(&object::grant(&grant.grant), &signed.to_json())?;
        if matches!(&grant.effect, EffectDoc::Swap { from, .. } if from.0 == self.device.id) {
            // Another computer goes on from here. What would be done on this one now would be a second branch.
            self.by_itself(Command::Hold(HoldCause::Fork))?;
        }
        let command =
            Command::Apply { grant: grant.grant.0, digest: signed.digest(), effect: grant.effect.into() };
        let reply = self.by_itself(command)?;
        self.tick()?;
        Ok(match reply {
            Reply::Saved(_) => Reply::Saved(self.view()),
            refused => refused,
        })
    }

    fn record(&mut self, op: OpId, event: &Event, at: Moment) -> Result<(), Fault> {
        let head = self.head();
        let place = Place {
            log: Log::Journal,
            programme: self.entitlement.programme.0,
            attempt: self.attempt.terms().attempt,
            segment: head.map_or(0, |head| head.segment),
            op,
            at,
        };
        let previous = head.map_or(Digest([0; 32]), |head| head.digest);
        let (kind, payload) = write_journal(event);
        let record = match event {
            Event::TakenOver { digest, .. } => {
                let place = Place { segment: place.segment + 1, ..place };
                Record::open_segment(place, previous, *digest, kind, payload, &mut self.entropy)
            }
            _ => {
                let seq = head.map_or(1, |head| head.seq + 1);
                Record::write(place, seq, previous, kind, payload, &mut self.entropy)
            }
        };
        let frame = if planted("nonces used again") {
            record.seal(&self.data_key, &mut Stuck)
        } else {
            record.seal(&self.data_key, &mut self.entropy)
        };
        let appended = self.journal().and_then(|journal| Ok(journal.append(&frame)?));
        if !planted("failed writes acknowledged") {
            appended?;
        }
        self.attempt.evolve(event, op, self.seq() + 1, at);
        self.alive = at;
        self.records.push(record);
        self.frames.push(frame);
        Ok(())
    }

    /// Keeps a named object, durably and once.
    pub(crate) fn keep(&mut self, name: &str, plain: &[u8]) -> Result<(), Fault> {
        match self.objects.get(name) {
            Some(kept) if kept == plain => Ok(()),
            Some(_) => Err(Fault::unusable(name, "another one is kept already")),
            None => {
                let sealed = seal_object(&self.data_key, name, plain, &mut self.entropy);
                if !(planted("envelope not kept") && name.starts_with("envelope/")) {
                    self.journal()?.put_object(name, &sealed)?;
                }
                self.objects.insert(name.to_owned(), plain.to_owned());
                Ok(())
            }
        }
    }

    /// A named object, in the clear.
    pub(crate) fn object(&self, name: &str) -> Option<&[u8]> {
        self.objects.get(name).map(Vec::as_slice)
    }

    /// A named signed object.
    pub(crate) fn signed(&self, name: &str) -> Result<Signed, Fault> {
        Ok(Signed::parse(self.object(name).ok_or_else(|| Fault::Lacking(name.to_owned()))?)?)
    }

    /// Where the ticket says the authority answers, best first.
    pub fn addresses(&self) -> &[String] {
        &self.ticket.addresses
    }

    /// The state of the attempt.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// The items of the form.
    pub fn paper(&self) -> &Paper {
        &self.paper
    }

    /// Material that items share, by name.
    pub fn stimuli(&self) -> &BTreeMap<Slug, Text> {
        &self.stimuli
    }

    /// The programme the attempt belongs to, where the journal holds it.
    pub fn programme(&self) -> Option<&Programme> {
        self.programme.as_ref()
    }

    /// When the newest record of a kind was made, UTC milliseconds.
    pub fn noted_at_ms(&self, kind: &str) -> Option<i64> {
        let found = self.frames.iter().rev().find(|frame| frame.header().kind == kind)?;
        Some(found.header().wall_ms)
    }

    /// How many records after number `seq` are more than notes of what the authority said.
    pub fn waiting_after(&self, seq: u64) -> usize {
        let frames = self.frames.iter().skip(usize::try_from(seq).unwrap_or(usize::MAX));
        frames.filter(|frame| !ECHOES.contains(&frame.header().kind.as_str())).count()
    }

    /// For how long the application did not run before it was held for that, in milliseconds: by the wall clock where the
    /// computer was started anew in between.
    pub fn gone_ms(&self) -> Option<u64> {
        let record = self.records.get(placed(self.attempt.held_since()?)?)?;
        let Ok(Event::Interrupted(last)) = record.journal_event() else { return None };
        Some(record.header().moment().ok()?.gap_since(&last))
    }

    /// The bytes of a picture that a text of this form shows.
    pub fn media(&self, digest: &Digest) -> Result<Vec<u8>, Fault> {
        let name = media_entry(digest);
        Ok(self.bank.entry(&name, content_key(&self.content, &name)?)?)
    }

    /// The form: the items in their order, and the order of their options.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// What this attempt entitles to.
    pub fn entitlement(&self) -> &Entitlement {
        &self.entitlement
    }

    /// When a record was made, UTC milliseconds, by its number.
    pub fn recorded_at_ms(&self, seq: u64) -> Option<i64> {
        let found = self.frames.get(placed(seq)?)?;
        Some(found.header().wall_ms)
    }

    /// The verified bank.
    pub fn bank(&self) -> &Bank {
        &self.bank
    }

    /// The last record's number in the whole journal; 0 before the first.
    pub fn seq(&self) -> u64 {
        self.frames.len() as u64
    }

    /// The last record.
    pub fn head(&self) -> Option<Head> {
        self.frames.last().map(Frame::head)
    }

    /// What opening the two files found.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How far the authority holds the journal: a record's number.
    pub fn held_seq(&self) -> u64 {
        let Some(anchored) = self.attempt.anchored() else { return 0 };
        // Asked for after every command: each record names the one before it, so that only the last is hashed.
        let next = self.frames.iter().rposition(|frame| frame.header().previous.0 == anchored);
        let is_last = self.head().is_some_and(|head| head.digest == anchored);
        if is_last { self.seq() } else { next.map_or(0, |place| place as u64) }
    }

    /// The new picture.
    pub fn view(&self) -> View {
        let now = self.clock.now();
        let runs = self.is_open() && !(self.beating && now.stalled_since(&self.alive));
        let now = if runs { now } else { self.alive };
        View::of(&self.attempt, &self.form, self.seq(), self.held_seq(), now)
    }

    /// Whether the journal takes what is done. After a fault it does not, until [`Session::reopen`] succeeds.
    pub fn is_open(&self) -> bool {
        self.journal.is_some()
    }

    fn journal(&mut self) -> Result<&mut Journal, Fault> {
        self.journal.as_mut().ok_or_else(|| JournalError::Reopen.into())
    }

    fn last_moment(&self) -> Result<Moment, Fault> {
        match self.frames.last() {
            Some(frame) => Ok(frame.header().moment()?),
            None => Ok(self.clock.now()),
        }
    }
}

fn content_key<'a>(content: &'a ContentKeys, name: &str) -> Result<&'a Secret, Fault> {
    content.keys.get(name).ok_or_else(|| Fault::Lacking(format!("content key of {name}")))
}

/// Where a record of that number is found.
fn placed(seq: u64) -> Option<usize> {
    usize::try_from(seq.checked_sub(1)?).ok()
}

/// A bug on purpose: randomness that has none.
struct Stuck;

impl Entropy for Stuck {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}
