//! Several writers in order of preference, as one: when one fails or is silent for too long, the next goes on.

use super::relay_words::goes_on;
use adforge_domain::{
    language::Language,
    progress::{Status, StatusStep},
};
use adforge_ports_creative::{Brief, Copywriter, Piece, Pieces, WriterError};
use futures_util::{FutureExt, StreamExt, stream};
use std::{
    collections::VecDeque,
    panic::{self, AssertUnwindSafe},
    sync::Arc,
    time::Duration,
    vec,
};
use tokio::time::{Instant, timeout_at};

/// Writers in order of preference, as one.
///
/// The first is asked; one that fails, or has sent neither a card nor an answer when its share of the time is over, is
/// dropped, and the next is asked for what is missing. Cards that were handed on stand. The notes of a writer that is
/// dropped go with it: the next is told the same wish, and has its own to say of it.
pub struct Relay {
    writers: Vec<Arc<dyn Copywriter>>,
    limit: Option<Duration>,
}

impl Relay {
    /// These writers, the preferred one first. `limit` is what an attempt may take in all; without one there are no
    /// shares, and only who fails is dropped.
    #[must_use]
    pub fn new(writers: Vec<Arc<dyn Copywriter>>, limit: Option<Duration>) -> Self {
        Self { writers, limit }
    }
}

impl Copywriter for Relay {
    /// The preferred one: who really writes is told by [`Piece::Writer`].
    fn name(&self) -> &str {
        self.writers.first().map_or("", |writer| writer.name())
    }

    fn is_remote(&self) -> bool {
        self.writers.iter().any(|writer| writer.is_remote())
    }

    fn write(&self, brief: Brief) -> Pieces {
        let run = Run {
            waiting: self.writers.clone().into_iter(),
            runner: None,
            brief,
            ends: self.limit.map(|limit| Instant::now() + limit),
            ready: VecDeque::new(),
            last: None,
            error: None,
            over: false,
        };
        stream::unfold(run, |mut run| async move { run.next().await.map(|piece| (piece, run)) }).boxed()
    }
}

/// One set that is being written.
struct Run {
    waiting: vec::IntoIter<Arc<dyn Copywriter>>,
    runner: Option<Runner>,
    /// With the cards that were handed on, for whoever comes next.
    brief: Brief,
    /// When the attempt's time is over.
    ends: Option<Instant>,
    /// What is handed on before anything else is asked for.
    ready: VecDeque<Piece>,
    /// Who was dropped last.
    last: Option<String>,
    /// The most telling of what went wrong.
    error: Option<WriterError>,
    over: bool,
}

/// Who writes now.
struct Runner {
    name: String,
    pieces: Pieces,
    /// Until when it has to send a card or an answer.
    share: Option<Instant>,
    /// Whether its name was told.
    told: bool,
    notes: Vec<String>,
}

impl Run {
    async fn next(&mut self) -> Option<Result<Piece, WriterError>> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Some(Ok(piece));
            }
            if self.over {
                return None;
            }
            match &mut self.runner {
                Some(runner) => match runner.next().await {
                    Ok(piece) => self.hand_on(piece),
                    Err(error) => self.drop_out(error),
                },
                None => match self.waiting.next() {
                    Some(writer) => self.begin(writer.as_ref()),
                    None => {
                        self.over = true;
                        return Some(Err(self.error.take().unwrap_or_else(|| WriterError::Failed("nobody".into()))));
                    }
                },
            }
        }
    }

    fn begin(&mut self, writer: &dyn Copywriter) {
        let name = writer.name().to_owned();
        if let Some(last) = self.last.take() {
            self.ready.push_back(Piece::Status(change(&last, &name, &self.brief)));
        }
        let brief = self.brief.clone();
        let Ok(pieces) = panic::catch_unwind(AssertUnwindSafe(|| writer.write(brief))) else {
            self.last = Some(name);
            return self.failed(broke_down());
        };
        self.runner = Some(Runner { name, pieces, share: self.share(), told: false, notes: Vec::new() });
    }

    /// What is left of the time, divided by the writers left; the last one has all of it.
    fn share(&self) -> Option<Instant> {
        let after = u32::try_from(self.waiting.len()).ok().filter(|after| *after > 0)?;
        let now = Instant::now();
        self.ends.map(|ends| now + ends.saturating_duration_since(now) / (after + 1))
    }

    fn hand_on(&mut self, piece: Piece) {
        let Some(runner) = &mut self.runner else { return };
        match piece {
            Piece::Writer(name) => (runner.name, runner.told) = (name, false),
            Piece::Note(note) => runner.notes.push(note),
            Piece::Card(card) => {
                runner.is_heard(&mut self.ready);
                self.brief.written.push(card.as_ref().clone());
                self.ready.push_back(Piece::Card(card));
            }
            Piece::Answer(answer) => {
                runner.is_heard(&mut self.ready);
                self.ready.push_back(Piece::Answer(answer));
                self.over = true;
            }
            Piece::Done(_) if self.brief.written.is_empty() => {
                self.drop_out(WriterError::Failed("it has written nothing".into()));
            }
            Piece::Done(done) => {
                self.ready.extend(runner.notes.drain(..).map(Piece::Note));
                self.ready.push_back(Piece::Done(done));
                self.over = true;
            }
            piece @ (Piece::Status(_) | Piece::Reasoning(_)) => self.ready.push_back(piece),
        }
    }

    /// Dropping it stops its work.
    fn drop_out(&mut self, error: WriterError) {
        self.last = self.runner.take().map(|runner| runner.name);
        self.failed(error);
    }

    fn failed(&mut self, error: WriterError) {
        tracing::warn!(writer = self.last, %error, "a writer is given up");
        if self.error.as_ref().is_none_or(|worst| telling(&error) > telling(worst)) {
            self.error = Some(error);
        }
    }
}

impl Runner {
    async fn next(&mut self) -> Result<Piece, WriterError> {
        let next = AssertUnwindSafe(self.pieces.next()).catch_unwind();
        let next = match self.share {
            None => next.await,
            Some(share) => timeout_at(share, next)
                .await
                .map_err(|_| WriterError::Unavailable("it was silent for its share of the time".into()))?,
        };
        next.unwrap_or_else(|_| Some(Err(broke_down())))
            .unwrap_or_else(|| Err(WriterError::Failed("it stopped in the middle".into())))
    }

    /// Its first card or answer is there: its name is told before it, and from now on it has time.
    fn is_heard(&mut self, ready: &mut VecDeque<Piece>) {
        self.share = None;
        if !self.told {
            self.told = true;
            ready.push_back(Piece::Writer(self.name.clone()));
        }
    }
}

fn broke_down() -> WriterError {
    WriterError::Failed("it broke down".into())
}

/// A spent budget is spent until midnight, a failure may be gone at the next try, and of one that can't be reached least
/// is known.
fn telling(error: &WriterError) -> u8 {
    match error {
        WriterError::Unavailable(_) => 0,
        WriterError::Failed(_) => 1,
        WriterError::OverBudget => 2,
    }
}

fn change(from: &str, to: &str, brief: &Brief) -> Status {
    let language = brief.subject.product.facts.language.unwrap_or(Language::EN);
    let label = goes_on(from, to, language);
    Status { steps: vec![StatusStep { label, done: false, estimated_seconds: None }], percent: None }
}
