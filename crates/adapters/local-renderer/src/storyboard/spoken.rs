//! A film that goes by its voice: when each scene, phrase and word is, out of when the voice says it.

mod clock;

use super::{FPS, Phrase, Timed, phrases};
use adforge_domain::{cards::Scene, language::Language};
use adforge_ports_creative::{Speech, Utterance};
use clock::Clock;
use std::ops::Range;

/// What is seen and heard before the voice begins, and after it has ended, in milliseconds.
const LEAD: u32 = 250;
const TAIL: u32 = 900;
/// A scene begins so long before its first word.
const AHEAD: u32 = 120;
/// A scene without words is there for so long at least, and at most.
const SILENT: Range<u32> = 800..4_000;
/// What lies between the last word and a scene without any.
const BREATH: u32 = 200;
/// A caption stays through a pause of so long; else it goes so long after its last word.
const PAUSE: u32 = 1_500;
const LINGERS: u32 = 700;

/// Where the voice lies in the film.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Spoken {
    /// In order; between them the voice waits for scenes without words.
    pub(crate) stretches: Vec<Stretch>,
    /// When words are heard, in milliseconds of the film.
    pub(crate) heard: Vec<(u32, u32)>,
}

/// A part of the speech and its place in the film, in milliseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stretch {
    /// Of the speech.
    pub(crate) from: u32,
    pub(crate) until: u32,
    /// Of the film.
    pub(crate) at: u32,
}

/// Where a scene's words stand in what is spoken, where it begins in the film, and what is to be added to the voice's times.
struct Place {
    words: Option<Range<usize>>,
    begins: u32,
    shift: u32,
}

/// Gives each scene its place by the voice, and the voice its place in the film.
pub(super) fn times(scenes: &[Scene], speech: &Speech, language: Language) -> (Vec<Timed>, Spoken) {
    let text = Utterance::of(scenes, language, None, 0).text;
    let clock = Clock::of(speech, text.len());
    let (places, stretches, length) = laid(scenes, &text, &clock);
    let begins = begins(&places, length);
    let ends = begins.iter().skip(1).copied();
    let timed = places.iter().zip(begins.iter().copied().zip(ends)).zip(scenes);
    let timed = timed.map(|((place, (from, until)), scene)| Timed {
        from,
        until,
        phrases: said(scene.voiceover.trim(), place, (from, until), &clock),
    });
    let timed = timed.collect();
    let film = |at: u32| {
        let stretch = stretches.iter().rev().find(|stretch| stretch.from <= at).or(stretches.first());
        stretch.map_or(at, |stretch| at.saturating_sub(stretch.from) + stretch.at)
    };
    let heard = clock.heard().map(|(from, until)| (film(from), film(until.max(from)))).collect();
    (timed, Spoken { stretches, heard })
}

/// Walks through the scenes; where one has no words, the voice waits.
fn laid(scenes: &[Scene], text: &str, clock: &Clock) -> (Vec<Place>, Vec<Stretch>, u32) {
    let (mut places, mut stretches): (Vec<Place>, Vec<Stretch>) = (Vec::new(), Vec::new());
    let mut shift = LEAD;
    // When in the film the scenes until now are over; when in the speech their last word was; whether silence came since.
    let (mut over, mut last, mut waits) = (0, 0, false);
    let (mut from, mut searched) = (0, 0);
    for scene in scenes {
        let words = scene.voiceover.trim();
        let words =
            text.get(searched..).and_then(|rest| rest.find(words)).map(|at| at + searched..at + searched + words.len());
        let Some(words) = words.filter(|words| !words.is_empty()) else {
            let breath = if waits || places.is_empty() { 0 } else { BREATH };
            let begins = over + breath;
            over = begins + ((scene.end - scene.start) * 100).clamp(SILENT.start, SILENT.end);
            places.push(Place { words: None, begins, shift });
            waits = true;
            continue;
        };
        searched = words.end;
        let (said, ends) = (clock.begins(&words), clock.ends(&words));
        if waits && said + shift < over + AHEAD {
            // The voice is parted in the middle of its pause.
            let parted = if last == 0 { 0 } else { last + said.saturating_sub(last) / 2 };
            if parted > from {
                stretches.push(Stretch { from, until: parted, at: from + shift });
                from = parted;
            }
            shift = over + AHEAD - said;
        }
        let begins = if places.is_empty() { 0 } else { (said + shift).saturating_sub(AHEAD).max(over) };
        places.push(Place { words: Some(words), begins, shift });
        (over, last, waits) = (ends + shift, ends, false);
    }
    stretches.push(Stretch { from, until: clock.length(), at: from + shift });
    let end = if waits { over.max(clock.length() + shift) } else { over.max(clock.length() + shift) + TAIL };
    (places, stretches, end)
}

/// The frames in which the scenes begin, and the film's end; none is empty.
fn begins(places: &[Place], length: u32) -> Vec<u32> {
    let mut frames: Vec<u32> = Vec::with_capacity(places.len() + 1);
    for at in places.iter().map(|place| place.begins).chain([length]) {
        let least = frames.last().map_or(0, |before| before + 1);
        frames.push(frame(at).max(least));
    }
    frames
}

/// The nearest frame.
fn frame(ms: u32) -> u32 {
    (ms * FPS + 500) / 1_000
}

/// A scene's phrases, each from its first word on.
fn said(voiceover: &str, place: &Place, (from, until): (u32, u32), clock: &Clock) -> Vec<Phrase> {
    let Some(words) = &place.words else { return Vec::new() };
    let own = |ms: u32| frame(ms + place.shift).clamp(from, until) - from;
    let mut at = 0;
    let texts = phrases::texts(voiceover, until - from);
    let mut phrases: Vec<(Phrase, u32)> = Vec::with_capacity(texts.len());
    for text in texts {
        let tokens: Vec<Range<usize>> = text
            .split(' ')
            .filter_map(|token| {
                let begins = at + voiceover.get(at..)?.find(token)?;
                at = begins + token.len();
                Some(words.start + begins..words.start + at)
            })
            .collect();
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { continue };
        let whole = first.start..last.end;
        let ends = clock.ends(&whole);
        let times: Vec<u32> = tokens.iter().map(|token| own(clock.begins(token))).collect();
        // A word is marked until the next one begins.
        let nexts = times.iter().skip(1).copied().chain([own(ends)]);
        let words = times.iter().zip(nexts).map(|(begins, next)| (*begins, next.max(*begins))).collect();
        phrases.push((Phrase { text, from: own(clock.begins(&whole)), until: 0, words }, ends));
    }
    let nexts: Vec<u32> = phrases.iter().skip(1).map(|(phrase, _)| phrase.from).chain([until - from]).collect();
    let shown = phrases.into_iter().zip(nexts).map(|((phrase, ends), next)| {
        let pause = next.saturating_sub(own(ends)) > frame(PAUSE);
        let until = if pause { own(ends + LINGERS) } else { next };
        Phrase { until: until.max(phrase.from + 1), ..phrase }
    });
    shown.collect()
}

#[cfg(test)]
mod tests;
