//! What processes of one store share over Redis: bells, the progress of what runs, and rates.
//!
//! Nothing rests on it. While it is away, slow or hanging, nobody waits for it: bells are silent, which their listeners
//! know, and limits are kept in each process.

mod bell;
mod limiter;
mod line;

pub use bell::RedisBell;
pub use limiter::RedisLimiter;
pub use line::{OpenError, Redis};
