//! `cargo xtask package --check`: the .deb on a Debian that has nothing else, and what the program there does with an
//! environment that would open it up. Needs root, for it makes a root of its own.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Places, archives, broken, not_so, write};
use crate::phases::Phases;
use crate::process::{Stop, answer, command, run};
use crate::setup::{self, Needs, Tool};

const TOOLS: &[Tool] = &[
    Tool {
        program: "debootstrap",
        package: "debootstrap",
        purpose: "makes a Debian that has nothing else",
        needs: Needs::Everything,
    },
    Tool {
        program: "lintian",
        package: "lintian",
        purpose: "knows what Debian expects of a package",
        needs: Needs::Everything,
    },
    Tool {
        program: "import",
        package: "imagemagick",
        purpose: "takes a picture of the screen",
        needs: Needs::Everything,
    },
];

/// The Debian that the package is for.
const SUITE: &str = "bookworm";
const MIRROR: &str = "http://deb.debian.org/debian";

/// What a candidate might start the program with. Each of them opens up a web view, or loads a stranger's code.
const HOSTILE: &[(&str, &str)] = &[
    ("TAURI_WEBVIEW_AUTOMATION", "true"),
    ("GTK_MODULES", "gail:atk-bridge"),
    ("GTK_DEBUG", "interactive"),
    ("GIO_EXTRA_MODULES", "/tmp"),
    ("LD_LIBRARY_PATH", "/tmp"),
    ("LD_PRELOAD", "libm.so.6"),
    ("LD_DEBUG_OUTPUT", "/tmp/ld"),
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
    ("INVIGIL_UPDATE_URL", "http://127.0.0.1:9/"),
];

/// How long WebDriver may try to attach, and how long a window may take to be drawn here.
const PATIENCE: Duration = Duration::from_secs(60);

/// Installs, starts, looks, and tries to attach.
pub(super) fn check(places: &Places) -> Result<(), Stop> {
    if answer(command("id").arg("-u")).is_none_or(|id| id.trim() != "0") {
        return Err(Stop::Missing(
            "`cargo xtask package --check` makes a Debian root and changes into it: run it as root"
                .to_owned(),
        ));
    }
    let mut phases = Phases::new("package --check");
    phases.run("setup", || {
        setup::ensure(Needs::Window)?;
        setup::also(TOOLS)
    })?;
    let seen = places.work.join("seen");
    super::fresh(&seen)?;
    let deb = archives::find(&places.out, "deb").ok_or_else(|| not_so("there is a .deb", ""))?;
    phases.run("contents", || archives::read_back(places))?;
    phases.run("lintian", || lintian(&deb, &seen))?;
    let root = phases.run("debian", || bare_debian(places))?;
    phases.run("install", || install(&root, &deb, places))?;
    phases.run("window", || window(&root, &seen))?;
    phases.run("ticket", || ticket(&root, &seen))?;
    phases.run("webdriver", || webdriver(places, &deb))?;
    println!("package: the pictures are in {}", seen.display());
    Ok(())
}

/// Says what lintian found; docs/packaging.md explains each.
fn lintian(deb: &Path, seen: &Path) -> Result<(), Stop> {
    let output = command("lintian").args(["--allow-root", "--tag-display-limit=0"]).arg(deb).output();
    let output = output.map_err(|error| broken(deb, error))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{said}");
    write(&seen.join("lintian.txt"), &said)
}

/// A new Debian of nothing but the essential packages. It is fetched once.
fn bare_debian(places: &Places) -> Result<PathBuf, Stop> {
    let base = places.work.join(format!("{SUITE}.tar"));
    let root = places.work.join("root");
    if root.exists() {
        fs::remove_dir_all(&root).map_err(|error| broken(&root, error))?;
    }
    if base.is_file() {
        fs::create_dir_all(&root).map_err(|error| broken(&root, error))?;
        run(command("tar").args(["--extract", "--numeric-owner", "--file"]).arg(&base).arg("-C").arg(&root))?;
        return Ok(root);
    }
    run(command("debootstrap").args(["--variant=minbase", SUITE]).arg(&root).arg(MIRROR))?;
    let half = base.with_extension("half");
    run(command("tar")
        .args(["--create", "--numeric-owner", "--file"])
        .arg(&half)
        .arg("-C")
        .arg(&root)
        .arg("."))?;
    fs::rename(&half, &base).map_err(|error| broken(&half, error))?;
    Ok(root)
}

