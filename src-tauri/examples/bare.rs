//! A window with nothing in it: what `cargo xtask bench window-start` measures ours against.

use tauri::http::{Response, header};
use tauri::{Url, WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><html lang=\"en\"><title>ready</title><p>ready";

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            let mut page = Response::new(PAGE);
            page.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html"));
            page
        })
        .setup(|app| {
            let page = WebviewUrl::CustomProtocol(Url::parse("bare://localhost/")?);
            WebviewWindowBuilder::new(app, "main", page)
                .inner_size(1280.0, 800.0)
                .on_document_title_changed(|window, title| {
                    if let Err(error) = window.set_title(&title) {
                        eprintln!("bare: the window did not take its title: {error}");
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
