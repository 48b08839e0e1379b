//! The ways into a database: where it is a file, one writer and a few readers; where it is on a server, a pool.

use crate::{connection::AnyConnection, dialect, fault::Fault};
use adforge_ports_storage::StoreError;
use diesel::r2d2::{ConnectionManager, Pool};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How a piece of work has to be run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// It changes nothing.
    Read,
    /// One statement that writes, which is atomic by itself; it may read before and after that.
    Statement(Again),
    /// Statements that are carried out all or none.
    Transaction(Again),
}

/// Whether a write may be run again when nobody knows whether it was committed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Again {
    /// It is known by a key or a fence, or does the same thing twice.
    Safe,
    /// Twice would be too much: whoever asked has to be told.
    Never,
}

impl Kind {
    pub(crate) fn may_be_repeated(self) -> bool {
        matches!(self, Self::Read | Self::Statement(Again::Safe) | Self::Transaction(Again::Safe))
    }
}

/// The ways into a database.
pub(crate) enum Ways {
    File(FileWays),
    Server(dialect::ServerPool),
}

/// The ways into a database file.
pub(crate) struct FileWays {
    pub(crate) writer: dialect::Writer,
    pub(crate) readers: Pool<ConnectionManager<AnyConnection>>,
    /// One for each reader: whoever waits for one waits here, and not on a thread.
    pub(crate) free: Arc<Semaphore>,
}

impl Ways {
    /// Runs a piece of work off the async threads, and returns when what it wrote is durable. It may be run again, the
    /// times before undone, or known not to matter.
    pub(crate) async fn run<T, E, F>(&self, kind: Kind, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        match self {
            Self::File(ways) if kind == Kind::Read => ways.read(work).await,
            // The writer makes a transaction of whatever waits.
            Self::File(ways) => ways.writer.write(work).await,
            Self::Server(pool) => pool.run(kind, work).await,
        }
    }
}

impl FileWays {
    async fn read<T, E, F>(&self, mut read: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        let unavailable = |error: &dyn std::fmt::Display| E::from(StoreError::Unavailable(error.to_string()));
        let readers = self.readers.clone();
        let turn = Arc::clone(&self.free).acquire_owned().await.map_err(|error| unavailable(&error))?;
        let reading = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut connection = readers.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
            read(&mut connection).map_err(|fault| match fault {
                Fault::Refused(error) => error,
                Fault::Broken(error) => dialect::file_error(&error).into(),
            })
        });
        reading.await.map_err(|error| unavailable(&error))?
    }
}
