//! `cargo xtask package`: the `.deb` and the `.rpm` of the last commit, with checksums, bills of materials and licences.
//!
//! What is packaged is the commit and nothing that lies around in the checkout: the commit's files are laid out in
//! `target/package/source` and built there. docs/packaging.md says what is in a package and what was seen of it.

mod archives;
mod bare_root;
mod materials;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::phases::Phases;
use crate::process::{Stop, answer, command, root, run};
use crate::setup::{self, Needs, Tool};

/// What making the packages needs beyond a build.
const TOOLS: &[Tool] = &[
    Tool {
        program: "dpkg-deb",
        package: "dpkg",
        purpose: "writes the .deb again with the commit's time",
        needs: Needs::Build,
    },
    Tool { program: "rpm", package: "rpm", purpose: "reads the .rpm", needs: Needs::Build },
    Tool {
        program: "objdump",
        package: "binutils",
        purpose: "reads what a program links",
        needs: Needs::Build,
    },
];

/// Where everything lies.
struct Places {
    /// The commit's files.
    source: PathBuf,
    /// What cargo makes of them.
    build: PathBuf,
    /// What is handed out.
    out: PathBuf,
    /// What is only needed on the way.
    work: PathBuf,
    /// The commit's time, in seconds since 1970: the time of everything in an archive.
    epoch: String,
}

/// Makes the packages, or checks those that are there.
///
/// # Errors
/// When a step fails, or what is in a package is not what should be in it.
pub(crate) fn run_package(rest: &[String]) -> Result<(), Stop> {
    let words: Vec<&str> = rest.iter().map(String::as_str).collect();
    let places = Places::of_last_commit()?;
    match words.as_slice() {
        [] => make(&places),
        ["--check"] => {
            if archives::find(&places.out, "deb").is_none() {
                make(&places)?;
            }
            bare_root::check(&places)
        }
        _ => Err(Stop::Usage("usage: cargo xtask package [--check]".to_owned())),
    }
}

impl Places {
    fn of_last_commit() -> Result<Self, Stop> {
        let mut git = command("git");
        git.args(["log", "-1", "--format=%ct"]);
        let epoch = answer(&mut git).ok_or_else(|| Stop::failed(&git, "a package is made of a commit"))?;
        let target = root().join("target");
        Ok(Self {
            source: target.join("package/source"),
            build: target.join("package-build"),
            out: target.join("package"),
            work: target.join("package-work"),
            epoch: epoch.trim().to_owned(),
        })
    }

    /// The pages of the commit.
    fn pages(&self) -> PathBuf {
        self.source.join("ui")
    }

    /// A program run over the commit's files, as on any other machine.
    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = command(program);
        command.current_dir(&self.source).env("SOURCE_DATE_EPOCH", &self.epoch).env("LC_ALL", "C.UTF-8");
        command
    }
}

fn make(places: &Places) -> Result<(), Stop> {
    let mut phases = Phases::new("package");
    phases.run("setup", || {
        setup::ensure(Needs::Build)?;
        setup::also(TOOLS)?;
        setup::cargo_tool("cyclonedx", materials::CARGO_CYCLONEDX)
    })?;
    phases.run("source", || lay_out(places))?;
    phases.run("licences", || materials::licences(places))?;
    phases.run("bundle", || bundle(places))?;
    phases.run("archives", || archives::finish(places))?;
    phases.run("materials", || materials::bills(places))?;
    phases.run("sums", || sums(places))?;
    println!("package: target/package holds the packages of this commit");
    Ok(())
}

