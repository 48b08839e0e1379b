//! When each word is spoken: by what the voice says, where it says so and can be believed, else by the sound itself.
//!
//! Whatever a voice says, the words come out in order, within the text and the sound, and without overlap. A voice that
//! lies isn't sent away, since its sound was paid for and is good: what can't be true is left out, and guessed like what
//! was never said.

mod alignment;
mod given;
mod heard;

use crate::{sound::Sound, words};
use adforge_ports_creative::SpokenWord;
use std::ops::Range;

/// A piece of the text as a voice says that it spoke it: a character, a word, whatever.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Said {
    pub(crate) text: String,
    /// In seconds from the beginning of the sound.
    pub(crate) starts: f64,
    /// In seconds from the beginning of the sound.
    pub(crate) ends: f64,
}

/// From when to when, in seconds.
pub(crate) type Span = Range<f64>;

/// The words of a text and when each is spoken.
pub(crate) fn of(text: &str, sound: &Sound, said: &[Said]) -> Vec<SpokenWord> {
    let places = words::places(text);
    let length = sound.samples.len() as f64 / f64::from(sound.rate.max(1));
    let spans = given::spans(text, &places, said, length).unwrap_or_else(|| heard::spans(text, &places, sound));
    tidy(&places, &spans, (length * 1_000.0) as u32)
}

/// In milliseconds, each after the other.
fn tidy(places: &[Range<usize>], spans: &[Span], length: u32) -> Vec<SpokenWord> {
    let ms = |seconds: f64| (seconds * 1_000.0).round().clamp(0.0, f64::from(length)) as u32;
    let next = spans.iter().skip(1).map(|span| ms(span.start)).chain([length]);
    let mut before = 0;
    let words = places.iter().zip(spans).zip(next);
    words
        .map(|((place, span), next)| {
            let starts_ms = ms(span.start).max(before);
            let ends_ms = ms(span.end).min(next).max(starts_ms);
            before = ends_ms;
            SpokenWord { from: place.start, until: place.end, starts_ms, ends_ms }
        })
        .collect()
}

/// Shares a time out among words, by how long each takes to say.
pub(crate) fn shared(time: Span, weights: &[f64]) -> Vec<Span> {
    let all: f64 = weights.iter().sum();
    let length = (time.end - time.start).max(0.0);
    let mut spoken = 0.0;
    let at = |spoken: f64| if all > 0.0 { time.start + length * spoken / all } else { time.start };
    weights
        .iter()
        .map(|weight| {
            let from = at(spoken);
            spoken += weight;
            from..at(spoken)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn said(pieces: Vec<(String, f64, f64)>) -> Vec<Said> {
        pieces.into_iter().map(|(text, starts, ends)| Said { text, starts, ends }).collect()
    }

    /// A word's text and its times.
    fn times(text: &str, words: &[SpokenWord]) -> Vec<(String, u32, u32)> {
        words.iter().map(|word| (text[word.from..word.until].to_owned(), word.starts_ms, word.ends_ms)).collect()
    }

    #[test]
    fn a_word_that_was_spoken_otherwise_shares_the_time_between_its_neighbours() {
        let text = "Only $5 a day, Dr. Who!";
        let sound = Sound { rate: 8_000, samples: vec![9; 24_000] };
        let spoken = [
            ("Only", 0.1, 0.4),
            ("five", 0.5, 0.7),
            ("dollars", 0.7, 1.2),
            ("a", 1.2, 1.3),
            ("day", 1.4, 1.8),
            ("doctor", 1.9, 2.3),
            ("Who", 2.4, 2.8),
        ];
        let spoken = said(spoken.map(|(word, starts, ends)| (word.to_owned(), starts, ends)).to_vec());
        let wanted = [
            ("Only", 100, 400),
            ("5", 400, 1_200),
            ("a", 1_200, 1_300),
            ("day", 1_400, 1_800),
            ("Dr", 1_900, 2_300),
            ("Who", 2_400, 2_800),
        ];
        let wanted = wanted.map(|(word, starts, ends)| (word.to_owned(), starts, ends));
        assert_eq!(times(text, &of(text, &sound, &spoken)), wanted);
    }

    #[test]
    fn a_letter_here_and_there_is_no_word() {
        let sound = Sound { rate: 8_000, samples: vec![9; 16_000] };
        let spoken = [("Only", 0.1, 0.4), ("Mo", 0.5, 0.9), ("waits", 1.2, 1.5)];
        let spoken = said(spoken.map(|(word, starts, ends)| (word.to_owned(), starts, ends)).to_vec());
        let words = times("Only Zoë waits", &of("Only Zoë waits", &sound, &spoken));
        assert_eq!(words[1], ("Zoë".to_owned(), 400, 1_200));
    }

    #[test]
    fn no_word_begins_after_the_sound_not_even_by_a_rounding() {
        let sound = Sound { rate: 8_000, samples: vec![9; 8_007] };
        let late = said(vec![("Hello".to_owned(), 1.0007, 1.0008)]);
        assert_eq!(times("Hello", &of("Hello", &sound, &late)), [("Hello".to_owned(), 1_000, 1_000)]);
    }

    #[test]
    fn a_silence_is_the_end_that_is_nearest() {
        let text = "Short one. This is a very much longer second sentence of many words. Third";
        for (before, after, begins) in [(8_000, 48_000, "This"), (50_000, 4_000, "Third")] {
            let samples = [vec![9; before], vec![0; 2_400], vec![9; after]].concat();
            let words = times(text, &of(text, &Sound { rate: 8_000, samples }, &[]));
            let first = words.iter().find(|(_, starts, _)| *starts as usize * 8 >= before).unwrap();
            assert_eq!((first.0.as_str(), first.1 as usize * 8), (begins, before + 2_400));
        }
    }

    #[test]
    fn an_answer_far_longer_than_the_text_is_not_compared_with_it() {
        let sound = Sound { rate: 8_000, samples: vec![9; 8_000] };
        let endless = said(vec![("zyx".repeat(1_000_000), 0.0, 1.0), ("Hello".to_owned(), 0.5, 0.6)]);
        assert_eq!(times("Hello", &of("Hello", &sound, &endless)), [("Hello".to_owned(), 0, 1_000)]);
    }

    proptest! {
        #[test]
        fn whatever_is_said_and_heard_the_words_are_in_order_within_text_and_sound(
            text in "([a-zé0-9$]{1,6}[ .,!?\n-]{0,3}){0,30}",
            pieces in vec(("[a-zé0-9 ]{0,4}", any::<f64>(), any::<f64>()), 0..40),
            near in vec(("[a-z]{1,3}", -1.0..5.0, -1.0..5.0), 0..40),
            loudness in vec(prop_oneof![Just(0_i16), any::<i16>()], 0..60),
        ) {
            // Each sample lasts a twentieth of a second.
            let samples: Vec<i16> = loudness.into_iter().flat_map(|loud| [loud; 400]).collect();
            let sound = Sound { rate: 8_000, samples };
            let length = sound.samples.len() as u32 / 8;
            for said in [said(pieces), said(near), Vec::new()] {
                let words = of(&text, &sound, &said);
                prop_assert_eq!(words.len(), words::places(&text).len());
                let mut before = (0, 0);
                for word in words {
                    prop_assert!(before.0 <= word.from && word.from < word.until && word.until <= text.len());
                    prop_assert!(before.1 <= word.starts_ms && word.starts_ms <= word.ends_ms);
                    prop_assert!(word.ends_ms <= length);
                    before = (word.until, word.ends_ms);
                }
            }
        }
    }
}
