//! What is heard: decoded, and held against what is seen.

use crate::look::{difference, frames, parse, places, sound, strength, tone, track};
use adforge_adapters_local_renderer::LocalRenderer;
use adforge_domain::{format::FormatId, language::Language};
use adforge_ports_creative::{Film, FilmBrief, Renderer, Speech, SpokenWord, Utterance};
use mp4_atom::Codec;
use std::{num::NonZeroUsize, sync::Arc};

async fn film(brief: FilmBrief) -> Film {
    let renderer = LocalRenderer::new(NonZeroUsize::new(2).unwrap());
    renderer.film(brief, Arc::new(|_, _| {})).await.unwrap()
}

/// A film of three scenes that say, as long as they take to read.
fn spoken() -> FilmBrief {
    crate::brief::brief(
        crate::brief::product("Glow Serum", "Lumé", "Skin care", None),
        "en",
        &[
            crate::brief::Line(20, "No more streaks", "Streaks again? Not any more."),
            crate::brief::Line(20, "Two drops", "Two drops do it."),
            crate::brief::Line(20, "Try it tonight", "Try it tonight."),
        ],
    )
}

/// Where the test's words begin and how long they take, in milliseconds: uneven, with long pauses.
const TIMES: [(u32, u32); 12] = [
    (120, 300),
    (430, 500),
    (1_400, 150),
    (1_560, 160),
    (1_730, 480),
    (3_300, 250),
    (3_560, 250),
    (4_400, 120),
    (4_530, 400),
    (6_200, 200),
    (6_420, 200),
    (6_640, 700),
];

/// The tone that stands for the word of this number.
fn hertz(word: usize) -> f32 {
    900.0 + 130.0 * word as f32
}

/// The words of a brief as tones, one after the other.
fn tones(brief: &FilmBrief, rate: u32, gain: f32) -> Speech {
    let text = Utterance::of(&brief.scenes, Language::EN, None, 0).text;
    let mut samples = vec![0_i16; (rate * 8) as usize];
    let mut words = Vec::new();
    let mut at = 0;
    for (number, (word, (starts, takes))) in text.split_whitespace().zip(TIMES).enumerate() {
        let from = at + text[at..].find(word).unwrap();
        at = from + word.len();
        words.push(SpokenWord { from, until: at, starts_ms: starts, ends_ms: starts + takes });
        for sample in starts * rate / 1_000..(starts + takes) * rate / 1_000 {
            let wave = (sample as f32 / rate as f32 * hertz(number) * std::f32::consts::TAU).sin();
            samples[sample as usize] = (wave * gain * 32_000.0) as i16;
        }
    }
    assert_eq!(words.len(), TIMES.len());
    Speech { rate, samples: samples.into(), words }
}

fn with_speech(rate: u32, gain: f32) -> FilmBrief {
    let brief = spoken();
    FilmBrief { speech: Some(Arc::new(tones(&brief, rate, gain))), ..brief }
}

#[tokio::test]
async fn every_film_has_a_sound_track_as_long_as_its_pictures_and_both_lie_by_turns() {
    for brief in [crate::brief::short(), spoken(), with_speech(24_000, 0.5)] {
        let film = film(brief).await;
        let (moov, start) = parse(&film.mp4);
        let (seen, heard) = (track(&moov, b"vide"), track(&moov, b"soun"));
        let length = |ticks: u64, second: u32| ticks as f64 / f64::from(second);
        let pictures = length(seen.mdia.mdhd.duration, seen.mdia.mdhd.timescale);
        let sounds = length(heard.mdia.mdhd.duration, heard.mdia.mdhd.timescale);
        assert!((pictures - sounds).abs() < 0.05, "{pictures} {sounds}");
        assert!((pictures - f64::from(film.duration_ms) / 1_000.0).abs() < 0.001);
        let Codec::Mp4a(codec) = &heard.mdia.minf.stbl.stsd.codecs[0] else { panic!("AAC is expected") };
        assert_eq!((codec.audio.channel_count, codec.audio.sample_rate.integer()), (2, 48_000));
        // Nowhere does a player have to look further than a second ahead.
        let mut all: Vec<(usize, f64)> = Vec::new();
        for (table, second, ticks) in [(&seen.mdia.minf.stbl, 30.0, 1.0), (&heard.mdia.minf.stbl, 48_000.0, 1_024.0)] {
            let samples = places(table);
            all.extend(samples.iter().enumerate().map(|(number, (at, _))| (*at, number as f64 * ticks / second)));
        }
        all.sort_by_key(|(at, _)| *at);
        assert_eq!(all[0].0, start);
        let mut latest = 0.0_f64;
        for (_, time) in all {
            assert!(time > latest - 1.0, "what is due at {time} comes after what is due at {latest}");
            latest = latest.max(time);
        }
        assert!(sound(&film.mp4).len().abs_diff(film.duration_ms as usize * 48) < 48, "a millisecond");
    }
}

