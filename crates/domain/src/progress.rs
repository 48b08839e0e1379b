//! What is told while work is under way: not history, never replayed.

use crate::cards::{Angle, Concept, Effect, FormatOption, Offered, Persona, Scene};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something told while work is under way.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Progress {
    /// What is being done now.
    Status(Status),
    /// Why it is done this way.
    Reasoning {
        /// Sentence by sentence.
        lines: Vec<String>,
    },
    /// A card that is whole.
    Card {
        /// Its place in the set, from 0.
        index: u32,
        /// The card.
        item: Item,
    },
}

/// What is being done now, and what was done before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Status {
    /// The steps so far, the present one last; never empty.
    pub steps: Vec<StatusStep>,
    /// How far, 0 to 100, where it is known (renders).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
}

/// One step of a status.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StatusStep {
    /// What is done, in the product's language.
    pub label: String,
    /// Whether it is over.
    pub done: bool,
    /// How long it takes, in seconds, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_seconds: Option<u32>,
}

/// One card of a set that is still being written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each holds the card of its name")]
pub enum Item {
    Format { format: FormatOption },
    Persona { card: Offered<Persona> },
    Effect { effect: Effect },
    Angle { card: Offered<Angle> },
    Concept { card: Offered<Concept> },
    Scene { scene: Arc<Scene> },
}
