//! What the packages are made of: bills of materials (CycloneDX), and the licences of everything that is in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Places, broken, cargo_home, entries, write};
use crate::process::{Stop, answer, command, run};

/// Exactly this one: another version writes another file.
pub(super) const CARGO_CYCLONEDX: (u32, u32, u32) = (0, 5, 9);

/// What both bills and licences are about.
const TARGET: &str = "x86_64-unknown-linux-gnu";

/// The npm packages of which something is in the pages. The others of ui/package.json only build and test them.
const IN_THE_PAGES: &[&str] = &[
    "@fluent/bundle",
    "@fontsource-variable/jetbrains-mono",
    "@fontsource-variable/noto-sans-arabic",
    "@tauri-apps/api",
    "clsx",
    "esm-env",
    "inter-ui",
    "katex",
    "svelte",
];

/// Where the licences are gathered.
pub(super) fn licences_file(places: &Places) -> PathBuf {
    places.work.join("LICENCES.txt")
}

/// One file with every licence text of every package in the program and its pages, each text once.
pub(super) fn licences(places: &Places) -> Result<(), Stop> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut without: BTreeSet<String> = BTreeSet::new();
    let mut take = |name: String, licence: &str, folder: &Path| -> Result<(), Stop> {
        let named = format!("{name} ({licence})");
        let found = licence_texts(folder)?;
        if found.is_empty() {
            without.insert(named.clone());
        }
        for text in found {
            texts.entry(text).or_default().insert(named.clone());
        }
        Ok(())
    };
    for (name, version, licence) in crates(places)? {
        let Some(folder) = crate_folder(&format!("{name}-{version}")) else { continue };
        take(format!("{name} {version}"), &licence, &folder)?;
    }
    let modules = places.pages().join("node_modules");
    for name in IN_THE_PAGES {
        let folder = modules.join(name);
        let manifest = fs::read_to_string(folder.join("package.json"));
        let manifest = manifest.map_err(|error| broken(&folder, error))?;
        let field = |field| string_field(&manifest, field).unwrap_or_default();
        take(format!("{name} {}", field("version")), &field("license"), &folder)?;
    }
    let mut out = String::from(
        "Invigil is under the Apache License 2.0. Its program and its pages hold parts of the packages below, each\n\
         under its own licence. Every text stands once, under the packages it came with.\n",
    );
    for (text, names) in &texts {
        out += &format!("\n{}\n\n{}\n\n{}\n", "=".repeat(78), join(names), text.trim_end());
    }
    if !without.is_empty() {
        out += &format!("\n{}\n\nThese name their licence and bring no text of it:\n\n", "=".repeat(78));
        out += &(join(&without) + "\n");
    }
    println!("package: {} licence texts; {} packages bring none", texts.len(), without.len());
    write(&licences_file(places), &out)
}

/// Name, version and licence of every crate in the program that is not ours.
fn crates(places: &Places) -> Result<Vec<(String, String, String)>, Stop> {
    let mut cargo = places.command("cargo");
    cargo.args(["tree", "--locked", "--package", "invigil-window", "--edges", "normal", "--prefix", "none"]);
    cargo.args(["--target", TARGET, "--format", "{p}|{l}"]);
    let tree = answer(&mut cargo).ok_or_else(|| Stop::failed(&cargo, "it printed no tree"))?;
    let lines: BTreeSet<&str> = tree.lines().filter(|line| !line.contains(" (/")).collect();
    Ok(lines.iter().filter_map(|line| one_crate(line)).collect())
}

/// Reads `serde v1.0.229 (*)|MIT OR Apache-2.0`.
fn one_crate(line: &str) -> Option<(String, String, String)> {
    let (package, licence) = line.split_once('|')?;
    let mut words = package.split_whitespace();
    let name = words.next()?.to_owned();
    let version = words.next()?.strip_prefix('v')?.to_owned();
    Some((name, version, licence.trim_end_matches(" (*)").to_owned()))
}

fn crate_folder(name: &str) -> Option<PathBuf> {
    let indexes = entries(&cargo_home().join("registry/src")).ok()?;
    indexes.into_iter().map(|index| index.join(name)).find(|folder| folder.is_dir())
}

