//! Appending: the user's message, the job it calls for and its key, after the turn that it interrupts.

use super::{
    messages, sessions,
    statement::{Statement, Value, words},
    usage,
};
use crate::{
    columns::{Id, StoredId, sql::Uid},
    fault::Fault,
    log::StoredAppend,
    rows::{self, big},
};
use adforge_domain::ids::{JobId, MessageId};
use adforge_ports_storage::{AppendError, Appended, Key, Repeat, StoreError};
use diesel::{
    OptionalExtension, QueryResult, RunQueryDsl, SqliteConnection,
    result::{DatabaseErrorKind, Error},
    sql_types::{BigInt, Text},
};

words! {
    FindKey = "SELECT command, job_id, reply_id, user_seq FROM idempotency_keys WHERE session_id = ? AND key = ?"
        => (Text, Uid, Uid, BigInt);
    Advance = "UPDATE chat_sessions SET last_seq = ?, updated_at = ? WHERE id = ? AND last_seq = ?";
    AdvanceAndSelect =
        "UPDATE chat_sessions SET last_seq = ?, updated_at = ?, selections = ? WHERE id = ? AND last_seq = ?";
    Interrupt = "UPDATE jobs SET status = ?, failure = ?, due_at = ? WHERE id = ? AND session_id = ? AND kind = 'turn' \
        AND status IN ('queued', 'processing')";
    InsertJob = "INSERT INTO jobs (id, session_id, user_id, kind, status, reply_id, user_seq, due_at, fence, \
        attempts, crashes, percent, created_at, work, awaited) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?)";
    InsertKey = "INSERT INTO idempotency_keys (session_id, key, job_id, reply_id, user_seq, command) \
        VALUES (?, ?, ?, ?, ?, ?)";
}

/// Appends, or says why not. A refusal undoes what came before it: the caller runs this in a savepoint.
pub(crate) fn append(
    on: &mut SqliteConnection,
    append: &StoredAppend,
    now: i64,
) -> Result<Appended, Fault<AppendError>> {
    if let Some(key) = &append.key
        && let Some(repeat) = repeated(on, append, key)?
    {
        return Ok(Appended::Repeated(repeat));
    }
    let user_seq = append.expected + if append.interrupts.is_some() { 2 } else { 1 };
    advance(on, append, big(user_seq))?;
    if let Some(interrupt) = &append.interrupts {
        let values = [
            Value::Text(interrupt.status),
            Value::Json(&interrupt.failure),
            Value::Number(now),
            Value::Id(Id(interrupt.job.0)),
            Value::Id(Id(append.session.0)),
        ];
        if Statement::<Interrupt>::new(&values).run(on)? != 1 {
            return Err(Fault::Refused(AppendError::Stale));
        }
        messages::insert(on, append.session, big(append.expected + 1), &interrupt.message)?;
    }
    insert_job(on, append, big(user_seq), now)?;
    if let Some(charge) = &append.charge
        && !usage::charge(on, charge)?
    {
        return Err(Fault::Refused(AppendError::Charged));
    }
    messages::insert(on, append.session, big(user_seq), &append.message)?;
    if let Some(key) = &append.key {
        insert_key(on, append, key, big(user_seq))?;
    }
    Ok(Appended::New(user_seq))
}

/// What the key made before.
fn repeated(on: &mut SqliteConnection, append: &StoredAppend, key: &Key) -> Result<Option<Repeat>, Fault<AppendError>> {
    let values = [Value::Id(Id(append.session.0)), Value::Text(&key.key)];
    let known: Option<(String, StoredId, StoredId, i64)> =
        Statement::<FindKey>::new(&values).get_result(on).optional()?;
    let Some((command, job, reply, user_seq)) = known else { return Ok(None) };
    if command != key.command {
        return Err(Fault::Refused(AppendError::KeyReused));
    }
    rows::repeat(append.session, &key.key, &job, &reply, user_seq)
        .map(Some)
        .map_err(|error: StoreError| Fault::Refused(error.into()))
}

/// Moves the session's head on, if nothing was appended since the decision.
fn advance(on: &mut SqliteConnection, append: &StoredAppend, user_seq: i64) -> Result<(), Fault<AppendError>> {
    let (seq, at) = (Value::Number(user_seq), Value::Number(append.message.at));
    let (id, expected) = (Value::Id(Id(append.session.0)), Value::Number(big(append.expected)));
    let moved = match &append.selections {
        None => Statement::<Advance>::new(&[seq, at, id, expected]).run(on)?,
        Some(chosen) => Statement::<AdvanceAndSelect>::new(&[seq, at, Value::Json(chosen), id, expected]).run(on)?,
    };
    if moved == 1 {
        return Ok(());
    }
    let head = sessions::last_seq(on, append.session)?;
    Err(Fault::Refused(if head.is_none() { AppendError::NotFound } else { AppendError::Stale }))
}

fn insert_job(
    on: &mut SqliteConnection,
    append: &StoredAppend,
    user_seq: i64,
    now: i64,
) -> Result<(), Fault<AppendError>> {
    let job = &append.job;
    let (status, due, fence) = match job.lease {
        Some(lease) => ("processing", now.saturating_add(lease), 1),
        None => ("queued", now, 0),
    };
    let values = [
        Value::Id(Id(job.id.0)),
        Value::MaybeId(Some(Id(append.session.0))),
        Value::Text(&job.owner.0),
        Value::Text(job.kind.as_str()),
        Value::Text(status),
        Value::MaybeId(Some(Id(job.reply.0))),
        Value::Number(user_seq),
        Value::Number(due),
        Value::Number(fence),
        Value::Number(append.message.at),
        Value::Json(&job.work),
        Value::Number(job.awaited),
    ];
    match Statement::<InsertJob>::new(&values).run(on) {
        Ok(_) => Ok(()),
        // SQLite names the columns of the index, not the index: only the one live turn is unique by session alone.
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, why))
            if why.message().ends_with("jobs.session_id") =>
        {
            Err(Fault::Refused(AppendError::TurnRunning))
        }
        Err(error) => Err(Fault::Broken(error)),
    }
}

fn insert_key(on: &mut SqliteConnection, append: &StoredAppend, key: &Key, user_seq: i64) -> QueryResult<()> {
    let JobId(job) = append.job.id;
    let MessageId(reply) = append.job.reply;
    let values = [
        Value::Id(Id(append.session.0)),
        Value::Text(&key.key),
        Value::Id(Id(job)),
        Value::Id(Id(reply)),
        Value::Number(user_seq),
        Value::Text(&key.command),
    ];
    Statement::<InsertKey>::new(&values).run(on).map(drop)
}
