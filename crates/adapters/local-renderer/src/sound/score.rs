//! The music as notes: a key, chords and a pulse out of the seed, laid so that each cut falls on a beat.

mod writer;

use super::{RATE, mood::Mood};
use crate::theme::mix_bits;
use writer::Writer;

/// What a part of the film is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Opening,
    Middle {
        /// From 1.
        number: usize,
        /// Whether a story of trouble has come to the help.
        turned: bool,
    },
    End,
}

/// A part of the film with music of its own; times are samples.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Section {
    pub(super) scene: usize,
    pub(super) part: Part,
    pub(super) from: u32,
    pub(super) until: u32,
}

/// What plays a note.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Instrument {
    Pad,
    Pluck,
    Bass,
    Kick,
    Shaker,
    /// Noise that grows until it is cut off.
    Swell,
}

/// A note; times are samples.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Note {
    pub(super) instrument: Instrument,
    pub(super) at: usize,
    pub(super) length: usize,
    /// In semitones, 69 for 440 Hz.
    pub(super) pitch: f32,
    pub(super) gain: f32,
    /// From -1, left, to 1, right.
    pub(super) side: f32,
}

impl Note {
    /// Whether it is heard from the room's walls too.
    pub(super) fn resounds(&self) -> bool {
        matches!(self.instrument, Instrument::Pad | Instrument::Pluck)
    }
}

/// Semitones of the major scale.
const SCALE: [i32; 7] = [0, 2, 4, 5, 7, 9, 11];
/// Where chords lie.
const MIDDLE: i32 = 60;
/// Orders in which a chord's tones are plucked.
const ARPEGGIOS: [[usize; 8]; 4] =
    [[0, 2, 1, 3, 2, 4, 3, 1], [0, 1, 2, 4, 3, 2, 1, 2], [0, 3, 2, 4, 1, 3, 2, 4], [2, 1, 3, 2, 4, 3, 1, 0]];

/// Writes the music of a film.
pub(super) fn compose(sections: &[Section], mood: Mood, seed: u64) -> Vec<Note> {
    let bits = mix_bits(seed ^ 0x50_1d);
    let chosen = |shift: u32, of: usize| (bits >> shift) as usize % of.max(1);
    let tempo = tempo(sections, mood);
    let mut writer = Writer {
        mood,
        // D flat, D, E flat, F, G, A flat or A: none lies too high for the pad or too low for small speakers.
        key: [1, 2, 3, 5, 7, 8, 9].get(chosen(0, 7)).copied().unwrap_or(2),
        progression: mood.progressions.get(chosen(8, mood.progressions.len())).copied().unwrap_or([0, 4, 5, 3]),
        arpeggio: ARPEGGIOS.get(chosen(16, ARPEGGIOS.len())).copied().unwrap_or_default(),
        chord: [MIDDLE, MIDDLE + 4, MIDDLE + 7],
        notes: Vec::new(),
    };
    for (number, section) in sections.iter().enumerate() {
        let leads_to_end = sections.get(number + 1).is_some_and(|next| next.part == Part::End);
        writer.section(section, beats(section, tempo), leads_to_end);
        if number > 0 {
            writer.cut(section);
        }
    }
    writer.notes
}

/// The tempo at which the sections are nearest to whole beats; each is then stretched by what is left.
fn tempo(sections: &[Section], mood: Mood) -> f32 {
    let (slow, fast) = mood.tempo;
    let cost = |tempo: f32| -> f32 {
        let off = sections.iter().map(|section| {
            let beats = (section.until - section.from) as f32 / RATE as f32 * tempo / 60.0;
            (beats.round().max(1.0) / beats.max(0.01)).ln().powi(2)
        });
        off.sum()
    };
    let tempos = (0..=32).map(|step| slow + (fast - slow) * step as f32 / 32.0);
    tempos.min_by(|a, b| cost(*a).total_cmp(&cost(*b))).unwrap_or(slow)
}

/// Where a section's beats fall, and its end.
fn beats(section: &Section, tempo: f32) -> Vec<usize> {
    let length = section.until - section.from;
    let count = (length as f32 / RATE as f32 * tempo / 60.0).round().max(1.0) as u32;
    (0..=count)
        .map(|beat| (section.from + (u64::from(length) * u64::from(beat) / u64::from(count)) as u32) as usize)
        .collect()
}

#[cfg(test)]
mod tests;
