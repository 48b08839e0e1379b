//! `POST /api/jobs/{id}/cancel`.

use crate::{
    answer,
    api::Api,
    caller::Caller,
    problem::{ErrorBody, Problem},
    unbroken::unbroken,
    wire::JobCancelled,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use std::sync::Arc;

/// Stops a job. Its end is stored when this is answered.
#[utoipa::path(
    post, path = "/api/jobs/{id}/cancel", tag = "jobs",
    params(("id" = String, Path, description = "The job")),
    responses((status = 202, body = JobCancelled), (status = "default", body = ErrorBody))
)]
pub(crate) async fn cancel(api: Data<Api>, caller: Caller, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let job_id = answer::job(&request)?;
    let application = Arc::clone(&api.application);
    unbroken(&api, async move { application.cancel_job(&caller.owner, job_id).await }).await?;
    Ok(answer::json(StatusCode::ACCEPTED, &JobCancelled { job_id, status: "cancelled" }))
}
