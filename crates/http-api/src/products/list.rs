//! `GET /api/products`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    query::Query,
    wire::{ProductAnswer, ProductList},
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

/// My products, oldest first.
#[utoipa::path(
    get, path = "/api/products", tag = "products",
    params(("cursor" = Option<String>, Query, description = "`nextCursor` of the page before"),
        ("limit" = Option<u32>, Query, description = "How many, 1 to 100; 20 when absent")),
    responses((status = 200, body = ProductList), (status = "default", body = ErrorBody))
)]
pub(crate) async fn list(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let query = Query::of(&request)?;
    let (after, limit) = (query.cursor()?, query.limit(20, 100)?);
    let page = api.application.products(&caller.owner, after, limit).await?;
    let products = page.items.iter().map(|it| ProductAnswer::of(it, &api.links)).collect();
    Ok(answer::json(StatusCode::OK, &ProductList { products, next_cursor: page.next }))
}
