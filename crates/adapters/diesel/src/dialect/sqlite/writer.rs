//! The one writer: it takes whatever writes are waiting and commits them together, so that a hundred turns share an
//! fsync and each still learns its own outcome.

use super::{
    errors,
    statement::{Statement, Words, words},
};
use crate::{connection::AnyConnection, fault::Fault};
use adforge_ports_storage::StoreError;
use diesel::{QueryResult, result::Error};
use std::{
    io,
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::Duration,
};
use tokio::sync::oneshot;

/// How many writes may wait; one more is told that the store is busy.
pub(crate) const WAITING: usize = 4_096;
/// How many writes share a commit at most.
const BATCH: usize = 64;
/// From how many in a commit on the next one waits for more.
const CROWD: u32 = 4;
/// How long it waits for each of those, 2 ms at most. A commit costs as much as some ten writes, so a crowd gains by it, in time
/// as well.
const GATHER: Duration = Duration::from_micros(30);

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
            let mut crowd = 0;
            while let Ok(first) = entries.recv() {
                // Asleep, and not until they have come: each of them would wake it.
                if crowd >= CROWD {
                    thread::sleep(GATHER * crowd);
                }
                crowd = desk.serve(first, &entries);
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
        let (back, returned) = oneshot::channel();
        let entry = Box::new(Pending { work, outcome: None, back: Some(back) });
        let queued = self.queue.as_ref().is_some_and(|queue| queue.try_send(entry).is_ok());
        if !queued {
            return Err(StoreError::Unavailable("too many writes are waiting".into()).into());
        }
        let done: Box<Pending<T, E, F>> =
            returned.await.map_err(|_| E::from(StoreError::Unavailable("the writer has stopped".into())))?;
        done.outcome.unwrap_or_else(|| Err(E::from(StoreError::Unavailable("the write was not run".into()))))
    }
}

/// How a write or a transaction ended.
enum Ended {
    Well,
    /// A write was refused.
    Refused,
    /// The database failed, and the whole transaction can't be trusted.
    Broken(Error),
}

impl Ended {
    fn is_well(&self) -> bool {
        matches!(self, Self::Well)
    }

    fn broken(&self) -> Option<&Error> {
        match self {
            Self::Broken(error) => Some(error),
            Self::Well | Self::Refused => None,
        }
    }
}

trait Entry: Send {
    fn run(&mut self, connection: &mut AnyConnection) -> Ended;
    /// Tells the outcome, now that the transaction is committed or lost.
    fn answer(self: Box<Self>, broken: Option<&Error>, desk: &Desk);
}

struct Pending<T, E, F> {
    work: F,
    outcome: Option<Result<T, E>>,
    /// It goes back whole: what one thread has made costs another more to drop.
    back: Option<oneshot::Sender<Box<Self>>>,
}

impl<T, E, F> Entry for Pending<T, E, F>
where
    T: Send,
    E: From<StoreError> + Send,
    F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send,
{
    fn run(&mut self, connection: &mut AnyConnection) -> Ended {
        let (outcome, ended) = match (self.work)(connection) {
            Ok(value) => (Some(Ok(value)), Ended::Well),
            Err(Fault::Refused(refusal)) => (Some(Err(refusal)), Ended::Refused),
            Err(Fault::Broken(error)) => (None, Ended::Broken(error)),
        };
        self.outcome = outcome;
        ended
    }

    fn answer(mut self: Box<Self>, broken: Option<&Error>, desk: &Desk) {
        if let Some(error) = broken.filter(|_| !matches!(self.outcome, Some(Err(_)))) {
            self.outcome = Some(Err(E::from(desk.meaning(error))));
        }
        // Nobody may be waiting any more; what is committed stays committed.
        if let Some(back) = self.back.take() {
            drop(back.send(self));
        }
    }
}

/// What the thread works with.
struct Desk {
    connection: AnyConnection,
    path: PathBuf,
}

impl Desk {
    /// Commits what waits, and says how much that was.
    fn serve(&mut self, first: Box<dyn Entry>, waiting: &Receiver<Box<dyn Entry>>) -> u32 {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        let size = u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let mut ended = self.commit(&mut batch, false);
        if batch.len() > 1 && matches!(ended, Ended::Refused) {
            ended = self.commit(&mut batch, true);
        }
        if batch.len() > 1 && matches!(ended, Ended::Broken(_)) {
            // A full disk undoes more than its own savepoint, and one write may be too much where another is not:
            // each is run again, alone.
            for entry in batch {
                let mut alone = [entry];
                let ended = self.commit(&mut alone, false);
                alone.into_iter().for_each(|entry| entry.answer(ended.broken(), self));
            }
            return size;
        }
        batch.into_iter().for_each(|entry| entry.answer(ended.broken(), self));
        size
    }

    /// Runs all in one transaction, and commits it unless the database failed one of them; then nothing is changed.
    /// Savepoints copy every page that is written, and refusals are rare: so without them, the first refusal undoes all.
    fn commit(&mut self, batch: &mut [Box<dyn Entry>], savepoints: bool) -> Ended {
        if let Err(error) = self.run::<Begin>() {
            return Ended::Broken(error);
        }
        let ended = batch.iter_mut().map(|entry| self.enter(entry.as_mut(), savepoints)).find(|it| !it.is_well());
        let ended = ended.unwrap_or_else(|| self.run::<Commit>().map_or_else(Ended::Broken, |()| Ended::Well));
        if !ended.is_well() {
            // It fails when SQLite has rolled back by itself, which is as good.
            drop(self.run::<Rollback>());
        }
        ended
    }

    /// Runs one write. In a savepoint it may be refused, and the transaction goes on.
    fn enter(&mut self, entry: &mut dyn Entry, savepoint: bool) -> Ended {
        if !savepoint {
            return entry.run(&mut self.connection);
        }
        let entered = self.run::<Save>().map_or_else(Ended::Broken, |()| entry.run(&mut self.connection));
        let left = match entered {
            Ended::Well => self.run::<Release>(),
            Ended::Refused => self.run::<Undo>().and_then(|()| self.run::<Release>()),
            broken => return broken,
        };
        left.map_or_else(Ended::Broken, |()| Ended::Well)
    }

    fn run<W: Words>(&mut self) -> QueryResult<()> {
        match &mut self.connection {
            AnyConnection::Sqlite(connection) => Statement::<W>::new(&[]).run(connection).map(drop),
            AnyConnection::Postgres(_) => Err(Error::QueryBuilderError("only a file has a writer".into())),
        }
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
