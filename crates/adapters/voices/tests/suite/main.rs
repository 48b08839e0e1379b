//! Every voice that a setting accepts, by its own wire, against a stand-in that refuses what isn't documented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

mod cast;
mod errors;
mod espeak;
mod files;
mod health;
mod lies;
mod orders;
mod prices;
mod speaking;
