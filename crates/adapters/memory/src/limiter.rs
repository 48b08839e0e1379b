//! How often a user may ask, told within this process: a bucket a user, refilled evenly (GCRA).

use adforge_domain::ids::OwnerId;
use adforge_ports_runtime::{Bucket, Clock, Limiter, Verdict};
use async_trait::async_trait;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How many buckets are kept before those that are full again are forgotten.
const KEPT: usize = 10_000;

/// A bucket for each user.
pub struct MemoryLimiter {
    bucket: Bucket,
    clock: Arc<dyn Clock>,
    /// When each user's bucket will be full again, in milliseconds since 1970.
    full_at: Mutex<HashMap<OwnerId, i64>>,
}

impl MemoryLimiter {
    /// Buckets like this one.
    pub fn new(bucket: Bucket, clock: Arc<dyn Clock>) -> Self {
        Self { bucket, clock, full_at: Mutex::default() }
    }

    fn full_at(&self) -> MutexGuard<'_, HashMap<OwnerId, i64>> {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> i64 {
        i64::try_from(self.clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }
}

#[async_trait]
impl Limiter for MemoryLimiter {
    async fn take(&self, owner: &OwnerId) -> Verdict {
        let now = self.now();
        let mut buckets = self.full_at();
        if buckets.len() >= KEPT {
            buckets.retain(|_, full_at| *full_at > now);
        }
        let full_at = buckets.entry(owner.clone()).or_insert(now);
        let owed = (*full_at - now).max(0) + self.bucket.one();
        let over = owed - self.bucket.most();
        if over > 0 {
            return self.bucket.verdict(false, owed, over);
        }
        *full_at = now + owed;
        self.bucket.verdict(true, owed, owed)
    }

    async fn give_back(&self, owner: &OwnerId) {
        if let Some(full_at) = self.full_at().get_mut(owner) {
            *full_at -= self.bucket.one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        sync::atomic::{AtomicI64, Ordering},
        time::Duration,
    };
    use time::OffsetDateTime;

    struct Hand(AtomicI64);

    impl Clock for Hand {
        fn now(&self) -> OffsetDateTime {
            OffsetDateTime::from_unix_timestamp(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    fn limiter(quota: u32) -> (Arc<Hand>, MemoryLimiter) {
        let clock = Arc::new(Hand(AtomicI64::new(1_000)));
        let limiter =
            MemoryLimiter::new(Bucket::new(quota, Duration::from_secs(60)), Arc::clone(&clock) as Arc<dyn Clock>);
        (clock, limiter)
    }

    #[tokio::test]
    async fn a_bucket_holds_its_quota_and_is_refilled_evenly() {
        let (clock, limiter) = limiter(10);
        let owner = OwnerId("a".into());
        for left in (0..10).rev() {
            let verdict = limiter.take(&owner).await;
            assert_eq!((verdict.allowed, verdict.remaining), (true, left));
        }
        let refused = limiter.take(&owner).await;
        assert_eq!((refused.allowed, refused.remaining, refused.reset), (false, 0, Duration::from_secs(6)));
        assert!(limiter.take(&OwnerId("b".into())).await.allowed, "another's bucket is another");
        clock.0.fetch_add(6, Ordering::SeqCst);
        assert!(limiter.take(&owner).await.allowed);
        assert!(!limiter.take(&owner).await.allowed);
    }

    #[tokio::test]
    async fn what_was_taken_for_nothing_is_given_back() {
        let (_, limiter) = limiter(1);
        let owner = OwnerId("a".into());
        assert!(limiter.take(&owner).await.allowed);
        limiter.give_back(&owner).await;
        assert!(limiter.take(&owner).await.allowed);
        assert!(!limiter.take(&owner).await.allowed);
    }
}
