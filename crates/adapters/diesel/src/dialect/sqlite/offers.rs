//! The cards that a session's log has offered: a row for each set, so that a turn writes one and not one for each card.

use super::statement::{Statement, Value, words};
use crate::{
    columns::{Id, Json, sql::Document},
    fault::Fault,
    log::{StoredCard, Wanted},
    rows::{Place, message::MessageRow},
    schema::chat_messages,
};
use adforge_domain::{
    ids::{CardId, CardKind, SessionId},
    text::fold_name,
};
use adforge_ports_storage::StoreError;
use diesel::{SqliteConnection, prelude::*, result::Error, sql_types::BigInt};

words! {
    OfferSet = "INSERT INTO offered_sets (session_id, kind, last, seq, cards) VALUES (?, ?, ?, ?, ?) \
        ON CONFLICT (session_id, kind, last) DO UPDATE SET seq = excluded.seq, cards = excluded.cards";
    SetUpTo = "SELECT last, seq, cards FROM offered_sets WHERE session_id = ? AND kind = ? AND last >= ? \
        ORDER BY last LIMIT 1" => (BigInt, BigInt, Document);
    NewestSets = "SELECT last, seq, cards FROM offered_sets WHERE session_id = ? AND kind = ? \
        ORDER BY last DESC LIMIT ?" => (BigInt, BigInt, Document);
}

/// The highest number of a set, where it was offered, and its cards.
type SetRow = (i64, i64, Json);

/// Stores the cards of a message: those of each kind, which follow one another.
pub(super) fn offer(on: &mut SqliteConnection, session: SessionId, seq: i64, cards: &[StoredCard]) -> QueryResult<()> {
    for set in cards.chunk_by(|card, next| card.id.kind == next.id.kind) {
        let Some(last) = set.iter().map(|card| card.id).max_by_key(|id| id.number) else { continue };
        let set: Vec<(u32, &str)> = set.iter().map(|card| (card.id.number, card.name.as_str())).collect();
        let set = serde_json::to_string(&set).map_err(|error| Error::SerializationError(error.into()))?;
        let values = [
            Value::Id(Id(session.0)),
            Value::Text(last.kind.prefix()),
            Value::Number(i64::from(last.number)),
            Value::Number(seq),
            Value::Text(&set),
        ];
        Statement::<OfferSet>::new(&values).run(on)?;
    }
    Ok(())
}

/// The message that offered a card.
pub(crate) fn offered(
    on: &mut SqliteConnection,
    session: SessionId,
    kind: CardKind,
    wanted: &Wanted,
) -> Result<Option<MessageRow>, Fault> {
    let (of, kind_is) = (Value::Id(Id(session.0)), Value::Text(kind.prefix()));
    let rows: Vec<SetRow> = match wanted {
        Wanted::Number(number) => {
            let values = [of, kind_is, Value::Number(i64::from(*number))];
            Statement::<SetUpTo>::new(&values).get_result(on).optional()?.into_iter().collect()
        }
        Wanted::Name(_) => Statement::<NewestSets>::new(&[of, kind_is, Value::Number(i64::MAX)]).load(on)?,
    };
    for row in rows {
        let cards = cards_of(session, kind, &row)?;
        let is_wanted = |(number, name): &(u32, String)| match wanted {
            Wanted::Number(wanted) => number == wanted,
            Wanted::Name(folded) => fold_name(name) == *folded,
        };
        if cards.iter().any(is_wanted) {
            let message = chat_messages::table
                .filter(chat_messages::session_id.eq(Id(session.0)).and(chat_messages::seq.eq(row.1)))
                .select(MessageRow::as_select());
            return Ok(message.get_result(on).optional()?);
        }
    }
    Ok(None)
}

/// The newest cards of a kind, newest first.
pub(crate) fn cards(
    on: &mut SqliteConnection,
    session: SessionId,
    kind: CardKind,
    limit: u32,
) -> Result<Vec<(CardId, String)>, Fault> {
    // No set is empty, so that many have enough of them.
    let values = [Value::Id(Id(session.0)), Value::Text(kind.prefix()), Value::Number(i64::from(limit))];
    let rows: Vec<SetRow> = Statement::<NewestSets>::new(&values).load(on)?;
    let mut newest = Vec::new();
    for row in rows {
        newest.extend(cards_of(session, kind, &row)?);
        if newest.len() >= limit as usize {
            break;
        }
    }
    newest.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    newest.truncate(limit as usize);
    Ok(newest.into_iter().map(|(number, name)| (CardId { kind, number }, name)).collect())
}

/// The cards of a set, by number.
fn cards_of(session: SessionId, kind: CardKind, (last, _, cards): &SetRow) -> Result<Vec<(u32, String)>, StoreError> {
    let id = || format!("{session}/{}-{last}", kind.prefix());
    Place::new("offered_sets", &id).json(cards, "cards")
}
