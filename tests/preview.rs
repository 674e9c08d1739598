//! What an author sees of a bank: the page that the program serves, and the pictures it draws of what changed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use world::Outcome;
use world::command::Prompt;

const BANK: &str = "invigil: bank/v0\ntitle: Rivers\nuse: practice\nitems:\n  - id: longest\n    author: Ann\n    text: Which river is longest?\n    type: single\n    options:\n      - {id: elbe, text: Elbe}\n      - {id: nile, text: Nile, correct: true}\n      - {id: rhine, text: Rhine}\n    explanation: It has 6,650 km.\n  - id: capital\n    text: Name the capital of Norway.\n    type: short-text\n    accept: [Oslo-key]\n";

/// A preview that runs; it is killed with this value.
struct Previewing {
    child: Child,
    /// Host and port.
    host: String,
    /// The page's path.
    path: String,
}

impl Drop for Previewing {
    fn drop(&mut self) {
        // Both may fail only when it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Previewing {
    fn of(prompt: &Prompt, words: &str) -> Outcome<Self> {
        let mut child = prompt.command(words)?.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().ok_or("a preview without an output")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().rsplit_once("http://").ok_or("a preview without an address")?.1;
        let (host, path) = address.split_once('/').ok_or("an address without a path")?;
        Ok(Self { child, host: host.to_owned(), path: format!("/{path}") })
    }

    /// One exchange: status, headers in lower case, and body.
    fn exchange(&self, method: &str, path: &str, body: &str) -> Outcome<(u16, String, String)> {
        let mut stream = TcpStream::connect(&self.host)?;
        let host = &self.host;
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply)?;
        let reply = String::from_utf8_lossy(&reply);
        let (head, body) = reply.split_once("\r\n\r\n").ok_or("a reply without a body")?;
        let status = head.split(' ').nth(1).ok_or("a reply without a status")?.parse()?;
        Ok((status, head.to_lowercase(), body.to_owned()))
    }

    /// What the page asks.
    fn ask(&self, question: &Value) -> Outcome<Value> {
        let (status, _, body) = self.exchange("POST", &format!("{}ask", self.path), &question.to_string())?;
        if status != 200 {
            return Err(format!("{question}: {status}").into());
        }
        Ok(serde_json::from_str(&body)?)
    }
}

#[test]
fn the_page_that_is_served_shows_the_item_and_not_its_key() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write("rivers.yaml", BANK)?;
    let preview = Previewing::of(&prompt, "bank preview rivers.yaml")?;

    // The page, and everything it loads; nothing from elsewhere.
    let (status, head, page) = preview.exchange("GET", &preview.path, "")?;
    assert!(status == 200 && head.contains("content-security-policy: default-src 'none'"), "{head}");
    assert!(head.contains("cache-control: no-store") && !page.contains("://"), "{page}");
    let scripts = page.split("\"./").skip(1).filter_map(|rest| rest.split('"').next());
    let scripts: Vec<&str> = scripts.collect();
    assert!(
        scripts.iter().any(|name| name.ends_with(".js")) && scripts.iter().any(|name| name.ends_with(".css"))
    );
    for name in scripts {
        let (status, ..) = preview.exchange("GET", &format!("{}{name}", preview.path), "")?;
        assert_eq!(status, 200, "{name}");
    }

    let state = preview.ask(&json!({ "ask": "banks", "seen": 0, "lang": "en" }))?;
    assert_eq!(state["banks"][0]["items"][0]["item"], "longest");
    let item = preview.ask(&json!({ "ask": "item", "bank": 0, "item": "longest", "lang": "en" }))?;
    assert_eq!(
        item["question"]["parts"][0]["wording"]["blocks"][0]["inlines"][0]["words"],
        "Which river is longest?"
    );
    let options = item["question"]["parts"][1]["options"].as_array().ok_or("no options")?;
    let names: Vec<&str> = options.iter().filter_map(|option| option["id"].as_str()).collect();
    assert_eq!(names, ["elbe", "nile", "rhine"], "as the author wrote them");
    assert!(options.iter().all(|option| option["right"].is_null()), "{item}");
    let rules: Vec<&str> = item["remarks"]
        .as_array()
        .ok_or("no remarks")?
        .iter()
        .filter_map(|one| one["rule"].as_str())
        .collect();
    assert!(rules.contains(&"missing-source") && item["remarks"][0]["place"] == "rivers.yaml:5", "{item}");
    let other = preview.ask(&json!({ "ask": "item", "bank": 0, "item": "capital", "lang": "en" }))?;
    let unasked = format!("{state}{item}{other}");
    assert!(!unasked.contains("6,650") && !unasked.contains("Oslo-key"), "a key nobody asked for: {unasked}");

    // Asked for, with an answer: the grader's own verdict.
    let key = |answer: Value| {
        preview.ask(&json!({ "ask": "key", "bank": 0, "item": "longest", "lang": "en", "answer": answer }))
    };
    let right = key(json!({ "answer": ["nile"] }))?;
    assert_eq!(right["explained"]["verdict"], "right");
    assert_eq!(right["explained"]["question"]["parts"][1]["options"][1]["right"], true);
    assert!(right.to_string().contains("6,650"));
    assert_eq!(key(json!({ "answer": ["elbe"] }))?["explained"]["verdict"], "wrong");
    assert_eq!(key(json!({}))?["explained"]["verdict"], "not-answered");
    Ok(())
}

