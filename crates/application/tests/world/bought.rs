//! What renders that are made elsewhere come to.

use super::{World, owner};
use adforge_application::OrderTimes;
use adforge_domain::{
    failure::Failure,
    ids::JobId,
    job::{Job, JobStatus, Outcome},
};
use std::time::Duration;

/// Orders are looked at again at once.
pub const SOON: OrderTimes = OrderTimes {
    resend: Duration::from_millis(1),
    first_look: Duration::from_millis(1),
    slowest_look: Duration::from_millis(2),
};

pub async fn films_now(world: &World) {
    world.application.claim_renders().await;
    world.application.settled().await;
}

pub async fn job(world: &World, id: JobId) -> Job {
    world.application.job(&owner(), id).await.unwrap().job
}

pub fn failure(job: &Job) -> Failure {
    match &job.status {
        JobStatus::Failed(failure) => failure.clone(),
        status => panic!("{status:?}"),
    }
}

#[track_caller]
pub fn is_filmed(job: &Job) {
    assert!(matches!(job.status, JobStatus::Completed(Outcome::Video(_))), "{:?}", job.status);
}
