//! Answers: JSON, bytes, or a code.

use std::any::Any;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use protocol::{Code, Failure};
use serde::Serialize;
use tracing::error;

use crate::internal;

/// A failure as an answer.
#[derive(Debug)]
pub(super) struct Refused(pub(super) Failure);

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Self(Failure::refused(code))
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (code, detail, retry) = match &self.0 {
            Failure::Refused { code, detail } => (code, detail.as_deref(), None),
            Failure::Busy { retry_after_s } => (&Code::Busy, None, Some(*retry_after_s)),
            // Answers of other authorities; a hub has none to pass on.
            Failure::Unreachable(_) | Failure::Garbled(_) => (&Code::Internal, None, None),
        };
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&ErrorBody { code, detail }).unwrap_or_default();
        let mut response = with_type(status, "application/json", body);
        if let Some(retry) = retry {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(retry));
        }
        response
    }
}

fn with_type(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// An answer in JSON.
pub(super) fn json(value: &impl Serialize) -> Result<Response, Refused> {
    let body = serde_json::to_vec(value).map_err(|error| internal("answer", &error))?;
    Ok(with_type(StatusCode::OK, "application/json", body))
}

/// An answer that is bytes of its own.
pub(super) fn bytes(kind: &'static str, body: Vec<u8>) -> Response {
    with_type(StatusCode::OK, kind, body)
}

/// The answer to an address that is none.
pub(super) async fn no_such_address() -> Refused {
    Code::NoSuchAddress.into()
}

/// The answer when a handler panics.
pub(super) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    error!("incident: a request panicked");
    Refused::from(Code::Internal).into_response()
}
