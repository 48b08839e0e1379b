//! Claims and leases, told by the database's clock: a process whose own is wrong does no harm.

use super::statement::{Statement, Value};
use crate::{
    columns::{
        At, Id, Json, StoredId,
        sql::{Document, Uid},
    },
    rows::{RepeatRow, big, job::ClaimedRow},
};
use adforge_domain::{
    ids::{JobId, SessionId},
    job::Fence,
};
use adforge_ports_storage::{Due, LoneJob};
use diesel::{
    OptionalExtension, PgConnection, QueryResult, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use std::collections::HashSet;

const ENQUEUE: &str = "INSERT INTO jobs (id, user_id, kind, status, due_at, fence, attempts, crashes, percent, \
    created_at, work) VALUES ({id}, {owner}, {kind}, 'queued', now(), 0, 0, 0, 0, {at}, {work}) \
    ON CONFLICT (id) DO NOTHING";

/// Each owner's oldest come first, so that a hundred of one don't hold up another's first; and whoever was served queues
/// behind those who have waited since, so that it holds also where one is claimed at a time. What another process is just
/// claiming is passed over; what it has claimed since this began no longer fits when it is locked.
///
/// What waits is found by the index of what is due, and then each by its id: `coalesce` keeps PostgreSQL from going through
/// that whole index once more for each.
macro_rules! claim {
    ($kinds:literal) => {
        concat!(
            "WITH waiting AS (",
            "SELECT id, user_id, created_at, row_number() OVER (PARTITION BY user_id ORDER BY created_at, id) AS place ",
            "FROM jobs WHERE kind IN (",
            $kinds,
            ") AND status IN ('queued', 'processing') AND due_at <= now()), ",
            "chosen AS MATERIALIZED (",
            "SELECT jobs.id, waiting.place FROM jobs JOIN waiting ON waiting.id = jobs.id ",
            "WHERE jobs.status IN ('queued', 'processing') AND coalesce(jobs.due_at, now()) <= now() ",
            "ORDER BY waiting.place, jobs.due_at, waiting.created_at, waiting.id LIMIT {limit} ",
            "FOR NO KEY UPDATE OF jobs SKIP LOCKED), ",
            "claimed AS (",
            "UPDATE jobs SET fence = fence + 1, crashes = crashes + (status = 'processing')::int, ",
            "status = 'processing', percent = 0, due_at = now() + {lease} * interval '1 millisecond' ",
            "FROM chosen WHERE jobs.id = chosen.id RETURNING jobs.*, chosen.place), ",
            "served AS (SELECT user_id, max(place) AS place FROM claimed GROUP BY user_id), ",
            "next AS MATERIALIZED (",
            "SELECT jobs.id FROM served, waiting, jobs WHERE waiting.user_id = served.user_id ",
            "AND waiting.place = served.place + 1 AND jobs.id = waiting.id ",
            "AND jobs.status IN ('queued', 'processing') AND coalesce(jobs.due_at, now()) <= now() ",
            "FOR NO KEY UPDATE OF jobs SKIP LOCKED), ",
            "queued_behind AS (UPDATE jobs SET due_at = now() FROM next WHERE jobs.id = next.id) ",
            "SELECT id, user_id, session_id, reply_id, user_seq, work, fence, attempts, crashes, ",
            "provider_order, begun FROM claimed ",
            "ORDER BY place, created_at, id"
        )
    };
}

const CLAIM_TURNS: &str = claim!("'turn'");
const CLAIM_RENDERS: &str = claim!("'video', 'image'");

const RENEW: &str = "UPDATE jobs SET due_at = now() + {lease} * interval '1 millisecond' \
    FROM unnest({ids}, {fences}) AS held (id, fence) \
    WHERE jobs.id = held.id AND jobs.status = 'processing' AND jobs.fence = held.fence RETURNING jobs.id";
const GIVE_BACK: &str = "UPDATE jobs SET status = 'queued', attempts = attempts + {failed}, \
    due_at = now() + {wait} * interval '1 millisecond' \
    WHERE id = {id} AND status = 'processing' AND fence = {fence}";
const BEGUN: &str = "UPDATE jobs SET begun = {begun} WHERE id = {id} AND status = 'processing' AND fence = {fence}";
const ABANDON: &str = "UPDATE jobs SET due_at = to_timestamp(0) WHERE kind IN ('turn', 'video', 'image') \
    AND status IN ('queued', 'processing') AND status = 'processing' AND due_at <= 'infinity'";

const HEARD: &str = "UPDATE jobs SET awaited = 0 FROM unnest({ids}) AS heard (id) WHERE jobs.id = heard.id";
const UNHEARD: &str = "SELECT id, reply_id, user_seq FROM jobs WHERE session_id = {session} AND kind = 'turn' \
    AND status NOT IN ('queued', 'processing') AND awaited = 1 AND due_at >= now() - {within} * interval '1 millisecond' \
    ORDER BY user_seq DESC LIMIT 1";

/// Stores a job outside a session, queued, unless it is there: whoever is not sure that it was stored asks again.
pub(crate) fn enqueue(on: &mut PgConnection, job: &LoneJob, work: &Json, at: i64) -> QueryResult<()> {
    let values = [
        ("id", Value::Id(Id(job.id.0))),
        ("owner", Value::Text(&job.owner.0)),
        ("kind", Value::Text(job.work.kind().as_str())),
        ("at", Value::At(At(at))),
        ("work", Value::Json(work)),
    ];
    Statement::new(ENQUEUE, &values).run(on).map(drop)
}

/// Claims jobs that are due.
pub(crate) fn claim_due(on: &mut PgConnection, due: Due, limit: u32, lease: i64) -> QueryResult<Vec<ClaimedRow>> {
    type Columns = (
        Uid,
        Text,
        Nullable<Uid>,
        Nullable<Uid>,
        Nullable<BigInt>,
        Document,
        BigInt,
        BigInt,
        BigInt,
        Nullable<Document>,
        Nullable<Document>,
    );
    let words = match due {
        Due::Turns => CLAIM_TURNS,
        Due::Renders => CLAIM_RENDERS,
    };
    let values = [("limit", Value::Number(i64::from(limit))), ("lease", Value::Number(lease))];
    Statement::<Columns>::new(words, &values).load(on)
}

/// Renews leases; returns those that were lost.
pub(crate) fn renew(on: &mut PgConnection, held: &[(JobId, Fence)], lease: i64) -> QueryResult<Vec<JobId>> {
    let values = [
        ("lease", Value::Number(lease)),
        ("ids", Value::Ids(held.iter().map(|(id, _)| Id(id.0)).collect())),
        ("fences", Value::Numbers(held.iter().map(|(_, fence)| big((*fence).into())).collect())),
    ];
    let renewed: Vec<StoredId> = Statement::<Uid>::new(RENEW, &values).load(on)?;
    let renewed: HashSet<&[u8]> = renewed.iter().map(|id| id.0.as_slice()).collect();
    Ok(held.iter().map(|(id, _)| *id).filter(|id| !renewed.contains(id.0.as_bytes().as_slice())).collect())
}

/// Stores what a claimed turn has written so far. False when the claim was lost.
pub(crate) fn begun(on: &mut PgConnection, (id, fence): (JobId, Fence), begun: &Json) -> QueryResult<bool> {
    let values =
        [("begun", Value::Json(begun)), ("id", Value::Id(Id(id.0))), ("fence", Value::Number(i64::from(fence)))];
    Ok(Statement::new(BEGUN, &values).run(on)? == 1)
}

/// Queues a claimed job again, due after `wait` milliseconds. False when the claim was lost.
pub(crate) fn give_back(
    on: &mut PgConnection,
    (id, fence): (JobId, Fence),
    failed: i64,
    wait: i64,
) -> QueryResult<bool> {
    let values = [
        ("failed", Value::Number(failed)),
        ("wait", Value::Number(wait)),
        ("id", Value::Id(Id(id.0))),
        ("fence", Value::Number(i64::from(fence))),
    ];
    Ok(Statement::new(GIVE_BACK, &values).run(on)? == 1)
}

/// The ends of these turns were sent.
pub(crate) fn heard(on: &mut PgConnection, jobs: &[JobId]) -> QueryResult<()> {
    let values = [("ids", Value::Ids(jobs.iter().map(|id| Id(id.0)).collect()))];
    Statement::new(HEARD, &values).run(on).map(drop)
}

/// The newest turn that ended within so many milliseconds, and whose end was not sent.
pub(crate) fn unheard(on: &mut PgConnection, session: SessionId, within: i64) -> QueryResult<Option<RepeatRow>> {
    let values = [("session", Value::Id(Id(session.0))), ("within", Value::Number(within))];
    Statement::<(Uid, Uid, BigInt)>::new(UNHEARD, &values).get_result(on).optional()
}

/// Ends every lease.
pub(crate) fn abandon_leases(on: &mut PgConnection) -> QueryResult<()> {
    Statement::new(ABANDON, &[]).run(on).map(drop)
}
