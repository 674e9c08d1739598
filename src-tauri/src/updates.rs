//! Newer programs, by `tauri-plugin-updater`: asked for at one address and checked with one key, both built in.
//!
//! When it may happen is the desk's to say ([`desk::Visit::look_for_update`]); the page cannot reach the plugin. What the
//! address answers is not signed and is believed in nothing but a version number; the program itself is signed, together
//! with its version, and is not touched before the signature holds.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use desk::wire::{Problem, UpdateWire};
use tauri::{AppHandle, Manager, Url, Wry};
use tauri_plugin_updater::{Error, Update, UpdaterExt};
use tokio::sync::Notify;

/// How long the address may take to answer: a person waits for nothing here.
const LOOK: Duration = Duration::from_secs(15);
/// How long nothing may arrive while a program is fetched.
const STALL: Duration = Duration::from_secs(30);
/// How long fetching may take in all: no exam begins meanwhile.
const FETCH: Duration = Duration::from_secs(5 * 60);
/// No program of ours is larger, in bytes.
const LARGEST: usize = 256 * 1024 * 1024;

/// The program that was found last.
#[derive(Default)]
pub(crate) struct Found(Mutex<Option<Update>>);

/// The plugin, without an address or a key of its own.
pub(crate) fn plugin() -> tauri::plugin::TauriPlugin<Wry, tauri_plugin_updater::Config> {
    tauri_plugin_updater::Builder::new().build()
}

/// Where this build asks, and the key it checks with; none where one of them was not given when it was built.
fn source() -> Option<(String, Url)> {
    let key = given("INVIGIL_UPDATE_KEY", option_env!("INVIGIL_UPDATE_KEY"))?;
    let address = given("INVIGIL_UPDATE_URL", option_env!("INVIGIL_UPDATE_URL"))?;
    match Url::parse(&address) {
        Ok(address) => Some((key, address)),
        Err(error) => {
            tracing::error!(%error, "the address for updates that was built in is none");
            None
        }
    }
}

/// What was built in. Only a build for tests lets its environment say otherwise.
fn given(variable: &str, built_in: Option<&str>) -> Option<String> {
    let here = if cfg!(feature = "testable") { std::env::var(variable).ok() } else { None };
    here.or(built_in.map(str::to_owned)).filter(|text| !text.is_empty())
}

/// Asks the address whether there is a newer program.
pub(crate) async fn look(app: &AppHandle) -> Result<UpdateWire, Problem> {
    let Some((key, address)) = source() else { return Ok(UpdateWire::Off) };
    let updater = app.updater_builder().pubkey(key).timeout(LOOK).configure_client(|client| {
        // A test's server has no certificate.
        client.https_only(!cfg!(feature = "testable")).connect_timeout(LOOK).read_timeout(STALL)
    });
    let asked = async { updater.endpoints(vec![address])?.build()?.check().await };
    let found = asked.await.map_err(|error| problem(&error, "update-unreachable"))?;
    let answer = found
        .as_ref()
        .map_or(UpdateWire::Newest, |update| UpdateWire::Offered { version: update.version.clone() });
    *app.state::<Found>().0.lock().unwrap_or_else(PoisonError::into_inner) = found;
    Ok(answer)
}

/// Fetches the program that was found, if it is of that version, and puts it in this one's place.
pub(crate) async fn install(app: &AppHandle, version: &str) -> Result<(), Problem> {
    let found = app.state::<Found>().0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let Some(mut update) = found.filter(|update| update.version == version) else {
        return Err(plain("not-now", "no such version was offered"));
    };
    // Of its own it would wait for ever.
    update.timeout = Some(FETCH);
    let too_large = Notify::new();
    let mut bytes = 0;
    let count = |more: usize, all: Option<u64>| {
        bytes += more;
        if bytes > LARGEST || all.is_some_and(|all| all > LARGEST as u64) {
            too_large.notify_one();
        }
    };
    let program = tokio::select! {
        biased;
        () = too_large.notified() => return Err(plain("update-unusable", "it is too large")),
        fetched = update.download(count, || ()) => fetched.map_err(|error| problem(&error, "update-not-fetched"))?,
    };
    // It may ask for an administrator's password, and waits.
    let installed = tauri::async_runtime::spawn_blocking(move || update.install(program)).await;
    match installed {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(problem(&error, "update-not-installed")),
        Err(error) => Err(plain("update-not-installed", &error.to_string())),
    }
}

/// What a person is told: whether the network failed, the answer, the signature, or the installation.
fn problem(error: &Error, unreachable: &str) -> Problem {
    let code = match error {
        Error::Minisign(_)
        | Error::Base64(_)
        | Error::SignatureUtf8(_)
        | Error::SignedVersionMismatch { .. }
        | Error::MissingSignedVersion => "update-not-genuine",
        Error::Reqwest(error) if error.is_decode() && unreachable == "update-unreachable" => {
            "update-unusable"
        }
        Error::Reqwest(_) | Error::ReleaseNotFound | Error::Network(_) => unreachable,
        Error::Serialization(_)
        | Error::Semver(_)
        | Error::UrlParse(_)
        | Error::TargetNotFound(_)
        | Error::TargetsNotFound(_) => "update-unusable",
        _ => "update-not-installed",
    };
    tracing::warn!(code, %error, "no update");
    plain(code, &error.to_string())
}

fn plain(code: &str, why: &str) -> Problem {
    Problem { code: code.to_owned(), args: [("why".to_owned(), why.to_owned())].into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_to_fail_has_its_code() {
        let code = |error| problem(&error, "update-unreachable").code;
        assert_eq!(code(Error::MissingSignedVersion), "update-not-genuine");
        let other = Error::SignedVersionMismatch { signed: "1.0.0".into(), announced: "2.0.0".into() };
        assert_eq!(code(other), "update-not-genuine");
        assert_eq!(code(Error::ReleaseNotFound), "update-unreachable");
        assert_eq!(problem(&Error::Network("500".into()), "update-not-fetched").code, "update-not-fetched");
        assert_eq!(code(Error::TargetsNotFound(Vec::new())), "update-unusable");
        assert_eq!(code(Error::AuthenticationFailed), "update-not-installed");
        assert_eq!(code(Error::InvalidUpdaterFormat), "update-not-installed");
    }

    #[test]
    fn an_empty_key_is_none() {
        assert_eq!(given("INVIGIL_NO_SUCH_VARIABLE", None), None);
        assert_eq!(given("INVIGIL_NO_SUCH_VARIABLE", Some("")), None);
        assert_eq!(given("INVIGIL_NO_SUCH_VARIABLE", Some("key")).as_deref(), Some("key"));
    }
}
