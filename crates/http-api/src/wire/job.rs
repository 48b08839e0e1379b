//! A job, as it is polled.

use super::{
    cards::{StaticAdResultData, VideoResultData, still, video},
    show::{Links, Seconds},
    usage::Usage,
};
use adforge_application::JobView;
use adforge_domain::{
    failure::Failure,
    ids::JobId,
    job::{JobStatus, Outcome},
};
use serde::Serialize;
use utoipa::ToSchema;

/// A job, as it is polled.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobAnswer<'a> {
    #[schema(value_type = String)]
    job_id: JobId,
    /// `turn`, `video` or `image`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// `queued`, `processing`, `completed`, `failed` or `cancelled`.
    status: &'static str,
    /// 0 to 100.
    progress: u8,
    #[schema(value_type = Option<String>, example = "40s")]
    estimated_time: Option<Seconds>,
    /// Who works on it; once a turn is done, who wrote what it delivered.
    #[schema(example = "offline")]
    generator: &'a str,
    /// What was spent on it; absent where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    usage: Option<Usage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<JobResult<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<JobError<'a>>,
}

/// What a render left.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each is the data of the content type of its name")]
pub(super) enum JobResult<'a> {
    Video(VideoResultData<'a>),
    Image(StaticAdResultData<'a>),
}

/// Why a job failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct JobError<'a> {
    code: &'static str,
    message: &'a str,
    retryable: bool,
}

impl<'a> JobAnswer<'a> {
    /// How it is shown.
    pub fn of(view: &'a JobView, links: &'a Links) -> Self {
        let job = &view.job;
        let progress = match &job.status {
            JobStatus::Queued | JobStatus::Cancelled | JobStatus::Failed(_) => 0,
            JobStatus::Processing { percent, .. } => *percent,
            JobStatus::Completed(_) => 100,
        };
        let result = match &job.status {
            JobStatus::Completed(Outcome::Video(it)) => Some(JobResult::Video(video(it, links))),
            JobStatus::Completed(Outcome::Image(it)) => Some(JobResult::Image(still(it, links))),
            _ => None,
        };
        let error = match &job.status {
            JobStatus::Failed(Failure { code, message }) => {
                Some(JobError { code: code.as_str(), message, retryable: code.retryable() })
            }
            _ => None,
        };
        Self {
            job_id: job.id,
            kind: job.work.kind().as_str(),
            status: job.status.as_str(),
            progress,
            estimated_time: (view.estimated_seconds > 0).then_some(Seconds(view.estimated_seconds)),
            generator: &view.generator,
            usage: view.spent.as_ref().map(Usage::of),
            result,
            error,
        }
    }
}

/// A job that was cancelled.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobCancelled {
    /// Which.
    #[schema(value_type = String)]
    pub job_id: JobId,
    /// `cancelled`.
    pub status: &'static str,
}

/// The running turn was cancelled.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnCancelled {
    /// `cancelled`.
    pub status: &'static str,
}
