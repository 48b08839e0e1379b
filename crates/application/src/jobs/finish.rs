//! The end of a job: it is stored, however long the store is away.

use super::Ended;
use crate::Application;
use adforge_domain::{failure::Failure, ids::JobId, job::Outcome};
use adforge_ports_storage::{Claimed, Finish, FinishError};

/// After how many failures those who wait for the end are told that it is yet to come.
const TOLD_AFTER: u32 = 8;

impl Application {
    /// Stores an end, and again until the store has taken it: what was written or filmed isn't lost for want of a disk.
    /// Another claim, a cancel or the process's own end stops it.
    pub(crate) async fn finish_surely(&self, finish: Finish) -> Ended {
        let mut failures = 0;
        loop {
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
            self.pause(failures).await;
        }
    }

    /// The same for a job outside a session.
    pub(crate) async fn end_surely(&self, claimed: &Claimed, end: Result<Outcome, Failure>) -> Ended {
        let mut failures = 0;
        loop {
            match self.ports.store.end(claimed.id, Some(claimed.fence), end.clone()).await {
                Ok(true) => return Ended::Alone,
                Ok(false) => return lost(claimed.id),
                Err(error) => tracing::warn!(job = %claimed.id, %error, "an end waits for the store"),
            }
            failures += 1;
            self.pause(failures).await;
        }
    }
}

/// A cancel, or a process that took it over, has ended it: what was made here is nobody's.
fn lost(job: JobId) -> Ended {
    tracing::info!(%job, "a late end was refused: the job is no longer this process's");
    Ended::Lost
}
