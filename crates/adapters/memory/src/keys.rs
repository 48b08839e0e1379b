//! Owners' idempotency keys.

use crate::{MemoryStore, tables::Claim};
use adforge_domain::ids::OwnerId;
use adforge_ports_storage::{KeyClaim, Keys, OwnerKey, StoreError};
use async_trait::async_trait;
use time::OffsetDateTime;

#[async_trait]
impl Keys for MemoryStore {
    async fn claim_key(&self, key: OwnerKey, intent: &str, at: OffsetDateTime) -> Result<KeyClaim, StoreError> {
        let keys = &mut self.tables().keys;
        let OwnerKey { owner, key, command } = key;
        if let Some(known) = keys.get(&(owner.clone(), key.clone())) {
            let (intent, answer) = (known.intent.clone(), known.answer.clone());
            return Ok(if known.command == command { KeyClaim::Known { intent, answer } } else { KeyClaim::Reused });
        }
        keys.insert((owner, key), Claim { command, intent: intent.to_owned(), answer: None, at });
        Ok(KeyClaim::New)
    }

    async fn answer_key(&self, owner: &OwnerId, key: &str, answer: &str) -> Result<(), StoreError> {
        if let Some(claim) = self.tables().keys.get_mut(&(owner.clone(), key.to_owned())) {
            claim.answer = Some(answer.to_owned());
        }
        Ok(())
    }

    async fn free_key(&self, owner: &OwnerId, key: &str) -> Result<(), StoreError> {
        self.tables().keys.remove(&(owner.clone(), key.to_owned()));
        Ok(())
    }

    async fn forget_keys(&self, before: OffsetDateTime, limit: u32) -> Result<u32, StoreError> {
        let keys = &mut self.tables().keys;
        let mut old: Vec<_> =
            keys.iter().filter(|(_, claim)| claim.at < before).map(|(key, claim)| (claim.at, key.clone())).collect();
        old.sort();
        old.truncate(limit as usize);
        old.iter().for_each(|(_, key)| drop(keys.remove(key)));
        Ok(u32::try_from(old.len()).unwrap_or(u32::MAX))
    }
}
