//! Copies that all processes of a store share: quicker to read than the store, and nothing rests on them.

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
}
