//! A room's bell: it wakes whoever follows, and knows how often it has rung.

use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;

#[derive(Default)]
pub(super) struct Bell {
    rung: AtomicU64,
    ringing: Notify,
}

impl Bell {
    /// Wakes whoever waits for it.
    pub(super) fn ring(&self) {
        self.rung.fetch_add(1, Ordering::AcqRel);
        self.ringing.notify_waiters();
    }

    /// How often it has rung.
    pub(super) fn rung(&self) -> u64 {
        self.rung.load(Ordering::Acquire)
    }

    /// How often it has rung, once that isn't what was `heard` last. Dropping this future loses nothing.
    pub(super) async fn rings(&self, heard: Option<u64>) -> u64 {
        loop {
            // Made before the look: a ring in between wakes it.
            let ringing = self.ringing.notified();
            let rung = self.rung();
            if heard != Some(rung) {
                return rung;
            }
            ringing.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{FutureExt, poll};
    use std::pin::pin;

    #[tokio::test]
    async fn a_bell_wakes_all_who_wait_and_keeps_nobody_waiting_who_missed_a_ring() {
        let bell = Bell::default();
        assert_eq!(bell.rings(None).now_or_never(), Some(0), "who heard nothing looks at once");
        let (mut one, mut other) = (pin!(bell.rings(Some(0))), pin!(bell.rings(Some(0))));
        assert!(poll!(&mut one).is_pending() && poll!(&mut other).is_pending());
        bell.ring();
        assert_eq!((one.await, other.await), (1, 1));
        assert_eq!(bell.rings(Some(0)).now_or_never(), Some(1), "it rang before");
        assert_eq!(bell.rings(Some(1)).now_or_never(), None);
    }
}
