//! `PUT /api/products/{id}/image`.

use super::named;
use crate::{
    answer,
    api::Api,
    body,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
    wire::ProductAnswer,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Payload},
};
use std::sync::Arc;

/// Gives a product a picture: the raw bytes of a PNG, JPEG or WebP, at most 10 MiB. What it is, its bytes say.
#[utoipa::path(
    put, path = "/api/products/{id}/image", tag = "products",
    params(("id" = String, Path, description = "The product's id, `externalId` or slug")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ProductAnswer), (status = "default", body = ErrorBody))
)]
pub(crate) async fn picture(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let named = named(&request)?;
    let bytes = body::bytes(&request, body, body::PICTURE).await?;
    let application = Arc::clone(&api.application);
    let product = unbroken(&api, async move { application.set_picture(&caller.owner, &named, bytes).await }).await?;
    Ok(answer::json(StatusCode::OK, &ProductAnswer::of(&product, &api.links)))
}
