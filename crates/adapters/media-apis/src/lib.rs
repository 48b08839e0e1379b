//! Providers that make films, clips and pictures elsewhere, for money: one small module each behind the port, easy to add and to drop.
//!
//! `line` reads a provider's answers, `download` fetches finished files and `kind` tells
//! what they are, `prompt` says what is to be seen, `catalogue` holds models and prices, `standard_webhooks` checks callbacks that are signed by that standard.
//! A provider's module knows its wire and nothing else.

mod catalogue;
mod download;
mod fal;
mod gemini;
mod heygen;
mod kind;
mod line;
mod openai;
mod prompt;
mod standard_webhooks;

pub use fal::Fal;
pub use gemini::{GeminiClips, GeminiPictures};
pub use heygen::Heygen;
pub use openai::OpenaiPictures;

use std::{fmt, time::Duration};
use url::Url;

/// What one needs to reach a provider.
#[derive(Clone)]
pub struct Access {
    /// The key.
    pub key: String,
    /// Where it answers, if not where it usually does.
    pub base_url: Option<Url>,
    /// The model, if not the usual one.
    pub model: Option<String>,
    /// What its callbacks are signed with; without it none is taken.
    pub webhook_secret: Option<String>,
    /// Where it is asked to call back, where that is said with each order.
    pub callback_url: Option<Url>,
    /// Where the keys are that its callbacks are signed with, where it publishes them, if not where they usually are.
    pub jwks_url: Option<Url>,
    /// How long it is waited for.
    pub patience: Patience,
}

/// Without the key.
impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access").field("base_url", &self.base_url).field("model", &self.model).finish_non_exhaustive()
    }
}

/// How long a provider is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until there is a connection.
    pub connect: Duration,
    /// Until an order is taken; some providers take half a minute.
    pub order: Duration,
    /// Until a picture is there that is made while one waits; nobody knows of one that was not waited for.
    pub picture: Duration,
    /// Until any other question is answered.
    pub answer: Duration,
    /// Until the next piece of a file comes.
    pub piece: Duration,
    /// Until a whole file is there.
    pub file: Duration,
    /// The largest file that is taken, in bytes.
    pub largest_file: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            order: Duration::from_secs(120),
            picture: Duration::from_secs(360),
            answer: Duration::from_secs(30),
            piece: Duration::from_secs(30),
            file: Duration::from_secs(300),
            largest_file: 256 * 1024 * 1024,
        }
    }
}

/// Why a provider can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The key can't stand in a request.
    #[error("the key has characters that no key has")]
    Key,
    /// What callbacks are signed with isn't such a secret.
    #[error("the webhook secret isn't one of Standard Webhooks: base64, usually after whsec_")]
    WebhookSecret,
    /// No TLS, or no certificates to trust.
    #[error("connections can't be made: {0}")]
    Connections(#[from] adforge_line::NoConnections),
    /// The embedded table can't be read.
    #[error("the table of models can't be read: {0}")]
    Catalogue(String),
}
