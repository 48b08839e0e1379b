//! The one writer: it takes whatever writes are waiting, runs each in a savepoint, and commits them together, so that a
//! hundred turns share an fsync and each still learns its own outcome.

use super::{
    errors,
    statement::{Statement, words},
};
use crate::{connection::AnyConnection, fault::Fault};
use adforge_ports_storage::StoreError;
use diesel::{QueryResult, SqliteConnection, result::Error};
use std::{
    io,
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};
use tokio::sync::oneshot;

/// How many writes may wait; one more is told that the store is busy.
pub(crate) const WAITING: usize = 4_096;
/// How many writes share a commit at most.
const BATCH: usize = 64;

words! {
    /// Immediate: a deferred transaction that reads and then writes would fail at once beside another process.
    Begin = "BEGIN IMMEDIATE";
    Commit = "COMMIT";
    Rollback = "ROLLBACK";
    Save = "SAVEPOINT entry";
    Undo = "ROLLBACK TO entry";
    Release = "RELEASE entry";
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
    /// Starts the thread. `path` is the file that the connection is of.
    pub(crate) fn start(connection: AnyConnection, path: PathBuf, waiting: usize) -> io::Result<Self> {
        let (queue, entries) = sync_channel(waiting);
        let mut desk = Desk { connection, path };
        let serve = move || {
            while let Ok(first) = entries.recv() {
                desk.serve(first, &entries);
            }
        };
        let thread = thread::Builder::new().name("sqlite-writer".into()).spawn(serve)?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Runs a write, and returns when it is committed or refused. It may be run twice, the first time undone.
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
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

/// How a write went.
enum Went {
    Well,
    Refused,
    /// The database failed, and the whole batch can't be trusted.
    Broken,
}

trait Entry: Send {
    fn run(&mut self, connection: &mut AnyConnection) -> Went;
    /// Tells the outcome, now that the batch is committed or lost.
    fn answer(self: Box<Self>, committed: Result<(), &Error>, desk: &Desk);
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
    F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send,
{
    fn run(&mut self, connection: &mut AnyConnection) -> Went {
        let outcome = (self.work)(connection);
        let went = match &outcome {
            Ok(_) => Went::Well,
            Err(Fault::Refused(_)) => Went::Refused,
            Err(Fault::Broken(_)) => Went::Broken,
        };
        self.outcome = Some(outcome);
        went
    }

    fn answer(self: Box<Self>, committed: Result<(), &Error>, desk: &Desk) {
        let answer = match (self.outcome, committed) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(Fault::Refused(refusal))), _) => Err(refusal),
            (Some(Err(Fault::Broken(error))), _) => Err(E::from(desk.meaning(&error))),
            (_, Err(error)) => Err(E::from(desk.meaning(error))),
            (None, Ok(())) => Err(E::from(StoreError::Unavailable("the write was not run".into()))),
        };
        // Nobody may be waiting any more; what is committed stays committed.
        drop(self.tell.send(answer));
    }
}

/// What the thread works with.
struct Desk {
    connection: AnyConnection,
    path: PathBuf,
}

impl Desk {
    fn serve(&mut self, first: Box<dyn Entry>, waiting: &Receiver<Box<dyn Entry>>) {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        let committed = self.commit(&mut batch);
        if committed.is_ok() || batch.len() == 1 {
            batch.into_iter().for_each(|entry| entry.answer(committed.as_ref().copied(), self));
            return;
        }
        // A full disk undoes more than its own savepoint, and one write may be too much where another is not: each is
        // run again, alone.
        for entry in batch {
            let mut alone = [entry];
            let committed = self.commit(&mut alone);
            alone.into_iter().for_each(|entry| entry.answer(committed.as_ref().copied(), self));
        }
    }

    /// Runs all in one transaction, and commits it unless the database failed one of them; then nothing is changed.
    fn commit(&mut self, batch: &mut [Box<dyn Entry>]) -> Result<(), Error> {
        Statement::<Begin>::new(&[]).run(sqlite(&mut self.connection))?;
        let ran = self.run(batch);
        let ended = ran.and_then(|()| Statement::<Commit>::new(&[]).run(sqlite(&mut self.connection)).map(drop));
        if ended.is_err() {
            // It fails when SQLite has rolled back by itself, which is as good.
            drop(Statement::<Rollback>::new(&[]).run(sqlite(&mut self.connection)));
        }
        ended
    }

    fn run(&mut self, batch: &mut [Box<dyn Entry>]) -> QueryResult<()> {
        for entry in batch {
            Statement::<Save>::new(&[]).run(sqlite(&mut self.connection))?;
            match entry.run(&mut self.connection) {
                Went::Well => {}
                Went::Refused => drop(Statement::<Undo>::new(&[]).run(sqlite(&mut self.connection))?),
                Went::Broken => return Err(Error::RollbackTransaction),
            }
            Statement::<Release>::new(&[]).run(sqlite(&mut self.connection))?;
        }
        Ok(())
    }

    /// What an error means to a caller. "disk I/O error" is all that SQLite says when a file may not grow; so a file
    /// beside it is asked to.
    fn meaning(&self, error: &Error) -> StoreError {
        if errors::is_io(error) && errors::no_room_beside(&self.path) {
            return StoreError::Full;
        }
        errors::store_error(error)
    }
}

fn sqlite(connection: &mut AnyConnection) -> &mut SqliteConnection {
    match connection {
        AnyConnection::Sqlite(connection) => connection,
    }
}
