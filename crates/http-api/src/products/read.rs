//! `GET /api/products/{id}`.

use super::named;
use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    wire::ProductAnswer,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

/// A product, by its id, its `externalId` or its slug.
#[utoipa::path(
    get, path = "/api/products/{id}", tag = "products",
    params(("id" = String, Path, description = "The product's id, `externalId` or slug")),
    responses((status = 200, body = ProductAnswer), (status = "default", body = ErrorBody))
)]
pub(crate) async fn read(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let product = api.application.product(&caller.owner, &named(&request)?).await?;
    Ok(answer::json(StatusCode::OK, &ProductAnswer::of(&product, &api.links)))
}
