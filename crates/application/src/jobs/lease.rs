//! The leases that this process holds, and how it learns that it has lost one.

use crate::Application;
use adforge_domain::{
    ids::{JobId, SessionId},
    job::Fence,
};
use adforge_ports_storage::Claimed;
use rustc_hash::FxHashMap;
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How much longer than its limit a run may take before its lease is left to run out: it hangs, and somebody else
/// takes it up.
const GRACE: Duration = Duration::from_secs(5);

/// The leases of this process, by ids of our making.
#[derive(Default)]
pub(crate) struct Leases(Mutex<FxHashMap<JobId, Held>>);

struct Held {
    fence: Fence,
    session: Option<SessionId>,
    stop: CancellationToken,
    /// When the lease is left to run out; absent while the job waits, or where there is no limit.
    until: Option<Instant>,
}

impl Leases {
    fn held(&self) -> MutexGuard<'_, FxHashMap<JobId, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a claim. An older claim of the same job is lost with it.
    pub(crate) fn hold(&self, claimed: &Claimed) {
        let held = Held {
            fence: claimed.fence,
            session: claimed.place.map(|place| place.session),
            stop: CancellationToken::new(),
            until: None,
        };
        if let Some(lost) = self.held().insert(claimed.id, held) {
            lost.stop.cancel();
        }
    }

    /// A job begins to run: what tells it to stop. None when its claim is lost already.
    pub(crate) fn starts(&self, job: JobId, limit: Option<Duration>) -> Option<CancellationToken> {
        let mut held = self.held();
        let held = held.get_mut(&job).filter(|held| !held.stop.is_cancelled())?;
        held.until = limit.map(|limit| Instant::now() + limit + GRACE);
        Some(held.stop.clone())
    }

    /// A job has ended here.
    pub(crate) fn release(&self, job: JobId, fence: Fence) {
        let mut held = self.held();
        if held.get(&job).is_some_and(|held| held.fence == fence) {
            held.remove(&job);
        }
    }

    /// Tells a job's run to stop, if it is here.
    pub(crate) fn stop(&self, job: JobId) {
        if let Some(held) = self.held().remove(&job) {
            held.stop.cancel();
        }
    }

    /// Tells every run of a session to stop.
    pub(crate) fn stop_session(&self, session: SessionId) {
        self.held().retain(|_, held| {
            let stops = held.session == Some(session);
            if stops {
                held.stop.cancel();
            }
            !stops
        });
    }

    /// Those that are to be renewed.
    fn renewed(&self) -> Vec<(JobId, Fence)> {
        let now = Instant::now();
        let held = self.held();
        held.iter().filter(|(_, it)| it.until.is_none_or(|until| now < until)).map(|(id, it)| (*id, it.fence)).collect()
    }

    /// Everything that is held.
    pub(crate) fn all(&self) -> Vec<(JobId, Fence)> {
        self.held().iter().map(|(id, held)| (*id, held.fence)).collect()
    }
}

impl Application {
    /// Renews the leases of everything that runs or waits here and doesn't hang.
    pub async fn heartbeat(&self) {
        let held = self.leases.renewed();
        if held.is_empty() {
            return;
        }
        match self.ports.store.renew(&held, self.limits.lease).await {
            Ok(lost) => lost.into_iter().for_each(|job| self.leases.stop(job)),
            // The next one may succeed before they run out.
            Err(error) => tracing::warn!(%error, "leases could not be renewed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::claimed;

    #[tokio::test(start_paused = true)]
    async fn a_run_that_hangs_past_its_limit_is_renewed_no_more_and_one_that_waits_or_has_no_limit_is() {
        const LIMIT: Duration = Duration::from_secs(30);
        let (leases, [waits, hangs, endless]) = (Leases::default(), [1, 2, 3].map(|n| claimed("owner", n)));
        [&waits, &hangs, &endless].into_iter().for_each(|claimed| leases.hold(claimed));
        assert!(leases.starts(hangs.id, Some(LIMIT)).is_some() && leases.starts(endless.id, None).is_some());
        let renewed = || {
            let mut jobs: Vec<_> = leases.renewed().into_iter().map(|(job, _)| job).collect();
            jobs.sort();
            jobs
        };
        tokio::time::advance(LIMIT + GRACE - Duration::from_millis(1)).await;
        assert_eq!(renewed(), [waits.id, hangs.id, endless.id], "it may yet end by itself");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(renewed(), [waits.id, endless.id]);
    }
}
