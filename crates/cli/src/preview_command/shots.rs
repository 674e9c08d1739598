//! Pictures of what changed between two readings of banks, and a page of Markdown that shows them.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bank::diff::{Change, diff};

use super::before::before;
use super::browser::Browser;
use super::serving::{self, Reading, Shown};
use super::{Preview, token};
use crate::files;
use crate::lint_commands::{Looked, look_at};
use crate::stop::Stop;

/// How wide a picture is, in CSS pixels: a merge request shows it without scaling.
const WIDTH: u32 = 880;

/// The tallest picture, in CSS pixels. Chromium draws no taller one by software.
const TALLEST: u32 = 16_000;

/// One item that changed, or is new.
struct Changed {
    item: String,
    /// What of it; empty for a new one.
    fields: Vec<String>,
    /// Places of its banks in the reading: now, and before.
    now: usize,
    before: Option<usize>,
}

/// Fields of an item that no candidate sees.
const UNSEEN: &[&str] =
    &["author", "competencies", "defects", "difficulty", "reading_seconds", "source", "state", "unscored"];

/// Whether a change of these fields can be seen in a picture; what is right only where it is drawn.
fn is_seen(one: &Changed, keys: bool) -> bool {
    let secret = |field: &str| field.starts_with("explanation") || field.ends_with(".key");
    let seen = |field: &String| !UNSEEN.contains(&field.as_str()) && (keys || !secret(field));
    one.before.is_none() || one.fields.iter().any(seen)
}

/// Draws each item that is new or changed, and what it was before; then writes `changes.md`.
pub(super) fn draw(wanted: &Preview, out: &Path, since: &str) -> Result<(), Stop> {
    let browser = Browser::find(wanted.browser.as_deref())?;
    let old = before(&wanted.path, since)?;
    let new = readable(look_at(std::slice::from_ref(&wanted.path))?)?;
    // Where nothing was before, everything is new.
    let old_banks = look_at(std::slice::from_ref(&old.path)).unwrap_or_default();
    let (changed, removed) = compare(&wanted.path, &new, &old.path, &old_banks);
    if changed.is_empty() {
        println!("no item is new or changed since {since}; {} removed", removed.len());
        return Ok(());
    }
    files::make_folder(out)?;
    let names: Vec<String> = names(&new);
    let count = new.len();
    let banks = new.into_iter().chain(old_banks).collect();
    let shown = Arc::new(Shown::new(Reading::made(banks, wanted.keys)));
    let mut text = format!("# Items that changed since {since}\n");
    files::block_on(async {
        let (address, serving) = serving::bind(0, token(), shown).await?;
        let serving = tokio::spawn(async move { serving.await.map_err(|stop| stop.message) });
        for one in &changed {
            let name = names.get(one.now).map_or("bank", String::as_str);
            let state = if one.before.is_some() { one.fields.join(", ") } else { "new".to_owned() };
            // Writing into a string cannot fail.
            let _ = write!(text, "\n## {} ({name}): {state}\n", one.item);
            if !is_seen(one, wanted.keys) {
                text.push_str("\nWhat a candidate sees is the same.\n");
                continue;
            }
            let sides = [("before", one.before.map(|at| at + count)), ("now", Some(one.now))];
            for (side, at) in sides.into_iter().filter_map(|(side, at)| Some((side, at?))) {
                let file = format!("{name}-{}{}.png", one.item, if side == "now" { "" } else { ".before" });
                let page = format!(
                    "{address}?shot&bank={at}&item={}&theme={}{}",
                    one.item,
                    wanted.theme.as_str(),
                    if wanted.keys { "&keys" } else { "" }
                );
                let path = out.join(&file);
                tokio::task::block_in_place(|| picture(&browser, &page, &one.item, &path))?;
                let _ = write!(text, "\n{side}:\n\n![{} {side}]({file})\n", one.item);
                println!("{}", path.display());
            }
        }
        serving.abort();
        Ok(())
    })?;
    for item in &removed {
        let _ = write!(text, "\n## {item}: removed\n");
    }
    let page = out.join("changes.md");
    files::write(&page, text.as_bytes())?;
    println!(
        "{}: {} items, {} of them new; {} removed",
        page.display(),
        changed.len(),
        changed.iter().filter(|one| one.before.is_none()).count(),
        removed.len()
    );
    Ok(())
}

