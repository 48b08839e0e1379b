//! `POST /api/webhooks/video/{provider}`: a video provider's callback. It is no caller of ours: its signature lets it in.

use crate::{
    answer,
    api::Api,
    body,
    problem::{ErrorBody, Problem},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::{Data, Payload},
};
use serde::Serialize;
use utoipa::ToSchema;

/// That a callback was heard.
#[derive(Serialize, ToSchema)]
pub(crate) struct Received {
    /// Always.
    received: bool,
}

/// Word of a video provider that a film is done or has failed, signed with the secret of its callbacks. It is a hint: the
/// provider is asked how the film stands. So the same may come twice, late, or of a film that nobody knows.
#[utoipa::path(
    post, path = "/api/webhooks/video/{provider}", tag = "renders",
    params(("provider" = String, Path, description = "The provider, as ADFORGE_VIDEO names it")),
    request_body(content = String, description = "As the provider sends it; the signature is over these very bytes",
        content_type = "application/json"),
    responses((status = 200, body = Received), (status = "default", body = ErrorBody))
)]
pub(crate) async fn video(api: Data<Api>, request: HttpRequest, body: Payload) -> Result<HttpResponse, Problem> {
    let body = body::bytes(&request, body, body::JSON).await?;
    let header =
        |(name, value): (&HeaderName, &HeaderValue)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()));
    let headers = request.headers().iter().filter_map(header).collect();
    api.application.hear_provider(request.match_info().query("provider"), &headers, &body).await?;
    Ok(answer::json(StatusCode::OK, &Received { received: true }))
}
