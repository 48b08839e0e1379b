//! Opening a database: its settings, its migrations, its writer and its readers.

use crate::{connection::AnyConnection, dialect, fault::Fault, migrate::migrate, rows::millis};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::StoreError;
use diesel::{
    Connection,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Error, Pool},
};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// A store in a database.
pub struct DieselStore {
    writer: dialect::Writer,
    readers: Pool<ConnectionManager<AnyConnection>>,
    /// One for each reader: whoever waits for one waits here, and not on a thread.
    free: Arc<Semaphore>,
    clock: Arc<dyn Clock>,
}

/// Why a database can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It can't be read or written.
    #[error("the database can't be opened: {0}")]
    Unusable(String),
    /// It was written by a newer version of this program.
    #[error("the database was written by a newer version of this program (migration {0}): use that version")]
    Newer(String),
}

/// What can be chosen about a store.
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

/// Settings belong to a connection; the busy timeout comes first, since the others may have to wait.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
    PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;";

/// What is written often is kept at hand, and written back to the database once in 16 MB.
const WRITER_PRAGMAS: &str = "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000;";

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<AnyConnection, Error> for ReadOnly {
    fn on_acquire(&self, connection: &mut AnyConnection) -> Result<(), Error> {
        connection.batch_execute(PRAGMAS).map_err(Error::QueryError)?;
        connection.batch_execute("PRAGMA query_only = ON;").map_err(Error::QueryError)
    }
}

impl DieselStore {
    /// Opens or makes the database file, and brings it up to date.
    ///
    /// # Errors
    /// The file can't be used, or is from a newer version.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        Self::open_with(path, clock, &Options::default())
    }

    /// The same, with options.
    ///
    /// # Errors
    /// As [`DieselStore::open`].
    pub fn open_with(path: &Path, clock: Arc<dyn Clock>, options: &Options) -> Result<Self, OpenError> {
        Self::try_open(path, clock, options).map_err(|error| match error {
            OpenError::Unusable(why) => OpenError::Unusable(format!("{}: {why}", path.display())),
            newer => newer,
        })
    }

    fn try_open(path: &Path, clock: Arc<dyn Clock>, options: &Options) -> Result<Self, OpenError> {
        let url = path.to_str().ok_or_else(|| OpenError::Unusable("its path is not UTF-8".into()))?;
        // Asked of SQLite itself, since the enum would not say why.
        let connection = diesel::SqliteConnection::establish(url).map_err(unusable)?;
        let mut connection = AnyConnection::Sqlite(connection);
        connection.batch_execute(PRAGMAS).map_err(unusable)?;
        migrate(&mut connection)?;
        connection.batch_execute(WRITER_PRAGMAS).map_err(unusable)?;
        if let Some(pages) = options.max_pages {
            connection.batch_execute(&format!("PRAGMA max_page_count = {pages}")).map_err(unusable)?;
        }
        if options.read_only {
            connection.batch_execute("PRAGMA query_only = ON").map_err(unusable)?;
        }
        let readers = Pool::builder()
            .max_size(options.readers)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(2))
            .connection_customizer(Box::new(ReadOnly))
            .build(ConnectionManager::new(url))
            .map_err(unusable)?;
        let writer = dialect::Writer::start(connection, path.to_owned(), options.waiting).map_err(unusable)?;
        Ok(Self { writer, readers, free: Arc::new(Semaphore::new(options.readers as usize)), clock })
    }

    /// The store's time, by which leases are told.
    pub(crate) fn now(&self) -> i64 {
        millis(self.clock.now())
    }

    /// Reads, off the async threads. One row is read by `get_result`: `first` binds its `LIMIT`, and SQLite plans a
    /// statement whose limit is bound anew at every run.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut AnyConnection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        let turn = Arc::clone(&self.free).acquire_owned().await;
        let turn = turn.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let reading = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut connection = readers.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
            read(&mut connection).map_err(|fault| match fault {
                Fault::Refused(error) => error,
                Fault::Broken(error) => dialect::store_error(&error),
            })
        });
        reading.await.map_err(|error| StoreError::Unavailable(error.to_string()))?
    }

    /// Writes, and returns when it is durable. It may be run twice, the first time undone.
    pub(crate) async fn write<T, E, F>(&self, write: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut AnyConnection) -> Result<T, Fault<E>> + Send + 'static,
    {
        self.writer.write(write).await
    }
}

fn unusable(error: impl std::fmt::Display) -> OpenError {
    OpenError::Unusable(error.to_string())
}
