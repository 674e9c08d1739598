//! Golden reports of every file under `real-input` that can be imported: ids, lines, codes, counts and digests, none of
//! the files' sentences. After a change that is meant: `INVIGIL_WRITE_GOLDEN=1 cargo test -p invigil-bank --test
//! import_real`, and read the difference.
#![allow(missing_docs, clippy::unwrap_used, reason = "tests say what they expect")]

#[path = "support/reading.rs"]
mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use bank::Limits;
use bank::import::{Imported, import_path};
use support::{digest, placeless, reading, real_input};

/// What is imported: files and folders below `real-input`.
fn subjects() -> Vec<PathBuf> {
    let root = real_input();
    let mut found = vec![PathBuf::from("qti/v3-beginners-package"), PathBuf::from("qti/v2p2")];
    for folder in [
        "academy/certified-meshery-contributor",
        "academy/other",
        "gift",
        "qti/v2p2",
        "qti/v3-beginners-package",
    ] {
        let entries = std::fs::read_dir(root.join(folder)).unwrap();
        let files = entries.map(|entry| entry.unwrap()).filter(|entry| entry.file_type().unwrap().is_file());
        found.extend(files.map(|entry| Path::new(folder).join(entry.file_name())));
    }
    found.sort();
    found
}

fn line(out: &mut String, depth: usize, text: &str) {
    writeln!(out, "{}{text}", "  ".repeat(depth)).unwrap();
}

fn describe(out: &mut String, imported: &Imported) {
    let bank = &imported.bank;
    for finding in bank.report() {
        let at = finding.line.map_or("-".to_owned(), |line| line.to_string());
        let item = finding.item.as_deref().unwrap_or("-");
        let field = finding.field.as_deref().unwrap_or("-");
        let file = if finding.file == bank.file { String::new() } else { format!("{} ", finding.file) };
        let severity = format!("{:?}", finding.severity).to_lowercase();
        line(out, 1, &format!("{file}{at} {item} {severity} {} {field}", finding.code));
    }
    for (name, count) in imported.unsupported() {
        line(out, 1, &format!("unsupported {name} {count}"));
    }
}

#[test]
fn every_real_file_is_reported_as_it_was() {
    let limits = Limits::default();
    let mut out = String::new();
    for below in subjects() {
        let path = real_input().join(&below);
        match import_path(&path, None, &limits, &digest) {
            Ok(imports) => {
                for (name, format, imported) in &imports.banks {
                    let bank = &imported.bank;
                    let written = bank::write_source(imported);
                    let head = format!(
                        "{} > {} {} items={} defective={} pictures={} source={}",
                        below.display(),
                        name.display(),
                        format.name(),
                        bank.items.len(),
                        bank.defective(),
                        imported.pictures.len(),
                        digest(written.as_bytes()),
                    );
                    line(&mut out, 0, &head);
                    describe(&mut out, imported);
                    // Pictures are not at hand where only the text is read again.
                    let back = bank::source::read("bank.yaml", written.as_bytes(), reading(&limits)).unwrap();
                    assert_eq!(back.items.len(), bank.items.len(), "{}", below.display());
                    if imported.pictures.is_empty() && !written.contains("![") {
                        assert!(placeless(back) == placeless(bank.clone()), "{}", below.display());
                    }
                }
                for finding in &imports.passed_over {
                    line(&mut out, 1, &format!("passed over {} {}", finding.file, finding.code));
                }
            }
            Err(refused) => {
                for finding in &refused.findings {
                    let at = finding.line.map_or("-".to_owned(), |line| line.to_string());
                    line(&mut out, 0, &format!("{} refused {at} {}", below.display(), finding.code));
                }
            }
        }
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/import.txt");
    if std::env::var_os("INVIGIL_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
        std::fs::write(&golden, &out).unwrap();
    }
    let expected = std::fs::read_to_string(&golden).unwrap();
    for (number, (is, was)) in out.lines().zip(expected.lines()).enumerate() {
        assert_eq!(is, was, "line {} of {}", number + 1, golden.display());
    }
    assert_eq!(out.lines().count(), expected.lines().count());
}

#[test]
fn a_package_is_the_same_as_an_archive_and_as_a_folder() {
    use std::io::Write as _;
    let root = real_input().join("qti/v3-beginners-package");
    let limits = Limits::default();
    let folder = import_path(&root, None, &limits, &digest).unwrap();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let mut add = |path: &str| {
        zip.start_file(format!("inner/{path}"), options).unwrap();
        zip.write_all(&std::fs::read(root.join(path)).unwrap()).unwrap();
    };
    add("imsmanifest.xml");
    add("BGtest.xml");
    for item in std::fs::read_dir(root.join("items")).unwrap().map(|entry| entry.unwrap()) {
        if item.file_type().unwrap().is_file() {
            add(&format!("items/{}", item.file_name().to_string_lossy()));
        }
    }
    add("items/resources/crows.jpg");
    let bytes = zip.finish().unwrap().into_inner();
    let archive =
        bank::import::read(bank::import::Format::Qti, "package.zip", &bytes, reading(&limits)).unwrap();
    let (_, _, folder) = &folder.banks[0];
    assert_eq!(archive.pictures, folder.pictures);
    assert_eq!(archive.bank.items.len(), 6);
    assert!(placeless(archive.bank) == placeless(folder.bank.clone()));
}
