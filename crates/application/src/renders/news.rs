//! The orders that renders of this process wait for, and word from a provider that one is done.

use super::keys::job_of;
use crate::{Application, Refusal};
use adforge_domain::ids::JobId;
use adforge_ports_creative::{Callback, NotHeard, Word};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;

/// The orders that are waited for here, and those that are just being sent.
#[derive(Default)]
pub(crate) struct Orders {
    waiting: Mutex<HashMap<JobId, Waiting>>,
    sending: Mutex<HashSet<JobId>>,
}

/// An order is being sent: until this is dropped.
pub(super) struct Sending<'a>(&'a Orders, JobId);

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        self.0.sending().remove(&self.1);
    }
}

struct Waiting {
    references: HashSet<String>,
    told: Arc<Notify>,
}

impl Orders {
    fn waiting(&self) -> MutexGuard<'_, HashMap<JobId, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sending(&self) -> MutexGuard<'_, HashSet<JobId>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job sends an order, one at a time.
    pub(super) fn sends(&self, job: JobId) -> Sending<'_> {
        self.sending().insert(job);
        Sending(self, job)
    }

    /// Whether a job's order is being sent: whoever took the job up now would not know what became of it.
    pub(crate) fn is_sending(&self, job: JobId) -> bool {
        self.sending().contains(&job)
    }

    /// A job waits for this order. What is returned is notified when its provider has sent word.
    pub(super) fn begins(&self, job: JobId, reference: &str) -> Arc<Notify> {
        let mut waiting = self.waiting();
        let new = || Waiting { references: HashSet::new(), told: Arc::new(Notify::new()) };
        let waiting = waiting.entry(job).or_insert_with(new);
        waiting.references.insert(reference.to_owned());
        Arc::clone(&waiting.told)
    }

    /// It waits for nothing any more.
    pub(super) fn ends(&self, job: JobId) {
        self.waiting().remove(&job);
    }

    /// Whoever waits for this order looks again now. False when nobody does here.
    fn tell(&self, word: &Word) -> bool {
        let waiting = self.waiting();
        let waits = match word {
            Word::Key(key) => job_of(key).and_then(|job| waiting.get(&job)),
            Word::Reference(reference) => waiting.values().find(|waiting| waiting.references.contains(reference)),
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
        // One may make clips and pictures, each with callbacks of its own.
        let ours = [&self.ports.video, &self.ports.images].into_iter().flatten().filter(|it| it.name() == provider);
        let callback = Callback { headers, body, now: self.ports.clock.now() };
        let (mut words, mut refused) = (Vec::new(), NotHeard::NoCallbacks);
        for ours in ours {
            match ours.hear(&callback).await {
                Ok(word) => words.push(word),
                Err(error) => refused = error,
            }
        }
        if words.is_empty() {
            return Err(match refused {
                NotHeard::NoCallbacks => Refusal::NoCallbacks(provider.to_owned()),
                NotHeard::Forged(why) => Refusal::Forged(why),
            });
        }
        let waiting = words.iter().flatten().filter(|word| self.orders.tell(word)).count();
        tracing::debug!(provider, ?words, waiting, "a callback was heard");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_that_is_asked_after_again_is_noted_once() {
        let (orders, job) = (Orders::default(), JobId(uuid::Uuid::from_u128(1)));
        for reference in ["a", "b", "a", "a"] {
            orders.begins(job, reference);
        }
        assert_eq!(orders.waiting()[&job].references.len(), 2);
        assert!(orders.tell(&Word::Reference("a".into())) && !orders.tell(&Word::Reference("c".into())));
    }
}
