//! The data files, parsed once: `shared` is what holds in every language, a `Pack` is one language's words.

mod address;
mod figures;
mod rows;
mod words;

pub(crate) use address::Address;
pub(crate) use figures::Figures;
pub(crate) use rows::{AngleRow, Archetype, Category, ConceptRow, FormatRow, Moment};
pub(crate) use words::*;

use crate::{joins::Joins, language::Tongue};
use address::addressed;
use serde::Deserialize;
use std::sync::LazyLock;

/// Who may buy and how ads are built, in every language.
pub(crate) struct Shared {
    pub(crate) categories: Vec<Category>,
    pub(crate) moments: Vec<Moment>,
    pub(crate) angles: Vec<AngleRow>,
    pub(crate) concepts: Vec<ConceptRow>,
    pub(crate) formats: Vec<FormatRow>,
}

#[derive(Deserialize)]
struct PeopleFile {
    category: Vec<Category>,
    moment: Vec<Moment>,
}

#[derive(Deserialize)]
struct AdsFile {
    angle: Vec<AngleRow>,
    concept: Vec<ConceptRow>,
    format: Vec<FormatRow>,
}

/// One language's words.
pub(crate) struct Pack {
    pub(crate) people: People,
    pub(crate) ads: Ads,
    pub(crate) frames: Frames,
    /// Which sentences of the scripts belong together.
    pub(crate) joins: Joins,
}

type Loaded<T> = LazyLock<Result<T, String>>;

static SHARED: Loaded<Shared> = LazyLock::new(|| {
    let mut people: PeopleFile = parse("people.toml", include_str!("../data/people.toml"))?;
    for category in &mut people.category {
        category.figures =
            Figures::of(&category.archetypes).map_err(|error| format!("the cues of {}: {error}", category.id))?;
    }
    let ads: AdsFile = parse("ads.toml", include_str!("../data/ads.toml"))?;
    Ok(Shared {
        categories: people.category,
        moments: people.moment,
        angles: ads.angle,
        concepts: ads.concept,
        formats: ads.format,
    })
});

macro_rules! pack {
    ($name:ident, $folder:literal, $polish:expr) => {
        static $name: Loaded<Pack> = LazyLock::new(|| {
            let polish: fn(&str) -> String = $polish;
            Ok(pack_of(
                parse(
                    concat!($folder, "/people.toml"),
                    &polish(include_str!(concat!("../data/", $folder, "/people.toml"))),
                )?,
                parse(concat!($folder, "/ads.toml"), &polish(include_str!(concat!("../data/", $folder, "/ads.toml"))))?,
                parse(
                    concat!($folder, "/frames.toml"),
                    &polish(include_str!(concat!("../data/", $folder, "/frames.toml"))),
                )?,
            ))
        });
    };
}

pack!(EN, "en", str::to_owned);
pack!(FR, "fr", |text| french_spaces(&addressed(text, Address::Polite)));
pack!(FR_CLOSE, "fr", |text| french_spaces(&addressed(text, Address::Close)));
pack!(ES, "es", |text| addressed(text, Address::Close));
pack!(ES_FORMAL, "es", |text| addressed(text, Address::Polite));
pack!(DE, "de", |text| addressed(text, Address::Close));
pack!(DE_FORMAL, "de", |text| addressed(text, Address::Polite));

/// A pack out of its files.
fn pack_of(people: People, ads: Ads, frames: Frames) -> Pack {
    let mut joins = Joins::default();
    let spoken = ads.lines.values().chain(ads.concepts.values().map(|words| &words.hooks)).flatten();
    let closes = ads.concepts.values().flat_map(|words| &words.close);
    let points = ads.angles.values().flat_map(|words| &words.line);
    let told = people.archetypes.values().flat_map(|figures| figures.values()).chain(people.moments.values());
    let doubts = people.objections.values().map(|words| &words.line);
    let motives = people.drivers.values().map(|words| &words.line);
    let scenes = told.map(|figure| &figure.scene);
    for frame in spoken.chain(closes).chain(points).chain(doubts).chain(motives).chain(scenes) {
        joins.learn(frame);
    }
    Pack { people, ads, frames, joins }
}

/// What holds in every language.
pub(crate) fn shared() -> Result<&'static Shared, String> {
    SHARED.as_ref().map_err(Clone::clone)
}

/// The words of a language, as they are usually said.
#[cfg(test)]
pub(crate) fn pack(tongue: Tongue) -> Result<&'static Pack, String> {
    pack_for(tongue, Address::usual(tongue, false))
}

/// The words of a language, said to somebody in this way.
pub(crate) fn pack_for(tongue: Tongue, address: Address) -> Result<&'static Pack, String> {
    let loaded = match (tongue, address) {
        (Tongue::En, _) => &EN,
        (Tongue::Fr, Address::Close) => &FR_CLOSE,
        (Tongue::Fr, Address::Polite) => &FR,
        (Tongue::Es, Address::Close) => &ES,
        (Tongue::Es, Address::Polite) => &ES_FORMAL,
        (Tongue::De, Address::Close) => &DE,
        (Tongue::De, Address::Polite) => &DE_FORMAL,
    };
    loaded.as_ref().map_err(Clone::clone)
}

fn parse<T: for<'a> Deserialize<'a>>(file: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("data/{file} is broken: {error}"))
}

/// French puts spaces that don't break before its high punctuation and inside its quotation marks; whoever edits the
/// data types plain ones.
fn french_spaces(text: &str) -> String {
    text.replace(" :", "\u{a0}:")
        .replace(" ?", "\u{202f}?")
        .replace(" !", "\u{202f}!")
        .replace(" ;", "\u{202f};")
        .replace(" %", "\u{a0}%")
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»")
}
