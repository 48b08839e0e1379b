//! The store on SQLite, and on a PostgreSQL server of its own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests may panic as its tests do, and not every test needs every helper"
)]

mod cast;
mod conformance;
mod corrupt;
mod limits;
mod opening;
mod plans;
mod postgres;
mod writer;
