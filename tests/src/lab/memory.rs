//! `lab memory`: the real window through a sitting, and at every point of it the memory of the desk's process and of
//! its web processes; before the release nothing of an answer is in it.

mod process;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use evidence::bank::{Bank, SealedBank};
use evidence::v0::{SealedVault, TrustBundle, Vault};
use evidence::{Trust, sha256};
use exam::item::Kind;
use exam::{Digest, Slug};
use serde_json::{Value, json};

use self::process::Memory;
use super::keys::note;
use super::leaks::{TEXT_WAYS, WAYS};
use super::scan::{Hit, Needle, Scanner, base64, hex};
use super::sitting::{answer_material, foreign_keys};
use super::{Order, Report, made, neutral};
use crate::Outcome;
use crate::command::{Prompt, Serving};
use crate::dice::Dice;
use crate::window::{Candidate, Hand, Process, Screen, Window, processes};

/// Points of one sitting at which everything stands still and is searched.
const POINTS: u64 = 20;
/// The desk's process, and those of its page and of its network, by the letters that the kernel keeps of their names.
const PROCESSES: [&str; 3] = ["invigil-desk", "WebKitWebProces", "WebKitNetworkPr"];
/// Points times processes.
const SCANS: u64 = POINTS * PROCESSES.len() as u64;
/// Items of a bank, and how many of each of the three competencies a form has.
const ITEMS: usize = 24;
const EACH: usize = 2;
/// What is written where a text is asked for: nobody accepts it.
const TEXT: &str = "what I believe";
/// A variable that every process of the desk inherits: room for a planted leak.
const ROOM: (&str, usize) = ("LC_PLANTED", 8 * 1024);

/// Runs the campaign: a sitting for every 60 scans, of a smaller number as many points, and one that is released.
pub fn run(order: Order) -> Outcome<Report> {
    let mut report = Report::default();
    let cases = order.cases.unwrap_or(SCANS);
    for number in 0..cases.div_ceil(SCANS) {
        let points = (cases - number * SCANS).min(SCANS).div_ceil(PROCESSES.len() as u64);
        sitting(order, number, points, &mut report)?;
    }
    if order.only.is_none() {
        released(order.seed, &mut report)?;
    }
    Ok(report)
}

/// A bank by dice, its hub, a machine and a ticket.
struct Hall {
    prompt: Prompt,
    hub: Option<Serving>,
    screen: Screen,
    bank: Bank,
    vault: Vault,
    ticket: String,
    sheet: String,
}

impl Hall {
    fn new(mut dice: Dice, release: &str) -> Outcome<Self> {
        let prompt = Prompt::new(None)?;
        // A live bank wants reviewers, and what is searched for is the same in both.
        let source = made::source(&mut dice, ITEMS, 8)?.replace("use: live", "use: practice");
        let hub = prompt.demo_of(&source, |programme| made::drawing(&programme, EACH, release))?;
        prompt.register_with(&hub, "Ada", "--break-minutes 5")?;
        let file = |name: &str| std::fs::read(prompt.path(name));

        let trust = Trust::bundled(&serde_json::from_slice::<TrustBundle>(&file("keys/trust.json")?)?)?;
        let bank = SealedBank::parse(file("sealed/exam-ready.bank")?)?.verify(&trust)?;
        let vault: SealedVault = serde_json::from_slice(&file("sealed/exam-ready.vault")?)?;
        let vault = vault.open(&hub::Identity::read(&prompt.path("hub"))?.sealing)?;
        // Who types an accepted text has it in memory.
        let mut sheet: Value = serde_json::from_slice(&file("sheet.json")?)?;
        for item in neutral::items(&bank, &vault)? {
            for interaction in item.interactions() {
                if matches!(interaction.kind, Kind::TextEntry { .. }) {
                    sheet[item.id.to_string()][interaction.id.to_string()] = json!([TEXT]);
                }
            }
        }
        let (ticket, sheet) = (String::from_utf8(file("Ada.ticket")?)?, sheet.to_string());
        Ok(Self { hub: Some(hub), screen: Screen::new()?, bank, vault, ticket, sheet, prompt })
    }

