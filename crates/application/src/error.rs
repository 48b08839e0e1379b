//! Why a use case refuses.

use adforge_domain::{
    failure::Failure,
    ids::Seq,
    workflow::{Choice, Rejection},
};
use adforge_ports_creative::{BadPicture, PresentersError};
use adforge_ports_runtime::{MediaError, Verdict};
use adforge_ports_storage::StoreError;
use std::time::Duration;

/// Why a use case refuses. A refusal appends nothing.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Refusal {
    /// No such session, or somebody else's.
    #[error("there is no such session")]
    SessionNotFound,
    /// No such product, or somebody else's.
    #[error("there is no such product")]
    ProductNotFound,
    /// No such job, or somebody else's.
    #[error("there is no such job")]
    JobNotFound,
    /// No video provider of this name is set up, or none with callbacks.
    #[error("no callbacks of {0:?} are taken")]
    NoCallbacks(String),
    /// A callback that its provider did not sign, or not now.
    #[error("the callback is not signed by its provider: {0}")]
    Forged(&'static str),
    /// The workflow says no.
    #[error(transparent)]
    Workflow(#[from] Rejection),
    /// Another turn of the session is running.
    #[error("another turn of this session is running")]
    TurnInProgress,
    /// The key came with another command before.
    #[error("this idempotency key came with another command before")]
    KeyReused,
    /// The request of this key is still being answered.
    #[error("the request of this idempotency key is still being answered")]
    KeyBusy,
    /// Nothing is running that could be cancelled.
    #[error("no turn is running")]
    NothingRunning,
    /// The job is over, and how.
    #[error("the job is {0} already")]
    JobOver(&'static str),
    /// The session takes new turns and renders no more.
    #[error("the session has expired")]
    Expired,
    /// Too many messages in a while.
    #[error("too many messages")]
    RateLimited(Verdict),
    /// Too many generations or videos on one day.
    #[error("{most} {what} a day are allowed")]
    QuotaExceeded {
        /// `generations` or `videos`, of whom.
        what: &'static str,
        /// How many are allowed.
        most: u32,
        /// When the next day begins.
        resets_in: Duration,
    },
    /// The log ends before that number.
    #[error("the log ends at {last_seq}")]
    BeyondEnd {
        /// Its newest message.
        last_seq: Seq,
    },
    /// Too much is waiting to be run.
    #[error("too many turns are waiting")]
    Busy,
    /// Those who may present a film can't be told.
    #[error(transparent)]
    Presenters(#[from] PresentersError),
    /// The picture is none.
    #[error(transparent)]
    BadPicture(#[from] BadPicture),
    /// A value that can't be.
    #[error("{field}: {why}")]
    Invalid {
        /// Which.
        field: &'static str,
        /// Why.
        why: String,
    },
    /// A name or id that is none of those to choose from.
    #[error("there is no {what} {given:?}")]
    Unknown {
        /// What is chosen.
        what: &'static str,
        /// As it was given.
        given: String,
        /// What there is.
        choices: Vec<Choice>,
    },
    /// The writer failed.
    #[error("{}", .0.message)]
    Failed(Failure),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The media store could not.
    #[error(transparent)]
    Media(#[from] MediaError),
}
