//! Embeds the author's page, which `cargo xtask` builds into `ui/dist-preview` before it builds anything else.
//!
//! Without that folder there is still a program: `invigil bank preview` then says how to get one with its page.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PAGE: &str = "../../ui/dist-preview";

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={PAGE}");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(PAGE);
    let mut files = Vec::new();
    if folder.is_dir() {
        list(&folder, &folder, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for (name, path) in &files {
        // Writing into a string cannot fail.
        let _ =
            writeln!(table, "    ({name:?}, include_bytes!({:?}).as_slice()),", path.display().to_string());
    }
    table.push_str("]\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("page_files.rs"), table)
}

fn list(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root) {
            files.push((name.display().to_string().replace('\\', "/"), path.clone()));
        }
    }
    Ok(())
}
