//! Writes the notes of one section after the other.

use super::{Instrument, MIDDLE, Note, Part, SCALE, Section};
use crate::sound::{RATE, mood::Mood};

pub(super) struct Writer {
    pub(super) mood: Mood,
    pub(super) key: i32,
    pub(super) progression: [u8; 4],
    pub(super) arpeggio: [usize; 8],
    /// The tones that sounded last: the next chord lies as near as it can.
    pub(super) chord: [i32; 3],
    pub(super) notes: Vec<Note>,
}

impl Writer {
    pub(super) fn section(&mut self, section: &Section, beats: Vec<usize>, leads_to_end: bool) {
        let troubled = match section.part {
            Part::Opening => self.mood.trouble,
            Part::Middle { turned: false, .. } => self.mood.trouble,
            _ => None,
        };
        let progression = troubled.unwrap_or(self.progression);
        let count = beats.len() - 1;
        // Bars of four beats; a rest of one or two is held with the last.
        let bars = if section.part == Part::End { 1 } else { ((count + 1) / 4).max(1) };
        for bar in 0..bars {
            let until = if bar + 1 == bars { count } else { (bar + 1) * 4 };
            let Some(bar_beats) = beats.get(bar * 4..=until) else { continue };
            let step = match section.part {
                Part::End => 0,
                // The end is prepared by the fifth step, as ears expect.
                _ if leads_to_end && bar + 1 == bars && bars > 1 => 4,
                Part::Middle { number, .. } => progression.get((bar + number * 2) % 4).copied().unwrap_or(0),
                Part::Opening => progression.get(bar % 4).copied().unwrap_or(0),
            };
            self.bar(section.part, step, bar_beats, troubled.is_some());
        }
    }

    /// One chord over its beats, the last of which is the bar's end.
    fn bar(&mut self, part: Part, step: u8, beats: &[usize], troubled: bool) {
        let (Some(from), Some(until)) = (beats.first().copied(), beats.last().copied()) else { return };
        let root = self.chord_of(step);
        let end = part == Part::End;
        for (number, tone) in self.chord.into_iter().enumerate() {
            self.add(
                Instrument::Pad,
                from,
                until - from,
                tone,
                0.30,
                [-0.5, 0.1, 0.5].get(number).copied().unwrap_or(0.0),
            );
        }
        // A ninth makes it sound less like a hymn.
        let ninth = self.tone(usize::from(step) + 1) + 12;
        self.add(Instrument::Pad, from, until - from, ninth, if troubled { 0.08 } else { 0.13 }, 0.3);
        self.bass(root, beats, end, troubled);
        self.plucks(part, step, beats, troubled);
        self.pulse(part, beats, troubled);
    }

    fn bass(&mut self, root: i32, beats: &[usize], end: bool, troubled: bool) {
        let low = root - 24 + if root - 24 < 31 { 12 } else { 0 };
        for (number, pair) in beats.windows(2).enumerate() {
            let [at, next] = [pair.first(), pair.last()].map(|beat| beat.copied().unwrap_or(0));
            let length = next - at;
            match (number % 4, end || troubled) {
                (0, true) => self.add(Instrument::Bass, at, length * if end { 6 } else { 3 }, low, 0.62, 0.0),
                (0, false) => self.add(Instrument::Bass, at, length * 3 / 2, low, 0.66, 0.0),
                (1, false) => self.add(Instrument::Bass, at + length / 2, length, low, 0.46, 0.0),
                (3, false) => self.add(Instrument::Bass, at, length, low + 7, 0.42, 0.0),
                _ => {}
            }
        }
    }

    fn plucks(&mut self, part: Part, step: u8, beats: &[usize], troubled: bool) {
        let [a, b, c] = self.chord;
        let tones = [a, b, c, a + 12, b + 12, c + 12];
        // More is played as the film goes on; the end comes to rest.
        let (steps, gain) = match part {
            Part::Opening => (1, 0.30),
            Part::Middle { .. } if troubled => (1, 0.26),
            Part::Middle { .. } => (self.mood.steps, 0.34),
            Part::End => (1, 0.34),
        };
        let count = beats.len() - 1;
        for (number, pair) in beats.windows(2).enumerate() {
            let [at, next] = [pair.first(), pair.last()].map(|beat| beat.copied().unwrap_or(0));
            if part == Part::End && number * 2 > count && number > 3 {
                break;
            }
            for half in 0..steps as usize {
                let nth = number * steps as usize + half;
                let tone = self.arpeggio.get((nth + usize::from(step)) % 8).and_then(|tone| tones.get(*tone)).copied();
                let softer = if half == 0 { 1.0 } else { 0.72 };
                let side = if nth.is_multiple_of(2) { -0.35 } else { 0.35 };
                self.add(
                    Instrument::Pluck,
                    at + (next - at) * half / steps as usize,
                    RATE as usize * 8 / 5,
                    tone.unwrap_or(a) + 12,
                    gain * softer,
                    side,
                );
            }
        }
    }

