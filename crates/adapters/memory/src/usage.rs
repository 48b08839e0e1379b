//! Users' accounts.

use crate::MemoryStore;
use adforge_ports_storage::{Charge, StoreError, Usage};
use async_trait::async_trait;

#[async_trait]
impl Usage for MemoryStore {
    async fn charge(&self, charge: &Charge) -> Result<bool, StoreError> {
        Ok(self.tables().charge(charge))
    }
}
