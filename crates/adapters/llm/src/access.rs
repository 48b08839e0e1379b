//! Who is asked for what, with which key, where, and how long it is waited for.

use std::{fmt, time::Duration};
use url::Url;

/// Who runs models, by the wire that it speaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Provider {
    /// OpenAI, and by base URL every server that speaks its Chat Completions.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama, by its own wire.
    Ollama,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Ollama];

    /// As settings name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
        }
    }

    /// Whom a setting means.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }
}

/// What one needs to ask a model.
#[derive(Clone)]
pub struct Access {
    /// Who runs it.
    pub provider: Provider,
    /// Its name there.
    pub model: String,
    /// The key; servers of one's own need none.
    pub key: Option<String>,
    /// Where the provider answers, if not where it usually does.
    pub base_url: Option<Url>,
    /// How long it is waited for.
    pub patience: Patience,
}

impl Access {
    /// The model as `ADFORGE_LLM` names it: `openai/gpt-6-luna`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.provider.name(), self.model)
    }
}

/// Without the key.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Access");
        shown.field("provider", &self.provider).field("model", &self.model).field("base_url", &self.base_url);
        shown.field("patience", &self.patience).finish_non_exhaustive()
    }
}

/// How long a model is waited for. Whoever asks may leave earlier, by dropping the answer; but that counts for nothing, so
/// only a patience that ends first teaches the breaker that a provider hangs.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// From there until the first byte of an answer; a server of one's own may have to load the model first.
    pub first: Duration,
    /// Until the next bytes.
    pub silence: Duration,
    /// For the whole answer, with all waiting for a turn and all trying again.
    pub whole: Duration,
    /// The longest pause before it is tried again: who asks for a longer one isn't asked again.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first: Duration::from_secs(60),
            silence: Duration::from_secs(20),
            whole: Duration::from_secs(180),
            pause: Duration::from_secs(5),
        }
    }
}

/// Why a model can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// This provider takes nobody without a key.
    #[error("{0} needs a key")]
    NoKey(&'static str),
    /// The key can't stand in a request.
    #[error("the key has characters that no key has")]
    Key,
    /// The model's name can't be one.
    #[error("there is no name of a model")]
    Model,
    /// No TLS, or no certificates to trust.
    #[error("connections can't be made: {0}")]
    Connections(#[from] adforge_line::NoConnections),
    /// The embedded table can't be read.
    #[error("the table of models can't be read: {0}")]
    Catalogue(String),
}
