//! Cancelling a job by its id: a render, a turn, or a film outside a session.

use crate::{Application, Refusal};
use adforge_domain::{
    failure::{Failure, FailureCode},
    format::MediaType,
    ids::{JobId, OwnerId},
    job::Work,
    workflow::Step,
};

impl Application {
    /// Ends a job. When this returns, its end is stored.
    ///
    /// # Errors
    /// No such job, it is over, or the store could not.
    pub async fn cancel_job(&self, owner: &OwnerId, id: JobId) -> Result<(), Refusal> {
        let job = self.ports.store.job(owner, id).await?.ok_or(Refusal::JobNotFound)?;
        if job.status.is_over() {
            return Err(Refusal::JobOver(job.status.as_str()));
        }
        let ended = match (job.session, job.reply) {
            (Some(session), Some(reply)) => {
                let step = match &job.work {
                    Work::Write { step, .. } => *step,
                    Work::Film(_) => Step::VideoGeneration,
                    Work::Draw(_) => Step::ImageGeneration,
                };
                let words =
                    if job.work.kind().is_render() { "The render was cancelled." } else { "The turn was cancelled." };
                self.end_cancelled(session, id, reply, step.delivers(MediaType::Video), words).await?
            }
            _ => {
                let failure =
                    Failure { code: FailureCode::TurnCancelled, message: "The render was cancelled.".to_owned() };
                let ended = self.ports.store.end(id, None, Err(failure)).await?;
                self.leases.stop(id);
                ended
            }
        };
        if ended {
            return Ok(());
        }
        let job = self.ports.store.job(owner, id).await?.ok_or(Refusal::JobNotFound)?;
        Err(Refusal::JobOver(job.status.as_str()))
    }
}
