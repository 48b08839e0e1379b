//! How loud: as loud as intended, lower under the voice, and never too loud for a player.

use super::{RATE, SoundError, stereo::Stereo};
use ebur128::{EbuR128, Mode};

/// What is left of the music under the voice: twelve decibels less.
const UNDER: f32 = 0.25;
/// How long the music takes to give way and to come back, in samples.
const GIVES_WAY: i64 = RATE as i64 / 4;
const COMES_BACK: i64 = RATE as i64 * 6 / 10;
/// Pauses shorter than this don't bring the music back, in milliseconds.
const BREATH: u32 = 900;
/// The loudest sample: a player's filters need a little above it.
const CEILING: f32 = 0.84;
/// The limiter looks ahead so far, in samples.
const AHEAD: usize = RATE as usize / 200;

/// Makes a sound so loud, in LUFS (EBU R 128); what is silent stays silent.
pub(super) fn set(sound: &mut Stereo, wanted: f64) -> Result<(), SoundError> {
    let mut meter = EbuR128::new(2, RATE, Mode::I)?;
    meter.add_frames_planar_f32(&[&sound.left, &sound.right])?;
    let measured = meter.loudness_global()?;
    // Sounds shorter than the meter's block have no loudness: then their power has to do.
    let measured = if measured.is_finite() { measured } else { power(sound) };
    if measured.is_finite() {
        sound.louder(10.0_f64.powf((wanted - measured).clamp(-30.0, 30.0) / 20.0) as f32);
    }
    Ok(())
}

/// The power of both channels, in decibels.
fn power(sound: &Stereo) -> f64 {
    let all: f64 = sound.left.iter().chain(&sound.right).map(|sample| f64::from(*sample).powi(2)).sum();
    10.0 * (all / sound.len().max(1) as f64).log10()
}

/// Takes the music back where words are heard; `heard` are their times in the film, in milliseconds.
pub(super) fn duck(music: &mut Stereo, heard: &[(u32, u32)]) {
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for (from, until) in heard {
        let samples = |ms: u32| i64::from(ms) * i64::from(RATE) / 1_000;
        match spans.last_mut() {
            Some((_, last)) if samples(from.saturating_sub(BREATH)) <= *last => *last = samples(*until).max(*last),
            _ => spans.push((samples(*from), samples(*until))),
        }
    }
    let mut spans = spans.into_iter().peekable();
    let mut before = i64::MIN / 2;
    for (at, (left, right)) in (0..).zip(music.from(0)) {
        while let Some((_, until)) = spans.next_if(|(_, until)| *until <= at) {
            before = until;
        }
        let next = spans.peek().map_or(i64::MAX / 2, |(from, _)| *from);
        // How far it is from the voice, either way: 0 where words are heard, 1 where the music has its own strength.
        let coming = (next - at).max(0) as f32 / GIVES_WAY as f32;
        let gone = (at - before) as f32 / COMES_BACK as f32;
        let way = coming.min(gone).clamp(0.0, 1.0);
        let gain = UNDER + (1.0 - UNDER) * way * way * (3.0 - 2.0 * way);
        *left *= gain;
        *right *= gain;
    }
}

/// Takes back what would be too loud, a moment before it comes, so that nothing is cut off.
pub(super) fn limit(sound: &mut Stereo) {
    let over = |left: f32, right: f32| {
        let peak = left.abs().max(right.abs());
        if peak > CEILING { CEILING / peak } else { 1.0 }
    };
    let needed: Vec<f32> = sound.left.iter().zip(&sound.right).map(|(left, right)| over(*left, *right)).collect();
    if needed.iter().all(|gain| *gain == 1.0) {
        return;
    }
    // The least gain of a window, then its mean over a window of the same length: smooth, and in time for each peak.
    let least = lowest(&needed, AHEAD);
    let mut sum: f64 = AHEAD as f64;
    let mut gains = least.iter();
    let mut old = std::iter::repeat_n(&1.0_f32, AHEAD).chain(&least);
    for (left, right) in sound.from(0) {
        let (new, old) = (gains.next().copied().unwrap_or(1.0), old.next().copied().unwrap_or(1.0));
        sum += f64::from(new) - f64::from(old);
        let gain = (sum / AHEAD as f64) as f32;
        *left *= gain;
        *right *= gain;
    }
}

