//! What users' words mean: the phrases of `data/wishes.toml`, by their folded text.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// What a phrase can mean; context decides.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Entry {
    pub(crate) neutral: bool,
    pub(crate) female: bool,
    pub(crate) male: bool,
    pub(crate) everyone: bool,
    pub(crate) younger: bool,
    pub(crate) older: bool,
    pub(crate) young: bool,
    pub(crate) old: bool,
    pub(crate) slightly: bool,
    pub(crate) much: bool,
    pub(crate) others: bool,
    pub(crate) without: bool,
    pub(crate) over: bool,
    pub(crate) under: bool,
    pub(crate) and_up: bool,
    pub(crate) years: bool,
    pub(crate) range: bool,
    pub(crate) countable: bool,
    pub(crate) say: bool,
    pub(crate) claims: bool,
    pub(crate) why: bool,
    pub(crate) ask: bool,
    pub(crate) shown: bool,
    pub(crate) decade: Option<u8>,
    pub(crate) number: Option<u8>,
    pub(crate) ordinal: Option<u8>,
    pub(crate) style: Option<&'static str>,
    pub(crate) topic: Option<&'static str>,
    pub(crate) place: Option<&'static Place>,
    pub(crate) group: Option<&'static Group>,
    /// The group's word also says women or men.
    pub(crate) group_gender: Option<char>,
}

/// A place and its names.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    words: String,
    pub(crate) en: String,
    pub(crate) fr: String,
    pub(crate) es: String,
    pub(crate) de: String,
}

/// A group by occupation or stage of life, and its names.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    words: String,
    #[serde(default)]
    female: String,
    #[serde(default)]
    male: String,
    #[serde(default)]
    pub(crate) gender: Option<String>,
    pub(crate) age: (u8, u8),
    /// Ads don't speak to them, but to those who decide for them.
    #[serde(default)]
    pub(crate) minors: bool,
    #[serde(default)]
    pub(crate) id: String,
    pub(crate) en: String,
    #[serde(default)]
    pub(crate) en_f: Option<String>,
    #[serde(default)]
    pub(crate) en_m: Option<String>,
    pub(crate) fr: String,
    #[serde(default)]
    pub(crate) fr_f: Option<String>,
    #[serde(default)]
    pub(crate) fr_m: Option<String>,
    pub(crate) es: String,
    #[serde(default)]
    pub(crate) es_f: Option<String>,
    #[serde(default)]
    pub(crate) es_m: Option<String>,
    pub(crate) de: String,
    #[serde(default)]
    pub(crate) de_f: Option<String>,
    #[serde(default)]
    pub(crate) de_m: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    neutral: String,
    female: String,
    male: String,
    everyone: String,
    younger: String,
    older: String,
    young: String,
    old: String,
    slightly: String,
    much: String,
    others: String,
    without: String,
    over: String,
    under: String,
    and_up: String,
    years: String,
    range: String,
    countable: String,
    say: String,
    claims: String,
    why: String,
    ask: String,
    shown: String,
    first: String,
    second: String,
    third: String,
    fourth: String,
    decades: BTreeMap<String, String>,
    numbers: BTreeMap<String, String>,
    styles: BTreeMap<String, String>,
    topics: BTreeMap<String, String>,
    places: BTreeMap<String, Place>,
    groups: BTreeMap<String, Group>,
}

/// Phrases by their folded text.
pub(crate) struct Lexicon {
    phrases: FxHashMap<&'static str, Entry>,
    places: FxHashMap<&'static str, &'static Place>,
}

impl Lexicon {
    pub(crate) fn get(&self, phrase: &str) -> Option<&Entry> {
        self.phrases.get(phrase)
    }

    pub(crate) fn place(&self, code: &str) -> Option<&'static Place> {
        self.places.get(code).copied()
    }
}

static FILE: LazyLock<Result<File, String>> = LazyLock::new(|| {
    let mut file: File = toml::from_str(include_str!("../data/wishes.toml"))
        .map_err(|error| format!("data/wishes.toml is broken: {error}"))?;
    for (id, group) in &mut file.groups {
        group.id.clone_from(id);
    }
    Ok(file)
});

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| match FILE.as_ref() {
    Ok(file) => built(file),
    Err(_) => Lexicon { phrases: FxHashMap::default(), places: FxHashMap::default() },
});

/// The phrases of all languages.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// Whether the file could be read at all.
pub(crate) fn check() -> Result<(), String> {
    FILE.as_ref().map(|_| ()).map_err(Clone::clone)
}

fn built(file: &'static File) -> Lexicon {
    let mut phrases: FxHashMap<&'static str, Entry> = FxHashMap::default();
    let mut add = |words: &'static str, mark: &dyn Fn(&mut Entry)| {
        for phrase in listed(words) {
            mark(phrases.entry(phrase).or_default());
        }
    };
    type Mark = fn(&mut Entry);
    let plain: [(&'static str, Mark); 23] = [
        (&file.neutral, |it| it.neutral = true),
        (&file.female, |it| it.female = true),
        (&file.male, |it| it.male = true),
        (&file.everyone, |it| it.everyone = true),
        (&file.younger, |it| it.younger = true),
        (&file.older, |it| it.older = true),
        (&file.young, |it| it.young = true),
        (&file.old, |it| it.old = true),
        (&file.slightly, |it| it.slightly = true),
        (&file.much, |it| it.much = true),
        (&file.others, |it| it.others = true),
        (&file.without, |it| it.without = true),
        (&file.over, |it| it.over = true),
        (&file.under, |it| it.under = true),
        (&file.and_up, |it| it.and_up = true),
        (&file.years, |it| it.years = true),
        (&file.range, |it| it.range = true),
        (&file.countable, |it| it.countable = true),
        (&file.say, |it| it.say = true),
        (&file.claims, |it| it.claims = true),
        (&file.why, |it| it.why = true),
        (&file.ask, |it| it.ask = true),
        (&file.shown, |it| it.shown = true),
    ];
    for (words, mark) in plain {
        add(words, &mark);
    }
    let ordinals = [&file.first, &file.second, &file.third, &file.fourth];
    for (words, ordinal) in ordinals.into_iter().zip(1..) {
        add(words, &|it| it.ordinal = Some(ordinal));
    }
    for (decade, words) in &file.decades {
        add(words, &|it| it.decade = decade.parse().ok());
    }
    for (number, words) in &file.numbers {
        add(words, &|it| it.number = number.parse().ok());
    }
    for (style, words) in &file.styles {
        add(words, &|it| it.style = Some(style));
    }
    for (topic, words) in &file.topics {
        add(words, &|it| it.topic = Some(topic));
    }
    for place in file.places.values() {
        add(&place.words, &|it| it.place = Some(place));
    }
    for group in file.groups.values() {
        add(&group.words, &|it| it.group = Some(group));
        for (words, gender) in [(&group.female, 'F'), (&group.male, 'M')] {
            add(words, &|it| {
                it.group = Some(group);
                it.group_gender = Some(gender);
            });
        }
    }
    let places = file.places.iter().map(|(code, place)| (code.as_str(), place)).collect();
    Lexicon { phrases, places }
}

/// The phrases of a list: words, and phrases in single quotes.
fn listed(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split('\'').enumerate().flat_map(|(index, part)| {
        let quoted = index % 2 == 1;
        let whole = quoted.then_some(part);
        let single = (!quoted).then(|| part.split_whitespace());
        whole.into_iter().chain(single.into_iter().flatten())
    })
}
