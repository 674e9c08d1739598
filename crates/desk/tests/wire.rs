//! The page's calls and its permission are the table's, to the letter.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;

/// A file that is written from the table. `INVIGIL_WRITE_GOLDEN=1` writes it anew.
fn check(path: &str, fresh: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    if std::env::var_os("INVIGIL_WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, fresh, "{} is stale: run with INVIGIL_WRITE_GOLDEN=1", path.display());
}

#[test]
fn the_generated_calls_are_fresh() {
    check("ui/src/generated/desk.ts", &desk::wire::typescript());
    check("ui/src/generated/preview.ts", &desk::wire::preview_typescript());
}

/// The shell registers every command; the window may ask those of this file and nothing else.
#[test]
fn the_permission_is_fresh() {
    check("src-tauri/permissions/candidate.toml", &desk::wire::permission());
}

/// A call that names a field otherwise than Tauri expects would never arrive.
#[test]
fn names_are_in_camel_case() {
    let calls = desk::wire::typescript();
    assert!(
        calls.contains("takeTicketPicture: (width: number, height: number, grey: string): Promise<Picture>")
    );
    assert!(calls.contains("call(\"take_ticket_picture\", { width, height, grey })"));
}
