//! Reading and writing the files that commands are given, with the file's name in every error.

use std::fs;
use std::io::Write;
use std::path::Path;

use evidence::Trust;
use evidence::v0::TrustBundle;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::stop::Stop;

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Stop> {
    serde_json::from_slice(&read(path)?)
        .map_err(|error| Stop::refused(format!("{}: {error}", path.display())))
}

pub(crate) fn read_trust(path: &Path) -> Result<Trust, Stop> {
    let bundle: TrustBundle = read_json(path)?;
    Trust::bundled(&bundle).map_err(|error| Stop::refused(format!("{}: {error}", path.display())))
}

pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    fs::write(path, bytes).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
}

pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Stop> {
    write(path, &json(value)?)
}

pub(crate) fn json(value: &impl Serialize) -> Result<Vec<u8>, Stop> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(Stop::failed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Writes a file that only its owner may read, and never over another.
pub(crate) fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || -> std::io::Result<()> {
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
}

pub(crate) fn make_folder(path: &Path) -> Result<(), Stop> {
    fs::create_dir_all(path).map_err(|error| Stop::failed(format!("{}: {error}", path.display())))
}

/// Now, UTC milliseconds, by the computer's clock.
pub(crate) fn now_ms() -> Result<i64, Stop> {
    use desk::Clock;
    Ok(desk::BootClock::new()?.now().wall_ms)
}

/// Runs a future to its end.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(future)
}
