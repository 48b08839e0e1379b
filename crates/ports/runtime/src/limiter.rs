//! How often a user may ask.

use adforge_domain::ids::OwnerId;
use async_trait::async_trait;
use std::time::Duration;

/// A bucket a user, refilled evenly. Its size and pace are the implementation's.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Limiter: Send + Sync {
    /// Takes one out of a user's bucket, if there is one.
    async fn take(&self, owner: &OwnerId) -> Verdict;

    /// Puts one back: what it was taken for was refused, or was a repeat.
    async fn give_back(&self, owner: &OwnerId);
}

/// What came of a [`Limiter::take`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdict {
    /// Whether one was taken.
    pub allowed: bool,
    /// How many the bucket holds.
    pub quota: u32,
    /// In how long an empty bucket is full again.
    pub window: Duration,
    /// How many are left.
    pub remaining: u32,
    /// How long until one more can be taken, when none is left; else until the bucket is full again.
    pub reset: Duration,
}

/// A bucket's size and pace, and what follows from how long it takes until it is full again (GCRA): all that a bucket is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bucket {
    /// How many it holds; at least 1.
    pub quota: u32,
    /// In how long it is refilled.
    pub window: Duration,
}

impl Bucket {
    /// A bucket that holds `quota` (at least 1) and is refilled within `window`.
    #[must_use]
    pub fn new(quota: u32, window: Duration) -> Self {
        Self { quota: quota.max(1), window }
    }

    /// How long one takes to come back, in milliseconds.
    #[must_use]
    pub fn one(&self) -> i64 {
        (self.whole() / i64::from(self.quota)).max(1)
    }

    /// How long it may take at most until it is full again, in milliseconds: then it is empty.
    #[must_use]
    pub fn most(&self) -> i64 {
        self.one() * i64::from(self.quota)
    }

    /// What a user is told whose bucket will be full again in `owed` milliseconds, and can be asked again in `reset`.
    #[must_use]
    pub fn verdict(&self, allowed: bool, owed: i64, reset: i64) -> Verdict {
        let left = (self.whole() - owed).max(0) / self.one();
        Verdict {
            allowed,
            quota: self.quota,
            window: self.window,
            remaining: u32::try_from(left).unwrap_or(u32::MAX).min(self.quota),
            reset: Duration::from_millis(u64::try_from(reset).unwrap_or_default()),
        }
    }

    fn whole(&self) -> i64 {
        i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX).max(1)
    }
}
