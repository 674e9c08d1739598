//! What the window does not do in an exam, however it is asked: close, load again, print, open, navigate, download.

use std::net::TcpListener;

use serde_json::{Value, json};
use world::Outcome;
use world::window::Window;

use crate::Hall;

/// A page that was loaded again has forgotten this.
const MARK: &str = "window.marked = true";

fn is_the_same_page(window: &Window, after: &str) -> Outcome<()> {
    let at = window.script("return [window.marked === true, location.href, document.querySelectorAll('.option').length > 0 || !!document.querySelector('.entry')]", &[])?;
    assert_eq!(at, json!([true, "tauri://localhost", true]), "after {after}");
    Ok(())
}

#[test]
fn no_key_and_no_button_of_the_desktop_ends_or_changes_the_exam() -> Outcome<()> {
    let hall = Hall::new()?;
    let window = hall.begin()?;
    window.script(MARK, &[])?;
    let windows = hall.screen.windows()?;
    for keys in [
        "alt+F4",
        "F5",
        "ctrl+r",
        "ctrl+shift+r",
        "ctrl+w",
        "ctrl+q",
        "ctrl+p",
        "ctrl+s",
        "ctrl+o",
        "ctrl+n",
        "ctrl+t",
        "ctrl+u",
        "ctrl+f",
        "F11",
        "F12",
        "ctrl+shift+i",
        "alt+Left",
        "alt+Home",
        "BackSpace",
        "XF86Reload",
        "Menu",
        "shift+F10",
    ] {
        hall.screen.press(keys)?;
        // The desk is asked after each: whatever the key began has begun when it has answered.
        window.picture()?;
        is_the_same_page(&window, keys)?;
        assert_eq!(hall.screen.windows()?, windows, "{keys} opens no window");
    }
    hall.screen.ask_to_close()?;
    window.picture()?;
    is_the_same_page(&window, "the window manager's wish to close it")?;
    hall.screen.click((640, 400), 3)?;
    window.picture()?;
    assert_eq!(hall.screen.windows()?, windows, "the right button opens no menu");
    assert_eq!(window.size()?, (1280, 800));
    assert!(window.app().runs());
    Ok(())
}

/// What a script of the page tries, and what must come of it.
fn check(window: &Window, tries: &str, must: Value) -> Outcome<()> {
    let script = format!(
        "const [done] = arguments;
        (async () => {{ {tries} }})().then((came) => done(came ?? null), (error) => done(String(error.name ?? error)));"
    );
    assert_eq!(window.script_later(&script, &[])?, must, "{tries}");
    Ok(())
}

#[test]
fn a_page_gone_wrong_gets_nowhere() -> Outcome<()> {
    let hall = Hall::new()?;
    let window = hall.begin()?;
    window.script(MARK, &[])?;
    let stranger = TcpListener::bind("127.0.0.1:0")?;
    stranger.set_nonblocking(true)?;
    let port = stranger.local_addr()?.port();
    let windows = hall.screen.windows()?;

    // Nobody outside is asked for anything.
    let outside = format!("http://127.0.0.1:{port}/");
    check(&window, &format!("await fetch('{outside}')"), json!("TypeError"))?;
    check(&window, &format!("new WebSocket('ws://127.0.0.1:{port}/')"), json!("SecurityError"))?;
    for element in ["img", "script", "iframe", "link"] {
        let tries = format!(
            "const made = document.createElement('{element}');
            made.rel = 'stylesheet'; made.href = made.src = '{outside}';
            return await new Promise((go) => {{
              addEventListener('securitypolicyviolation', () => go('refused'), {{ once: true }});
              document.body.append(made);
            }});"
        );
        check(&window, &tries, json!("refused"))?;
    }
    // No script but the program's own.
    let inline = "const made = document.createElement('script'); made.textContent = 'window.own = 1';
        return await new Promise((go) => {
          addEventListener('securitypolicyviolation', () => go(window.own ?? 'refused'), { once: true });
          document.body.append(made);
        });";
    check(&window, inline, json!("refused"))?;
    check(&window, "setTimeout('window.late = 1'); return new Function('return 1')()", json!("EvalError"))?;
    // Prototypes are frozen.
    check(&window, "'use strict'; Object.prototype.more = 1", json!("TypeError"))?;
    check(&window, "return Object.isFrozen(Object.prototype)", json!(true))?;
    // No other page, window, print, download.
    check(&window, &format!("return window.open('{outside}')"), Value::Null)?;
    check(&window, &format!("location.href = '{outside}'; return 'tried'"), json!("tried"))?;
    check(&window, "location.href = 'data:text/html,hello'; return 'tried'", json!("tried"))?;
    check(&window, "location.href = 'file:///etc/passwd'; return 'tried'", json!("tried"))?;
    check(&window, "print(); return 'tried'", json!("tried"))?;
    let download =
        "const made = document.createElement('a'); made.href = URL.createObjectURL(new Blob(['words']));
        made.download = 'stolen.txt'; document.body.append(made); made.click(); return 'tried'";
    check(&window, download, json!("tried"))?;
    let form = format!(
        "const made = document.createElement('form'); made.action = '{outside}'; document.body.append(made); made.submit(); return 'tried'"
    );
    check(&window, &form, json!("tried"))?;
    window.picture()?;
    is_the_same_page(&window, "all of these")?;
    assert_eq!(hall.screen.windows()?, windows);
    assert!(stranger.accept().is_err(), "nobody outside heard anything");
    assert_eq!(std::fs::read_dir(hall.screen.documents())?.count(), 0, "nothing was downloaded");

    // The page may call the commands of the table and no others.
    for other in [
        "plugin:event|emit",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:app|version",
        "nonsense",
    ] {
        let refused = window.ask(other, json!({ "event": "picture", "payload": {} }));
        assert!(refused.is_err(), "{other}");
    }
    // No storage, nothing to watch or to hear with, no help with words.
    check(
        &window,
        "return [typeof RTCPeerConnection, typeof navigator.mediaDevices?.getUserMedia]",
        json!(["undefined", "undefined"]),
    )?;
    let helpless = "return [...document.querySelectorAll('textarea, input:not([type]), input[type=text]')]
        .every((field) => field.spellcheck === false && field.autocomplete === 'off')";
    check(&window, helpless, json!(true))
}

#[test]
fn a_file_that_is_dropped_is_not_opened_in_place_of_the_exam() -> Outcome<()> {
    let hall = Hall::new()?;
    let window = hall.begin()?;
    window.script(MARK, &[])?;
    let drop = "const dropped = new DragEvent('drop', { bubbles: true, cancelable: true });
        document.body.dispatchEvent(dropped);
        return dropped.defaultPrevented;";
    assert_eq!(window.script(drop, &[])?, true, "nothing is left to the web view");
    is_the_same_page(&window, "a drop")
}
