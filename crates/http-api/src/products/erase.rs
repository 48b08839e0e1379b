//! `DELETE /api/products/{id}`.

use super::named;
use crate::{
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use std::sync::Arc;

/// Erases a product: it leaves the lists, and its `externalId` is free again. Sessions that use it go on.
#[utoipa::path(
    delete, path = "/api/products/{id}", tag = "products",
    params(("id" = String, Path, description = "The product's id, `externalId` or slug")),
    responses((status = 204, description = "It is gone"), (status = "default", body = ErrorBody))
)]
pub(crate) async fn erase(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let named = named(&request)?;
    let application = Arc::clone(&api.application);
    unbroken(&api, async move { application.erase_product(&caller.owner, &named).await }).await?;
    Ok(HttpResponse::NoContent().finish())
}
