//! Before the questions: the ticket, this computer, the start.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use evidence::Entropy;
use exam::AttemptId;
use exam::Slug;
use exam::attempt::Measure;
use protocol::{Authority, Client, Failure};

use super::practice::Practice;
use super::{Asked, At, Visit, is_sealed, problem};
use crate::clock::Clock;
use crate::device::{Device, Keeping, Keyring};
use crate::enrol::Enrolment;
use crate::fault::Fault;
use crate::reserve::Reserve;
use crate::wire::{Check, CheckState, MeasureWire, MeasureWord, Picture, SavedFile};

/// The largest picture of a ticket, in pixels.
const LARGEST_PICTURE: u64 = 40_000_000;
/// Below so many bytes of free disk a person should look: a sitting writes a few megabytes.
const LITTLE_SPACE: u64 = 500_000_000;
/// Below so many bytes an exam does not begin.
const NO_SPACE: u64 = 50_000_000;
/// Below so many bytes of free memory a person should look.
const LITTLE_MEMORY: u64 = 300_000_000;
/// No computer's calendar is right before this moment: this program did not exist. UTC milliseconds.
const BEFORE_US_MS: i64 = 1_780_000_000_000;

impl<C: Clock + Clone, E: Entropy + Clone, K: Keyring> Visit<C, E, K> {
    /// Takes a ticket, as its text or in its typed form, and enrols this computer with it.
    pub async fn take_ticket(&self, text: String) -> Asked<Picture> {
        let folder = self.folder()?;
        let (ticket, signed) = crate::typed::ticket(text.as_bytes()).await.map_err(|fault| match fault {
            Fault::Typed(_) | Fault::Authority(_) => problem::of(&fault),
            unreadable => problem::named("not-a-ticket", &unreadable),
        })?;
        let mut last = problem::plain("unreachable");
        for address in &ticket.addresses {
            let client = match Client::new(address) {
                Ok(client) => client,
                Err(failure) => {
                    last = problem::failed(&failure);
                    continue;
                }
            };
            let mut entropy = self.entropy.clone();
            let obtained =
                Enrolment::obtain(&folder, &self.keyring, &signed, &client, &self.clock, &mut entropy).await;
            match obtained {
                Ok((enrolment, device)) => {
                    let mut state = self.lock();
                    if let Some(desk) = &mut state.desk {
                        desk.device = Some(device);
                    }
                    state.enrolment = Some(enrolment);
                    state.at = At::Ticket;
                    return Ok(self.draw(&state));
                }
                Err(Fault::Authority(failure @ Failure::Unreachable(_))) => last = problem::failed(&failure),
                Err(fault) => return Err(problem::of(&fault)),
            }
        }
        Err(last)
    }

