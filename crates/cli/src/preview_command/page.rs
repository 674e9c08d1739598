//! The author's page, as it was built into this program.

/// Name and bytes of each file. Empty where the program was built without its page.
pub(super) const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

/// The page itself among them.
pub(super) const INDEX: &str = "preview.html";

/// The file of that name, and what kind of file it is.
pub(super) fn file(name: &str) -> Option<(&'static str, &'static [u8])> {
    let (_, bytes) = FILES.iter().find(|(known, _)| *known == name)?;
    let kind = match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
    Some((kind, bytes))
}
