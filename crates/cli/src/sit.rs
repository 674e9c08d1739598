//! `invigil sit` and `invigil outbox`: a desk without its window.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use desk::device::SystemKeyring;
use desk::{BootClock, Delivered, Device, Enrolment, Folder, Keeping, Outbox, Reply, Session};
use evidence::{Entropy, OsEntropy};
use exam::attempt::{Command, Measure, MeasureState, Phase, SealCause};
use exam::{AttemptId, OpId, Slug};
use protocol::{Client, Failure};

use crate::attempts::confirmed_line;
use crate::files::{self, block_on};
use crate::script::{Script, Sheet, Step, something_else, wanted};
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Sit {
    /// The ticket, or a file with its typed form: an address and a code.
    #[arg(long)]
    ticket: PathBuf,
    /// The script.
    #[arg(long)]
    script: PathBuf,
    /// The desk's folder.
    #[arg(long)]
    data: PathBuf,
    /// The exam, where the registration has several.
    #[arg(long)]
    exam: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum OutboxCommand {
    /// Delivers what every attempt of a desk has still to deliver.
    Deliver {
        /// The desk's folder.
        #[arg(long)]
        data: PathBuf,
        /// The authority, where it has moved since the ticket was written.
        #[arg(long)]
        hub: Option<String>,
    },
}

type Desk = Session<BootClock, OsEntropy>;

/// Opens one attempt of a desk's folder.
pub(crate) fn open(folder: &Folder, attempt: AttemptId) -> Result<Desk, Stop> {
    let device = Device::load(folder, &SystemKeyring)?
        .ok_or_else(|| Stop::refused("this folder belongs to no desk: it has no device.json"))?;
    Ok(Session::open(folder, device, attempt, BootClock::new()?, OsEntropy)?)
}

/// The protections of this program: it has no window, so it protects nothing and says so.
fn honesty(keeping: Keeping) -> Result<Vec<Measure>, Stop> {
    let keyring = match keeping {
        Keeping::Keyring => MeasureState::Active,
        Keeping::File => MeasureState::UnavailableHere,
    };
    let windowless = ["full-screen", "always-on-top", "shortcuts", "clipboard", "screens", "sleep"];
    let measures = windowless.map(|name| (name, MeasureState::UnavailableHere));
    let measures = measures.into_iter().chain([("key-in-keyring", keyring)]);
    measures.map(|(name, state)| Ok(Measure { name: Slug::parse(name)?, state })).collect()
}

impl Sit {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let script = Script::read(&self.script)?;
        let given = files::read(&self.ticket)?;
        let exam = self.exam.as_deref().map(Slug::parse).transpose()?;
        let folder = Folder::open(&self.data)?;
        let clock = BootClock::new()?;
        block_on(async {
            let (ticket, signed) = desk::typed::ticket(&given).await?;
            let client = Client::new(ticket.addresses.first().map_or("", String::as_str))?;
            let obtained =
                Enrolment::obtain(&folder, &SystemKeyring, &signed, &client, &clock, &mut OsEntropy).await?;
            let (mut enrolment, device) = obtained;
            let measures = honesty(device.keeping)?;
            let attempt = desk::start::start(
                &folder,
                &device,
                &mut enrolment,
                exam.as_ref(),
                measures,
                &client,
                &clock,
                &mut OsEntropy,
            )
            .await?;
            let session = Session::open(&folder, device, attempt, clock, OsEntropy)?;
            let mut candidate = Candidate { session, client };
            candidate.say_where();
            for step in script.steps {
                candidate.take(step).await?;
            }
            Ok(())
        })
    }
}

struct Candidate {
    session: Desk,
    client: Client,
}

impl Candidate {
    /// Says what is open, in a form other programs can read too. Never what is answered.
    fn say_where(&self) {
        let view = self.session.view();
        let phase = match view.phase {
            Phase::Registered => "registered",
            Phase::Admitted => "admitted",
            Phase::Running => "running",
            Phase::OnBreak => "on-break",
            Phase::Held(_) => "held",
            Phase::Sealed => "sealed",
        };
        println!(
            "attempt {} {phase}: {} of {} answered, {} s left, {} records",
            self.session.attempt().terms().attempt,
            view.answered(),
            view.items.len(),
            view.left_ms / 1_000,
            view.seq
        );
    }

    fn command(&mut self, command: Command) -> Result<(), Stop> {
        let seen = self.session.seq();
        let op = OpId::mint(files::now_ms()?, OsEntropy.bytes());
        match self.session.perform(op, seen, command)? {
            Reply::Saved(view) => {
                println!("saved {} ({} of {} answered)", view.seq, view.answered(), view.items.len());
                Ok(())
            }
            Reply::Refused(refusal) => Err(Stop::refused(format!("refused: {refusal:?}"))),
        }
    }

