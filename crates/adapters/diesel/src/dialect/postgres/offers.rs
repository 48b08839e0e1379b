//! The cards that a session's log has offered: a row for each.

use crate::{
    columns::Id,
    fault::Fault,
    log::Wanted,
    rows::{Place, message::MessageRow},
    schema::{chat_messages, offered_cards},
};
use adforge_domain::ids::{CardId, CardKind, SessionId};
use diesel::{PgConnection, prelude::*};

/// The message that offered a card.
pub(crate) fn offered(
    on: &mut PgConnection,
    session: SessionId,
    kind: CardKind,
    wanted: &Wanted,
) -> Result<Option<MessageRow>, Fault> {
    let placed = chat_messages::session_id.eq(offered_cards::session_id).and(chat_messages::seq.eq(offered_cards::seq));
    let cards = offered_cards::table
        .inner_join(chat_messages::table.on(placed))
        .filter(offered_cards::session_id.eq(Id(session.0)).and(offered_cards::kind.eq(kind.prefix())))
        .select(MessageRow::as_select());
    let found = match wanted {
        Wanted::Number(number) => cards.filter(offered_cards::number.eq(i64::from(*number))).get_result(on),
        Wanted::Name(folded) => {
            cards.filter(offered_cards::folded_name.eq(folded)).order(offered_cards::number.desc()).get_result(on)
        }
    };
    Ok(found.optional()?)
}

/// The newest cards of a kind, newest first.
pub(crate) fn cards(
    on: &mut PgConnection,
    session: SessionId,
    kind: CardKind,
    limit: u32,
) -> Result<Vec<(CardId, String)>, Fault> {
    let rows: Vec<(i64, String)> = offered_cards::table
        .filter(offered_cards::session_id.eq(Id(session.0)).and(offered_cards::kind.eq(kind.prefix())))
        .order(offered_cards::number.desc())
        .limit(i64::from(limit))
        .select((offered_cards::number, offered_cards::name))
        .load(on)?;
    let cards = rows.into_iter().map(|(number, name)| {
        let id = || format!("{session}/{}-{number}", kind.prefix());
        let number = Place::new("offered_cards", &id).number(number, "number")?;
        Ok((CardId { kind, number }, name))
    });
    cards.collect()
}
