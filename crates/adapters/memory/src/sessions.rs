//! The heads of sessions.

use crate::{MemoryStore, tables::Kept};
use adforge_domain::{
    ids::{OwnerId, SessionId},
    message::Draft,
    session::{Origin, Session},
    workflow::State,
};
use adforge_ports_storage::{Sessions, StoreError};
use async_trait::async_trait;
use std::collections::BTreeMap;
use time::OffsetDateTime;

#[async_trait]
impl Sessions for MemoryStore {
    async fn create(&self, origin: &Origin, opening: &[Draft]) -> Result<(), StoreError> {
        let log: Vec<_> = opening.iter().zip(1..).map(|(draft, seq)| draft.clone().placed(origin.id, seq)).collect();
        let state = State::new(origin.format, origin.media).fold(&log);
        let head = Session {
            origin: origin.clone(),
            last_seq: state.seq,
            current_step: state.step,
            selections: state.selections,
            generator: state.generator,
            updated_at: origin.created_at,
        };
        let kept = Kept { head, log, keys: BTreeMap::new(), snapshot: None };
        self.tables().sessions.entry(origin.id).or_insert(kept);
        Ok(())
    }

    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let tables = self.tables();
        Ok(tables.sessions.get(&id).map(|kept| &kept.head).filter(|head| head.origin.owner == *owner).cloned())
    }

    async fn sessions(
        &self,
        owner: &OwnerId,
        before: Option<SessionId>,
        limit: u32,
    ) -> Result<Vec<Session>, StoreError> {
        let tables = self.tables();
        let newest = tables.sessions.iter().rev().filter(|(id, _)| before.is_none_or(|before| **id < before));
        let mine = newest.map(|(_, kept)| &kept.head).filter(|head| head.origin.owner == *owner);
        Ok(mine.take(limit as usize).cloned().collect())
    }

    async fn erase(&self, owner: &OwnerId, id: SessionId) -> Result<bool, StoreError> {
        let tables = &mut *self.tables();
        if tables.sessions.get(&id).is_none_or(|kept| kept.head.origin.owner != *owner) {
            return Ok(false);
        }
        tables.sessions.remove(&id);
        tables.jobs.retain(|_, stored| stored.job.session != Some(id));
        Ok(true)
    }

    async fn idle(&self, idle_since: OffsetDateTime, limit: u32) -> Result<Vec<(OwnerId, SessionId)>, StoreError> {
        let tables = self.tables();
        let mut idle: Vec<_> =
            tables.sessions.values().map(|kept| &kept.head).filter(|head| head.updated_at < idle_since).collect();
        idle.sort_by_key(|head| head.origin.id);
        Ok(idle.into_iter().take(limit as usize).map(|head| (head.origin.owner.clone(), head.origin.id)).collect())
    }
}
