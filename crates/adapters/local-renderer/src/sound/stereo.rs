//! Two channels of sound.

use super::RATE;

/// Samples from -1 to 1, both channels as long.
#[derive(Clone, Debug)]
pub(super) struct Stereo {
    pub(super) left: Vec<f32>,
    pub(super) right: Vec<f32>,
}

impl Stereo {
    pub(super) fn silent(samples: usize) -> Self {
        Self { left: vec![0.0; samples], right: vec![0.0; samples] }
    }

    pub(super) fn len(&self) -> usize {
        self.left.len()
    }

    /// Both channels from a sample on.
    pub(super) fn from(&mut self, at: usize) -> impl Iterator<Item = (&mut f32, &mut f32)> {
        self.left.iter_mut().zip(&mut self.right).skip(at)
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (to, from) in [(&mut self.left, &other.left), (&mut self.right, &other.right)] {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
    }

    pub(super) fn louder(&mut self, gain: f32) {
        self.left.iter_mut().chain(&mut self.right).for_each(|sample| *sample *= gain);
    }
}

/// Begins without a click, and ends as if somebody turned it down.
pub(super) fn fade(sound: &mut Stereo) {
    let length = sound.len();
    let (coming, going) = (RATE as usize / 50, (RATE as usize * 3 / 2).min(length / 3).max(1));
    for (at, (left, right)) in sound.from(0).enumerate() {
        let comes = (at as f32 / coming as f32).min(1.0);
        let goes = ((length - 1 - at) as f32 / going as f32).min(1.0);
        let gain = comes * goes * goes * (3.0 - 2.0 * goes);
        *left *= gain;
        *right *= gain;
    }
}
