//! Copies of sessions' states, so that not every message has to be folded. A copy can always be made again.

use crate::StoreError;
use adforge_domain::ids::{Seq, SessionId};
use async_trait::async_trait;

/// A state as it was after a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// The newest message folded in.
    pub seq: Seq,
    /// The state, serialized, with whatever tells that it is whole: a store keeps it as it is.
    pub state: String,
}

/// The newest copy of each session's state. They are stored by [`crate::Log::finish`], in the same commit.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Snapshots: Send + Sync {
    /// The newest copy, if there is one.
    async fn snapshot(&self, session: SessionId) -> Result<Option<Snapshot>, StoreError>;
}
