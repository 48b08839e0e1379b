//! Jobs as rows, with a status that holds only what is true in it.

use super::{Place, id_text, json};
use crate::{
    columns::{At, Json, StoredId},
    schema::jobs,
};
use adforge_domain::{
    failure::{Failure, FailureCode},
    ids::{JobId, MessageId, OwnerId, SessionId},
    job::{Begun, Job, JobStatus, Outcome},
    order::Orders,
};
use adforge_ports_storage::{Claimed, Place as JobPlace, StoreError};
use diesel::prelude::*;

/// How a job ended, as it is stored.
pub(crate) struct End {
    pub(crate) status: &'static str,
    pub(crate) outcome: Option<Json>,
    pub(crate) failure: Option<Json>,
}

impl End {
    pub(crate) fn of(end: &Result<Outcome, Failure>) -> Result<Self, StoreError> {
        Ok(match end {
            Ok(outcome) => Self { status: "completed", outcome: Some(json(outcome)?), failure: None },
            Err(failure) => Self { status: status_of(failure), outcome: None, failure: Some(json(failure)?) },
        })
    }
}

/// The status of a job that ended with a failure.
pub(crate) fn status_of(failure: &Failure) -> &'static str {
    if failure.code == FailureCode::TurnCancelled { "cancelled" } else { "failed" }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(crate::connection::MultiBackend))]
pub(crate) struct JobRow {
    id: StoredId,
    session_id: Option<StoredId>,
    user_id: String,
    status: String,
    reply_id: Option<StoredId>,
    fence: i64,
    attempts: i64,
    crashes: i64,
    percent: i64,
    created_at: At,
    work: Json,
    outcome: Option<Json>,
    failure: Option<Json>,
    provider_order: Option<Json>,
}

impl TryFrom<JobRow> for Job {
    type Error = StoreError;
    fn try_from(row: JobRow) -> Result<Self, StoreError> {
        let id = || id_text(&row.id);
        let at = Place::new("jobs", &id);
        let session = row.session_id.as_ref().map(|id| at.uuid(id, "session_id")).transpose()?;
        let reply = row.reply_id.as_ref().map(|id| at.uuid(id, "reply_id")).transpose()?;
        Ok(Self {
            id: JobId(at.uuid(&row.id, "id")?),
            status: status(&row, &at)?,
            work: at.json(&row.work, "work")?,
            created_at: at.time(row.created_at, "created_at")?,
            attempts: at.number(row.attempts, "attempts")?,
            crashes: at.number(row.crashes, "crashes")?,
            orders: orders(row.provider_order.as_ref(), &at)?,
            owner: OwnerId(row.user_id),
            session: session.map(SessionId),
            reply: reply.map(MessageId),
        })
    }
}

fn orders(orders: Option<&Json>, at: &Place<'_>) -> Result<Orders, StoreError> {
    orders.map_or_else(|| Ok(Orders::default()), |orders| at.json(orders, "provider_order"))
}

fn status(row: &JobRow, at: &Place<'_>) -> Result<JobStatus, StoreError> {
    Ok(match row.status.as_str() {
        "queued" => JobStatus::Queued,
        "processing" => {
            JobStatus::Processing { fence: at.number(row.fence, "fence")?, percent: at.number(row.percent, "percent")? }
        }
        "completed" => JobStatus::Completed(at.json(at.there(row.outcome.as_ref(), "outcome")?, "outcome")?),
        "failed" => JobStatus::Failed(at.json(at.there(row.failure.as_ref(), "failure")?, "failure")?),
        "cancelled" => JobStatus::Cancelled,
        other => return Err(at.bad(format!("status: {other:?} is none"))),
    })
}

/// A beginning that can't be read any more is none: the whole is written anew.
fn begun(begun: &Json, at: &Place<'_>) -> Begun {
    at.json(begun, "begun").unwrap_or_else(|error| {
        tracing::warn!(%error, "what a turn had begun can't be read");
        Begun::default()
    })
}

/// A claimed job: id, owner, session, reply, number of the user's message, work, fence, attempts, crashes, orders, and
/// what was begun.
pub(crate) type ClaimedRow = (
    StoredId,
    String,
    Option<StoredId>,
    Option<StoredId>,
    Option<i64>,
    Json,
    i64,
    i64,
    i64,
    Option<Json>,
    Option<Json>,
);

/// A claimed job out of its row.
pub(crate) fn claimed(row: ClaimedRow) -> Result<Claimed, StoreError> {
    let (stored, owner, session, reply, user_seq, work, fence, attempts, crashes, ordered, begun) = row;
    let id = || id_text(&stored);
    let at = Place::new("jobs", &id);
    let place = match session {
        None => None,
        Some(session) => Some(JobPlace {
            session: SessionId(at.uuid(&session, "session_id")?),
            reply: MessageId(at.uuid(&at.there(reply, "reply_id")?, "reply_id")?),
            user_seq: at.number(at.there(user_seq, "user_seq")?, "user_seq")?,
        }),
    };
    Ok(Claimed {
        id: JobId(at.uuid(&stored, "id")?),
        owner: OwnerId(owner),
        place,
        work: at.json(&work, "work")?,
        fence: at.number(fence, "fence")?,
        attempts: at.number(attempts, "attempts")?,
        crashes: at.number(crashes, "crashes")?,
        orders: orders(ordered.as_ref(), &at)?,
        begun: begun.map_or_else(Begun::default, |begun| self::begun(&begun, &at)),
    })
}
