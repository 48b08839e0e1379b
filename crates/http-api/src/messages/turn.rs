//! One turn or render: begun, joined or come back to; answered as events or as JSON.

use super::last_id;
use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{Code, Problem},
    query::Query,
    refusal::limit_headers,
    sse,
    unbroken::unbroken,
    wire::{Asked, RenderStarted, TurnAnswer},
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, http::StatusCode};
use adforge_application::{Resumed, Started, Turn};
use adforge_domain::{
    ids::SessionId,
    job::JobKind,
    workflow::{Command, Step},
};
use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

/// How soon another process has taken the place of one that stops.
const SOON: Duration = Duration::from_secs(1);

/// How a request comes, and how it wants its answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Way {
    /// One JSON answer.
    Json,
    /// A stream that was asked for with a body.
    Events,
    /// A stream that was asked for by its address: a browser asks for it again when it breaks.
    Address,
}

/// Answers a turn or render.
pub(crate) async fn answer(
    api: &Api,
    caller: Caller,
    request: &HttpRequest,
    query: &Query,
    asked: Asked,
    way: Way,
) -> Result<HttpResponse, Problem> {
    let session = answer::session(request)?;
    let key = answer::key(request)?.or_else(|| asked.client_id.clone());
    let partial = query.flag("partial")?;
    let known_only_by_words = key.is_none();
    let turn = Turn {
        owner: caller.owner.clone(),
        session,
        command: asked.command,
        key,
        client_id: asked.client_id,
        interrupt: asked.interrupt,
        awaited: way != Way::Json && known_only_by_words,
    };
    let awaited = turn.awaited;
    if way == Way::Json {
        let started = begin(api, turn).await?;
        return if started.kind.is_render() { Ok(render(&started)) } else { words(api, &caller, &started).await };
    }
    if let Some(after) = last_id(api, &caller, session, request, query).await? {
        let render = is_render(&turn.command);
        match api.application.resume(&caller.owner, session, after, render).await? {
            Resumed::Fresh => {}
            Resumed::Nothing => return Ok(HttpResponse::NoContent().finish()),
            Resumed::Follow(follower) => {
                let stream = sse::Stream { follower: *follower, sent: after, partial, request: caller.request };
                return Ok(sse::answer(api, HttpResponse::Ok(), stream));
            }
        }
    }
    let joins = way == Way::Address && known_only_by_words;
    let command = turn.command.clone();
    let rejoin = || api.application.rejoin(&caller.owner, session, &command);
    let joined = if joins { rejoin().await? } else { None };
    let (started, own) = match joined {
        Some(joined) => (joined, true),
        None => match begin(api, turn).await {
            // Somebody asked the same in the same moment, and was first.
            Err(problem) if joins && problem.code() == Code::TurnInProgress => (rejoin().await?.ok_or(problem)?, true),
            begun => {
                let started = begun?;
                let own = awaited && !started.repeated;
                (started, own)
            }
        },
    };
    let follower = api.application.follow_turn(&caller.owner, &started, own).await?;
    let stream = sse::Stream { follower, sent: 0, partial, request: caller.request };
    Ok(sse::answer(api, head(StatusCode::OK, &started), stream))
}

/// Begins a turn or render, or finds the one that its key began.
pub(crate) async fn begin(api: &Api, turn: Turn) -> Result<Started, Problem> {
    if api.stopping.is_cancelled() {
        let message = "This process is stopping and begins nothing new. Ask again: another one answers.";
        return Err(Problem::of(Code::Unavailable, message).retry_after(SOON));
    }
    let application = Arc::clone(&api.application);
    let started = unbroken(api, async move { application.start(turn).await }).await?;
    if !started.repeated {
        let counter = match started.kind {
            JobKind::Turn => &api.metrics.turns,
            JobKind::Video => &api.metrics.videos,
            JobKind::Image => &api.metrics.images,
        };
        counter.fetch_add(1, Relaxed);
    }
    Ok(started)
}

fn is_render(command: &Command) -> bool {
    command.render.is_some() || matches!(command.step, Some(Step::VideoGeneration | Step::ImageGeneration))
}

/// The answer to a render, which goes on for a while.
fn render(started: &Started) -> HttpResponse {
    let body = RenderStarted::new(started.kind, started.job, started.estimated_seconds).with(
        started.reply,
        started.user,
        started.client_id.clone(),
    );
    let mut head = head(StatusCode::ACCEPTED, started);
    head.insert_header(("Location", format!("/api/jobs/{}", started.job)));
    answer::with(head, &body)
}

/// The answer to a turn, once it is there.
async fn words(api: &Api, caller: &Caller, started: &Started) -> Result<HttpResponse, Problem> {
    let ended = api.application.wait(&caller.owner, started).await?;
    match TurnAnswer::of(&ended.message, started.user, ended.current_step, &api.links) {
        Ok(body) => Ok(answer::with(head(StatusCode::OK, started), &body)),
        Err(None) => Err(Problem::not_found()),
        Err(Some(failed)) => {
            let problem = Problem::ended(failed).about(started.reply).answering(started.user);
            Err(headers(started).into_iter().fold(problem, |problem, (name, value)| problem.header(name, value)))
        }
    }
}

fn head(status: StatusCode, started: &Started) -> HttpResponseBuilder {
    let mut head = HttpResponse::build(status);
    for header in headers(started) {
        head.insert_header(header);
    }
    head
}

/// What an answer says of limits, and of having been given before.
fn headers(started: &Started) -> Vec<(actix_web::http::header::HeaderName, String)> {
    let replayed = (started.repeated && started.over).then(|| (answer::REPLAYED, "true".to_owned()));
    let limits = started.verdict.as_ref().map(limit_headers);
    replayed.into_iter().chain(limits.into_iter().flatten()).collect()
}

/// The session of a turn, for those who follow it elsewhere.
pub(crate) fn turn(owner: &Caller, session: SessionId, asked: Asked) -> Turn {
    Turn {
        owner: owner.owner.clone(),
        session,
        command: asked.command,
        key: asked.client_id.clone(),
        client_id: asked.client_id,
        interrupt: asked.interrupt,
        awaited: false,
    }
}