    /// Finds a QR code in a picture and takes it as a ticket.
    pub async fn take_ticket_picture(&self, width: u32, height: u32, grey: String) -> Asked<Picture> {
        let unreadable = || problem::plain("no-qr-found");
        let bytes = STANDARD.decode(grey).map_err(|_| unreadable())?;
        let size = u64::from(width) * u64::from(height);
        if size == 0 || size > LARGEST_PICTURE || bytes.len() as u64 != size {
            return Err(unreadable());
        }
        let (width, height) = (width as usize, height as usize);
        let text = {
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
                bytes.get(y * width + x).copied().unwrap_or(255)
            });
            let grids = image.detect_grids();
            let texts = grids.iter().filter_map(|grid| grid.decode().ok());
            texts.map(|(_, text)| text).next().ok_or_else(unreadable)?
        };
        self.take_ticket(text).await
    }

    /// Puts the ticket away. Nothing is used up and nothing is lost.
    pub async fn forget_ticket(&self) -> Asked<Picture> {
        let mut state = self.lock();
        state.enrolment = None;
        state.at = At::Welcome;
        self.shell.guard(false);
        Ok(self.draw(&state))
    }

    /// Begins the practice exam.
    pub async fn practise(&self) -> Asked<Picture> {
        let practice = Practice::begin(&self.clock, &mut self.entropy.clone())?;
        let mut state = self.lock();
        state.may_begin()?;
        state.at = At::Practice(Box::new(practice));
        Ok(self.draw(&state))
    }

    /// Checks this computer for an exam of the ticket.
    pub async fn check(&self, attempt: String) -> Asked<Picture> {
        let attempt = AttemptId::parse(&attempt).map_err(|_| problem::plain("no-such-exam"))?;
        let (addresses, device) = {
            let state = self.lock();
            state.may_begin()?;
            let enrolment = state.enrolment.as_ref().ok_or_else(|| problem::plain("not-now"))?;
            if !enrolment.entitlements.iter().any(|(entitlement, _)| entitlement.attempt.0 == attempt) {
                return Err(problem::plain("no-such-exam"));
            }
            let device = state.desk.as_ref().and_then(|desk| desk.device.clone());
            (enrolment.ticket.addresses.clone(), device)
        };
        if self.lock().sessions.contains_key(&attempt) {
            return self.open_attempt(attempt.to_string()).await;
        }
        self.shell.guard(true);
        let mut checks = vec![self.journal_check()?];
        checks.extend(self.disk_check()?);
        checks.push(self.clock_check());
        checks.extend(device.as_ref().map(keyring_check));
        checks.push(reach_check(&addresses).await);
        checks.push(self.screen_check());
        checks.extend(memory_check());
        checks.push(check("session", CheckState::Fine, &[("desktop", self.shell.desktop())]));
        let mut measures = self.shell.measures();
        measures.extend(device.as_ref().map(key_measure));
        let mut state = self.lock();
        state.at = At::Readiness { attempt, checks, measures };
        Ok(self.draw(&state))
    }

    /// Begins the attempt that was checked.
    pub async fn begin(&self) -> Asked<Picture> {
        let (attempt, mut enrolment, device, measures) = {
            let state = self.lock();
            state.may_begin()?;
            let At::Readiness { attempt, checks, .. } = &state.at else {
                return Err(problem::plain("not-now"));
            };
            if checks.iter().any(|check| check.state == CheckState::Stop) {
                return Err(problem::plain("not-ready"));
            }
            let device = state.desk.as_ref().and_then(|desk| desk.device.clone());
            let device = device.ok_or_else(|| problem::plain("not-now"))?;
            let enrolment = state.enrolment.clone().ok_or_else(|| problem::plain("not-now"))?;
            // Taken anew: what was true when the computer was checked may not be any more.
            let mut measures = self.shell.measures();
            measures.push(key_measure(&device));
            (*attempt, enrolment, device, measures)
        };
        let folder = self.folder()?;
        let wanted = enrolment.entitlements.iter().find(|(entitlement, _)| entitlement.attempt.0 == attempt);
        let exam = wanted.map(|(entitlement, _)| entitlement.exam.0.clone());
        let exam = exam.ok_or_else(|| problem::plain("no-such-exam"))?;
        let mut last = problem::plain("unreachable");
        for address in enrolment.ticket.addresses.clone() {
            let client = match Client::new(&address) {
                Ok(client) => client,
                Err(failure) => {
                    last = problem::failed(&failure);
                    continue;
                }
            };
            let started = crate::start::start(
                &folder,
                &device,
                &mut enrolment,
                Some(&exam),
                honesty(&measures),
                &client,
                &self.clock,
                &mut self.entropy.clone(),
            )
            .await;
            if let Some(kept) = &mut self.lock().enrolment {
                // Also after a failure: what was asked for once is asked for again, word for word.
                kept.clone_from(&enrolment);
            }
            match started {
                Ok(attempt) => {
                    let display = {
                        let mut state = self.lock();
                        let display = state.display;
                        self.admit(&mut state, &folder, &device, attempt);
                        self.go_on(&mut state, attempt)?;
                        display
                    };
                    // The exam is begun, and how it looks is no reason to say that it is not.
                    let adjusted = self.adjust(display).await;
                    return adjusted.or_else(|_| Ok(self.draw(&self.lock())));
                }
                Err(Fault::Authority(failure @ Failure::Unreachable(_))) => last = problem::failed(&failure),
                Err(fault) => return Err(problem::of(&fault)),
            }
        }
        Err(last)
    }

    /// Opens an attempt of this computer.
    pub async fn open_attempt(&self, attempt: String) -> Asked<Picture> {
        let attempt = AttemptId::parse(&attempt).map_err(|_| problem::plain("no-such-exam"))?;
        let mut state = self.lock();
        if state.unreadable.contains(&attempt) {
            let Some(desk) = &state.desk else { return Err(problem::plain("not-now")) };
            let folder = desk.folder.clone();
            let Some(device) = desk.device.clone() else { return Err(problem::plain("not-now")) };
            state.unreadable.retain(|other| *other != attempt);
            self.admit(&mut state, &folder, &device, attempt);
        }
        if !state.sessions.contains_key(&attempt) {
            return Err(problem::plain("journal-damaged"));
        }
        self.go_on(&mut state, attempt)?;
        let sealed = state.sessions.get(&attempt).is_some_and(|session| is_sealed(session));
        self.shell.guard(!sealed);
        Ok(self.draw(&state))
    }

    /// Leaves what is on the screen. An exam that runs cannot be left this way.
    pub async fn leave(&self) -> Asked<Picture> {
        let mut state = self.lock();
        if state.exam_runs() {
            return Err(problem::plain("exam-running"));
        }
        self.shell.guard(false);
        state.at = if state.enrolment.is_some() { At::Ticket } else { At::Welcome };
        Ok(self.draw(&state))
    }

    /// Saves what was found on this computer.
    pub async fn save_checks(&self) -> Asked<SavedFile> {
        let text = {
            let state = self.lock();
            let At::Readiness { checks, measures, .. } = &state.at else {
                return Err(problem::plain("not-now"));
            };
            let mut text = format!("Invigil {}\n\n", env!("CARGO_PKG_VERSION"));
            for check in checks {
                let args: Vec<String> =
                    check.args.iter().map(|(name, value)| format!("{name} {value}")).collect();
                text.push_str(&format!("{}: {:?} {}\n", check.id, check.state, args.join(", ")));
            }
            text.push('\n');
            for measure in measures {
                text.push_str(&format!("{}: {:?}\n", measure.name, measure.state));
            }
            text
        };
        self.save("invigil-checks.txt", text.as_bytes())
    }

    /// Ends the application. Refused while an exam runs.
    pub async fn quit(&self) -> Asked<bool> {
        if self.lock().exam_runs() {
            return Err(problem::plain("exam-running"));
        }
        self.shell.guard(false);
        self.shell.quit();
        Ok(true)
    }

    fn folder(&self) -> Asked<crate::Folder> {
        let state = self.lock();
        state.desk.as_ref().map(|desk| desk.folder.clone()).ok_or_else(|| problem::plain("not-now"))
    }

    /// Writes a file where a person finds it; an older one is not written over.
    pub(super) fn save(&self, name: &str, bytes: &[u8]) -> Asked<SavedFile> {
        let folder = self.shell.documents();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
        let names = std::iter::once(name.to_owned())
            .chain((2..1_000).map(|number| format!("{stem}-{number}.{extension}")));
        let broken = |path: &std::path::Path, source| {
            problem::named("file-not-written", &Fault::file("writing", path, source))
        };
        std::fs::create_dir_all(&folder).map_err(|source| broken(&folder, source))?;
        for name in names {
            let path = folder.join(name);
            let written = std::fs::File::create_new(&path).and_then(|mut file| {
                std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all())
            });
            match written {
                Ok(()) => return Ok(SavedFile { path: path.display().to_string() }),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(source) => return Err(broken(&path, source)),
            }
        }
        Err(problem::plain("file-not-written"))
    }

    /// A rehearsal of what saving needs: written, synced, read back.
    fn journal_check(&self) -> Asked<Check> {
        let folder = self.folder()?;
        let path = self.root.join("rehearsal");
        let words = self.entropy.clone().bytes::<64>();
        let rehearsed = folder.write(&path, &words).and_then(|()| folder.read(&path));
        let removed = folder.remove(&path);
        Ok(match (rehearsed, removed) {
            (Ok(Some(found)), Ok(())) if found == words => check("journal", CheckState::Fine, &[]),
            (Err(fault), _) | (_, Err(fault)) => {
                check("journal", CheckState::Stop, &[("why", fault.to_string())])
            }
            _ => {
                check("journal", CheckState::Stop, &[("why", "what was read is not what was written".into())])
            }
        })
    }

    /// Space for the exam, and some that is kept aside for it.
    fn disk_check(&self) -> Asked<Option<Check>> {
        let kept = Reserve::of(&self.folder()?, self.reserve).keep(&mut self.entropy.clone());
        if let Err(error) = &kept {
            tracing::warn!(%error, "no space could be kept aside");
        }
        let Ok(found) = rustix::fs::statvfs(&self.root) else { return Ok(None) };
        let free = found.f_bavail.saturating_mul(found.f_frsize);
        let state = match free {
            free if free < NO_SPACE => CheckState::Stop,
            free if free < LITTLE_SPACE || kept.is_err() => CheckState::Look,
            _ => CheckState::Fine,
        };
        Ok(Some(check("disk", state, &[("free", (free / 1_000_000).to_string())])))
    }

    fn clock_check(&self) -> Check {
        let state = if self.clock.now().wall_ms < BEFORE_US_MS { CheckState::Look } else { CheckState::Fine };
        check("clock", state, &[])
    }

    fn screen_check(&self) -> Check {
        let screens = self.shell.screens();
        let (width, height) = screens.first().copied().unwrap_or_default();
        let small = width < 1_024 || height < 700;
        let state = if screens.len() != 1 || small { CheckState::Look } else { CheckState::Fine };
        let count = screens.len().to_string();
        check(
            "screen",
            state,
            &[("count", count), ("width", width.to_string()), ("height", height.to_string())],
        )
    }
}