#[test]
fn nothing_is_there_without_the_address_that_was_printed() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write("rivers.yaml", BANK)?;
    let preview = Previewing::of(&prompt, "bank preview rivers.yaml")?;
    assert!(preview.host.starts_with("127.0.0.1:") && preview.path.len() > 33, "{}", preview.path);
    for path in ["/", "/ask", "/preview.html", "/00000000000000000000000000000000/", "/../rivers.yaml"] {
        assert_eq!(preview.exchange("GET", path, "")?.0, 404, "{path}");
    }
    for name in ["rivers.yaml", "../rivers.yaml", "%2e%2e/rivers.yaml"] {
        assert_eq!(preview.exchange("GET", &format!("{}{name}", preview.path), "")?.0, 404, "{name}");
    }
    let ask = format!("{}ask", preview.path);
    assert_eq!(preview.exchange("POST", &ask, "{\"ask\":\"keys\"}")?.0, 422, "a question it does not know");
    assert_eq!(preview.exchange("POST", &ask, &" ".repeat(64 * 1024 + 1))?.0, 413, "one byte too long");
    let gone = json!({ "ask": "item", "bank": 7, "item": "longest", "lang": "en" });
    assert_eq!(preview.exchange("POST", &ask, &gone.to_string())?.0, 404, "a bank that is not there");
    Ok(())
}

#[test]
fn a_save_is_told_at_once_and_an_unreadable_file_says_where() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    prompt.write("rivers.yaml", BANK)?;
    let preview = Previewing::of(&prompt, "bank preview rivers.yaml --keys")?;
    let state = preview.ask(&json!({ "ask": "banks", "seen": 0, "lang": "en" }))?;
    assert_eq!(state["keys"], true);
    // Each of these waits until there is another reading.
    prompt.write("rivers.yaml", &BANK.replace("Which river is longest?", "Which river is the longest?"))?;
    let saved = preview.ask(&json!({ "ask": "banks", "seen": state["seen"], "lang": "en" }))?;
    assert_eq!(saved["banks"][0]["items"][0]["words"], "Which river is the longest?");
    prompt.write("rivers.yaml", &BANK.replace("use: practice", "use: practise"))?;
    let broken = preview.ask(&json!({ "ask": "banks", "seen": saved["seen"], "lang": "en" }))?;
    assert_eq!(broken["banks"][0]["items"], json!([]));
    assert_eq!(broken["banks"][0]["remarks"][0]["place"], "rivers.yaml:3", "{broken}");
    prompt.write("rivers.yaml", BANK)?;
    let mended = preview.ask(&json!({ "ask": "banks", "seen": broken["seen"], "lang": "en" }))?;
    assert_eq!(mended["banks"][0]["items"].as_array().map(Vec::len), Some(2));
    Ok(())
}

