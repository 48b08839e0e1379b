//! Copies of several processes in one place, which a test can look into.

use adforge_ports_runtime::Cache;
use async_trait::async_trait;
use bytes::Bytes;
use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

/// Keeps copies for as long as the test takes, and claims for as long as they hold.
#[derive(Default)]
pub struct Cupboard {
    copies: Mutex<HashMap<String, Bytes>>,
    claims: Mutex<Claims>,
    lasting: bool,
}

#[derive(Default)]
struct Claims {
    /// By whom and until when, by name.
    held: HashMap<String, (u128, Instant)>,
    refused: usize,
    renewed: usize,
}

impl Cupboard {
    /// One whose claims hold until they are released.
    pub fn lasting() -> Self {
        Self { lasting: true, ..Self::default() }
    }

    /// The names of what is kept.
    pub fn names(&self) -> Vec<String> {
        self.copies.lock().unwrap().keys().cloned().collect()
    }

    /// Puts another copy in the place of each that is kept.
    pub fn replace(&self, other: impl Fn(&Bytes) -> Bytes) {
        self.copies.lock().unwrap().values_mut().for_each(|copy| *copy = other(copy));
    }

    /// Forgets everything, claims too.
    pub fn empty(&self) {
        self.copies.lock().unwrap().clear();
        self.claims.lock().unwrap().held.clear();
    }

    /// How many claims hold.
    pub fn claimed(&self) -> usize {
        let claims = self.claims.lock().unwrap();
        claims.held.values().filter(|(_, until)| *until > Instant::now()).count()
    }

    /// How often somebody claimed what another held.
    pub fn refused(&self) -> usize {
        self.claims.lock().unwrap().refused
    }

    /// How often somebody claimed what it held already.
    pub fn renewed(&self) -> usize {
        self.claims.lock().unwrap().renewed
    }

    /// What is kept under the only name there is.
    pub fn only(&self) -> Bytes {
        let kept = self.copies.lock().unwrap();
        assert_eq!(kept.len(), 1, "{:?}", kept.keys());
        kept.values().next().unwrap().clone()
    }
}

#[async_trait]
impl Cache for Cupboard {
    async fn copy(&self, name: &str) -> Option<Bytes> {
        self.copies.lock().unwrap().get(name).cloned()
    }

    async fn keep(&self, name: &str, copy: Bytes, _ttl: Duration) {
        self.copies.lock().unwrap().insert(name.to_owned(), copy);
    }

    async fn forget(&self, name: &str) {
        self.copies.lock().unwrap().remove(name);
    }

    async fn claim(&self, name: &str, holder: u128, ttl: Duration) -> bool {
        let (mut claims, now) = (self.claims.lock().unwrap(), Instant::now());
        match claims.held.get(name).filter(|(_, until)| *until > now) {
            Some((other, _)) if *other != holder => {
                claims.refused += 1;
                return false;
            }
            Some(_) => claims.renewed += 1,
            None => {}
        }
        let ttl = if self.lasting { Duration::from_secs(1_000_000) } else { ttl };
        claims.held.insert(name.to_owned(), (holder, now + ttl));
        true
    }

    async fn release(&self, name: &str, holder: u128) {
        self.claims.lock().unwrap().held.retain(|known, (other, _)| known != name || *other != holder);
    }
}