    fn candidate<'a>(&self, window: &'a Window) -> Outcome<Candidate<'a>> {
        Candidate::new(window, Hand::Pointer, &self.sheet)
    }
}

/// The items of the form, from the desk.
fn form(ada: &Candidate<'_>) -> Outcome<Vec<Slug>> {
    let sitting = ada.sitting()?;
    let cells = sitting["cells"].as_array().into_iter().flatten();
    cells.map(|cell| Ok(Slug::parse(cell["item"].as_str().unwrap_or_default())?)).collect()
}

/// Processes that stand still for as long as this value.
struct Still<'a>(&'a [Process]);

impl<'a> Still<'a> {
    fn hold(all: &'a [Process]) -> Outcome<Self> {
        let still = Self(all);
        all.iter().try_for_each(|process| process.signal("STOP"))?;
        Ok(still)
    }
}

impl Drop for Still<'_> {
    fn drop(&mut self) {
        for process in self.0 {
            // It may have been killed meanwhile.
            let _ = process.signal("CONT");
        }
    }
}

/// What was found in a process: what, how it was written down, and in what mapping.
type Found = BTreeSet<(Hit, String)>;

/// Who searches.
struct Watch {
    search: Scanner,
    /// What only a desk without that form may not have.
    content: BTreeSet<String>,
    /// What the desk's own process may have.
    own: BTreeSet<String>,
    /// Digests of what was searched and is clean: most of a process's memory is the same at the next point.
    clean: HashSet<Digest>,
    /// Bytes in use, of all looks together, and those of them that were not known to be clean.
    bytes: u64,
    fresh: u64,
}

impl Watch {
    fn of(hall: &Hall) -> Outcome<Self> {
        let keys = foreign_keys(&hall.bank, &hall.vault, &[])?;
        let content = keys.iter().map(|needle| needle.what.clone()).collect();
        let mut needles = answer_material(&hall.bank, &hall.vault)?;
        needles.extend(keys);
        let search = Scanner::new(needles);
        Ok(Self { search, content, own: BTreeSet::new(), clean: HashSet::new(), bytes: 0, fresh: 0 })
    }

    /// The desk was given the content keys of this form.
    fn given(&mut self, hall: &Hall, form: &[Slug]) -> Outcome<()> {
        let foreign: BTreeSet<String> =
            foreign_keys(&hall.bank, &hall.vault, form)?.into_iter().map(|needle| needle.what).collect();
        self.own = &self.content - &foreign;
        Ok(())
    }

    fn look(&mut self, process: &Process) -> Outcome<Found> {
        let mut found = Found::new();
        let (search, clean, fresh) = (&self.search, &mut self.clean, &mut self.fresh);
        self.bytes += Memory::of(process)?.each(search.longest(), |mapping, bytes| {
            let digest = sha256(bytes);
            if !clean.contains(&digest) {
                *fresh += bytes.len() as u64;
                let hits = search.find(bytes);
                if hits.is_empty() {
                    clean.insert(digest);
                }
                found.extend(hits.into_iter().map(|hit| (hit, mapping.to_owned())));
            }
        })?;
        Ok(found)
    }

    /// What every process of the window has, all of them standing still.
    fn look_at_all(&mut self, window: &Window) -> Outcome<BTreeMap<String, Found>> {
        let all = all(window)?;
        let _still = Still::hold(&all)?;
        all.iter().map(|process| Ok((process.name.clone(), self.look(process)?))).collect()
    }
}

/// The desk's process and everything below it.
fn all(window: &Window) -> Outcome<Vec<Process>> {
    let app = window.app().clone();
    let mut all = processes(app.pid)?;
    all.insert(0, app);
    let names: Vec<&str> = all.iter().map(|process| process.name.as_str()).collect();
    match PROCESSES.iter().find(|name| !names.contains(name)) {
        Some(missing) => Err(format!("there is no {missing} among {names:?}").into()),
        None => Ok(all),
    }
}

/// The points of one sitting, of which every so often one is searched.
struct Points<'a> {
    order: Order,
    number: u64,
    wanted: u64,
    passed: u64,
    watch: Watch,
    report: &'a mut Report,
}

