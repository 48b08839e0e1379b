//! What kind of thing a product is, heard from its own words.

use crate::{language::Tongue, words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Which kind of product the words heard so far speak of.
#[derive(Default)]
pub(super) struct Hearing(Vec<u32>);

impl Hearing {
    pub(super) fn hear(&mut self, folded: &str, weight: u32, tongue: Tongue) {
        self.0.resize(STEMS.categories, 0);
        for word in words::split(folded).take(400) {
            STEMS.find(word, tongue, &mut |category| {
                if let Some(sum) = self.0.get_mut(category) {
                    *sum += weight;
                }
            });
        }
    }

    pub(super) fn best(&self) -> Option<usize> {
        let most = self.0.iter().copied().max().filter(|most| *most >= 3)?;
        self.0.iter().position(|sum| *sum == most)
    }
}

/// The stems of all categories, by their text.
struct Stems {
    categories: usize,
    by_text: FxHashMap<&'static str, Vec<(usize, bool)>>,
    /// The first three bytes of all stems: most words are told apart by these.
    beginnings: FxHashSet<&'static [u8]>,
}

static STEMS: LazyLock<Stems> = LazyLock::new(|| {
    let categories = crate::catalogue::shared().map_or(&[][..], |shared| shared.categories.as_slice());
    let mut by_text: FxHashMap<&'static str, Vec<(usize, bool)>> = FxHashMap::default();
    for (index, category) in categories.iter().enumerate() {
        for stem in &category.stems {
            let bare = stem.trim_end_matches('$');
            by_text.entry(bare).or_default().push((index, bare.len() < stem.len() || bare.len() <= 3));
        }
    }
    let beginnings = by_text.keys().filter_map(|stem| stem.as_bytes().get(..3)).collect();
    Stems { categories: categories.len(), by_text, beginnings }
});

impl Stems {
    fn find(&self, word: &str, tongue: Tongue, found: &mut impl FnMut(usize)) {
        self.find_at(word, found);
        // German joins its nouns: the second half of a word counts too.
        if tongue == Tongue::De && word.len() >= 9 {
            for (at, _) in word.char_indices().skip(3).take(16) {
                self.find_long(word.get(at..).unwrap_or_default(), found);
            }
        }
    }

    fn begins(&self, word: &str) -> bool {
        word.as_bytes().get(..3).is_some_and(|beginning| self.beginnings.contains(beginning))
    }

    fn find_at(&self, word: &str, found: &mut impl FnMut(usize)) {
        if !self.begins(word) {
            return;
        }
        for length in (3..=word.len().min(16)).filter(|length| word.is_char_boundary(*length)) {
            let (stem, rest) = word.split_at(length);
            let Some(entries) = self.by_text.get(stem) else { continue };
            let whole = matches!(rest, "" | "s" | "es" | "n" | "en");
            entries.iter().filter(|(_, exact)| !exact || whole).for_each(|(category, _)| found(*category));
        }
    }

    fn find_long(&self, part: &str, found: &mut impl FnMut(usize)) {
        if !self.begins(part) {
            return;
        }
        for length in (4..=part.len().min(14)).filter(|length| part.is_char_boundary(*length)) {
            let (stem, _) = part.split_at(length);
            let Some(entries) = self.by_text.get(stem) else { continue };
            entries.iter().for_each(|(category, _)| found(*category));
        }
    }
}

/// Reads the stems.
pub(super) fn warm() {
    LazyLock::force(&STEMS);
}
