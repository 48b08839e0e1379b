//! Cards written by language models.
//!
//! `model` is what a model is asked and what it answers, whoever runs it; one module a wire stands below it, the prompts
//! and the check of what comes back above it.

mod access;
mod catalogue;
mod framing;
mod line;
mod model;
mod wires;

pub use access::{Access, Patience, Provider, SetUpError};
pub use model::{By, Closed, End, Fault, Model, Part, Question, Said, Shape};

use std::sync::Arc;

/// A model.
pub fn model(access: &Access, clock: Arc<dyn adforge_ports_runtime::Clock>) -> Result<Arc<dyn Model>, SetUpError> {
    Ok(Arc::new(wires::Wired::new(access, clock)?))
}
