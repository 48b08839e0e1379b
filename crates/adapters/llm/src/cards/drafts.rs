//! Cards as models write them: the keys of `schema`, and what each becomes.

mod shares;

use super::mean;
use adforge_domain::{
    cards::{self, AngleMetrics, ConceptMetrics, FormatOption, Gender, Script},
    format::{FormatId, MediaType},
    score::Score,
    text::Title,
};
use adforge_ports_creative::Card;
use serde::{Deserialize, de::DeserializeOwned};
use shares::{portrait, share};

/// What a card needs beside its own JSON.
#[derive(Clone, Copy)]
pub(crate) struct Made<'a> {
    /// Its place in the set, from 0, and how many the set will have.
    pub(crate) index: usize,
    pub(crate) total: usize,
    /// The words for shares, in the product's language; `{range}` stands for the range.
    pub(crate) shares: [&'a str; 3],
    pub(crate) media: MediaType,
    /// Of scenes: the script that is left, where the next one starts, and how fast the language is spoken, in tenths of a
    /// word a second.
    pub(crate) rest: &'a str,
    pub(crate) start: u32,
    pub(crate) rate: u32,
}

/// A card as a model writes it.
pub(crate) trait Draft: DeserializeOwned {
    /// The domain's card.
    ///
    /// # Errors
    /// A sentence that its writer can act on.
    fn made(self, made: Made<'_>) -> Result<Card, String>;

    /// Reads it.
    ///
    /// # Errors
    /// As above.
    fn card(json: &str, made: Made<'_>) -> Result<Card, String> {
        let mut json = serde_json::Deserializer::from_str(json);
        let draft: Self = serde_path_to_error::deserialize(&mut json).map_err(|error| unreadable(&error))?;
        draft.made(made)
    }
}

/// What couldn't be read, without the text that it was read from.
fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> String {
    let path = error.path().to_string();
    match error.inner().classify() {
        serde_json::error::Category::Data if path != "." => {
            format!("\"{path}\" is missing or of the wrong type.")
        }
        serde_json::error::Category::Data => "a key is missing, or of the wrong type.".to_owned(),
        _ => "it is no valid JSON.".to_owned(),
    }
}

fn title(key: &str, text: &str) -> Result<Title, String> {
    Title::new(text).map_err(|error| format!("\"{key}\": {error}."))
}

/// A score in tenths, at most 9.5: more would need results that somebody measured.
fn score(key: &str, number: f64) -> Result<Score, String> {
    let score = Score::from_number(number).map_err(|error| format!("\"{key}\": {error}."))?;
    Ok(Score::from_tenths(95).map_or(score, |most| score.min(most)))
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn all_trimmed(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| trimmed(text)).collect()
}

#[derive(Deserialize)]
pub(super) struct Format {
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
pub(super) struct Persona {
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
        Ok(Card::Persona(cards::Persona {
            share: share(made),
            age: format!("{}-{}", self.age_from, self.age_to),
            gender: self.gender,
            location: trimmed(&self.location),
            description: trimmed(&self.description),
            traits: all_trimmed(&self.traits),
            pain_points: all_trimmed(&self.pain_points),
            desires: all_trimmed(&self.desires),
            portrait: portrait(&name),
            notes: cards::Notes::new(),
            name,
        }))
    }
}

#[derive(Deserialize)]
pub(super) struct Effect {
    area: String,
    effect: String,
}

impl Draft for Effect {
    fn made(self, _: Made<'_>) -> Result<Card, String> {
        Ok(Card::Effect(cards::Effect { area: trimmed(&self.area), effect: trimmed(&self.effect) }))
    }
}

#[derive(Deserialize)]
pub(super) struct Angle {
    angle: String,
    description: String,
    reason: String,
    score_differentiation: f64,
    score_emotion: f64,
    score_proof: f64,
}

impl Draft for Angle {
    fn made(self, _: Made<'_>) -> Result<Card, String> {
        let metrics = AngleMetrics {
            emotion: score("score_emotion", self.score_emotion)?,
            proof: score("score_proof", self.score_proof)?,
            differentiation: score("score_differentiation", self.score_differentiation)?,
        };
        Ok(Card::Angle(cards::Angle {
            title: title("angle", &self.angle)?,
            score: mean(&[(metrics.emotion, 35), (metrics.proof, 35), (metrics.differentiation, 30)])?,
            description: trimmed(&self.description),
            metrics,
            reason: trimmed(&self.reason),
            notes: cards::Notes::new(),
        }))
    }
}

#[derive(Deserialize)]
pub(super) struct Concept {
    concept: String,
    description: String,
    hook: String,
    main_part: String,
    next_step: String,
    pictures: String,
    score_believability: f64,
    score_call: f64,
    score_hook: f64,
    score_mechanism: f64,
}

impl Draft for Concept {
    fn made(self, _: Made<'_>) -> Result<Card, String> {
        let metrics = ConceptMetrics {
            hook: score("score_hook", self.score_hook)?,
            mechanism: score("score_mechanism", self.score_mechanism)?,
            believability: score("score_believability", self.score_believability)?,
            cta: score("score_call", self.score_call)?,
        };
        let parts = [(metrics.hook, 25), (metrics.mechanism, 25), (metrics.believability, 30), (metrics.cta, 20)];
        Ok(Card::Concept(cards::Concept {
            title: title("concept", &self.concept)?,
            score: mean(&parts)?,
            description: trimmed(&self.description),
            metrics,
            script: Script { hook: trimmed(&self.hook), body: trimmed(&self.main_part), cta: trimmed(&self.next_step) },
            visual_direction: trimmed(&self.pictures),
            notes: cards::Notes::new(),
        }))
    }
}

#[derive(Deserialize)]
pub(super) struct Scene {
    spoken: String,
    visual: String,
    written: String,
}

impl Draft for Scene {
    fn made(self, made: Made<'_>) -> Result<Card, String> {
        const SHORTEST: u32 = 15;
        let voiceover = begins(made.rest, &self.spoken).ok_or_else(|| {
            let next: Vec<&str> = made.rest.split_whitespace().take(12).collect();
            format!("\"spoken\" must be the script's next words, unchanged. They are: \"{} …\"", next.join(" "))
        })?;
        let words = voiceover.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let words = u32::try_from(words).unwrap_or(u32::MAX);
        let length = words.saturating_mul(100).div_ceil(made.rate.max(1)).max(SHORTEST);
        Ok(Card::Scene(cards::Scene {
            start: made.start,
            end: made.start.saturating_add(length),
            voiceover: voiceover.to_owned(),
            on_screen_text: trimmed(&self.written),
            visual: trimmed(&self.visual),
        }))
    }
}

/// The beginning of a script that a text says, as it stands in the script: what isn't a letter or a digit may differ.
fn begins<'a>(script: &'a str, said: &str) -> Option<&'a str> {
    let mut said = said.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).peekable();
    said.peek()?;
    let mut end = 0;
    for (at, c) in script.char_indices() {
        if !c.is_alphanumeric() {
            // Marks belong to what stands before them; what opens belongs to what comes.
            if said.peek().is_none() && (c.is_whitespace() || matches!(c, '¿' | '¡' | '«' | '“' | '„' | '(')) {
                break;
            }
            if said.peek().is_none() {
                end = at + c.len_utf8();
            }
            continue;
        }
        if said.peek().is_none() {
            break;
        }
        if !c.to_lowercase().all(|small| said.next() == Some(small)) {
            return None;
        }
        end = at + c.len_utf8();
    }
    // It says no more than the script, and doesn't stop within a word.
    let cut = script.get(..end)?.trim();
    let within = script.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
    (said.peek().is_none() && !within).then_some(cut)
}
