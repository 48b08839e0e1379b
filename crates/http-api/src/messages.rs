//! Messages of a session: one turn, the history, the stream, the cancel.

mod cancel;
mod history;
mod resume;
mod send;
mod stream;
mod turn;

pub(crate) use cancel::*;
pub(crate) use resume::{last_id, number};
pub(crate) use send::*;
pub(crate) use stream::*;
pub(crate) use turn::{Way, answer, begin, turn};