impl Points<'_> {
    fn at(&mut self, window: &Window, name: &str) -> Outcome<()> {
        let point = self.passed;
        self.passed += 1;
        // As many as are wanted, evenly, and the last one among them.
        if (point + 1) * self.wanted / POINTS == point * self.wanted / POINTS {
            return Ok(());
        }
        let point = self.number * POINTS + point;
        if self.order.only.is_some_and(|only| only != point) {
            return Ok(());
        }
        let before = (self.watch.bytes, self.watch.fresh);
        for (process, found) in self.watch.look_at_all(window)? {
            self.report.cases += 1;
            for (Hit { what, spelling }, mapping) in found {
                if process != PROCESSES[0] || !self.watch.own.contains(&what) {
                    let wrong = format!(
                        "point {point}: {name}: {what} is in the memory of {process}, {mapping} ({spelling})"
                    );
                    self.report.failures.push(wrong);
                }
            }
        }
        let (megabytes, new) = ((self.watch.bytes - before.0) >> 20, (self.watch.fresh - before.1) >> 20);
        eprintln!("lab memory: point {point}: {name}: {megabytes} MB in use, {new} MB not seen before");
        Ok(())
    }
}

/// A sitting whose answers are sealed and received, and whose keys are kept until the room closes.
fn sitting(order: Order, number: u64, wanted: u64, report: &mut Report) -> Outcome<()> {
    let mut hall = Hall::new(Dice::seeded(order.seed, &format!("memory {number}")), "when-room-closes")?;
    let mut points = Points { order, number, wanted, passed: 0, watch: Watch::of(&hall)?, report };
    let window = Window::open(&hall.screen)?;
    let ada = hall.candidate(&window)?;
    window.at("Give your ticket")?;
    points.at(&window, "the welcome")?;
    ada.give_ticket(&hall.ticket)?;
    points.at(&window, "the ticket")?;
    ada.check_computer()?;
    points.at(&window, "the checks")?;
    ada.read_rules()?;
    // The questions are here, and which they are is not told yet.
    points.watch.own = points.watch.content.clone();
    points.at(&window, "the rules")?;
    ada.accept_rules()?;
    points.watch.given(&hall, &form(&ada)?)?;
    points.at(&window, "the first question")?;
    ada.flag()?;
    points.at(&window, "a flag")?;
    ada.strike()?;
    points.at(&window, "an option struck out")?;
    ada.note("look at this again")?;
    points.at(&window, "a note")?;
    ada.answer()?;
    ada.next()?;
    ada.answer()?;
    points.at(&window, "two answers")?;
    window.click("button", "Raise hand")?;
    window.until("a raised hand", || {
        if ada.sitting()?["help_asked"] == true { Ok(()) } else { Err("it is not raised".into()) }
    })?;
    points.at(&window, "a call for help")?;
    let display = json!({ "text": "normal", "theme": "dark", "more_contrast": false, "hide_time": false,
        "no_letter_keys": false });
    window.ask("adjust", json!({ "display": display }))?;
    window.drawn()?;
    points.at(&window, "other colours")?;
    ada.next()?;
    ada.answer()?;
    ada.next()?;
    ada.answer()?;
    points.at(&window, "four answers")?;
    window.click("button", "Take a break")?;
    window.find("button", "Go on with the exam")?;
    points.at(&window, "a break")?;
    window.click("button", "Go on with the exam")?;
    window.at("Question 4 of *")?;
    points.at(&window, "after the break")?;
    window.script("window.old = true; location.reload()", &[])?;
    window.until("another page", || {
        if window.script("return window.old ?? false", &[])? == false {
            Ok(())
        } else {
            Err("the old one".into())
        }
    })?;
    window.at("Question 4 of *")?;
    points.at(&window, "the page loaded again")?;
    window.app().kill()?;
    drop(window);

    let window = Window::open(&hall.screen)?;
    let ada = hall.candidate(&window)?;
    window.until("the exam to go on", || ada.sitting())?;
    points.at(&window, "the desk killed and started again")?;
    ada.answer_all()?;
    window.at("Before you seal")?;
    points.at(&window, "the review")?;
    window.click("button", "Seal my answers…")?;
    window.find("button", "Seal my answers")?;
    points.at(&window, "the last question before the seal")?;
    let address = hall.hub.take().map(|hub| hub.address.clone()).unwrap_or_default();
    window.click("button", "Seal my answers")?;
    outcome(&window, |_| true)?;
    points.at(&window, "sealed without the hub")?;
    hall.hub = Some(hall.prompt.serve(address.trim_start_matches("http://"))?);
    window.ask("deliver", json!({}))?;
    outcome(&window, |outcome| !outcome["receipt"].is_null())?;
    points.at(&window, "sealed and received")?;

    let Points { passed, watch, .. } = points;
    if passed != POINTS {
        return Err(format!("there are {passed} points and not {POINTS}").into());
    }
    eprintln!("lab memory: sitting {number}: {} MB in use were looked at", watch.bytes >> 20);
    Ok(())
}

