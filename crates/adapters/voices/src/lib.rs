//! Voices that speak a script: providers for money, servers of one's own, and a program of this machine. One small module
//! each behind the port, easy to add and to drop.
//!
//! `line` asks over HTTP, `catalogue` holds voices,
//! models and prices, `sound` decodes. `timing` finds when each word is spoken, by what the voice says or by the sound
//! itself. A voice's module knows its wire and nothing else.

mod catalogue;
mod elevenlabs;
mod espeak;
mod heygen;
mod line;
mod openai;
mod sound;
mod speech;
mod timing;
mod words;

pub use elevenlabs::ElevenLabs;
pub use espeak::Espeak;
pub use heygen::HeygenSpeech;
pub use openai::OpenAi;

use std::{fmt, time::Duration};
use url::Url;

/// What one needs to reach a voice elsewhere.
#[derive(Clone, Default)]
pub struct Access {
    /// The key; servers of one's own need none.
    pub key: Option<String>,
    /// Where it answers, if not where it usually does.
    pub base_url: Option<Url>,
    /// The model, if not the usual one.
    pub model: Option<String>,
    /// The voice, by its provider's own name for it, whoever presents; if not one that goes with language and presenter.
    pub voice: Option<String>,
    /// How long it is waited for.
    pub patience: Patience,
}

/// Without the key.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Access");
        shown.field("base_url", &self.base_url).field("model", &self.model).field("voice", &self.voice);
        shown.finish_non_exhaustive()
    }
}

/// How long a voice is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until a text is spoken.
    pub speech: Duration,
    /// Until any other question is answered.
    pub answer: Duration,
    /// Until the next piece of a file comes.
    pub piece: Duration,
    /// Until a whole file is there.
    pub file: Duration,
    /// The largest sound that is taken, in bytes as they come.
    pub largest_file: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            speech: Duration::from_secs(120),
            answer: Duration::from_secs(30),
            piece: Duration::from_secs(30),
            file: Duration::from_secs(60),
            // Some minutes of sound without compression, as text.
            largest_file: 32 * 1024 * 1024,
        }
    }
}

/// Why a voice can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// This provider takes nobody without a key.
    #[error("{0} needs a key")]
    NoKey(&'static str),
    /// The key can't stand in a request.
    #[error("the key has characters that no key has")]
    Key,
    /// The voice's name can't be one.
    #[error("there is no voice of this name")]
    Voice,
    /// No TLS, or no certificates to trust.
    #[error("connections can't be made: {0}")]
    Connections(#[from] adforge_line::NoConnections),
    /// The embedded table can't be read.
    #[error("the table of voices can't be read: {0}")]
    Catalogue(String),
}
