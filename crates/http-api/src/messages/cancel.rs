//! `POST …/cancel`: stops the running turn.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
    wire::TurnCancelled,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use std::sync::Arc;

/// Stops the running turn. Its end is in the log when this is answered.
#[utoipa::path(
    post, path = "/api/chat/sessions/{id}/cancel", tag = "chat",
    params(("id" = String, Path, description = "The session")),
    responses((status = 202, body = TurnCancelled), (status = "default", body = ErrorBody))
)]
pub(crate) async fn cancel(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let session = answer::session(&request)?;
    let application = Arc::clone(&api.application);
    unbroken(&api, async move { application.cancel(&caller.owner, session).await }).await?;
    Ok(answer::json(StatusCode::ACCEPTED, &TurnCancelled { status: "cancelled" }))
}
