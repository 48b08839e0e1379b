//! Who speaks: voices with their stand-ins, what is said, and what is heard.

use adforge_adapters_voices::{Access, ElevenLabs, Espeak, HeygenSpeech, OpenAi, Patience};
use adforge_domain::language::Language;
use adforge_ports_creative::{Presenter, Speech, SpokenWord, Utterance, Voice};
use adforge_tests_servers::voices::{self, Kind, Tone, Voices};
use std::time::Duration;

/// Two scenes, with sentences of all lengths; no two of its words are alike.
pub(crate) const TEXT: &str = "Your skin is tired of winter. Why wait any longer? It takes one drop, morning and night, for \
    a glow that looks like holidays.\n\nTry it today! Naturally you can send whatever doesn't please you back.";
/// The largest sound that is taken here.
pub(crate) const LARGEST: u64 = 1_500_000;

/// A voice and its stand-in.
pub(crate) struct Cast {
    pub(crate) voice: Box<dyn Voice>,
    pub(crate) fake: Voices,
}

impl Drop for Cast {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(self.fake.strange(), [""; 0], "only what is documented is sent");
            assert!(self.fake.has_played(), "all that was to go wrong was asked for");
        }
    }
}

/// A voice of each wire with its stand-in.
pub(crate) fn all() -> Vec<Cast> {
    [Kind::ElevenLabs, Kind::Heygen, Kind::OpenAi, Kind::Local].into_iter().map(|kind| with(kind, |it| it)).collect()
}

/// One of them, with other settings.
pub(crate) fn with(kind: Kind, change: impl Fn(Access) -> Access) -> Cast {
    let fake = Voices::open(kind);
    let voice = voice(kind, change(access(kind, &fake.url)));
    Cast { voice, fake }
}

pub(crate) fn voice(kind: Kind, access: Access) -> Box<dyn Voice> {
    match kind {
        Kind::ElevenLabs => Box::new(ElevenLabs::new(access).unwrap()),
        Kind::Heygen => Box::new(HeygenSpeech::new(access).unwrap()),
        Kind::OpenAi | Kind::Local => Box::new(OpenAi::new(access).unwrap()),
    }
}

pub(crate) fn access(kind: Kind, url: &str) -> Access {
    let key = (kind != Kind::Local).then(|| voices::KEY.to_owned());
    Access { key, base_url: Some(url.parse().unwrap()), model: None, voice: None, patience: patience() }
}

/// Long enough for a busy machine, and short enough to wait for.
pub(crate) fn patience() -> Patience {
    let short = Duration::from_millis(1_500);
    Patience { connect: short, speech: short * 2, answer: short, piece: short, file: short * 2, largest_file: LARGEST }
}

/// For those who never get an answer.
pub(crate) fn impatient(access: Access) -> Access {
    let short = Duration::from_millis(200);
    let patience = Patience { speech: short, answer: short, piece: short, file: short * 2, ..access.patience };
    Access { patience, ..access }
}

/// `espeak-ng` of this machine, if it has one.
pub(crate) fn espeak() -> Option<Espeak> {
    let patience = Patience { speech: Duration::from_secs(60), answer: Duration::from_secs(60), ..patience() };
    voices::has_espeak().then(|| Espeak::new(None, None, patience).unwrap())
}

pub(crate) fn says(text: &str) -> Utterance {
    Utterance { text: text.to_owned(), language: Language::EN, presenter: None, seed: 7 }
}

pub(crate) fn says_as(gender: &str, language: Language) -> Utterance {
    let presenter = Presenter {
        id: "avatar-45".into(),
        name: "Claire".into(),
        gender: gender.into(),
        age_range: "40-50".into(),
        languages: vec![language],
        portrait: String::new(),
        image_url: None,
        preview_url: None,
    };
    Utterance { language, presenter: Some(presenter), ..says(TEXT) }
}

/// All that is true of any speech: its words are in order, within the text and the sound, without overlap.
pub(crate) fn assert_sound(text: &str, speech: &Speech) {
    let mut before = SpokenWord { from: 0, until: 0, starts_ms: 0, ends_ms: 0 };
    for word in &speech.words {
        assert!(before.until <= word.from && word.from < word.until, "{before:?} {word:?}");
        assert!(before.ends_ms <= word.starts_ms && word.starts_ms <= word.ends_ms, "{before:?} {word:?}");
        assert!(text[word.from..word.until].chars().any(char::is_alphanumeric), "{word:?}");
        before = *word;
    }
    assert!(before.until <= text.len() && before.ends_ms <= speech.length_ms(), "{before:?}");
    // A hyphen may divide what a space doesn't.
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    assert!((words..=words + text.matches('-').count()).contains(&speech.words.len()), "every word has its time");
}

/// The tone of each word.
pub(crate) fn with_tones<'a>(speech: &'a Speech, tones: &'a [Tone]) -> Vec<(&'a SpokenWord, &'a Tone)> {
    let tone = |word: &SpokenWord| {
        tones.iter().find(|tone| (tone.from..tone.from + tone.text.len()).contains(&word.from)).unwrap()
    };
    speech.words.iter().map(|word| (word, tone(word))).collect()
}

/// How high the sound is between two times, by how often it passes nought.
pub(crate) fn hertz(speech: &Speech, starts_ms: u32, ends_ms: u32) -> f64 {
    let at = |ms: u32| (u64::from(ms) * u64::from(speech.rate) / 1_000) as usize;
    let heard = &speech.samples[at(starts_ms)..at(ends_ms)];
    let passes = heard.windows(2).filter(|pair| (pair[0] < 0) != (pair[1] < 0)).count();
    passes as f64 / 2.0 * f64::from(speech.rate) / heard.len() as f64
}

/// The words with which a sentence or a scene begins, and their tones.
pub(crate) fn beginnings<'a>(text: &str, speech: &'a Speech, tones: &'a [Tone]) -> Vec<(&'a SpokenWord, &'a Tone)> {
    let begins = |word: &SpokenWord| {
        let before = text[..word.from].trim_end();
        before.is_empty() || before.ends_with(['.', '!', '?'])
    };
    with_tones(speech, tones).into_iter().filter(|(word, _)| begins(word)).collect()
}
