//! A bank's items as candidates will have them, for their author: before anything is sealed, without an attempt.

use std::collections::BTreeMap;

use ::bank::lint::{Level, Remark, Report};
use ::bank::{Bank, SourceItem};
use ::exam::attempt::{Attempt, Paper, Terms};
use ::exam::form::Form;
use ::exam::grade::{Keyed, grade};
use ::exam::item::{Kind, Part, PartKey, Response, Value};
use ::exam::programme::{Beyond, OutageAllowance};
use ::exam::{AttemptId, Digest, Points, Slug};

use crate::visit::cards::data_address;
use crate::wire::content::{Sheet, wording};
use crate::wire::{PreviewBank, PreviewFact, PreviewItem, PreviewKey, PreviewLine, PreviewRemark};

/// What an item is worth where neither it nor an exam says: a programme file's own default.
const WORTH: Points = Points::whole(2);

/// A bank that was read, what the linter says of it, and in which language it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Its file, as the author named it.
    pub file: &'a str,
    /// The bank.
    pub bank: &'a Bank,
    /// What the linter says.
    pub report: &'a Report,
    /// The reader's language.
    pub lang: &'a str,
}

/// A bank that cannot be read: why.
pub fn unreadable(file: &str, report: &Report) -> PreviewBank {
    let remarks = report.remarks.iter().map(|remark| said(file, remark, None)).collect();
    PreviewBank { file: file.to_owned(), title: String::new(), items: Vec::new(), remarks }
}

impl Sample<'_> {
    /// The bank in a list.
    pub fn bank(&self) -> PreviewBank {
        let (attempt, paper, form, points) = self.set(|_| true);
        let sheet = self.sheet(&paper, &form, &points);
        let worst = self.worst();
        let line = |cell: crate::wire::Cell| PreviewLine {
            worst: worst.get(cell.item.as_str()).map(|level| level.as_str().to_owned()),
            item: cell.item,
            words: cell.words,
            lang: cell.lang,
        };
        PreviewBank {
            file: self.file.to_owned(),
            title: self.bank.title.for_reader(self.lang).words(),
            items: sheet.cells(&attempt).into_iter().map(line).collect(),
            remarks: self.remarks(|item| item.is_none()),
        }
    }

    /// An item without what is right; nothing where there is none of that name.
    pub fn item(&self, id: &str) -> Option<PreviewItem> {
        let found = self.find(id)?;
        let (attempt, paper, form, points) = self.set(|item| item == found);
        Some(PreviewItem {
            question: self.sheet(&paper, &form, &points).question(&attempt, &found.item.id)?,
            of: u32::try_from(self.bank.items.len()).unwrap_or(u32::MAX),
            file: self.file.to_owned(),
            line: found.at.line,
            facts: facts(found),
            remarks: self.remarks(|item| item == Some(id)),
        })
    }

    /// What is right, and what the grader makes of an answer: interaction to names of options, or to one text. What
    /// names no interaction of the item counts for nothing.
    pub fn key(&self, id: &str, answer: &BTreeMap<String, Vec<String>>) -> Option<PreviewKey> {
        let found = self.find(id)?;
        let (attempt, paper, form, points) = self.set(|item| item == found);
        let given = given(found, answer);
        let keyed = Keyed {
            item: found.item.id.clone(),
            points: worth(found),
            unscored: found.unscored,
            competencies: found.competencies.clone(),
            weights: found.item.interactions().map(|one| (one.id.clone(), one.weight)).collect(),
            key: found.key.clone(),
        };
        let marking = grade(&[keyed], &BTreeMap::from([(found.item.id.clone(), given.clone())]));
        let sheet = self.sheet(&paper, &form, &points);
        let explained = sheet.explained(&attempt, marking.lines.first()?, &given, Some(&found.key))?;
        Some(PreviewKey { explained, also: self.also(found) })
    }

    /// A picture of the bank as a data address.
    pub fn media(&self, digest: &str) -> Option<String> {
        let media = self.bank.media.iter().find(|(name, _)| name.to_string() == digest)?.1;
        data_address(&media.bytes)
    }

    fn find(&self, id: &str) -> Option<&SourceItem> {
        self.bank.items.iter().find(|item| item.item.id.as_str() == id)
    }

    /// What a sheet is made of: an attempt in which nothing happens, and a form of the whole bank in its own order. The
    /// paper holds the items that are wanted, with their options where the author put them.
    fn set(&self, wanted: impl Fn(&SourceItem) -> bool) -> (Attempt, Paper, Form, BTreeMap<Slug, Points>) {
        let nothing = Digest([0; 32]);
        let items: Vec<Slug> = self.bank.items.iter().map(|item| item.item.id.clone()).collect();
        let terms = Terms {
            attempt: AttemptId::mint(0, [0; 10]),
            rules: nothing,
            items: items.clone(),
            entitled_ms: 0,
            break_ms: 0,
            outage: OutageAllowance { each_ms: 0, total_ms: 0, beyond: Beyond::Charge },
        };
        let (mut paper, mut points) = (Paper::new(), BTreeMap::new());
        for found in self.bank.items.iter().filter(|item| wanted(item)) {
            let mut item = found.item.clone();
            for part in &mut item.body {
                if let Part::Interaction(interaction) = part
                    && let Kind::Choice { shuffle, .. } = &mut interaction.kind
                {
                    *shuffle = false;
                }
            }
            points.insert(item.id.clone(), worth(found));
            paper.insert(item.id.clone(), item);
        }
        (Attempt::new(terms), paper, Form { items, seed: [0; 32] }, points)
    }

    fn sheet<'s>(
        &'s self,
        paper: &'s Paper,
        form: &'s Form,
        points: &'s BTreeMap<Slug, Points>,
    ) -> Sheet<'s> {
        Sheet { paper, stimuli: &self.bank.stimuli, form, points, lang: self.lang }
    }

    /// The worst that is said of each item of which anything is said.
    fn worst(&self) -> BTreeMap<&str, Level> {
        let mut worst = BTreeMap::new();
        for remark in &self.report.remarks {
            if let Some(item) = &remark.item {
                let level = worst.entry(item.as_str()).or_insert(remark.level);
                *level = remark.level.min(*level);
            }
        }
        worst
    }

    fn remarks(&self, wanted: impl Fn(Option<&str>) -> bool) -> Vec<PreviewRemark> {
        let open = self.report.remarks.iter().map(|remark| (remark, None));
        let silenced = self.report.silenced.iter().map(|(remark, reason)| (remark, Some(reason.clone())));
        open.chain(silenced)
            .filter(|(remark, _)| wanted(remark.item.as_deref()))
            .map(|(remark, reason)| said(self.file, remark, reason))
            .collect()
    }

    /// The second and later sets of options that are right.
    fn also(&self, found: &SourceItem) -> Vec<Vec<crate::wire::WordingWire>> {
        let mut also = Vec::new();
        for interaction in found.item.interactions() {
            let (Kind::Choice { options, .. }, Some(PartKey::Choice { accepted })) =
                (&interaction.kind, found.key.parts.get(&interaction.id))
            else {
                continue;
            };
            for set in accepted.iter().skip(1) {
                let chosen = options.iter().filter(|option| set.contains(&option.id));
                also.push(chosen.map(|option| wording(&option.text, self.lang)).collect());
            }
        }
        also
    }
}

