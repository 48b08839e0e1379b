//! Throw-away servers for tests: a PostgreSQL, a Redis and an S3 of one's own, and a proxy that counts what is asked of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod database;
mod guard;
pub mod heygen;
pub mod http;
pub mod llm;
mod postgres;
mod redis;
mod round_trips;
mod s3;

pub use database::Database;
pub use postgres::{Postgres, postgres};
pub use redis::Redis;
pub use round_trips::RoundTrips;
pub use s3::{S3, s3};
