//! Cancelling: the end is committed here, whoever runs the turn; the runner finds that it has lost it.

use crate::{Application, Refusal};
use adforge_domain::{
    failure::{Failure, FailureCode},
    ids::{OwnerId, SessionId},
    message::{Body, Draft, Failed},
};
use adforge_ports_storage::{Finish, FinishError};

impl Application {
    /// Ends the running turn. When this returns, its end is in the log.
    ///
    /// # Errors
    /// No such session, nothing is running, or the store could not.
    pub async fn cancel(&self, owner: &OwnerId, session: SessionId) -> Result<(), Refusal> {
        let (_, state) = self.state(owner, session).await?;
        let running = state.running.ok_or(Refusal::NothingRunning)?;
        let failure = Failure { code: FailureCode::TurnCancelled, message: "The turn was cancelled.".to_owned() };
        let wanted = running.step.delivers(state.media);
        let body = Body::Failed(Failed { job: running.job, failure: failure.clone(), wanted });
        let finish = Finish {
            session,
            job: running.job,
            fence: None,
            message: Draft { id: running.reply, at: self.clock.now(), body },
            delivered: None,
            failure: Some(failure),
        };
        self.store.finish(finish).await.map_err(|error| match error {
            FinishError::NotOwner => Refusal::NothingRunning,
            FinishError::Store(error) => Refusal::Store(error),
        })?;
        self.hub.ring(session);
        Ok(())
    }
}