/// Waits until the exam is sealed, and what has come back fits.
fn outcome(window: &Window, fits: impl Fn(&Value) -> bool) -> Outcome<()> {
    window.until("a sealed exam", || {
        let stage = window.picture()?["stage"].clone();
        if stage["at"] == "sealed" && fits(&stage["outcome"]) {
            Ok(())
        } else {
            Err(stage.to_string().into())
        }
    })
}

/// A sitting that is released at once: leaks planted in the middle of it are found, and after the release what was
/// released.
fn released(seed: u64, report: &mut Report) -> Outcome<()> {
    let hall = Hall::new(Dice::seeded(seed, "memory released"), "at-once")?;
    let mut watch = Watch::of(&hall)?;
    let window = Window::open_with(&hall.screen, &[(ROOM.0, &"x".repeat(ROOM.1))])?;
    let ada = hall.candidate(&window)?;
    ada.begin(&hall.ticket)?;
    let form = form(&ada)?;
    watch.given(&hall, &form)?;
    let needles = answer_material(&hall.bank, &hall.vault)?;
    let foreign: Vec<&Needle> = needles.iter().filter(|needle| !is_of(&form, &needle.what)).collect();
    let mut planted = plant_beside(&window, &mut watch, &foreign, report)?;
    planted.extend(plant_by_page(&ada, &mut watch, &foreign, report)?);

    while window.heading()?.starts_with("Question ") {
        ada.next()?;
    }
    ada.seal()?;
    outcome(&window, |outcome| outcome["result"]["provisional"] == false)?;
    window.click("button", "Explain every question")?;
    window.at("Every question")?;
    let found = watch.look_at_all(&window)?;
    for (process, found) in &found {
        for (Hit { what, .. }, _) in found.iter().filter(|(hit, _)| !planted.contains(&hit.what)) {
            if !is_of(&form, what) && !watch.own.contains(what) {
                report.failures.push(format!("after the release: {what} is in the memory of {process}"));
            }
        }
    }
    // The desk has opened the keys, and the page shows every explanation.
    for process in &PROCESSES[..2] {
        for item in &form {
            let what = format!("the explanation of {item}");
            if !found.get(*process).into_iter().flatten().any(|(hit, _)| hit.what == what) {
                report.failures.push(format!("after the release: {what} was not found in {process}"));
            }
        }
    }
    let released = found.values().flatten().filter(|(hit, _)| is_of(&form, &hit.what)).count();
    eprintln!("lab memory: after the release {released} findings of what was released");
    Ok(())
}

/// Whether this is about one of these items.
fn is_of(form: &[Slug], what: &str) -> bool {
    what.split([' ', '/']).any(|word| form.iter().any(|item| item.as_str() == word))
}

/// Those whose name begins so.
fn called<'a>(needles: &[&'a Needle], begin: &'a str) -> impl Iterator<Item = &'a Needle> {
    needles.iter().copied().filter(move |needle| needle.what.starts_with(begin))
}

