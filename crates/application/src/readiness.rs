//! Whether this process can do its work now, part by part.

use crate::{Application, Examination};
use adforge_ports_runtime::MediaError;
use adforge_ports_storage::StoreError;
use std::{future::Future, time::Duration};
use tokio::time::timeout;

/// How long a part may take to say how it is.
const PATIENCE: Duration = Duration::from_secs(6);

/// What this process needs to work, or works better with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The truth.
    Store,
    /// The files.
    Media,
    /// Whoever takes up work.
    Runners,
    /// What processes tell each other over. Work goes on without it.
    Bell,
    /// Those who work elsewhere: models and whoever else is asked over the network. Others may do their work, or it is tried
    /// again.
    Providers,
}

/// Why a part can't do its work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    /// In a few words that hold no secret, for anybody.
    pub why: &'static str,
    /// More, for the operator's log: it may hold paths or SQL.
    pub detail: String,
}

impl Part {
    /// Whether nothing can be done without it.
    pub fn is_needed(self) -> bool {
        !matches!(self, Self::Bell | Self::Providers)
    }
}

impl Application {
    /// Each part, and what is wrong with it.
    pub async fn readiness(&self) -> Vec<(Part, Result<(), Trouble>)> {
        let store = async { self.ports.store.check().await.map_err(store) };
        let (store, media) = tokio::join!(within(store), within(self.media_readiness()));
        let runners = if self.stopping.is_cancelled() { trouble("they stop", String::new()) } else { Ok(()) };
        let mut parts = vec![(Part::Store, store), (Part::Media, media), (Part::Runners, runners)];
        if let Some(bell) = &self.ports.bell {
            let silent = "it does not answer: processes look at the database instead";
            parts.push((Part::Bell, if bell.is_up() { Ok(()) } else { trouble(silent, String::new()) }));
        }
        let providers = self.ports.examinations.known();
        if !providers.is_empty() {
            let ill = providers.iter().any(Examination::is_unwell);
            let state = if ill { trouble("one of them can't be used now", String::new()) } else { Ok(()) };
            parts.push((Part::Providers, state));
        }
        parts
    }

    async fn media_readiness(&self) -> Result<(), Trouble> {
        self.ports.media.check().await.map_err(media)?;
        if self.is_ours().await.map_err(media)? {
            return Ok(());
        }
        let why = "it is not the one that the results of this database are kept in";
        trouble(why, format!("expected {:?}", self.met.bond()))
    }
}

async fn within(check: impl Future<Output = Result<(), Trouble>>) -> Result<(), Trouble> {
    match timeout(PATIENCE, check).await {
        Ok(checked) => checked,
        Err(_) => trouble("it does not answer", format!("not within {PATIENCE:?}")),
    }
}

fn trouble(why: &'static str, detail: String) -> Result<(), Trouble> {
    Err(Trouble { why, detail })
}

fn store(error: StoreError) -> Trouble {
    let why = match error {
        StoreError::Full => "it is full",
        StoreError::ReadOnly => "it can only be read",
        StoreError::Unavailable(_) => "it can't be reached",
        StoreError::Corrupt { .. } => "what it holds can't be read",
    };
    Trouble { why, detail: error.to_string() }
}

fn media(error: MediaError) -> Trouble {
    let why = match error {
        MediaError::Full => "it is full",
        MediaError::Unavailable(_) => "it can't be used",
    };
    Trouble { why, detail: error.to_string() }
}
