//! Bringing a database up to date, all or nothing.

use crate::{OpenError, open::unusable};
use diesel::{
    Connection, PgConnection, SqliteConnection,
    backend::Backend,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    migration::{MigrationSource, MigrationVersion},
    pg::Pg,
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../../migrations/postgres");

/// The lock under which a server's database is brought up to date ("adforge" in ASCII). A minute is longer than any of
/// our migrations takes, and whoever waits longer should be told.
const LOCK: &str = "SET lock_timeout = '60s'; SELECT pg_advisory_xact_lock(27413463860143973)";

/// Runs what is missing, unless the database has seen a newer version of this program.
pub(crate) fn migrate_file(connection: &mut SqliteConnection) -> Result<(), OpenError> {
    // One transaction round them all: two processes that start together migrate once, and a failure undoes all.
    AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN EXCLUSIVE").map_err(unusable)?;
    let migrated = pending::<_, Sqlite>(connection, SQLITE);
    end(connection, migrated)
}

/// The same on a server.
pub(crate) fn migrate_server(connection: &mut PgConnection) -> Result<(), OpenError> {
    // Read committed, so that whoever has waited for the lock sees what was done under it.
    AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN ISOLATION LEVEL READ COMMITTED")
        .map_err(unusable)?;
    let locked = connection.batch_execute(LOCK).map_err(unusable);
    let migrated = locked.and_then(|()| pending::<_, Pg>(connection, POSTGRES));
    end(connection, migrated)
}

fn end<C>(connection: &mut C, migrated: Result<(), OpenError>) -> Result<(), OpenError>
where
    C: Connection<TransactionManager = AnsiTransactionManager>,
{
    match &migrated {
        Ok(()) => AnsiTransactionManager::commit_transaction(connection).map_err(unusable)?,
        Err(_) => AnsiTransactionManager::rollback_transaction(connection).map_err(unusable)?,
    }
    migrated
}

fn pending<C, DB>(connection: &mut C, ours: EmbeddedMigrations) -> Result<(), OpenError>
where
    C: MigrationHarness<DB>,
    DB: Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let known = MigrationSource::<DB>::migrations(&ours).map_err(unusable)?;
    let known: Vec<MigrationVersion<'_>> = known.iter().map(|one| one.name().version()).collect();
    let applied = connection.applied_migrations().map_err(unusable)?;
    if let Some(newer) = applied.iter().find(|version| !known.contains(version)) {
        return Err(OpenError::Newer(newer.to_string()));
    }
    connection.run_pending_migrations(ours).map(drop).map_err(unusable)
}
