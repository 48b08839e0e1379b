//! What processes of one store tell each other. Nothing that matters depends on it: it may be late, twice, or lost.

use adforge_domain::{
    ids::{MessageId, Seq, SessionId},
    job::Fence,
    progress::Progress,
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something told of a session.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
pub enum Signal {
    /// Its log has grown to this number.
    Grown {
        /// The newest message's number.
        seq: Seq,
    },
    /// What runs in it tells how far it is.
    Told(Word),
    /// It was erased.
    Erased,
}

/// One thing that a turn or render tells while it runs.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Word {
    /// The message that will end it.
    pub reply: MessageId,
    /// The number of the message that asked for it.
    pub user_seq: Seq,
    /// The claim under which it runs.
    pub fence: Fence,
    /// Its place among all that was told under this claim, from 0.
    pub at: u32,
    /// What is told.
    pub progress: Arc<Progress>,
}

/// What comes out of a [`Bell`].
#[derive(Clone, PartialEq, Debug)]
pub enum Heard {
    /// Something was told of a session that is listened to.
    Signal(SessionId, Signal),
    /// Anything may have been missed: the bell was away, or nobody took what it told.
    Gap,
}

/// A bell that all processes of a store hear.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait Bell: Send + Sync {
    /// Tells the other processes. It never waits; what can't be told now is dropped.
    fn ring(&self, session: SessionId, signal: Signal);

    /// Listens to a session: what is told of it once this has returned will be heard, while the bell is up.
    async fn listen(&self, session: SessionId);

    /// Listens to a session no more.
    fn leave(&self, session: SessionId);

    /// What is heard next; waits for it. One caller at a time.
    async fn hear(&self) -> Heard;

    /// What a run has told so far under its newest claim, as far as it is still known; for whoever joins it.
    async fn told(&self, session: SessionId, reply: MessageId) -> Vec<Word>;

    /// Whether it rings now. While it doesn't, whoever listens has to look for themselves.
    fn is_up(&self) -> bool;
}
