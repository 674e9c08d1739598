//! The pages: their packages, their builds, their own checks. The window embeds one, the program `invigil` another, the
//! author's preview.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::SystemTime;

use crate::process::{Stop, command, root, run, succeeded};

/// What the built pages are made of, beside `ui/src`.
const SOURCES: &[&str] = &[
    "src",
    "words",
    "index.html",
    "preview.html",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "tsconfig.json",
];

/// The script that builds each page, and what it leaves.
const PAGES: &[(&str, &str)] =
    &[("build", "dist/index.html"), ("build:preview", "dist-preview/preview.html")];

/// Brings the packages of the lock file and builds each page, where either is older than what it is made of.
///
/// # Errors
/// When npm fails; what it printed stands above.
pub(crate) fn ensure() -> Result<(), Stop> {
    let ui = root().join("ui");
    let installed = changed(&ui.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < changed(&ui.join("package-lock.json")) {
        println!("page: bringing the packages of ui/package-lock.json");
        run(npm().args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    }
    let newest = SOURCES.iter().filter_map(|source| newest_in(&ui.join(source))).max();
    for (script, page) in PAGES {
        let built = changed(&ui.join(page));
        if built.is_none() || built < newest {
            println!("page: building ui/{page}");
            run(npm().args(["run", "--silent", script]))?;
        }
    }
    Ok(())
}

/// Types, lints, contrast.
pub(crate) fn check() -> Result<(), Stop> {
    run(npm().args(["run", "--silent", "check"]))
}

/// Runs the page's own tests and says how many passed.
///
/// # Errors
/// When one fails, or none ran.
pub(crate) fn test() -> Result<u64, Stop> {
    let mut npm = npm();
    npm.args(["run", "--silent", "test"]).env("NO_COLOR", "1").stdout(Stdio::piped());
    let mut child = npm.spawn().map_err(|error| Stop::failed(&npm, error))?;
    let mut passed = 0;
    if let Some(output) = child.stdout.take() {
        let mut screen = std::io::stdout();
        for line in BufReader::new(output).lines() {
            let line = line.map_err(|error| Stop::failed(&npm, error))?;
            passed = tests_passed(&line).unwrap_or(passed);
            let _ = writeln!(screen, "{line}");
        }
    }
    let status = child.wait().map_err(|error| Stop::failed(&npm, error))?;
    succeeded(&npm, status)?;
    if passed == 0 { Err(Stop::failed(&npm, "no test ran")) } else { Ok(passed) }
}

/// The number in vitest's closing line, `Tests  12 passed (12)`.
fn tests_passed(line: &str) -> Option<u64> {
    let words = line.trim().strip_prefix("Tests ")?;
    let mut words = words.split_whitespace();
    let number = words.next()?.parse().ok()?;
    (words.next() == Some("passed")).then_some(number)
}

fn npm() -> std::process::Command {
    let mut npm = command("npm");
    npm.current_dir(root().join("ui"));
    npm
}

fn changed(path: &Path) -> Option<SystemTime> {
    path.metadata().ok()?.modified().ok()
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = path.read_dir() else { return changed(path) };
    let inside = entries.filter_map(|entry| newest_in(&entry.ok()?.path())).max();
    inside.max(changed(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_vitest_is_read() {
        assert_eq!(tests_passed("      Tests  12 passed (12)"), Some(12));
        assert_eq!(tests_passed(" Test Files  3 passed (3)"), None);
        assert_eq!(tests_passed("      Tests  1 failed | 11 passed (12)"), None);
    }
}
