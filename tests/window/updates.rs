//! A newer program in the real window: offered on the welcome and nowhere else, fetched only when the person says so, put
//! in place only with the right signature.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use serde_json::json;
use world::command::Prompt;
use world::window::{Build, Candidate, Hand, Process, Screen, Window, desk};
use world::{Outcome, root};

const YES: &str = "Fetch it and start again";

/// A publisher: a key made for this test by the command that a publisher uses, and a server for what is published.
struct Publisher {
    folder: PathBuf,
    port: u16,
    /// What is served under each path; a path that is not here is not found.
    served: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// The paths that were asked for.
    asked: Arc<Mutex<Vec<String>>>,
    gate: Arc<Gate>,
}

/// Holds every answer back while it is shut.
#[derive(Default)]
struct Gate {
    shut: Mutex<bool>,
    moved: Condvar,
}

impl Gate {
    fn set(&self, shut: bool) {
        *self.shut.lock().unwrap_or_else(PoisonError::into_inner) = shut;
        self.moved.notify_all();
    }

    fn pass(&self) {
        let shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.moved.wait_while(shut, |shut| *shut));
    }
}

impl Publisher {
    fn new(folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder)?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let publisher = Self {
            folder: folder.to_owned(),
            port: listener.local_addr()?.port(),
            served: Arc::default(),
            asked: Arc::default(),
            gate: Arc::default(),
        };
        let (served, asked, gate) =
            (publisher.served.clone(), publisher.asked.clone(), publisher.gate.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                // A client that went away is its own affair.
                let _ = answer(stream, &served, &asked, &gate);
            }
        });
        publisher.make_key("key")?;
        Ok(publisher)
    }

    fn signer(&self, arguments: &[&str]) -> Outcome<()> {
        let output = Command::new(root().join("ui/node_modules/.bin/tauri"))
            .arg("signer")
            .args(arguments)
            .current_dir(&self.folder)
            .env_remove("TAURI_SIGNING_PRIVATE_KEY")
            .output()
            .map_err(|error| format!("ui/node_modules/.bin/tauri: {error}: run `npm ci` in ui/"))?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(format!("signer {arguments:?}: {said}").into()) }
    }

    fn make_key(&self, name: &str) -> Outcome<()> {
        self.signer(&["generate", "--ci", "--password", "", "--write-keys", name])
    }

    fn public_key(&self) -> Outcome<String> {
        Ok(fs::read_to_string(self.folder.join("key.pub"))?.trim().to_owned())
    }

    /// Signs a program as that version, and gives the signature.
    fn sign(&self, program: &[u8], key: &str, version: &str) -> Outcome<String> {
        fs::write(self.folder.join("program"), program)?;
        let signed =
            ["sign", "--private-key-path", key, "--password", "", "--app-version", version, "program"];
        self.signer(&signed)?;
        Ok(fs::read_to_string(self.folder.join("program.sig"))?)
    }

    /// Publishes a program as a version, with a signature.
    fn publish(&self, version: &str, program: &[u8], signature: &str) {
        let platform = json!({ "url": self.address("program"), "signature": signature });
        let systems = format!("linux-{}", std::env::consts::ARCH);
        let manifest = json!({ "version": version, "platforms": { systems: platform } }).to_string();
        let mut served = self.served.lock().unwrap_or_else(PoisonError::into_inner);
        served.insert("/latest.json".to_owned(), manifest.into_bytes());
        served.insert("/program".to_owned(), program.to_vec());
    }

    fn withdraw(&self, path: &str) {
        self.served.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The paths that were asked for since the last time.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The window of a copy of the program, which asks this publisher.
    fn window(&self, screen: &Screen) -> Outcome<(Window, PathBuf)> {
        let own = screen.home().join("program");
        fs::create_dir_all(&own)?;
        let program = own.join("invigil-desk");
        fs::copy(desk(Build::Testable)?, &program)?;
        let (key, address) = (self.public_key()?, self.address("latest.json"));
        let more = [("INVIGIL_UPDATE_KEY", key.as_str()), ("INVIGIL_UPDATE_URL", address.as_str())];
        Ok((Window::open_program(screen, &program, &more)?, program))
    }
}

