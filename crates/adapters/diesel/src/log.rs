//! A session's log.

mod stored;

pub(crate) use stored::{StoredAppend, StoredCard, StoredFinish, StoredInterrupt, StoredMessage};

use crate::{
    DieselStore,
    columns::{Id, StoredId},
    dialect,
    rows::{self, Place, big, id_text, message::MessageRow},
    schema::{chat_messages, idempotency_keys},
    ways::Again,
};
use adforge_domain::{
    ids::{CardId, CardKind, Seq, SessionId},
    message::Message,
    text::fold_name,
    workflow::{Lookup, Pick},
};
use adforge_ports_storage::{Append, AppendError, Appended, Finish, FinishError, Log, Repeat, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;

/// A card that is looked for among those of its kind.
pub(crate) enum Wanted {
    Number(u32),
    /// As names are compared.
    Name(String),
}

#[async_trait]
impl Log for DieselStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let (stored, now, mut again) = (StoredAppend::of(append)?, self.now(), false);
        self.write(Again::Safe, move |connection| {
            dialect::append(connection, &stored, now, std::mem::replace(&mut again, true))
        })
        .await
    }

    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError> {
        let (stored, now) = (StoredFinish::of(finish)?, self.now());
        self.write(Again::Safe, move |connection| dialect::finish(connection, &stored, now)).await
    }

    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.read(move |connection| {
            let rows: Vec<MessageRow> = chat_messages::table
                .filter(chat_messages::session_id.eq(Id(session.0)).and(chat_messages::seq.gt(big(after))))
                .order(chat_messages::seq)
                .limit(i64::from(limit))
                .select(MessageRow::as_select())
                .load(connection)?;
            rows.into_iter().map(|row| Ok(Message::try_from(row)?)).collect()
        })
        .await
    }

    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.read(move |connection| {
            let rows: Vec<MessageRow> = chat_messages::table
                .filter(chat_messages::session_id.eq(Id(session.0)))
                .order(chat_messages::seq.desc())
                .limit(i64::from(limit))
                .select(MessageRow::as_select())
                .load(connection)?;
            rows.into_iter().rev().map(|row| Ok(Message::try_from(row)?)).collect()
        })
        .await
    }

    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError> {
        let sessions = sessions.to_vec();
        self.read(move |connection| {
            let rows = dialect::heads(connection, &sessions)?;
            let heads = rows.into_iter().map(|(stored, seq)| {
                let id = || id_text(&stored);
                let at = Place::new("chat_sessions", &id);
                Ok((SessionId(at.uuid(&stored, "id")?), at.number(seq, "last_seq")?))
            });
            heads.collect()
        })
        .await
    }

    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError> {
        let (kind, wanted) = match &lookup.pick {
            Pick::Id(id) => (id.kind, Wanted::Number(id.number)),
            // No text in PostgreSQL holds one, and no name that we store.
            Pick::Name(name) if !name.contains('\0') => (lookup.kind, Wanted::Name(fold_name(name))),
            Pick::Name(_) | Pick::Unknown(_) => return Ok(None),
        };
        self.read(move |connection| {
            let row = dialect::offered(connection, session, kind, &wanted)?;
            Ok(row.map(Message::try_from).transpose()?)
        })
        .await
    }

    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError> {
        self.read(move |connection| dialect::cards(connection, session, kind, limit)).await
    }

    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError> {
        let key = key.to_owned();
        self.read(move |connection| {
            let known: Option<(String, StoredId, StoredId, i64)> = idempotency_keys::table
                .filter(idempotency_keys::session_id.eq(Id(session.0)).and(idempotency_keys::key.eq(&key)))
                .select((
                    idempotency_keys::command,
                    idempotency_keys::job_id,
                    idempotency_keys::reply_id,
                    idempotency_keys::user_seq,
                ))
                .get_result(connection)
                .optional()?;
            let Some((command, job, reply, user_seq)) = known else { return Ok(None) };
            Ok(Some((command, rows::repeat(session, &key, &job, &reply, user_seq)?)))
        })
        .await
    }
}
