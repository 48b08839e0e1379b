//! A clock that is turned by hand, and ids that count.

use adforge_ports_runtime::{Clock, Ids};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// 2026-02-08, half past two in the afternoon, in milliseconds.
const BEGINNING: i64 = 1_770_561_000_000;

/// A clock that is turned by hand, and ids that count.
pub struct Hand {
    millis: AtomicI64,
    ids: AtomicU64,
}

impl Hand {
    /// 2026-02-08, 14:30 UTC, and ids from this one on.
    pub fn new(first_id: u64) -> Arc<Self> {
        Arc::new(Self { millis: AtomicI64::new(BEGINNING), ids: AtomicU64::new(first_id) })
    }

    /// Turns the clock on.
    pub fn turn(&self, by: Duration) {
        self.millis.fetch_add(by.as_millis() as i64, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> OffsetDateTime {
        let millis = i128::from(self.millis.load(Ordering::SeqCst));
        OffsetDateTime::from_unix_timestamp_nanos(millis * 1_000_000).unwrap()
    }
}

impl Ids for Hand {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::SeqCst)))
    }

    fn secret(&self) -> u128 {
        u128::from(self.ids.fetch_add(1, Ordering::SeqCst))
    }
}