fn worth(item: &SourceItem) -> Points {
    item.points.unwrap_or(WORTH)
}

fn given(item: &SourceItem, answer: &BTreeMap<String, Vec<String>>) -> Response {
    let one = |interaction: &::exam::item::Interaction| {
        let said = answer.get(interaction.id.as_str())?;
        let value = match interaction.kind {
            Kind::Choice { .. } => {
                Value::Choice(said.iter().filter_map(|option| Slug::parse(option).ok()).collect())
            }
            Kind::TextEntry { .. } => Value::Text(said.first()?.clone()),
        };
        Some((interaction.id.clone(), value))
    };
    item.item.interactions().filter_map(one).collect()
}

fn facts(item: &SourceItem) -> Vec<PreviewFact> {
    let list = |slugs: &[Slug]| slugs.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ");
    let meta = &item.meta;
    let all = [
        ("state", item.state.map(|state| state.as_str().to_owned())),
        ("competencies", (!item.competencies.is_empty()).then(|| list(&item.competencies))),
        ("points", item.points.map(|points| points.to_string())),
        ("unscored", item.unscored.then(|| "true".to_owned())),
        ("difficulty", meta.difficulty.clone()),
        ("reading_seconds", meta.reading_seconds.map(|seconds| seconds.to_string())),
        ("author", meta.author.clone()),
        ("source", meta.source.clone()),
    ];
    let fact =
        |(field, value): (&str, Option<String>)| Some(PreviewFact { field: field.to_owned(), value: value? });
    all.into_iter().filter_map(fact).collect()
}

fn said(file: &str, remark: &Remark, silenced: Option<String>) -> PreviewRemark {
    let place = remark.line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
    let mut what = remark.what.clone();
    if !remark.means.is_empty() {
        what = format!("{what} {}", remark.means);
    }
    PreviewRemark {
        rule: remark.rule.to_owned(),
        level: remark.level.as_str().to_owned(),
        place,
        what,
        hint: remark.hint.clone(),
        silenced,
    }
}
