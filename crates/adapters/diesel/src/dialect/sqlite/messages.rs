//! A message's way into the log, with the cards it offers.

use super::statement::{Statement, Value, words};
use crate::{columns::Id, log::StoredMessage};
use adforge_domain::ids::SessionId;
use diesel::{QueryResult, SqliteConnection};

words! {
    InsertMessage = "INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) \
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    // Not "or replace": SQLite would keep a copy of the page for each card, to take that back by itself.
    OfferCard = "INSERT INTO offered_cards (session_id, kind, number, seq, name, folded_name) VALUES (?, ?, ?, ?, ?, ?) \
        ON CONFLICT (session_id, kind, number) DO UPDATE SET \
        seq = excluded.seq, name = excluded.name, folded_name = excluded.folded_name";
}

/// Inserts a message at its place.
pub(crate) fn insert(
    on: &mut SqliteConnection,
    session: SessionId,
    seq: i64,
    message: &StoredMessage,
) -> QueryResult<()> {
    let session = Value::Id(Id(session.0));
    let values = [
        Value::Id(Id(message.id.0)),
        session,
        Value::Number(seq),
        Value::Text(message.sender),
        Value::Text(message.kind),
        Value::Number(message.at),
        Value::Json(&message.data),
    ];
    Statement::<InsertMessage>::new(&values).run(on)?;
    for card in &message.cards {
        let values = [
            session,
            Value::Text(card.id.kind.prefix()),
            Value::Number(i64::from(card.id.number)),
            Value::Number(seq),
            Value::Text(&card.name),
            Value::Text(&card.folded),
        ];
        Statement::<OfferCard>::new(&values).run(on)?;
    }
    Ok(())
}