/// Writes secrets into each process in every way, beside what it was started with. Gives what was planted.
fn plant_beside(
    window: &Window,
    watch: &mut Watch,
    foreign: &[&Needle],
    report: &mut Report,
) -> Outcome<BTreeSet<String>> {
    let keys = WAYS.iter().zip(called(foreign, "the answer key"));
    let texts = TEXT_WAYS.iter().zip(called(foreign, "the explanation"));
    let plants: Vec<(&str, &str, Vec<u8>)> = keys
        .chain(texts)
        .map(|((way, write), needle)| (*way, needle.what.as_str(), write(&needle.bytes)))
        .collect();
    let bytes: Vec<u8> = plants.iter().flat_map(|(.., leak)| [b"\n", leak.as_slice()].concat()).collect();
    if plants.len() < WAYS.len() + TEXT_WAYS.len() || bytes.len() > ROOM.1 {
        return Err(format!("{} leaks of {} bytes cannot be planted", plants.len(), bytes.len()).into());
    }
    let all = all(window)?;
    for process in &all {
        let _still = Still::hold(&all)?;
        let memory = Memory::of(process)?;
        let room = memory.variable(ROOM.0)?;
        memory.write(room.start, &bytes)?;
        let found = watch.look(process);
        memory.write(room.start, &vec![b'x'; bytes.len()])?;
        let found = found?;
        for (way, what, _) in &plants {
            let caught: Vec<_> = found.iter().filter(|(hit, _)| hit.what == *what).collect();
            note(report, &format!("{what} as {way}, beside what {} was started with", process.name), &caught);
        }
    }
    Ok(plants.into_iter().map(|(_, what, _)| what.to_owned()).collect())
}

/// Has secrets come into each process as they would: a note on its way from the page to the journal, the title of the
/// page and of its window, and a file that the page keeps, which is kept by the process of its network. Gives what was
/// planted.
fn plant_by_page(
    ada: &Candidate<'_>,
    watch: &mut Watch,
    foreign: &[&Needle],
    report: &mut Report,
) -> Outcome<BTreeSet<String>> {
    let mut texts = called(foreign, "the explanation").skip(TEXT_WAYS.len());
    let mut secrets = called(foreign, "the commitment's secret");
    let (Some(raw), Some(title)) = (texts.next(), texts.next()) else { return Err("too few texts".into()) };
    let mut secret = || secrets.next().ok_or("too few secrets");
    let (in_hex, in_base64) = (secret()?, secret()?);
    let text = |needle: &Needle| String::from_utf8_lossy(&needle.bytes).into_owned();
    ada.note(&format!("{} {} {}", text(raw), hex(&in_hex.bytes), base64(&in_base64.bytes)))?;
    // One letter beyond Latin-1, and the page keeps all of it in UTF-16.
    ada.window.script("document.title = arguments[0]", &[json!(format!("\u{6f22} {}", text(title)))])?;
    let mut expected = Vec::new();
    for process in &PROCESSES[..2] {
        let ways = [(raw, "raw"), (in_hex, "hex"), (in_base64, "base64 at 0"), (title, "text in UTF-16LE")];
        expected.extend(ways.map(|(needle, spelling)| (*process, needle, spelling)));
    }
    let mut file = Vec::new();
    for (way, spelling) in [(0, "raw"), (1, "hex"), (3, "base64 at 0"), (11, "hex in UTF-16LE")] {
        let needle = secret()?;
        file.push(b'\n');
        file.extend(WAYS[way].1(&needle.bytes));
        expected.push((PROCESSES[2], needle, spelling));
    }
    let keep = "window.kept = URL.createObjectURL(new Blob([new Uint8Array(arguments[0])]))";
    ada.window.script(keep, &[json!(file)])?;

    let found = watch.look_at_all(ada.window)?;
    for (process, needle, spelling) in &expected {
        let hits = found.get(*process).into_iter().flatten();
        // Without a letter in which the two differ it is both, and told as either.
        let spelled = |hit: &Hit| hit.spelling.replace("base64url", "base64") == *spelling;
        let caught: Vec<_> = hits.filter(|(hit, _)| hit.what == needle.what && spelled(hit)).collect();
        note(report, &format!("{}, {spelling}, by the page in {process}", needle.what), &caught);
    }
    Ok(expected.into_iter().map(|(_, needle, _)| needle.what.clone()).collect())
}
