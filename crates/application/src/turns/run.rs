//! Running a turn: brief the writer, tell what it does, and end the turn once.

use super::assemble::Assembly;
use crate::{Application, Refusal};
use adforge_domain::{
    cards::{Content, ContentType},
    failure::{Failure, FailureCode},
    format::MediaType,
    job::Work,
    message::{Body, Delivered, Draft, Failed},
    progress::Progress,
    workflow::{State, Step},
};
use adforge_ports_creative::{Brief, Piece, Subject, WriterError};
use adforge_ports_storage::{Claimed, Finish, FinishError};
use futures_util::{FutureExt, StreamExt};
use std::{panic::AssertUnwindSafe, sync::Arc};

impl Application {
    /// Runs a claimed turn as a task of its own: the client that asked for it may leave.
    pub(crate) fn spawn(self: &Arc<Self>, claimed: Claimed) {
        let application = Arc::clone(self);
        // Owned by the tracker, which `settled` waits for.
        drop(self.tasks.spawn(async move { application.run(&claimed).await }));
    }

    /// Takes up what a crashed process left: at the start of the only process of a store, or when leases have run out.
    /// Returns how many turns it took up.
    ///
    /// # Errors
    /// The store could not.
    pub async fn recover(self: &Arc<Self>, at_start: bool) -> Result<usize, Refusal> {
        if at_start {
            self.store.abandon_leases().await?;
        }
        let claimed = self.store.claim_due(256, self.limits.lease).await?;
        let count = claimed.len();
        claimed.into_iter().for_each(|claimed| self.spawn(claimed));
        Ok(count)
    }

    async fn run(&self, claimed: &Claimed) {
        let step = match &claimed.work {
            Work::Write { step, .. } => *step,
            Work::Film(_) => Step::VideoGeneration,
            Work::Draw(_) => Step::ImageGeneration,
        };
        let limit = self.limits.generation;
        // A writer that panics fails its own turn and nothing else; what it has half done is dropped with it.
        let write = AssertUnwindSafe(self.write(claimed, step)).catch_unwind();
        let written = match tokio::time::timeout(limit, write).await {
            Ok(Ok(written)) => written,
            Ok(Err(_)) => Err(failed("The writer broke down. Please try again.")),
            Err(_) => Err(Failure {
                code: FailureCode::AiTimeout,
                message: format!("The answer took longer than {} s. Please try again.", limit.as_secs()),
            }),
        };
        let finish = self.ending(claimed, step, written);
        match self.store.finish(finish).await {
            Ok(_) => {}
            // A cancel, or a process that took the turn over, has ended it: what was written here is nobody's.
            Err(FinishError::NotOwner) => tracing::info!(job = %claimed.id, "the turn was no longer ours"),
            Err(error) => tracing::error!(job = %claimed.id, %error, "the turn's end could not be stored"),
        }
        self.hub.ring(claimed.session);
    }

    fn ending(&self, claimed: &Claimed, step: Step, written: Result<Content, Failure>) -> Finish {
        let (body, delivered, failure) = match written {
            Ok(content) => {
                let step = (content.kind() != ContentType::Text).then_some(step);
                let generator = self.copywriter.name().to_owned();
                let content = Arc::new(content);
                (Body::Ai(Delivered { job: Some(claimed.id), content, generator }), step, None)
            }
            Err(failure) => {
                let wanted = step.delivers(MediaType::Video);
                (Body::Failed(Failed { job: claimed.id, failure: failure.clone(), wanted }), None, Some(failure))
            }
        };
        Finish {
            session: claimed.session,
            job: claimed.id,
            fence: Some(claimed.fence),
            message: Draft { id: claimed.reply, at: self.clock.now(), body },
            delivered,
            failure,
        }
    }

    async fn write(&self, claimed: &Claimed, step: Step) -> Result<Content, Failure> {
        let (_, state) = self.state(&claimed.owner, claimed.session).await.map_err(|refusal| unavailable(&refusal))?;
        let live = self.hub.live(claimed.session, claimed.reply, claimed.user_seq);
        let mut assembly = Assembly::new(step, &self.product, &state);
        let mut pieces = self.copywriter.write(self.brief(&state, claimed, step)?);
        while let Some(piece) = pieces.next().await {
            match piece.map_err(writer_failure)? {
                Piece::Status(status) => live.tell(Progress::Status(status)),
                Piece::Reasoning(lines) => live.tell(Progress::Reasoning { lines }),
                Piece::Card(card) => live.tell(assembly.push(*card)?),
                Piece::Note(note) => assembly.note(note),
                Piece::Answer(answer) => return Ok(Content::Text { text: answer.text }),
                Piece::Done(done) => return assembly.finish(done),
            }
        }
        Err(failed("The writer stopped in the middle. Please try again."))
    }

    fn brief(&self, state: &State, claimed: &Claimed, step: Step) -> Result<Brief, Failure> {
        let Work::Write { wish, may_answer, .. } = &claimed.work else {
            return Err(failed("This program has no renderer."));
        };
        let mut earlier = state.wishes.get(&step).cloned().unwrap_or_default();
        if earlier.last() == wish.as_ref() {
            earlier.pop();
        }
        Ok(Brief {
            subject: Subject { product: Arc::clone(&self.product), media: state.media },
            step,
            selections: state.selections.clone(),
            wish: wish.clone(),
            earlier_wishes: earlier,
            shown: state.latest(step.delivers(state.media)).cloned(),
            count: None,
            may_answer: *may_answer,
            script: None,
            seed: claimed.session.0.as_u64_pair().1 ^ claimed.user_seq,
        })
    }
}

pub(super) fn failed(message: &str) -> Failure {
    Failure { code: FailureCode::AiGenerationError, message: message.to_owned() }
}

fn unavailable(refusal: &Refusal) -> Failure {
    tracing::error!(%refusal, "a turn could not read its session");
    Failure { code: FailureCode::Unavailable, message: "The store can't be read now. Please try again.".to_owned() }
}

fn writer_failure(error: WriterError) -> Failure {
    tracing::warn!(%error, "a writer failed");
    match error {
        WriterError::Failed(_) => failed("AI generation failed. Please try again."),
        WriterError::Unavailable(_) => Failure {
            code: FailureCode::Unavailable,
            message: "The writer can't be reached now. Please try again.".to_owned(),
        },
    }
}