#[tokio::test]
async fn a_film_without_a_voice_has_quiet_music_that_neither_clips_nor_begins_or_ends_with_a_click() {
    for format in [FormatId::FounderStory, FormatId::StreetInterview] {
        let brief = FilmBrief { format, ..spoken() };
        let sound = sound(&film(brief).await.mp4);
        let whole = strength(&sound, 500, 4_500);
        assert!((0.03..0.2).contains(&whole), "{format:?}: {whole}");
        assert!(sound.iter().all(|sample| sample.abs() < 0.9), "{format:?}");
        let edges = [&sound[..240], &sound[sound.len() - 480..]];
        assert!(edges.iter().all(|edge| edge.iter().all(|sample| sample.abs() < 0.03)), "{format:?}");
        for from in (0..4_500).step_by(500) {
            assert!(strength(&sound, from + 100, from + 600) > 0.01, "{format:?}: a hole at {from}");
        }
    }
}

#[tokio::test]
async fn the_same_seed_sounds_the_same_and_another_seed_or_mood_otherwise() {
    let music = async |seed, format| sound(&film(FilmBrief { seed, format, ..crate::brief::short() }).await.mp4);
    let first = music(1, FormatId::Hybrid).await;
    assert!(first == music(1, FormatId::Hybrid).await);
    assert!(first != music(2, FormatId::Hybrid).await);
    assert!(first != music(1, FormatId::FounderStory).await);
}

#[tokio::test]
async fn a_word_is_heard_when_its_caption_is_seen() {
    let brief = with_speech(22_050, 0.5);
    let speech = brief.speech.clone().unwrap();
    let film = film(brief).await;
    let sound = sound(&film.mp4);
    // The voice begins a moment after the film; all of it keeps its times.
    let begins = |word: usize| {
        let hears = |from: usize| tone(&sound, hertz(word), from, from + 40) > 0.05;
        (0..film.duration_ms as usize - 40).step_by(5).find(|from| hears(*from)).unwrap()
    };
    let lead = begins(0) - TIMES[0].0 as usize;
    assert!(lead < 500, "{lead}");
    for (word, (starts, _)) in TIMES.into_iter().enumerate() {
        let expected = starts as usize + lead;
        assert!(begins(word).abs_diff(expected) <= 20, "word {word}: {} instead of {expected}", begins(word));
    }
    assert!(film.duration_ms as usize > speech.length_ms() as usize + lead);
    assert!((film.duration_ms as usize) < speech.length_ms() as usize + 2_000);
    // The words of the second scene begin with the sixth: until then its caption isn't there, and then it is.
    let at = |ms: usize| (ms * 30).div_ceil(1_000);
    let seen = |from: usize, until: usize| {
        let shown = frames(&film.mp4, &[from, until]);
        difference(&shown[0], &shown[1])
    };
    // Before: the scene has begun, its caption hasn't. The caption of "Not any more." came with the third word.
    let second = begins(2);
    let (before, after) = (seen(at(second) - 4, at(second) - 3), seen(at(second) - 2, at(second) + 2));
    assert!(after > before * 2 && after > 3_000, "at the third word: {before} and {after} pixels change");
}

#[tokio::test]
async fn music_gives_way_to_the_voice() {
    // A voice that says its words without a sound: what is heard is the music alone.
    let mut brief = with_speech(16_000, 0.0);
    let mut words = brief.speech.as_ref().unwrap().words.clone();
    words.iter_mut().zip(0..).for_each(|(word, number)| {
        word.starts_ms = 2_500 + number * 150;
        word.ends_ms = word.starts_ms + 150;
    });
    brief.speech = Some(Arc::new(Speech { rate: 16_000, samples: vec![0; 16_000 * 8].into(), words }));
    let sound = sound(&film(brief).await.mp4);
    let (before, under, after) =
        (strength(&sound, 400, 2_200), strength(&sound, 2_900, 4_400), strength(&sound, 5_700, 7_000));
    let decibels = |less: f32, more: f32| 20.0 * (more / less).log10();
    assert!(decibels(under, before) > 8.0, "{before} {under}");
    assert!(decibels(under, after) > 8.0, "{after} {under}");
    assert!(under > 0.001, "it doesn't stop");
}

#[tokio::test]
async fn without_a_voice_the_film_goes_by_the_script_again() {
    let (with, without) = (film(with_speech(24_000, 0.5)).await, film(spoken()).await);
    assert_eq!(without.duration_ms, 6_000);
    assert!((8_000..10_000).contains(&with.duration_ms), "{}", with.duration_ms);
    let other = strength(&sound(&without.mp4), 1_500, 1_700);
    assert!(strength(&sound(&with.mp4), 1_800, 1_900) > other, "the voice is louder than the music");
}

#[tokio::test]
async fn the_same_speech_gives_the_same_bytes_and_none_longer_than_a_film_may_be_is_taken() {
    let one = film(with_speech(24_000, 0.4)).await;
    assert!(one.mp4 == film(with_speech(24_000, 0.4)).await.mp4);
    let mut endless = with_speech(8_000, 0.4);
    endless.speech = Some(Arc::new(Speech { rate: 1, samples: vec![0; 400].into(), words: Vec::new() }));
    let renderer = LocalRenderer::new(NonZeroUsize::MIN);
    assert!(renderer.film(endless, Arc::new(|_, _| {})).await.is_err());
}
