//! What is spoken, by whom, and when each word is heard.

use crate::cast::{TEXT, all, assert_sound, beginnings, hertz, says, says_as, with, with_tones};
use adforge_domain::language::Language;
use adforge_ports_creative::{OrderError, Refused};
use adforge_tests_servers::voices::{Call, Kind};

#[tokio::test]
async fn a_text_is_spoken_once_and_its_sound_is_whole() {
    for cast in all() {
        let spoken = cast.voice.speak(&says(TEXT)).await.unwrap();
        let sales = cast.fake.sales();
        assert_eq!((sales.len(), cast.fake.count(Call::Speak)), (1, 1), "{:?}", cast.fake.kind());
        assert_eq!(spoken.speech.rate, sales[0].take.rate);
        let heard = spoken.speech.samples.iter().zip(&sales[0].take.samples);
        assert_eq!(spoken.speech.samples.len(), sales[0].take.samples.len());
        assert!(heard.into_iter().all(|(heard, said)| heard.abs_diff(*said) <= 1), "{:?}", cast.fake.kind());
        assert_sound(TEXT, &spoken.speech);
    }
}

#[tokio::test]
async fn where_a_voice_says_its_times_every_word_is_heard_where_it_stands() {
    // The second begins and ends with what HeyGen's lists begin and end with.
    let texts = [TEXT, "Start now, and see how all of winter comes to an end."];
    for cast in [Kind::ElevenLabs, Kind::Heygen].map(|kind| with(kind, |it| it)) {
        for text in texts {
            let speech = cast.voice.speak(&says(text)).await.unwrap().speech;
            let sale = cast.fake.sales().pop().unwrap();
            for (word, tone) in with_tones(&speech, &sale.take.tones) {
                assert!(word.starts_ms.abs_diff(tone.starts_ms) <= 2, "{word:?} {tone:?}");
                let heard = hertz(&speech, word.starts_ms, word.ends_ms);
                assert!((heard - f64::from(tone.hertz)).abs() < 40.0, "{word:?} {tone:?} {heard}");
            }
        }
    }
}

#[tokio::test]
async fn where_a_voice_says_no_times_sentences_and_scenes_begin_where_they_are_heard() {
    let texts = [
        TEXT,
        "One. Two. Three!\n\nFour words are here, and many more of them follow after that. Five?",
        "No end and no pause at all",
        "Why ? Since it works . Really !\n\nA second scene\n\nA third one, which is much longer than the second scene was.",
        "Only 3 drops. 24 hours of glow.\n\nTry it in 2027!",
    ];
    for cast in [Kind::OpenAi, Kind::Local].map(|kind| with(kind, |it| it)) {
        for text in texts {
            let speech = cast.voice.speak(&says(text)).await.unwrap().speech;
            assert_sound(text, &speech);
            let sale = cast.fake.sales().pop().unwrap();
            for (word, tone) in beginnings(text, &speech, &sale.take.tones) {
                assert!(word.starts_ms.abs_diff(tone.starts_ms) <= 20, "{text:?}: {word:?} {tone:?}");
            }
            let last = speech.words.last().unwrap();
            let end = sale.take.tones.last().unwrap().ends_ms;
            assert!(last.ends_ms.abs_diff(end) <= 20, "silence at the end is nobody's: {last:?} {end}");
        }
    }
}

#[tokio::test]
async fn whoever_presents_has_a_voice_of_their_own_in_every_language() {
    for cast in all() {
        let mut voices = Vec::new();
        for (gender, language) in [("female", Language::EN), ("Male", Language::EN), ("male", Language::FR)] {
            cast.voice.speak(&says_as(gender, language)).await.unwrap();
            voices.push(cast.fake.sales().pop().unwrap().voice);
        }
        assert_ne!(voices[0], voices[1], "{:?}", cast.fake.kind());
        assert_ne!(voices[0], voices[2], "{:?}", cast.fake.kind());
        cast.voice.speak(&says_as("male", Language::FR)).await.unwrap();
        assert_eq!(cast.fake.sales().pop().unwrap().voice, voices[2], "the same presenter keeps a voice");
    }
}

#[tokio::test]
async fn heygens_voice_speaks_the_language_by_the_engine_for_speech() {
    let cast = with(Kind::Heygen, |it| it);
    let cases = [
        ("female", Language::EN, "05f193-marcia"),
        ("male", Language::EN, "01f98e-cody"),
        ("male", Language::FR, "d81c22-henri"),
        ("female", Language::DE, "77ab10-jonas"),
    ];
    for (gender, language, voice) in cases {
        cast.voice.speak(&says_as(gender, language)).await.unwrap();
        assert_eq!(cast.fake.sales().pop().unwrap().voice, voice, "{gender} {language:?}");
    }
    assert_eq!(cast.fake.count(Call::Voices), 3, "each language's voices are asked for once an hour");
    for language in ["sw", "sv"].map(|tag| Language::parse(tag).unwrap()) {
        let error = cast.voice.speak(&says_as("male", language)).await.unwrap_err();
        assert_eq!(error, OrderError::Refused(Refused::Order), "nobody speaks {language:?}");
    }
    assert_eq!(cast.fake.sales().len(), cases.len());
}

#[tokio::test]
async fn a_voice_that_is_set_speaks_whoever_presents() {
    let cases = [
        (Kind::ElevenLabs, "AbCdEfGhIjKlMnOpQrSt"),
        (Kind::Heygen, "c4f1e0-zoe"),
        (Kind::OpenAi, "sage"),
        (Kind::Local, "af_heart/../+2"),
    ];
    for (kind, name) in cases {
        let cast = with(kind, |access| adforge_adapters_voices::Access { voice: Some(name.into()), ..access });
        cast.voice.speak(&says_as("male", Language::FR)).await.unwrap();
        assert_eq!(cast.fake.sales()[0].voice, name);
        assert_eq!(cast.fake.count(Call::Voices), 0);
    }
}