    async fn take(&mut self, step: Step) -> Result<(), Stop> {
        let running = *self.session.attempt().phase() == Phase::Running;
        match step {
            Step::AcceptRules {} => {
                let rules = self.session.attempt().terms().rules;
                match self.session.attempt().phase() {
                    Phase::Admitted => self.command(Command::AcceptRules(rules)),
                    _ => Ok(()),
                }
            }
            Step::Answer { sheet, first, wrong_every } if running => {
                let sheet: Sheet = files::read_json(&sheet)?;
                self.answer(&sheet, first, wrong_every)
            }
            Step::Flag { place } if running => match self.item_at(place) {
                Some(item) if !self.session.attempt().is_flagged(&item) => {
                    self.command(Command::Flag { item, on: true })
                }
                _ => Ok(()),
            },
            Step::Clear { place } if running => {
                let Some(item) = self.item_at(place) else { return Ok(()) };
                let answered = self.session.attempt().responses().get(&item).cloned().unwrap_or_default();
                for interaction in answered.into_keys() {
                    self.command(Command::Clear { item: item.clone(), interaction })?;
                }
                Ok(())
            }
            Step::WaitFor { file } => {
                println!("waiting for {}", file.display());
                while !file.exists() {
                    self.session.pulse()?;
                    self.session.tick()?;
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
                Ok(())
            }
            Step::Deliver {} => {
                let delivered = Outbox::new(&self.client).deliver(&mut self.session).await?;
                say(&self.session, &delivered);
                Ok(())
            }
            Step::Seal {} if self.session.attempt().seals().is_empty() => {
                self.command(Command::Seal(SealCause::Candidate))?;
                if let Some(envelope) = self.session.envelope()? {
                    println!("sealed envelope {}", envelope.digest());
                }
                Ok(())
            }
            Step::Answer { .. } | Step::Flag { .. } | Step::Clear { .. } | Step::Seal {} => Ok(()),
        }
    }

    fn item_at(&self, place: usize) -> Option<Slug> {
        self.session.attempt().terms().items.get(place.checked_sub(1)?).cloned()
    }

    fn answer(
        &mut self,
        sheet: &Sheet,
        first: Option<usize>,
        wrong_every: Option<usize>,
    ) -> Result<(), Stop> {
        let items = self.session.attempt().terms().items.clone();
        for (place, id) in items.iter().enumerate().take(first.unwrap_or(usize::MAX)) {
            let Some(item) = self.session.paper().get(id).cloned() else { continue };
            let slip = wrong_every.is_some_and(|every| every > 0 && (place + 1) % every == 0);
            if self.session.attempt().responses().contains_key(id) {
                continue;
            }
            self.command(Command::GoTo(id.clone()))?;
            for interaction in item.interactions() {
                let right = wanted(sheet, &item, interaction, "en");
                let value = if slip { something_else(interaction, right.as_ref()) } else { right };
                if let Some(value) = value {
                    let (item, interaction) = (id.clone(), interaction.id.clone());
                    self.command(Command::Answer { item, interaction, value })?;
                }
            }
            self.session.pulse()?;
        }
        Ok(())
    }
}

/// Says how far an attempt has got, in words that claim no more than is known.
fn say(session: &Desk, delivered: &Delivered) {
    let attempt = session.attempt().terms().attempt;
    println!(
        "attempt {attempt}: received by the hub up to record {} of {}",
        delivered.held_seq,
        session.seq()
    );
    if delivered.grants > 0 {
        println!("attempt {attempt}: {} grants applied", delivered.grants);
    }
    if let Some(receipt) = delivered.receipt {
        println!("attempt {attempt}: receipt {receipt}");
    }
    match session.provisional() {
        Ok(Some(provisional)) if provisional.feedback.is_none() => {
            println!("attempt {attempt}: graded here; this exam shows results once they are confirmed");
        }
        Ok(Some(provisional)) => println!(
            "attempt {attempt}: provisional {} of {} points, {} %, {}",
            provisional.marking.points,
            provisional.marking.max,
            provisional.share,
            if provisional.passed { "pass" } else { "fail" }
        ),
        Ok(None) => {}
        Err(fault) => println!("attempt {attempt}: cannot be graded here: {fault}"),
    }
    if let Some(result) = &delivered.result {
        println!("attempt {attempt}: {}", confirmed_line(result));
    }
    if delivered.credential {
        println!("attempt {attempt}: certificate received");
    }
    for failure in &delivered.open {
        let advice = match failure {
            Failure::Unreachable(_) | Failure::Busy { .. } => "; everything is kept, deliver again later",
            Failure::Refused { .. } | Failure::Garbled(_) => "",
        };
        println!("attempt {attempt}: still open: {failure}{advice}");
    }
}

impl OutboxCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let Self::Deliver { data, hub } = self;
        let folder = Folder::open(&data)?;
        let mut broken = 0;
        block_on(async {
            for attempt in folder.attempts()? {
                // One attempt that cannot be looked after must not keep the others from being delivered.
                if let Err(stop) = deliver(&folder, attempt, hub.as_deref()).await {
                    eprintln!("attempt {attempt}: {}", stop.message);
                    broken += 1;
                }
            }
            match broken {
                0 => Ok(()),
                broken => Err(Stop::failed(format!(
                    "{broken} attempts could not be looked after; nothing of them is lost"
                ))),
            }
        })
    }
}

/// Delivers one attempt, with nobody at the desk.
async fn deliver(folder: &Folder, attempt: AttemptId, hub: Option<&str>) -> Result<(), Stop> {
    let mut session = open(folder, attempt)?;
    let address = hub.or(session.addresses().first().map(String::as_str)).unwrap_or_default();
    let client = Client::new(address)?;
    let delivered = Outbox::unattended(&client).deliver(&mut session).await?;
    say(&session, &delivered);
    Ok(())
}
