//! What AdForge asks of a store: sessions and their log, and the jobs that write it; and the suite every store must pass.
//!
//! One method is one atomic step. What is appended is durable when the method returns.

#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod jobs;
mod log;
mod sessions;

pub use error::StoreError;
pub use jobs::{Claimed, Jobs};
pub use log::{Append, AppendError, Appended, Finish, FinishError, Key, Log, NewJob};
pub use sessions::Sessions;

/// Everything a store does.
pub trait Store: Sessions + Log + Jobs {}

impl<T: Sessions + Log + Jobs> Store for T {}
