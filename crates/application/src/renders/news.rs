//! The orders that renders of this process wait for, and word from a provider that one is done.

use super::orders::job_of;
use crate::{Application, Refusal};
use adforge_domain::ids::JobId;
use adforge_ports_creative::{Callback, NotHeard, Word};
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

    /// Whoever waits for this order looks again now. False when nobody does here.
    fn tell(&self, word: &Word) -> bool {
        let waiting = self.waiting();
        let waits = match word {
            Word::Key(key) => job_of(key).and_then(|job| waiting.get(&job)),
            Word::Reference(reference) => waiting.values().find(|waiting| waiting.reference == *reference),
        };
        waits.map(|waiting| waiting.told.notify_one()).is_some()
    }
}

impl Application {
    /// A video provider's callback: whoever waits here for the order that it is about looks at once. It is a hint and
    /// nothing more, so it may come twice, late, or of a job that nobody knows or another process works on.
    ///
    /// # Errors
    /// No callbacks of this provider are taken, or it didn't sign this one.
    pub async fn hear_provider(
        &self,
        provider: &str,
        headers: &HashMap<String, String>,
        body: &[u8],
    ) -> Result<(), Refusal> {
        let ours = self.ports.video.as_ref().filter(|ours| ours.name() == provider);
        let ours = ours.ok_or_else(|| Refusal::NoCallbacks(provider.to_owned()))?;
        let callback = Callback { headers, body, now: self.ports.clock.now() };
        let word = ours.hear(&callback).await.map_err(|error| match error {
            NotHeard::NoCallbacks => Refusal::NoCallbacks(provider.to_owned()),
            NotHeard::Forged(why) => Refusal::Forged(why),
        })?;
        let waiting = word.as_ref().is_some_and(|word| self.orders.tell(word));
        tracing::debug!(provider, ?word, waiting, "a callback was heard");
        Ok(())
    }
}
