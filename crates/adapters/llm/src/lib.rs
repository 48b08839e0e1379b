//! Cards written by language models.
//!
//! `model` is what a model is asked and what it answers, whoever runs it; one module a wire stands below it, the prompts
//! and the check of what comes back above it. `line` speaks HTTP, `guard` says who may be asked now.

mod access;
mod alarm;
mod breaker;
mod cards;
mod catalogue;
mod check;
mod cutter;
mod framing;
mod guard;
mod line;
mod meter;
mod model;
mod prompt;
mod review;
mod schema;
mod tongue;
mod wanted;
mod wires;
mod words;
mod writer;

#[cfg(test)]
mod tests;

pub use access::{Access, Patience, Provider, SetUpError};
pub use check::{Health, check};
pub use guard::Gate;
pub use model::{By, Closed, End, Fault, Model, Part, Question, Said, Shape};
pub use writer::LlmCopywriter;

use adforge_domain::spending::Tokens;
use adforge_ports_runtime::{Clock, Ids};
use std::sync::Arc;
use time::Date;

/// What a model needs beside its access.
#[derive(Clone)]
pub struct Surroundings {
    /// The time, for prices and for who is left alone.
    pub clock: Arc<dyn Clock>,
    /// Whatever is random.
    pub ids: Arc<dyn Ids>,
    /// How many calls its provider gets at once.
    pub gate: Gate,
}

/// Whether it is known what a model costs, without asking anybody.
///
/// # Errors
/// It can't be set up.
pub fn has_price(access: &Access) -> Result<bool, SetUpError> {
    let one = Tokens { input: 1, cached: 0, output: 1 };
    Ok(catalogue::Listed::of(access)?.price(one, Date::MIN).is_some())
}

/// A model, guarded.
///
/// # Errors
/// The key or the model's name can't be one, or no connection can be made at all.
pub fn model(access: &Access, around: &Surroundings) -> Result<Arc<dyn Model>, SetUpError> {
    let wired = Arc::new(wires::Wired::new(access, Arc::clone(&around.clock))?);
    let Surroundings { clock, ids, gate } = around.clone();
    Ok(Arc::new(guard::Guarded::new(wired, gate, access.patience, clock, ids)))
}
