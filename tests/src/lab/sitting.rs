//! One candidate at one desk, from the ticket to the envelope, with everything recorded; and what must not be found
//! in it.

use std::path::PathBuf;

use desk::{Delivered, Device, Outbox};
use evidence::bank::Bank;
use evidence::v0::Vault;
use evidence::{Name, sha256};
use exam::attempt::Command;
use exam::item::{Kind, Value};
use exam::{AttemptId, RegistrationId, Slug};

use super::holdings::{Holdings, Owner};
use super::scan::{Needle, Scanner};
use super::sealed::Parts;
use super::{log, neutral};
use crate::link::{Link, Network, Recorder};
use crate::{Desk, Outcome, World, perform, seal_answers};

/// An accepted text of fewer characters is found everywhere.
const SHORTEST_TEXT: usize = 4;

/// A sitting under way.
pub struct Sitting<'a> {
    /// Its world.
    pub world: &'a World,
    /// The open attempt.
    pub desk: Desk,
    /// The desk's keys.
    pub device: Device,
    /// Everything that went over the network.
    pub recorder: &'a Recorder,
    attempt: AttemptId,
    registration: RegistrationId,
    folder: PathBuf,
    said: Vec<String>,
}

impl<'a> Sitting<'a> {
    /// Registers, enrols, starts and accepts the rules.
    pub async fn begin(world: &'a World, name: &str, recorder: &'a Recorder) -> Outcome<Self> {
        Self::begin_over(world, name, recorder, recorder).await
    }

    /// The same over a network that may do more than record.
    pub async fn begin_over(
        world: &'a World,
        name: &str,
        recorder: &'a Recorder,
        network: impl Network,
    ) -> Outcome<Self> {
        log::listen();
        let folder = world.folder(name)?;
        let (ticket, signed) = world.register().await?;
        recorder.sends("ticket", vec![signed.to_json()])?;
        let link = Link { authority: &world.hub, network };
        let (device, attempt) = world.start_over(&link, &folder, &signed).await?;
        let mut desk = world.open(&folder, &device, attempt)?;
        let rules = desk.attempt().terms().rules;
        perform(&mut desk, Command::AcceptRules(rules))?;
        let (registration, folder) = (ticket.registration.0, world.home.path().join(name));
        Ok(Self { world, desk, device, recorder, attempt, registration, folder, said: Vec::new() })
    }

    /// Answers every question: options rightly, texts in words that nobody accepts.
    pub fn answer(&mut self) -> Outcome<()> {
        for id in self.desk.attempt().terms().items.clone() {
            let item = self.desk.paper().get(&id).cloned().ok_or("an item that is not on the paper")?;
            for interaction in item.interactions() {
                let value = match interaction.kind {
                    Kind::Choice { .. } => self.world.right(&id, &interaction.id)?,
                    Kind::TextEntry { .. } => Some(Value::Text("what I believe".to_owned())),
                };
                let Some(value) = value else { continue };
                let (item, interaction) = (id.clone(), interaction.id.clone());
                perform(&mut self.desk, Command::Answer { item, interaction, value })?;
            }
        }
        self.said.push(format!("{:?} {:?} {:?}", self.desk.view(), self.desk.report(), self.desk.attempt()));
        Ok(self.desk.pulse()?)
    }

    /// Seals.
    pub fn seal(&mut self) -> Outcome<()> {
        seal_answers(&mut self.desk)
    }

    /// Delivers what there is to deliver.
    pub async fn deliver(&mut self) -> Outcome<Delivered> {
        let link = Link { authority: &self.world.hub, network: self.recorder };
        let delivered = Outbox::new(&link).deliver(&mut self.desk).await?;
        self.said.push(format!("{delivered:?} {:?}", self.desk.view()));
        self.said.extend(delivered.open.iter().map(ToString::to_string));
        Ok(delivered)
    }

    /// The items of the form.
    pub fn form(&self) -> Vec<Slug> {
        self.desk.attempt().terms().items.clone()
    }

    /// Everything the desk has now.
    pub fn holdings(&self) -> Outcome<Holdings> {
        let owner = Owner {
            folder: &self.folder,
            device: &self.device,
            registration: self.registration,
            attempt: self.attempt,
            bank: self.desk.bank(),
        };
        let mut all = Holdings::collect(&owner, &self.recorder.messages())?;
        all.add("log", log::heard());
        all.add("what the desk said", self.said.join("\n"));
        all.add("evidence for the candidate", serde_json::to_vec(&self.desk.dossier(true)?)?);
        Ok(all)
    }
}

