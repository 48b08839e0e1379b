//! When each word is spoken: by what the voice says, where it says so and can be believed, else by the sound itself.
//!
//! Whatever a voice says, the words come out in order, within the text and the sound, and without overlap. A voice that
//! lies isn't sent away, since its sound was paid for and is good: what can't be true is left out, and guessed like what
//! was never said.

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
