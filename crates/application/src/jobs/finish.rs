//! The end of a job: it is stored, however long the store is away.

use super::Ended;
use crate::Application;
use adforge_domain::{failure::Failure, ids::JobId, job::Outcome};
use adforge_ports_storage::{Claimed, Finish, FinishError, StoreError};
use tokio_util::sync::CancellationToken;

/// After how many failures those who wait for the end are told that it is yet to come.
const TOLD_AFTER: u32 = 8;

impl Application {
    /// Stores an end, and again until the store has taken it: what was written or filmed isn't lost for want of a disk.
    pub(crate) async fn finish_surely(&self, finish: Finish, stop: &CancellationToken) -> Ended {
        let asked = &finish;
        let ask = || async move {
            match self.ports.store.finish(asked.clone()).await {
                Ok(seq) => Ok(Some(seq)),
                Err(FinishError::NotOwner) => Ok(None),
                Err(FinishError::Store(error)) => Err(error),
            }
        };
        let failed = |failures, error| {
            if failures == TOLD_AFTER {
                self.rooms.room(asked.session).could_not_store(asked.message.id, error);
            }
        };
        match self.surely(finish.job, stop, ask, failed).await {
            Some(Some(seq)) => Ended::Over {
                message: finish.message.placed(finish.session, seq),
                snapshot: finish.snapshot.map(|snapshot| snapshot.seq),
            },
            Some(None) => lost(finish.job),
            None => Ended::Unknown,
        }
    }

    /// The same for a job outside a session.
    pub(crate) async fn end_surely(
        &self,
        claimed: &Claimed,
        end: Result<Outcome, Failure>,
        stop: &CancellationToken,
    ) -> Ended {
        let end = &end;
        let ask = || self.ports.store.end(claimed.id, Some(claimed.fence), end.clone());
        match self.surely(claimed.id, stop, ask, |_, _| {}).await {
            Some(true) => Ended::Alone,
            Some(false) => lost(claimed.id),
            None => Ended::Unknown,
        }
    }

    /// Asks the store until it has answered. `stop` ends the asking, but cuts none short, and there is one more after a
    /// failure: the end is in the store before its answer is here, and whoever looks at the store between, as a heartbeat
    /// does, takes the job for somebody else's. None where it was to stop before there was an answer.
    async fn surely<T, F: Future<Output = Result<T, StoreError>> + Send>(
        &self,
        job: JobId,
        stop: &CancellationToken,
        ask: impl Fn() -> F + Send,
        failed: impl Fn(u32, StoreError) + Send,
    ) -> Option<T> {
        let mut failures = 0;
        loop {
            let is_last = stop.is_cancelled() && failures > 0;
            match ask().await {
                Ok(answer) => return Some(answer),
                Err(error) => {
                    tracing::warn!(%job, %error, "an end waits for the store");
                    failures += 1;
                    failed(failures, error);
                }
            }
            if is_last {
                return None;
            }
            tokio::select! {
                biased;
                () = stop.cancelled() => {}
                () = self.pause(failures) => {}
            }
        }
    }
}

/// A cancel, or a process that took it over, has ended it: what was made here is nobody's.
fn lost(job: JobId) -> Ended {
    tracing::info!(%job, "a late end was refused: the job is no longer this process's");
    Ended::Lost
}
