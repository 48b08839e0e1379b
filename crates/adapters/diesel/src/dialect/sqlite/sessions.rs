//! The heads of sessions.

use super::statement::{Statement, Value, words};
use crate::{columns::Id, rows::session::NewSession};
use diesel::{QueryResult, SqliteConnection};

words! {
    InsertSession = "INSERT INTO chat_sessions (id, user_id, user_label, product_id, format, media_type, language, \
        current_step, last_seq, created_at, updated_at, selections) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT (id) DO NOTHING";
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
    ];
    Ok(Statement::<InsertSession>::new(&values).run(on)? == 1)
}
