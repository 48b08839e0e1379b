//! Erasing a session with its messages, its jobs and its media.

use crate::{Application, Refusal};
use adforge_domain::{
    cards::MediaName,
    ids::{OwnerId, SessionId},
};

impl Application {
    /// Erases an owner's session. What runs in it is stopped, and whoever follows it is told.
    ///
    /// # Errors
    /// No such session, or a store could not: then calling again goes on where it was.
    pub async fn erase_session(&self, owner: &OwnerId, id: SessionId) -> Result<(), Refusal> {
        // The files go first: a crash in between leaves a session that can be erased again, not files without one.
        self.ports.store.session(owner, id).await?.ok_or(Refusal::SessionNotFound)?;
        if let Some(folder) = folder(id) {
            self.ports.media.remove_folder(&folder).await?;
        }
        if !self.ports.store.erase(owner, id).await? {
            return Err(Refusal::SessionNotFound);
        }
        self.erased(id);
        Ok(())
    }
}

/// Where a session's files are.
pub(crate) fn folder(id: SessionId) -> Option<MediaName> {
    MediaName::new(format!("sessions/{id}")).ok()
}
