//! Sessions: begun, read, listed, erased, expired.

mod context;
mod create;
mod erase;
mod from_card;
mod read;
mod sweep;

pub use context::Context;
pub use create::NewSession;
pub(crate) use create::format_named;
pub(crate) use erase::folder;
pub use read::{History, Page, SessionView};
