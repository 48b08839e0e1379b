//! What AdForge asks of a store: sessions and their log, the jobs that write it, products, keys and accounts; and the
//! suite that every store must pass.
//!
//! One method is one atomic step. What is appended is durable when the method returns.

#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod jobs;
mod keys;
mod log;
mod media;
mod products;
mod sessions;
mod snapshots;
mod spending;
mod usage;

pub use error::StoreError;
pub use jobs::{Back, Claimed, Due, Jobs, Load, LoneJob, Place};
pub use keys::{KeyClaim, Keys, OwnerKey};
pub use log::{Append, AppendError, Appended, Finish, FinishError, Interrupt, Key, Log, NewJob, Repeat};
pub use media::{Bond, Holder, Media, Needed};
pub use products::{NewProduct, Products};
pub use sessions::Sessions;
pub use snapshots::{Snapshot, Snapshots};
pub use spending::{Reservation, Spending, Whose};
pub use usage::{Charge, Usage};

/// Mocks of the ports, for tests of a use case that needs but one of them.
#[cfg(feature = "mock")]
pub mod mock {
    pub use crate::{
        jobs::MockJobs, keys::MockKeys, log::MockLog, media::MockMedia, products::MockProducts, sessions::MockSessions,
        snapshots::MockSnapshots, spending::MockSpending, usage::MockUsage,
    };
}

use async_trait::async_trait;

/// Everything a store does.
#[async_trait]
pub trait Store: Sessions + Log + Jobs + Snapshots + Products + Keys + Usage + Spending + Media {
    /// Whether other processes write to it, too: then what was read may be out of date a moment later.
    fn is_shared(&self) -> bool {
        true
    }

    /// Whether it can be read and written now.
    async fn check(&self) -> Result<(), StoreError>;
}
