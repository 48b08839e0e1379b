//! `GET /api/jobs/{id}`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    wire::JobAnswer,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

/// How far a job is, and what it left.
#[utoipa::path(
    get, path = "/api/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, description = "The job")),
    responses((status = 200, body = JobAnswer), (status = "default", body = ErrorBody))
)]
pub(crate) async fn read(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let view = api.application.job(&caller.owner, answer::job(&request)?).await?;
    Ok(answer::json(StatusCode::OK, &JobAnswer::of(&view, &api.links)))
}
