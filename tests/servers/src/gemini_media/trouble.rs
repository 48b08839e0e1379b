//! How the stand-in misbehaves when it is told to.

use super::Says;
use crate::http::Manner;

/// What goes wrong with a call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// An error of this status.
    Says(u16, Says),
    /// The same, with `Retry-After`.
    After(u16, Says, &'static str),
    /// It does what it is asked, and the answer is sent like this.
    Badly(Manner),
    /// It does nothing, and the connection breaks.
    Deaf,
    /// Another file than the clip.
    File(&'static str, Vec<u8>),
    /// It leads elsewhere.
    Leads(String),
    /// What was ordered ends like this.
    Ends(Ending),
}

/// How an interaction ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Completed, with words and nothing else.
    Refusal,
    /// With the clip or the picture in the answer.
    Inline(Option<Vec<u8>>),
    /// Completed, with the clip at this address.
    At(String),
    /// An error in the list of errors.
    Errors(&'static str),
    /// An error by itself, beside a status that says nothing of it.
    Error(&'static str),
    /// This status, and nothing else.
    Status(&'static str),
}
