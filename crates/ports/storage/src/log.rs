//! A session's log: it grows by whole steps, each atomic and durable when it returns.

use crate::{Charge, Snapshot, StoreError};
use adforge_domain::{
    failure::Failure,
    ids::{CardId, CardKind, JobId, MessageId, OwnerId, Seq, SessionId},
    job::{Fence, Outcome, Work},
    message::{Draft, Message},
    selection::Selections,
    workflow::{Lookup, Step},
};
use async_trait::async_trait;
use std::time::Duration;

/// A session's log.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Log: Send + Sync {
    /// Appends a user's message and the job it calls for; or finds the one of the same key.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;

    /// Ends a job with its message, unless somebody else has claimed or ended it. Returns the message's number; told again,
    /// since its answer was lost, the same end has the same number.
    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError>;

    /// The messages after a number, in order, at most `limit`.
    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError>;

    /// The newest messages, in order, at most `limit`.
    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError>;

    /// The newest number of each of these sessions, in one read and in any order; a session that isn't there is left out.
    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError>;

    /// The message that offered a card: by its id, or by its name (compared as [`adforge_domain::text::fold_name`]
    /// folds it), then the newest that did.
    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError>;

    /// The newest cards of a kind, newest first, with their names, at most `limit`.
    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError>;

    /// The turn or render of an idempotency key, and the command that it came with.
    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError>;
}

/// What [`Log::append`] appends.
#[derive(Clone, Debug)]
pub struct Append {
    /// To which log.
    pub session: SessionId,
    /// The number of the newest message that the decision was made on.
    pub expected: Seq,
    /// The running turn that is ended first, in the same commit.
    pub interrupts: Option<Interrupt>,
    /// The user's message.
    pub message: Draft,
    /// What is chosen from now on, if that changed.
    pub selections: Option<Selections>,
    /// The job it calls for.
    pub job: NewJob,
    /// The client's key for it.
    pub key: Option<Key>,
    /// Whose account it goes on, where users' accounts are limited.
    pub charge: Option<Charge>,
}

/// A running turn that is ended by the one that takes its place.
#[derive(Clone, Debug)]
pub struct Interrupt {
    /// Its job.
    pub job: JobId,
    /// The message that ends it.
    pub message: Draft,
    /// Why it ended.
    pub failure: Failure,
}

/// The job that a message calls for.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub owner: OwnerId,
    /// The message that will end it.
    pub reply: MessageId,
    /// What is to be done.
    pub work: Work,
    /// Leased to whoever appends it for this long by the store's clock (its first claim has fence 1), or queued.
    pub lease: Option<Duration>,
    /// Whether the client that asked would ask again by its words alone, if it didn't get the end.
    pub awaited: bool,
}

/// An idempotency key: the same key and command is the same turn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// As the client sent it.
    pub key: String,
    /// The command it came with, as parsed, serialized.
    pub command: String,
}

/// What came of an append.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Appended {
    /// It was appended: its user's message has this number, one more than what was expected (two more after an interrupt).
    New(Seq),
    /// The key is known: this is its turn, and nothing was appended.
    Repeated(Repeat),
}

/// The turn or render of a key that is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Repeat {
    /// Its job.
    pub job: JobId,
    /// The message that ends it.
    pub reply: MessageId,
    /// Its user's message's number.
    pub user_seq: Seq,
}

/// Why nothing was appended.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppendError {
    /// The log has grown since, or the turn to be interrupted is over: decide again.
    #[error("the log has grown since the decision")]
    Stale,
    /// Another turn of the session is running.
    #[error("another turn of this session is running")]
    TurnRunning,
    /// The key came with another command before.
    #[error("this key came with another command before")]
    KeyReused,
    /// The user's account allows no more today.
    #[error("the user's account allows no more today")]
    Charged,
    /// No such session.
    #[error("no such session")]
    NotFound,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What [`Log::finish`] does.
#[derive(Clone, Debug)]
pub struct Finish {
    /// Whose log.
    pub session: SessionId,
    /// Which job.
    pub job: JobId,
    /// The claim under which it was done; none to end it whoever holds it (a cancel).
    pub fence: Option<Fence>,
    /// The message that ends it.
    pub message: Draft,
    /// The step delivered, if the session moved to it.
    pub delivered: Option<Step>,
    /// How the job ended.
    pub end: Result<Outcome, Failure>,
    /// A copy of the session's state as it was after some message before this one, where one is due.
    pub snapshot: Option<Snapshot>,
}

/// Why a job was not ended.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FinishError {
    /// Somebody else has claimed or ended it: stop.
    #[error("the job is no longer yours")]
    NotOwner,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
