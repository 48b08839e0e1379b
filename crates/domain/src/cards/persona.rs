//! An audience card.

use super::{Notes, Words};
use crate::text::Title;
use serde::{Deserialize, Serialize};

/// Whom a persona describes; words as on the wire (`"Female"`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Gender {
    /// Women.
    Female,
    /// Men.
    Male,
    /// Everybody.
    All,
}

impl Gender {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "Female",
            Self::Male => "Male",
            Self::All => "All",
        }
    }
}

/// A persona's estimated share of the buyers: `Primary (40-60%)`, and the colour it is shown in (`#7C5CFF`).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Share {
    /// As shown.
    pub label: String,
    /// `#RRGGBB`.
    pub color: Words,
}

/// A group of people that an ad could speak to. Only the name is certain to be there: a client may bring its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Persona {
    /// The group and its moment, two to four words; no first names.
    pub name: Title,
    /// The estimated share.
    #[serde(default)]
    pub share: Share,
    /// `"45-60"`, or empty.
    #[serde(default)]
    pub age: String,
    /// Whom it describes.
    pub gender: Gender,
    /// A country or region, or empty.
    #[serde(default)]
    pub location: Words,
    /// Who, in which moment, and what stands between them and the product.
    #[serde(default)]
    pub description: String,
    /// Short words: situation, value, buying habit.
    #[serde(default)]
    pub traits: Vec<Words>,
    /// What hurts: the main pain first.
    #[serde(default)]
    pub pain_points: Vec<Words>,
    /// What is wished for.
    #[serde(default)]
    pub desires: Vec<Words>,
    /// How its portrait is drawn: `<initials>-<hue 0..359>-<shape 0..15>`, e.g. `WP-217-3`; it becomes a link on the wire.
    #[serde(default)]
    pub portrait: String,
    /// Its writer's notes.
    #[serde(default)]
    pub notes: Notes,
}