/// The texts in a package's folder that are licences or notices by their name.
fn licence_texts(folder: &Path) -> Result<Vec<String>, Stop> {
    let paths = entries(folder)?.into_iter().filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"]
                .iter()
                .any(|word| name.starts_with(word))
    });
    let read = |path: PathBuf| fs::read(&path).map_err(|error| broken(&path, error));
    paths.map(|path| Ok(String::from_utf8_lossy(&read(path)?).replace("\r\n", "\n"))).collect()
}

/// A string field of a JSON file's outermost object, as npm writes it: one field to a line, two spaces in or a tab.
fn string_field(json: &str, field: &str) -> Option<String> {
    let starts = [format!("  \"{field}\": \""), format!("\t\"{field}\": \"")];
    let value =
        json.lines().find_map(|line| starts.iter().find_map(|start| line.strip_prefix(start.as_str())))?;
    Some(value.split('"').next()?.to_owned())
}

fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// The two bills of materials, beside the packages: the crates of the program, and the npm packages of the pages.
pub(super) fn bills(places: &Places) -> Result<(), Stop> {
    let mut cargo = places.command("cargo");
    cargo.args(["cyclonedx", "--format", "json", "--target", TARGET, "--override-filename", "sbom-rust.cdx"]);
    run(&mut cargo)?;
    let crates = places.source.join("sbom-rust.cdx.json");
    let crates = fs::read_to_string(&crates).map_err(|error| broken(&crates, error))?;
    let mut npm = places.command("npm");
    npm.current_dir(places.pages()).args([
        "sbom",
        "--sbom-format",
        "cyclonedx",
        "--sbom-type",
        "application",
    ]);
    let pages = answer(&mut npm).ok_or_else(|| Stop::failed(&npm, "it printed no bill"))?;
    let at = answer(command("date").args(["--utc", "--date", &format!("@{}", places.epoch), "+%FT%TZ"]));
    let at = at.unwrap_or_default();
    for (name, text) in [("sbom-rust.cdx.json", crates), ("sbom-pages.cdx.json", pages)] {
        let parts = text.matches("\"purl\"").count();
        println!("package: {name} names {parts} parts");
        write(&places.out.join(name), &of_the_commit(&text, at.trim(), places))?;
    }
    let licences = licences_file(places);
    fs::copy(&licences, places.out.join("LICENCES.txt")).map(drop).map_err(|error| broken(&licences, error))
}

/// The same bill without what is new at every run: its serial number, its time, and where it was made.
fn of_the_commit(bill: &str, at: &str, places: &Places) -> String {
    let lines = bill.lines().filter(|line| !line.trim_start().starts_with("\"serialNumber\""));
    let dated = lines.map(|line| match line.split_once("\"timestamp\"") {
        Some((before, after)) => {
            let comma = if after.trim_end().ends_with(',') { "," } else { "" };
            format!("{before}\"timestamp\": \"{at}\"{comma}")
        }
        None => line.replace(&places.source.display().to_string(), "/invigil"),
    });
    dated.collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_tree_is_read() {
        let read = one_crate("serde v1.0.229 (*)|MIT OR Apache-2.0").unwrap();
        assert_eq!(read, ("serde".into(), "1.0.229".into(), "MIT OR Apache-2.0".into()));
        assert_eq!(one_crate("darling_macro v0.2.0 (proc-macro)|MIT").unwrap().1, "0.2.0");
        assert_eq!(one_crate(""), None);
    }

    #[test]
    fn a_field_of_a_manifest_is_read() {
        let manifest =
            "{\n  \"name\": \"x\",\n  \"version\": \"1.2.3\",\n  \"a\": {\n    \"license\": \"no\"\n  }\n}";
        assert_eq!(string_field(manifest, "version").as_deref(), Some("1.2.3"));
        assert_eq!(string_field(manifest, "license"), None);
        assert_eq!(string_field("{\n\t\"license\": \"MIT\"\n}", "license").as_deref(), Some("MIT"));
    }
}
