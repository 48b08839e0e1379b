//! The decision: what a command does in a state, or why it is refused.

use super::{Command, Found, Rejection, State, Step};
use crate::{
    job::Work,
    selection::{Badge, Selections},
};

/// What a command does: what the user's message says, and the work it calls for.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    /// The user's words, as they go into the log.
    pub text: String,
    /// What was chosen anew, furthest last.
    pub badges: Vec<Badge>,
    /// What is chosen from now on, if that changed.
    pub selections: Option<Selections>,
    /// The step that will be delivered.
    pub step: Step,
    /// Whether it wishes for something new about what is shown (and doesn't step forward).
    pub refines: bool,
    /// The work.
    pub work: Work,
}

/// Decides. `found` answers the [`super::lookups`] of the same command; whether a turn is running is not asked here.
///
/// # Errors
/// The workflow forbids the step from here, or a choice was never offered.
pub fn decide(state: &State, command: &Command, found: &Found) -> Result<Decision, Rejection> {
    let _ = (state, command, found);
    Err(Rejection::NothingSaid)
}
