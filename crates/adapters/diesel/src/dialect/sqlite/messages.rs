//! A message's way into the log, with the cards it offers.

use super::{
    offers,
    statement::{Statement, Value, words},
};
use crate::{columns::Id, log::StoredMessage};
use adforge_domain::ids::SessionId;
use diesel::{QueryResult, SqliteConnection};

words! {
    InsertMessage = "INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) \
        VALUES (?, ?, ?, ?, ?, ?, ?)";
}

/// Inserts a message at its place.
pub(crate) fn insert(
    on: &mut SqliteConnection,
    session: SessionId,
    seq: i64,
    message: &StoredMessage,
) -> QueryResult<()> {
    let values = [
        Value::Id(Id(message.id.0)),
        Value::Id(Id(session.0)),
        Value::Number(seq),
        Value::Text(message.sender),
        Value::Text(message.kind),
        Value::Number(message.at),
        Value::Json(&message.data),
    ];
    Statement::<InsertMessage>::new(&values).run(on)?;
    offers::offer(on, session, seq, &message.cards)
}
