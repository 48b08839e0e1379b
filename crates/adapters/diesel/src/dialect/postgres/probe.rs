//! Whether anything can be written: it is tried, and taken back.

use super::statement::Statement;
use diesel::{PgConnection, QueryResult};

/// Writes what is taken back at once.
pub(crate) fn probe(on: &mut PgConnection) -> QueryResult<()> {
    Statement::new("INSERT INTO write_probe (filling) VALUES ('')", &[]).run(on).map(drop)
}
