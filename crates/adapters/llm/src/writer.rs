//! One model as a copywriter.

mod desk;
mod faults;
mod work;

use crate::{model::Model, prompt};
use adforge_ports_creative::{Bill, Brief, Copywriter, Pieces};
use futures_util::{StreamExt, stream};
use std::sync::Arc;
use work::Work;

/// Has cards written by one language model, shows each as soon as it is whole and has passed the check, and asks once
/// more for what was wrong or missing.
pub struct LlmCopywriter {
    model: Arc<dyn Model>,
    bill: Arc<dyn Bill>,
}

impl LlmCopywriter {
    /// A copywriter out of a model, whose calls are put on `bill`.
    #[must_use]
    pub fn new(model: Arc<dyn Model>, bill: Arc<dyn Bill>) -> Self {
        Self { model, bill }
    }
}

impl Copywriter for LlmCopywriter {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn edition(&self) -> Option<&str> {
        Some(prompt::EDITION)
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn write(&self, brief: Brief) -> Pieces {
        let work = Box::new(Work::new(Arc::clone(&self.model), Arc::clone(&self.bill), brief));
        stream::unfold(work, |mut work| async move { work.next().await.map(|piece| (piece, work)) }).boxed()
    }
}
