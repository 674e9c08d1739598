//! `invigil bank review`: a second person answers each item before seeing what is right, then says what they think.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use bank::review::{Review, Reviewer, Reviews, Verdict, Verified, item_digest, reviews_path, sign};
use bank::{Bank, Limits, Refused, SourceItem};
use clap::Args;
use evidence::{Name, SigningKey};
use exam::Slug;
use exam::item::{Interaction, Kind, Part, PartKey};

use crate::bank_commands::read;
use crate::export_bank_command::one_source;
use crate::files;
use crate::key_commands::{reviewer_key, reviewer_line};
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct ReviewCommand {
    /// The bank source, or a folder that holds one.
    path: PathBuf,
    /// Who reviews.
    #[arg(long = "as", required_unless_present = "list")]
    name: Option<String>,
    /// Their key, from `invigil keys person`.
    #[arg(long, required_unless_present = "list")]
    key: Option<PathBuf>,
    /// Only this item.
    #[arg(long)]
    item: Option<String>,
    /// Only says how each item stands.
    #[arg(long)]
    list: bool,
}

/// The reviews that lie beside a bank source; none where nobody has made one.
pub(crate) fn reviews_beside(source: &Path) -> Result<Reviews, Refused> {
    let path = reviews_path(source);
    let file = path.display().to_string();
    match std::fs::read(&path) {
        Ok(bytes) => Reviews::read(&file, &bytes, &Limits::default()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Reviews::default()),
        Err(error) => Err(Reviews::unreadable(&file, &error.to_string())),
    }
}

pub(crate) fn load(source: &Path) -> Result<Reviews, Stop> {
    reviews_beside(source).map_err(Stop::refused)
}

impl ReviewCommand {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let source = one_source(&self.path)?;
        let bank = read(&source)?;
        let reviews = load(&source)?.verified(&bank);
        if self.list {
            return list(&bank, &reviews);
        }
        let (Some(name), Some(key)) = (&self.name, &self.key) else {
            return Err(Stop::refused("say who reviews: --as NAME --key FILE"));
        };
        let key = reviewer_key(key)?;
        let reviewer = known(&bank, &source, name, &key)?;
        let wanted = |item: &&SourceItem| match &self.item {
            Some(id) => item.item.id.as_str() == id,
            None => {
                let own = item
                    .meta
                    .author
                    .as_deref()
                    .is_some_and(|author| author.eq_ignore_ascii_case(&reviewer.name));
                let done = reviews.standing(&bank, item).verdicts.contains_key(&reviewer.name);
                !own && !done && !matches!(item.state, Some(bank::State::Retired | bank::State::Exposed))
            }
        };
        let items: Vec<&SourceItem> = bank.items.iter().filter(wanted).collect();
        if let (Some(id), true) = (&self.item, items.is_empty()) {
            return Err(Stop::refused(format!("{}: there is no item `{id}`", source.display())));
        }
        let mut input = std::io::stdin().lock();
        let mut made = 0;
        for (number, item) in items.iter().enumerate() {
            println!("\n[{} of {}] {}", number + 1, items.len(), item.item.id);
            let Some(review) = one(&bank, item, reviewer, &mut input)? else { break };
            let Some(review) = review else { continue };
            append(&reviews_path(&source), &sign(&review, &key).to_json())?;
            made += 1;
        }
        println!("\n{made} reviews written to {}", reviews_path(&source).display());
        Ok(())
    }
}

/// The reviewer of that name in the bank source, whose key it is.
fn known<'b>(bank: &'b Bank, source: &Path, name: &str, key: &SigningKey) -> Result<&'b Reviewer, Stop> {
    let found = bank.reviewers.iter().find(|reviewer| reviewer.name.eq_ignore_ascii_case(name));
    match found {
        Some(reviewer) if reviewer.key == key.public() => Ok(reviewer),
        Some(reviewer) => Err(Stop::refused(format!(
            "{}: the key is not the one of {} in this bank",
            source.display(),
            reviewer.name
        ))),
        None => {
            let line = reviewer_line(&Reviewer { name: name.to_owned(), key: key.public() });
            Err(Stop::refused(format!(
                "{}: {name} is not among its reviewers; add under `reviewers:` the line\n{line}",
                source.display()
            )))
        }
    }
}

/// A review of one item: nothing at the end of the input, an empty one where it is skipped.
fn one(
    bank: &Bank,
    item: &SourceItem,
    reviewer: &Reviewer,
    input: &mut impl BufRead,
) -> Result<Option<Option<Review>>, Stop> {
    let words = |text: &exam::text::Text| text.for_reader(&bank.language).words();
    if let Some(text) = item.item.stimulus.as_ref().and_then(|id| bank.stimuli.get(id)) {
        println!("{}\n", words(text));
    }
    let mut answer = BTreeMap::new();
    let mut right = true;
    for part in &item.item.body {
        match part {
            Part::Text(text) => println!("{}", words(text)),
            Part::Interaction(interaction) => {
                if let Some(prompt) = &interaction.prompt {
                    println!("{}", words(prompt));
                }
                let Some(said) = ask(bank, interaction, input)? else { return Ok(None) };
                right &= is_right(item.key.parts.get(&interaction.id), &said);
                answer.insert(Name(interaction.id.clone()), said);
            }
        }
    }
    println!("\nRight is: {}", key_of(bank, item));
    println!("Your answer is {}.", if right { "right" } else { "not that" });
    if let Some(explanation) = &item.key.explanation {
        println!("{}", words(explanation));
    }
    item.defects.iter().for_each(|defect| println!("! {defect}"));
    loop {
        let Some(said) = line(input, "approve, reject or skip? ")? else { return Ok(None) };
        let verdict = match said.trim() {
            "a" | "approve" => Verdict::Approve,
            "r" | "reject" => Verdict::Reject,
            "s" | "skip" | "" => return Ok(Some(None)),
            _ => continue,
        };
        let comment = line(input, "comment: ")?.unwrap_or_default();
        return Ok(Some(Some(Review {
            item: Name(item.item.id.clone()),
            digest: Name(item_digest(bank, item)),
            reviewer: reviewer.name.clone(),
            answer,
            right,
            verdict,
            comment: comment.trim().chars().take(2_000).collect(),
            at_ms: files::now_ms()?,
        })));
    }
}

