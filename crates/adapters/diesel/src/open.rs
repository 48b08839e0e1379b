//! A store, and what can be chosen about it.

mod file;
mod server;

use crate::{
    connection::AnyConnection,
    dialect,
    fault::Fault,
    rows::millis,
    ways::{Again, Kind, Ways},
};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::StoreError;
use std::{sync::Arc, time::Duration};

/// A store in a database.
pub struct DieselStore {
    pub(crate) ways: Ways,
    clock: Arc<dyn Clock>,
}

/// Why a database can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It can't be reached, read or written.
    #[error("the database can't be opened: {0}")]
    Unusable(String),
    /// It was written by a newer version of this program.
    #[error("the database was written by a newer version of this program (migration {0}): use that version")]
    Newer(String),
}

/// What can be chosen about a store in a file.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many pages the database may have; none for as many as its disk holds.
    pub max_pages: Option<u32>,
    /// Whether it is only read once it is open.
    pub read_only: bool,
    /// How many writes may wait; one more is told that the store is unavailable.
    pub waiting: usize,
    /// How many connections read.
    pub readers: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_pages: None, read_only: false, waiting: dialect::WAITING, readers: 4 }
    }
}

/// What can be chosen about a store on a server.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// How many connections this process has at most.
    pub connections: u32,
    /// How long is waited for a free connection, and for a new one.
    pub patience: Duration,
    /// How long is waited for an answer.
    pub answers: Duration,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self { connections: 16, patience: Duration::from_secs(5), answers: Duration::from_secs(20) }
    }
}

impl DieselStore {
    /// The process's time. A file's leases are told by it; a server has a clock of its own.
    pub(crate) fn now(&self) -> i64 {
        millis(self.clock.now())
    }

    /// Reads, off the async threads. One row is read by `get_result`: `first` binds its `LIMIT`, and SQLite plans a
    /// statement whose limit is bound anew at every run.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnMut(&mut AnyConnection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.ways.run(Kind::Read, read).await
    }

    /// Writes by one statement, and returns when it is durable. It may be run twice, the first time undone or, where that
    /// is safe, perhaps not.
    pub(crate) async fn write<T, E, F>(&self, again: Again, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        self.ways.run(Kind::Statement(again), write).await
    }

    /// Writes by several statements, all or none of them. It may be run twice, as [`DieselStore::write`].
    pub(crate) async fn write_together<T, E, F>(&self, again: Again, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        self.ways.run(Kind::Transaction(again), write).await
    }
}

pub(crate) fn unusable(error: impl std::fmt::Display) -> OpenError {
    OpenError::Unusable(error.to_string())
}