fn answer(
    mut stream: TcpStream,
    served: &Mutex<BTreeMap<String, Vec<u8>>>,
    asked: &Mutex<Vec<String>>,
    gate: &Gate,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let path = first.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
    gate.pass();
    let found = served.lock().unwrap_or_else(PoisonError::into_inner).get(&path).cloned();
    let (status, body) = found.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")?;
    stream.write_all(&body)
}

/// Every process of a program on this machine.
fn running(program: &Path) -> Outcome<Vec<Process>> {
    let all = world::window::processes(1)?;
    let is = |process: &Process| {
        fs::read_link(format!("/proc/{}/exe", process.pid)).is_ok_and(|exe| exe == program) && process.runs()
    };
    Ok(all.into_iter().filter(is).collect())
}

/// Whether a process holds a lock on a file.
fn has_locked(process: &Process, file: &Path) -> Outcome<bool> {
    let (pid, node) = (process.pid.to_string(), format!(":{}", fs::metadata(file)?.ino()));
    let locks = fs::read_to_string("/proc/locks")?;
    // 1: FLOCK  ADVISORY  WRITE 4711 fe:00:1234 0 EOF
    Ok(locks
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .any(|words| words.contains(&pid.as_str()) && words.iter().any(|word| word.ends_with(&node))))
}

/// Leaves the welcome and comes back: it asks again.
fn ask_again(window: &Window) -> Outcome<()> {
    window.click("button", "My exams")?;
    window.at("My exams")?;
    window.click("button", "Back")?;
    window.at("Give your ticket")
}

/// Says yes, and reads why nothing came of it.
fn refused(window: &Window, words: &str) -> Outcome<()> {
    ask_again(window)?;
    window.says("Version 9.9.9 of Invigil is there")?;
    window.click("button", YES)?;
    window.says(words)?;
    window.says("Nothing has changed")
}

#[test]
fn only_what_is_signed_is_put_in_place() -> Outcome<()> {
    let screen = Screen::new()?;
    let publisher = Publisher::new(&screen.home().join("publisher"))?;
    // The publisher has published nothing yet.
    let (window, program) = publisher.window(&screen)?;
    window.says("Whether there is a newer Invigil could not be asked")?;
    assert_eq!(publisher.asked(), ["/latest.json"]);
    let own = fs::read(&program)?;

    // This very version, and an older one.
    for version in [env!("CARGO_PKG_VERSION"), "0.0.0"] {
        publisher.publish(version, &own, "none");
        ask_again(&window)?;
        window.says("This is the newest version of Invigil.")?;
        assert!(window.seen("button", YES)?.is_empty());
    }
    // What is no manifest.
    publisher
        .served
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert("/latest.json".into(), b"{}".to_vec());
    ask_again(&window)?;
    window.says("What was answered about a newer Invigil could not be used")?;

    let newer = [own.as_slice(), b"newer"].concat();
    publisher.asked();
    // Another key; the right key over another program; the right key over an older version; nothing like a signature.
    publisher.make_key("stranger")?;
    let signatures = [
        publisher.sign(&newer, "stranger", "9.9.9")?,
        publisher.sign(&own, "key", "9.9.9")?,
        publisher.sign(&newer, "key", "0.0.1")?,
        "bm8=".to_owned(),
    ];
    for signature in &signatures {
        publisher.publish("9.9.9", &newer, signature);
        refused(&window, "does not carry the signature of Invigil’s publisher")?;
        assert_eq!(publisher.asked(), ["/latest.json", "/program"]);
    }
    let signature = publisher.sign(&newer, "key", "9.9.9")?;
    publisher.publish("9.9.9", &newer, &signature);
    publisher.withdraw("/program");
    refused(&window, "The newer Invigil could not be fetched")?;
    // Signed, and nothing that can be started.
    let letter = b"Dear candidate".as_slice();
    publisher.publish("9.9.9", letter, &publisher.sign(letter, "key", "9.9.9")?);
    refused(&window, "The newer Invigil could not be put in place")?;
    assert!(fs::read(&program)? == own, "nothing was put in place");
    assert!(window.app().runs());
    publisher.asked();

    // The right one: nothing of it is fetched before the person says so.
    publisher.publish("9.9.9", &newer, &signature);
    ask_again(&window)?;
    window.says(concat!("Version 9.9.9 of Invigil is there; this is ", env!("CARGO_PKG_VERSION"), "."))?;
    assert!(window.axe()?.is_empty(), "{:?}", window.axe()?);
    assert_eq!(publisher.asked(), ["/latest.json"]);
    let before = window.app().pid;
    publisher.gate.set(true);
    window.click("button", YES)?;
    window.says("The newer version is being fetched and checked.")?;
    // Meanwhile no exam begins, not even for practice, and it is not fetched twice.
    for (command, arguments, code) in [
        ("practise", json!({}), "\"updating\""),
        ("install_update", json!({ "version": "9.9.9" }), "\"not-now\""),
    ] {
        match window.ask(command, arguments) {
            Err(said) if said.to_string().contains(code) => {}
            other => return Err(format!("{command}: {other:?}").into()),
        }
    }
    publisher.gate.set(false);
    let after = window.until("the newer program", || {
        let found = running(&program)?.into_iter().find(|process| process.pid != before);
        found.ok_or_else(|| format!("not yet: {}", window.log()).into())
    })?;
    let opened = window.until("the newer program to open the desk", || {
        if has_locked(&after, &screen.data().join("desk.lock"))? {
            Ok(())
        } else {
            Err("it has not locked it".into())
        }
    });
    let in_place = fs::read(&program)?;
    after.kill()?;
    opened?;
    assert!(in_place == newer, "the newer program is in place");
    assert!(!window.app().runs(), "the older one has ended");
    assert_eq!(publisher.asked(), ["/program"]);
    Ok(())
}

