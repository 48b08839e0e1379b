//! Copies of states, and what is known of files.

use crate::{Broken, Flaw};
use adforge_domain::ids::SessionId;
use adforge_ports_storage::*;
use async_trait::async_trait;
use uuid::Uuid;

#[async_trait]
impl Snapshots for Broken {
    async fn snapshot(&self, session: SessionId) -> Result<Option<Snapshot>, StoreError> {
        self.0.snapshot(session).await
    }
}

#[async_trait]
impl Media for Broken {
    async fn needed(&self, by: &[Holder]) -> Result<Vec<(Holder, Needed)>, StoreError> {
        let mut needed = self.0.needed(by).await?;
        if self.is(Flaw::LivingRenderForgotten) {
            needed.retain(|(_, needed)| *needed != Needed::All);
        }
        Ok(needed)
    }
    async fn bond(&self, media: Option<Uuid>) -> Result<Bond, StoreError> {
        let bond = self.0.bond(media).await?;
        Ok(if self.is(Flaw::NewestMedia) { Bond { media: media.or(bond.media), ..bond } } else { bond })
    }
}
