//! Formats, personas and what choosing one changes.

use super::{Draft, Made, all_trimmed, shares, title, trimmed};
use adforge_domain::{
    cards::{self, FormatOption, Gender, portrait},
    format::FormatId,
};
use adforge_ports_creative::Card;
use serde::Deserialize;

#[derive(Deserialize)]
pub(in crate::cards) struct Format {
    ad_format: FormatId,
    description: String,
    suits: Vec<String>,
}

impl Draft for Format {
    fn made(self, made: Made<'_>) -> Result<Card, String> {
        if !self.ad_format.get().media.contains(&made.media) {
            return Err(format!(
                "\"ad_format\": {} can't be made as {}.",
                self.ad_format.get().key,
                made.media.as_str()
            ));
        }
        let description = trimmed(&self.description);
        Ok(Card::Format(FormatOption { id: self.ad_format, description, best_for: all_trimmed(&self.suits) }))
    }
}

#[derive(Deserialize)]
pub(in crate::cards) struct Persona {
    age_from: u32,
    age_to: u32,
    audience: String,
    description: String,
    desires: Vec<String>,
    gender: Gender,
    location: String,
    pain_points: Vec<String>,
    traits: Vec<String>,
}

impl Draft for Persona {
    fn made(self, made: Made<'_>) -> Result<Card, String> {
        if !(18..=90).contains(&self.age_from) || !(self.age_from + 1..=100).contains(&self.age_to) {
            return Err(format!(
                "\"age_from\" and \"age_to\" are {} and {}: ads are aimed at adults, and the first must be below the second.",
                self.age_from, self.age_to
            ));
        }
        let name = title("audience", &self.audience)?;
        let age = format!("{}-{}", self.age_from, self.age_to);
        Ok(Card::Persona(cards::Persona {
            share: shares::share(made),
            portrait: portrait(&name, self.gender, &age),
            age,
            gender: self.gender,
            location: trimmed(&self.location).into(),
            description: trimmed(&self.description),
            traits: words(&self.traits),
            pain_points: words(&self.pain_points),
            desires: words(&self.desires),
            notes: cards::Notes::new(),
            name,
        }))
    }
}

fn words(all: &[String]) -> Vec<cards::Words> {
    all_trimmed(all).into_iter().map(cards::Words::Owned).collect()
}

#[derive(Deserialize)]
pub(in crate::cards) struct Effect {
    area: String,
    effect: String,
}

impl Draft for Effect {
    fn made(self, _: Made<'_>) -> Result<Card, String> {
        Ok(Card::Effect(cards::Effect { area: trimmed(&self.area), effect: trimmed(&self.effect) }))
    }
}
