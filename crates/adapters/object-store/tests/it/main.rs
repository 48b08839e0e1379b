//! Media in a folder and at a server that speaks S3.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of tests may panic as its tests do, and not every test needs every helper"
)]

mod cast;
mod conformance;
mod folder;
mod s3;