    fn pulse(&mut self, part: Part, beats: &[usize], troubled: bool) {
        let drive = match part {
            Part::Opening => self.mood.drive * 0.5,
            Part::Middle { .. } if troubled => self.mood.drive * 0.55,
            Part::Middle { .. } => self.mood.drive,
            Part::End => 0.0,
        };
        for (number, pair) in beats.windows(2).enumerate() {
            let [at, next] = [pair.first(), pair.last()].map(|beat| beat.copied().unwrap_or(0));
            if number.is_multiple_of(2) && drive > 0.0 {
                self.add(Instrument::Kick, at, RATE as usize / 3, 0, 0.75 * drive, 0.0);
            }
            if drive > 0.6 {
                let off = at + (next - at) / 2;
                self.add(Instrument::Shaker, off, RATE as usize / 10, 0, 0.10 * drive, 0.25);
                if !number.is_multiple_of(2) {
                    self.add(Instrument::Shaker, at, RATE as usize / 8, 0, 0.13 * drive, -0.2);
                }
            }
        }
    }

    /// A cut is announced by a breath, and struck.
    pub(super) fn cut(&mut self, section: &Section) {
        let at = section.from as usize;
        let breath = (RATE as usize * 7 / 10).min(at);
        self.add(Instrument::Swell, at - breath, breath, 0, 0.10, 0.0);
        let end = section.part == Part::End;
        self.add(Instrument::Kick, at, RATE as usize / 3, 0, if end { 0.85 } else { 0.4 }, 0.0);
        // Played as a hand plays a chord: not all at once.
        let struck = self.struck(section);
        for (number, tone) in struck.into_iter().enumerate() {
            let (late, side) = (number * RATE as usize / 55, number as f32 * 0.3 - 0.45);
            self.add(Instrument::Pluck, at + late, RATE as usize * 2, tone + 12, if end { 0.30 } else { 0.17 }, side);
        }
    }

    /// The chord with which a section begins: its pads are the newest that begin there.
    fn struck(&self, section: &Section) -> Vec<i32> {
        let begins = |note: &&Note| note.instrument == Instrument::Pad && note.at == section.from as usize;
        self.notes.iter().filter(begins).take(3).map(|note| note.pitch as i32).collect()
    }

    fn add(&mut self, instrument: Instrument, at: usize, length: usize, pitch: i32, gain: f32, side: f32) {
        self.notes.push(Note { instrument, at, length, pitch: pitch as f32, gain, side });
    }

    /// A step of the key's scale, in the octave around the middle.
    fn tone(&self, step: usize) -> i32 {
        let octave = (step / 7) as i32 * 12;
        MIDDLE - 6 + self.key + octave + SCALE.get(step % 7).copied().unwrap_or(0)
    }

    /// Moves each voice to the nearest tone of the step's chord, and gives its root.
    fn chord_of(&mut self, step: u8) -> i32 {
        let step = usize::from(step);
        let wanted = [step, step + 2, step + 4].map(|step| self.tone(step));
        let near = |tone: i32, to: i32| {
            let up = (tone - to).rem_euclid(12);
            if up > 6 { to + up - 12 } else { to + up }
        };
        // Of the three ways to share the tones, the one with the shortest way; kept around the middle.
        let shares = (0..3_usize).map(|turn| {
            let mut tones = [0; 3];
            for (voice, tone) in tones.iter_mut().enumerate() {
                let from = self.chord.get(voice).copied().unwrap_or(MIDDLE);
                *tone = near(wanted.get((voice + turn) % 3).copied().unwrap_or(MIDDLE), from);
            }
            let way: i32 = tones.iter().zip(self.chord).map(|(tone, from)| (tone - from).abs()).sum();
            let high: i32 = tones.iter().map(|tone| (tone - MIDDLE - 3).abs()).sum();
            (way * 2 + high, tones)
        });
        if let Some((_, mut tones)) = shares.min_by_key(|(way, _)| *way) {
            tones.sort_unstable();
            self.chord = tones;
        }
        self.tone(step)
    }
}
