//! Long words divided where their language divides them.

use adforge_domain::language::Language;
use hypher::Lang;

/// Shorter words are never divided.
const LONG: usize = 12;
/// What is longer, in bytes, is no word; the patterns don't take it either.
const ENDLESS: usize = 45;
/// The fewest letters on either side of a hyphen.
const LEAST: usize = 4;

/// The language's rules, if there are any.
pub(super) fn of(language: Language) -> Option<Lang> {
    match language.tag() {
        "de" => Some(Lang::German),
        "en" => Some(Lang::English),
        "es" => Some(Lang::Spanish),
        "fi" => Some(Lang::Finnish),
        "fr" => Some(Lang::French),
        "it" => Some(Lang::Italian),
        "nl" => Some(Lang::Dutch),
        "pt" => Some(Lang::Portuguese),
        "sv" => Some(Lang::Swedish),
        _ => None,
    }
}

/// Whether a text has a word that may be divided.
pub(super) fn long(text: &str) -> bool {
    text.split(' ').any(|word| divisible(word).is_some())
}

/// The text with each word that doesn't fit divided: as much as `fits` of it, a hyphen, and the rest.
pub(super) fn divided(text: &str, lang: Lang, fits: &mut dyn FnMut(&str) -> bool) -> String {
    let words = text.split(' ').map(|word| match divisible(word) {
        Some(letters) if !fits(word) => divide(word, letters, lang, fits),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The letters of a word that may be divided; links, numbers and words with hyphens of their own aren't.
fn divisible(word: &str) -> Option<&str> {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
    let long = letters.len() <= ENDLESS && letters.chars().count() >= LONG;
    (long && letters.chars().all(char::is_alphabetic)).then_some(letters)
}

fn divide(word: &str, letters: &str, lang: Lang, fits: &mut dyn FnMut(&str) -> bool) -> String {
    let (before, after) = word.split_once(letters).unwrap_or(("", ""));
    let mut divided = String::from(before);
    let mut rest = letters;
    while !fits(&format!("{rest}{after}")) {
        // The last syllable that still fits, hyphen and all.
        let mut end = 0;
        let mut cut = None;
        for syllable in hypher::hyphenate(rest, lang) {
            end += syllable.len();
            let (head, tail) = rest.split_at(end);
            let whole = head.chars().count() >= LEAST && tail.chars().count() >= LEAST;
            if whole && fits(&format!("{head}-")) {
                cut = Some(end);
            }
        }
        let Some(cut) = cut else { break };
        let (head, tail) = rest.split_at(cut);
        divided.push_str(head);
        divided.push('-');
        rest = tail;
    }
    divided.push_str(rest);
    divided.push_str(after);
    divided
}
