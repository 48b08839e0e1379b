//! The store on a PostgreSQL server of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

#[path = "../cast/mod.rs"]
mod cast;
mod clock;
mod conformance;
