//! The two archives: written so that the same commit gives the same bytes, and read back.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Places, broken, entries, fresh, not_so};
use crate::process::{Stop, answer, command, run};

/// Everything that is in both packages, and nothing else is.
const IN_BOTH: &[&str] = &[
    "/usr/bin/invigil-desk",
    "/usr/share/applications/Invigil.desktop",
    "/usr/share/icons/hicolor/128x128/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/16x16/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/256x256@2/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/32x32/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/48x48/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/512x512/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/64x64/apps/invigil-desk.png",
    "/usr/share/icons/hicolor/scalable/apps/invigil-desk.svg",
    "/usr/share/icons/hicolor/symbolic/apps/invigil-desk-symbolic.svg",
    "/usr/share/mime/packages/invigil.xml",
];
/// What the .deb has beside that.
const IN_DEB: &[&str] = &[
    "/usr/share/doc/invigil/LICENCES.txt.gz",
    "/usr/share/doc/invigil/changelog.gz",
    "/usr/share/doc/invigil/copyright",
    "/usr/share/man/man1/invigil-desk.1.gz",
];
/// What the .rpm has beside that.
const IN_RPM: &[&str] = &[
    "/usr/share/doc/invigil/CHANGELOG.md",
    "/usr/share/licenses/invigil/LICENCES.txt",
    "/usr/share/licenses/invigil/LICENSE",
    "/usr/share/man/man1/invigil-desk.1",
];

/// What the program may link: the packages that it depends on bring these, and nothing else is promised to be there.
const MAY_LINK: &[&str] = &[
    "libwebkit2gtk-4.1.so.0",
    "libjavascriptcoregtk-4.1.so.0",
    "libsoup-3.0.so.0",
    "libgtk-3.so.0",
    "libgdk-3.so.0",
    "libgdk_pixbuf-2.0.so.0",
    "libcairo.so.2",
    "libglib-2.0.so.0",
    "libgobject-2.0.so.0",
    "libgio-2.0.so.0",
    "libX11.so.6",
    "libgcc_s.so.1",
    "libm.so.6",
    "libc.so.6",
    "ld-linux-x86-64.so.2",
];

/// Words of the commands that only a build for tests has: it lets this variable through.
const ONLY_IN_TESTS: &str = "WEBKIT_INSPECTOR_SERVER";

/// Makes one .deb and one .rpm of what the bundler wrote, and reads them back.
pub(super) fn finish(places: &Places) -> Result<(), Stop> {
    let bundles = places.build.join("release/bundle");
    let missing = |kind: &str| not_so("the bundler wrote one of each", kind);
    let deb = find(&bundles.join("deb"), "deb").ok_or_else(|| missing("no .deb"))?;
    let rpm = find(&bundles.join("rpm"), "rpm").ok_or_else(|| missing("no .rpm"))?;
    fs::create_dir_all(&places.out).map_err(|error| broken(&places.out, error))?;
    for old in entries(&places.out)?.iter().filter(|path| path.is_file()) {
        fs::remove_file(old).map_err(|error| broken(old, error))?;
    }
    write_deb_again(places, &deb)?;
    let named = rpm.file_name().unwrap_or_default();
    fs::copy(&rpm, places.out.join(named)).map_err(|error| broken(&rpm, error))?;
    read_back(places)
}

