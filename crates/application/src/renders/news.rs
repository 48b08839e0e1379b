//! The orders that renders of this process wait for, and word from a provider that one is done.

use crate::Application;
use adforge_domain::ids::JobId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// The orders that are waited for here.
#[derive(Default)]
pub(crate) struct Orders(Mutex<HashMap<JobId, Waiting>>);

struct Waiting {
    reference: String,
    told: Arc<Notify>,
}

impl Orders {
    fn waiting(&self) -> MutexGuard<'_, HashMap<JobId, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job waits for this order. What is returned is notified when its provider has sent word.
    pub(super) fn begins(&self, job: JobId, reference: &str) -> Arc<Notify> {
        let told = Arc::new(Notify::new());
        self.waiting().insert(job, Waiting { reference: reference.to_owned(), told: Arc::clone(&told) });
        told
    }

    /// It no longer does; returns the order that it waited for.
    pub(super) fn ends(&self, job: JobId) -> Option<String> {
        self.waiting().remove(&job).map(|waiting| waiting.reference)
    }

    /// Whoever waits for this job's order looks again now. False when nobody does here.
    pub(crate) fn tell(&self, job: JobId) -> bool {
        self.waiting().get(&job).map(|waiting| waiting.told.notify_one()).is_some()
    }
}

impl Application {
    /// A video provider has sent word of a job's order: whoever waits for it here looks at once. What was sent is a hint
    /// and nothing more, so it may come twice, late or of a job that nobody knows. False when nobody waits for it here.
    pub fn word_of_order(&self, job: JobId) -> bool {
        self.orders.tell(job)
    }
}
