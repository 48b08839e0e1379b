//! The end of a turn or render of a session: it is stored, however long the store is away.

use super::Ended;
use crate::Application;
use adforge_ports_storage::{Finish, FinishError};

/// How often the wait before the next try is doubled at most: beyond that the store is long away.
const DOUBLED: u32 = 5;
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
                Err(FinishError::NotOwner) => {
                    // A cancel, or a process that took it over, has ended it: what was made here is nobody's.
                    tracing::info!(job = %finish.job, "the job was no longer ours");
                    return Ended::Lost;
                }
                Err(FinishError::Store(error)) => {
                    tracing::warn!(job = %finish.job, %error, "an end waits for the store");
                    failures += 1;
                    if failures == TOLD_AFTER {
                        self.rooms.room(finish.session).could_not_store(finish.message.id, error);
                    }
                }
            }
            tokio::time::sleep(self.limits.again * 2_u32.pow(failures.min(DOUBLED))).await;
        }
    }
}
