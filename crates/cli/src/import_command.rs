//! `invigil bank import`: what authors have, as a bank source.

use std::path::{Path, PathBuf};

use bank::import::{Format, Imported, Imports, import_path};
use bank::update::{self, Kept};
use bank::{Finding, Limits, Severity, write_source};
use clap::{Args, ValueEnum};
use evidence::sha256;
use serde_json::{Value, json};

use crate::bank_commands::{Report, count, finding_json};
use crate::files;
use crate::stop::Stop;

#[derive(Args)]
pub(crate) struct Import {
    /// A file or a folder: Academy pages, GIFT, Aiken, Moodle XML, QTI items, tests and packages.
    path: PathBuf,
    /// Its format; `auto` looks at each file.
    #[arg(long, default_value = "auto")]
    from: From,
    /// Where to write: a folder, or a file that ends in `.yaml`. Without it, only the report is made.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Merges into what was imported before: your edits stay, and no id is used twice.
    #[arg(long, requires = "out")]
    update: bool,
    /// How to report.
    #[arg(long, default_value = "text")]
    report: Report,
}

#[derive(Clone, Copy, ValueEnum)]
enum From {
    /// Each file is looked at.
    Auto,
    /// Meshery Academy pages.
    Academy,
    /// GIFT.
    Gift,
    /// Aiken.
    Aiken,
    /// Moodle XML.
    Moodle,
    /// QTI 2.1, 2.2, 3.0.
    Qti,
}

impl From {
    fn format(self) -> Option<Format> {
        match self {
            Self::Auto => None,
            Self::Academy => Some(Format::Academy),
            Self::Gift => Some(Format::Gift),
            Self::Aiken => Some(Format::Aiken),
            Self::Moodle => Some(Format::Moodle),
            Self::Qti => Some(Format::Qti),
        }
    }
}

impl Import {
    pub(crate) fn run(self) -> Result<(), Stop> {
        let imports = import_path(&self.path, self.from.format(), &Limits::default(), &sha256)
            .map_err(Stop::refused)?;
        let tree = self.path.is_dir()
            && imports
                .banks
                .first()
                .is_some_and(|(below, ..)| self.path.file_name() != Some(below.as_os_str()));
        let mut conflicts = Vec::new();
        if let Some(out) = &self.out {
            let targets = targets(&imports, out)?;
            for ((_, format, imported), target) in imports.banks.iter().zip(&targets) {
                conflicts.extend(self.write(*format, imported, target)?);
            }
        }
        if self.report == Report::Json {
            let banks: Vec<Value> = imports
                .banks
                .iter()
                .map(|(below, format, imported)| {
                    let path = if tree { self.path.join(below) } else { self.path.clone() };
                    bank_json(&path, *format, imported)
                })
                .collect();
            let mut value = match banks.as_slice() {
                [one] if !tree => one.clone(),
                _ => json!({ "banks": banks }),
            };
            if let Some(object) = value.as_object_mut() {
                object.insert("passed_over".into(), imports.passed_over.iter().map(finding_json).collect());
                object.insert("conflicts".into(), conflicts.iter().map(finding_json).collect());
            }
            println!("{}", serde_json::to_string_pretty(&value).map_err(Stop::failed)?);
        } else {
            text(&self.path, tree, &imports, &conflicts);
        }
        match conflicts.len() {
            0 => Ok(()),
            1 => Err(Stop::failed("1 conflict: your wording was kept; decide, then import again")),
            more => Err(Stop::failed(format!(
                "{more} conflicts: your wordings were kept; decide, then import again"
            ))),
        }
    }

