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

/// A job outside a session that was claimed just now.
#[cfg(test)]
fn claimed(owner: &str, n: u128) -> adforge_ports_storage::Claimed {
    use adforge_domain::{
        ids::{JobId, OwnerId},
        job::{Begun, Work},
        order::Orders,
        workflow::Step,
    };
    adforge_ports_storage::Claimed {
        id: JobId(uuid::Uuid::from_u128(n)),
        owner: OwnerId(owner.into()),
        place: None,
        work: Work::Write { step: Step::FormatSelection, wish: None, may_answer: false },
        fence: 1,
        attempts: 0,
        crashes: 0,
        orders: Orders::default(),
        begun: Begun::default(),
    }
}