/// Installs the package with what it depends on and nothing that it only recommends.
fn install(root: &Path, deb: &Path, places: &Places) -> Result<(), Stop> {
    let fetched = places.work.join("fetched");
    fs::create_dir_all(&fetched).map_err(|error| broken(&fetched, error))?;
    fs::copy(deb, root.join("tmp/invigil.deb")).map_err(|error| broken(deb, error))?;
    let script = "\
        set -eu
        cp /etc/resolv.conf \"$ROOT/etc/resolv.conf\"
        mount --bind \"$FETCHED\" \"$ROOT/var/cache/apt/archives\"
        mount -t proc proc \"$ROOT/proc\"
        inside() { chroot \"$ROOT\" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \"$@\"; }
        inside apt-get -q=2 update
        inside apt-get -q=2 -y --no-install-recommends install /tmp/invigil.deb >/dev/null
        inside useradd --create-home candidate
        inside dpkg-query -W -f '${Package} ${Version} ${Status}\\n' invigil
        inside sh -c 'dpkg-query -W | wc -l'
        inside grep -E 'ticket|invigil-event' /usr/share/mime/globs2
        inside cat /usr/share/applications/Invigil.desktop";
    let mut unshare = command("unshare");
    unshare.args(["--mount", "sh", "-c", script]).env("ROOT", root).env("FETCHED", &fetched);
    run(&mut unshare)
}

/// A hidden screen of its own.
struct Screen {
    server: Child,
    name: String,
}

impl Screen {
    fn open() -> Result<Self, Stop> {
        let mut xvfb = command("Xvfb");
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac"]);
        xvfb.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = xvfb.spawn().map_err(|error| Stop::failed(&xvfb, error))?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            let read = BufReader::new(output).read_line(&mut number);
            read.map_err(|error| Stop::failed(&xvfb, error))?;
        }
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = command(program);
        command.env("DISPLAY", &self.name);
        command
    }

    /// Waits for a window that shows more than one plain surface, and takes a picture of it.
    fn picture(&self, path: &Path) -> Result<(), Stop> {
        let mut colours = String::new();
        for _ in 0..PATIENCE.as_secs() {
            sleep(Duration::from_secs(1));
            let window = answer(self.command("xdotool").args(["search", "--name", "^Invigil$"]));
            if window.is_none_or(|found| found.trim().is_empty()) {
                continue;
            }
            let mut count = self.command("import");
            count.args(["-window", "root", "-format", "%k", "info:-"]);
            colours = answer(&mut count).unwrap_or_default();
            if colours.trim().parse::<u32>().is_ok_and(|count| count > 60) {
                sleep(Duration::from_secs(3));
                return run(self.command("import").args(["-window", "root"]).arg(path));
            }
        }
        let _ = self.command("import").args(["-window", "root"]).arg(path).status();
        Err(not_so("the window shows something within a minute", &format!("colours seen: {colours}")))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The program inside the root, as an ordinary person, in a process space that ends with this value.
struct Inside {
    outer: Child,
    root: PathBuf,
}

impl Inside {
    fn start(root: &Path, screen: &Screen, hostile: &[(&str, &str)], file: &str) -> Result<Self, Stop> {
        let script = "\
            set -eu
            mount -t proc proc \"$ROOT/proc\"
            mount -t tmpfs tmpfs \"$ROOT/dev/shm\"
            exec chroot --userspec=candidate:candidate \"$ROOT\" env -i -C /home/candidate \"$@\"";
        let mut unshare = command("unshare");
        unshare
            .args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script, "sh"])
            .env("ROOT", root);
        unshare.args(["HOME=/home/candidate", "USER=candidate", "PATH=/usr/bin:/bin", "LANG=C.UTF-8"]);
        unshare.arg(format!("DISPLAY={}", screen.name));
        unshare.args(hostile.iter().map(|(name, value)| format!("{name}={value}")));
        unshare.arg("invigil-desk").args((!file.is_empty()).then_some(file));
        let outer = unshare.spawn().map_err(|error| Stop::failed(&unshare, error))?;
        Ok(Self { outer, root: root.to_owned() })
    }

    /// The environments of the program and of every process it started, each under the program's name.
    fn environments(&self) -> Result<Vec<(String, Vec<String>)>, Stop> {
        let here = fs::canonicalize(&self.root).map_err(|error| broken(&self.root, error))?;
        let mut found = Vec::new();
        for process in super::entries(Path::new("/proc"))? {
            if !fs::read_link(process.join("root")).is_ok_and(|root| root == here) {
                continue;
            }
            let Ok(environment) = fs::read(process.join("environ")) else { continue };
            let Ok(name) = fs::read_to_string(process.join("comm")) else { continue };
            let variables = String::from_utf8_lossy(&environment).into_owned();
            let variables = variables.split('\0').filter(|one| !one.is_empty()).map(str::to_owned).collect();
            found.push((name.trim().to_owned(), variables));
        }
        Ok(found)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = self.outer.kill();
        let _ = self.outer.wait();
    }
}

