//! One language's words, as its files say them.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// What is looked up by its id, many times for each card.
pub(crate) type ById<T> = FxHashMap<String, T>;
/// One text by its id.
pub(crate) type Texts = ById<String>;
/// Several wordings by their id.
pub(crate) type Wordings = ById<Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct People {
    pub(crate) people: String,
    pub(crate) women: String,
    pub(crate) men: String,
    pub(crate) description: Vec<String>,
    pub(crate) bare: Vec<String>,
    pub(crate) desire: Vec<String>,
    pub(crate) archetypes: ById<ById<Figure>>,
    pub(crate) moments: ById<Figure>,
    pub(crate) drivers: ById<Driver>,
    pub(crate) objections: ById<Objection>,
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
    pub(crate) angles: ById<AngleWords>,
    pub(crate) concepts: ById<ConceptWords>,
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
