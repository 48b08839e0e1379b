//! The store on diesel: SQLite, with one writer thread that commits whatever waits together.

mod jobs;
mod log;
mod open;
mod rows;
mod schema;
mod sessions;
mod writer;

pub use open::{DieselStore, OpenError};
