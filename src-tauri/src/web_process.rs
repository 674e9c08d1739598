//! A page whose process died is loaded again. It held nothing that would be missed.

use std::sync::atomic::{AtomicU32, Ordering};

use tauri::WebviewWindow;
use webkit2gtk::{SettingsExt, WebProcessTerminationReason, WebViewExt};

/// After so many deaths the page stays away: something is wrong that loading does not mend.
const MOST: u32 = 20;

/// Loads the page again whenever its process is gone, and turns off what an exam has no use for.
pub(crate) fn keep_alive(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|view| {
        let view = view.inner();
        let deaths = AtomicU32::new(0);
        view.connect_web_process_terminated(move |view, reason: WebProcessTerminationReason| {
            let so_far = deaths.fetch_add(1, Ordering::SeqCst) + 1;
            tracing::error!(?reason, so_far, "the page's process is gone");
            if so_far <= MOST {
                view.reload();
            }
        });
        view.connect_context_menu(|_, _, _, _| true);
        view.connect_print(|_, _| true);
        if let Some(settings) = view.settings() {
            settings.set_enable_page_cache(false);
            settings.set_enable_html5_local_storage(false);
            settings.set_enable_html5_database(false);
            settings.set_enable_webrtc(false);
            settings.set_enable_media_stream(false);
        }
        if let Some(context) = view.context() {
            webkit2gtk::WebContextExt::set_spell_checking_enabled(&context, false);
        }
    })
}
