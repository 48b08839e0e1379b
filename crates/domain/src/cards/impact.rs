//! What choosing a persona means for the ad.

use serde::{Deserialize, Serialize};

/// What choosing a persona means for the ad.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Impact {
    /// Area by area.
    pub effects: Vec<Effect>,
    /// How the ad should sound.
    pub recommended_tone: String,
    /// Titles of angles that suit.
    pub recommended_angles: Vec<String>,
}

/// One consequence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Effect {
    /// What it touches: hook, tone, proof …
    pub area: String,
    /// How.
    pub effect: String,
}
