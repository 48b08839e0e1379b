//! `GET /api/chat/sessions`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    query::Query,
    wire::{SessionDetails, SessionList},
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

/// My sessions, newest first.
#[utoipa::path(
    get, path = "/api/chat/sessions", tag = "chat",
    params(("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "How many, 1 to 100; 20 when absent")),
    responses((status = 200, body = SessionList), (status = "default", body = ErrorBody))
)]
pub(crate) async fn list(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::of(&request)?;
    let (before, limit) = (query.cursor()?, query.limit(20, 100)?);
    let page = api.application.sessions(&caller.owner, before, limit).await?;
    let sessions = page.items.into_iter().map(SessionDetails::of).collect();
    Ok(answer::json(StatusCode::OK, &SessionList { sessions, next_cursor: page.next }))
}
