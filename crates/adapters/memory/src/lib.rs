//! A real store in memory: it keeps every promise of the ports but to outlive its process.

mod jobs;
mod keys;
mod limiter;
mod log;
mod media;
mod products;
mod sessions;
mod spending;
mod tables;
mod usage;

pub use limiter::MemoryLimiter;

use adforge_domain::ids::SessionId;
use adforge_ports_runtime::Clock;
use adforge_ports_storage::{Snapshot, Snapshots, Store, StoreError};
use async_trait::async_trait;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tables::Tables;

/// A store in memory.
pub struct MemoryStore {
    tables: Mutex<Tables>,
    clock: Arc<dyn Clock>,
    shared: bool,
}

impl MemoryStore {
    /// An empty store; leases are told by `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { tables: Mutex::default(), clock, shared: false }
    }

    /// The same for several applications at once, each like a process of its own.
    #[must_use]
    pub fn shared(self) -> Self {
        Self { shared: true, ..self }
    }

    /// Each method is one step under this lock, never held across an await.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Snapshots for MemoryStore {
    async fn snapshot(&self, session: SessionId) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.tables().sessions.get(&session).and_then(|kept| kept.snapshot.clone()))
    }
}

#[async_trait]
impl Store for MemoryStore {
    fn is_shared(&self) -> bool {
        self.shared
    }

    async fn check(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
