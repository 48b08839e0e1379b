//! What tones are made of: waves, what dies away, and noise.

use super::RATE;
use std::{f32::consts::TAU, sync::LazyLock};

/// Steps in a wave.
const STEPS: usize = 2_048;

/// One turn of a tone, with its first step again at the end.
pub(super) struct Wave(Vec<f32>);

impl Wave {
    /// Of a fundamental and its overtones.
    fn of(overtones: &[f32]) -> Self {
        let loudest: f32 = overtones.iter().map(|tone| tone.abs()).sum();
        let step = |at: usize| {
            let turn = (at % STEPS) as f32 / STEPS as f32 * TAU;
            let tones = overtones.iter().zip(1..).map(|(gain, times)| gain * (turn * times as f32).sin());
            tones.sum::<f32>() / loudest
        };
        Self((0..=STEPS).map(step).collect())
    }

    /// At a place from 0 to 1.
    #[inline(always)]
    fn at(&self, turn: f32) -> f32 {
        let place = turn * STEPS as f32;
        let first = (place as usize).min(STEPS - 1);
        match self.0.get(first..first + 2) {
            Some([a, b]) => a + (b - a) * (place - first as f32),
            _ => 0.0,
        }
    }
}

pub(super) static SINE: LazyLock<Wave> = LazyLock::new(|| Wave::of(&[1.0]));
pub(super) static SOFT: LazyLock<Wave> = LazyLock::new(|| Wave::of(&[1.0, 0.34, 0.20, 0.10, 0.05]));
pub(super) static FULL: LazyLock<Wave> = LazyLock::new(|| Wave::of(&[1.0, 0.5, 0.36, 0.24, 0.16, 0.10, 0.06, 0.03]));
pub(super) static LOW: LazyLock<Wave> = LazyLock::new(|| Wave::of(&[1.0, 0.42, 0.16, 0.06]));

/// A tone that goes on.
pub(super) struct Tone<'a> {
    wave: &'a Wave,
    turn: f32,
    pub(super) step: f32,
}

impl<'a> Tone<'a> {
    pub(super) fn new(wave: &'a Wave, hertz: f32, turn: f32) -> Self {
        Self { wave, turn, step: hertz / RATE as f32 }
    }

    #[inline(always)]
    pub(super) fn next(&mut self) -> f32 {
        let sample = self.wave.at(self.turn);
        self.turn += self.step;
        if self.turn >= 1.0 {
            self.turn -= 1.0;
        }
        sample
    }
}

/// Something that dies away: to a third in so many seconds.
pub(super) struct Decay {
    level: f32,
    keep: f32,
}

impl Decay {
    pub(super) fn new(seconds: f32) -> Self {
        Self { level: 1.0, keep: (-1.0 / (seconds * RATE as f32)).exp() }
    }

    #[inline(always)]
    pub(super) fn next(&mut self) -> f32 {
        let level = self.level;
        self.level *= self.keep;
        level
    }
}

/// Noise without its low part, the same each time.
pub(super) struct Noise {
    state: u32,
    before: f32,
    low: f32,
}

impl Noise {
    pub(super) fn new(at: usize) -> Self {
        Self { state: (at as u32).wrapping_mul(2_654_435_761) | 1, before: 0.0, low: 0.0 }
    }

    #[inline(always)]
    pub(super) fn next(&mut self) -> f32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        let white = self.state as f32 / u32::MAX as f32 * 2.0 - 1.0;
        // What changes slowly is taken away, what changes fastest is softened.
        let bright = white - self.before;
        self.before = white;
        self.low += (bright - self.low) * 0.55;
        self.low
    }
}
