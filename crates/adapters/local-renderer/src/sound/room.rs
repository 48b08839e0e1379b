//! The room in which the music is played: four echoes that feed each other (a feedback delay network).

use super::stereo::Stereo;

/// How long each echo takes, in samples: of no common measure, so that they never fall together.
const ECHOES: [usize; 4] = [1_433, 1_867, 2_281, 2_749];
/// What an echo gives back.
const BACK: f32 = 0.78;
/// How much of the room is heard.
const HEARD: f32 = 0.32;
/// How much of the high tones the walls swallow.
const SOFT: f32 = 0.42;

struct Echo {
    line: Vec<f32>,
    at: usize,
    soft: f32,
}

impl Echo {
    fn new(length: usize) -> Self {
        Self { line: vec![0.0; length], at: 0, soft: 0.0 }
    }

    /// What comes back now.
    #[inline(always)]
    fn hear(&mut self) -> f32 {
        let sound = self.line.get(self.at).copied().unwrap_or(0.0);
        self.soft += (sound - self.soft) * (1.0 - SOFT);
        self.soft
    }

    #[inline(always)]
    fn say(&mut self, sound: f32) {
        if let Some(place) = self.line.get_mut(self.at) {
            *place = sound;
        }
        self.at = if self.at + 1 == self.line.len() { 0 } else { self.at + 1 };
    }
}

/// Adds the room to what was played.
pub(super) fn fill(sound: &mut Stereo) {
    let mut echoes = ECHOES.map(Echo::new);
    for (left, right) in sound.from(0) {
        let mut heard = [0.0_f32; 4];
        heard.iter_mut().zip(&mut echoes).for_each(|(heard, echo)| *heard = echo.hear());
        let [a, b, c, d] = heard;
        // Each says to each what it heard, without getting louder by it (a Householder matrix).
        let all = (a + b + c + d) * 0.5;
        let said = [a, b, c, d].map(|own| (own - all) * BACK);
        let [to_a, to_b, to_c, to_d] = said;
        let spoken = [to_a + *left, to_b + *right, to_c + *left * 0.7, to_d + *right * 0.7];
        echoes.iter_mut().zip(spoken).for_each(|(echo, sound)| echo.say(sound));
        *left += (a + c) * HEARD;
        *right += (b + d) * HEARD;
    }
}
