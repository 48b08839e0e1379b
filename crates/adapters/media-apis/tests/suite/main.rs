//! Every provider that a setting accepts, by its own wire, against a stand-in that refuses what isn't documented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

mod callbacks;
mod cast;
mod files;
mod looks;
mod orders;
