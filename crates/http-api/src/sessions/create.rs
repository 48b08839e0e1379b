//! `POST /api/chat/sessions`.

use crate::{
    answer,
    api::Api,
    body,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
    wire::{SessionBody, SessionCreated},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use std::sync::Arc;

/// Begins a session about a product.
#[utoipa::path(
    post, path = "/api/chat/sessions", tag = "chat",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key is the same session")),
    request_body = SessionBody,
    responses((status = 201, body = SessionCreated), (status = "default", body = ErrorBody))
)]
pub(crate) async fn create(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let key = answer::key(&request)?;
    let new = body::json::<SessionBody>(&request, body, body::JSON).await?.read()?;
    let application = Arc::clone(&api.application);
    let made = unbroken(&api, async move { application.create_session(&caller.owner, new, key).await }).await?;
    let mut head = answer::made(StatusCode::CREATED, made.replayed);
    head.insert_header((header::LOCATION, format!("/api/chat/sessions/{}", made.value.session.origin.id)));
    Ok(answer::with(head, &SessionCreated::of(&made.value)))
}
