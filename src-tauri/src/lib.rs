//! The shell: a window around the desk, and nothing one would want to test without a window.
//!
//! `main` calls [`run`]. [`environment`] decides what this process may have inherited, [`commands`] lets the page ask,
//! [`guard`] keeps the window where it belongs, [`web_process`] brings the page back when it dies, [`opened`] takes the
//! ticket that the program was started with, [`updates`] asks for newer programs when the desk lets it.

mod commands;
mod environment;
mod guard;
mod opened;
mod shell;
mod updates;
#[cfg(target_os = "linux")]
mod web_process;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use desk::ThisComputer;
use tauri::{AppHandle, Manager, RunEvent, WebviewUrl, WebviewWindowBuilder};
use tokio::sync::Notify;

use shell::WindowShell;

/// The one window.
pub(crate) const WINDOW: &str = "main";

/// Opens the window and stays until it is closed. The exit code is the process's.
pub fn run() -> ExitCode {
    if let Err(error) = environment::only_what_is_needed() {
        eprintln!("invigil-desk: cannot start from a clean environment: {error}");
        return ExitCode::FAILURE;
    }
    tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO).init();
    match build() {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::ExitRequested { api, code: None, .. } = event
                    && app.state::<Arc<guard::Guard>>().is_up()
                {
                    api.prevent_exit();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("invigil-desk: the window cannot open: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<tauri::App, Box<dyn std::error::Error>> {
    let asked = Arc::new(Notify::new());
    let app = tauri::Builder::default()
        .plugin(updates::plugin())
        .manage(updates::Found::default())
        .invoke_handler(opened::noticing(asked.clone(), commands::handler()))
        .setup(move |app| {
            let root = app.path().app_local_data_dir()?;
            let documents = app.path().document_dir().unwrap_or_else(|_| PathBuf::from("."));
            let handle = app.handle().clone();
            let guard = Arc::new(guard::Guard::new(handle.clone()));
            app.manage(guard.clone());
            let shell = WindowShell::new(handle, guard.clone(), documents);
            let visit = Arc::new(ThisComputer::over(root, Box::new(shell))?);
            app.manage(visit.clone());
            let window = open_window(app)?;
            guard.watch(&window);
            #[cfg(target_os = "linux")]
            web_process::keep_alive(&window)?;
            start(app.handle().clone(), visit, asked);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    Ok(app)
}

fn open_window(app: &tauri::App) -> tauri::Result<tauri::WebviewWindow> {
    WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App("index.html".into()))
        .title("Invigil")
        .inner_size(1280.0, 800.0)
        .min_inner_size(320.0, 200.0)
        .disable_drag_drop_handler()
        .devtools(false)
        .incognito(!environment::is_driven())
        .on_navigation(|address| address.scheme() == "tauri" && address.host_str() == Some("localhost"))
        .on_new_window(|_, _| tauri::webview::NewWindowResponse::Deny)
        .on_download(|_, _| false)
        // What the task list and a screen reader say of the window is what is on it.
        .on_document_title_changed(|window, title| {
            if let Err(error) = window.set_title(&title) {
                tracing::warn!(%error, "the window did not take its title");
            }
        })
        .build()
}

/// Opens the desk, then keeps its two rhythms: a beat each second, and what waits carried away.
fn start(app: AppHandle, visit: Arc<ThisComputer>, asked: Arc<Notify>) {
    let beating = visit.clone();
    std::thread::spawn(move || {
        loop {
            beating.tick();
            std::thread::sleep(Duration::from_secs(1));
        }
    });
    tauri::async_runtime::spawn(async move {
        visit.open_desk().await;
        let opening = visit.clone();
        tauri::async_runtime::spawn(async move { opened::take(&opening, &app, &asked).await });
        loop {
            visit.deliver_due().await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
}
