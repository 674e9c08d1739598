//! `cargo xtask setup`: puts on a Debian machine what the build and the tests need, and nothing else.
//!
//! The other commands call it. When nothing is missing it only looks, installs nothing and says one line.

use crate::process::{Stop, answer, cargo, command, on_path, run};

/// How much of it a command needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// Enough to build and run the programs.
    Build,
    /// Also what drives a real window on a hidden screen.
    Window,
    /// Also what only the tests and checks use.
    Everything,
}

/// Something of a Debian package.
pub(crate) struct Tool {
    /// How it is seen to be there: a program on `PATH`, or a library that `pkg-config` knows, written `lib NAME`.
    pub(crate) program: &'static str,
    pub(crate) package: &'static str,
    /// What it does for us: a sentence that begins with "it".
    pub(crate) purpose: &'static str,
    pub(crate) needs: Needs,
}

const TOOLS: &[Tool] = &[
    Tool {
        program: "cc",
        package: "build-essential",
        purpose: "compiles SQLite and ring",
        needs: Needs::Build,
    },
    Tool {
        program: "pkg-config",
        package: "pkg-config",
        purpose: "finds the window's libraries",
        needs: Needs::Build,
    },
    Tool {
        program: "lib webkit2gtk-4.1",
        package: "libwebkit2gtk-4.1-dev",
        purpose: "draws the window's page",
        needs: Needs::Build,
    },
    Tool {
        program: "dbus-run-session",
        package: "dbus",
        purpose: "gives a test a session bus of its own",
        needs: Needs::Window,
    },
    Tool {
        program: "gnome-keyring-daemon",
        package: "gnome-keyring",
        purpose: "is the real keyring of tests and demo",
        needs: Needs::Window,
    },
    Tool {
        program: "Xvfb",
        package: "xvfb",
        purpose: "is the hidden screen of tests and demo",
        needs: Needs::Window,
    },
    Tool {
        program: "openbox",
        package: "openbox",
        purpose: "is the window manager on it",
        needs: Needs::Window,
    },
    Tool {
        program: "xdotool",
        package: "xdotool",
        purpose: "presses keys that belong to the window manager",
        needs: Needs::Window,
    },
    Tool {
        program: "xrandr",
        package: "x11-xserver-utils",
        purpose: "makes the hidden screen another size",
        needs: Needs::Window,
    },
    Tool {
        program: "wmctrl",
        package: "wmctrl",
        purpose: "asks the window manager to close a window",
        needs: Needs::Window,
    },
    Tool {
        program: "chromium",
        package: "chromium",
        purpose: "draws an author's preview, and is measured beside the window",
        needs: Needs::Window,
    },
    Tool {
        program: "WebKitWebDriver",
        package: "webkit2gtk-driver",
        purpose: "drives the window's page",
        needs: Needs::Window,
    },
];

type Version = (u32, u32, u32);

const RUST: Version = (1, 95, 0);
const NODE: Version = (20, 19, 0);

/// Exactly this one: another version reads deny.toml differently.
const CARGO_DENY: Version = (0, 20, 2);

/// Looks, installs what is missing, and says what is there.
///
/// # Errors
/// When Rust is too old, or something is missing and we may not install it; the sentence says what to do.
pub(crate) fn ensure(needs: Needs) -> Result<(), Stop> {
    let rust = enough_rust(reported(&mut command("rustc")))?;
    let mut here = vec![format!("rustc {}", shown(rust))];
    let node = enough_node(reported(&mut command("node")))?;
    here.push(format!("node {}", shown(node)));
    install_packages(needs)?;
    if needs == Needs::Everything {
        require_component("fmt", "rustfmt")?;
        require_component("clippy", "clippy")?;
        cargo_tool("deny", CARGO_DENY)?;
        here.push(format!("cargo-deny {}", shown(CARGO_DENY)));
    }
    println!("setup: nothing is missing ({})", here.join(", "));
    Ok(())
}

fn enough_rust(found: Option<Version>) -> Result<Version, Stop> {
    match found {
        Some(found) if found >= RUST => Ok(found),
        Some(found) => Err(Stop::Missing(format!(
            "Rust {} or newer is needed and this is {}: run `rustup update`",
            shown(RUST),
            shown(found)
        ))),
        None => Err(Stop::Missing(format!(
            "Rust {} or newer is needed and rustc was not found: install it with rustup",
            shown(RUST)
        ))),
    }
}

fn enough_node(found: Option<Version>) -> Result<Version, Stop> {
    let state = match found {
        Some(found) if found >= NODE => return Ok(found),
        Some(found) => format!("this is {}", shown(found)),
        None => "it was not found".to_owned(),
    };
    let needed = shown(NODE);
    Err(Stop::Missing(format!(
        "Node {needed} or newer with npm is needed for the window's page and {state}: install it \
         (Debian: `apt-get install nodejs npm`)"
    )))
}

fn install_packages(needs: Needs) -> Result<(), Stop> {
    install_missing(|| missing_tools(needs, is_here))
}

/// Puts there what one command needs and no other does.
///
/// # Errors
/// When something is missing and we may not install it; the sentence says what to do.
pub(crate) fn also(tools: &'static [Tool]) -> Result<(), Stop> {
    install_missing(|| tools.iter().filter(|tool| !is_here(tool.program)).collect())
}

