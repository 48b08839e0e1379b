//! Jobs: polled, cancelled.

mod cancel;
mod read;

pub(crate) use cancel::*;
pub(crate) use read::*;
