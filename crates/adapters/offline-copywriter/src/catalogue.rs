//! The data files, parsed once: `shared` is what holds in every language, a `Pack` is one language's words.

use crate::{joins::Joins, language::Tongue};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// One text by its id.
pub(crate) type Texts = BTreeMap<String, String>;
/// Several wordings by their id.
pub(crate) type Wordings = BTreeMap<String, Vec<String>>;

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

/// A kind of product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Category {
    pub(crate) id: String,
    pub(crate) stems: Vec<String>,
    /// What the call to action asks for.
    pub(crate) act: String,
    #[serde(default)]
    pub(crate) formal: bool,
    /// Whether there is nothing to hold in a hand: it is shown by its name, on a screen.
    #[serde(default)]
    pub(crate) screen: bool,
    /// Whether jokes are out of place.
    #[serde(default)]
    pub(crate) sensitive: bool,
    /// Formats that advertising rules or taste forbid.
    #[serde(default)]
    pub(crate) barred: Vec<String>,
    pub(crate) archetypes: Vec<Archetype>,
}

/// A kind of buyer of a kind of product.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Archetype {
    pub(crate) id: String,
    pub(crate) age: (u8, u8),
    /// `F` or `M`; everybody without.
    #[serde(default)]
    pub(crate) gender: Option<String>,
    pub(crate) driver: String,
    pub(crate) objection: String,
    pub(crate) traits: Vec<String>,
    #[serde(default)]
    pub(crate) cues: Vec<String>,
    /// The group of `wishes.toml` that it describes: its age is no accident.
    #[serde(default)]
    pub(crate) situation: Option<String>,
}

