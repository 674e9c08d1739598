//! What the page asks, answered on this computer alone.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path as InPath, State};
use axum::http::StatusCode;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use desk::preview::{Sample, unreadable};
use desk::wire::PreviewState;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::page;
use crate::lint_commands::{Looked, look_at};
use crate::stop::Stop;

/// The page is all there is: nothing from elsewhere, and into nobody's frame. Pictures of a bank are data addresses.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The longest question to the server, in bytes: an answer to an item and its names.
const LONGEST: usize = 64 * 1024;

/// How long a page is kept waiting for a change before it is told that there was none.
const PATIENCE: Duration = Duration::from_secs(25);

/// All banks as they were read at one time.
pub(super) struct Reading {
    /// In order of their files.
    pub(super) banks: Vec<Looked>,
    keys: bool,
}

impl Reading {
    /// Reads and looks at what is named.
    pub(super) fn of(paths: &[PathBuf], keys: bool) -> Result<Self, Stop> {
        Ok(Self { banks: look_at(paths)?, keys })
    }

    /// So many banks that were read before.
    pub(super) fn made(banks: Vec<Looked>, keys: bool) -> Self {
        Self { banks, keys }
    }
}

/// What is shown now; everybody who waits is told when it changes.
pub(super) struct Shown(watch::Sender<(u64, Arc<Reading>)>);

impl Shown {
    pub(super) fn new(first: Reading) -> Self {
        Self(watch::Sender::new((1, Arc::new(first))))
    }

    /// Shows another reading from now on.
    pub(super) fn put(&self, reading: Reading) {
        self.0.send_modify(|now| *now = (now.0 + 1, Arc::new(reading)));
    }
}

/// What the page asks.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "kebab-case", deny_unknown_fields)]
enum Ask {
    /// All banks, as soon as they are others than those of the reading `seen`.
    Banks { seen: u64, lang: String },
    /// An item.
    Item { bank: usize, item: String, lang: String },
    /// What is right in it, and what an answer would earn.
    Key { bank: usize, item: String, lang: String, answer: BTreeMap<String, Vec<String>> },
    /// A picture.
    Media { bank: usize, digest: String },
}

/// Listens on this computer. Gives the page's address, and the work of answering, which never ends well.
pub(super) async fn bind(
    port: u16,
    token: String,
    shown: Arc<Shown>,
) -> Result<(String, impl Future<Output = Result<(), Stop>>), Stop> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
        .map_err(|error| Stop::failed(format!("port {port}: {error}")))?;
    let address = format!("http://{}/{token}/", listener.local_addr()?);
    let routes = Router::new()
        .route(&format!("/{token}/"), get(|| async { file(page::INDEX) }))
        .route(&format!("/{token}/{{*name}}"), get(|InPath(name): InPath<String>| async move { file(&name) }))
        .route(&format!("/{token}/ask"), post(answer))
        .layer(DefaultBodyLimit::max(LONGEST))
        .with_state(shown);
    Ok((address, async move { Ok(axum::serve(listener, routes).await?) }))
}

fn file(name: &str) -> Response {
    let Some((kind, bytes)) = page::file(name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (CONTENT_TYPE, kind),
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

async fn answer(State(shown): State<Arc<Shown>>, body: axum::Json<Ask>) -> Response {
    let now = || shown.0.borrow().1.clone();
    match body.0 {
        Ask::Banks { seen, lang } => json(Some(banks(&shown, seen, &lang).await)),
        Ask::Item { bank, item, lang } => json(now().sample(bank, &lang, |sample| sample.item(&item))),
        Ask::Key { bank, item, lang, answer } => {
            json(now().sample(bank, &lang, |sample| sample.key(&item, &answer)))
        }
        Ask::Media { bank, digest } => json(now().sample(bank, "", |sample| sample.media(&digest))),
    }
}

fn json<T: Serialize>(found: Option<T>) -> Response {
    match found {
        Some(found) => ([(CACHE_CONTROL, "no-store")], axum::Json(found)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Waits for another reading than `seen`, for a while.
async fn banks(shown: &Shown, seen: u64, lang: &str) -> PreviewState {
    let mut ear = shown.0.subscribe();
    // The time may run out, and the sender is not gone while it is borrowed: either way, what is now is the answer.
    let _ = tokio::time::timeout(PATIENCE, ear.wait_for(|(number, _)| *number != seen)).await;
    let (seen, reading) = ear.borrow().clone();
    PreviewState { seen, keys: reading.keys, banks: reading.listed(lang) }
}

impl Reading {
    fn listed(&self, lang: &str) -> Vec<desk::wire::PreviewBank> {
        let one = |looked: &Looked| {
            let file = named(&looked.path);
            match &looked.bank {
                Some(bank) => Sample { file: &file, bank, report: &looked.report, lang }.bank(),
                None => unreadable(&file, &looked.report),
            }
        };
        self.banks.iter().map(one).collect()
    }

    fn sample<T>(&self, at: usize, lang: &str, show: impl FnOnce(Sample<'_>) -> Option<T>) -> Option<T> {
        let looked = self.banks.get(at)?;
        let (file, bank) = (named(&looked.path), looked.bank.as_ref()?);
        let lang = if lang.is_empty() { &bank.language } else { lang };
        show(Sample { file: &file, bank, report: &looked.report, lang })
    }
}

fn named(path: &Path) -> String {
    path.display().to_string()
}
