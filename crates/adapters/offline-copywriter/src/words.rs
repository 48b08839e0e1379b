//! Words and letters: folding, splitting, counting, and how long they take to be said.

use crate::language::Tongue;
use std::iter::once;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, without accents, ß as ss: how stems and wishes are compared.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(&mut folded, text);
    folded
}

/// Appends a text, folded; returns that part.
pub(crate) fn fold_onto<'a>(folded: &'a mut String, text: &str) -> &'a str {
    let from = folded.len();
    if text.is_ascii() {
        folded.push_str(text);
        folded.get_mut(from..).into_iter().for_each(str::make_ascii_lowercase);
        return folded.get(from..).unwrap_or_default();
    }
    for c in text.chars() {
        // Letter by letter: only marks could change places, and none is left.
        match c {
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            c => once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).for_each(|c| match c {
                'ß' => folded.push_str("ss"),
                'œ' => folded.push_str("oe"),
                'æ' => folded.push_str("ae"),
                c => folded.push(c),
            }),
        }
    }
    folded.get(from..).unwrap_or_default()
}

/// The words of a folded text.
pub(crate) fn split(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// How many words are spoken; marks that stand alone aren't.
pub(crate) fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// A text without its first words, so many of those that are spoken; what stands alone behind them goes with them.
pub(crate) fn after(text: &str, words: usize) -> &str {
    let (mut rest, mut left) = (text, words);
    loop {
        let word = rest.trim_start();
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let spoken = count(word.get(..end).unwrap_or_default()) > 0;
        if word.is_empty() || (spoken && left == 0) {
            return word;
        }
        left -= usize::from(spoken);
        rest = word.get(end..).unwrap_or_default();
    }
}

/// Tenths of a word that are spoken in a second of an advert.
fn rate(tongue: Tongue) -> usize {
    match tongue {
        Tongue::En => 25,
        Tongue::Fr => 26,
        Tongue::Es => 24,
        Tongue::De => 21,
    }
}

/// How long words take to be said, in tenths of a second.
pub(crate) fn tenths(words: usize, tongue: Tongue) -> u32 {
    u32::try_from((words * 100).div_ceil(rate(tongue))).unwrap_or(u32::MAX)
}

/// How many words fit into so many seconds.
pub(crate) fn budget(seconds: usize, tongue: Tongue) -> usize {
    seconds * rate(tongue) / 10
}