fn check(id: &str, state: CheckState, args: &[(&str, String)]) -> Check {
    let args: BTreeMap<_, _> = args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Check { id: id.to_owned(), state, args }
}

fn keyring_check(device: &Device) -> Check {
    match device.keeping {
        Keeping::Keyring => check("keyring", CheckState::Fine, &[("kind", "keyring".to_owned())]),
        Keeping::File => check("keyring", CheckState::Look, &[("kind", "file".to_owned())]),
    }
}

fn key_measure(device: &Device) -> MeasureWire {
    let state = match device.keeping {
        Keeping::Keyring => MeasureWord::Active,
        Keeping::File => MeasureWord::UnavailableHere,
    };
    MeasureWire { name: "key-in-keyring".to_owned(), state }
}

/// The honesty report as it stands in the first record.
fn honesty(measures: &[MeasureWire]) -> Vec<Measure> {
    let one = |measure: &MeasureWire| {
        Some(Measure { name: Slug::parse(&measure.name).ok()?, state: measure.state.into() })
    };
    measures.iter().filter_map(one).collect()
}

async fn reach_check(addresses: &[String]) -> Check {
    for address in addresses {
        let Ok(client) = Client::new(address) else { continue };
        if let Ok(card) = client.card().await {
            return check("authority", CheckState::Fine, &[("name", card.name)]);
        }
    }
    check("authority", CheckState::Look, &[])
}

fn memory_check() -> Option<Check> {
    let mut system = sysinfo::System::new().ok()?;
    system.refresh_memory();
    let free = system.available_memory();
    let state = if free < LITTLE_MEMORY { CheckState::Look } else { CheckState::Fine };
    Some(check("memory", state, &[("free", (free / 1_000_000).to_string())]))
}
