//! Jobs as workers find them.

use crate::StoreError;
use adforge_domain::{
    ids::{JobId, MessageId, OwnerId, Seq, SessionId},
    job::{Fence, Work},
};
use async_trait::async_trait;
use std::time::Duration;

/// Jobs as workers find them.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Claims jobs whose lease has run out, at most `limit`: each gets a new fence, and its crashes go up by one.
    async fn claim_due(&self, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError>;

    /// Ends every lease. Called by the only process of a store when it starts: whoever held them is dead.
    async fn abandon_leases(&self) -> Result<(), StoreError>;
}

/// A job that now belongs to the caller.
#[derive(Clone, PartialEq, Debug)]
pub struct Claimed {
    /// Its id.
    pub id: JobId,
    /// Whose it is.
    pub owner: OwnerId,
    /// The session it belongs to.
    pub session: SessionId,
    /// The message that will end it.
    pub reply: MessageId,
    /// The user's message that asked for it.
    pub user_seq: Seq,
    /// What is to be done.
    pub work: Work,
    /// The fencing token that every write must carry.
    pub fence: Fence,
    /// How often its worker died.
    pub crashes: u32,
}
