//! The floor's writer: one thread that commits whatever rows are waiting together, with the product's settings.

use anyhow::Result;
use bytes::Bytes;
use diesel::{
    Connection, QueryResult, RunQueryDsl, SqliteConnection,
    connection::SimpleConnection,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Text},
    sqlite::Sqlite,
};
use std::{
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};
use tokio::sync::oneshot;
use uuid::Uuid;

/// As in the product.
const BATCH: usize = 64;
const WAITING: usize = 4_096;
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
    PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 67108864;";

/// The table of the product's messages.
const TABLE: &str = "CREATE TABLE chat_messages (id BLOB NOT NULL, session_id BLOB NOT NULL, seq INTEGER NOT NULL, \
    sender TEXT NOT NULL, message_type TEXT NOT NULL, timestamp INTEGER NOT NULL, data TEXT NOT NULL) STRICT; \
    CREATE UNIQUE INDEX chat_messages_seq ON chat_messages (session_id, seq);";

const INSERT: &str = "INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) VALUES (";

/// A message's row.
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) session: Uuid,
    pub(crate) seq: i64,
    pub(crate) sender: &'static str,
    pub(crate) data: Bytes,
}

/// The way to the thread.
pub(crate) struct Writer(SyncSender<(Row, oneshot::Sender<()>)>);

impl Writer {
    pub(crate) fn start(path: &str) -> Result<Self> {
        let mut connection = SqliteConnection::establish(path)?;
        connection.batch_execute(PRAGMAS)?;
        connection.batch_execute(TABLE)?;
        let (queue, rows) = sync_channel(WAITING);
        thread::Builder::new().name("sqlite-writer".into()).spawn(move || serve(&mut connection, &rows))?;
        Ok(Self(queue))
    }

    /// Resolves when the row is committed; an error when it isn't.
    pub(crate) fn write(&self, row: Row) -> oneshot::Receiver<()> {
        let (tell, told) = oneshot::channel();
        // A full queue drops the sender, which is the error.
        drop(self.0.try_send((row, tell)));
        told
    }
}

fn serve(connection: &mut SqliteConnection, rows: &Receiver<(Row, oneshot::Sender<()>)>) {
    while let Ok(first) = rows.recv() {
        let mut batch = vec![first];
        batch.extend(rows.try_iter().take(BATCH - 1));
        if commit(connection, &batch).is_ok() {
            batch.into_iter().for_each(|(_, tell)| tell.send(()).unwrap_or_default());
        }
    }
}

fn commit(connection: &mut SqliteConnection, batch: &[(Row, oneshot::Sender<()>)]) -> QueryResult<()> {
    Statement::<0>(None).execute(connection)?;
    for (row, _) in batch {
        Statement::<1>(Some(row)).execute(connection)?;
    }
    Statement::<2>(None).execute(connection)?;
    Ok(())
}

/// A statement that diesel prepares once: to begin (0), to insert (1), to commit (2).
struct Statement<'a, const N: usize>(Option<&'a Row>);

impl<const N: usize> QueryId for Statement<'_, N> {
    type QueryId = Statement<'static, N>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const N: usize> Query for Statement<'_, N> {
    type SqlType = ();
}

impl<const N: usize> RunQueryDsl<SqliteConnection> for Statement<'_, N> {}

impl<const N: usize> QueryFragment<Sqlite> for Statement<'_, N> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let Some(row) = self.0 else {
            out.push_sql(if N == 0 { "BEGIN IMMEDIATE" } else { "COMMIT" });
            return Ok(());
        };
        out.push_sql(INSERT);
        out.push_bind_param::<Binary, _>(row.id.as_bytes().as_slice())?;
        out.push_sql(", ");
        out.push_bind_param::<Binary, _>(row.session.as_bytes().as_slice())?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&row.seq)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(row.sender)?;
        out.push_sql(", 'text', 1770000000000, ");
        // JSON is always UTF-8.
        out.push_bind_param::<Text, _>(std::str::from_utf8(&row.data).unwrap_or_default())?;
        out.push_sql(")");
        Ok(())
    }
}
