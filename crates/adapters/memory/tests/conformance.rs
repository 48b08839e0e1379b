//! The store in memory passes the suite of every store.
#![allow(clippy::unwrap_used, reason = "a helper of tests may panic as its tests do")]

use adforge_adapters_memory::MemoryStore;
use adforge_ports_runtime::Clock;
use adforge_ports_storage::conformance;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use time::{OffsetDateTime, macros::datetime};

struct Moved(Mutex<OffsetDateTime>);

impl Clock for Moved {
    fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }
}

#[tokio::test]
async fn memory_passes_the_suite() {
    let clock = Arc::new(Moved(Mutex::new(datetime!(2026-02-08 14:30 UTC))));
    let store = MemoryStore::new(Arc::clone(&clock) as Arc<dyn Clock>);
    conformance::run(&store, &|by: Duration| *clock.0.lock().unwrap() += by).await;
}