/// Lays out the last commit, and brings the pages' packages. Nothing is done twice for one commit.
fn lay_out(places: &Places) -> Result<(), Stop> {
    let mut head = command("git");
    head.args(["rev-parse", "HEAD"]);
    let commit = answer(&mut head).ok_or_else(|| Stop::failed(&head, "there is no commit"))?;
    if answer(command("git").args(["status", "--porcelain"])).is_some_and(|changes| !changes.is_empty()) {
        println!("package: this checkout has changes that are not committed; they are not in the packages");
    }
    let stamp = places.work.join("source.commit");
    if fs::read_to_string(&stamp).is_ok_and(|laid_out| laid_out == commit) {
        return Ok(());
    }
    println!("package: laying out commit {}", commit.trim());
    fresh(&places.source)?;
    let archive = places.work.join("source.tar");
    run(command("git").args(["archive", "--format=tar", "HEAD", "-o"]).arg(&archive))?;
    // With the time of now, for cargo must see that these files are new, whichever commit was here before.
    run(command("tar").args(["--extract", "--touch", "--file"]).arg(&archive).arg("-C").arg(&places.source))?;
    let mut npm = places.command("npm");
    npm.current_dir(places.pages()).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(&mut npm)?;
    write(&stamp, &commit)
}

/// Builds the page and the program, and writes both bundles. No feature is named: `testable` is not among the default
/// ones. No path of this machine gets into the program.
fn bundle(places: &Places) -> Result<(), Stop> {
    let written = places.build.join("release/bundle");
    fresh(&written)?;
    let cargo_home = cargo_home();
    let as_elsewhere = [(&cargo_home, "/cargo"), (&places.source, "/invigil"), (&places.build, "/build")];
    let flags = |option: &str| {
        let flags = as_elsewhere.map(|(path, name)| format!("{option}={}={name}", path.display()));
        flags.join(" ")
    };
    let licences = materials::licences_file(places);
    let licences = licences.display();
    let config = format!(
        r#"{{"bundle":{{"linux":{{"deb":{{"files":{{"/usr/share/doc/invigil/LICENCES.txt":"{licences}"}}}},"#
    ) + &format!(
        r#""rpm":{{"files":{{"/usr/share/licenses/invigil/LICENCES.txt":"{licences}"}}}}}}}}}}"#
    );
    let mut tauri = places.command(places.pages().join("node_modules/.bin/tauri"));
    tauri.args(["build", "--ci", "--bundles", "deb,rpm", "--config", &config, "--", "--locked"]);
    tauri.env("CARGO_TARGET_DIR", &places.build).env("CARGO_INCREMENTAL", "0");
    tauri.env("RUSTFLAGS", flags("--remap-path-prefix")).env("CFLAGS", flags("-ffile-prefix-map"));
    run(&mut tauri)
}

fn cargo_home() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).unwrap_or_else(|| "/root/.cargo".into())
}

/// `SHA256SUMS` over everything that is handed out.
fn sums(places: &Places) -> Result<(), Stop> {
    let mut names: Vec<String> = entries(&places.out)?
        .into_iter()
        .filter(|path| path.is_file())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .filter(|name| name != "SHA256SUMS")
        .collect();
    names.sort();
    let mut sha256sum = command("sha256sum");
    sha256sum.current_dir(&places.out).args(&names);
    let sums = answer(&mut sha256sum).ok_or_else(|| Stop::failed(&sha256sum, "it printed no sums"))?;
    print!("{sums}");
    write(&places.out.join("SHA256SUMS"), &sums)
}

/// What went wrong with a file.
fn broken(path: &Path, error: impl std::fmt::Display) -> Stop {
    Stop::Missing(format!("{}: {error}", path.display()))
}

/// The check that failed, and what was found.
fn not_so(what: &str, found: &str) -> Stop {
    Stop::Missing(format!("the package is not as it should be: {what}\n{found}"))
}

fn write(path: &Path, text: &str) -> Result<(), Stop> {
    fs::write(path, text).map_err(|error| broken(path, error))
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<(), Stop> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| broken(folder, error))?;
    }
    fs::create_dir_all(folder).map_err(|error| broken(folder, error))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let read = fs::read_dir(folder).map_err(|error| broken(folder, error))?;
    let mut paths: Vec<PathBuf> = read.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}
