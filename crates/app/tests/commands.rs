//! The real binary at work: served, stopped, refused, and the demonstration.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests may panic as its tests do")]

mod adforge;
