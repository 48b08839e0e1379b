//! Sessions: begun, listed, read, erased, and what the AI is given of one.

mod context;
mod create;
mod erase;
mod list;
mod read;

pub(crate) use context::*;
pub(crate) use create::*;
pub(crate) use erase::*;
pub(crate) use list::*;
pub(crate) use read::*;
