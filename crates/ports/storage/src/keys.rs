//! Idempotency keys of requests that make something outside a session's log, per owner.

use crate::StoreError;
use adforge_domain::ids::OwnerId;
use async_trait::async_trait;
use time::OffsetDateTime;

/// The keys of all owners. A key is claimed before the work and answered after it.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Keys: Send + Sync {
    /// Claims a key for a command. `intent` is stored with it: the ids of what will be made, so that a repeat after a
    /// crash makes the same thing and not another.
    async fn claim_key(&self, key: OwnerKey, intent: &str, at: OffsetDateTime) -> Result<KeyClaim, StoreError>;

    /// Stores what is answered to repeats.
    async fn answer_key(&self, owner: &OwnerId, key: &str, answer: &str) -> Result<(), StoreError>;

    /// Frees a key: its request was refused.
    async fn free_key(&self, owner: &OwnerId, key: &str) -> Result<(), StoreError>;

    /// Forgets the keys that were claimed before `before`, at most `limit`; returns how many.
    async fn forget_keys(&self, before: OffsetDateTime, limit: u32) -> Result<u32, StoreError>;
}

/// An owner's key, with the command it came with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnerKey {
    /// Whose.
    pub owner: OwnerId,
    /// As the client sent it.
    pub key: String,
    /// The command, as parsed, serialized.
    pub command: String,
}

/// What came of claiming a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyClaim {
    /// It is the caller's.
    New,
    /// It was claimed for the same command before.
    Known {
        /// What was to be made then.
        intent: String,
        /// What was answered; absent while that request runs, or when it died.
        answer: Option<String>,
    },
    /// It was claimed for another command.
    Reused,
}
