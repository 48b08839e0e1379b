//! Cancelling a job by its id: a render, a turn, or a film outside a session.

use crate::{Application, Refusal};
use adforge_domain::{
    failure::{Failure, FailureCode},
    format::MediaType,
    ids::{JobId, OwnerId},
    job::{Job, Work},
    order::Order,
    workflow::Step,
};
use std::sync::Arc;

impl Application {
    /// Ends a job. When this returns, its end is stored.
    ///
    /// # Errors
    /// No such job, it is over, or the store could not.
    pub async fn cancel_job(self: &Arc<Self>, owner: &OwnerId, id: JobId) -> Result<(), Refusal> {
        let job = self.ports.store.job(owner, id).await?.ok_or(Refusal::JobNotFound)?;
        if job.status.is_over() {
            return Err(Refusal::JobOver(job.status.as_str()));
        }
        let cancelled = self.cancelled_words(&job);
        let ended = match (job.session, job.reply) {
            (Some(session), Some(reply)) => {
                let step = match &job.work {
                    Work::Write { step, .. } => *step,
                    Work::Film(_) => Step::VideoGeneration,
                    Work::Draw(_) => Step::ImageGeneration,
                };
                let words = if job.work.kind().is_render() { cancelled } else { "The turn was cancelled.".to_owned() };
                self.end_cancelled(session, id, reply, step.delivers(MediaType::Video), &words).await?
            }
            _ => {
                let failure = Failure { code: FailureCode::TurnCancelled, message: cancelled };
                let ended = self.ports.store.end(id, None, Err(failure)).await?;
                self.leases.stop(id);
                ended
            }
        };
        if ended {
            if !self.renders.runs(id) {
                // As they are now: one may have been placed since.
                let orders = self.ports.store.job(owner, id).await.ok().flatten().map(|job| job.orders);
                self.call_off_orders(owner, id, &orders.unwrap_or_default());
            }
            return Ok(());
        }
        let job = self.ports.store.job(owner, id).await?.ok_or(Refusal::JobNotFound)?;
        Err(Refusal::JobOver(job.status.as_str()))
    }

    /// What has been ordered may have to be paid; who cancels is told so.
    fn cancelled_words(&self, job: &Job) -> String {
        let cannot = |order: &&Order| self.provider(order).is_some_and(|provider| !provider.can_cancel());
        match job.orders.iter().find(cannot) {
            Some(order) => format!(
                "The render was cancelled. It was ordered from {} already, which can't stop it and may charge for it.",
                order.provider
            ),
            None => "The render was cancelled.".to_owned(),
        }
    }
}
