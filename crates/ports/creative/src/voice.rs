//! Who speaks.

use crate::{Findings, OrderError, Presenter, Unwell};
use adforge_domain::{
    cards::Scene,
    language::Language,
    spending::{Money, Spent},
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Speaks a script. It tries nothing again by itself: who calls decides, and knows what was paid. Errors are in our own
/// words: no key, no script and nothing that the provider wrote stands in them.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Voice: Send + Sync {
    /// Its name, as settings and clients know it (`"elevenlabs"`).
    fn name(&self) -> &str;

    /// Which of its models speaks, as the books know it (`"elevenlabs/eleven_multilingual_v2"`).
    fn model(&self) -> &str;

    /// Whether it costs nothing.
    fn is_free(&self) -> bool;

    /// Whether its price is known. Where it isn't, [`Voice::most`] is none.
    fn has_price(&self) -> bool;

    /// The most that it can cost to speak this. None: its price isn't known, which is not the same as nothing.
    fn most(&self, words: &Utterance) -> Option<Money>;

    /// Speaks it in one go. Dropping the future stops a voice of this machine; a provider's may be paid all the same.
    async fn speak(&self, words: &Utterance) -> Result<Spoken, OrderError>;

    /// Asks its cheapest question: whether it would speak.
    async fn examine(&self) -> Result<Findings, Unwell>;
}

/// What is to be spoken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Utterance {
    /// The words: those of the scenes, with an empty line between two scenes.
    pub text: String,
    /// What they are written in.
    pub language: Language,
    /// Whose voice it is to be like.
    pub presenter: Option<Presenter>,
    /// The same seed and words sound the same, where a voice knows seeds.
    pub seed: u64,
}

/// What lies between the words of two scenes.
const PAUSE: &str = "\n\n";

impl Utterance {
    /// The words of all scenes that have any.
    pub fn of(scenes: &[Scene], language: Language, presenter: Option<Presenter>, seed: u64) -> Self {
        let lines: Vec<&str> = scenes.iter().map(|scene| scene.voiceover.trim()).filter(|it| !it.is_empty()).collect();
        Self { text: lines.join(PAUSE), language, presenter, seed }
    }
}

/// A speech, and what it cost.
#[derive(Clone, PartialEq, Debug)]
pub struct Spoken {
    /// The sound.
    pub speech: Speech,
    /// What it cost, where the voice says so; none where it is not known or free.
    pub spent: Option<Spent>,
}

/// A sound with the times of its words.
#[derive(Clone, PartialEq, Debug)]
pub struct Speech {
    /// Samples in a second.
    pub rate: u32,
    /// One channel.
    pub samples: Arc<[i16]>,
    /// The words that were spoken, in order, without overlap.
    pub words: Vec<SpokenWord>,
}

/// When a word is spoken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SpokenWord {
    /// Where it stands in [`Utterance::text`]: its first byte.
    pub from: usize,
    /// The byte after its last one.
    pub until: usize,
    /// In milliseconds from the beginning of the sound.
    pub starts_ms: u32,
    /// In milliseconds from the beginning of the sound.
    pub ends_ms: u32,
}

/// Why bytes are no speech.
#[derive(Debug, thiserror::Error)]
#[error("this is no speech that was kept")]
pub struct SpeechFileError;

/// How a speech is kept: the length of its head, the head, the samples.
#[derive(Serialize, Deserialize)]
struct Head {
    rate: u32,
    words: Vec<SpokenWord>,
}

impl Speech {
    /// Its length in milliseconds.
    pub fn length_ms(&self) -> u32 {
        (self.samples.len() as u64 * 1_000 / u64::from(self.rate.max(1))) as u32
    }

    /// The bytes that it is kept as, for [`Speech::from_bytes`].
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SpeechFileError> {
        let head = Head { rate: self.rate, words: self.words.clone() };
        let head = serde_json::to_vec(&head).map_err(|_| SpeechFileError)?;
        let length = u32::try_from(head.len()).map_err(|_| SpeechFileError)?;
        let mut bytes = Vec::with_capacity(4 + head.len() + 2 * self.samples.len());
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend(self.samples.iter().flat_map(|sample| sample.to_le_bytes()));
        Ok(bytes)
    }

    /// A speech that was kept.
    ///
    /// # Errors
    /// The bytes are none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SpeechFileError> {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or(SpeechFileError)?;
        let (head, samples) = rest.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(SpeechFileError)?;
        let head: Head = serde_json::from_slice(head).map_err(|_| SpeechFileError)?;
        let (samples, []) = samples.as_chunks::<2>() else { return Err(SpeechFileError) };
        let samples = samples.iter().map(|sample| i16::from_le_bytes(*sample)).collect();
        Ok(Self { rate: head.rate, samples, words: head.words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let words = vec![SpokenWord { from: 0, until: 5, starts_ms: 20, ends_ms: 480 }];
        let speech = Speech { rate: 24_000, samples: [0, 1, -1, i16::MAX, i16::MIN].into(), words };
        let bytes = speech.to_bytes().unwrap();
        assert_eq!(Speech::from_bytes(&bytes).unwrap(), speech);
        for cut in [0, 3, 10, bytes.len() - 1] {
            assert!(Speech::from_bytes(&bytes[..cut]).is_err(), "{cut}");
        }
    }

    #[test]
    fn scenes_without_words_leave_no_gap() {
        let scene = |words: &str| Scene { voiceover: words.to_owned(), ..silent() };
        let said = Utterance::of(&[scene(" One. "), scene(""), scene("Two.")], Language::EN, None, 0);
        assert_eq!(said.text, "One.\n\nTwo.");
    }

    fn silent() -> Scene {
        Scene { start: 0, end: 10, voiceover: String::new(), on_screen_text: String::new(), visual: String::new() }
    }
}
