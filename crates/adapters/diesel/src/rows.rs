//! Rows are matched, not trusted: each becomes a domain type, or an error that names table, id and what is wrong.

pub(crate) mod job;
pub(crate) mod message;
pub(crate) mod product;
pub(crate) mod session;
pub(crate) mod spending;

use crate::columns::{At, Json, StoredId};
use adforge_domain::ids::{JobId, MessageId, SessionId};
use adforge_ports_storage::{Repeat, StoreError};
use serde::{
    Serialize,
    de::{
        DeserializeOwned, IntoDeserializer,
        value::{Error, StrDeserializer},
    },
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Where a value stands, for the error that says it can't be read.
pub(crate) struct Place<'a> {
    table: &'static str,
    id: &'a dyn Fn() -> String,
}

impl<'a> Place<'a> {
    /// `id` is made only when something is wrong.
    pub(crate) fn new(table: &'static str, id: &'a dyn Fn() -> String) -> Self {
        Self { table, id }
    }

    pub(crate) fn bad(&self, what: impl Into<String>) -> StoreError {
        StoreError::Corrupt { table: self.table, id: (self.id)(), what: what.into() }
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, json: &Json, column: &str) -> Result<T, StoreError> {
        serde_json::from_str(&json.0).map_err(|error| self.bad(format!("{column}: {error}")))
    }

    /// A word of an enum, spelled as it is serialized.
    pub(crate) fn word<T: DeserializeOwned>(&self, word: &str, column: &str) -> Result<T, StoreError> {
        let word: StrDeserializer<'_, Error> = word.into_deserializer();
        T::deserialize(word).map_err(|error| self.bad(format!("{column}: {error}")))
    }

    pub(crate) fn uuid(&self, id: &StoredId, column: &str) -> Result<Uuid, StoreError> {
        Uuid::from_slice(&id.0).map_err(|error| self.bad(format!("{column}: {error}")))
    }

    pub(crate) fn number<T: TryFrom<i64>>(&self, number: i64, column: &str) -> Result<T, StoreError> {
        T::try_from(number).map_err(|_| self.bad(format!("{column}: {number} is out of range")))
    }

    pub(crate) fn time(&self, At(millis): At, column: &str) -> Result<OffsetDateTime, StoreError> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
            .map_err(|error| self.bad(format!("{column}: {error}")))
    }

    pub(crate) fn there<T>(&self, value: Option<T>, column: &str) -> Result<T, StoreError> {
        value.ok_or_else(|| self.bad(format!("{column} is missing")))
    }
}

/// An id for people to read.
pub(crate) fn id_text(id: &StoredId) -> String {
    Uuid::from_slice(&id.0).map_or_else(|_| format!("{:?}", id.0), |id| id.to_string())
}

/// A time as it is stored: milliseconds since 1970, UTC.
pub(crate) fn millis(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// A time as it is stored, some time later.
pub(crate) fn later(millis: i64, wait: std::time::Duration) -> i64 {
    millis.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
}

/// A number as it is stored; none of ours is too big.
pub(crate) fn big(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A value as it is stored: JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<Json, StoreError> {
    sonic_rs::to_string(value)
        .map(Json)
        .map_err(|error| StoreError::Unavailable(format!("it can't be written down: {error}")))
}

/// A turn: its job, the message that ends it, and its question's number.
pub(crate) type RepeatRow = (StoredId, StoredId, i64);

/// What a session's key made.
pub(crate) fn repeat(
    session: SessionId,
    key: &str,
    job: &StoredId,
    reply: &StoredId,
    user_seq: i64,
) -> Result<Repeat, StoreError> {
    let id = || format!("{session}/{key}");
    let at = Place::new("idempotency_keys", &id);
    Ok(Repeat {
        job: JobId(at.uuid(job, "job_id")?),
        reply: MessageId(at.uuid(reply, "reply_id")?),
        user_seq: at.number(user_seq, "user_seq")?,
    })
}