/// Asks how tall the item is, which also tells that it is on the page, and draws it.
fn picture(browser: &Browser, page: &str, item: &str, out: &Path) -> Result<(), Stop> {
    let document = browser.document(page)?;
    if attribute(&document, "data-drawn") != Some(item) {
        return Err(Stop::failed(format!("{item}: the page did not draw it")));
    }
    let height = attribute(&document, "data-height").and_then(|height| height.parse().ok());
    let height: u32 =
        height.ok_or_else(|| Stop::failed(format!("{item}: the page did not say how tall it is")))?;
    browser.picture(page, (WIDTH, height.clamp(1, TALLEST)), out)
}

/// What the first element of a document says by that attribute.
fn attribute<'d>(document: &'d str, name: &str) -> Option<&'d str> {
    let (_, rest) = document.split_once(&format!("{name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn readable(banks: Vec<Looked>) -> Result<Vec<Looked>, Stop> {
    match banks.iter().find(|looked| looked.bank.is_none()) {
        None => Ok(banks),
        Some(refused) => {
            let file = refused.path.display().to_string();
            let said: Vec<String> =
                refused.report.remarks.iter().map(|remark| remark.sentence(&file)).collect();
            Err(Stop::refused(said.join("\n")))
        }
    }
}

/// What changed, bank by bank: two folders by the names of files in them, two files as they are.
fn compare(path: &Path, new: &[Looked], old_path: &Path, old: &[Looked]) -> (Vec<Changed>, Vec<String>) {
    let within = |looked: &Looked, root: &Path| -> PathBuf {
        looked.path.strip_prefix(root).unwrap_or(&looked.path).to_owned()
    };
    let (mut changed, mut removed) = (Vec::new(), Vec::new());
    for (now, looked) in new.iter().enumerate() {
        let Some(bank) = &looked.bank else { continue };
        let same = |other: &Looked| match path.is_dir() && old_path.is_dir() {
            true => within(other, old_path) == within(looked, path),
            false => true,
        };
        let before = old.iter().position(same);
        let old_bank = before.and_then(|at| old.get(at)?.bank.as_ref().map(|bank| (at, bank)));
        let Some((at, old_bank)) = old_bank else {
            let all = bank.items.iter().map(|item| item.item.id.to_string());
            changed.extend(all.map(|item| Changed { item, fields: Vec::new(), now, before: None }));
            continue;
        };
        let changes = diff(old_bank, bank);
        let shared: BTreeSet<&str> = changes.iter().flat_map(stimuli).collect();
        let mut drawn = BTreeSet::new();
        for change in &changes {
            match change {
                Change::Added(item) => {
                    changed.push(Changed { item: item.to_string(), fields: Vec::new(), now, before: None });
                }
                Change::Changed(item, fields) => {
                    drawn.insert(item.clone());
                    let fields = fields.iter().map(|field| field.name.clone()).collect();
                    changed.push(Changed { item: item.to_string(), fields, now, before: Some(at) });
                }
                Change::Removed(item) => removed.push(item.to_string()),
                Change::Bank(_) => {}
            }
        }
        // Its shared material is on its screen: what is edited there changes every item that shows it.
        for item in bank.items.iter().filter(|item| !drawn.contains(&item.item.id)) {
            let touched = item.item.stimulus.as_ref().filter(|name| shared.contains(name.as_str()));
            if let Some(name) = touched.filter(|_| old_bank.item(&item.item.id).is_some()) {
                let fields = vec![format!("stimuli.{name}")];
                changed.push(Changed { item: item.item.id.to_string(), fields, now, before: Some(at) });
            }
        }
    }
    (changed, removed)
}

/// The names of shared material that a change is about.
fn stimuli(change: &Change) -> Vec<&str> {
    let Change::Bank(fields) = change else { return Vec::new() };
    let names = fields.iter().filter_map(|field| field.name.strip_prefix("stimuli."));
    names.filter_map(|name| name.split([' ', '.']).next()).collect()
}

/// A name for each bank that no other has, for the names of files.
fn names(banks: &[Looked]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut name = |looked: &Looked| {
        let stem =
            looked.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let plain: String =
            stem.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        let mut name = plain.clone();
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{plain}-{number}");
            number += 1;
        }
        name
    };
    banks.iter().map(&mut name).collect()
}
