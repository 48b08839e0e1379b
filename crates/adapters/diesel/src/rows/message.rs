//! Messages as rows.

use super::{Place, id_text};
use crate::{
    columns::{At, Json, StoredId},
    schema::chat_messages,
};
use adforge_domain::{
    ids::{MessageId, SessionId},
    message::Message,
};
use adforge_ports_storage::StoreError;
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = chat_messages, check_for_backend(crate::connection::MultiBackend))]
pub(crate) struct MessageRow {
    id: StoredId,
    session_id: StoredId,
    seq: i64,
    timestamp: At,
    data: Json,
}

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;
    fn try_from(row: MessageRow) -> Result<Self, StoreError> {
        let id = || id_text(&row.id);
        let at = Place::new("chat_messages", &id);
        Ok(Self {
            id: MessageId(at.uuid(&row.id, "id")?),
            session: SessionId(at.uuid(&row.session_id, "session_id")?),
            seq: at.number(row.seq, "seq")?,
            at: at.time(row.timestamp, "timestamp")?,
            body: at.json(&row.data, "data")?,
        })
    }
}
