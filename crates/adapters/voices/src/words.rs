//! The words of a text: where they stand, how long they take to say, and what lies between them.

use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// What lies between two words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Pause {
    /// Nothing that one hears.
    None,
    /// A comma, or what else divides a sentence.
    Clause,
    /// A sentence's end.
    Sentence,
    /// A scene's end.
    Scene,
}

/// Where the words stand, by the Unicode rules; punctuation is none of them.
pub(crate) fn places(text: &str) -> Vec<Range<usize>> {
    text.unicode_word_indices().map(|(from, word)| from..from + word.len()).collect()
}

/// How long a text takes to say, in letters of ours.
pub(crate) fn letters(text: &str) -> f64 {
    places(text).into_iter().filter_map(|place| text.get(place)).map(weight).sum()
}

/// How long a word takes to say, in letters of ours: a digit is said as a word, and a sign of the languages that write
/// syllables as a syllable.
pub(crate) fn weight(word: &str) -> f64 {
    let letter = |letter: char| match u32::from(letter) {
        _ if letter.is_numeric() => 4.0,
        0x0E00..=0x0E7F | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF => 3.0,
        _ if letter.is_alphabetic() => 1.0,
        _ => 0.0,
    };
    1.0 + word.chars().map(letter).sum::<f64>()
}

/// What lies in what stands between two words.
pub(crate) fn pause(between: &str) -> Pause {
    let mark = |mark: char| match mark {
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '\n' => Pause::Sentence,
        ',' | ';' | ':' | '–' | '—' | '،' | '、' | '，' | '(' | ')' => Pause::Clause,
        _ => Pause::None,
    };
    if between.contains("\n\n") {
        return Pause::Scene;
    }
    between.chars().map(mark).max().unwrap_or(Pause::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        places(text).into_iter().map(|place| &text[place]).collect()
    }

    #[test]
    fn words_are_what_one_says() {
        assert_eq!(words("Été ? L’hâle « naturel », -20 % !"), ["Été", "L’hâle", "naturel", "20"]);
        assert_eq!(words("Can't wait…\n\n4.5 stars"), ["Can't", "wait", "4.5", "stars"]);
        assert_eq!(words("  \n\n ?! "), [""; 0]);
    }

    #[test]
    fn what_lies_between_is_what_one_hears() {
        let cases = [(" ", Pause::None), (", ", Pause::Clause), (" ? ", Pause::Sentence), (".\n\n", Pause::Scene)];
        for (between, wanted) in cases {
            assert_eq!(pause(between), wanted, "{between:?}");
        }
    }
}
