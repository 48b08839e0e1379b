//! What a job needs of a store that is away: it waits and asks again, and doesn't fail because its store did.

use crate::{Application, Refusal};
use adforge_domain::ids::JobId;
use adforge_ports_storage::StoreError;
use std::future::Future;

/// How often the wait before the next try is doubled at most: beyond that the store is long away.
const DOUBLED: u32 = 5;

impl Application {
    /// Waits before the store is asked again, after so many failures.
    pub(crate) async fn pause(&self, failures: u32) {
        tokio::time::sleep(self.limits.again * 2_u32.pow(failures.min(DOUBLED))).await;
    }

    /// Reads, and again until the store answers. What ends the waiting is what ends the job's run: its lease is lost, or
    /// the process stops.
    ///
    /// # Errors
    /// What no waiting mends: it isn't there, or can't be read.
    pub(crate) async fn read_surely<T, F: Future<Output = Result<T, Refusal>> + Send>(
        &self,
        job: JobId,
        read: impl Fn() -> F + Send,
    ) -> Result<T, Refusal> {
        let mut failures = 0;
        loop {
            match read().await {
                Err(Refusal::Store(StoreError::Unavailable(why))) => {
                    tracing::warn!(%job, why, "a job waits for the store");
                }
                read => return read,
            }
            failures += 1;
            self.pause(failures).await;
        }
    }
}