fn install_missing(look: impl Fn() -> Vec<&'static Tool>) -> Result<(), Stop> {
    let missing = look();
    if missing.is_empty() {
        return Ok(());
    }
    for tool in &missing {
        println!("setup: `{}` is missing; it {}; package {}", tool.program, tool.purpose, tool.package);
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    let by_hand = Stop::Missing(format!(
        "this needs `apt-get install {}` and we could not do it here (neither root nor a sudo that works); \
         please install it and run the command again",
        packages.join(" ")
    ));
    let Some(prefix) = way_to_root() else { return Err(by_hand) };
    if on_path("apt-get").is_none() {
        return Err(by_hand);
    }
    let install = ["install", "--yes", "--no-install-recommends"].into_iter().chain(packages);
    // An old list of packages is often good enough, so a failed update alone stops nothing.
    for failed in [apt_get(prefix, ["update"]), apt_get(prefix, install)].into_iter().filter_map(Result::err)
    {
        eprintln!("setup: {failed}");
    }
    if look().is_empty() { Ok(()) } else { Err(by_hand) }
}

fn is_here(sign: &str) -> bool {
    match sign.strip_prefix("lib ") {
        Some(library) => answer(command("pkg-config").args(["--exists", library])).is_some(),
        None => on_path(sign).is_some(),
    }
}

fn missing_tools(needs: Needs, is_here: impl Fn(&str) -> bool) -> Vec<&'static Tool> {
    let wanted = |tool: &&Tool| tool.needs <= needs;
    TOOLS.iter().filter(wanted).filter(|tool| !is_here(tool.program)).collect()
}

/// The words to put before a command that only root may run.
fn way_to_root() -> Option<&'static [&'static str]> {
    let is_root = answer(command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    match (is_root, on_path("sudo")) {
        (true, _) => Some(&[]),
        (false, Some(_)) => Some(&["sudo"]),
        (false, None) => None,
    }
}

fn apt_get(prefix: &[&str], arguments: impl IntoIterator<Item = &'static str>) -> Result<(), Stop> {
    let words = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]].concat();
    run(command(words[0]).args(&words[1..]).args(arguments))
}

fn require_component(subcommand: &str, component: &str) -> Result<(), Stop> {
    match answer(cargo().args([subcommand, "--version"])) {
        Some(_) => Ok(()),
        None => Err(Stop::Missing(format!(
            "`cargo {subcommand}` is missing: run `rustup component add {component}`"
        ))),
    }
}

/// Builds `cargo-NAME` of exactly that version, where it is not there.
///
/// # Errors
/// When it cannot be built.
pub(crate) fn cargo_tool(name: &str, version: Version) -> Result<(), Stop> {
    if reported(cargo().arg(name)) == Some(version) {
        return Ok(());
    }
    let (name, version) = (format!("cargo-{name}"), shown(version));
    println!("setup: {name} {version} is missing; building it takes a few minutes, once");
    run(cargo().args(["install", "--quiet", "--locked", "--force", &name, "--version", &version]))
}

/// The version that a program gives when asked.
fn reported(program: &mut std::process::Command) -> Option<Version> {
    version_in(&answer(program.arg("--version"))?)
}

/// The first word that reads as three numbers, with or without a `v` before it.
fn version_in(text: &str) -> Option<Version> {
    text.split_whitespace().find_map(|word| {
        let mut numbers = word.strip_prefix('v').unwrap_or(word).splitn(3, '.').map(leading_number);
        Some((numbers.next()??, numbers.next()??, numbers.next()??))
    })
}

/// `0` of `0-nightly`.
fn leading_number(text: &str) -> Option<u32> {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text[..end].parse().ok()
}

fn shown((major, minor, patch): Version) -> String {
    format!("{major}.{minor}.{patch}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        let check = |text, expected| assert_eq!(version_in(text), expected, "{text}");
        check("rustc 1.95.0 (59807616e 2026-04-14)", Some((1, 95, 0)));
        check("rustc 1.96.0-nightly (abc 2026-05-01)", Some((1, 96, 0)));
        check("v20.20.2\n", Some((20, 20, 2)));
        check("cargo-deny 0.20.2\n", Some((0, 20, 2)));
        check("no number here", None);
        check("1.2", None);
    }

    #[test]
    fn an_old_rust_is_refused_in_one_sentence() {
        let stop = enough_rust(Some((1, 94, 1))).unwrap_err();
        assert_eq!(
            stop.to_string(),
            "Rust 1.95.0 or newer is needed and this is 1.94.1: run `rustup update`"
        );
        assert!(enough_rust(None).is_err());
        assert!(enough_rust(Some((1, 95, 0))).is_ok());
        assert!(enough_rust(Some((2, 0, 0))).is_ok());
    }

    #[test]
    fn only_what_is_needed_is_missing() {
        let packages = |needs, here: &[&str]| -> Vec<&str> {
            missing_tools(needs, |program| here.contains(&program)).iter().map(|tool| tool.package).collect()
        };
        assert_eq!(packages(Needs::Build, &[]), ["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"]);
        let built = ["cc", "pkg-config", "lib webkit2gtk-4.1"];
        assert!(packages(Needs::Build, &built).is_empty());
        assert_eq!(packages(Needs::Window, &built).first(), Some(&"dbus"));
        let all: Vec<&str> = TOOLS.iter().map(|tool| tool.program).collect();
        assert!(packages(Needs::Everything, &all).is_empty());
    }

    #[test]
    fn an_old_node_is_refused_in_one_sentence() {
        assert!(enough_node(None).unwrap_err().to_string().contains("it was not found"));
        assert!(enough_node(Some((18, 19, 0))).unwrap_err().to_string().contains("this is 18.19.0"));
        assert!(enough_node(Some((20, 19, 0))).is_ok());
    }
}
