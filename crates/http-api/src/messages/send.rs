//! `POST …/messages`: one turn.

use super::{Way, answer};
use crate::{
    accept::prefers_events,
    api::Api,
    body,
    caller::Caller,
    problem::{ErrorBody, Problem},
    query::Query,
    wire::{TurnAnswer, TurnBody},
};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};

/// One turn: a user's message and the AI's answer to it. Without `Accept: text/event-stream` the answer is one JSON
/// object, once it is whole; a render is answered at once (202).
#[utoipa::path(
    post, path = "/api/chat/sessions/{id}/messages", tag = "chat",
    params(("id" = String, Path, description = "The session"),
        ("partial" = Option<bool>, Query, description = "Send each card as soon as it is whole"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key is the same turn")),
    request_body = TurnBody,
    responses(
        (status = 200, content((TurnAnswer = "application/json"), (String = "text/event-stream"))),
        (status = 202, body = crate::wire::RenderStarted),
        (status = "default", body = ErrorBody),
    )
)]
pub(crate) async fn send(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let query = Query::of(&request)?;
    let said: TurnBody = body::json(&request, body, body::TURN).await?;
    let way = if prefers_events(request.headers()) { Way::Events } else { Way::Json };
    answer(&api, caller, &request, &query, said.read(&query)?, way).await
}
