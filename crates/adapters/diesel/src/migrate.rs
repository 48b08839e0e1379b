//! Bringing a database up to date, all or nothing.

use crate::{OpenError, connection::AnyConnection};
use diesel::{
    SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
    migration::MigrationSource,
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../../migrations/sqlite");

/// Runs what is missing, unless the database has seen a newer version of this program.
pub(crate) fn migrate(connection: &mut AnyConnection) -> Result<(), OpenError> {
    match connection {
        AnyConnection::Sqlite(connection) => sqlite(connection),
    }
}

fn sqlite(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    let known = MigrationSource::<Sqlite>::migrations(&SQLITE).map_err(unusable)?;
    // One transaction round them all: two processes that start together migrate once, and a failure undoes all.
    AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN EXCLUSIVE").map_err(unusable)?;
    let migrated = pending(connection, &known.iter().map(|one| one.name().version()).collect::<Vec<_>>());
    match &migrated {
        Ok(()) => AnsiTransactionManager::commit_transaction(connection).map_err(unusable)?,
        Err(_) => AnsiTransactionManager::rollback_transaction(connection).map_err(unusable)?,
    }
    migrated
}

fn pending(
    connection: &mut SqliteConnection,
    known: &[diesel::migration::MigrationVersion<'_>],
) -> Result<(), OpenError> {
    let applied = connection.applied_migrations().map_err(unusable)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer(newer.to_string()));
    }
    connection.run_pending_migrations(SQLITE).map(drop).map_err(unusable)
}

fn unusable(error: impl std::fmt::Display) -> OpenError {
    OpenError::Unusable(error.to_string())
}
