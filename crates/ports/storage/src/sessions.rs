//! The heads of sessions.

use crate::StoreError;
use adforge_domain::{
    ids::{OwnerId, SessionId},
    message::Draft,
    session::{Origin, Session},
};
use async_trait::async_trait;
use time::OffsetDateTime;

/// The heads of sessions.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Begins a session, its log holding `opening` (usually nothing; what was chosen, when it begins from another's
    /// card). A session that is there already stays as it is: whoever is not sure that it was made asks again.
    async fn create(&self, origin: &Origin, opening: &[Draft]) -> Result<(), StoreError>;

    /// An owner's session; somebody else's isn't there.
    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError>;

    /// An owner's sessions, newest first, those before `before` in that order, at most `limit`.
    async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError>;

    /// Erases an owner's session with its messages, jobs, keys and snapshots. False when there is none.
    async fn erase(&self, owner: &OwnerId, id: SessionId) -> Result<bool, StoreError>;

    /// Sessions of any owner whose last turn or result is older than `idle_since`, at most `limit`, those first that were
    /// made first.
    async fn idle(&self, idle_since: OffsetDateTime, limit: u32) -> Result<Vec<(OwnerId, SessionId)>, StoreError>;
}
