//! What AdForge asks of its surroundings: time, ids, limits, files, and who is calling. All are handed in, so that a
//! test can say what they are.

mod bell;
mod cache;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod limiter;
mod media;
mod principal;

pub use bell::{Bell, Heard, Signal, Word};
pub use cache::Cache;
pub use clock::{Clock, Ids};
pub use limiter::{Bucket, Limiter, Verdict};
pub use media::{Findings, Found, MediaError, MediaStore, MediaStream, content_type};
pub use principal::{Authenticator, Principal, Unauthenticated};
