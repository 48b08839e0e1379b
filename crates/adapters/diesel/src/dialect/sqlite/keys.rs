//! Owners' idempotency keys.

use super::statement::{Statement, Value, words};
use adforge_ports_storage::OwnerKey;
use diesel::{QueryResult, SqliteConnection};

words! {
    InsertKey = "INSERT INTO owner_keys (user_id, key, claimed_at, command, intent) VALUES (?, ?, ?, ?, ?) \
        ON CONFLICT (user_id, key) DO NOTHING";
    Forget = "DELETE FROM owner_keys WHERE rowid IN \
        (SELECT rowid FROM owner_keys WHERE claimed_at < ? ORDER BY claimed_at LIMIT ?)";
}

/// Stores a key unless it is there. False when it was.
pub(crate) fn insert(on: &mut SqliteConnection, key: &OwnerKey, intent: &str, at: i64) -> QueryResult<bool> {
    let values = [
        Value::Text(&key.owner.0),
        Value::Text(&key.key),
        Value::Number(at),
        Value::Text(&key.command),
        Value::Text(intent),
    ];
    Ok(Statement::<InsertKey>::new(&values).run(on)? == 1)
}

/// Forgets the oldest keys; returns how many.
pub(crate) fn forget(on: &mut SqliteConnection, before: i64, limit: u32) -> QueryResult<usize> {
    Statement::<Forget>::new(&[Value::Number(before), Value::Number(i64::from(limit))]).run(on)
}
