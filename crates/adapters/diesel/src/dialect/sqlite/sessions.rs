//! The heads of sessions.

use super::statement::{Statement, Value, words};
use crate::{
    columns::{Id, StoredId},
    rows::session::NewSession,
};
use adforge_domain::ids::SessionId;
use diesel::{OptionalExtension, QueryResult, RunQueryDsl, SqliteConnection, sql_types::BigInt};

words! {
    InsertSession = "INSERT INTO chat_sessions (id, user_id, user_label, product_id, format, media_type, language, \
        current_step, last_seq, created_at, updated_at, selections, generator) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT (id) DO NOTHING";
    FindHead = "SELECT last_seq FROM chat_sessions WHERE id = ?" => BigInt;
}

/// Stores a session's head unless it is there. False when it was.
pub(crate) fn insert(on: &mut SqliteConnection, head: &NewSession) -> QueryResult<bool> {
    let values = [
        Value::Id(Id(head.id.0)),
        Value::Text(&head.owner.0),
        Value::MaybeText(head.user_label.as_deref()),
        Value::Id(Id(head.product.0)),
        Value::MaybeText(head.format),
        Value::Text(head.media),
        Value::MaybeText(head.language.as_deref()),
        Value::Text(head.step.as_str()),
        Value::Number(head.last_seq),
        Value::Number(head.at),
        Value::Number(head.at),
        Value::Json(&head.selections),
        Value::MaybeText(head.generator.as_deref()),
    ];
    Ok(Statement::<InsertSession>::new(&values).run(on)? == 1)
}

/// The newest number of a session; none where it isn't there.
pub(super) fn last_seq(on: &mut SqliteConnection, session: SessionId) -> QueryResult<Option<i64>> {
    Statement::<FindHead>::new(&[Value::Id(Id(session.0))]).get_result(on).optional()
}

/// The newest numbers of those sessions that are there.
pub(crate) fn heads(on: &mut SqliteConnection, sessions: &[SessionId]) -> QueryResult<Vec<(StoredId, i64)>> {
    let head = |session: &SessionId| {
        let seq = last_seq(on, *session).transpose()?;
        Some(seq.map(|seq| (StoredId(session.0.as_bytes().to_vec()), seq)))
    };
    sessions.iter().filter_map(head).collect()
}