/// What of a bank no desk may have before the release: of the form's items and of all others.
pub fn answer_material(bank: &Bank, vault: &Vault) -> Outcome<Vec<Needle>> {
    let parts = Parts::of(bank)?;
    let mut needles = vec![Needle::new("the secret of option names", vault.options.expose().to_vec())];
    let sealed = neutral::items(bank, vault)?;
    let questions = format!("{sealed:?}");
    for row in &bank.manifest().items {
        let item = &row.item.0;
        let key = vault.answers.get(&row.item).ok_or("an item without an answer key")?;
        let answer = parts.answer(item, key)?;
        let read: serde_json::Value = serde_json::from_slice(&answer.key)?;
        needles.push(Needle::new(format!("the answer key of {item}"), key.expose().to_vec()));
        needles.push(Needle::new(format!("the commitment's secret of {item}"), answer.secret));
        needles.push(Needle::new(format!("the key document of {item}"), answer.key));
        for (interaction, part) in
            read.get("parts").and_then(serde_json::Value::as_object).into_iter().flatten()
        {
            if let Some(accepted) = part.pointer("/choice/accepted") {
                let of = format!("the right options of {item}/{interaction}");
                needles.push(Needle::new(of, format!("\"accepted\":{accepted}")));
            }
            for text in
                part.pointer("/text/accepted").and_then(serde_json::Value::as_array).into_iter().flatten()
            {
                let text = text.as_str().unwrap_or_default();
                if text.chars().count() >= SHORTEST_TEXT && !questions.contains(text) {
                    needles.push(Needle::new(format!("an accepted text of {item}/{interaction}"), text));
                }
            }
        }
        let explanation = bank.key(item, key)?.explanation;
        for wording in explanation.iter().flat_map(exam::text::Text::variants) {
            needles.push(Needle::new(format!("the explanation of {item}"), wording.words()));
        }
    }
    Ok(needles)
}

/// The content keys of entries that a form does not need: no desk with that form may ever have them.
pub fn foreign_keys(bank: &Bank, vault: &Vault, form: &[Slug]) -> Outcome<Vec<Needle>> {
    let mut own = Vec::new();
    for item in form {
        own.extend(bank.listed(item)?.needs.clone());
    }
    let foreign = vault.content.iter().filter(|(name, _)| !own.contains(name));
    Ok(foreign
        .map(|(name, key)| Needle::new(format!("the content key of {name}"), key.expose().to_vec()))
        .collect())
}

/// A search for all that the desk with this form may not have before the release.
pub fn scanner(world: &World, form: &[Slug]) -> Outcome<Scanner> {
    let mut needles = answer_material(&world.bank, &world.vault)?;
    needles.extend(foreign_keys(&world.bank, &world.vault, form)?);
    Ok(Scanner::new(needles))
}

/// Whether what was found after a release is what a release is for: the keys of the form's answers, where a release
/// lies, and what these keys open.
pub fn check_release(world: &World, form: &[Slug], all: &Holdings) -> Outcome<Vec<String>> {
    let found = all.search(&scanner(world, form)?);
    let mut wrong = Vec::new();
    for item in form {
        for (what, place) in [
            (format!("the answer key of {item}"), "opened release".to_owned()),
            (format!("the key document of {item}"), format!("opened answer/{item}")),
        ] {
            if !found.iter().any(|finding| finding.what == what && finding.place == place) {
                wrong.push(format!("{what} should stand in {place}, and was not found there"));
            }
        }
    }
    for finding in &found {
        let own = form.iter().any(|item| {
            let of = format!(" of {item}");
            let in_answer = finding.place == format!("opened answer/{item}");
            (finding.what.ends_with(&of) || finding.what.contains(&format!("{of}/")))
                && (finding.place == "opened release" || in_answer)
        });
        if !own {
            wrong.push(format!("after the release: {finding}"));
        }
    }
    let known = |(item, key): (&Name<Slug>, &evidence::Secret)| {
        world.vault.answers.get(item).is_some_and(|own| sha256(own.expose()) == sha256(key.expose()))
    };
    if all.answers.len() != form.len() || !all.answers.iter().all(known) {
        wrong.push("the release does not hold the form's keys and no others".to_owned());
    }
    Ok(wrong)
}
