//! Work on threads of its own, which ends when nobody waits for it any more.

use adforge_ports_creative::RenderError;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

/// How many threads are at work.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtWork(Arc<AtomicUsize>);

impl AtWork {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    fn enter(&self) -> Counted {
        self.0.fetch_add(1, Ordering::AcqRel);
        Counted(Arc::clone(&self.0))
    }
}

/// A thread at work, counted until this is dropped, panics included.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What a piece of work knows of the world: whether it is still wanted.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    stop: Arc<AtomicBool>,
    at_work: AtWork,
}

/// The work is not wanted any more, or failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Ended {
    #[error("nobody waits for it any more")]
    Unwanted,
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl Job {
    /// Asked at least once a frame.
    pub(crate) fn go_on(&self) -> Result<(), Ended> {
        if self.stop.load(Ordering::Acquire) { Err(Ended::Unwanted) } else { Ok(()) }
    }

    /// Runs the same work on so many threads, and waits for all. The first to fail stops the others.
    pub(crate) fn on_threads<W>(&self, threads: usize, work: W) -> Result<(), Ended>
    where
        W: Fn() -> Result<(), Ended> + Sync,
    {
        let failed = thread::scope(|scope| {
            let work = &work;
            let hands: Vec<_> = (0..threads)
                .map(|number| {
                    let hand = thread::Builder::new().name(format!("film-{number}"));
                    hand.spawn_scoped(scope, move || {
                        let _counted = self.at_work.enter();
                        // Whether it fails or panics, the others need not go on.
                        let stop = StopUnlessDone { stop: &self.stop, done: false };
                        let result = work();
                        stop.done_if(result.is_ok());
                        result
                    })
                })
                .collect();
            let results = hands.into_iter().map(|hand| match hand {
                Ok(hand) => hand.join().unwrap_or_else(|_| Err(failed("a drawing thread panicked").into())),
                Err(error) => Err(failed(&format!("no thread could be started: {error}")).into()),
            });
            // What failed itself is worth more than what was only told to stop.
            let failures: Vec<Ended> = results.filter_map(Result::err).collect();
            let mut failures = failures.into_iter();
            let first = failures.next();
            match first {
                Some(Ended::Unwanted) => failures.find(|other| matches!(other, Ended::Render(_))).or(first),
                other => other,
            }
        });
        failed.map_or(Ok(()), Err)
    }
}

struct StopUnlessDone<'a> {
    stop: &'a AtomicBool,
    done: bool,
}

impl StopUnlessDone<'_> {
    fn done_if(mut self, done: bool) {
        self.done = done;
    }
}

impl Drop for StopUnlessDone<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.stop.store(true, Ordering::Release);
        }
    }
}

/// The renderer's own failure.
pub(crate) fn failed(why: &str) -> RenderError {
    RenderError::Failed(why.to_owned())
}

/// Lets turns go before: this thread, and those that it starts, take the processor when nobody else wants it.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(10) {
        tracing::debug!(%error, "a drawing thread keeps its priority");
    }
}

/// Runs work on a thread of its own. When the future is dropped, the work is told to stop.
pub(crate) async fn run<T, W>(at_work: &AtWork, work: W) -> Result<T, RenderError>
where
    T: Send + 'static,
    W: FnOnce(&Job) -> Result<T, Ended> + Send + 'static,
{
    let stop = Arc::new(AtomicBool::new(false));
    let job = Job { stop: Arc::clone(&stop), at_work: at_work.clone() };
    // Dropped with the future, at its end or before.
    let _stop = StopUnlessDone { stop: &stop, done: false };
    let (send, receive) = tokio::sync::oneshot::channel();
    let counted = at_work.enter();
    let spawned = thread::Builder::new().name("film".to_owned()).spawn(move || {
        let _counted = counted;
        step_back();
        let _ = send.send(work(&job));
    });
    spawned.map_err(|error| failed(&format!("no thread could be started: {error}")))?;
    match receive.await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(Ended::Render(error))) => Err(error),
        Ok(Err(Ended::Unwanted)) => Err(failed("the work was stopped")),
        Err(_) => Err(failed("the drawing thread panicked")),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::{AtWork, failed, run};

    fn nice() -> String {
        let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
        stat.rsplit(')').next().unwrap().split_whitespace().nth(16).unwrap().to_owned()
    }

    #[tokio::test]
    async fn drawing_threads_and_their_hands_let_others_go_before() {
        let ours = nice();
        let at_work = AtWork::default();
        let theirs = run(&at_work, |job| {
            let hands = std::sync::Mutex::new(vec![nice()]);
            job.on_threads(2, || {
                hands.lock().map_err(|_| failed("poisoned"))?.push(nice());
                Ok(())
            })?;
            Ok(hands.into_inner().unwrap_or_default())
        });
        let theirs = theirs.await.unwrap();
        assert_eq!(nice(), ours, "only the renderer steps back");
        let ours: i32 = ours.parse().unwrap();
        assert!(
            theirs.len() == 3 && theirs.iter().all(|it| it.parse::<i32>().unwrap() == (ours + 10).min(19)),
            "{theirs:?}"
        );
    }
}
