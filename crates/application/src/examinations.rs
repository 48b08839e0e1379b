//! How those are who work elsewhere: found at start, and found anew now and then.

use adforge_ports_creative::{Examined, Findings, Unwell};
use adforge_ports_runtime::Clock;
use futures_util::future::join_all;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;
use tokio::time::{sleep, timeout};

#[cfg(test)]
mod tests;

/// How often they are asked.
#[derive(Clone, Copy)]
struct Pace {
    /// How long one may take to say how it is.
    patience: Duration,
    /// The pause while all are well.
    well: Duration,
    /// The pause while one of them isn't, so that its recovery is seen soon.
    unwell: Duration,
}

const USUAL: Pace =
    Pace { patience: Duration::from_secs(20), well: Duration::from_secs(10 * 60), unwell: Duration::from_secs(60) };

/// What is known of one who works elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Examination {
    /// Who it is, as settings name it.
    pub who: String,
    /// What was found; none while nobody has answered yet.
    pub found: Option<Found>,
}

/// What was found, and when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// When it was.
    pub at: OffsetDateTime,
    /// What is known of it, or why it can't be used.
    pub outcome: Result<Findings, Unwell>,
}

/// All who work elsewhere, and how they were when they were last asked.
pub struct Examinations {
    all: Vec<Arc<dyn Examined>>,
    clock: Arc<dyn Clock>,
    pace: Pace,
    found: Mutex<Vec<Option<Found>>>,
}

impl Examination {
    /// Whether it is known that it can't be used.
    pub fn is_unwell(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.outcome.is_err())
    }
}

impl Examinations {
    /// Of these; nobody was asked yet.
    pub fn of(all: Vec<Arc<dyn Examined>>, clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self::at(USUAL, all, clock))
    }

    fn at(pace: Pace, all: Vec<Arc<dyn Examined>>, clock: Arc<dyn Clock>) -> Self {
        let found = Mutex::new(vec![None; all.len()]);
        Self { all, clock, pace, found }
    }

    /// How each is, as far as it is known.
    pub fn known(&self) -> Vec<Examination> {
        let found = self.found().clone();
        self.all.iter().zip(found).map(|(one, found)| Examination { who: one.name(), found }).collect()
    }

    /// Asks all of them, at once. Who wasn't well before, or isn't any more, is told in the log.
    pub async fn examine(&self) {
        join_all(self.all.iter().enumerate().map(|(number, one)| self.examine_one(number, &**one))).await;
    }

    /// Asks all of them now, and again now and then, for as long as it is polled.
    pub async fn watch(self: Arc<Self>) {
        while !self.all.is_empty() {
            self.examine().await;
            sleep(self.pause()).await;
        }
    }

    fn pause(&self) -> Duration {
        let ill = self.known().iter().any(Examination::is_unwell);
        if ill { self.pace.unwell } else { self.pace.well }
    }

    async fn examine_one(&self, number: usize, one: &dyn Examined) {
        let late = || Unwell::Silent("it did not answer in time".to_owned());
        let outcome = timeout(self.pace.patience, one.examine()).await.unwrap_or_else(|_| Err(late()));
        let now = Found { at: self.clock.now(), outcome };
        let mut found = self.found();
        let Some(known) = found.get_mut(number) else { return };
        if known.as_ref().is_none_or(|known| known.outcome != now.outcome) {
            match &now.outcome {
                Ok(findings) => tracing::info!(provider = one.name(), "this provider is well: {findings}"),
                Err(why) => tracing::warn!(provider = one.name(), "this provider can't be used now: {why}"),
            }
        }
        *known = Some(now);
    }

    fn found(&self) -> MutexGuard<'_, Vec<Option<Found>>> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
