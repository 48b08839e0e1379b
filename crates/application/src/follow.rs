//! Following a session: subscribe to the bell, read the log, sleep until the bell.

mod follower;
mod hub;

pub use follower::Follower;
pub(crate) use hub::Hub;