/// For each place the lowest of the values from it to `ahead` places later.
fn lowest(values: &[f32], ahead: usize) -> Vec<f32> {
    let mut waiting = std::collections::VecDeque::<(usize, f32)>::new();
    let mut coming = values.iter().copied().enumerate();
    let mut lowest = Vec::with_capacity(values.len());
    for at in 0..values.len() {
        for (place, value) in coming.by_ref() {
            while waiting.back().is_some_and(|(_, last)| *last >= value) {
                waiting.pop_back();
            }
            waiting.push_back((place, value));
            if place >= at + ahead {
                break;
            }
        }
        while waiting.front().is_some_and(|(place, _)| *place < at) {
            waiting.pop_front();
        }
        lowest.push(waiting.front().map_or(1.0, |(_, value)| *value));
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(gain: f32, seconds: usize) -> Stereo {
        let wave = |at: usize| (at as f32 * 1_000.0 / RATE as f32 * std::f32::consts::TAU).sin() * gain;
        let samples: Vec<f32> = (0..RATE as usize * seconds).map(wave).collect();
        Stereo { left: samples.clone(), right: samples }
    }

    fn peak(sound: &Stereo, from: usize, until: usize) -> f32 {
        let part = |channel: &[f32]| channel[from..until].iter().fold(0.0, |peak: f32, sample| peak.max(sample.abs()));
        part(&sound.left).max(part(&sound.right))
    }

    #[test]
    fn a_tone_is_made_as_loud_as_wanted_and_silence_stays() {
        let mut sound = tone(0.9, 2);
        set(&mut sound, -20.0).unwrap();
        // By definition a tone of 1 kHz on both channels is as loud as its peak says.
        assert!((peak(&sound, 0, 48_000) - 0.1).abs() < 0.004, "{}", peak(&sound, 0, 48_000));
        let mut silence = Stereo::silent(48_000);
        set(&mut silence, -20.0).unwrap();
        assert_eq!(peak(&silence, 0, 48_000), 0.0);
    }

    #[test]
    fn music_is_a_quarter_as_strong_under_words_and_through_the_breath_between_them() {
        let mut sound = tone(0.4, 6);
        duck(&mut sound, &[(2_000, 2_500), (3_000, 3_500)]);
        let at = |ms: usize| peak(&sound, ms * 48, ms * 48 + 480);
        for ms in [2_000, 2_300, 2_700, 3_400] {
            assert!((at(ms) - 0.1).abs() < 0.005, "{ms}: {}", at(ms));
        }
        for ms in [0, 1_700, 4_200, 5_900] {
            assert!((at(ms) - 0.4).abs() < 0.005, "{ms}: {}", at(ms));
        }
        assert!((0.12..0.38).contains(&at(1_880)) && (0.12..0.38).contains(&at(3_800)), "smooth on both sides");
    }

    #[test]
    fn what_is_too_loud_is_taken_back_without_a_jump() {
        let mut sound = tone(0.5, 3);
        sound.left[70_000..90_000].iter_mut().for_each(|sample| *sample *= 4.0);
        limit(&mut sound);
        assert!(peak(&sound, 0, sound.len()) <= CEILING + 1e-4);
        assert!((peak(&sound, 0, 60_000) - 0.5).abs() < 1e-3, "what isn't too loud stays");
        let before = tone(0.5, 3).right;
        let near = (69_000..91_000).filter(|at| before[*at].abs() > 0.3).step_by(97);
        let steps: Vec<f32> = near.map(|at| sound.right[at] / before[at]).collect();
        assert!(steps.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.4), "{steps:?}");
    }
}
