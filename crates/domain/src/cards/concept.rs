//! A psychology concept with its script.

use super::Notes;
use crate::{score::Score, text::Title};
use serde::{Deserialize, Serialize};

/// A psychological principle turned into a script that can be spoken.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Concept {
    /// The principle's name; unique in its set.
    pub title: Title,
    /// How promising.
    pub score: Score,
    /// What it does with this product and persona.
    pub description: String,
    /// What the score is made of.
    pub metrics: ConceptMetrics,
    /// The words.
    pub script: Script,
    /// Place, person, shots, light, end frame.
    pub visual_direction: String,
    /// Its writer's notes.
    #[serde(default)]
    pub notes: Notes,
}

/// What a concept's score is made of.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct ConceptMetrics {
    /// How strongly it opens.
    pub hook: Score,
    /// How clear it is why the product can work.
    pub mechanism: Score,
    /// How well it can be believed.
    pub believability: Score,
    /// How clear the call to action is.
    pub cta: Score,
}

/// A script as it is spoken: hook, body, call to action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Script {
    /// The first three seconds.
    pub hook: String,
    /// What lies between.
    pub body: String,
    /// The call to action.
    pub cta: String,
}

impl Script {
    /// The whole as spoken, a paragraph each.
    pub fn full(&self) -> String {
        [&self.hook, &self.body, &self.cta].into_iter().filter(|part| !part.is_empty()).fold(
            String::with_capacity(self.hook.len() + self.body.len() + self.cta.len() + 4),
            |mut whole, part| {
                if !whole.is_empty() {
                    whole.push_str("\n\n");
                }
                whole.push_str(part);
                whole
            },
        )
    }
}
