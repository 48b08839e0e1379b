//! What AdForge asks of its surroundings: time and ids, handed in so that a test can say what they are.

use time::OffsetDateTime;
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, UTC, in whole milliseconds.
    fn now(&self) -> OffsetDateTime;
}

/// Gives ids.
pub trait Ids: Send + Sync {
    /// A new UUIDv7.
    fn next(&self) -> Uuid;
}
