//! The end of a job: it is stored, however long the store is away.

use super::Ended;
use crate::Application;
use adforge_domain::{failure::Failure, ids::JobId, job::Outcome};
use adforge_ports_storage::{Claimed, Finish, FinishError};
use tokio_util::sync::CancellationToken;

/// After how many failures those who wait for the end are told that it is yet to come.
const TOLD_AFTER: u32 = 8;

impl Application {
    /// Stores an end, and again until the store has taken it: what was written or filmed isn't lost for want of a disk.
    /// `stop` ends the trying, but cuts no try short: the end is in the store before its answer is here, and whoever
    /// looks at the store between, as a heartbeat does, takes the job for somebody else's.
    pub(crate) async fn finish_surely(&self, finish: Finish, stop: &CancellationToken) -> Ended {
        let mut failures = 0;
        loop {
            let is_last = stop.is_cancelled() && failures > 0;
            match self.ports.store.finish(finish.clone()).await {
                Ok(seq) => {
                    let snapshot = finish.snapshot.map(|snapshot| snapshot.seq);
                    return Ended::Over { message: finish.message.placed(finish.session, seq), snapshot };
                }
                Err(FinishError::NotOwner) => return lost(finish.job),
                Err(FinishError::Store(error)) => {
                    tracing::warn!(job = %finish.job, %error, "an end waits for the store");
                    failures += 1;
                    if failures == TOLD_AFTER {
                        self.rooms.room(finish.session).could_not_store(finish.message.id, error);
                    }
                }
            }
            if is_last {
                return Ended::Unknown;
            }
            self.pause_unless(stop, failures).await;
        }
    }

    /// The same for a job outside a session.
    pub(crate) async fn end_surely(
        &self,
        claimed: &Claimed,
        end: Result<Outcome, Failure>,
        stop: &CancellationToken,
    ) -> Ended {
        let mut failures = 0;
        loop {
            let is_last = stop.is_cancelled() && failures > 0;
            match self.ports.store.end(claimed.id, Some(claimed.fence), end.clone()).await {
                Ok(true) => return Ended::Alone,
                Ok(false) => return lost(claimed.id),
                Err(error) => tracing::warn!(job = %claimed.id, %error, "an end waits for the store"),
            }
            if is_last {
                return Ended::Unknown;
            }
            failures += 1;
            self.pause_unless(stop, failures).await;
        }
    }

    async fn pause_unless(&self, stop: &CancellationToken, failures: u32) {
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = self.pause(failures) => {}
        }
    }
}

/// A cancel, or a process that took it over, has ended it: what was made here is nobody's.
fn lost(job: JobId) -> Ended {
    tracing::info!(%job, "a late end was refused: the job is no longer this process's");
    Ended::Lost
}
