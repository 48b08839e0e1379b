//! An end to each of many waits, of which nearly all are over long before it. A timer of its own for each would cost more
//! than what is waited for.

use std::{future::Future, pin::Pin};
use tokio::time::{Instant, Sleep, sleep_until};

/// A timer that is set again only when it rings, or must ring earlier.
#[derive(Default)]
pub(crate) struct Alarm(Option<Pin<Box<Sleep>>>);

/// It wasn't done in time.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Late;

impl Alarm {
    /// Waits for it, until then.
    pub(crate) async fn until<T>(&mut self, end: Instant, work: impl Future<Output = T>) -> Result<T, Late> {
        let timer = self.0.get_or_insert_with(|| Box::pin(sleep_until(end)));
        if timer.deadline() > end {
            timer.as_mut().reset(end);
        }
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                () = timer.as_mut() => {}
            }
            // It may have been set for an earlier wait.
            if timer.deadline() >= end {
                return Err(Late);
            }
            timer.as_mut().reset(end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::{future::pending, time::Duration};
    use tokio::time::timeout;

    const SHORT: Duration = Duration::from_millis(20);
    /// Much longer than any wait here.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// A wait is over at its end, and not before.
    async fn rings(alarm: &mut Alarm, after: Duration) {
        let end = Instant::now() + after;
        let late = timeout(PATIENCE, alarm.until(end, pending::<()>())).await.expect("it rings");
        assert_eq!(late, Err(Late));
        assert!(Instant::now() >= end, "{after:?} is over");
    }

    #[tokio::test]
    async fn each_wait_has_its_own_end_however_the_timer_was_set() {
        let mut alarm = Alarm::default();
        let hour = Instant::now() + SHORT * 180_000;
        assert_eq!(alarm.until(hour, async { 1 }).await, Ok(1));
        // It rings for the shorter wait, though it was set for an hour.
        rings(&mut alarm, SHORT).await;
        // It has rung before, and was set for less.
        rings(&mut alarm, SHORT * 3).await;
        assert_eq!(alarm.until(Instant::now() + SHORT, async { 2 }).await, Ok(2));
        rings(&mut alarm, SHORT * 3).await;
    }

    #[tokio::test]
    async fn what_is_done_is_not_late() {
        let mut alarm = Alarm::default();
        let past = Instant::now();
        tokio::time::sleep(SHORT).await;
        assert_eq!(alarm.until(past, async { 1 }).await, Ok(1));
        assert_eq!(alarm.until(past, pending::<()>()).now_or_never(), Some(Err(Late)));
    }
}