/// The bundler gives every file the time of now, and the changes a folder named after the product and not after the
/// package. The same files again: the commit's time, root's, compressed where Debian wants it so, and the description in
/// lines.
fn write_deb_again(places: &Places, deb: &Path) -> Result<(), Stop> {
    let tree = places.work.join("deb");
    fresh(&tree)?;
    run(command("dpkg-deb").arg("--raw-extract").arg(deb).arg(&tree))?;
    let script = "\
        set -eu
        rm -rf usr/share/doc/Invigil
        gzip -9n usr/share/man/man1/*.1 usr/share/doc/invigil/LICENCES.txt
        gzip -9nc \"$SOURCE/CHANGELOG.md\" > usr/share/doc/invigil/changelog.gz
        sed -n '/^ /!p' DEBIAN/control > DEBIAN/control.new
        sed -n 's/^ //p' DEBIAN/control | fold -s -w 76 | sed 's/ *$//; s/^/ /' >> DEBIAN/control.new
        mv DEBIAN/control.new DEBIAN/control
        chmod -R u=rwX,go=rX .
        find usr -type f -print0 | sort -z | xargs -0 md5sum > DEBIAN/md5sums
        find . -depth -exec touch --no-dereference --date=\"@$SOURCE_DATE_EPOCH\" {} +";
    run(places.command("sh").current_dir(&tree).env("SOURCE", &places.source).args(["-c", script]))?;
    let name = deb.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let mut build = places.command("dpkg-deb");
    run(build.args(["--root-owner-group", "-Zxz", "--build"]).arg(&tree).arg(places.out.join(name)))
}

/// Nothing is missing, nothing is there that should not be, and the program is the one for candidates.
pub(super) fn read_back(places: &Places) -> Result<(), Stop> {
    let deb = find(&places.out, "deb").ok_or_else(|| not_so("there is a .deb", ""))?;
    let rpm = find(&places.out, "rpm").ok_or_else(|| not_so("there is an .rpm", ""))?;
    let listed = answer(command("dpkg-deb").arg("--contents").arg(&deb)).unwrap_or_default();
    let files =
        listed.lines().filter(|line| !line.starts_with('d')).filter_map(|line| line.split(" ./").nth(1));
    holds("the .deb", files.map(|path| format!("/{path}")), IN_DEB)?;
    let listed = answer(
        command("rpm")
            .args(["-qp", "--nosignature", "--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]"])
            .arg(&rpm),
    );
    let listed = listed.unwrap_or_default();
    let files = listed.lines().filter(|line| !line.starts_with('d')).filter_map(|line| line.split_once(' '));
    holds("the .rpm", files.map(|(_, path)| path.to_owned()), IN_RPM)?;
    let program = places.work.join("deb/usr/bin/invigil-desk");
    links_only_what_is_promised(&program)?;
    let bytes = fs::read(&program).map_err(|error| broken(&program, error))?;
    if contains(&bytes, ONLY_IN_TESTS) {
        return Err(not_so("the program is built without the feature `testable`", ONLY_IN_TESTS));
    }
    holds_no_bank(places, &bytes)
}

fn holds(what: &str, files: impl Iterator<Item = String>, beside: &[&str]) -> Result<(), Stop> {
    let mut found: Vec<String> = files.collect();
    found.sort();
    let mut expected: Vec<&str> = IN_BOTH.iter().chain(beside).copied().collect();
    expected.sort_unstable();
    if found == expected {
        println!("package: {what} holds the {} files it should hold", found.len());
        return Ok(());
    }
    Err(not_so(
        &format!("{what} holds exactly its files"),
        &format!("found {found:#?}\nexpected {expected:#?}"),
    ))
}

fn links_only_what_is_promised(program: &Path) -> Result<(), Stop> {
    let headers = answer(command("objdump").arg("-p").arg(program)).unwrap_or_default();
    let needed = headers.lines().filter_map(|line| line.trim().strip_prefix("NEEDED")).map(str::trim);
    let strange: Vec<&str> = needed.filter(|library| !MAY_LINK.contains(library)).collect();
    if strange.is_empty() {
        return Ok(());
    }
    Err(not_so("the program links only what its dependencies bring", &strange.join("\n")))
}

/// No bank's readable source is in the program, except the one for practice, which is public and meant to be there.
fn holds_no_bank(places: &Places, program: &[u8]) -> Result<(), Stop> {
    let mut looked_at = 0;
    for programme in entries(&places.source.join("question-banks"))? {
        let folder = programme.join("banks");
        for bank in if folder.is_dir() { entries(&folder)? } else { Vec::new() } {
            let Ok(text) = fs::read_to_string(&bank) else { continue };
            if bank.ends_with("demo/banks/exam-ready.yaml") {
                continue;
            }
            looked_at += 1;
            for line in text.lines().filter(|line| line.len() > 60).take(5) {
                if contains(program, line.trim()) {
                    let found = format!("{}: {line}", bank.display());
                    return Err(not_so("no bank's source is in the program", &found));
                }
            }
        }
    }
    println!("package: the program holds no line of {looked_at} banks; the practice questions are in it");
    Ok(())
}

fn contains(bytes: &[u8], text: &str) -> bool {
    let Some(first) = text.as_bytes().first() else { return false };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| *byte == first).map(|(at, _)| at);
    starts.into_iter().any(|at| bytes[at..].starts_with(text.as_bytes()))
}

/// The one file of that ending in a folder.
pub(super) fn find(folder: &Path, ending: &str) -> Option<PathBuf> {
    let paths = entries(folder).ok()?;
    paths.into_iter().find(|path| path.extension().is_some_and(|found| found == ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_too_many_or_too_few_is_said() {
        let all = || IN_BOTH.iter().chain(IN_DEB).map(|path| (*path).to_owned());
        assert!(holds("it", all(), IN_DEB).is_ok());
        assert!(holds("it", all().skip(1), IN_DEB).is_err());
        let one_more = all().chain(["/usr/share/invigil/bank.yaml".to_owned()]);
        let stop = holds("it", one_more, IN_DEB).unwrap_err();
        assert!(stop.to_string().contains("bank.yaml"), "{stop}");
    }

    #[test]
    fn words_are_found_in_bytes() {
        assert!(contains(b"xx\0WEBKIT_INSPECTOR_SERVER", ONLY_IN_TESTS));
        assert!(!contains(b"xx\0WEBKIT_INSPECTOR_SERVE", ONLY_IN_TESTS));
    }
}
