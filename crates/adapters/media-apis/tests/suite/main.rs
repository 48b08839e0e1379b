//! Every provider that a setting accepts, by its own wire, against a stand-in that refuses what isn't documented.
//!
//! `stand_in` is what the stand-ins have in common, a provider's own module says what its wire makes of it, and the other
//! modules are the lines that hold for all of them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]

mod callbacks;
mod cast;
mod examined;
mod fal;
mod files;
mod gemini_clips;
mod gemini_pictures;
mod heygen;
mod looks;
mod marketplace;
mod openai_pictures;
mod orders;
mod prompts;
mod stand_in;
