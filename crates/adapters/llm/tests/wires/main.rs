//! Every provider that a setting accepts, by its own wire, against a stand-in that refuses what isn't documented.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

mod cast;
mod checked;
mod ends;
mod faults;
mod guarded;
mod prices;
mod questions;
mod script;
mod secrets;
mod shapes;
mod streams;
mod waits;
