//! Jobs: who runs them here, under which leases, and what a poller sees.

mod cancel;
mod finish;
mod heard;
mod lease;
mod patience;
mod queue;
mod read;
mod runners;
mod worker;

pub(crate) use heard::Heard;
pub(crate) use lease::Leases;
pub use read::JobView;
pub(crate) use runners::Runners;

use adforge_domain::{ids::Seq, message::Message};

/// How a run in this process ended.
pub(crate) enum Ended {
    /// With this message in the log, and a copy of the state at this number.
    Over { message: Message, snapshot: Option<Seq> },
    /// It was a job outside a session, and its end is stored.
    Alone,
    /// Somebody else has ended it, or will.
    Lost,
    /// It was to stop before the store had said whether it took the end.
    Unknown,
}
