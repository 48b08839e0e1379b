//! Rows are matched, not trusted: each becomes a domain type, or an error that names table, id and what is wrong.

use crate::schema::{chat_messages, chat_sessions};
use adforge_domain::{
    ids::{MessageId, SessionId},
    message::Message,
    session::Session,
    workflow::Step,
};
use adforge_ports_storage::StoreError;
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Queryable, Selectable)]
#[diesel(table_name = chat_sessions)]
pub(crate) struct SessionRow {
    id: Vec<u8>,
    origin: String,
    current_step: String,
    selections: String,
    last_seq: i64,
    updated_at: i64,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;
    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        let at = Place { table: "chat_sessions", id: id_text(&row.id) };
        Ok(Self {
            origin: at.json(&row.origin, "origin")?,
            last_seq: at.number(row.last_seq, "last_seq")?,
            current_step: Step::parse(&row.current_step).ok_or_else(|| at.bad("current_step is no step"))?,
            selections: at.json(&row.selections, "selections")?,
            updated_at: at.time(row.updated_at, "updated_at")?,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = chat_messages)]
pub(crate) struct MessageRow {
    id: Vec<u8>,
    session_id: Vec<u8>,
    seq: i64,
    data: String,
    timestamp: i64,
}

impl TryFrom<MessageRow> for Message {
    type Error = StoreError;
    fn try_from(row: MessageRow) -> Result<Self, StoreError> {
        let at = Place { table: "chat_messages", id: id_text(&row.id) };
        Ok(Self {
            id: MessageId(at.uuid(&row.id, "id")?),
            session: SessionId(at.uuid(&row.session_id, "session_id")?),
            seq: at.number(row.seq, "seq")?,
            at: at.time(row.timestamp, "timestamp")?,
            body: at.json(&row.data, "data")?,
        })
    }
}

/// Where a value stands, for the error that says it can't be read.
pub(crate) struct Place {
    pub(crate) table: &'static str,
    pub(crate) id: String,
}

impl Place {
    pub(crate) fn bad(&self, what: &str) -> StoreError {
        StoreError::Corrupt { table: self.table, id: self.id.clone(), what: what.to_owned() }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, text: &str, column: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|error| self.bad(&format!("{column}: {error}")))
    }

    pub(crate) fn uuid(&self, bytes: &[u8], column: &str) -> Result<Uuid, StoreError> {
        Uuid::from_slice(bytes).map_err(|error| self.bad(&format!("{column}: {error}")))
    }

    pub(crate) fn number<T: TryFrom<i64>>(&self, number: i64, column: &str) -> Result<T, StoreError> {
        T::try_from(number).map_err(|_| self.bad(&format!("{column}: {number} is out of range")))
    }

    fn time(&self, millis: i64, column: &str) -> Result<OffsetDateTime, StoreError> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
            .map_err(|error| self.bad(&format!("{column}: {error}")))
    }
}

pub(crate) fn id_text(bytes: &[u8]) -> String {
    Uuid::from_slice(bytes).map_or_else(|_| format!("{bytes:?}"), |id| id.to_string())
}

/// A time as it is stored: milliseconds since 1970, UTC.
pub(crate) fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// A value as it is stored: JSON.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(format!("it can't be written down: {error}")))
}