/// The window opens, shows the first screen, and nothing hostile is left around it.
fn window(root: &Path, seen: &Path) -> Result<(), Stop> {
    let screen = Screen::open()?;
    let port = free_port()?;
    let inspector = format!("127.0.0.1:{port}");
    let mut hostile = HOSTILE.to_vec();
    hostile.push(("WEBKIT_INSPECTOR_SERVER", &inspector));
    let program = Inside::start(root, &screen, &hostile, "")?;
    screen.picture(&seen.join("first-screen.png"))?;
    let environments = program.environments()?;
    let mut text = String::new();
    for (name, variables) in &environments {
        text += &format!("{name}\n  {}\n", variables.join("\n  "));
        for (bad, _) in &hostile {
            if variables.iter().any(|one| one.starts_with(&format!("{bad}="))) {
                return Err(not_so(&format!("{name} runs without {bad}"), &text));
            }
        }
    }
    print!("{text}");
    write(&seen.join("environments.txt"), &text)?;
    let is_there = |wanted: &str| environments.iter().any(|(name, _)| name.starts_with(wanted));
    if !is_there("invigil-desk") || !is_there("WebKitWebProces") {
        return Err(not_so("the program and its page's process were seen", &text));
    }
    match TcpStream::connect(&inspector) {
        Ok(_) => Err(not_so("nobody listens where an inspector was asked for", &inspector)),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
            println!("package: {} variables were dropped, and nobody listens at {inspector}", hostile.len());
            Ok(())
        }
        Err(error) => Err(not_so("the inspector's port could be tried", &error.to_string())),
    }
}

/// A file that is not a ticket is opened with the program, and the page says so.
fn ticket(root: &Path, seen: &Path) -> Result<(), Stop> {
    let screen = Screen::open()?;
    write(&root.join("home/candidate/letter.ticket"), "Dear candidate,\n")?;
    let program = Inside::start(root, &screen, &[], "letter.ticket")?;
    screen.picture(&seen.join("not-a-ticket.png"))?;
    drop(program);
    Ok(())
}

/// The driver starts the packaged program as it starts one that can be driven, and gets no session.
fn webdriver(places: &Places, deb: &Path) -> Result<(), Stop> {
    let unpacked = places.work.join("unpacked");
    super::fresh(&unpacked)?;
    run(command("dpkg-deb").arg("--extract").arg(deb).arg(&unpacked))?;
    let home = places.work.join("unpacked-home");
    super::fresh(&home)?;
    let screen = Screen::open()?;
    let port = free_port()?;
    let mut start = screen.command("WebKitWebDriver");
    start.arg(format!("--port={port}")).env("HOME", &home).env("TAURI_WEBVIEW_AUTOMATION", "true");
    let driver = start.spawn().map_err(|error| Stop::failed(&start, error))?;
    let mut driver = Ended(driver);
    let binary = unpacked.join("usr/bin/invigil-desk");
    let body = format!(
        r#"{{"capabilities":{{"alwaysMatch":{{"webkitgtk:browserOptions":{{"binary":"{}","args":[]}}}}}}}}"#,
        binary.display()
    );
    let answer = post(port, "/session", &body)?;
    let started = driver.children();
    let is_desk = |pid: &String| {
        fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim() == "invigil-desk")
    };
    let desk_ran = started.iter().any(is_desk);
    driver.end(&started);
    if answer.contains("\"sessionId\"") {
        return Err(not_so("WebDriver gets no session with the packaged program", &answer));
    }
    if !desk_ran {
        return Err(not_so("the driver started the packaged program, and it ran", &answer));
    }
    let said = if answer.is_empty() { "no answer" } else { answer.lines().last().unwrap_or_default() };
    println!("package: WebDriver got no session within {} s ({said})", PATIENCE.as_secs());
    Ok(())
}

/// A process that is ended with this value.
struct Ended(Child);

impl Ended {
    /// What it started and is still there.
    fn children(&self) -> Vec<String> {
        let path = format!("/proc/{0}/task/{0}/children", self.0.id());
        let children = fs::read_to_string(path).unwrap_or_default();
        children.split_whitespace().map(str::to_owned).collect()
    }

    fn end(&mut self, children: &[String]) {
        let _ = self.0.kill();
        let _ = self.0.wait();
        for child in children {
            let _ = command("kill").arg(child).status();
        }
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.end(&[]);
    }
}

/// What the driver answers, or nothing when it does not within our patience.
fn post(port: u16, path: &str, body: &str) -> Result<String, Stop> {
    let failed = |error: std::io::Error| not_so("the driver can be asked", &error.to_string());
    let mut connection = Err(ErrorKind::NotConnected.into());
    for _ in 0..100 {
        connection = TcpStream::connect(("127.0.0.1", port));
        if connection.is_ok() {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    let mut connection = connection.map_err(failed)?;
    connection.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    connection.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = String::new();
    match connection.read_to_string(&mut answer) {
        Ok(_) => Ok(answer),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => Ok(answer),
        Err(error) => Err(failed(error)),
    }
}

/// A port that nobody listens at now.
fn free_port() -> Result<u16, Stop> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|error| not_so("there is a free port", &error.to_string()))
}
