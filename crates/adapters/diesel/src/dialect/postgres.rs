//! PostgreSQL's statements, and its pool of connections.
//!
//! What a turn writes is one statement each time: it commits by itself and costs one round trip. Its parts see the database
//! as it was when it began, so each part draws on the one before it, and the first one locks: whoever waited there finds
//! the row as the other has left it, or finds it no longer fitting and does nothing.

pub(crate) mod append;
pub(crate) mod errors;
pub(crate) mod finish;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod media;
pub(crate) mod messages;
pub(crate) mod offers;
pub(crate) mod pool;
pub(crate) mod probe;
pub(crate) mod products;
pub(crate) mod sessions;
pub(crate) mod spending;
mod statement;
pub(crate) mod usage;
