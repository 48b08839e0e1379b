//! Whether the server lives, whether it can work, and what it counts.

use crate::{
    answer,
    api::Api,
    problem::{Code, ErrorBody, Problem},
    wire::Stamp,
};
use actix_web::{HttpResponse, http::StatusCode, web::Data};
use adforge_application::{Examination, Found, Part, Trouble};
use serde::Serialize;
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};
use utoipa::ToSchema;

/// The process lives.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alive {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Every part that is needed can work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    #[schema(example = "ready")]
    status: &'static str,
    /// `database`, `media`, `runners`, `redis` where there is one, and `providers` where any is set: `up`, or `degraded`.
    parts: BTreeMap<&'static str, &'static str>,
    /// Why a part isn't `up`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<&'static str, &'static str>,
    /// How each provider was when it was last asked, by its name in the settings.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    providers: BTreeMap<String, Provider>,
}

/// How a provider was when it was last asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Provider {
    /// `up`, `degraded`, or `unknown` before its first answer.
    #[schema(example = "up")]
    status: &'static str,
    /// What is known of it, or why it can't be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "there; retires: unknown; price: known; quota: unknown")]
    found: Option<String>,
    /// When it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    checked_at: Option<Stamp>,
}

impl Provider {
    fn of(examination: &Examination) -> Self {
        let Some(Found { at, outcome }) = &examination.found else {
            return Self { status: "unknown", found: None, checked_at: None };
        };
        let (status, found) = match outcome {
            Ok(findings) => ("up", findings.to_string()),
            Err(why) => ("degraded", why.to_string()),
        };
        Self { status, found: Some(found), checked_at: Some(Stamp(*at)) }
    }
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, body = Alive)))]
pub(crate) async fn alive() -> HttpResponse {
    answer::json(StatusCode::OK, &Alive { status: "ok" })
}

/// Whether every part can work; names the one that can't, and says why. A `degraded` part isn't needed.
#[utoipa::path(
    get, path = "/readyz", tag = "operations",
    responses((status = 200, body = Ready), (status = 503, body = ErrorBody))
)]
pub(crate) async fn ready(api: Data<Api>) -> Result<HttpResponse, Problem> {
    let mut readiness = api.application.readiness().await;
    if api.stopping.is_cancelled() {
        let stops = Trouble { why: "the server stops", detail: String::new() };
        readiness.retain(|(part, _)| *part != Part::Runners);
        readiness.push((Part::Runners, Err(stops)));
    }
    let (mut parts, mut reasons, mut down) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for (part, trouble) in readiness {
        let Err(Trouble { why, detail }) = trouble else {
            parts.insert(word(part), "up");
            continue;
        };
        reasons.insert(word(part), why);
        if part.is_needed() {
            tracing::warn!(part = word(part), why, detail, "a part is down");
            parts.insert(word(part), "down");
            down.push(word(part));
        } else {
            tracing::debug!(part = word(part), why, detail, "a part is degraded");
            parts.insert(word(part), "degraded");
        }
    }
    let known = api.application.ports.examinations.known();
    let providers = known.iter().map(|one| (one.who.clone(), Provider::of(one))).collect();
    if down.is_empty() {
        return Ok(answer::json(StatusCode::OK, &Ready { status: "ready", parts, reasons, providers }));
    }
    let message = format!("Not ready: {} is down. The server's log says why.", down.join(", "));
    Err(Problem::of(Code::Unavailable, message)
        .with("parts", json!(parts))
        .with("reasons", json!(reasons))
        .retry_after(Duration::from_secs(1)))
}

/// A part, as an operator calls it.
fn word(part: Part) -> &'static str {
    match part {
        Part::Store => "database",
        Part::Media => "media",
        Part::Runners => "runners",
        Part::Bell => "redis",
        Part::Providers => "providers",
    }
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
    let spent = api.application.spent_by_model();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(api.metrics.text(load.ok().as_deref(), &spent))
}
