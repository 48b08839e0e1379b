//! A card of any step.

use super::{Angle, Concept, Effect, FormatOption, Persona, Scene};
use serde::{Deserialize, Serialize};

/// A card as its writer gives it: without an id.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each holds the card of its name")]
pub enum Card {
    Format(FormatOption),
    Persona(Persona),
    Effect(Effect),
    Angle(Angle),
    Concept(Concept),
    Scene(Scene),
}
