//! `POST …/video` and `…/image`: renders.

use crate::{
    accept::prefers_events,
    api::Api,
    body,
    caller::Caller,
    messages::{Way, answer},
    problem::{ErrorBody, Problem},
    query::Query,
    wire::{RenderBody, RenderStarted},
};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use adforge_domain::job::JobKind;

/// Queues a video of a script. The same script and avatar while such a job runs is that job.
#[utoipa::path(
    post, path = "/api/chat/sessions/{id}/video", tag = "renders",
    params(("id" = String, Path, description = "The session"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key is the same render")),
    request_body = RenderBody,
    responses((status = 202, body = RenderStarted), (status = "default", body = ErrorBody))
)]
pub(crate) async fn video(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    render(&api, caller, &request, body, JobKind::Video).await
}

/// Queues a static ad of a script.
#[utoipa::path(
    post, path = "/api/chat/sessions/{id}/image", tag = "renders",
    params(("id" = String, Path, description = "The session"),
        ("Idempotency-Key" = Option<String>, Header, description = "The same key is the same render")),
    request_body = RenderBody,
    responses((status = 202, body = RenderStarted), (status = "default", body = ErrorBody))
)]
pub(crate) async fn image(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    render(&api, caller, &request, body, JobKind::Image).await
}

async fn render(
    api: &Api,
    caller: Caller,
    request: &HttpRequest,
    body: Payload,
    kind: JobKind,
) -> Result<HttpResponse, Problem> {
    let query = Query::of(request)?;
    let asked: RenderBody = body::json(request, body, body::TURN).await?;
    let way = if prefers_events(request.headers()) { Way::Events } else { Way::Json };
    answer(api, caller, request, &query, asked.read(kind, &query)?, way).await
}
