//! Which language a product's ads are written in, and what is said around the cards in it.

use adforge_domain::{
    language::Language,
    product::Facts,
    progress::{Status, StatusStep},
    workflow::Step,
};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};
use whatlang::{Detector, Lang};

/// A language, as `data/languages.toml` has it.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Spoken {
    name: String,
    code: String,
    rate: u32,
    /// Words by which short texts are told.
    #[serde(default)]
    common: String,
}

/// What is said around the cards.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Frames {
    shares: [String; 3],
    again: String,
    status: BTreeMap<String, String>,
}

static LANGUAGES: LazyLock<Result<BTreeMap<String, Spoken>, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/languages.toml"))
        .map_err(|error| format!("data/languages.toml is broken: {error}"))
});

static FRAMES: LazyLock<Result<BTreeMap<String, Frames>, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/frames.toml")).map_err(|error| format!("data/frames.toml is broken: {error}"))
});

/// The language of a product's ads.
#[derive(Clone, Copy)]
pub(crate) struct Tongue {
    language: Language,
    spoken: Option<&'static Spoken>,
    frames: &'static Frames,
}

impl Tongue {
    /// The language of a product: as it says, else as its text reads, else English. A language that isn't on our list is
    /// written all the same: then its tag is all that is known of it.
    ///
    /// # Errors
    /// A data file is broken.
    pub(crate) fn of(facts: &Facts) -> Result<Self, String> {
        let language = facts.language.or_else(|| recognized(facts)).unwrap_or(Language::EN);
        let languages = LANGUAGES.as_ref().map_err(Clone::clone)?;
        let frames = FRAMES.as_ref().map_err(Clone::clone)?;
        let frames = frames.get(language.tag()).or_else(|| frames.get("en"));
        let frames = frames.ok_or_else(|| "data/frames.toml has no English".to_owned())?;
        Ok(Self { language, spoken: languages.get(language.tag()), frames })
    }

    /// Two letters.
    pub(crate) fn tag(&self) -> &str {
        self.language.tag()
    }

    /// What a model is told.
    pub(crate) fn name(&self) -> String {
        let unlisted = || format!("the language with the ISO 639-1 tag \"{}\"", self.tag());
        self.spoken.map_or_else(unlisted, |spoken| spoken.name.clone())
    }

    /// Tenths of a word that are spoken in a second.
    pub(crate) fn rate(&self) -> u32 {
        const USUAL: u32 = 22;
        self.spoken.map_or(USUAL, |spoken| spoken.rate)
    }

    /// As the recognizer knows it.
    pub(crate) fn lang(&self) -> Option<Lang> {
        self.spoken.and_then(|spoken| Lang::from_code(&spoken.code))
    }

    /// The words for shares, the greatest first.
    pub(crate) fn shares(self) -> [&'static str; 3] {
        let [first, second, third] = &self.frames.shares;
        [first, second, third]
    }

    /// What is being done, and for how long it may take; with `again` a second time, over what came back.
    pub(crate) fn status(self, step: Step, product: &str, seconds: u32, again: bool, done: bool) -> Status {
        let label = self.frames.status.get(step.as_str()).map_or("", String::as_str).replace("{p}", product);
        let estimated = |over: bool| (!over).then_some(seconds);
        let over = done || again;
        let mut steps = vec![StatusStep { label, done: over, estimated_seconds: estimated(over) }];
        if again {
            let label = self.frames.again.clone();
            steps.push(StatusStep { label, done, estimated_seconds: estimated(done) });
        }
        Status { steps, percent: None }
    }
}

/// All languages that we have common words of: tag and words.
pub(crate) fn common() -> impl Iterator<Item = (&'static str, &'static str)> {
    let languages = LANGUAGES.as_ref().ok();
    languages
        .into_iter()
        .flatten()
        .filter(|(_, spoken)| !spoken.common.is_empty())
        .map(|(tag, spoken)| (tag.as_str(), spoken.common.as_str()))
}

/// The tag of the language that a product's own text reads as, where there is enough of it.
pub(crate) fn read_as(facts: &Facts) -> Option<String> {
    recognized(facts).map(|language| language.tag().to_owned())
}

/// The language that a product's own text is in, if there is enough of it.
fn recognized(facts: &Facts) -> Option<Language> {
    const LITTLE: usize = 24;
    const MUCH: usize = 40;
    const ENOUGH: usize = 400;
    let text = facts.excerpt(ENOUGH);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ours = || Detector::with_allowlist(vec![Lang::Eng, Lang::Fra, Lang::Spa, Lang::Deu]).detect(&text);
    // With little to go by only the most usual languages are candidates.
    let found = match letters {
        0..LITTLE => ours().filter(whatlang::Info::is_reliable),
        LITTLE..MUCH => ours(),
        _ => Detector::with_denylist(vec![Lang::Afr]).detect(&text).filter(whatlang::Info::is_reliable).or_else(ours),
    }?;
    let code = found.lang().code();
    let languages = LANGUAGES.as_ref().ok()?;
    languages.iter().find(|(_, spoken)| spoken.code == code).and_then(|(tag, _)| Language::parse(tag).ok())
}
