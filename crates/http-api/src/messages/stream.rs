//! The addresses that a browser's `EventSource` opens: a turn, or everything that happens in a session.

use super::{Way, answer, history::history, last_id};
use crate::{
    answer as answers,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    query::Query,
    sse,
    wire::{HistoryAnswer, TurnQuery},
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use adforge_application::From;

/// With `message` or `step` one turn, streamed; without, everything that happens in the session, until the client
/// leaves. Comes back with `Last-Event-ID`.
#[utoipa::path(
    get, path = "/api/chat/sessions/{id}/stream", tag = "chat",
    params(("id" = String, Path, description = "The session"),
        ("message" = Option<String>, Query, description = "A turn's message"),
        ("step" = Option<String>, Query, description = "What is wanted next"),
        ("clientMessageId" = Option<String>, Query, description = "The client's own id for the message"),
        ("onBusy" = Option<String>, Query, description = "`interrupt` cancels a turn that runs"),
        ("partial" = Option<bool>, Query, description = "Send each card as soon as it is whole"),
        ("lastEventId" = Option<u64>, Query, description = "The last id that is known; the header wins"),
        ("Last-Event-ID" = Option<u64>, Header, description = "The last id that is known")),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 204, description = "All was told, and nothing runs"), (status = "default", body = ErrorBody))
)]
pub(crate) async fn stream(api: Data<Api>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::of(&request)?;
    let caller = Caller::of_stream(&request, &query)?;
    if TurnQuery::is_turn(&query) {
        return answer(&api, caller, &request, &query, TurnQuery::read(&query)?, Way::Address).await;
    }
    let session = answers::session(&request)?;
    let partial = query.flag("partial")?;
    let last = last_id(&api, &caller, session, &request, &query).await?;
    let follower = api.application.follow(&caller.owner, session, From::of(last)).await?;
    let stream = sse::Stream { follower, sent: last.unwrap_or_default(), partial, request: caller.request };
    Ok(sse::answer(&api, HttpResponse::Ok(), stream))
}

/// With `message` or `step` the same as `…/stream`; without, the session's history, oldest first.
#[utoipa::path(
    get, path = "/api/chat/sessions/{id}/messages", tag = "chat",
    params(("id" = String, Path, description = "The session"),
        ("after" = Option<u64>, Query, description = "Messages after this number"),
        ("limit" = Option<u32>, Query, description = "How many, 1 to 200; 50 when absent"),
        ("message" = Option<String>, Query, description = "A turn's message")),
    responses(
        (status = 200, content((HistoryAnswer = "application/json"), (String = "text/event-stream"))),
        (status = 204, description = "All was told, and nothing runs"),
        (status = "default", body = ErrorBody),
    )
)]
pub(crate) async fn read(api: Data<Api>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::of(&request)?;
    let caller = Caller::of_stream(&request, &query)?;
    if TurnQuery::is_turn(&query) {
        return answer(&api, caller, &request, &query, TurnQuery::read(&query)?, Way::Address).await;
    }
    history(&api, &caller, &request, &query).await
}
