//! The connection that commands go over, and whether Redis answers.

use redis::{
    Client, RedisResult,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use std::{future::Future, time::Duration};
use tokio::sync::watch;

/// How long an answer may take before Redis counts as away.
pub(crate) const PATIENCE: Duration = Duration::from_millis(250);
/// How long a connection may take.
pub(crate) const CONNECTS: Duration = Duration::from_secs(2);

/// A Redis that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its URL is none.
    #[error("it is no URL of a Redis: {0}")]
    Url(redis::RedisError),
}

/// One Redis, shared by everything in this process that uses it. A clone is the same one.
#[derive(Clone)]
pub struct Redis {
    pub(crate) client: Client,
    commands: ConnectionManager,
    up: watch::Sender<bool>,
}

impl Redis {
    /// Names a Redis (`redis://…`, `rediss://…`); it is connected to when it is needed, and again when it was away.
    ///
    /// # Errors
    /// The URL is none.
    pub fn open(url: &str) -> Result<Self, OpenError> {
        let client = Client::open(url).map_err(OpenError::Url)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(CONNECTS))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_secs(1));
        let commands = client.get_connection_manager_lazy(config).map_err(OpenError::Url)?;
        Ok(Self { client, commands, up: watch::Sender::new(false) })
    }

    /// Whether it answered when it was asked last. A bell asks it all the time.
    pub fn is_up(&self) -> bool {
        *self.up.borrow()
    }

    /// Waits until it answers, but not long.
    pub async fn arrives(&self) {
        drop(tokio::time::timeout(CONNECTS, self.up.subscribe().wait_for(|up| *up)).await);
    }

    pub(crate) fn is(&self, up: bool) {
        if self.up.send_replace(up) == up {
            return;
        }
        if up {
            tracing::info!("Redis answers");
        } else {
            tracing::warn!("Redis does not answer: bells are silent, and limits are kept in each process alone");
        }
    }

    /// Asks it, unless it is known to be away. None when there is no answer in time.
    pub(crate) async fn ask<T, F: Future<Output = RedisResult<T>>>(
        &self,
        what: &'static str,
        question: impl FnOnce(ConnectionManager) -> F,
    ) -> Option<T> {
        if !self.is_up() {
            return None;
        }
        match tokio::time::timeout(PATIENCE, question(self.commands.clone())).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(error)) => {
                tracing::debug!(what, %error, "Redis failed");
                self.is(false);
                None
            }
            Err(_) => {
                tracing::debug!(what, "Redis took too long");
                self.is(false);
                None
            }
        }
    }
}
