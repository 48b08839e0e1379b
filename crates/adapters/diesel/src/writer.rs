//! The one writer: it takes whatever writes are waiting, runs each in a savepoint, and commits them together, so that a
//! hundred turns share an fsync and each still learns its own outcome.

use adforge_ports_storage::StoreError;
use diesel::{
    Connection, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
    result::Error,
};
use std::{
    io,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};
use tokio::sync::oneshot;

/// How many writes may wait; one more is told that the store is busy.
const WAITING: usize = 4_096;
/// How many writes share a commit at most.
const BATCH: usize = 64;

/// Why a write changed nothing.
pub(crate) enum Fault<E> {
    /// It was refused, for a reason of the caller's.
    Refused(E),
    /// The database failed.
    Broken(Error),
}

impl<E> From<Error> for Fault<E> {
    fn from(error: Error) -> Self {
        Self::Broken(error)
    }
}

/// The way to the writer thread. Dropping it waits until what was queued is committed and the file is closed.
pub(crate) struct Writer {
    queue: Option<SyncSender<Box<dyn Entry>>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the writer thread panicked");
        }
    }
}

impl Writer {
    pub(crate) fn start(connection: SqliteConnection) -> io::Result<Self> {
        let (queue, waiting) = sync_channel(WAITING);
        let thread = thread::Builder::new().name("sqlite-writer".into()).spawn(move || serve(connection, &waiting))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs a write, and returns when it is committed or refused. It may be run twice, the first time undone.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut SqliteConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let entry = Box::new(Pending { work, outcome: None, tell });
        let queued = self.queue.as_ref().is_some_and(|queue| queue.try_send(entry).is_ok());
        if !queued {
            return Err(StoreError::Unavailable("too many writes are waiting".into()).into());
        }
        told.await.map_err(|_| E::from(StoreError::Unavailable("the writer has stopped".into())))?
    }
}

trait Entry: Send {
    /// Runs in a savepoint of its own. False when the database failed, and the whole batch can't be trusted.
    fn run(&mut self, connection: &mut SqliteConnection) -> bool;
    /// Tells the outcome, now that the batch is committed or lost.
    fn answer(self: Box<Self>, committed: Result<(), &Error>);
}

struct Pending<T, E, F> {
    work: F,
    outcome: Option<Result<T, Fault<E>>>,
    tell: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Entry for Pending<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnMut(&mut SqliteConnection) -> Result<T, Fault<E>> + Send,
{
    fn run(&mut self, connection: &mut SqliteConnection) -> bool {
        let outcome = connection.transaction(|connection| (self.work)(connection));
        let sound = !matches!(outcome, Err(Fault::Broken(_)));
        self.outcome = Some(outcome);
        sound
    }

    fn answer(self: Box<Self>, committed: Result<(), &Error>) {
        let lost = |error: &Error| E::from(StoreError::Unavailable(error.to_string()));
        let answer = match (self.outcome, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(Fault::Refused(refusal))), _) => Err(refusal),
            (Some(Err(Fault::Broken(error))), _) => Err(lost(&error)),
            (_, Err(error)) => Err(lost(error)),
            (None, Ok(())) => Err(E::from(StoreError::Unavailable("the write was not run".into()))),
        };
        // Nobody may be waiting any more; what is committed stays committed.
        drop(self.tell.send(answer));
    }
}

fn serve(mut connection: SqliteConnection, waiting: &Receiver<Box<dyn Entry>>) {
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        let (sound, committed) = commit(&mut connection, &mut batch);
        if sound || batch.len() == 1 {
            batch.into_iter().for_each(|entry| entry.answer(committed.as_ref().map(drop)));
            continue;
        }
        // A full disk may have undone more than its own savepoint: each is run again, alone.
        for entry in batch {
            let mut alone = vec![entry];
            let (_, committed) = commit(&mut connection, &mut alone);
            alone.into_iter().for_each(|entry| entry.answer(committed.as_ref().map(drop)));
        }
    }
}

/// Runs all in one transaction. Commits unless the database failed one of them; then nothing is changed.
fn commit(connection: &mut SqliteConnection, batch: &mut [Box<dyn Entry>]) -> (bool, Result<(), Error>) {
    // Immediate: a deferred transaction that reads and then writes would fail at once beside another process.
    if let Err(error) = AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE") {
        return (true, Err(error));
    }
    let sound = batch.iter_mut().all(|entry| entry.run(connection));
    let end = if sound {
        AnsiTransactionManager::commit_transaction(connection)
    } else {
        AnsiTransactionManager::rollback_transaction(connection)
    };
    (sound, end)
}
