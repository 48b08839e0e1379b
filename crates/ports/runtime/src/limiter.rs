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
