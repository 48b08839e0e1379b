//! The thread on which turns run that wait for a model's words.
//!
//! A model's words come as hundreds of small pieces a second and stream, and to wake a thread for each costs more than to read
//! it. So this one rests a moment before it waits for more, and then takes whatever came meanwhile, of all streams, at once.
//! The more runs on it, the longer: of a stream that was last touched some time ago nothing is left in the machine's caches, so
//! two pieces that are taken together cost little more than one.

use std::{io, thread, time::Duration};
use tokio::runtime::{Builder, Handle, Runtime};

/// How long it rests where little runs on it: a card is later by this at the most, unless the thread has more to do than it can.
const REST: Duration = Duration::from_millis(7);
/// How much longer for each task. A turn has two or three of them: its own, and those of its connection.
const EACH: Duration = Duration::from_micros(20);
/// How long at most.
const LONGEST: Duration = Duration::from_millis(30);

/// A runtime of one thread that rests. Its tasks end with it.
pub(crate) struct Far(Option<Runtime>);

impl Far {
    /// # Errors
    /// No thread can be had.
    pub(crate) fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("models")
            .enable_all()
            .on_thread_park(|| {
                let tasks = Handle::try_current().map_or(0, |handle| handle.metrics().num_alive_tasks());
                thread::sleep(rest(tasks));
            })
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// What runs tasks on it.
    pub(crate) fn handle(&self) -> Option<Handle> {
        self.0.as_ref().map(|runtime| runtime.handle().clone())
    }
}

/// How long to rest with so many tasks alive.
fn rest(tasks: usize) -> Duration {
    let more = u32::try_from(tasks).map_or(LONGEST, |tasks| EACH.saturating_mul(tasks));
    REST.saturating_add(more).min(LONGEST)
}

impl Drop for Far {
    /// Without waiting, which is nothing for a thread that has others to serve.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rests_the_longer_the_more_runs_on_it_and_no_longer_than_thirty_milliseconds() {
        let rests = [0, 50, 500, 1_150, 1_151, 100_000, usize::MAX].map(|tasks| rest(tasks).as_micros());
        assert_eq!(rests, [7_000, 8_000, 17_000, 30_000, 30_000, 30_000, 30_000]);
    }

    #[tokio::test]
    async fn its_tasks_run_on_its_thread_and_it_can_be_dropped_anywhere() {
        let far = Far::start().unwrap();
        let runs = async {
            // Woken by a timer, after a rest.
            tokio::time::sleep(Duration::from_millis(1)).await;
            thread::current().name().map(str::to_owned)
        };
        assert_eq!(far.handle().unwrap().spawn(runs).await.unwrap().unwrap(), "models");
        drop(far);
    }
}
