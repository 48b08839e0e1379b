//! The store on a PostgreSQL server of its own.

mod breaks;
mod claims;
mod clock;
mod conformance;
mod limits;
mod opening;
mod partitions;
mod plans;
mod round_trips;
mod tls;
