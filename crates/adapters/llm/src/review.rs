//! The check: whether a card may be shown. What it finds are sentences that whoever mends the card can act on.

mod claims;
mod data;
mod grounds;
mod language;
mod numbers;
mod patterns;
mod shape;
mod text;

use crate::{
    cards::{Field, Voice, fields},
    tongue::Tongue,
};
use adforge_ports_creative::{Brief, Card};
use data::{Data, data};
use grounds::Grounds;

/// What cards of a brief are held against.
pub(crate) struct Review {
    tongue: Tongue,
    data: &'static Data,
    grounds: Grounds,
}

impl Review {
    /// # Errors
    /// A data file is broken.
    pub(crate) fn of(brief: &Brief, tongue: Tongue) -> Result<Self, String> {
        let data = data()?;
        Ok(Self { tongue, data, grounds: Grounds::of(brief, data, tongue) })
    }

    /// What is wrong with a card; nothing if it may be shown.
    pub(crate) fn card(&self, card: &Card) -> Vec<String> {
        let fields = match fields(card) {
            Ok(fields) => fields,
            Err(wrong) => return vec![wrong],
        };
        let mut wrong: Vec<String> =
            fields.iter().filter_map(|field| shape::flaw(field, &self.grounds, self.data)).collect();
        if let Card::Scene(scene) = card
            && scene.on_screen_text.split_whitespace().count() > 7
        {
            wrong.push("\"written\" has more than seven words.".to_owned());
        }
        wrong.extend(language::flaw(&fields, &self.grounds, self.tongue));
        for field in &fields {
            wrong.extend(self.claims(field));
        }
        wrong.truncate(6);
        wrong
    }

    /// What is wrong with words that stand beside the cards: an answer, a note, a recommended tone.
    pub(crate) fn words(&self, key: &'static str, text: &str, voice: Voice) -> Vec<String> {
        let field = Field { key, text, voice, length: 2..=1_500 };
        let fields = [field];
        let [field] = &fields;
        let mut wrong: Vec<String> = shape::flaw(field, &self.grounds, self.data).into_iter().collect();
        wrong.extend(self.claims(field));
        wrong
    }

    fn claims(&self, field: &Field<'_>) -> Vec<String> {
        let mut wrong = numbers::flaws(field, &self.grounds, self.data, self.tongue);
        wrong.extend(claims::flaws(field, &self.grounds, self.data, self.tongue));
        wrong
    }
}