/// A way to meet any product, whoever one is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moment {
    pub(crate) id: String,
    pub(crate) driver: String,
    pub(crate) objection: String,
    pub(crate) traits: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AngleRow {
    pub(crate) id: String,
    pub(crate) family: String,
    pub(crate) drivers: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConceptRow {
    pub(crate) id: String,
    pub(crate) pull: String,
    /// What its script says, beat by beat.
    pub(crate) plan: Vec<String>,
    pub(crate) families: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    /// Whether it jokes.
    #[serde(default)]
    pub(crate) light: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormatRow {
    pub(crate) id: String,
    /// How a body begins, whatever the concept.
    #[serde(default)]
    pub(crate) head: Vec<String>,
    #[serde(default)]
    pub(crate) suits: Vec<String>,
    #[serde(default)]
    pub(crate) never: Vec<String>,
    #[serde(default)]
    pub(crate) needs: Vec<String>,
    pub(crate) beats: Vec<String>,
}

/// One language's words.
pub(crate) struct Pack {
    pub(crate) people: People,
    pub(crate) ads: Ads,
    pub(crate) frames: Frames,
    /// Which sentences of the scripts belong together.
    pub(crate) joins: Joins,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) people: String,
    pub(crate) women: String,
    pub(crate) men: String,
    pub(crate) description: Vec<String>,
    pub(crate) bare: Vec<String>,
    pub(crate) desire: Vec<String>,
    pub(crate) archetypes: BTreeMap<String, BTreeMap<String, Figure>>,
    pub(crate) moments: BTreeMap<String, Figure>,
    pub(crate) drivers: BTreeMap<String, Driver>,
    pub(crate) objections: BTreeMap<String, Objection>,
    pub(crate) traits: Texts,
    pub(crate) places: Texts,
    pub(crate) kinds: Texts,
}

/// The words of an archetype or a moment.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) who: String,
    pub(crate) pain: String,
    pub(crate) want: String,
    /// A moment out of their life, as it is spoken.
    pub(crate) scene: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Driver {
    pub(crate) pain: String,
    /// The pain as it is spoken.
    pub(crate) line: String,
    pub(crate) tone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Objection {
    pub(crate) pain: String,
    pub(crate) want: String,
    pub(crate) answer: String,
    pub(crate) line: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ads {
    pub(crate) angles: BTreeMap<String, AngleWords>,
    pub(crate) concepts: BTreeMap<String, ConceptWords>,
    pub(crate) lines: Wordings,
    pub(crate) calls: CallWords,
    pub(crate) formats: Texts,
    pub(crate) shots: Wordings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AngleWords {
    pub(crate) titles: Vec<String>,
    pub(crate) text: Vec<String>,
    #[serde(default)]
    pub(crate) pair: Vec<String>,
    #[serde(default)]
    pub(crate) bare: Vec<String>,
    pub(crate) why: String,
    pub(crate) line: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConceptWords {
    pub(crate) title: String,
    pub(crate) hooks: Vec<String>,
    pub(crate) text: Vec<String>,
    #[serde(default)]
    pub(crate) bare: Vec<String>,
    pub(crate) close: Vec<String>,
}

/// Calls to action by what they ask for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallWords {
    pub(crate) plain: Wordings,
    /// What a button says.
    pub(crate) button: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frames {
    pub(crate) status: Texts,
    pub(crate) reasoning: Texts,
    pub(crate) notes: NoteWords,
    pub(crate) answers: Texts,
    pub(crate) shares: Texts,
    pub(crate) areas: Texts,
    pub(crate) effects: EffectWords,
    pub(crate) person: Texts,
    pub(crate) reasons: ReasonWords,
    pub(crate) features: Texts,
    pub(crate) gaps: Texts,
    pub(crate) format_why: FormatWords,
    pub(crate) scenes: SceneWords,
}

#[derive(Deserialize)]
pub(crate) struct NoteWords {
    pub(crate) can: Texts,
    #[serde(flatten)]
    pub(crate) texts: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EffectWords {
    pub(crate) hook: Vec<String>,
    pub(crate) tone: String,
    pub(crate) proof: Vec<String>,
    pub(crate) no_proof: String,
    pub(crate) pictures: Vec<String>,
    pub(crate) young: String,
    pub(crate) middle: String,
    pub(crate) older: String,
    pub(crate) oldest: String,
    pub(crate) work: String,
    pub(crate) objection: String,
    pub(crate) goal: Vec<String>,
    pub(crate) support: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonWords {
    pub(crate) starts: Vec<String>,
    pub(crate) carried: Vec<String>,
    pub(crate) uncarried: Vec<String>,
    /// What stands between facts in a list.
    pub(crate) separator: String,
    pub(crate) support: String,
    pub(crate) gap: String,
}

#[derive(Deserialize)]
pub(crate) struct FormatWords {
    pub(crate) fact: Vec<String>,
    pub(crate) bare: Vec<String>,
    #[serde(flatten)]
    pub(crate) reasons: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SceneWords {
    pub(crate) direction: Vec<String>,
    pub(crate) direction_screen: String,
    pub(crate) direction_fact: String,
}

type Loaded<T> = LazyLock<Result<T, String>>;

static SHARED: Loaded<Shared> = LazyLock::new(|| {
    let people: PeopleFile = parse("people.toml", include_str!("../data/people.toml"))?;
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

/// How whoever hears an ad is spoken to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Address {
    /// As tu, tú, du.
    Close,
    /// As vous, usted, Sie.
    Polite,
}

impl Address {
    /// How a language speaks to somebody where the product's own words don't: `formal` is its kind.
    pub(crate) fn usual(tongue: Tongue, formal: bool) -> Self {
        match tongue {
            Tongue::Fr => Self::Polite,
            Tongue::De if formal => Self::Polite,
            Tongue::En | Tongue::Es | Tongue::De => Self::Close,
        }
    }
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

/// One of the two forms of address that the data gives as `<du|Sie>`, the familiar one first.
fn addressed(text: &str, address: Address) -> String {
    let mut chosen = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        chosen.push_str(before);
        let (forms, tail) = after.split_once('>').unwrap_or((after, ""));
        let (close, polite) = forms.split_once('|').unwrap_or((forms, forms));
        chosen.push_str(match address {
            Address::Close => close,
            Address::Polite => polite,
        });
        rest = tail;
    }
    chosen.push_str(rest);
    chosen
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
