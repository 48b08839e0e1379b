//! The one loop that claims jobs: turns that a dead or hanging runner left, and renders.

use crate::{Application, Refusal};
use adforge_ports_storage::{Back, Claimed, Due};
use std::{sync::Arc, time::Duration};
use tokio::time::MissedTickBehavior;

/// How often the worker looks for what is due, without being woken.
const LOOKS: Duration = Duration::from_secs(1);
/// How often old sessions and keys are looked for.
const SWEEPS: Duration = Duration::from_secs(60);

/// How long a process that stops waits for its books.
const BOOKS: Duration = Duration::from_secs(5);

/// What a worker does again and again.
#[derive(Clone, Copy)]
enum Duty {
    Renew,
    Look,
    Sweep,
}

impl Application {
    /// Claims and runs what is due, renews leases and sweeps, until the process stops. None of these waits for another.
    pub async fn work(self: Arc<Self>) {
        let beat = (self.limits.lease / 3).max(Duration::from_millis(10));
        tokio::join!(
            self.every(beat, Duty::Renew),
            self.every(LOOKS.min(beat), Duty::Look),
            self.every(SWEEPS, Duty::Sweep),
            self.renders_as_they_come(),
            self.hear(),
            self.sweep_media_now_and_then(),
        );
    }

    async fn every(self: &Arc<Self>, period: Duration, duty: Duty) {
        let mut ticks = tokio::time::interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // What still runs while the process stops keeps its lease, so that nobody else begins it.
        let end = if matches!(duty, Duty::Renew) { &self.stopped } else { &self.stopping };
        loop {
            tokio::select! {
                () = end.cancelled() => return,
                _ = ticks.tick() => {}
            }
            match duty {
                Duty::Renew => self.heartbeat().await,
                Duty::Look => {
                    self.sweep_rooms();
                    self.tell_what_was_heard().await;
                    self.claim_turns().await;
                    self.claim_renders().await;
                }
                Duty::Sweep => {
                    self.sweep_store().await;
                }
            }
        }
    }

    async fn renders_as_they_come(self: &Arc<Self>) {
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                () = self.queued.notified() => self.claim_renders().await,
            }
        }
    }

    /// Takes up what a crashed process left, at the start of the only process of a store: every lease in it is dead.
    ///
    /// # Errors
    /// The store could not.
    pub async fn recover(self: &Arc<Self>) -> Result<(), Refusal> {
        self.ports.store.abandon_leases().await?;
        self.claim_turns().await;
        self.claim_renders().await;
        Ok(())
    }

    /// Claims turns whose runner is dead or hangs.
    pub async fn claim_turns(self: &Arc<Self>) {
        if self.stopping.is_cancelled() {
            return;
        }
        match self.ports.store.claim_due(Due::Turns, 256, self.limits.lease).await {
            Ok(claimed) => claimed.into_iter().for_each(|claimed| {
                taken_up(&claimed);
                self.run_turn(claimed);
            }),
            Err(error) => tracing::warn!(%error, "turns that are due could not be claimed"),
        }
    }

    /// Claims as many renders as there are renderers free.
    pub async fn claim_renders(self: &Arc<Self>) {
        if self.stopping.is_cancelled() {
            return;
        }
        // One at a time asks: two could claim more than there are renderers.
        let free = self.renders.reserve_all();
        if free == 0 {
            return;
        }
        let limit = u32::try_from(free).unwrap_or(u32::MAX);
        let claimed =
            self.ports.store.claim_due(Due::Renders, limit, self.limits.lease).await.unwrap_or_else(|error| {
                tracing::warn!(%error, "renders that are due could not be claimed");
                Vec::new()
            });
        self.renders.give_back(free.saturating_sub(claimed.len()));
        for claimed in claimed {
            taken_up(&claimed);
            self.run_render(claimed);
        }
    }

    /// Stops: nothing new is taken up, what runs gets `patience` to end, and what then still runs is handed back.
    pub async fn stop(&self, patience: Duration) {
        self.stopping.cancel();
        // Renders take minutes: another process, or the next start, takes them up again.
        self.hand_back(|job| self.renders.runs(job) && !self.orders.is_sending(job)).await;
        drop(tokio::time::timeout(patience, self.tasks.wait()).await);
        // A turn that is accepted from here on is handed back by whoever accepted it.
        self.stopped.cancel();
        self.hand_back(|_| true).await;
        self.tell_what_was_heard().await;
        if self.ports.books.is_some() {
            // Who is stopped in the middle of a call has to pay for it.
            drop(tokio::time::timeout(BOOKS, self.settled()).await);
        }
    }

    /// Lets go of everything at once: whatever runs here ends nothing any more, and is taken up when its lease has run out, or
    /// by the next start. For who can't wait for [`Application::stop`]: what a run does while its runtime ends around it
    /// would look like its own failure.
    pub fn abandon(&self) {
        self.stopping.cancel();
        self.stopped.cancel();
        self.leases.all().into_iter().for_each(|(job, _)| self.leases.stop(job));
    }

    pub(crate) async fn hand_back(&self, which: impl Fn(adforge_domain::ids::JobId) -> bool) {
        for (job, fence) in self.leases.all().into_iter().filter(|(job, _)| which(*job)) {
            self.leases.stop(job);
            if let Err(error) = self.ports.store.give_back(job, fence, Back::Stopping).await {
                tracing::warn!(%job, %error, "a lease could not be handed back; it will run out");
            }
        }
    }
}

/// Says which jobs were left by others. A claim says of its job how often one was.
fn taken_up(claimed: &Claimed) {
    if claimed.crashes > 0 {
        let Claimed { id, fence, crashes, .. } = claimed;
        tracing::info!(job = %id, fence, crashes, "a job that has lost a worker is taken up");
    }
}
