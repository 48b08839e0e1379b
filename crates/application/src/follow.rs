//! Following a session: listen for the bell, read the log, sleep until the bell.

mod attendance;
mod bell;
mod elsewhere;
mod follower;
mod live;
mod resting;
mod room;
mod rooms;
mod session;
mod turn;

pub(crate) use attendance::Attendance;
pub use follower::{Follower, Memo, Told};
pub(crate) use live::Live;
pub(crate) use room::{Head, Over, Room};
pub(crate) use rooms::Rooms;
pub use session::From;
pub use turn::Resumed;
