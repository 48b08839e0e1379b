//! Whether a card is in the language that it should be in. Short texts are told by their commonest words, longer ones by
//! the recognizer too; what is too short for both is let pass.

use super::grounds::Grounds;
use crate::{
    cards::{Field, Voice},
    tongue::{Tongue, common},
    words::fold,
};
use std::{collections::HashSet, sync::LazyLock};
use whatlang::{Detector, Lang};

static COMMON: LazyLock<Vec<(&'static str, HashSet<&'static str>)>> =
    LazyLock::new(|| common().map(|(tag, words)| (tag, words.split_whitespace().collect())).collect());

/// Whether a word is common in one of our languages, and so says nothing of a product.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.iter().any(|(_, common)| common.contains(word))
}

/// How many letters the recognizer wants.
const LETTERS: usize = 60;

/// What is wrong with a card's language, as a sentence.
pub(super) fn flaw(fields: &[Field<'_>], grounds: &Grounds, tongue: Tongue) -> Option<String> {
    let judged = || fields.iter().filter(|field| field.voice != Voice::Label);
    let whole: Vec<String> = judged().map(|field| grounds.without_names(&fold(field.text))).collect();
    let name = tongue.name();
    if is_foreign(&whole.join(" . "), tongue) {
        return Some(format!("The card isn't in {name}; all its texts must be."));
    }
    let foreign = judged().find(|field| {
        let votes = Votes::of(&grounds.without_names(&fold(field.text)), tongue);
        votes.own == 0 && votes.other >= 2
    })?;
    Some(format!("\"{}\" isn't in {name}.", foreign.key))
}

fn is_foreign(folded: &str, tongue: Tongue) -> bool {
    let votes = Votes::of(folded, tongue);
    if votes.known {
        if votes.other > votes.own && votes.other >= 3 {
            return true;
        }
        if votes.own > votes.other {
            return false;
        }
    }
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let Some(lang) = tongue.lang().filter(|_| letters >= LETTERS) else { return false };
    // Our own languages are what a model slips into.
    let mut candidates = vec![Lang::Eng, Lang::Fra, Lang::Spa, Lang::Deu];
    if !candidates.contains(&lang) {
        candidates.push(lang);
    }
    let found = Detector::with_allowlist(candidates).detect(folded);
    found.is_some_and(|info| info.lang() != lang && (info.is_reliable() || votes.other >= 3))
}

/// How many common words speak for the language, and how many for the likeliest of the others.
struct Votes {
    own: usize,
    other: usize,
    /// Whether we have common words of it.
    known: bool,
}

impl Votes {
    fn of(folded: &str, tongue: Tongue) -> Self {
        // Contractions are one word here: "it's", "c'est".
        let row: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .map(|word| word.trim_matches('\''))
            .filter(|word| !word.is_empty())
            .collect();
        let mut votes = Self { own: 0, other: 0, known: false };
        for (tag, common) in COMMON.iter() {
            let count = row.iter().filter(|word| common.contains(*word)).count();
            if *tag == tongue.tag() {
                votes.own = count;
                votes.known = true;
            } else {
                votes.other = votes.other.max(count);
            }
        }
        votes
    }
}

#[cfg(test)]
mod tests {
    use super::is_foreign;
    use crate::tongue::Tongue;
    use adforge_domain::language::Language;

    fn tongue(tag: &str) -> Tongue {
        let mut facts = adforge_doubles::facts("Kisel");
        facts.language = Language::parse(tag).ok();
        Tongue::of(&facts).unwrap()
    }

    #[test]
    fn short_texts_are_told_by_their_commonest_words() {
        let english = "feet that are warm when the rain is over";
        assert!(is_foreign(english, tongue("fr")) && !is_foreign(english, tongue("en")));
        // One or two words may be anybody's.
        assert!(!is_foreign("the night is long", tongue("fr")));
        // What says nothing is let pass.
        assert!(!is_foreign("warm feet, long nights", tongue("de")));
    }

    #[test]
    fn a_language_without_words_of_ours_is_told_by_the_recognizer() {
        let portuguese = "os pes quentes numa noite fria, sem pressa e com vontade de ficar em casa ate amanha";
        assert!(!is_foreign(portuguese, tongue("pt")));
        let english = "warm feet on a cold night, without haste, and the wish to stay at home until tomorrow morning";
        assert!(is_foreign(english, tongue("pt")));
    }
}
