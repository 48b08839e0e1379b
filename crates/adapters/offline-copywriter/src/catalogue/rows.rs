//! What holds in every language: rows of `people.toml` and `ads.toml`.

use super::Figures;
use serde::Deserialize;

/// A kind of product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Category {
    pub(crate) id: String,
    pub(crate) stems: Vec<String>,
    /// What the call to action asks for.
    pub(crate) act: String,
    #[serde(default)]
    pub(crate) formal: bool,
    /// Whether there is nothing to hold in a hand: it is shown by its name, on a screen.
    #[serde(default)]
    pub(crate) screen: bool,
    /// Whether jokes are out of place.
    #[serde(default)]
    pub(crate) sensitive: bool,
    /// Formats that advertising rules or taste forbid.
    #[serde(default)]
    pub(crate) barred: Vec<String>,
    pub(crate) archetypes: Vec<Archetype>,
    /// The cues of these.
    #[serde(skip)]
    pub(crate) figures: Figures,
}

/// A kind of buyer of a kind of product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Archetype {
    pub(crate) id: String,
    pub(crate) age: (u8, u8),
    /// `F` or `M`; everybody without.
    #[serde(default)]
    pub(crate) gender: Option<String>,
    pub(crate) driver: String,
    pub(crate) objection: String,
    pub(crate) traits: Vec<String>,
    #[serde(default)]
    pub(crate) cues: Vec<String>,
    /// The group of `wishes.toml` that it describes: its age is no accident.
    #[serde(default)]
    pub(crate) situation: Option<String>,
}

/// A way to meet any product, whoever one is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moment {
    pub(crate) id: String,
    pub(crate) driver: String,
    pub(crate) objection: String,
    pub(crate) traits: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AngleRow {
    pub(crate) id: String,
    pub(crate) family: String,
    pub(crate) drivers: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConceptRow {
    pub(crate) id: String,
    pub(crate) pull: String,
    /// What its script says, beat by beat.
    pub(crate) plan: Vec<String>,
    pub(crate) families: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    /// Whether it jokes.
    #[serde(default)]
    pub(crate) light: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormatRow {
    pub(crate) id: String,
    /// How a body begins, whatever the concept.
    #[serde(default)]
    pub(crate) head: Vec<String>,
    #[serde(default)]
    pub(crate) suits: Vec<String>,
    #[serde(default)]
    pub(crate) never: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    pub(crate) beats: Vec<String>,
}