#[test]
fn nothing_is_offered_beside_an_exam() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    let hub = prompt.demo(|programme| programme)?;
    prompt.register(&hub, "Ada")?;
    let ticket = fs::read_to_string(prompt.path("Ada.ticket"))?;
    let sheet = fs::read_to_string(prompt.path("sheet.json"))?;

    let screen = Screen::new()?;
    let publisher = Publisher::new(&screen.home().join("publisher"))?;
    let (window, program) = publisher.window(&screen)?;
    let own = fs::read(&program)?;
    let newer = [own.as_slice(), b"newer"].concat();
    publisher.publish("9.9.9", &newer, &publisher.sign(&newer, "key", "9.9.9")?);
    ask_again(&window)?;
    window.says("Version 9.9.9 of Invigil is there")?;
    publisher.asked();

    // The desk itself says no, whatever the page asks of it.
    let refused = |when: &str| -> Outcome<()> {
        for (command, arguments) in
            [("look_for_update", json!({})), ("install_update", json!({ "version": "9.9.9" }))]
        {
            match window.ask(command, arguments) {
                Err(said) if said.to_string().contains("\"not-now\"") => {}
                other => return Err(format!("{when}: {command}: {other:?}").into()),
            }
        }
        assert!(window.seen("button", YES)?.is_empty(), "{when}");
        assert_eq!(publisher.asked(), [""; 0], "{when}");
        Ok(())
    };
    let ada = Candidate::new(&window, Hand::Pointer, &sheet)?;
    ada.give_ticket(&ticket)?;
    refused("at the ticket")?;
    ada.check_computer()?;
    refused("at the checks")?;
    ada.read_rules()?;
    refused("at the rules")?;
    ada.accept_rules()?;
    refused("in the exam")?;
    ada.answer_all()?;
    refused("at the review")?;
    // Nobody takes the sealed answers.
    drop(hub);
    ada.seal()?;
    refused("at the sealed answers")?;
    window.ask("leave", json!({}))?;
    let welcome = window.ask("forget_ticket", json!({}))?;
    assert_eq!(welcome["stage"]["at"], "welcome");
    refused("on the welcome, with answers that nobody has received")?;
    assert!(fs::read(&program)? == own, "nothing was put in place");
    Ok(())
}
