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
mod products;
mod sessions;
mod snapshots;
mod usage;

pub use error::StoreError;
pub use jobs::{Back, Claimed, Due, Jobs, LoneJob, Place};
pub use keys::{KeyClaim, Keys, OwnerKey};
pub use log::{Append, AppendError, Appended, Finish, FinishError, Interrupt, Key, Log, NewJob, Repeat};
pub use products::{NewProduct, Products};
pub use sessions::Sessions;
pub use snapshots::{Snapshot, Snapshots};
pub use usage::{Charge, Usage};

use async_trait::async_trait;

/// Everything a store does.
#[async_trait]
pub trait Store: Sessions + Log + Jobs + Snapshots + Products + Keys + Usage {
    /// Whether it can be read and written now.
    async fn check(&self) -> Result<(), StoreError>;
}
