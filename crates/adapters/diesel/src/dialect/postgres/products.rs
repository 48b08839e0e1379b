//! Products of one owner are named one after the other.

use super::statement::{Statement, Value};
use diesel::{PgConnection, QueryResult};

/// Waits until nobody else names or changes this owner's products, until the transaction is over.
pub(crate) fn hold_owner(on: &mut PgConnection, owner: &str) -> QueryResult<()> {
    let words = "SELECT pg_advisory_xact_lock(hashtextextended({owner}, 0))";
    Statement::new(words, &[("owner", Value::Text(owner))]).run(on).map(drop)
}
