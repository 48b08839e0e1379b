//! Copies of several processes in one place, which a test can look into.

use adforge_ports_runtime::Cache;
use async_trait::async_trait;
use bytes::Bytes;
use std::{collections::HashMap, sync::Mutex, time::Duration};

/// Keeps copies for as long as the test takes.
#[derive(Default)]
pub struct Cupboard(Mutex<HashMap<String, Bytes>>);

impl Cupboard {
    /// The names of what is kept.
    pub fn names(&self) -> Vec<String> {
        self.0.lock().unwrap().keys().cloned().collect()
    }

    /// Puts another copy in the place of each that is kept.
    pub fn replace(&self, other: impl Fn(&Bytes) -> Bytes) {
        self.0.lock().unwrap().values_mut().for_each(|copy| *copy = other(copy));
    }

    /// What is kept under the only name there is.
    pub fn only(&self) -> Bytes {
        let kept = self.0.lock().unwrap();
        assert_eq!(kept.len(), 1, "{:?}", kept.keys());
        kept.values().next().unwrap().clone()
    }
}

#[async_trait]
impl Cache for Cupboard {
    async fn copy(&self, name: &str) -> Option<Bytes> {
        self.0.lock().unwrap().get(name).cloned()
    }

    async fn keep(&self, name: &str, copy: Bytes, _ttl: Duration) {
        self.0.lock().unwrap().insert(name.to_owned(), copy);
    }

    async fn forget(&self, name: &str) {
        self.0.lock().unwrap().remove(name);
    }
}
