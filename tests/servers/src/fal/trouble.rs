//! How the stand-in misbehaves when it is told to.

use super::answers;
use crate::http::{Manner, Reply};

/// What goes wrong with a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// It does nothing, and says this with this status.
    Says(u16, Says),
    /// The same, with `Retry-After`.
    After(u16, Says, &'static str),
    /// It does what it is asked, and the answer is sent like this.
    Badly(Manner),
    /// It does nothing, and the connection breaks.
    Deaf,
    /// Another file than what was ordered.
    File(&'static str, Vec<u8>),
    /// A 200 that says something else.
    Body(&'static str),
    /// The order is taken, and is to be found here instead (with `{id}` for its id).
    At(&'static str),
}

/// An error in one of its shapes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// The platform's, of this type.
    Platform(&'static str),
    /// A model's, of this type.
    Model(&'static str),
    /// Words alone.
    Text(&'static str),
}

/// How a run ends, where it isn't with what was ordered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// With this error, of which the status tells.
    Error(u16, Says),
    /// With this error, of which the status tells nothing.
    Silently(u16, Says),
    /// With a file that stands in its link.
    Inline,
    /// With nothing.
    Empty,
    /// The status says that it is over, and the result isn't there yet.
    Early,
    /// Never: the status has a word that isn't documented.
    Word(&'static str),
}

impl Says {
    /// The answer.
    pub(super) fn reply(self, status: u16) -> Reply {
        Reply::json(status, answers::error(self)).with("x-fal-request-id", "req-1")
    }

    /// Its type.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Platform(kind) | Self::Model(kind) => kind,
            Self::Text(_) => "internal_error",
        }
    }
}
