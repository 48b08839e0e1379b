//! Whether the server lives, whether it can work, and what it counts.

use crate::{
    answer,
    api::Api,
    problem::{Code, ErrorBody, Problem},
};
use actix_web::{HttpResponse, http::StatusCode, web::Data};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};
use utoipa::ToSchema;

/// The process lives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alive {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Every part can work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    #[schema(example = "ready")]
    status: &'static str,
    parts: BTreeMap<&'static str, &'static str>,
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, body = Alive)))]
pub(crate) async fn alive() -> HttpResponse {
    answer::json(StatusCode::OK, &Alive { status: "ok" })
}

/// Whether every part can work; names the one that can't.
#[utoipa::path(
    get, path = "/readyz", tag = "operations",
    responses((status = 200, body = Ready), (status = 503, body = ErrorBody))
)]
pub(crate) async fn ready(api: Data<Api>) -> Result<HttpResponse, Problem> {
    let mut parts = api.application.readiness().await;
    if api.stopping.is_cancelled() {
        parts.push(("server", Err("it is stopping".to_owned())));
    }
    for (part, why) in parts.iter().filter_map(|(part, state)| Some((part, state.as_ref().err()?))) {
        // Why is for the operator's log: it may hold paths or SQL.
        tracing::warn!(part, why, "a part is down");
    }
    let down: Vec<_> = parts.iter().filter(|(_, state)| state.is_err()).map(|(part, _)| *part).collect();
    if down.is_empty() {
        let parts = parts.into_iter().map(|(part, _)| (part, "up")).collect();
        return Ok(answer::json(StatusCode::OK, &Ready { status: "ready", parts }));
    }
    let state = |state: &Result<(), String>| json!(if state.is_ok() { "up" } else { "down" });
    let states: Map<String, Value> = parts.iter().map(|(part, it)| ((*part).to_owned(), state(it))).collect();
    let message = format!("Not ready: {} is down. The server's log says why.", down.join(", "));
    Err(Problem::of(Code::Unavailable, message)
        .with("parts", Value::Object(states))
        .retry_after(Duration::from_secs(1)))
}

/// What is counted, as Prometheus reads it.
#[utoipa::path(
    get, path = "/metrics", tag = "operations",
    responses((status = 200, content_type = "text/plain", body = String))
)]
pub(crate) async fn metrics(api: Data<Api>) -> HttpResponse {
    let load = api.application.jobs().await;
    if let Err(error) = &load {
        tracing::warn!(%error, "jobs could not be counted");
    }
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(api.metrics.text(load.ok().as_deref()))
}
