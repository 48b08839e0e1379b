//! Having cards written: the brief, the writer's pieces, and the content they make.

use super::Assembly;
use crate::{Application, follow::Live};
use adforge_domain::{
    cards::Content,
    failure::{Failure, FailureCode},
    ids::SessionId,
    job::Begun,
    product::Product,
    progress::Progress,
    workflow::{State, Step},
};
use adforge_ports_creative::{Account, Brief, Piece, Subject, WriterError};
use adforge_ports_storage::Claimed;
use futures_util::{FutureExt, StreamExt};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long the store of what was begun is waited for.
const KEEPING: Duration = Duration::from_secs(1);

/// What is to be written.
pub(crate) struct Writing {
    pub(crate) step: Step,
    pub(crate) wish: Option<String>,
    pub(crate) may_answer: bool,
    pub(crate) count: Option<u8>,
    pub(crate) account: Account,
}

/// The run of a turn that is written for.
pub(crate) struct Run<'a> {
    pub(crate) claimed: &'a Claimed,
    pub(crate) live: &'a Live,
    /// What was written of it before, and what is written now: whole cards, whatever becomes of their writer.
    pub(crate) begun: &'a mut Begun,
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
    /// Has a brief written, telling what comes as it comes. What an earlier run has written stands before it.
    pub(crate) async fn write(
        &self,
        mut brief: Brief,
        state: &State,
        run: Option<Run<'_>>,
    ) -> Result<Written, Failure> {
        let mut assembly = Assembly::new(brief.step, &brief.subject.product, state);
        let mut alone = Begun::default();
        let (run, begun) = match run {
            Some(Run { claimed, live, begun }) => (Some((claimed, live)), begun),
            None => (None, &mut alone),
        };
        let mut now = self.ports.copywriter.name().to_owned();
        let tell = |progress: Progress| {
            if let Some((_, live)) = run {
                live.tell(progress);
            }
        };
        for card in &begun.cards {
            tell(assembly.push(card.clone())?);
        }
        brief.written.clone_from(&begun.cards);
        // What can be written again for nothing isn't worth a commit.
        let keeps = run.filter(|_| self.ports.copywriter.is_remote());
        let mut kept = begun.cards.len();
        let mut pieces = self.ports.copywriter.write(brief);
        loop {
            // What a writer says in one breath is heard in one: its followers are woken, and what costs money is stored, when it
            // pauses, or by its end.
            let piece = match pieces.next().now_or_never() {
                Some(piece) => piece,
                None => {
                    run.iter().for_each(|(_, live)| live.ring());
                    if let Some((claimed, _)) = keeps.filter(|_| begun.cards.len() > kept) {
                        self.keep_begun(claimed, begun).await;
                        kept = begun.cards.len();
                    }
                    pieces.next().await
                }
            };
            let Some(piece) = piece else { break };
            match piece.map_err(writer_failure)? {
                Piece::Writer(name) => now = name,
                Piece::Status(status) => tell(Progress::Status(status)),
                Piece::Reasoning(lines) => tell(Progress::Reasoning { lines }),
                Piece::Card(card) => {
                    wrote(&mut begun.writers, &now);
                    if keeps.is_some() {
                        begun.cards.push(card.as_ref().clone());
                    }
                    tell(assembly.push(*card)?);
                }
                Piece::Note(note) => assembly.note(note),
                Piece::Answer(answer) => return Ok(made(&begun.writers, &now, Content::Text { text: answer.text })),
                Piece::Done(done) => return Ok(made(&begun.writers, &now, assembly.finish(done)?)),
            }
        }
        Err(failed("The writer stopped in the middle. Please try again."))
    }

    /// Stores what a run has written so far, so that nobody pays for it again. Where that can't be stored now, nothing else is
    /// lost: the end of the turn says it all.
    async fn keep_begun(&self, claimed: &Claimed, begun: &Begun) {
        let stored = timeout(KEEPING, self.ports.store.begun(claimed.id, claimed.fence, begun)).await;
        if !matches!(stored, Ok(Ok(_))) {
            tracing::warn!(job = %claimed.id, ?stored, "what a turn has written so far could not be stored");
        }
    }
}

fn wrote(writers: &mut Vec<String>, name: &str) {
    if !writers.iter().any(|writer| writer == name) {
        writers.push(name.to_owned());
    }
}

fn made(writers: &[String], now: &str, content: Content) -> Written {
    let generator = if writers.is_empty() { now.to_owned() } else { writers.join(", ") };
    Written { content, generator }
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
