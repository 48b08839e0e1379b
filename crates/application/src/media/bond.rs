//! Which media store is this database's: the first one that it ever met. So processes of one database that don't share a
//! media store are noticed, and nobody removes what another database's sessions need.

use crate::{Application, Refusal};
use adforge_ports_runtime::MediaError;
use adforge_ports_storage::Bond;
use std::sync::OnceLock;
use uuid::Uuid;

/// What was learnt at the start.
#[derive(Default)]
pub(crate) struct Met(OnceLock<Bond>);

impl Met {
    pub(crate) fn bond(&self) -> Option<Bond> {
        self.0.get().copied()
    }
}

impl Application {
    /// Gets to know the media store, at the start: gives it an id if it has none, writes down there that this database's
    /// results are kept in it, and here that it is this database's, unless another one is.
    ///
    /// # Errors
    /// A store could not.
    pub async fn meet_media(&self) -> Result<(), Refusal> {
        let (store, media) = (&self.ports.store, &self.ports.media);
        let known = store.bond(None).await?;
        let id = match (media.id().await?, known.media) {
            (Some(id), _) => Some(id),
            // Another one is this database's: what its processes keep there would be looked for here in vain.
            (None, Some(_)) if store.is_shared() => None,
            (None, known) => Some(media.set_id(known.unwrap_or_else(|| self.ports.ids.next())).await?),
        };
        media.join(known.store).await?;
        let bond = store.bond(id).await?;
        if id != bond.media {
            tracing::error!(
                ours = ?bond.media, this = ?id,
                "this is not the media store that the results of this database are kept in: let all processes use one \
                 (ADFORGE_MEDIA_URL), or bring everything that the other one holds here, .adforge included"
            );
        }
        // Known once and for all: a second meeting learns nothing new.
        let _ = self.met.0.set(bond);
        Ok(())
    }

    /// Whether the media store is this database's. Nothing can be said before it was met.
    pub(crate) async fn is_ours(&self) -> Result<bool, MediaError> {
        let Some(ours) = self.met.bond().and_then(|bond| bond.media) else { return Ok(true) };
        Ok(self.has_id(ours, self.ports.media.id().await?))
    }

    /// A store that lost its id may be another one, where others may have it.
    fn has_id(&self, ours: Uuid, id: Option<Uuid>) -> bool {
        id.map_or(!self.ports.store.is_shared(), |id| id == ours)
    }
}
