//! `DELETE /api/chat/sessions/{id}`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use std::sync::Arc;

/// Erases a session, its messages, its jobs and its media.
#[utoipa::path(
    delete, path = "/api/chat/sessions/{id}", tag = "chat",
    params(("id" = String, Path, description = "The session")),
    responses((status = 204, description = "It is gone"), (status = "default", body = ErrorBody))
)]
pub(crate) async fn erase(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let session = answer::session(&request)?;
    let application = Arc::clone(&api.application);
    unbroken(&api, async move { application.erase_session(&caller.owner, session).await }).await?;
    Ok(HttpResponse::NoContent().finish())
}
