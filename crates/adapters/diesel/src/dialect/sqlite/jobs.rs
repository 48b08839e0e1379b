//! Claims and leases.

use super::statement::{Statement, Value, words};
use crate::{
    columns::{
        Id, Json, StoredId,
        sql::{Document, Uid},
    },
    rows::{RepeatRow, job::ClaimedRow},
};
use adforge_domain::{
    ids::{JobId, SessionId},
    job::Fence,
};
use adforge_ports_storage::{Due, LoneJob};
use diesel::{
    OptionalExtension, QueryResult, RunQueryDsl, SqliteConnection,
    sql_types::{BigInt, Nullable, Text},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The oldest of an owner that still waits.
macro_rules! queue_behind {
    ($kinds:literal) => {
        concat!(
            "UPDATE jobs SET due_at = ? WHERE id = (SELECT id FROM jobs WHERE kind IN (",
            $kinds,
            ") AND status IN ('queued', 'processing') AND due_at <= ? AND user_id = ? ORDER BY created_at, id LIMIT 1)"
        )
    };
}

/// Each owner's oldest come first, so that a hundred of one don't hold up another's first; and whoever was served queues
/// behind those who have waited since, so that it holds also where one is claimed at a time.
macro_rules! fairly {
    ($kinds:literal) => {
        concat!(
            "SELECT id FROM (SELECT id, due_at, created_at, row_number() OVER (PARTITION BY user_id ORDER BY created_at, id) ",
            "AS place FROM jobs WHERE kind IN (",
            $kinds,
            ") AND status IN ('queued', 'processing') AND due_at <= ?) ORDER BY place, due_at, created_at, id LIMIT ?"
        )
    };
}

words! {
    Enqueue = "INSERT INTO jobs (id, user_id, kind, status, due_at, fence, attempts, crashes, percent, created_at, work) \
        VALUES (?, ?, ?, 'queued', ?, 0, 0, 0, 0, ?, ?) ON CONFLICT (id) DO NOTHING";
    DueTurns = fairly!("'turn'") => Uid;
    DueRenders = fairly!("'video', 'image'") => Uid;
    TurnQueuesBehind = queue_behind!("'turn'");
    RenderQueuesBehind = queue_behind!("'video', 'image'");
    Claim = "UPDATE jobs SET fence = fence + 1, crashes = crashes + (status = 'processing'), status = 'processing', \
        percent = 0, due_at = ? WHERE id = ? \
        RETURNING id, user_id, session_id, reply_id, user_seq, work, fence, attempts, crashes, provider_order, begun"
        => (Uid, Text, Nullable<Uid>, Nullable<Uid>, Nullable<BigInt>, Document, BigInt, BigInt, BigInt, Nullable<Document>, Nullable<Document>);
    /// In the words of the index of what is due, so that what is over is not read: a start must not wait for it.
    Abandon = "UPDATE jobs SET due_at = 0 WHERE kind IN ('turn', 'video', 'image') \
        AND status IN ('queued', 'processing') AND status = 'processing'";
    GiveBack = "UPDATE jobs SET status = 'queued', due_at = ?, attempts = attempts + ? \
        WHERE id = ? AND status = 'processing' AND fence = ?";
    Begun = "UPDATE jobs SET begun = ? WHERE id = ? AND status = 'processing' AND fence = ?";
    Heard = "UPDATE jobs SET awaited = 0 WHERE id = ?";
    Unheard = "SELECT id, reply_id, user_seq FROM jobs WHERE session_id = ? AND kind = 'turn' \
        AND status NOT IN ('queued', 'processing') AND awaited = 1 AND due_at >= ? ORDER BY user_seq DESC LIMIT 1"
        => (Uid, Uid, BigInt);
    Renew = "UPDATE jobs SET due_at = ? WHERE id = ? AND status = 'processing' AND fence = ?";
}

/// Stores a job outside a session, queued, unless it is there: whoever is not sure that it was stored asks again.
pub(crate) fn enqueue(on: &mut SqliteConnection, job: &LoneJob, work: &Json, at: i64, now: i64) -> QueryResult<()> {
    let values = [
        Value::Id(Id(job.id.0)),
        Value::Text(&job.owner.0),
        Value::Text(job.work.kind().as_str()),
        Value::Number(now),
        Value::Number(at),
        Value::Json(work),
    ];
    Statement::<Enqueue>::new(&values).run(on).map(drop)
}

/// Claims jobs that are due.
pub(crate) fn claim_due(
    on: &mut SqliteConnection,
    due: Due,
    limit: u32,
    now: i64,
    until: i64,
) -> QueryResult<Vec<ClaimedRow>> {
    let values = [Value::Number(now), Value::Number(i64::from(limit))];
    let ids: Vec<StoredId> = match due {
        Due::Turns => Statement::<DueTurns>::new(&values).load(on)?,
        Due::Renders => Statement::<DueRenders>::new(&values).load(on)?,
    };
    let ids = ids.iter().filter_map(|id| Uuid::from_slice(&id.0).ok());
    let claim = |id| Statement::<Claim>::new(&[Value::Number(until), Value::Id(Id(id))]).get_result(on);
    let claimed: Vec<ClaimedRow> = ids.map(claim).collect::<QueryResult<_>>()?;
    let served: BTreeSet<&str> = claimed.iter().map(|(_, owner, ..)| owner.as_str()).collect();
    for owner in served {
        let values = [Value::Number(now), Value::Number(now), Value::Text(owner)];
        match due {
            Due::Turns => Statement::<TurnQueuesBehind>::new(&values).run(on)?,
            Due::Renders => Statement::<RenderQueuesBehind>::new(&values).run(on)?,
        };
    }
    Ok(claimed)
}

/// Renews leases; returns those that were lost.
pub(crate) fn renew(on: &mut SqliteConnection, held: &[(JobId, Fence)], until: i64) -> QueryResult<Vec<JobId>> {
    let mut lost = Vec::new();
    for (id, fence) in held {
        let values = [Value::Number(until), Value::Id(Id(id.0)), Value::Number(i64::from(*fence))];
        if Statement::<Renew>::new(&values).run(on)? != 1 {
            lost.push(*id);
        }
    }
    Ok(lost)
}

/// Stores what a claimed turn has written so far. False when the claim was lost.
pub(crate) fn begun(on: &mut SqliteConnection, (id, fence): (JobId, Fence), begun: &Json) -> QueryResult<bool> {
    let values = [Value::Json(begun), Value::Id(Id(id.0)), Value::Number(i64::from(fence))];
    Ok(Statement::<Begun>::new(&values).run(on)? == 1)
}

/// Queues a claimed job again. False when the claim was lost.
pub(crate) fn give_back(
    on: &mut SqliteConnection,
    (id, fence): (JobId, Fence),
    failed: i64,
    due: i64,
) -> QueryResult<bool> {
    let values = [Value::Number(due), Value::Number(failed), Value::Id(Id(id.0)), Value::Number(i64::from(fence))];
    Ok(Statement::<GiveBack>::new(&values).run(on)? == 1)
}

/// The ends of these turns were sent.
pub(crate) fn heard(on: &mut SqliteConnection, jobs: &[JobId]) -> QueryResult<()> {
    jobs.iter().try_for_each(|id| Statement::<Heard>::new(&[Value::Id(Id(id.0))]).run(on).map(drop))
}

/// The newest turn that ended since then, and whose end was not sent.
pub(crate) fn unheard(on: &mut SqliteConnection, session: SessionId, since: i64) -> QueryResult<Option<RepeatRow>> {
    Statement::<Unheard>::new(&[Value::Id(Id(session.0)), Value::Number(since)]).get_result(on).optional()
}

/// Ends every lease.
pub(crate) fn abandon_leases(on: &mut SqliteConnection) -> QueryResult<()> {
    Statement::<Abandon>::new(&[]).run(on).map(drop)
}
