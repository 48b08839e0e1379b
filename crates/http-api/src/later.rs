//! Addresses that are known by name and refused, since nothing here would heed them.

use crate::{
    caller::Caller,
    problem::{Code, ErrorBody, Problem},
};
use actix_web::HttpResponse;

/// A token for a browser's stream. It comes with authentication by token; without authentication none is needed.
#[utoipa::path(
    post, path = "/api/chat/sessions/{id}/stream-token", tag = "chat",
    params(("id" = String, Path, description = "The session")),
    responses((status = 404, body = ErrorBody))
)]
pub(crate) async fn stream_token(_: Caller) -> Result<HttpResponse, Problem> {
    let message = "Stream tokens come with ADFORGE_AUTH=jwt. Without authentication a stream needs none.";
    Err(Problem::of(Code::NotFound, message))
}
