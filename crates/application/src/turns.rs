//! A turn: accepted, run as a job, ended once.

mod assemble;
mod cancel;
mod lookup;
mod relay;
mod relay_words;
mod remembered;
mod repeat;
mod run;
mod start;
mod started;
mod write;

pub(crate) use assemble::Assembly;
pub use relay::Relay;
pub use remembered::Remembered;
pub(crate) use run::unreadable;
pub use started::{Ended, Started, Turn};
pub(crate) use write::{Writing, brief, failed, over_budget, seed};
