//! Time and ids from the machine: the one place that asks it.

use adforge_ports_runtime::{Clock, Ids};
use time::OffsetDateTime;
use uuid::Uuid;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is where everybody else's time comes from")]
    fn now(&self) -> OffsetDateTime {
        let now = OffsetDateTime::now_utc();
        // A millisecond of at most 999 is always taken.
        now.replace_millisecond(now.millisecond()).unwrap_or(now)
    }
}

/// The machine's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[allow(clippy::disallowed_methods, reason = "this is where everybody else's ids come from")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn secret(&self) -> u128 {
        rand::random()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_in_whole_milliseconds() {
        assert_eq!(SystemClock.now().nanosecond() % 1_000_000, 0);
    }

    #[test]
    fn ids_grow_and_secrets_differ_in_every_byte_now_and_then() {
        let ids: Vec<Uuid> = (0..1000).map(|_| SystemIds.next()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        let first = SystemIds.secret();
        let moved = (0..1000).fold(0, |moved, _| moved | (SystemIds.secret() ^ first));
        assert_eq!(moved, u128::MAX, "every bit is random");
    }
}
