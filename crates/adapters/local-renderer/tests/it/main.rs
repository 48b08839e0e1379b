//! Films and pictures, decoded and looked at.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do, and not every test needs every helper"
)]

mod brief;
mod clips;
mod film;
mod look;
mod pictures;
mod sound;
