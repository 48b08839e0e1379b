//! Whether anything can be written: it is tried, and taken back.

use super::statement::{Statement, Value, words};
use diesel::{QueryResult, SqliteConnection, connection::SimpleConnection};

/// More than a few pages, so that a database at its limit has to say so.
const FILLING: usize = 64 * 1024;

words! {
    Fill = "INSERT INTO write_probe (filling) VALUES (?)";
}

/// Writes what is taken back at once. With a cache of a few pages they have to be spilled into the log file, where a
/// full disk shows itself although nothing is committed.
pub(crate) fn probe(on: &mut SqliteConnection) -> QueryResult<()> {
    on.batch_execute("PRAGMA cache_size = 4")?;
    let filled = Statement::<Fill>::new(&[Value::Text(&"x".repeat(FILLING))]).run(on).map(drop);
    on.batch_execute("PRAGMA cache_size = -16384")?;
    filled
}
