//! What time does to sessions: they expire, and some time after that they are erased.

use crate::{Application, follow::Over};
use time::Duration;

/// How many sessions are erased in one sweep.
const BATCH: u32 = 50;
/// How many sweeps a room may be quiet before what the store can tell again is forgotten.
const PATIENCE: u32 = 3;
/// How long keys outside sessions live.
const KEYS_LIVE: Duration = Duration::hours(24);

impl Application {
    /// Tells followers of sessions that have expired, and forgets what is not used. Called about once a second.
    pub(crate) fn sweep_rooms(&self) {
        let ttl = self.limits.session_ttl.and_then(|ttl| Duration::try_from(ttl).ok());
        let now = self.ports.clock.now();
        for room in self.rooms.all() {
            let expired = ttl.zip(room.updated_at()).is_some_and(|(ttl, updated_at)| now >= updated_at + ttl);
            if expired && room.over().is_none() && room.followers() > 0 {
                room.close(Over::Expired);
            }
            room.sweep(PATIENCE);
            if let Some(bell) = self.ports.bell.as_ref().filter(|_| room.takes_leave()) {
                bell.leave(room.session);
            }
        }
        self.rooms.prune();
    }

    /// Forgets what the store can tell again, of every session that nothing happens in just now.
    pub fn forget_quiet_rooms(&self) {
        self.rooms.all().iter().for_each(|room| room.sweep(0));
    }

    /// Erases sessions that expired long ago, a small batch at a time, and keys that are out of date.
    /// Returns how many sessions were erased.
    pub async fn sweep_store(&self) -> usize {
        let now = self.ports.clock.now();
        if let Err(error) = self.ports.store.forget_keys(now - KEYS_LIVE, 500).await {
            tracing::warn!(%error, "old keys could not be forgotten");
        }
        let (Some(ttl), Some(retention)) = (self.limits.session_ttl, self.limits.retention) else { return 0 };
        let Ok(age) = Duration::try_from(ttl + retention) else { return 0 };
        let old = match self.ports.store.idle(now - age, BATCH).await {
            Ok(old) => old,
            Err(error) => {
                tracing::warn!(%error, "old sessions could not be looked for");
                return 0;
            }
        };
        let mut erased = 0;
        for (owner, session) in old {
            match self.erase_session(&owner, session).await {
                Ok(()) => erased += 1,
                Err(error) => tracing::warn!(%session, %error, "an old session could not be erased"),
            }
        }
        erased
    }
}