/// The reviewer's own answer: letters of options, or a text. Nothing at the end of the input.
fn ask(
    bank: &Bank,
    interaction: &Interaction,
    input: &mut impl BufRead,
) -> Result<Option<Vec<String>>, Stop> {
    let Kind::Choice { options, max, .. } = &interaction.kind else {
        return Ok(line(input, "your answer: ")?.map(|said| vec![said.trim().to_owned()]));
    };
    for (index, option) in options.iter().enumerate() {
        println!("  {}) {}", index + 1, option.text.for_reader(&bank.language).words().replace('\n', " "));
    }
    let prompt = if *max == 1 { "your answer (a number): " } else { "your answer (numbers): " };
    loop {
        let Some(said) = line(input, prompt)? else { return Ok(None) };
        let chosen: Option<Vec<String>> = said
            .split([' ', ','])
            .filter(|part| !part.trim().is_empty())
            .map(|part| {
                let number: usize = part.trim().parse().ok()?;
                Some(options.get(number.checked_sub(1)?)?.id.to_string())
            })
            .collect();
        match chosen {
            Some(chosen) if *max > 1 || chosen.len() <= 1 => return Ok(Some(chosen)),
            _ => println!("Write numbers from 1 to {}.", options.len()),
        }
    }
}

fn is_right(key: Option<&PartKey>, said: &[String]) -> bool {
    match key {
        Some(PartKey::Choice { accepted }) => {
            let said: BTreeSet<Slug> = said.iter().filter_map(|id| Slug::parse(id).ok()).collect();
            accepted.contains(&said)
        }
        Some(PartKey::Text { accepted, case_sensitive, .. }) => {
            let plain = |text: &str| {
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if *case_sensitive { text } else { text.to_lowercase() }
            };
            said.first().is_some_and(|said| accepted.iter().any(|text| plain(text) == plain(said)))
        }
        None => false,
    }
}

fn key_of(bank: &Bank, item: &SourceItem) -> String {
    let one = |interaction: &Interaction| match (item.key.parts.get(&interaction.id), &interaction.kind) {
        (Some(PartKey::Choice { accepted }), Kind::Choice { options, .. }) => {
            let said = |set: &BTreeSet<Slug>| {
                let chosen = options.iter().enumerate().filter(|(_, option)| set.contains(&option.id));
                let words = chosen.map(|(index, option)| {
                    format!("{}) {}", index + 1, option.text.for_reader(&bank.language).words())
                });
                words.collect::<Vec<_>>().join(", ")
            };
            accepted.iter().map(said).collect::<Vec<_>>().join(" or ")
        }
        (Some(PartKey::Text { accepted, .. }), _) => accepted.join(" or "),
        _ => "what a person decides".to_owned(),
    };
    item.item.interactions().map(one).collect::<Vec<_>>().join("; ")
}

fn line(input: &mut impl BufRead, prompt: &str) -> Result<Option<String>, Stop> {
    print!("{prompt}");
    std::io::stdout().flush()?;
    let mut said = String::new();
    Ok((input.read_line(&mut said)? > 0).then_some(said))
}

fn append(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(bytes)?;
        file.write_all(b"\n")?;
        file.sync_all()
    };
    write().map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
}

fn list(bank: &Bank, reviews: &Verified) -> Result<(), Stop> {
    let mut open = 0;
    for item in &bank.items {
        let standing = reviews.standing(bank, item);
        let author = item.meta.author.as_deref().unwrap_or("no author");
        let state = item.state.map_or("-", |state| state.as_str());
        let verdicts = standing.verdicts.iter().map(|(name, (verdict, right, comment))| {
            let said = if *verdict == Verdict::Approve { "approves" } else { "rejects" };
            let own = if *right { "" } else { ", answered otherwise" };
            let comment = if comment.is_empty() { String::new() } else { format!(": {comment}") };
            format!("{name} {said}{own}{comment}")
        });
        let verdicts: Vec<String> = verdicts.collect();
        let void =
            if standing.void > 0 { format!(" ({} void after edits)", standing.void) } else { String::new() };
        let shown = if verdicts.is_empty() { "not reviewed".to_owned() } else { verdicts.join("; ") };
        println!("{}  {state}  {author}  {shown}{void}", item.item.id);
        open += usize::from(item.is_drawn() && !standing.is_approved(author));
    }
    println!("{} items, {open} of them in use and not approved by somebody else", bank.items.len());
    Ok(())
}