    /// Writes one bank with its pictures and the base of the next update. Returns the conflicts.
    fn write(&self, format: Format, imported: &Imported, target: &Path) -> Result<Vec<Finding>, Stop> {
        if let Some(folder) = target.parent().filter(|folder| *folder != Path::new("")) {
            files::make_folder(folder)?;
        }
        let base = update::base_path(target);
        let origin =
            self.path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let (source, kept, conflicts) = if self.update && target.exists() {
            if !base.exists() {
                return Err(Stop::refused(format!(
                    "{}: there is no {} beside it, so nobody knows what was imported before; import to another place \
                     and compare with `invigil bank diff`",
                    target.display(),
                    base.display()
                )));
            }
            let before = Kept::read(&base.display().to_string(), &files::read(&base)?, &Limits::default());
            let before = before.map_err(Stop::refused)?;
            let mine = files::read(target)?;
            let name = target.display().to_string();
            let merged =
                update::merge(&before, &name, &mine, imported, &Limits::default()).map_err(Stop::refused)?;
            let kept = merged.kept(format, &origin);
            (merged.source, kept, merged.conflicts)
        } else {
            if target.exists() && !self.update && base.exists() {
                let before = files::read(target)?;
                let old = Kept::read(&base.display().to_string(), &files::read(&base)?, &Limits::default());
                if old.is_ok_and(|old| old.source.as_bytes() != before.as_slice()) {
                    return Err(Stop::refused(format!(
                        "{} was edited since it was imported; give --update to keep the edits, or write elsewhere",
                        target.display()
                    )));
                }
            }
            let source = write_source(imported);
            let kept = Kept::first(format, &origin, &source, imported);
            (source, kept, Vec::new())
        };
        files::write(target, source.as_bytes())?;
        let folder = target.with_file_name("");
        for (path, bytes) in &imported.pictures {
            let file = folder.join(path);
            if file.exists() && files::read(&file)? == *bytes {
                continue;
            }
            if let Some(folder) = file.parent() {
                files::make_folder(folder)?;
            }
            files::write(&file, bytes)?;
        }
        files::write(&base, kept.write().as_bytes())?;
        Ok(conflicts)
    }
}

/// Where each bank is written.
fn targets(imports: &Imports, out: &Path) -> Result<Vec<PathBuf>, Stop> {
    let yaml =
        |path: &Path| path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    if yaml(out) && !out.is_dir() {
        return match imports.banks.len() {
            1 => Ok(vec![out.to_owned()]),
            more => {
                Err(Stop::refused(format!("{more} banks do not fit into {}; name a folder", out.display())))
            }
        };
    }
    let mut targets = Vec::new();
    for (below, ..) in &imports.banks {
        let name = below.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or("bank");
        let folder = out.join(below.with_file_name(""));
        let mut target = folder.join(format!("{stem}.yaml"));
        let mut again = 2;
        while targets.contains(&target) {
            target = folder.join(format!("{stem}-{again}.yaml"));
            again += 1;
        }
        targets.push(target);
    }
    Ok(targets)
}

fn bank_json(path: &Path, format: Format, imported: &Imported) -> Value {
    let mut value = crate::bank_commands::bank_json(&imported.bank, path);
    if let Some(object) = value.as_object_mut() {
        object.insert("format".into(), json!(format.name()));
        object.insert("unsupported".into(), json!(imported.unsupported()));
        object.insert("pictures".into(), json!(imported.pictures.len()));
    }
    value
}

fn text(path: &Path, tree: bool, imports: &Imports, conflicts: &[Finding]) {
    for (below, format, imported) in &imports.banks {
        let path = if tree { path.join(below) } else { path.to_owned() };
        crate::bank_commands::bank_text(&imported.bank, &path);
        let unsupported = imported.unsupported();
        if !unsupported.is_empty() {
            let named: Vec<String> = unsupported.iter().map(|(name, n)| format!("{name} ({n})")).collect();
            println!("{}: not supported yet: {}", path.display(), named.join(", "));
        }
        println!("{}: read as {}", path.display(), format.name());
    }
    for finding in &imports.passed_over {
        println!("passed over: {finding}");
    }
    for finding in conflicts {
        println!("conflict: {finding}");
    }
    if !imports.passed_over.is_empty() {
        let files: std::collections::BTreeSet<_> =
            imports.passed_over.iter().map(|finding| &finding.file).collect();
        println!(
            "{} banks; {} files passed over, {} findings in them ({} errors)",
            imports.banks.len(),
            files.len(),
            imports.passed_over.len(),
            count(&imports.passed_over.iter().collect::<Vec<_>>(), Severity::Error)
        );
    }
}
