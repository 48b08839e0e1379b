//! One connection type for every database that this crate knows. All but `dialect` speaks to this enum.

use diesel::{PgConnection, SqliteConnection};

/// A connection to any of the databases.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    /// SQLite, in a file.
    Sqlite(SqliteConnection),
    /// PostgreSQL, on a server.
    Postgres(PgConnection),
}
