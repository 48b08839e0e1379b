//! How many renders run at once in this process, which, and how long they took.

use adforge_domain::ids::JobId;
use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// How many films may be made elsewhere at once, beside those that hold a renderer.
const MOST_ELSEWHERE: usize = 64;

/// The renderers of this process.
pub(crate) struct Slots {
    inner: Mutex<Inner>,
    /// Woken whenever a renderer is free.
    freed: Notify,
}

struct Inner {
    free: usize,
    running: HashSet<JobId>,
    /// Those that are made elsewhere and hold no renderer.
    elsewhere: HashSet<JobId>,
    /// How long films took here, in seconds, the newest weighing most.
    typical: Option<f64>,
}

impl Slots {
    pub(crate) fn new(renderers: usize) -> Self {
        let inner = Inner { free: renderers, running: HashSet::new(), elsewhere: HashSet::new(), typical: None };
        Self { inner: Mutex::new(inner), freed: Notify::new() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes every free renderer; what isn't used is to be given back.
    pub(crate) fn reserve_all(&self) -> usize {
        std::mem::take(&mut self.inner().free)
    }

    pub(crate) fn give_back(&self, renderers: usize) {
        self.inner().free += renderers;
        self.freed.notify_waiters();
    }

    pub(crate) fn starts(&self, job: JobId) {
        self.inner().running.insert(job);
    }

    /// A film is made elsewhere: this process only waits, and its renderer is free, unless too many wait already.
    pub(crate) fn waits_elsewhere(&self, job: JobId) {
        let mut inner = self.inner();
        if inner.elsewhere.len() < MOST_ELSEWHERE && inner.elsewhere.insert(job) {
            inner.free += 1;
        }
    }

    /// What was made elsewhere is put together here: it waits for a free renderer, and holds it until its end.
    pub(crate) async fn comes_back(&self, job: JobId) {
        loop {
            let freed = self.freed.notified();
            if self.is_back(job) {
                return;
            }
            freed.await;
        }
    }

    fn is_back(&self, job: JobId) -> bool {
        let mut inner = self.inner();
        if !inner.elsewhere.contains(&job) {
            return true;
        }
        let is_free = inner.free > 0;
        if is_free {
            inner.free -= 1;
            inner.elsewhere.remove(&job);
        }
        is_free
    }

    /// A render is over, and its renderer free.
    pub(crate) fn ends(&self, job: JobId) {
        {
            let mut inner = self.inner();
            inner.running.remove(&job);
            if !inner.elsewhere.remove(&job) {
                inner.free += 1;
            }
        }
        self.freed.notify_waiters();
    }

    pub(crate) fn runs(&self, job: JobId) -> bool {
        self.inner().running.contains(&job)
    }

    /// Remembers how long a film took.
    pub(crate) fn took(&self, time: Duration) {
        let mut inner = self.inner();
        let time = time.as_secs_f64();
        inner.typical = Some(inner.typical.map_or(time, |typical| typical * 0.7 + time * 0.3));
    }

    /// How long a film takes here, in whole seconds, at least one; none before the first was made.
    pub(crate) fn typical_seconds(&self) -> Option<u32> {
        self.inner().typical.map(|typical| (typical.ceil() as u32).max(1))
    }
}
