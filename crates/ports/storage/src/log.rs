//! A session's log: it grows by whole steps, each atomic and durable when it returns.

use crate::StoreError;
use adforge_domain::{
    failure::Failure,
    ids::{JobId, MessageId, OwnerId, Seq, SessionId},
    job::{Fence, Work},
    message::{Draft, Message},
    selection::Selections,
    workflow::Step,
};
use async_trait::async_trait;
use std::time::Duration;

/// A session's log.
#[async_trait]
pub trait Log: Send + Sync {
    /// Appends a user's message and the job it calls for, leased to the caller; or finds the one of the same key.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;

    /// Ends a job with its message, unless somebody else has claimed or ended it. Returns the message's number.
    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError>;

    /// The messages after a number, in order, at most `limit`.
    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError>;
}

/// What [`Log::append`] appends.
#[derive(Clone, Debug)]
pub struct Append {
    /// To which log.
    pub session: SessionId,
    /// The number of the newest message that the decision was made on.
    pub expected: Seq,
    /// The user's message.
    pub message: Draft,
    /// What is chosen from now on, if that changed.
    pub selections: Option<Selections>,
    /// The job it calls for.
    pub job: NewJob,
    /// The client's key for it.
    pub key: Option<Key>,
}

/// A job that begins leased to whoever appends it.
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
    /// How long it is leased, by the store's clock.
    pub lease: Duration,
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
    /// It was appended.
    New {
        /// The user's message's number.
        seq: Seq,
        /// The fencing token of the first claim.
        fence: Fence,
    },
    /// The key is known: this is its turn, and nothing was appended.
    Repeated {
        /// Its job.
        job: JobId,
        /// The message that ends it.
        reply: MessageId,
        /// Its user's message's number.
        user_seq: Seq,
    },
}

/// Why nothing was appended.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppendError {
    /// The log has grown since: decide again.
    #[error("the log has grown since the decision")]
    Stale,
    /// Another turn of the session is running.
    #[error("another turn of this session is running")]
    TurnRunning,
    /// The key came with another command before.
    #[error("this key came with another command before")]
    KeyReused,
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
    /// The step delivered, if it ended well.
    pub delivered: Option<Step>,
    /// How it failed, if it did.
    pub failure: Option<Failure>,
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
