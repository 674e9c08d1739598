//! The hub over HTTP.

mod answer;
mod limits;
mod request;
mod routes;

use std::time::Duration;

use axum::Router;
use axum::extract::MatchedPath;
use axum::http::StatusCode;
use axum::middleware;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use tracing::{Span, info_span};

pub use limits::{ENDPOINTS, Endpoint};

use crate::{Hub, Store};

/// The longest a request may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// All addresses of the hub.
pub fn router<S: Store>(hub: Hub<S>) -> Router {
    routes::routes()
        .fallback(answer::no_such_address)
        .method_not_allowed_fallback(answer::no_such_address)
        .layer(middleware::from_fn(request::speaks_our_protocol))
        .layer(CatchPanicLayer::custom(answer::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(routes::Shared::new(hub))
}

/// Names the request by its route: a path may hold anything, and what it should hold is logged where it is used.
fn span<B>(request: &axum::http::Request<B>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    info_span!("request", method = %request.method(), route)
}
