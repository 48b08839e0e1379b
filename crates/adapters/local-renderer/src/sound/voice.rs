//! The voice at the film's rate, each stretch of it where the film has it.

use super::{RATE, SoundError, stereo::Stereo};
use crate::storyboard::Spoken;
use adforge_ports_creative::Speech;
use rubato::{Fft, FixedSync, Resampler, audioadapter_buffers::direct::InterleavedSlice};

/// Samples over which a stretch begins and ends, so that a cut in a pause is not heard.
const EDGE: usize = RATE as usize / 200;

/// The speech as it lies in a film of so many samples, in the middle of both channels.
pub(super) fn laid(speech: &Speech, spoken: &Spoken, samples: usize) -> Result<Stereo, SoundError> {
    let voice = resampled(speech)?;
    let mut sound = Stereo::silent(samples);
    let place = |ms: u32| (u64::from(ms) * u64::from(RATE) / 1_000) as usize;
    for stretch in &spoken.stretches {
        let (from, until) = (place(stretch.from), place(stretch.until).min(voice.len()));
        let Some(part) = voice.get(from..until.max(from)) else { continue };
        for (nth, ((left, right), sample)) in sound.from(place(stretch.at)).zip(part).enumerate() {
            let edge = (nth.min(part.len() - 1 - nth) as f32 / EDGE as f32).min(1.0);
            *left += sample * edge;
            *right += sample * edge;
        }
    }
    Ok(sound)
}

fn resampled(speech: &Speech) -> Result<Vec<f32>, SoundError> {
    const CHUNK: usize = 1_024;
    let samples: Vec<f32> = speech.samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    if speech.rate == RATE {
        return Ok(samples);
    }
    let unfit = |why: String| SoundError::Rate(why);
    let mut resampler = Fft::<f32>::new(speech.rate as usize, RATE as usize, CHUNK, 1, FixedSync::Both)
        .map_err(|error| unfit(error.to_string()))?;
    let source = InterleavedSlice::new(&samples, 1, samples.len()).map_err(|error| unfit(error.to_string()))?;
    let done = resampler.process_all(&source, samples.len(), None).map_err(|error| unfit(error.to_string()))?;
    Ok(done.take_data())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_stays_the_same_tone_at_the_films_rate_and_lies_where_it_lay() {
        for rate in [16_000_u32, 22_050, 24_000, 44_100, 48_000] {
            let wave = |at: u32| {
                let seconds = at as f32 / rate as f32;
                if seconds < 0.5 { 0.0 } else { (seconds * 440.0 * std::f32::consts::TAU).sin() * 16_000.0 }
            };
            let samples: Vec<i16> = (0..rate).map(|at| wave(at) as i16).collect();
            let voice = resampled(&Speech { rate, samples: samples.into(), words: Vec::new() }).unwrap();
            assert!(voice.len().abs_diff(48_000) < 48, "{rate}: {}", voice.len());
            let first = voice.iter().position(|sample| sample.abs() > 0.1).unwrap();
            assert!(first.abs_diff(24_000) < 48, "{rate}: {first}");
            let crossings = voice[26_000..46_000].windows(2).filter(|pair| pair[0] <= 0.0 && pair[1] > 0.0).count();
            assert!(crossings.abs_diff(183) <= 1, "{rate}: {crossings}");
        }
    }
}
