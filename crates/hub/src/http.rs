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
    dressed(routes::routes()).with_state(routes::Shared::new(hub))
}

/// What holds for every address.
fn dressed<S: Clone + Send + Sync + 'static>(routes: Router<S>) -> Router<S> {
    routes
        .fallback(answer::no_such_address)
        .method_not_allowed_fallback(answer::no_such_address)
        .layer(middleware::from_fn(request::speaks_our_protocol))
        .layer(CatchPanicLayer::custom(answer::panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(TraceLayer::new_for_http().make_span_with(span))
}

/// Names the request by its route: a path may hold anything, and what it should hold is logged where it is used.
fn span<B>(request: &axum::http::Request<B>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    info_span!("request", method = %request.method(), route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::io::{Read, Write};

    async fn falls() -> &'static str {
        panic!("a fault")
    }

    #[tokio::test]
    async fn a_request_that_panics_is_answered_and_the_next_one_too() {
        let router =
            dressed(Router::new().route("/falls", get(falls)).route("/stands", get(|| async { "yes" })));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async { axum::serve(listener, router).await });
        let ask = |path: &'static str| async move {
            let asked = tokio::task::spawn_blocking(move || {
                let mut stream = std::net::TcpStream::connect(address).unwrap();
                write!(stream, "GET {path} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\n\r\n").unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                answer
            });
            asked.await.unwrap()
        };
        let answer = ask("/falls").await;
        assert!(answer.starts_with("HTTP/1.1 500") && answer.ends_with(r#"{"code":"internal"}"#), "{answer}");
        assert!(ask("/stands").await.ends_with("yes"));
    }
}
