//! The language that ads are written in.

use serde::{Deserialize, Serialize};

/// A language tag of a product, as ISO 639-1 in lower case (`"fr"`); regions are dropped (`fr-CH` is `fr`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 2]);

/// The text is no two-letter language tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a language is a two-letter tag such as \"en\" or \"fr\"")]
pub struct BadLanguage;

impl Language {
    /// English.
    pub const EN: Self = Self(*b"en");
    /// French.
    pub const FR: Self = Self(*b"fr");
    /// Spanish.
    pub const ES: Self = Self(*b"es");
    /// German.
    pub const DE: Self = Self(*b"de");

    /// From a tag (`"fr"`, `"fr-CH"`, `"FR_fr"`).
    ///
    /// # Errors
    /// Not two ASCII letters before the region.
    pub fn parse(tag: &str) -> Result<Self, BadLanguage> {
        let main = tag.trim().split(['-', '_']).next().unwrap_or_default();
        match main.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_lowercase(), b.to_ascii_lowercase()]))
            }
            _ => Err(BadLanguage),
        }
    }

    /// The two-letter tag.
    pub fn tag(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("en")
    }
}

impl TryFrom<String> for Language {
    type Error = BadLanguage;
    fn try_from(tag: String) -> Result<Self, BadLanguage> {
        Self::parse(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.tag().to_owned()
    }
}
