//! SQLite's statements, and its one writer.

pub(crate) mod append;
pub(crate) mod errors;
pub(crate) mod finish;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod media;
pub(crate) mod messages;
pub(crate) mod offers;
pub(crate) mod probe;
pub(crate) mod sessions;
pub(crate) mod spending;
mod statement;
pub(crate) mod usage;
pub(crate) mod writer;
