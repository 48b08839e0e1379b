//! Throw-away servers for tests: a PostgreSQL, a Redis and an S3 of one's own, and a proxy that counts what is asked of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod database;
pub mod fal;
pub mod gemini_media;
mod guard;
pub mod heygen;
pub mod http;
mod leaves;
mod ledger;
pub mod llm;
pub mod openai_images;
mod postgres;
mod redis;
mod round_trips;
mod s3;
pub mod standard_webhooks;
pub mod voices;

pub use database::Database;
pub use leaves::Leaves;
pub use ledger::Ledger;
pub use postgres::{Postgres, postgres};
pub use redis::Redis;
pub use round_trips::RoundTrips;
pub use s3::{S3, s3};
