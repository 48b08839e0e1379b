//! Opening a database file: its settings, its migrations, its writer and its readers.

use super::{DieselStore, OpenError, Options, unusable};
use crate::{
    connection::AnyConnection,
    dialect,
    migrate::migrate_file,
    ways::{FileWays, Ways},
};
use adforge_ports_runtime::Clock;
use diesel::{
    Connection, QueryResult, SqliteConnection,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Error, Pool},
};
use std::{
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// How long is waited for another process that has the database to itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// Settings belong to a connection; the busy timeout comes first, since the others may have to wait.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
    PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;";

/// What is written often is kept at hand, and written back to the database once in 16 MB (8 MB where pages are of 4 KiB).
const WRITER_PRAGMAS: &str = "PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 2000;";

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
        let ways = ways(path, options).map_err(|error| match error {
            OpenError::Unusable(why) => OpenError::Unusable(format!("{}: {why}", path.display())),
            newer => newer,
        })?;
        Ok(Self { ways: Ways::File(ways), clock })
    }
}

/// The log is written ahead from here on: a file remembers that, so it is changed once, and a new one's pages have room for two
/// answers of the usual length. SQLite doesn't wait for others
/// who are at the same change, whatever the busy timeout, since none of them would give way.
fn log_ahead(connection: &mut SqliteConnection) -> QueryResult<()> {
    let since = Instant::now();
    loop {
        match connection.batch_execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL") {
            Err(error) if dialect::is_locked(&error) && since.elapsed() < PATIENCE => {
                thread::sleep(Duration::from_millis(5));
            }
            changed => return changed,
        }
    }
}

fn ways(path: &Path, options: &Options) -> Result<FileWays, OpenError> {
    let url = path.to_str().ok_or_else(|| OpenError::Unusable("its path is not UTF-8".into()))?;
    let mut connection = SqliteConnection::establish(url).map_err(unusable)?;
    connection.batch_execute(PRAGMAS).map_err(unusable)?;
    log_ahead(&mut connection).map_err(unusable)?;
    migrate_file(&mut connection)?;
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
    let connection = AnyConnection::Sqlite(connection);
    let writer = dialect::Writer::start(connection, path.to_owned(), options.waiting).map_err(unusable)?;
    Ok(FileWays { writer, readers, free: Arc::new(Semaphore::new(options.readers as usize)) })
}
