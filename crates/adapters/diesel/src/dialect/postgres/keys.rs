//! Owners' idempotency keys.

use super::statement::{Statement, Value};
use crate::columns::At;
use adforge_ports_storage::OwnerKey;
use diesel::{PgConnection, QueryResult};

const INSERT: &str = "INSERT INTO owner_keys (user_id, key, claimed_at, command, intent) \
    VALUES ({owner}, {key}, {at}, {command}, {intent}) ON CONFLICT (user_id, key) DO NOTHING";
const FORGET: &str = "DELETE FROM owner_keys USING (\
    SELECT user_id, key FROM owner_keys WHERE claimed_at < {before} ORDER BY claimed_at LIMIT {limit} \
    FOR UPDATE SKIP LOCKED) AS old WHERE owner_keys.user_id = old.user_id AND owner_keys.key = old.key";

/// Stores a key unless it is there. False when it was.
pub(crate) fn insert(on: &mut PgConnection, key: &OwnerKey, intent: &str, at: i64) -> QueryResult<bool> {
    let values = [
        ("owner", Value::Text(&key.owner.0)),
        ("key", Value::Text(&key.key)),
        ("at", Value::At(At(at))),
        ("command", Value::Text(&key.command)),
        ("intent", Value::Text(intent)),
    ];
    Ok(Statement::new(INSERT, &values).run(on)? == 1)
}

/// Forgets the oldest keys; returns how many. Another process that forgets, too, forgets others.
pub(crate) fn forget(on: &mut PgConnection, before: i64, limit: u32) -> QueryResult<usize> {
    let values = [("before", Value::At(At(before))), ("limit", Value::Number(i64::from(limit)))];
    Statement::new(FORGET, &values).run(on)
}
