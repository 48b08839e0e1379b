//! A session's history.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::Problem,
    query::Query,
    wire::{HistoryAnswer, message},
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode};

/// How many messages are given when nothing is said.
const STANDARD: u32 = 50;
/// How many messages are given at most.
const MOST: u32 = 200;

pub(super) async fn history(
    api: &Api,
    caller: &Caller,
    request: &HttpRequest,
    query: &Query,
) -> Result<HttpResponse, Problem> {
    let session = answer::session(request)?;
    let (after, limit) = (query.number("after")?.unwrap_or_default(), query.limit(STANDARD, MOST)?);
    let history = api.application.history(&caller.owner, session, after, limit).await?;
    let messages = history.messages.iter().map(|it| message(it, &api.links)).collect();
    Ok(answer::json(StatusCode::OK, &HistoryAnswer { messages, next_after: history.next_after }))
}
