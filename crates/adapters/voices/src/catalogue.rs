//! Voices, models and prices: data that changes every few months, so it stands in a file and not in code.

use crate::{Access, SetUpError, words};
use adforge_domain::{language::Language, spending::Money};
use adforge_ports_creative::Utterance;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use time::{Date, format_description::well_known::Iso8601};
use url::{Host, Url};

const FILE: &str = include_str!("../data/voices.toml");
/// The line for languages that have none of their own.
const ANY: &str = "any";
/// How many letters the slowest voice speaks in a second.
const SLOWEST: f64 = 8.0;

/// What the file says of a provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    base_url: Option<Url>,
    /// The model that is taken where none is set.
    pub(crate) model: String,
    models: BTreeMap<String, Model>,
    #[serde(default)]
    voices: BTreeMap<String, Voices>,
    #[serde(default)]
    languages: BTreeMap<String, String>,
}

/// What the file says of a model.
#[derive(Clone, Default, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    usd_per_character: Option<f64>,
    usd_per_second: Option<f64>,
    credits_per_character: Option<f64>,
    #[serde(default)]
    pub(crate) takes_language: bool,
    #[serde(default, deserialize_with = "day")]
    pub(crate) retires: Option<Date>,
}

/// The voices of a language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Voices {
    female: String,
    male: String,
}

impl Known {
    pub(crate) fn of(provider: &str) -> Result<Self, SetUpError> {
        let bad = |error: String| SetUpError::Catalogue(error);
        let mut all: BTreeMap<String, Self> = toml::from_str(FILE).map_err(|error| bad(error.to_string()))?;
        all.remove(provider).ok_or_else(|| bad(format!("there is no {provider} in it")))
    }

    /// Where it is asked.
    pub(crate) fn base_url(&self, access: &Access) -> Result<Url, SetUpError> {
        let url = access.base_url.as_ref().or(self.base_url.as_ref()).cloned();
        url.ok_or_else(|| SetUpError::Catalogue("there is no address in it".to_owned()))
    }

    /// What is known of a model; of one that isn't in the file, nothing.
    pub(crate) fn model(&self, name: &str) -> Model {
        self.models.get(name).cloned().unwrap_or_default()
    }

    /// The voice of a language and gender.
    pub(crate) fn voice(&self, words: &Utterance) -> Option<String> {
        let language = words.language.tag();
        let voices = self.voices.get(language).or_else(|| self.voices.get(ANY))?;
        let voice = if gender(words) == "male" { &voices.male } else { &voices.female };
        Some(voice.replace("{language}", language))
    }

    /// What a language is called there.
    pub(crate) fn language(&self, language: Language) -> Option<&str> {
        self.languages.get(language.tag()).map(String::as_str)
    }
}

/// What one's voice is to be like; a woman's where nobody presents.
pub(crate) fn gender(words: &Utterance) -> &'static str {
    let presenter = words.presenter.as_ref();
    if presenter.is_some_and(|it| it.gender.eq_ignore_ascii_case("male")) { "male" } else { "female" }
}

impl Model {
    /// Whether its price is known.
    pub(crate) fn is_priced(&self) -> bool {
        self.usd_per_character.or(self.usd_per_second).is_some()
    }

    /// The most that this text costs; none where the price isn't known, which is not the same as nothing.
    pub(crate) fn most(&self, text: &str) -> Option<Money> {
        self.price(text, words::letters(text) / SLOWEST)
    }

    /// What this text costs when it has become so many seconds.
    pub(crate) fn price(&self, text: &str, seconds: f64) -> Option<Money> {
        match (self.usd_per_character, self.usd_per_second) {
            (Some(usd), _) => Money::dollars(usd * text.chars().count() as f64),
            (None, Some(usd)) => Money::dollars(usd * seconds),
            (None, None) => None,
        }
    }

    /// What so many of the provider's own credits are.
    pub(crate) fn credits(&self, credits: f64) -> Option<Money> {
        Money::dollars(credits / self.credits_per_character? * self.usd_per_character?)
    }
}

/// Whether nobody asks for money: a server of this machine that takes whoever comes.
pub(crate) fn is_free(access: &Access) -> bool {
    let is_near = access.base_url.as_ref().is_some_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    });
    access.key.is_none() && is_near
}

/// A day, as `"2027-01-06"`.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(from)?;
    Date::parse(&text, &Iso8601::DATE).map(Some).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voice_has_its_line_and_its_usual_model() {
        for provider in ["elevenlabs", "heygen", "openai", "espeak"] {
            let known = Known::of(provider).unwrap();
            assert!(known.models.contains_key(&known.model), "{provider}: {}", known.model);
            for language in [Language::EN, Language::FR, Language::ES, Language::DE] {
                let words = Utterance { text: String::new(), language, presenter: None, seed: 0 };
                assert!(known.voice(&words).is_some() || known.language(language).is_some(), "{provider} {words:?}");
            }
        }
    }

    #[test]
    fn a_price_that_is_not_known_is_none() {
        let known = Known::of("openai").unwrap();
        assert_eq!(known.model("of-somebody-else").most("Hello."), None);
        assert_eq!(known.model("tts-1").most("Hello."), Some(Money(6 * 15_000)));
        assert!(!known.model("of-somebody-else").is_priced());
    }
}
