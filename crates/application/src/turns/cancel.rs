//! Cancelling: the end is committed here, whoever runs the turn; the runner finds that it has lost it.

use crate::{Application, Refusal};
use adforge_domain::{
    cards::ContentType,
    failure::{Failure, FailureCode},
    ids::{JobId, MessageId, OwnerId, SessionId},
    message::{Body, Draft, Failed},
};
use adforge_ports_storage::{Finish, FinishError};

impl Application {
    /// Ends the running turn. When this returns, its end is in the log.
    ///
    /// # Errors
    /// No such session, nothing is running, or the store could not.
    pub async fn cancel(&self, owner: &OwnerId, session: SessionId) -> Result<(), Refusal> {
        let head = self.refreshed(owner, session).await?;
        let running = head.state.running.as_ref().ok_or(Refusal::NothingRunning)?;
        let wanted = running.step.delivers(head.state.media);
        let ended = self.end_cancelled(session, running.job, running.reply, wanted, "The turn was cancelled.").await?;
        if ended { Ok(()) } else { Err(Refusal::NothingRunning) }
    }

    /// Commits the cancelled end of a turn or render. False when it was over.
    pub(crate) async fn end_cancelled(
        &self,
        session: SessionId,
        job: JobId,
        reply: MessageId,
        wanted: ContentType,
        words: &str,
    ) -> Result<bool, Refusal> {
        let failure = Failure { code: FailureCode::TurnCancelled, message: words.to_owned() };
        let body = Body::Failed(Failed { job, failure: failure.clone(), wanted });
        let message = Draft { id: reply, at: self.ports.clock.now(), body };
        let finish = Finish {
            session,
            job,
            fence: None,
            message: message.clone(),
            delivered: None,
            end: Err(failure),
            snapshot: None,
        };
        let seq = match self.ports.store.finish(finish).await {
            Ok(seq) => seq,
            Err(FinishError::NotOwner) => return Ok(false),
            Err(FinishError::Store(error)) => return Err(Refusal::Store(error)),
        };
        self.leases.stop(job);
        self.committed(&self.rooms.room(session), vec![message.placed(session, seq)], None);
        Ok(true)
    }
}
