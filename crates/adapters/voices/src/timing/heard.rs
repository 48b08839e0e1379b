//! When words are spoken, as far as the sound itself tells: silences are found in the samples and laid upon the ends of
//! sentences and scenes; the words in between share the time in which there is something to hear.

use super::Span;
use crate::{
    sound::Sound,
    words::{self, Pause},
};
use std::ops::Range;

/// Frames in a second.
const FRAMES: f64 = 100.0;
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
        let size = ((f64::from(sound.rate) / FRAMES) as usize).max(1);
        let power = |frame: &[i16]| frame.iter().map(|it| f64::from(*it).powi(2)).sum::<f64>() / frame.len() as f64;
        let powers: Vec<f64> = sound.samples.chunks(size).map(power).collect();
        let loudest = powers.iter().copied().fold(0.0, f64::max);
        let mut heard = Self { voiced: Vec::new(), silences: Vec::new() };
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
            starts / FRAMES..ends.max(starts) / FRAMES
        })
    }
}

/// Lays the silences upon what lies between the words, in order and at the least cost. Returns, in order, which word begins
/// after a silence, and how many frames are heard before it.
fn laid(weights: &[f64], pauses: &[Pause], heard: &Heard) -> Vec<(usize, usize)> {
    let all: f64 = weights.iter().sum();
    let mut spoken = 0.0;
    let mut ends = Vec::new();
    for (word, (weight, pause)) in weights.iter().zip(pauses).enumerate() {
        spoken += weight;
        if *pause > Pause::None {
            let expected = spoken / all * heard.voiced.len() as f64 / FRAMES;
            ends.push(End { before: word + 1, expected, unheard: unheard(*pause) });
        }
    }
    let steps = cheapest(&ends, &heard.silences);
    steps
        .into_iter()
        .filter_map(|(end, silence)| Some((ends.get(end)?.before, heard.silences.get(silence)?.after)))
        .collect()
}

/// The end of a sentence or a part of one.
struct End {
    /// The word that begins after it.
    before: usize,
    /// When it is expected, in seconds of what is heard.
    expected: f64,
    /// What it costs to say that no silence is there.
    unheard: f64,
}

/// Voices pause between scenes, mostly between sentences, and now and then at a comma.
fn unheard(pause: Pause) -> f64 {
    match pause {
        Pause::Scene => 3.0,
        Pause::Sentence => 1.0,
        Pause::Clause => 0.15,
        Pause::None => 0.0,
    }
}

/// Which silence is which end, so that the whole costs least: a silence is the dearer the farther it is from where the end
/// is expected, and the longer it is the dearer it is to say that it is none.
fn cheapest(ends: &[End], silences: &[Silence]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy)]
    enum Step {
        Both,
        End,
        Silence,
    }
    let meaningless = |silence: &Silence| 2.0 * silence.length as f64 / FRAMES;
    let width = silences.len() + 1;
    // Row by row: the cost of the first ends and silences, and the last step to it.
    let mut table: Vec<(f64, Step)> = Vec::with_capacity((ends.len() + 1) * width);
    let cost = |table: &[(f64, Step)], end: usize, silence: usize| {
        table.get(end * width + silence).map_or(f64::INFINITY, |(cost, _)| *cost)
    };
    for row in 0..=ends.len() {
        for column in 0..width {
            let end = row.checked_sub(1).and_then(|row| ends.get(row));
            let silence = column.checked_sub(1).and_then(|column| silences.get(column));
            let best = match (end, silence) {
                (None, None) => (0.0, Step::Both),
                (Some(end), None) => (cost(&table, row - 1, column) + end.unheard, Step::End),
                (None, Some(silence)) => (cost(&table, row, column - 1) + meaningless(silence), Step::Silence),
                (Some(end), Some(silence)) => {
                    let far = (end.expected - silence.after as f64 / FRAMES).abs();
                    let steps = [
                        (cost(&table, row - 1, column - 1) + far, Step::Both),
                        (cost(&table, row - 1, column) + end.unheard, Step::End),
                        (cost(&table, row, column - 1) + meaningless(silence), Step::Silence),
                    ];
                    steps.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((f64::INFINITY, Step::Both))
                }
            };
            table.push(best);
        }
    }
    let (mut row, mut column) = (ends.len(), silences.len());
    let mut steps = Vec::new();
    while row > 0 || column > 0 {
        match table.get(row * width + column).map(|(_, step)| *step) {
            Some(Step::End) => row -= 1,
            Some(Step::Silence) => column -= 1,
            _ => {
                (row, column) = (row.saturating_sub(1), column.saturating_sub(1));
                steps.push((row, column));
            }
        }
    }
    steps.reverse();
    steps
}
