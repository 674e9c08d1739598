//! Two banks compared, item by item, as people who review a change want to see it.

use std::collections::BTreeMap;

use exam::Slug;
use exam::item::{Interaction, Kind, Part, PartKey};
use exam::text::Text;

use crate::model::{Bank, SourceItem};

/// What became of one item, or of the bank around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(Slug),
    /// It is gone. A name that is gone must not come back for another question: retire items instead.
    Removed(Slug),
    /// It says something else.
    Changed(Slug, Vec<Field>),
    /// The bank around the items.
    Bank(Vec<Field>),
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What: `text`, `options.b.text`, `answer.key`...
    pub name: String,
    /// Before; nothing where there was none.
    pub old: Option<String>,
    /// After; nothing where there is none.
    pub new: Option<String>,
}

/// What differs, in the order of the new bank; what is gone comes last.
pub fn diff(old: &Bank, new: &Bank) -> Vec<Change> {
    let mut changes = Vec::new();
    let around = fields(&bank_says(old), &bank_says(new));
    if !around.is_empty() {
        changes.push(Change::Bank(around));
    }
    let (was, is) = (by_name(old), by_name(new));
    for item in &new.items {
        let id = &item.item.id;
        match was.get(id) {
            None => changes.push(Change::Added(id.clone())),
            Some(before) => {
                let fields = fields(&says(before), &says(item));
                if !fields.is_empty() {
                    changes.push(Change::Changed(id.clone(), fields));
                }
            }
        }
    }
    let gone = old.items.iter().filter(|item| !is.contains_key(&item.item.id));
    changes.extend(gone.map(|item| Change::Removed(item.item.id.clone())));
    changes
}

fn by_name(bank: &Bank) -> BTreeMap<&Slug, &SourceItem> {
    bank.items.iter().map(|item| (&item.item.id, item)).collect()
}

type Said = BTreeMap<String, String>;

/// Marks what a text is made of besides its words: emphasis, lists, pictures.
const FORM: &str = " (form)";

fn fields(old: &Said, new: &Said) -> Vec<Field> {
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let field = |name: &String| {
        let (before, after) = (old.get(name), new.get(name));
        (before != after).then(|| Field { name: name.clone(), old: before.cloned(), new: after.cloned() })
    };
    let mut found: Vec<Field> = names.into_iter().filter_map(field).collect();
    // The form is worth a word only where the words are the same.
    let words: Vec<String> = found.iter().map(|field| format!("{}{FORM}", field.name)).collect();
    found.retain(|field| !words.contains(&field.name));
    for field in found.iter_mut().filter(|field| field.name.ends_with(FORM)) {
        for side in [&mut field.old, &mut field.new].into_iter().flatten() {
            *side = crate::finding::quoted(side);
        }
    }
    found
}

fn text(said: &mut Said, name: &str, text: &Text) {
    for (index, variant) in text.variants().iter().enumerate() {
        let name = if index == 0 { name.to_owned() } else { format!("{name}.{}", variant.lang) };
        // Words for people; what is not seen in them, such as emphasis or a picture, counts by its form.
        said.insert(format!("{name}{FORM}"), format!("{:?}", variant.blocks));
        said.insert(name, variant.words());
    }
}

fn bank_says(bank: &Bank) -> Said {
    let mut said = Said::new();
    text(&mut said, "title", &bank.title);
    said.insert("use".into(), bank.usage.as_str().to_owned());
    said.insert("language".into(), bank.language.clone());
    for named in &bank.competencies {
        said.insert(format!("competencies.{}", named.id), named.title.for_reader(&bank.language).words());
    }
    for (id, words) in &bank.stimuli {
        text(&mut said, &format!("stimuli.{id}"), words);
    }
    for reviewer in &bank.reviewers {
        said.insert(format!("reviewers.{}", reviewer.name), reviewer.key.id());
    }
    said
}

fn says(item: &SourceItem) -> Said {
    let mut said = Said::new();
    let mut texts = 0;
    for part in &item.item.body {
        match part {
            Part::Text(words) => {
                texts += 1;
                let name = if texts == 1 { "text".to_owned() } else { format!("text.{texts}") };
                text(&mut said, &name, words);
            }
            Part::Interaction(one) => interaction(&mut said, one, item.key.parts.get(&one.id)),
        }
    }
    if let Some(words) = &item.key.explanation {
        text(&mut said, "explanation", words);
    }
    let list = |ids: &[Slug]| ids.iter().map(Slug::as_str).collect::<Vec<_>>().join(", ");
    let meta = &item.meta;
    let optional = [
        ("competencies", (!item.competencies.is_empty()).then(|| list(&item.competencies))),
        ("points", item.points.map(|points| points.to_string())),
        ("state", item.state.map(|state| state.as_str().to_owned())),
        ("unscored", item.unscored.then(|| "true".to_owned())),
        ("stimulus", item.item.stimulus.as_ref().map(Slug::to_string)),
        ("author", meta.author.clone()),
        ("source", meta.source.clone()),
        ("difficulty", meta.difficulty.clone()),
        ("reading_seconds", meta.reading_seconds.map(|seconds| seconds.to_string())),
        (
            "defects",
            (!item.defects.is_empty())
                .then(|| item.defects.iter().map(|defect| defect.code).collect::<Vec<_>>().join(", ")),
        ),
    ];
    said.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    said
}

fn interaction(said: &mut Said, one: &Interaction, key: Option<&PartKey>) {
    let id = &one.id;
    if let Some(prompt) = &one.prompt {
        text(said, &format!("{id}.prompt"), prompt);
    }
    if one.weight != 1 {
        said.insert(format!("{id}.weight"), one.weight.to_string());
    }
    match &one.kind {
        Kind::Choice { options, max, shuffle, .. } => {
            said.insert(format!("{id}.type"), if *max == 1 { "single" } else { "multiple" }.to_owned());
            if !shuffle {
                said.insert(format!("{id}.shuffle"), "false".to_owned());
                let order: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
                said.insert(format!("{id}.order"), order.join(", "));
            }
            for option in options {
                text(said, &format!("{id}.options.{}", option.id), &option.text);
            }
        }
        Kind::TextEntry { max_chars } => {
            said.insert(format!("{id}.type"), format!("text of at most {max_chars} characters"));
        }
    }
    let right = match key {
        Some(PartKey::Choice { accepted }) => {
            let set = |set: &std::collections::BTreeSet<Slug>| {
                set.iter().map(Slug::as_str).collect::<Vec<_>>().join("+")
            };
            accepted.iter().map(set).collect::<Vec<_>>().join(" or ")
        }
        Some(PartKey::Text { accepted, case_sensitive, .. }) => {
            format!("{}{}", accepted.join(" or "), if *case_sensitive { " (case matters)" } else { "" })
        }
        None => "a person decides".to_owned(),
    };
    said.insert(format!("{id}.key"), right);
}
