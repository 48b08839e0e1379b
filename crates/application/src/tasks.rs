//! Tasks that run on the thread that began them, and go on at home when that, or who waits for them, ends.
//!
//! A connection's thread is where a turn's answer is wanted, so its work wakes nobody when it runs there. But such a
//! thread ends as soon as a stopping server has no connections any more, and what runs on it must not end with it.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::{runtime::Handle, task::JoinHandle};
use tokio_util::task::TaskTracker;

thread_local! {
    /// The runtime of the thread itself, while a task is polled that sees another.
    static HERE: RefCell<Option<Handle>> = const { RefCell::new(None) };
}

/// Whatever runs, and the runtimes that outlive every connection.
pub(crate) struct Tasks {
    running: TaskTracker,
    home: Option<Handle>,
    /// Where words from elsewhere are waited for; none where that is home.
    far: Option<Handle>,
}

impl Tasks {
    /// Home is the runtime that this is called on; without one, the one that each task is begun on.
    pub(crate) fn new() -> Self {
        Self::and_far(None)
    }

    /// The same; what is waited for from elsewhere runs on the other one.
    pub(crate) fn and_far(far: Option<Handle>) -> Self {
        Self { running: TaskTracker::new(), home: Handle::try_current().ok(), far }
    }

    /// Runs it on this thread's runtime. What it opens and spawns belongs to home: timers, connections, tasks.
    pub(crate) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let homing = self.homing(work);
        homing.here.clone().spawn(homing)
    }

    /// Runs it within the caller's own task, and elsewhere to its end when the caller is dropped before that.
    pub(crate) fn unbroken<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> impl Future<Output = T> {
        self.homing(work)
    }

    fn homing<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Homing<impl Future<Output = T> + Send + 'static> {
        let here = HERE.with_borrow(Clone::clone).unwrap_or_else(Handle::current);
        let home = self.home.clone().unwrap_or_else(|| here.clone());
        Homing { work: Some(Box::pin(self.running.track_future(work))), here, home }
    }

    /// Runs it at home, whatever thread this is. False when there is no home, and no runtime here: then it doesn't run.
    pub(crate) fn spawn_at_home(&self, work: impl Future<Output = ()> + Send + 'static) -> bool {
        let home = self.home.clone().or_else(|| Handle::try_current().ok());
        home.map(|home| home.spawn(self.running.track_future(work))).is_some()
    }

    /// Runs it where words from elsewhere are waited for, with all that it opens and spawns.
    pub(crate) fn spawn_far<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let far = self.far.clone().or_else(|| self.home.clone()).unwrap_or_else(Handle::current);
        far.spawn(self.running.track_future(work))
    }

    /// Waits until all have ended.
    pub(crate) async fn wait(&self) {
        self.running.close();
        self.running.wait().await;
        self.running.reopen();
    }
}

/// A future that moves home when it is dropped before it has ended.
struct Homing<F>
where
    F: Future<Output: Send> + Send + 'static,
{
    /// None once it has ended, or panicked.
    work: Option<Pin<Box<F>>>,
    here: Handle,
    home: Handle,
}

impl<F> Future for Homing<F>
where
    F: Future<Output: Send> + Send + 'static,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        // Polled after its end, or dropped at home's own end: there is nothing to go on with.
        let Some(mut work) = self.work.take() else { return Poll::Pending };
        let polled = {
            let _here = Here::is(self.here.clone());
            let _home = self.home.enter();
            work.as_mut().poll(cx)
        };
        if polled.is_pending() {
            self.work = Some(work);
        }
        polled
    }
}

impl<F> Drop for Homing<F>
where
    F: Future<Output: Send> + Send + 'static,
{
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            // Home itself may be ending; then this ends it, too.
            drop(self.home.spawn(work));
        }
    }
}

/// Says whose thread this is until it is dropped.
struct Here(Option<Handle>);

impl Here {
    fn is(here: Handle) -> Self {
        Self(HERE.replace(Some(here)))
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        HERE.set(self.0.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::{panic::AssertUnwindSafe, sync::Arc, thread, time::Duration};
    use tokio::{
        runtime::Builder,
        sync::{Notify, oneshot},
    };

    /// Another thread with a runtime of its own, which ends when `work` has.
    fn on_a_thread<T: Send>(work: impl Future<Output = T> + Send) -> (thread::ThreadId, T) {
        thread::scope(|scope| {
            let run = || {
                let done = Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
                (thread::current().id(), done)
            };
            scope.spawn(run).join().unwrap()
        })
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_task_runs_where_it_was_begun_and_so_do_those_that_it_begins() {
        let tasks = Arc::new(Tasks::new());
        let inner = Arc::clone(&tasks);
        let (thread, (outer, nested)) = on_a_thread(async {
            let here = || async { thread::current().id() };
            let both = async move { (thread::current().id(), inner.spawn(here()).await.unwrap()) };
            tasks.spawn(both).await.unwrap()
        });
        assert_eq!((outer, nested), (thread, thread));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_task_goes_on_at_home_when_its_thread_ends() {
        let tasks = Arc::new(Tasks::new());
        let (go, (tell, told)) = (Arc::new(Notify::new()), oneshot::channel());
        let waits = Arc::clone(&go);
        on_a_thread(async {
            let begun = Arc::new(Notify::new());
            let begins = Arc::clone(&begun);
            drop(tasks.spawn(async move {
                // A timer that was set on the thread that ends must still ring.
                let timer = tokio::time::sleep(Duration::from_millis(1));
                begins.notify_one();
                waits.notified().await;
                timer.await;
                tell.send(thread::current().id()).unwrap();
            }));
            begun.notified().await;
        });
        go.notify_one();
        assert_ne!(told.await.unwrap(), thread::current().id());
        tasks.wait().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn what_its_caller_drops_goes_on_at_home() {
        let tasks = Arc::new(Tasks::new());
        let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (begins, waits, (tell, told)) = (Arc::clone(&begun), Arc::clone(&go), oneshot::channel());
        let (caller, ()) = on_a_thread(async {
            let work = tasks.unbroken(async move {
                let began = thread::current().id();
                begins.notify_one();
                waits.notified().await;
                tell.send((began, thread::current().id())).unwrap();
            });
            tokio::select! {
                () = work => unreachable!("nobody has told it to go on"),
                () = begun.notified() => {}
            }
        });
        go.notify_one();
        let (began, ended) = told.await.unwrap();
        assert_eq!(began, caller);
        assert_ne!(ended, caller);
        tasks.wait().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_task_that_panics_does_not_begin_again() {
        let tasks = Tasks::new();
        let panics = async { panic!("as the test wants it") };
        assert!(tasks.spawn::<()>(panics).await.unwrap_err().is_panic());
        let panics = async { panic!("as the test wants it") };
        assert!(AssertUnwindSafe(tasks.unbroken::<()>(panics)).catch_unwind().await.is_err());
        tasks.wait().await;
    }
}
