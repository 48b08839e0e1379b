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
use futures_util::{FutureExt, StreamExt};
use std::sync::Arc;

/// What is to be written.
pub(crate) struct Writing {
    pub(crate) step: Step,
    pub(crate) wish: Option<String>,
    pub(crate) may_answer: bool,
    pub(crate) count: Option<u8>,
    pub(crate) account: Account,
}

/// What was written.
pub(crate) struct Written {
    pub(crate) content: Content,
    /// Who wrote it; the names of all where several wrote parts of one set, with commas between them.
    pub(crate) generator: String,
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
    pub(crate) async fn write(&self, brief: Brief, state: &State, live: Option<&Live>) -> Result<Written, Failure> {
        let mut assembly = Assembly::new(brief.step, &brief.subject.product, state);
        let mut writers = Writers { now: self.ports.copywriter.name().to_owned(), wrote: Vec::new() };
        let tell = |progress: Progress| {
            if let Some(live) = live {
                live.tell(progress);
            }
        };
        let mut pieces = self.ports.copywriter.write(brief);
        loop {
            // What a writer says in one breath is heard in one: its followers are woken when it pauses, or by its end.
            let piece = match pieces.next().now_or_never() {
                Some(piece) => piece,
                None => {
                    live.into_iter().for_each(Live::ring);
                    pieces.next().await
                }
            };
            let Some(piece) = piece else { break };
            match piece.map_err(writer_failure)? {
                Piece::Writer(name) => writers.now = name,
                Piece::Status(status) => tell(Progress::Status(status)),
                Piece::Reasoning(lines) => tell(Progress::Reasoning { lines }),
                Piece::Card(card) => {
                    writers.write();
                    tell(assembly.push(*card)?);
                }
                Piece::Note(note) => assembly.note(note),
                Piece::Answer(answer) => return Ok(writers.made(Content::Text { text: answer.text })),
                Piece::Done(done) => return Ok(writers.made(assembly.finish(done)?)),
            }
        }
        Err(failed("The writer stopped in the middle. Please try again."))
    }
}

/// Who writes a set.
struct Writers {
    now: String,
    wrote: Vec<String>,
}

impl Writers {
    fn write(&mut self) {
        if !self.wrote.contains(&self.now) {
            self.wrote.push(self.now.clone());
        }
    }

    fn made(mut self, content: Content) -> Written {
        if self.wrote.is_empty() {
            self.write();
        }
        Written { content, generator: self.wrote.join(", ") }
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
        WriterError::OverBudget => over_budget(),
    }
}

/// The day's money is spent.
pub(crate) fn over_budget() -> Failure {
    Failure {
        code: FailureCode::QuotaExceeded,
        message: "The day's budget for writing and filming is spent. It begins again at midnight (UTC).".to_owned(),
    }
}
