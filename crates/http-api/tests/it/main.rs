//! The wire over real sockets: stories of owners, strangers and browsers, against a whole application in memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "a helper of tests may panic as its tests do, and not every story needs every helper"
)]

mod cast;
mod document;
mod errors;
mod guide;
mod operations;
mod socket;
mod stream;
mod visitors;
mod wire;
