//! Opening a database: its settings, its migrations, its writer and its readers.

use crate::writer::Writer;
use adforge_ports_runtime::Clock;
use adforge_ports_storage::StoreError;
use diesel::{
    SqliteConnection,
    connection::SimpleConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Error, Pool},
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::{path::Path, sync::Arc, time::Duration};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../../migrations/sqlite");

/// A store in a SQLite file.
pub struct DieselStore {
    pub(crate) writer: Writer,
    readers: Pool<ConnectionManager<SqliteConnection>>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Why a database can't be opened.
#[derive(Debug)]
pub enum OpenError {
    /// It can't be read or written.
    Unusable(String),
    /// It was written by a newer version of this program.
    Newer(String),
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unusable(why) => write!(f, "the database can't be opened: {why}"),
            Self::Newer(version) => write!(f, "the database was written by a newer version (migration {version})"),
        }
    }
}

impl std::error::Error for OpenError {}

/// Settings belong to a connection; the busy timeout comes first, since the others may have to wait.
const PRAGMAS: &str =
    "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;";

#[derive(Debug)]
struct ReadOnly;

impl CustomizeConnection<SqliteConnection, Error> for ReadOnly {
    fn on_acquire(&self, connection: &mut SqliteConnection) -> Result<(), Error> {
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
        let unusable = |error: &dyn std::fmt::Display| OpenError::Unusable(format!("{}: {error}", path.display()));
        let url = path.to_string_lossy().into_owned();
        let mut connection: SqliteConnection = diesel::Connection::establish(&url).map_err(|error| unusable(&error))?;
        connection.batch_execute(PRAGMAS).map_err(|error| unusable(&error))?;
        migrate(&mut connection, &unusable)?;
        let readers = Pool::builder()
            .max_size(4)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(2))
            .connection_customizer(Box::new(ReadOnly))
            .build(ConnectionManager::new(url))
            .map_err(|error| unusable(&error))?;
        let writer = Writer::start(connection).map_err(|error| unusable(&error))?;
        Ok(Self { writer, readers, clock })
    }

    /// Reads, off the async threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut SqliteConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.readers.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut connection = readers.get().map_err(|error| StoreError::Unavailable(error.to_string()))?;
            read(&mut connection)
        });
        reading.await.map_err(|error| StoreError::Unavailable(error.to_string()))?
    }
}

fn migrate(
    connection: &mut SqliteConnection,
    unusable: &dyn Fn(&dyn std::fmt::Display) -> OpenError,
) -> Result<(), OpenError> {
    use diesel::migration::MigrationSource;
    let known = MigrationSource::<Sqlite>::migrations(&MIGRATIONS).map_err(|error| unusable(&error))?;
    let applied = connection.applied_migrations().map_err(|error| unusable(&error))?;
    if let Some(newer) = applied.iter().find(|version| !known.iter().any(|one| one.name().version() == **version)) {
        return Err(OpenError::Newer(newer.to_string()));
    }
    // One transaction round them all: two processes that start together migrate once, and a failure undoes all.
    connection
        .immediate_transaction(|connection| connection.run_pending_migrations(MIGRATIONS).map(drop))
        .map_err(|error: Box<dyn std::error::Error + Send + Sync>| unusable(&error))
}
