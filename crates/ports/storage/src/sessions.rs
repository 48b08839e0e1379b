//! The heads of sessions.

use crate::StoreError;
use adforge_domain::{
    ids::{OwnerId, SessionId},
    session::{Origin, Session},
};
use async_trait::async_trait;

/// The heads of sessions.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Begins a session with an empty log.
    async fn create(&self, origin: &Origin) -> Result<(), StoreError>;

    /// An owner's session; somebody else's isn't there.
    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError>;
}
