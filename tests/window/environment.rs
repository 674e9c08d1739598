//! What the window inherits: as packaged it can be neither driven nor opened up.

use world::Outcome;
use world::window::{Build, Running, Screen, Window, desk};

/// Each of these opens up a web view, or loads a stranger's code.
const HOSTILE: &[(&str, &str)] = &[
    ("TAURI_WEBVIEW_AUTOMATION", "true"),
    ("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:0"),
    ("WEBKIT_INSPECTOR_HTTP_SERVER", "127.0.0.1:0"),
    ("WEBKIT_EXEC_PATH", "/tmp"),
    ("WEBKIT_INJECTED_BUNDLE_PATH", "/tmp"),
    ("WEBKIT_DISABLE_COMPOSITING_MODE", "1"),
    ("GTK_MODULES", "gail"),
    ("GTK_DEBUG", "interactive"),
    ("GTK_PATH", "/tmp"),
    ("GIO_EXTRA_MODULES", "/tmp"),
    ("GST_PLUGIN_PATH", "/tmp"),
    ("LD_PRELOAD", "libm.so.6"),
    ("LD_LIBRARY_PATH", "/tmp"),
    ("http_proxy", "http://127.0.0.1:9"),
];

#[test]
fn a_packaged_window_drops_what_would_open_it_up() -> Outcome<()> {
    let screen = Screen::new()?;
    let running = Running::start(&screen, Build::Packaged, HOSTILE)?;
    running.page()?;
    let all = running.processes()?;
    assert!(all.len() >= 3, "the window, its page and its network: {all:?}");
    for process in all {
        let environment = process.environment()?;
        for (name, _) in HOSTILE {
            let left = environment.iter().find(|entry| entry.split('=').next() == Some(*name));
            assert_eq!(left, None, "{} keeps it", process.name);
        }
    }
    Ok(())
}

#[test]
fn webdriver_attaches_to_a_build_for_tests_and_not_to_a_packaged_one() -> Outcome<()> {
    let screen = Screen::new()?;
    // The same driver and the same screen: only the build differs.
    assert!(Window::attaches(&screen, &desk(Build::Testable)?)?);
    assert!(!Window::attaches(&screen, &desk(Build::Packaged)?)?);
    Ok(())
}
