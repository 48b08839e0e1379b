//! When words are spoken, as far as the sound itself tells: silences are found in the samples and laid upon the ends of
//! sentences and scenes; the words in between share the time in which there is something to hear.

use super::{
    Span,
    alignment::{self, Mark},
};
use crate::{
    sound::Sound,
    words::{self, Pause},
};
use std::ops::Range;

/// How long a frame is, in seconds, but for what a sample is longer.
const FRAME: f64 = 0.01;
/// How loud a frame must be beside the loudest to be heard: 30 dB less.
const QUIET: f64 = 0.001;
/// The shortest silence that is a pause, in frames; a voice closes its lips for less.
const SHORTEST: usize = 8;

/// When each word is spoken, in order.
pub(super) fn spans(text: &str, places: &[Range<usize>], sound: &Sound) -> Vec<Span> {
    let heard = Heard::of(sound);
    let weights: Vec<f64> = places.iter().filter_map(|place| text.get(place.clone())).map(words::weight).collect();
    let pauses = pauses(text, places);
    let ends = laid(&weights, &pauses, &heard);
    let mut spans = Vec::with_capacity(places.len());
    let mut from = (0, 0);
    for (word, frame) in ends.into_iter().chain([(places.len(), heard.voiced.len())]) {
        spans.extend(heard.shared(from.1..frame, weights.get(from.0..word).unwrap_or_default()));
        from = (word, frame);
    }
    spans
}

/// What follows each word but the last.
fn pauses(text: &str, places: &[Range<usize>]) -> Vec<Pause> {
    let pairs = places.iter().zip(places.iter().skip(1));
    pairs.map(|(word, next)| words::pause(text.get(word.end..next.start).unwrap_or_default())).collect()
}

/// What is heard of a sound.
struct Heard {
    /// How long a frame really is, in seconds.
    frame: f64,
    /// The frames that aren't in a silence, by their numbers.
    voiced: Vec<usize>,
    silences: Vec<Silence>,
}

/// A silence within the speech.
struct Silence {
    /// How many frames are heard before it.
    after: usize,
    /// Its length in frames.
    length: usize,
}

impl Heard {
    fn of(sound: &Sound) -> Self {
        let rate = f64::from(sound.rate.max(1));
        let size = ((rate * FRAME) as usize).max(1);
        let power = |frame: &[i16]| frame.iter().map(|it| f64::from(*it).powi(2)).sum::<f64>() / frame.len() as f64;
        let powers: Vec<f64> = sound.samples.chunks(size).map(power).collect();
        let loudest = powers.iter().copied().fold(0.0, f64::max);
        let mut heard = Self { frame: size as f64 / rate, voiced: Vec::new(), silences: Vec::new() };
        for (frame, _) in powers.iter().enumerate().filter(|(_, power)| **power > loudest * QUIET) {
            let Some(last) = heard.voiced.last().copied() else {
                heard.voiced.push(frame);
                continue;
            };
            let length = frame - last - 1;
            if length >= SHORTEST {
                heard.silences.push(Silence { after: heard.voiced.len(), length });
                heard.voiced.push(frame);
            } else {
                heard.voiced.extend(last + 1..=frame);
            }
        }
        // A sound in which nothing is heard is as good as one in which all is.
        if heard.voiced.is_empty() {
            heard.voiced.extend(0..powers.len());
        }
        heard
    }

    /// Shares what is heard between two frames out among words.
    fn shared(&self, voiced: Range<usize>, weights: &[f64]) -> impl Iterator<Item = Span> {
        let shares = super::shared(voiced.start as f64..voiced.end as f64, weights);
        let frame = |voiced: usize| self.voiced.get(voiced).or(self.voiced.last()).copied().unwrap_or_default() as f64;
        let last = voiced.end.saturating_sub(1);
        shares.into_iter().map(move |share| {
            let starts = frame((share.start as usize).min(last));
            // A word ends with the last frame that is its own, before a silence that follows.
            let ends = frame((share.end.ceil() as usize).saturating_sub(1).min(last)) + 1.0;
            starts * self.frame..ends.max(starts) * self.frame
        })
    }
}

/// Lays the silences upon what lies between the words, in order and at the least cost. Returns, in order, which word begins
/// after a silence, and how many frames are heard before it.
fn laid(weights: &[f64], pauses: &[Pause], heard: &Heard) -> Vec<(usize, usize)> {
    let all: f64 = weights.iter().sum();
    let voiced = heard.voiced.len();
    let seconds = |frames: usize| frames as f64 * FRAME;
    let mut spoken = 0.0;
    let mut ends = Vec::new();
    for (word, (weight, pause)) in weights.iter().zip(pauses).enumerate() {
        spoken += weight;
        if *pause > Pause::None {
            ends.push((word + 1, Mark { at: spoken / all * seconds(voiced), alone: unheard(*pause) }));
        }
    }
    let marks = |inner: &mut dyn Iterator<Item = Mark>| {
        let outer = |at| Mark { at, alone: 0.0 };
        std::iter::once(outer(0.0)).chain(inner).chain([outer(seconds(voiced))]).collect::<Vec<_>>()
    };
    let wanted = marks(&mut ends.iter().map(|(_, mark)| *mark));
    let silence = |silence: &Silence| Mark { at: seconds(silence.after), alone: MEANINGLESS * seconds(silence.length) };
    let found = marks(&mut heard.silences.iter().map(silence));
    let pairs = alignment::of(&wanted, &found).into_iter();
    pairs.filter_map(|(end, silence)| Some((ends.get(end)?.0, heard.silences.get(silence)?.after))).collect()
}

/// What it costs to say that a silence is no end, for each second of it.
const MEANINGLESS: f64 = 2.0;

/// What it costs to say that no silence is at an end: voices pause between scenes, mostly between sentences, and now and
/// then at a comma.
fn unheard(pause: Pause) -> f64 {
    match pause {
        Pause::Scene => 3.0,
        Pause::Sentence => 1.0,
        Pause::Clause => 0.15,
        Pause::None => 0.0,
    }
}
