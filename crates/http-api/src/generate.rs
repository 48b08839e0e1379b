//! Generation outside a session.

use crate::{
    answer,
    api::Api,
    body,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
    wire::{GeneratedContent, GenerationBody, JobAnswer, LoneVideoBody},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use adforge_domain::workflow::Step;
use std::sync::Arc;

/// Personas for a product.
#[utoipa::path(
    post, path = "/api/personas/generate", tag = "generate", request_body = GenerationBody,
    responses((status = 200, body = GeneratedContent), (status = "default", body = ErrorBody))
)]
pub(crate) async fn personas(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    generate(&api, caller, &request, body, Step::PersonaSelection).await
}

/// Angles for a product and a persona.
#[utoipa::path(
    post, path = "/api/angles/generate", tag = "generate", request_body = GenerationBody,
    responses((status = 200, body = GeneratedContent), (status = "default", body = ErrorBody))
)]
pub(crate) async fn angles(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    generate(&api, caller, &request, body, Step::AngleSelection).await
}

/// Concepts with scripts for a product, a persona and an angle.
#[utoipa::path(
    post, path = "/api/scripts/generate", tag = "generate", request_body = GenerationBody,
    responses((status = 200, body = GeneratedContent), (status = "default", body = ErrorBody))
)]
pub(crate) async fn scripts(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    generate(&api, caller, &request, body, Step::PsychologySelection).await
}

/// A video of a script of one's own.
#[utoipa::path(
    post, path = "/api/videos/generate", tag = "generate", request_body = LoneVideoBody,
    responses((status = 202, body = JobAnswer), (status = "default", body = ErrorBody))
)]
pub(crate) async fn video(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let key = answer::key(&request)?;
    let video = body::json::<LoneVideoBody>(&request, body, body::JSON).await?.read()?;
    let application = Arc::clone(&api.application);
    let made = unbroken(&api, async move { application.queue_video(&caller.owner, video, key).await }).await?;
    let mut head = answer::made(StatusCode::ACCEPTED, made.replayed);
    head.insert_header((header::LOCATION, format!("/api/jobs/{}", made.value.job.id)));
    Ok(answer::with(head, &JobAnswer::of(&made.value, &api.links)))
}

async fn generate(
    api: &Api,
    caller: Caller,
    request: &HttpRequest,
    body: Payload,
    step: Step,
) -> Result<HttpResponse, Problem> {
    let key = answer::key(request)?;
    let generation = body::json::<GenerationBody>(request, body, body::JSON).await?.read(step)?;
    let application = Arc::clone(&api.application);
    let made = unbroken(api, async move { application.generate(&caller.owner, generation, key).await }).await?;
    let head = answer::made(StatusCode::OK, made.replayed);
    Ok(answer::with(head, &GeneratedContent::of(&made.value, &api.links)))
}
