//! When which spoken words are on the screen: short phrases, each for as long as it takes to say.

use super::Phrase;
use unicode_segmentation::UnicodeSegmentation;

/// The longest phrase, in letters, as long as there is time for short ones.
const LETTERS: usize = 30;
/// The most words of a phrase.
const WORDS: usize = 6;
/// No phrase is on the screen for fewer frames.
const SHORTEST: u32 = 13;

/// A scene's words in phrases, as many as there is time for in so many frames.
pub(super) fn texts(voiceover: &str, frames: u32) -> Vec<String> {
    let tokens: Vec<Token<'_>> = voiceover.split_whitespace().flat_map(pieces).collect();
    let most = (frames / SHORTEST).max(1) as usize;
    let mut letters = LETTERS;
    let mut texts = chunks(&tokens, letters, WORDS);
    // Too many words for the time: longer phrases, rather than a flicker.
    while texts.len() > most {
        letters += letters / 2;
        texts = chunks(&tokens, letters, letters / 4);
    }
    texts
}

/// Divides a scene's words over its frames.
pub(super) fn of(voiceover: &str, frames: u32) -> Vec<Phrase> {
    let texts = texts(voiceover, frames);
    let weights: Vec<f32> = texts.iter().map(|text| weight(text)).collect();
    let all: f32 = weights.iter().sum();
    let mut spoken = 0.0;
    let mut from = 0;
    let mut phrases = Vec::with_capacity(texts.len());
    for (text, weight) in texts.into_iter().zip(weights) {
        spoken += weight;
        let until = ((spoken / all * frames as f32).round() as u32).clamp(from + 1, frames.max(from + 1));
        phrases.push(Phrase { text, from, until, words: Vec::new() });
        from = until;
    }
    phrases
}

/// The phrases that are on the screen between two frames, counted from the first of these.
pub(super) fn within(phrases: &[Phrase], from: u32, until: u32) -> Vec<Phrase> {
    let seen = phrases.iter().filter(|phrase| phrase.from < until && phrase.until > from);
    let own = |(begins, ends): (u32, u32)| (begins.clamp(from, until) - from, ends.clamp(from, until) - from);
    seen.map(|phrase| {
        let (begins, ends) = own((phrase.from, phrase.until));
        let words = phrase.words.iter().copied().map(own).collect();
        Phrase { text: phrase.text.clone(), from: begins, until: ends, words }
    })
    .collect()
}

/// How long a text takes to say, in letters.
fn weight(text: &str) -> f32 {
    let words = text.split_whitespace().count();
    let pause = match text.trim_end_matches(['"', '»', '”', ')']).chars().last() {
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟') => 5.0,
        Some(',' | ';' | ':' | '–' | '—' | '،' | '、' | '，') => 3.0,
        _ => 0.0,
    };
    (text.chars().count() + words * 2) as f32 + pause
}

/// A word, or a piece of one; only the first piece has a space before it.
#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    spaced: bool,
}

/// A word as it is, or in pieces where the language writes without spaces.
fn pieces(word: &str) -> Vec<Token<'_>> {
    let unspaced = |c: char| matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x30FF | 0x3400..=0x9FFF);
    if word.chars().filter(|c| unspaced(*c)).count() < 8 {
        return vec![Token { text: word, spaced: true }];
    }
    word.split_word_bounds().enumerate().map(|(nth, text)| Token { text, spaced: nth == 0 }).collect()
}

fn chunks(tokens: &[Token<'_>], letters: usize, words: usize) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut count = 0;
    // Letters of languages without spaces are twice as wide.
    let wide = |text: &str| text.chars().map(|c| if u32::from(c) >= 0x3000 { 2 } else { 1 }).sum::<usize>();
    for Token { text, spaced } in tokens {
        let mark = text.chars().all(|c| !c.is_alphanumeric());
        let full = wide(&current) + wide(text) + 1 > letters || (count >= words && *spaced);
        // The end of a sentence that has begun before isn't shown with the beginning of the next.
        let tail = ends_sentence(&current) && chunks.last().is_some_and(|before| !ends_sentence(before));
        if !current.is_empty() && !mark && (full || tail || ends_clause(&current, letters)) {
            chunks.push(std::mem::take(&mut current));
            count = 0;
        }
        if !current.is_empty() && *spaced {
            current.push(' ');
        }
        current.push_str(text);
        count += 1;
    }
    if !current.is_empty() {
        chunks.push(current);
    }
    join_crumbs(chunks, letters)
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟'])
}

/// A phrase ends where a sentence or clause does, once it is long enough to stand alone.
fn ends_clause(text: &str, letters: usize) -> bool {
    match text.chars().next_back() {
        Some('.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟') => text.chars().count() * 4 > letters,
        Some(',' | ';' | ':' | '–' | '—' | '،' | '、' | '，') => text.chars().count() * 2 > letters,
        _ => false,
    }
}

/// A last word that would stand alone joins the phrase before it.
fn join_crumbs(chunks: Vec<String>, letters: usize) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let crumb = chunk.chars().count() < 11 && !chunk.contains(' ');
        match joined.last_mut() {
            Some(before)
                if crumb
                    && chunk.chars().all(|c| u32::from(c) < 0x3000)
                    && !ends_sentence(before)
                    && before.chars().count() + chunk.chars().count() <= letters + 8 =>
            {
                before.push(' ');
                before.push_str(&chunk);
            }
            _ => joined.push(chunk),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_shown_once_and_in_order_and_the_whole_time_is_used() {
        let text = "Another orange streak? I look for one thing now: a serum that tells me what is in it. Two drops, evenings only.";
        let phrases = of(text, 240);
        let shown: Vec<_> = phrases.iter().flat_map(|phrase| phrase.text.split_whitespace()).collect();
        assert_eq!(shown, text.split_whitespace().collect::<Vec<_>>());
        assert!(phrases.windows(2).all(|pair| pair[0].until == pair[1].from));
        assert_eq!((phrases.first().unwrap().from, phrases.last().unwrap().until), (0, 240));
        assert!(phrases.iter().all(|phrase| phrase.text.chars().count() <= LETTERS + 8), "{phrases:#?}");
    }

    #[test]
    fn the_end_of_a_sentence_stands_with_its_own_words() {
        let shown = |text: &str| of(text, 200).into_iter().map(|phrase| phrase.text).collect::<Vec<_>>();
        let phrases = shown("Y al día no le queda hueco. ¿De qué está hecho?");
        assert!(phrases.iter().all(|phrase| !phrase.contains("hueco. ¿")), "{phrases:?}");
        assert!(!shown("Et l'argent est parti sans prévenir.").contains(&"prévenir.".to_owned()));
        assert_eq!(
            shown("First. It folds flat."),
            ["First. It folds flat."],
            "what leads up to a sentence stands with it"
        );
    }

    #[test]
    fn too_many_words_for_the_time_come_in_longer_phrases_instead_of_a_flicker() {
        let phrases = of(&"word ".repeat(800), 60);
        assert!(phrases.len() <= 4 && phrases.iter().all(|phrase| phrase.until > phrase.from));
    }
}
