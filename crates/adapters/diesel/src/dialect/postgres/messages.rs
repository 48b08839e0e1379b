//! A message's way into the log, with the cards it offers.

use super::statement::{Statement, Value};
use crate::{
    columns::{At, Id},
    log::StoredMessage,
};
use adforge_domain::{ids::SessionId, text::fold_name};
use diesel::{PgConnection, QueryResult};
use std::collections::BTreeMap;

/// The part of a statement that stores the cards of a message whose number stands in `placed (seq)`.
pub(super) const OFFER: &str = "offers AS (\
    INSERT INTO offered_cards (session_id, kind, number, seq, name, folded_name) \
    SELECT {session}, card.kind, card.number, placed.seq, card.name, card.folded_name \
    FROM placed, unnest({kinds}, {numbers}, {names}, {folded_names}) AS card (kind, number, name, folded_name) \
    ON CONFLICT (session_id, kind, number) DO UPDATE \
    SET seq = excluded.seq, name = excluded.name, folded_name = excluded.folded_name)";

const INSERT: &str = "INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) \
    VALUES ({message}, {session}, {seq}, {sender}, {type}, {at}, {data})";

/// The values of a message.
pub(super) fn values<'a>(session: SessionId, message: &'a StoredMessage) -> Vec<(&'static str, Value<'a>)> {
    vec![
        ("session", Value::Id(Id(session.0))),
        ("message", Value::Id(Id(message.id.0))),
        ("sender", Value::Text(message.sender)),
        ("type", Value::Text(message.kind)),
        ("at", Value::At(At(message.at))),
        ("data", Value::Json(&message.data)),
    ]
}

/// The values of [`OFFER`]. Of two cards with one id the last one is meant: a statement can't store a row twice.
pub(super) fn card_values(message: &StoredMessage) -> [(&'static str, Value<'_>); 4] {
    let cards: BTreeMap<_, _> = message.cards.iter().map(|card| (card.id, card)).collect();
    [
        ("kinds", Value::Texts(cards.keys().map(|id| id.kind.prefix().into()).collect())),
        ("numbers", Value::Numbers(cards.keys().map(|id| i64::from(id.number)).collect())),
        ("names", Value::Texts(cards.values().map(|card| card.name.as_str().into()).collect())),
        ("folded_names", Value::Texts(cards.values().map(|card| fold_name(&card.name).into()).collect())),
    ]
}

/// Inserts a message at its place.
pub(crate) fn insert(on: &mut PgConnection, session: SessionId, seq: i64, message: &StoredMessage) -> QueryResult<()> {
    let mut values = values(session, message);
    values.push(("seq", Value::Number(seq)));
    if message.cards.is_empty() {
        return Statement::new(INSERT, &values).run(on).map(drop);
    }
    values.extend(card_values(message));
    let words = format!("WITH placed AS ({INSERT} RETURNING seq), {OFFER} SELECT FROM placed");
    Statement::new(&words, &values).run(on).map(drop)
}
