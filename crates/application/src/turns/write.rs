//! Having cards written: the brief, the writer's pieces, and the content they make.

use super::Assembly;
use crate::{Application, follow::Live};
use adforge_domain::{
    cards::Content,
    failure::{Failure, FailureCode},
    ids::SessionId,
    product::Product,
    progress::Progress,
    workflow::{State, Step},
};
use adforge_ports_creative::{Account, Brief, Piece, Subject, WriterError};
use futures_util::StreamExt;
use std::sync::Arc;

/// What is to be written.
pub(crate) struct Writing {
    pub(crate) step: Step,
    pub(crate) wish: Option<String>,
    pub(crate) may_answer: bool,
    pub(crate) count: Option<u8>,
    pub(crate) account: Account,
}

/// The brief for a step in a state.
pub(crate) fn brief(writing: &Writing, product: &Arc<Product>, state: &State, seed: u64) -> Brief {
    let step = writing.step;
    let mut earlier = state.wishes.get(&step).cloned().unwrap_or_default();
    if writing.wish.is_some() && earlier.last() == writing.wish.as_ref() {
        earlier.pop();
    }
    let subject = Subject { product: Arc::clone(product), media: state.media };
    Brief {
        selections: state.selections.clone(),
        wish: writing.wish.clone(),
        earlier_wishes: earlier,
        shown: state.latest(step.delivers(state.media)).cloned(),
        count: writing.count,
        may_answer: writing.may_answer,
        seed,
        ..Brief::new(subject, step, writing.account.clone())
    }
}

/// The seed of a session's writers: the same session gives the same cards, another one others.
pub(crate) fn seed(session: SessionId, after: u64) -> u64 {
    session.0.as_u64_pair().1 ^ after
}

impl Application {
    /// Has a brief written, telling what comes as it comes.
    pub(crate) async fn write(&self, brief: Brief, state: &State, live: Option<&Live>) -> Result<Content, Failure> {
        let mut assembly = Assembly::new(brief.step, &brief.subject.product, state);
        let tell = |progress: Progress| {
            if let Some(live) = live {
                live.tell(progress);
            }
        };
        let mut pieces = self.ports.copywriter.write(brief);
        while let Some(piece) = pieces.next().await {
            match piece.map_err(writer_failure)? {
                // Until somebody hands on what others write.
                Piece::Writer(_) => {}
                Piece::Status(status) => tell(Progress::Status(status)),
                Piece::Reasoning(lines) => tell(Progress::Reasoning { lines }),
                Piece::Card(card) => tell(assembly.push(*card)?),
                Piece::Note(note) => assembly.note(note),
                Piece::Answer(answer) => return Ok(Content::Text { text: answer.text }),
                Piece::Done(done) => return assembly.finish(done),
            }
        }
        Err(failed("The writer stopped in the middle. Please try again."))
    }
}

pub(crate) fn failed(message: &str) -> Failure {
    Failure { code: FailureCode::AiGenerationError, message: message.to_owned() }
}

pub(crate) fn writer_failure(error: WriterError) -> Failure {
    tracing::warn!(%error, "a writer failed");
    match error {
        WriterError::Failed(_) => failed("AI generation failed. Please try again."),
        WriterError::Unavailable(_) => Failure {
            code: FailureCode::Unavailable,
            message: "The writer can't be reached now. Please try again.".to_owned(),
        },
        WriterError::OverBudget => Failure {
            code: FailureCode::QuotaExceeded,
            message: "The day's budget for writing is spent. It begins again at midnight (UTC).".to_owned(),
        },
    }
}
