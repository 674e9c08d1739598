//! A candidate's script: what `invigil sit` does, step by step.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exam::Slug;
use exam::item::{Interaction, Item, Kind, Value};
use serde::Deserialize;

use crate::files;
use crate::stop::Stop;

/// A script file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Script {
    /// `script/v0`.
    pub(crate) invigil: String,
    /// In order. A step that is done already (after a restart) does nothing.
    pub(crate) steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Step {
    /// Accept the rules; time runs from here.
    AcceptRules {},
    /// Answer the form's items in their order.
    Answer {
        /// What to answer, by item: a file as `invigil bank answers` writes it.
        sheet: PathBuf,
        /// How many of the form's items, from the first; all without it.
        #[serde(default)]
        first: Option<usize>,
        /// Every so many items, answer something else than the sheet says.
        #[serde(default)]
        wrong_every: Option<usize>,
    },
    /// Flag the item at a place of the form, from 1.
    Flag {
        /// The place.
        place: usize,
    },
    /// Take back the answer to the item at a place of the form, from 1.
    Clear {
        /// The place.
        place: usize,
    },
    /// Wait until a file is there, leaving a sign of life every second.
    WaitFor {
        /// The file.
        file: PathBuf,
    },
    /// Deliver what can be delivered.
    Deliver {},
    /// Seal the answers.
    Seal {},
}

/// What to answer: item to interaction to the words of options, or one text.
pub(crate) type Sheet = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Script {
    /// Reads a script; paths in it are from its folder.
    pub(crate) fn read(path: &Path) -> Result<Self, Stop> {
        let refused = |why: &dyn std::fmt::Display| Stop::refused(format!("{}: {why}", path.display()));
        let text = String::from_utf8(files::read(path)?).map_err(|error| refused(&error))?;
        let mut script: Self = serde_saphyr::from_str(&text).map_err(|error| refused(&error))?;
        if script.invigil != "script/v0" {
            return Err(refused(&format!("`invigil: {}` is not `script/v0`", script.invigil)));
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        for step in &mut script.steps {
            if let Step::Answer { sheet: file, .. } | Step::WaitFor { file } = step {
                *file = folder.join(&*file);
            }
        }
        Ok(script)
    }
}

/// The value a sheet gives for an interaction; none where the sheet has nothing for it.
pub(crate) fn wanted(sheet: &Sheet, item: &Item, interaction: &Interaction, lang: &str) -> Option<Value> {
    let words = sheet.get(item.id.as_str())?.get(interaction.id.as_str())?;
    match &interaction.kind {
        Kind::Choice { options, .. } => {
            let said = |text: &exam::text::Text| text.for_reader(lang).words();
            let chosen: std::collections::BTreeSet<Slug> = options
                .iter()
                .filter(|option| words.contains(&said(&option.text)))
                .map(|option| option.id.clone())
                .collect();
            (!chosen.is_empty()).then_some(Value::Choice(chosen))
        }
        Kind::TextEntry { .. } => words.first().map(|text| Value::Text(text.clone())),
    }
}

/// Something else than `value`, that still fits the interaction.
pub(crate) fn something_else(interaction: &Interaction, value: Option<&Value>) -> Option<Value> {
    match (&interaction.kind, value) {
        (Kind::TextEntry { .. }, _) => Some(Value::Text("I do not know".to_owned())),
        (Kind::Choice { options, .. }, Some(Value::Choice(chosen))) => {
            let mut other: std::collections::BTreeSet<Slug> = options
                .iter()
                .map(|option| option.id.clone())
                .filter(|id| !chosen.contains(id))
                .take(1)
                .collect();
            if other.is_empty() {
                // Every option is right: leave one out.
                other = chosen.iter().skip(1).cloned().collect();
            }
            (!other.is_empty()).then_some(Value::Choice(other))
        }
        (Kind::Choice { options, .. }, _) => {
            options.first().map(|option| Value::Choice([option.id.clone()].into()))
        }
    }
}
