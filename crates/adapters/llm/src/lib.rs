//! Cards written by language models.
//!
//! `model` is what a model is asked and what it answers, whoever runs it; one module a wire stands below it, the prompts
//! and the check of what comes back above it.

#[allow(dead_code, reason = "the wires that run a model, and say these things, stand on another branch")]
mod model;

mod cards;
mod cutter;
mod meter;
mod prompt;
mod review;
mod schema;
mod tongue;
mod wanted;
mod words;
mod writer;

#[cfg(test)]
mod tests;

pub use writer::LlmCopywriter;
