//! The store on diesel: SQLite, with one writer thread that commits whatever waits together; or PostgreSQL, with a pool.

mod check;
mod columns;
mod connection;
mod dialect;
mod fault;
mod jobs;
mod keys;
mod log;
mod media;
mod migrate;
mod open;
mod products;
mod rows;
mod schema;
mod sessions;
mod snapshots;
mod spending;
mod usage;
mod ways;

pub use open::{DieselStore, OpenError, Options, ServerOptions};
