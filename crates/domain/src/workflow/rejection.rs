//! Why a command is refused. A refused command appends nothing.

use super::Step;
use crate::selection::SelectionKind;

/// Why a command is refused.
#[derive(Clone, PartialEq, Debug, thiserror::Error)]
pub enum Rejection {
    /// The workflow forbids the step from here.
    #[error("{wanted} needs {missing} first", wanted = .wanted.as_str(), missing = first(*.missing))]
    InvalidStep {
        /// What was asked for.
        wanted: Step,
        /// What has to be chosen first.
        missing: SelectionKind,
        /// Where the session is.
        current: Step,
        /// What can be asked for from here.
        allowed: Vec<Step>,
    },
    /// A choice that this session never offered.
    #[error("this session has offered no {kind} {value:?}", kind = .kind.as_str())]
    UnknownSelection {
        /// What was to be chosen.
        kind: SelectionKind,
        /// As the client named it.
        value: String,
        /// What could have been chosen, newest first, at most 50.
        choices: Vec<Choice>,
    },
    /// Nothing was said: no text, no step, no choice.
    #[error("the message is empty: send a text, a step or a selection")]
    NothingSaid,
}

/// Something that could have been chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Its id.
    pub id: String,
    /// Its name or title.
    pub name: String,
}

fn first(kind: SelectionKind) -> &'static str {
    match kind {
        SelectionKind::Format => "a format",
        SelectionKind::Persona => "a persona",
        SelectionKind::Angle => "an angle",
        SelectionKind::Concept => "a concept",
    }
}
