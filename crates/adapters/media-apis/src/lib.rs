//! Providers that make films, clips and pictures elsewhere, for money: one small module each behind the port, easy to add and to drop.
//!
//! `line` speaks HTTP to a provider and says what is known when it fails, `download` fetches finished files, `catalogue`
//! holds models and prices. A provider's module knows its wire and nothing else.

mod catalogue;
mod download;
mod heygen;
mod line;

pub use heygen::Heygen;

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
    /// No TLS, or no certificates to trust.
    #[error("connections can't be made: {0}")]
    Connections(String),
    /// The embedded table can't be read.
    #[error("the table of models can't be read: {0}")]
    Catalogue(String),
}
