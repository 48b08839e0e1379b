//! The workflow: a command is decided against a state, and a state is a fold of messages. Pure.

mod command;
mod decide;
mod rejection;
mod resolve;
mod state;
mod step;

pub use command::{Command, Pick, Picks, Render};
pub use decide::{Decision, decide};
pub use rejection::{Choice, Rejection};
pub use resolve::{Found, Lookup, lookups, offers};
pub use state::{Ended, Latest, Rendering, Running, State, Usage, step_of};
pub use step::Step;
