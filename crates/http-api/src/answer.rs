//! How answers are built.

use crate::{problem::Problem, wire};
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::Bytes,
};
use adforge_domain::ids::{JobId, SessionId};
use serde::Serialize;
use std::cell::Cell;

/// Says that an answer was given before.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// A client's key for what it asks for.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// How large a buffer a thread keeps.
const KEPT: usize = 64 * 1024;

/// A JSON answer.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    with(HttpResponse::build(status), body)
}

/// A JSON answer with a head that has begun.
pub(crate) fn with(mut head: HttpResponseBuilder, body: &impl Serialize) -> HttpResponse {
    head.content_type("application/json").body(written(|text| {
        let written = sonic_rs::to_writer(text, body);
        debug_assert!(written.is_ok());
    }))
}

/// What is written into a buffer that this thread keeps, so that it doesn't grow step by step each time. The copy takes no more
/// than its length, which counts where it is kept.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>)) -> Bytes {
    thread_local!(static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) });
    let mut buffer = BUFFER.take();
    write(&mut buffer);
    let written = Bytes::copy_from_slice(&buffer);
    if buffer.capacity() <= KEPT {
        buffer.clear();
        BUFFER.set(buffer);
    }
    written
}

/// A head that says whether the same was answered before.
pub(crate) fn made(status: StatusCode, replayed: bool) -> HttpResponseBuilder {
    let mut head = HttpResponse::build(status);
    mark(&mut head, replayed);
    head
}

/// Says whether the same was answered before.
pub(crate) fn mark(head: &mut HttpResponseBuilder, replayed: bool) {
    if replayed {
        head.insert_header((REPLAYED, HeaderValue::from_static("true")));
    }
}

/// The client's key for what it asks for, with or without quotes.
pub(crate) fn key(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(key) = request.headers().get(KEY) else { return Ok(None) };
    let key = std::str::from_utf8(key.as_bytes()).map_err(|_| Problem::invalid("Idempotency-Key", "it is no text"))?;
    let bare = key.trim().strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(key);
    wire::key("Idempotency-Key", bare).map(Some)
}

/// The session that an address names.
pub(crate) fn session(request: &HttpRequest) -> Result<SessionId, Problem> {
    wire::session_id(request.match_info().query("id"))
}

/// The job that an address names.
pub(crate) fn job(request: &HttpRequest) -> Result<JobId, Problem> {
    let id = request.match_info().query("id");
    id.parse().map_err(|_| adforge_application::Refusal::JobNotFound.into())
}
