//! How each note sounds.

use super::{
    RATE,
    mood::Mood,
    score::{Instrument, Note},
    stereo::Stereo,
    waves::{Decay, FULL, LOW, Noise, SINE, SOFT, Tone, Wave},
};
use std::f32::consts::TAU;

fn hertz(pitch: f32) -> f32 {
    440.0 * 2.0_f32.powf((pitch - 69.0) / 12.0)
}

/// Seconds in samples.
fn samples(seconds: f32) -> usize {
    (seconds * RATE as f32) as usize
}

/// How much of a note is heard on the left and on the right.
fn sides(note: &Note) -> (f32, f32) {
    let angle = (note.side.clamp(-1.0, 1.0) + 1.0) * TAU / 8.0;
    (angle.cos() * note.gain, angle.sin() * note.gain)
}

/// Rises over `attack` samples and falls over the last `release` of `length`.
#[inline(always)]
fn envelope(at: usize, length: usize, attack: usize, release: usize) -> f32 {
    let rises = (at as f32 / attack as f32).min(1.0);
    let falls = (length.saturating_sub(at) as f32 / release as f32).min(1.0);
    let smooth = |way: f32| way * way * (3.0 - 2.0 * way);
    smooth(rises) * smooth(falls)
}

/// Plays a note.
pub(super) fn play(on: &mut Stereo, note: &Note, mood: Mood) {
    match note.instrument {
        Instrument::Pad => pad(on, note, mood),
        Instrument::Pluck => pluck(on, note, mood),
        Instrument::Bass => bass(on, note),
        Instrument::Kick => kick(on, note),
        Instrument::Shaker => shaker(on, note),
        Instrument::Swell => swell(on, note),
    }
}

/// Strings far away: two tones a little apart, one on each side.
fn pad(on: &mut Stereo, note: &Note, mood: Mood) {
    const APART: f32 = 0.0022;
    let (left, right) = sides(note);
    let hertz = hertz(note.pitch);
    let wave: &Wave = if mood.bright > 0.7 { &FULL } else { &SOFT };
    // Where a tone begins in its turn must not be the same for all, or they would add up to a knock.
    let turn = (note.pitch * 0.37).rem_euclid(1.0);
    let mut one = Tone::new(wave, hertz * (1.0 - APART), turn);
    let mut other = Tone::new(wave, hertz * (1.0 + APART), 1.0 - turn);
    let (attack, release) = (samples(0.22).min(note.length / 2).max(1), samples(0.35).min(note.length / 2).max(1));
    // It overlaps the next chord a little, so that there is no hole between them.
    let length = note.length + samples(0.12);
    for (at, (to_left, to_right)) in on.from(note.at).take(length).enumerate() {
        let level = envelope(at, length, attack, release);
        let (one, other) = (one.next() * level, other.next() * level);
        *to_left += (one * 0.75 + other * 0.25) * left;
        *to_right += (one * 0.25 + other * 0.75) * right;
    }
}

/// Wood under a soft mallet.
fn pluck(on: &mut Stereo, note: &Note, mood: Mood) {
    let (left, right) = sides(note);
    let hertz = hertz(note.pitch);
    let (mut low, mut second, mut high) =
        (Tone::new(&SINE, hertz, 0.0), Tone::new(&SINE, hertz * 2.0, 0.0), Tone::new(&SINE, hertz * 3.98, 0.0));
    let (mut body, mut wood, mut stroke) = (Decay::new(0.38), Decay::new(0.16), Decay::new(0.045));
    let attack = samples(0.003);
    for (at, (to_left, to_right)) in on.from(note.at).take(note.length).enumerate() {
        let tone = low.next() * body.next()
            + second.next() * 0.22 * mood.bright * wood.next()
            + high.next() * 0.30 * mood.bright * stroke.next();
        let sample = tone * envelope(at, note.length, attack, samples(0.2));
        *to_left += sample * left;
        *to_right += sample * right;
    }
}

/// A round bass, whose overtones a phone can play.
fn bass(on: &mut Stereo, note: &Note) {
    let mut tone = Tone::new(&LOW, hertz(note.pitch), 0.0);
    let mut body = Decay::new(0.9);
    let (attack, release) = (samples(0.010), samples(0.07).min(note.length).max(1));
    let (left, right) = sides(note);
    for (at, (to_left, to_right)) in on.from(note.at).take(note.length).enumerate() {
        let sample = tone.next() * body.next() * envelope(at, note.length, attack, release);
        *to_left += sample * left;
        *to_right += sample * right;
    }
}

/// A soft drum: a tone that falls.
fn kick(on: &mut Stereo, note: &Note) {
    let mut tone = Tone::new(&SINE, 0.0, 0.0);
    let (mut fall, mut body) = (Decay::new(0.030), Decay::new(0.095));
    let (attack, release) = (samples(0.003), samples(0.05));
    let (left, right) = sides(note);
    for (at, (to_left, to_right)) in on.from(note.at).take(note.length).enumerate() {
        tone.step = (48.0 + 82.0 * fall.next()) / RATE as f32;
        let sample = tone.next() * body.next() * envelope(at, note.length, attack, release);
        *to_left += sample * left;
        *to_right += sample * right;
    }
}

fn shaker(on: &mut Stereo, note: &Note) {
    let (mut noise, mut body) = (Noise::new(note.at), Decay::new(0.030));
    let (left, right) = sides(note);
    for (at, (to_left, to_right)) in on.from(note.at).take(note.length).enumerate() {
        let sample = noise.next() * body.next() * envelope(at, note.length, samples(0.012), samples(0.03));
        *to_left += sample * left;
        *to_right += sample * right;
    }
}

/// A breath before a cut.
fn swell(on: &mut Stereo, note: &Note) {
    let mut noise = Noise::new(note.at);
    let (left, right) = sides(note);
    let release = samples(0.03);
    for (at, (to_left, to_right)) in on.from(note.at).take(note.length).enumerate() {
        let way = at as f32 / note.length.max(1) as f32;
        let sample = noise.next() * way.powi(3) * envelope(at, note.length, 1, release);
        *to_left += sample * left;
        *to_right += sample * right;
    }
}
