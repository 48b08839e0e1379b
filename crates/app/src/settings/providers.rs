//! Providers that are asked over the network for films, pictures and voices: who they are, and what one needs to be let in.

use super::{
    Reader, parse,
    problem::{Problem, Wrong},
};
use std::fmt;
use url::Url;

/// Who makes something, and what one needs to be let in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Maker {
    /// Who.
    pub house: House,
    /// The model (of a voice: which one speaks), where one was chosen.
    pub model: Option<String>,
    /// The key; a server of one's own may want none.
    pub key: Option<Secret>,
    /// Where it answers, if not where it usually does.
    pub base_url: Option<Url>,
    /// What its callbacks are signed with.
    pub webhook_secret: Option<Secret>,
    /// Where the keys are that its callbacks are checked by, if not where they usually are.
    pub jwks_url: Option<Url>,
}

/// A provider.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "each is the provider of its name")]
pub enum House {
    Heygen,
    Gemini,
    Fal,
    OpenAi,
    ElevenLabs,
    /// The program `espeak-ng` of this machine.
    Espeak,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What may be bought: its setting, who sells it, and the settings that go before those of the seller.
struct Ware {
    setting: &'static str,
    houses: &'static [House],
    /// What it is without a seller.
    without: &'static str,
    own: Option<(&'static str, &'static str)>,
}

const VIDEO: Ware =
    Ware { setting: "ADFORGE_VIDEO", houses: &[House::Heygen, House::Gemini, House::Fal], without: "local", own: None };

const IMAGE: Ware = Ware {
    setting: "ADFORGE_IMAGE",
    houses: &[House::OpenAi, House::Gemini, House::Fal],
    without: "local",
    own: Some(("ADFORGE_IMAGE_API_KEY", "ADFORGE_IMAGE_BASE_URL")),
};

const VOICE: Ware = Ware {
    setting: "ADFORGE_VOICE",
    houses: &[House::ElevenLabs, House::Heygen, House::OpenAi, House::Espeak],
    without: "none",
    own: Some(("ADFORGE_VOICE_API_KEY", "ADFORGE_VOICE_BASE_URL")),
};

impl House {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Heygen, Self::Gemini, Self::Fal, Self::OpenAi, Self::ElevenLabs, Self::Espeak];

    /// Its name in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heygen => "heygen",
            Self::Gemini => "gemini",
            Self::Fal => "fal",
            Self::OpenAi => "openai",
            Self::ElevenLabs => "elevenlabs",
            Self::Espeak => "espeak",
        }
    }

    /// The settings of its key and its address.
    const fn variables(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Heygen => Some(("ADFORGE_HEYGEN_API_KEY", "ADFORGE_HEYGEN_BASE_URL")),
            Self::Gemini => Some(("ADFORGE_GEMINI_API_KEY", "ADFORGE_GEMINI_BASE_URL")),
            Self::Fal => Some(("ADFORGE_FAL_API_KEY", "ADFORGE_FAL_BASE_URL")),
            Self::OpenAi => Some(("ADFORGE_OPENAI_API_KEY", "ADFORGE_OPENAI_BASE_URL")),
            Self::ElevenLabs => Some(("ADFORGE_ELEVENLABS_API_KEY", "ADFORGE_ELEVENLABS_BASE_URL")),
            Self::Espeak => None,
        }
    }
}

