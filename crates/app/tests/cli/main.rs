//! The real binary, driven as a person or a supervisor would drive it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a helper of tests may panic as its tests do"
)]

mod adforge;
mod demo;
mod doctor;
mod openapi;
mod postgres;
mod refusals;
mod settings;
mod stopping;
