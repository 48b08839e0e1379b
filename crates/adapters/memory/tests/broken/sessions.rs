//! Sessions and who may see them.

use crate::{Broken, Flaw};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    message::Draft,
    session::{Origin, Session},
};
use adforge_ports_storage::*;
use async_trait::async_trait;
use time::OffsetDateTime;

#[async_trait]
impl Sessions for Broken {
    async fn create(&self, origin: &Origin, opening: &[Draft]) -> Result<(), StoreError> {
        self.0.create(origin, if self.is(Flaw::OpeningLost) { &[] } else { opening }).await
    }
    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let real = OwnerId(format!("owner-{}", id.0.as_u128() >> 64));
        let session = self.0.session(if self.is(Flaw::AnybodyReads) { &real } else { owner }, id).await?;
        let forgets = |session| Session { generator: None, ..session };
        Ok(if self.is(Flaw::WriterForgotten) { session.map(forgets) } else { session })
    }
    async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let mut sessions = self.0.sessions(owner, before, limit).await?;
        if self.is(Flaw::ListBackwards) {
            sessions.reverse();
        }
        Ok(sessions)
    }
    async fn erase(&self, owner: &OwnerId, id: SessionId) -> Result<bool, StoreError> {
        let real = OwnerId(format!("owner-{}", id.0.as_u128() >> 64));
        self.0.erase(if self.is(Flaw::AnybodyErases) { &real } else { owner }, id).await
    }
    async fn idle(&self, since: OffsetDateTime, limit: u32) -> Result<Vec<(OwnerId, SessionId)>, StoreError> {
        self.0.idle(since, if self.is(Flaw::NoLimit) { u32::MAX } else { limit }).await
    }
}
