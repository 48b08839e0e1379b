//! Words that tell what a fact is: an absence, a guarantee, an origin, a review, a limit.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a word says of the fact that it stands in.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Cue {
    Absence,
    Guarantee,
    Origin,
    Review,
    Limited,
}

/// The words by which a fact is recognised.
pub(super) struct Cues {
    whole: FxHashMap<String, Vec<Cue>>,
    stems: Vec<(String, Cue)>,
    ends: Vec<(String, Cue)>,
}

pub(super) static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let table: toml::Table = toml::from_str(include_str!("../../data/facts.toml")).unwrap_or_default();
    let mut cues = Cues { whole: FxHashMap::default(), stems: Vec::new(), ends: Vec::new() };
    for (name, words) in table {
        let Ok(cue) = Cue::deserialize(toml::Value::String(name)) else { continue };
        for word in words.as_str().unwrap_or_default().split_whitespace() {
            match (word.strip_prefix('*'), word.strip_suffix('*')) {
                (Some(end), _) => cues.ends.push((end.to_owned(), cue)),
                (_, Some(stem)) => cues.stems.push((stem.to_owned(), cue)),
                _ => cues.whole.entry(word.to_owned()).or_default().push(cue),
            }
        }
    }
    cues
});

impl Cues {
    pub(super) fn of<'a>(&'a self, word: &'a str) -> impl Iterator<Item = Cue> + 'a {
        let whole = self.whole.get(word).into_iter().flatten().copied();
        let stems = self.stems.iter().filter(|(stem, _)| word.starts_with(stem.as_str())).map(|(_, cue)| *cue);
        let ends = self.ends.iter().filter(|(end, _)| word.ends_with(end.as_str())).map(|(_, cue)| *cue);
        whole.chain(stems).chain(ends)
    }
}
