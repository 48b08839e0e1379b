//! A marketing angle.

use super::Notes;
use crate::{score::Score, text::Title};
use serde::{Deserialize, Serialize};

/// An idea by which the product is told to a persona.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Angle {
    /// Without its number; unique in its set.
    pub title: Title,
    /// How promising.
    pub score: Score,
    /// Two sentences: the tension and what the product says to it.
    pub description: String,
    /// What the score is made of.
    pub metrics: AngleMetrics,
    /// Why it has this score, out of features that can be pointed at.
    pub reason: String,
    /// Its writer's notes.
    #[serde(default)]
    pub notes: Notes,
}

/// What an angle's score is made of.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct AngleMetrics {
    /// How much it touches.
    pub emotion: Score,
    /// How much the product's facts carry it.
    pub proof: Score,
    /// How little others say the same.
    pub differentiation: Score,
}
