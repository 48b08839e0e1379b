//! Which of our languages a product's ads are written in.

use adforge_domain::{language::Language, product::Facts};
use whatlang::{Detector, Lang};

/// A language that the data speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tongue {
    En,
    Fr,
    Es,
    De,
}

impl Tongue {
    /// Its name in the data.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::De => "de",
        }
    }

    pub(crate) const ALL: [Self; 4] = [Self::En, Self::Fr, Self::Es, Self::De];

    pub(crate) fn of(language: Language) -> Option<Self> {
        match language {
            Language::EN => Some(Self::En),
            Language::FR => Some(Self::Fr),
            Language::ES => Some(Self::Es),
            Language::DE => Some(Self::De),
            _ => None,
        }
    }
    fn recognized(lang: Lang) -> Option<Self> {
        match lang {
            Lang::Eng => Some(Self::En),
            Lang::Fra => Some(Self::Fr),
            Lang::Spa => Some(Self::Es),
            Lang::Deu => Some(Self::De),
            _ => None,
        }
    }
}

/// The language to write in, and whether it stands in for one that the data doesn't speak.
pub(crate) fn choose(facts: &Facts) -> (Tongue, bool) {
    match facts.language {
        Some(language) => Tongue::of(language).map_or((Tongue::En, true), |tongue| (tongue, false)),
        None => recognize(&facts.excerpt(ENOUGH)),
    }
}

/// As much of a product's own text as it takes to recognize a language, in bytes.
const ENOUGH: usize = 400;

fn recognize(text: &str) -> (Tongue, bool) {
    const LITTLE: usize = 24;
    const SOME: usize = 40;
    const MUCH: usize = 80;
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    // With little to go by, only our own languages are candidates, and a lone name has to be clear.
    if letters >= SOME
        && let Some(info) = Detector::with_denylist(vec![Lang::Afr]).detect(text)
    {
        match Tongue::recognized(info.lang()) {
            Some(tongue) => return (tongue, false),
            None if info.is_reliable() || letters >= MUCH => return (Tongue::En, true),
            None => {}
        }
    }
    let ours = Detector::with_allowlist(vec![Lang::Eng, Lang::Fra, Lang::Spa, Lang::Deu]);
    let likely = ours.detect(text).filter(|info| info.is_reliable() || letters >= LITTLE);
    (likely.and_then(|info| Tongue::recognized(info.lang())).unwrap_or(Tongue::En), false)
}