impl Reader<'_> {
    /// Who makes videos, if anybody but the built-in renderer does.
    pub(super) fn video(&mut self) -> Option<Maker> {
        self.maker(&VIDEO)
    }

    /// Who makes static ads' pictures, if anybody does.
    pub(super) fn image(&mut self) -> Option<Maker> {
        self.maker(&IMAGE)
    }

    /// Who speaks, if anybody does.
    pub(super) fn voice(&mut self) -> Option<Maker> {
        self.maker(&VOICE)
    }

    fn maker(&mut self, ware: &Ware) -> Option<Maker> {
        // Read whoever is asked, so that a bad one is told where it stands.
        let own = ware.own.map(|(key, url)| (self.the(key, parse::secret), self.the(url, parse::base)));
        let (own_key, own_url) = own.unwrap_or_default();
        let (house, model) = self.the(ware.setting, |text| named(text, ware))?;
        let variables = house.variables();
        let (key, base_url) = match variables {
            Some((key, url)) => (own_key.or_else(|| self.secret(key)), own_url.clone().or_else(|| self.address(url))),
            None => (None, None),
        };
        // A server of one's own that speaks like OpenAI may want none.
        let wants = !(house == House::OpenAi && base_url.is_some());
        if let Some((name, _)) = variables.filter(|_| wants && key.is_none())
            && !self.is_given(name)
        {
            let by = format!("{}={}", ware.setting, house.name());
            self.problems.0.push(Problem::Missing { name, by });
        }
        let (webhook_secret, jwks_url) = match house {
            House::Heygen => (self.secret("ADFORGE_HEYGEN_WEBHOOK_SECRET"), None),
            House::Gemini => (self.secret("ADFORGE_GEMINI_WEBHOOK_SECRET"), None),
            House::Fal => (None, self.address("ADFORGE_FAL_JWKS_URL")),
            House::OpenAi | House::ElevenLabs | House::Espeak => (None, None),
        };
        Some(Maker { house, model, key, base_url, webhook_secret, jwks_url })
    }

    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given.get(&super::key(name)).is_some_and(|given| !given.text.is_empty())
    }

    /// A key that several may ask for; [`Reader::check_access`] tells when it is bad.
    pub(super) fn secret(&self, name: &str) -> Option<Secret> {
        self.given.get(&super::key(name)).and_then(|given| parse::secret(given.text.trim()).ok()).flatten()
    }

    /// An address that several may ask for; [`Reader::check_access`] tells when it is bad.
    pub(super) fn address(&self, name: &str) -> Option<Url> {
        self.given.get(&super::key(name)).and_then(|given| parse::base(given.text.trim()).ok()).flatten()
    }

    /// Says what is wrong with keys and addresses, each once, whoever asks for them.
    pub(super) fn check_access(&mut self) {
        for (key, url) in House::ALL.into_iter().filter_map(House::variables).chain(super::writers::ACCESS) {
            self.the(key, parse::secret);
            self.the(url, parse::base);
        }
        for secret in ["ADFORGE_HEYGEN_WEBHOOK_SECRET", "ADFORGE_GEMINI_WEBHOOK_SECRET"] {
            self.the(secret, parse::secret);
        }
        self.the("ADFORGE_FAL_JWKS_URL", parse::base);
    }
}

/// A seller by its name, with a model where one is to be chosen.
fn named(text: &str, ware: &Ware) -> Result<Option<(House, Option<String>)>, Wrong> {
    let (name, model) = text.split_once('/').map_or((text, None), |(name, model)| (name, Some(model)));
    if text == ware.without {
        return Ok(None);
    }
    // No name has a comma: whoever writes a list means one, and there is none here.
    let is_part = |letter: char| letter.is_ascii_graphic() && letter != ',';
    let is_model = |model: &str| !model.is_empty() && model.len() <= 128 && model.chars().all(is_part);
    let house = ware.houses.iter().find(|house| house.name() == name).filter(|_| model.is_none_or(is_model));
    let house = house.ok_or_else(|| {
        let names: Vec<&str> = ware.houses.iter().map(|house| house.name()).collect();
        let what = if ware.setting == "ADFORGE_VOICE" { "a voice" } else { "a model" };
        Wrong::allowed(format!(
            "{}, or one of {}, alone or with a slash and the name of {what}",
            ware.without,
            names.join(", ")
        ))
    })?;
    Ok(Some((*house, model.map(str::to_owned))))
}
