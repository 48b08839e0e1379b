//! Cards as models write them: the keys of `schema`, and what each becomes.

mod ideas;
mod people;
mod scenes;
mod shares;

pub(super) use ideas::{Angle, Concept};
pub(super) use people::{Effect, Format, Persona};
pub(super) use scenes::Scene;

use adforge_domain::{format::MediaType, score::Score, text::Title};
use adforge_ports_creative::Card;
use serde::de::DeserializeOwned;

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

/// The weighted mean of scores, rounded half up; weights are hundredths that add up to a hundred.
fn mean(parts: &[(Score, u32)]) -> Result<Score, String> {
    let sum: u32 = parts.iter().map(|(score, weight)| u32::from(score.tenths()) * weight).sum();
    let tenths = u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX);
    Score::from_tenths(tenths).map_err(|error| format!("{error}."))
}
