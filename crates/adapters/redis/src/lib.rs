//! What processes of one store share over Redis: bells, the progress of what runs, copies, and rates.
//!
//! Nothing rests on it. While it is away, slow or hanging, nobody waits for it: bells are silent, which their listeners
//! know, there are no copies, and limits are kept in each process.

mod bell;
mod cache;
mod limiter;
mod line;

pub use bell::RedisBell;
pub use cache::RedisCache;
pub use limiter::RedisLimiter;
pub use line::{OpenError, Redis};
