//! A turn: accepted, run as a job, ended once.

mod assemble;
mod cancel;
mod run;
mod start;

pub use start::{Started, Turn};
