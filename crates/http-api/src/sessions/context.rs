//! `GET /api/chat/sessions/{id}/context`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    wire::ContextAnswer,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

/// What the AI is given: product, choices, the newest 50 messages, the newest set of each kind.
#[utoipa::path(
    get, path = "/api/chat/sessions/{id}/context", tag = "chat",
    params(("id" = String, Path, description = "The session")),
    responses((status = 200, body = ContextAnswer), (status = "default", body = ErrorBody))
)]
pub(crate) async fn context(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let context = api.application.context(&caller.owner, answer::session(&request)?).await?;
    Ok(answer::json(StatusCode::OK, &ContextAnswer::of(&context, &api.links)))
}
