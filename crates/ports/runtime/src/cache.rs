//! Copies that all processes of a store share: quicker to read than the store, and nothing rests on them. And who makes
//! which of them now, so that two don't make the same; nothing rests on that either.

use async_trait::async_trait;
use bytes::Bytes;
use std::time::Duration;

/// Keeps copies by name. A copy may be gone, old or damaged: whoever reads one checks it.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Cache: Send + Sync {
    /// The newest copy that is known; none where there is none, or none to be had soon.
    async fn copy(&self, name: &str) -> Option<Bytes>;

    /// Keeps a copy for a while. What can't be kept soon is not kept.
    async fn keep(&self, name: &str, copy: Bytes, ttl: Duration);

    /// Forgets a copy, where it can.
    async fn forget(&self, name: &str);

    /// Whether this holder may make what goes by a name: true unless another is at it, and true where that can't be told
    /// soon. It holds for a while; the same holder may claim it again, for as long from then on.
    async fn claim(&self, name: &str, holder: u128, ttl: Duration) -> bool;

    /// Ends what this holder has claimed. Another's claim stays.
    async fn release(&self, name: &str, holder: u128);
}
