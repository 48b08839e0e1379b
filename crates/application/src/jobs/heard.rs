//! Which ends were sent to whoever asked: told to the store now and then, many at once, so that no turn waits for it.

use crate::Application;
use adforge_domain::ids::JobId;
use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};
use time::{Duration, OffsetDateTime};

/// How long a stream that broke off is remembered: longer than its turn can be joined.
const REMEMBERED: Duration = Duration::minutes(2);

/// What this process knows of streams and their ends.
#[derive(Default)]
pub(crate) struct Heard(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// Whose end was sent, and the store has not been told yet.
    sent: HashSet<JobId>,
    /// Whose stream broke off, and when: whatever was sent to another one, the client may not have it.
    broken: HashMap<JobId, OffsetDateTime>,
}

impl Heard {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn's end was sent.
    pub(crate) fn sent(&self, job: JobId) {
        let mut known = self.known();
        if !known.broken.contains_key(&job) {
            known.sent.insert(job);
        }
    }

    /// A turn's stream broke off before its end was sent.
    pub(crate) fn broke_off(&self, job: JobId, now: OffsetDateTime) {
        self.known().broken.insert(job, now);
    }

    pub(crate) fn was_sent(&self, job: JobId) -> bool {
        self.known().sent.contains(&job)
    }
}

impl Application {
    /// Tells the store which ends were sent. Until then another process takes them for unsent, and who asks again there
    /// by the same words gets the same turn.
    pub(crate) async fn tell_what_was_heard(&self) {
        let now = self.ports.clock.now();
        self.heard.known().broken.retain(|_, at| now - *at < REMEMBERED);
        let sent: Vec<JobId> = self.heard.known().sent.iter().copied().collect();
        if sent.is_empty() {
            return;
        }
        match self.ports.store.heard(&sent).await {
            Ok(()) => {
                let mut known = self.heard.known();
                for job in &sent {
                    known.sent.remove(job);
                }
            }
            Err(error) => tracing::warn!(%error, "which ends were sent could not be stored yet"),
        }
    }
}
