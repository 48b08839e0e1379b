//! The bells of this process, one a session that is alive here, and the present of its running turn.

use adforge_domain::{
    ids::{MessageId, Seq, SessionId},
    progress::Progress,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::watch;

/// How much progress of one turn is kept for those who are behind; more is not told.
const KEPT: usize = 256;

/// The bells of this process.
#[derive(Default)]
pub(crate) struct Hub {
    topics: Mutex<HashMap<SessionId, Arc<Topic>>>,
}

/// One session's bell, and what its newest turn has told.
pub(crate) struct Topic {
    bell: watch::Sender<u64>,
    live: Mutex<Option<Arc<Live>>>,
}

/// The present of one turn.
pub(crate) struct Live {
    pub(crate) reply: MessageId,
    pub(crate) user_seq: Seq,
    told: Mutex<Vec<Arc<Progress>>>,
    topic: std::sync::Weak<Topic>,
}

impl Hub {
    /// A session's bell. Those that nobody holds are forgotten on the way.
    pub(crate) fn topic(&self, session: SessionId) -> Arc<Topic> {
        let mut topics = self.topics.lock().unwrap_or_else(PoisonError::into_inner);
        if topics.len() >= 64 && topics.len().is_power_of_two() {
            topics.retain(|_, topic| Arc::strong_count(topic) > 1);
        }
        let new = || Arc::new(Topic { bell: watch::Sender::new(0), live: Mutex::new(None) });
        Arc::clone(topics.entry(session).or_insert_with(new))
    }

    /// Wakes the session's followers: something was committed.
    pub(crate) fn ring(&self, session: SessionId) {
        self.topic(session).ring();
    }

    /// Begins the present of a turn.
    pub(crate) fn live(&self, session: SessionId, reply: MessageId, user_seq: Seq) -> Arc<Live> {
        let topic = self.topic(session);
        let live = Arc::new(Live { reply, user_seq, told: Mutex::default(), topic: Arc::downgrade(&topic) });
        *topic.live.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&live));
        live
    }
}

impl Topic {
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    pub(crate) fn live(&self) -> Option<Arc<Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn ring(&self) {
        self.bell.send_modify(|rung| *rung = rung.wrapping_add(1));
    }
}

impl Live {
    /// Tells progress to whoever follows.
    pub(crate) fn tell(&self, progress: Progress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < KEPT {
            told.push(Arc::new(progress));
        }
        drop(told);
        if let Some(topic) = self.topic.upgrade() {
            topic.ring();
        }
    }

    /// What was told after the first `heard`.
    pub(crate) fn after(&self, heard: usize) -> Vec<Arc<Progress>> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.iter().skip(heard).cloned().collect()
    }
}
