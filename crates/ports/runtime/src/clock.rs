//! Time and ids.

use time::OffsetDateTime;
use uuid::Uuid;

/// Tells the time.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Clock: Send + Sync {
    /// Now, UTC, in whole milliseconds.
    fn now(&self) -> OffsetDateTime;
}

/// Gives ids.
#[cfg_attr(feature = "mock", mockall::automock)]
pub trait Ids: Send + Sync {
    /// A new UUIDv7.
    fn next(&self) -> Uuid;

    /// 128 random bits that nobody can guess, for names that are the right to read.
    fn secret(&self) -> u128;
}
