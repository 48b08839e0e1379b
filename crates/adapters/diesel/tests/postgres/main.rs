//! The store on a PostgreSQL server of its own.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

mod breaks;
#[path = "../cast/mod.rs"]
mod cast;
mod claims;
mod clock;
mod conformance;
mod limits;
mod opening;
mod partitions;
mod plans;
mod round_trips;
mod tls;
