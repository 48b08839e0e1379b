//! `POST /api/products`.

use crate::{
    answer,
    api::Api,
    body,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
    wire::{ProductAnswer, ProductBody},
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Payload},
};
use std::sync::Arc;

/// Makes a product, or replaces the one of the same `externalId`.
#[utoipa::path(
    post, path = "/api/products", tag = "products",
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key is the same product")),
    request_body = ProductBody,
    responses((status = 201, body = ProductAnswer), (status = "default", body = ErrorBody))
)]
pub(crate) async fn save(
    api: Data<Api>,
    caller: Caller,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Problem> {
    let key = answer::key(&request)?;
    let input = body::json::<ProductBody>(&request, body, body::JSON).await?.read()?;
    let application = Arc::clone(&api.application);
    let made = unbroken(&api, async move { application.save_product(&caller.owner, input, key).await }).await?;
    let mut head = answer::made(StatusCode::CREATED, made.replayed);
    head.insert_header((header::LOCATION, format!("/api/products/{}", made.value.id)));
    Ok(answer::with(head, &ProductAnswer::of(&made.value, &api.links)))
}