/// Width and height of a PNG.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    png.starts_with(b"\x89PNG\r\n\x1a\n").then_some(())?;
    Some((number(16)?, number(20)?))
}

/// A repository with the bank as it was in it, and an edit beside.
fn edited(prompt: &Prompt) -> Outcome<()> {
    prompt.write("rivers.yaml", BANK)?;
    for words in ["init -q", "add rivers.yaml", "-c user.name=A -c user.email=a@example.org commit -qm first"]
    {
        let done = Command::new("git").current_dir(prompt.home.path()).args(words.split(' ')).status()?;
        assert!(done.success(), "git {words}");
    }
    let new = "  - id: new\n    text: Is it new?\n    type: true-false\n    answer: true\n";
    let now = BANK
        .replace("Which river is longest?", &"Which river is the longest of all? ".repeat(40))
        .replace("accept: [Oslo-key]", "accept: [Oslo]");
    prompt.write("rivers.yaml", &format!("{now}{new}"))
}

/// The real Chromium where there is one; where there is none, what the command says instead. Either way it is said which.
#[test]
fn pictures_of_what_changed_are_drawn_by_a_real_browser() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    edited(&prompt)?;
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there =
        std::env::split_paths(&path).any(|folder| names.iter().any(|name| folder.join(name).is_file()));
    let words = "bank preview rivers.yaml --shots shots --since HEAD";
    if !there {
        println!("no Chromium on this computer: only what is said without one is tested here");
        let (code, complaint) = prompt.refused(words)?;
        assert!(code == 3 && complaint.contains("install the package `chromium`"), "{complaint}");
        return Ok(());
    }
    let said = prompt.ok(words)?;
    assert!(said.contains("3 items, 1 of them new; 0 removed"), "{said}");
    let page = std::fs::read_to_string(prompt.path("shots/changes.md"))?;
    assert!(page.contains("## longest (rivers): text") && page.contains("## new (rivers): new"), "{page}");
    // A key that changed is named, and no picture shows it.
    assert!(page.contains("## capital (rivers): answer.key\n\nWhat a candidate sees is the same."), "{page}");
    assert!(!page.contains("Oslo") && !prompt.path("shots/rivers-capital.png").exists(), "{page}");
    let shot = |name: &str| -> Outcome<(u32, u32)> {
        let png = std::fs::read(prompt.path(&format!("shots/{name}.png")))?;
        Ok(size(&png).ok_or_else(|| format!("{name} is no picture"))?)
    };
    let (before, now) = (shot("rivers-longest.before")?, shot("rivers-longest")?);
    assert!(
        before.0 == 880 && now.0 == 880 && now.1 > before.1 + 200,
        "as tall as the item: {before:?} {now:?}"
    );
    assert!(shot("rivers-new")?.1 > 150);
    Ok(())
}

#[test]
fn pictures_need_something_to_compare_with_and_something_to_draw_with() -> Outcome<()> {
    let prompt = Prompt::new(None)?;
    edited(&prompt)?;
    let (code, complaint) =
        prompt.refused("bank preview rivers.yaml --shots shots --since HEAD --browser absent")?;
    assert!(code == 2 && complaint.contains("there is no such program"), "{complaint}");
    let (code, complaint) = prompt.refused("bank preview rivers.yaml --shots shots")?;
    assert!(code == 2 && complaint.contains("--since"), "{complaint}");
    let output = prompt
        .command("bank preview rivers.yaml --shots shots --since HEAD")?
        .env("PATH", prompt.home.path())
        .output()?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(3) && complaint.contains("install the package `chromium`"),
        "{complaint}"
    );
    assert!(!prompt.path("shots").exists());
    Ok(())
}
