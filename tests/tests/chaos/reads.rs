//! What the database says, asked behind the processes' backs.

use crate::fleet::Fleet;
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Nullable, Text},
};
use tokio::task::block_in_place;

/// A job that runs.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Running {
    #[diesel(sql_type = Text)]
    pub(crate) id: String,
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) session: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub(crate) fence: i64,
}

/// A job with its place in a log.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Ended {
    #[diesel(sql_type = Text)]
    pub(crate) id: String,
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    #[diesel(sql_type = Text)]
    pub(crate) status: String,
    /// How many messages of the log are its end.
    #[diesel(sql_type = BigInt)]
    pub(crate) ends: i64,
    /// Why it failed.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) failure: Option<String>,
}

/// A film's job, and what it has ordered.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Bought {
    #[diesel(sql_type = Text)]
    pub(crate) id: String,
    #[diesel(sql_type = Text)]
    pub(crate) status: String,
    /// What the provider calls it.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) reference: Option<String>,
    /// Why it failed.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) failure: Option<String>,
}

/// An idempotency key and its turn.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Key {
    #[diesel(sql_type = Text)]
    pub(crate) session: String,
    #[diesel(sql_type = Text)]
    pub(crate) key: String,
    #[diesel(sql_type = Text)]
    pub(crate) reply: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) user_seq: i64,
}

/// A line of a log.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Line {
    #[diesel(sql_type = Text)]
    pub(crate) session: String,
    #[diesel(sql_type = BigInt)]
    pub(crate) seq: i64,
    #[diesel(sql_type = Text)]
    pub(crate) sender: String,
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    /// How many minutes ahead of the database's clock it was written.
    #[diesel(sql_type = BigInt)]
    pub(crate) ahead: i64,
}

/// Somebody who waits for a lock.
#[derive(QueryableByName, Clone, Debug)]
pub(crate) struct Waiter {
    #[diesel(sql_type = BigInt)]
    pub(crate) backend: i64,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

pub(crate) const RUNNING: &str = "SELECT id::text AS id, kind, session_id::text AS session, fence FROM jobs \
    WHERE status = 'processing' ORDER BY percent DESC, random()";
pub(crate) const ENDS: &str = "SELECT id::text AS id, kind, status, failure::text AS failure, \
    (SELECT count(*) FROM chat_messages m WHERE m.session_id = j.session_id AND m.id = j.reply_id) AS ends \
    FROM jobs j WHERE session_id IS NOT NULL";
pub(crate) const ORDERS: &str = "SELECT id::text AS id, status, failure::text AS failure, \
    provider_order->>'reference' AS reference FROM jobs WHERE kind = 'video'";
pub(crate) const KEYS: &str = "SELECT session_id::text AS session, key, reply_id::text AS reply, user_seq \
    FROM idempotency_keys";
pub(crate) const LOGS: &str = "SELECT session_id::text AS session, seq, sender, message_type AS kind, \
    (extract(epoch FROM timestamp - now()) / 60)::bigint AS ahead FROM chat_messages ORDER BY session_id, seq";

/// Reads rows.
pub(crate) fn rows<T>(fleet: &Fleet, query: &str) -> Vec<T>
where
    T: QueryableByName<diesel::pg::Pg> + Send + 'static,
{
    block_in_place(|| sql_query(query).load(&mut fleet.database.behind()).unwrap())
}

/// Counts rows on a connection.
pub(crate) fn count(on: &mut PgConnection, what: &str) -> i64 {
    sql_query(format!("SELECT count(*) AS n FROM {what}")).get_result::<Count>(on).unwrap().n
}

/// Who waits for what this connection holds.
pub(crate) fn waiters(fleet: &Fleet, holder: i64) -> Vec<Waiter> {
    let query = format!(
        "SELECT pid::bigint AS backend, application_name AS name FROM pg_stat_activity \
        WHERE {holder} = ANY (pg_blocking_pids(pid)) AND query LIKE 'WITH head AS MATERIALIZED%, ended AS%'"
    );
    rows(fleet, &query)
}

/// Which backend a connection has.
pub(crate) fn backend(on: &mut PgConnection) -> i64 {
    sql_query("SELECT pg_backend_pid()::bigint AS n").get_result::<Count>(on).unwrap().n
}
