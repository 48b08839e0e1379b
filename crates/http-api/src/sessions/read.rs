//! `GET /api/chat/sessions/{id}`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    wire::SessionDetails,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

/// A session's details.
#[utoipa::path(
    get, path = "/api/chat/sessions/{id}", tag = "chat",
    params(("id" = String, Path, description = "The session")),
    responses((status = 200, body = SessionDetails), (status = "default", body = ErrorBody))
)]
pub(crate) async fn read(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let view = api.application.session(&caller.owner, answer::session(&request)?).await?;
    Ok(answer::json(StatusCode::OK, &SessionDetails::of(view)))
}
