use super::*;
use std::cell::Cell;
use symphonia::core::{
    audio::{Channels, Position},
    codecs::audio::{AudioCodecParameters, AudioDecoderOptions, well_known::CODEC_ID_AAC},
    packet::Packet,
};

/// Chords that move from ear to ear and strokes at uneven times, silence between them: what windows are chosen by.
fn lively(seconds: usize) -> Stereo {
    let length = RATE as usize * seconds + 300;
    let mut sound = Stereo::silent(length);
    let strokes: Vec<usize> =
        (0..).map(|nth: usize| nth * 7_013 + nth * nth * 37 % 5_003).take_while(|at| *at < length).collect();
    for (at, (left, right)) in sound.from(0).enumerate() {
        let seconds = at as f32 / RATE as f32;
        let tone = |hertz: f32| (seconds * hertz * std::f32::consts::TAU).sin();
        let swell = (seconds * 0.9).sin().max(0.0) * 0.12;
        *left = (tone(220.0) + tone(331.0)) * swell;
        *right = (tone(440.0) + tone(277.0)) * swell * (seconds * 2.0).cos();
    }
    for stroke in strokes {
        for (at, (left, right)) in sound.from(stroke).take(2_400).enumerate() {
            let ring = (at as f32 * 0.31).sin() * (-(at as f32) / 300.0).exp() * 0.5;
            *left += ring;
            *right += ring * 0.6;
        }
    }
    sound
}

/// Loud, then quiet ticks for ever: beside what is loud they are nothing, and alone each is a stroke. Two stretches of which
/// one holds what is loud choose otherwise where they meet; where the first tick is decides what lies at the wrong joints.
fn ticking(seconds: usize, first: usize) -> Stereo {
    let mut sound = Stereo::silent(RATE as usize * seconds);
    let loud = 100 * PACKET as usize;
    for (at, (left, right)) in sound.from(0).enumerate() {
        let tone = (at as f32 * 0.05).sin();
        let tick = if (at + 3_000 - first) % 3_000 < 8 { 0.12 } else { 0.0 };
        let both = if at < loud { tone * 0.8 } else { tone * 0.008 + tick };
        (*left, *right) = (both, both);
    }
    sound
}

/// What a decoder makes of a track: the left channel, without what comes before it.
fn heard(track: &Track, samples: usize) -> Vec<f32> {
    let mut params = AudioCodecParameters::new();
    params
        .for_codec(CODEC_ID_AAC)
        .with_sample_rate(RATE)
        .with_channels(Channels::Positioned(Position::FRONT_LEFT | Position::FRONT_RIGHT))
        .with_extra_data(track.config.clone().into());
    let mut decoder =
        symphonia::default::get_codecs().make_audio_decoder(&params, &AudioDecoderOptions::default()).unwrap();
    let mut left = Vec::new();
    for (nth, packet) in (0_u64..).zip(&track.packets) {
        let place = nth * u64::from(PACKET);
        let packet = Packet::new(0, (place as i64).into(), u64::from(PACKET).into(), packet.clone());
        let mut samples: Vec<f32> = Vec::new();
        decoder.decode(&packet).unwrap().copy_to_vec_interleaved(&mut samples);
        left.extend(samples.iter().step_by(2));
    }
    assert!(left.len() >= samples + DELAY as usize, "the end is whole");
    left[DELAY as usize..DELAY as usize + samples].to_vec()
}

/// How far off a track is, packet by packet.
fn errors(track: &Track, sound: &Stereo) -> Vec<f32> {
    let heard = heard(track, sound.len());
    let off = heard.iter().zip(&sound.left).map(|(heard, meant)| (heard - meant).powi(2)).collect::<Vec<_>>();
    off.chunks(PACKET as usize).map(|packet| (packet.iter().sum::<f32>() / packet.len() as f32).sqrt()).collect()
}

/// The same sound in one go.
fn in_one_go(sound: &Stereo) -> Track {
    let all = (sound.len() + DELAY as usize).div_ceil(PACKET as usize);
    let packets = stretch(sound, &(0..all)).unwrap();
    Track { packets, config: audio_specific_config_bytes(RATE, 2), bits: BITS }
}

#[test]
fn a_track_of_stretches_is_as_long_and_as_true_as_one_in_one_go() {
    let ticking = [0, 1_000, 2_000].map(|first| (ticking(6, first), 0.0005));
    for (sound, close) in [(lively(23), 0.002)].into_iter().chain(ticking) {
        let (track, whole) = (encode(&sound, || Ok(())).unwrap(), in_one_go(&sound));
        assert_eq!(track.packets.len(), whole.packets.len());
        let (ours, theirs) = (errors(&track, &sound), errors(&whole, &sound));
        let worst = |errors: &[f32]| errors.iter().copied().fold(0.0, f32::max);
        assert!(worst(&ours) <= worst(&theirs) * 1.02, "{} {}", worst(&ours), worst(&theirs));
        // Where windows don't fit, what one packet leaves the next doesn't take away.
        for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            assert!(*ours <= theirs * 2.0 + close, "packet {at}: {ours} instead of {theirs}");
        }
    }
}

#[test]
fn before_each_stretch_it_is_asked_whether_to_go_on_and_after_a_no_nothing_is_begun() {
    let sound = lively(20);
    let asked = Cell::new(0);
    let go_on = |until: usize| {
        asked.set(asked.get() + 1);
        if asked.get() < until { Ok(()) } else { Err(Ended::Unwanted) }
    };
    assert!(encode(&sound, || go_on(usize::MAX)).is_ok());
    assert!(asked.get() >= 20 / 3, "{} times in 20 seconds of sound", asked.get());
    asked.set(0);
    assert!(matches!(encode(&sound, || go_on(3)), Err(Ended::Unwanted)));
    assert_eq!(asked.get(), 3);
}

#[test]
fn short_sounds_are_tracks_too() {
    for samples in [0, 1, 1_023, 1_024, 1_025, 48_000] {
        let mut sound = lively(2);
        sound.left.truncate(samples);
        sound.right.truncate(samples);
        let track = encode(&sound, || Ok(())).unwrap();
        assert_eq!(track.packets, in_one_go(&sound).packets, "{samples}");
    }
}
