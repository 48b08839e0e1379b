//! Appending: the user's message, the job it calls for and its key, after the turn that it interrupts.

use super::{
    messages,
    statement::{Statement, Value},
    usage,
};
use crate::{
    columns::{At, Id, StoredId, sql::Uid},
    fault::Fault,
    log::{StoredAppend, StoredInterrupt},
    rows::{self, big},
};
use adforge_domain::{ids::Seq, job::JobKind};
use adforge_ports_storage::{AppendError, Appended, StoreError};
use diesel::{
    OptionalExtension, PgConnection, RunQueryDsl,
    result::{DatabaseErrorKind, Error},
    sql_types::{BigInt, Bool, Nullable, Text},
};

type Values<'a> = Vec<(&'static str, Value<'a>)>;

/// The session's head, if nothing was appended since the decision.
const FITS: &str = "id = {session} AND last_seq = {expected}";
const KEY_IS_NEW: &str = " AND NOT EXISTS (SELECT FROM idempotency_keys WHERE session_id = {session} AND key = {key})";
const MOVE_ON: &str = "UPDATE chat_sessions SET last_seq = {seq}, updated_at = {at}, \
    selections = COALESCE({selections}, selections)";
const STORE: &str = "job AS (\
    INSERT INTO jobs (id, session_id, user_id, kind, status, reply_id, user_seq, due_at, fence, attempts, crashes, \
    percent, created_at, work, awaited) \
    SELECT {job}, {session}, {owner}, {kind}, {status}, {reply}, {seq}, \
    now() + {lease} * interval '1 millisecond', {fence}, 0, 0, 0, {at}, {work}, {awaited} FROM moved), \
    message AS (\
    INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) \
    SELECT {message}, {session}, {seq}, {sender}, {type}, {at}, {data} FROM moved)";
const KEEP_KEY: &str = ", known AS (\
    INSERT INTO idempotency_keys (session_id, key, job_id, reply_id, user_seq, command) \
    SELECT {session}, {key}, {job}, {reply}, {seq}, {command} FROM moved)";
/// The running turn, held so that nobody ends it meanwhile.
const RUNNING: &str = ", running AS MATERIALIZED (\
    SELECT jobs.id FROM jobs, head WHERE jobs.id = {old_job} AND jobs.session_id = {session} AND jobs.kind = 'turn' \
    AND jobs.status IN ('queued', 'processing') FOR NO KEY UPDATE OF jobs)";
const END_RUNNING: &str = ", ended AS (\
    UPDATE jobs SET status = {old_status}, failure = {old_failure}, due_at = now() FROM {before} WHERE jobs.id = {old_job} \
    RETURNING jobs.id), \
    farewell AS (\
    INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) \
    SELECT {old_message}, {session}, {old_seq}, {old_sender}, {old_type}, {old_at}, {old_data} FROM ended)";

/// Appends, or says why not. `again` says that it may have been appended before, by a connection that broke.
pub(crate) fn append(
    on: &mut PgConnection,
    append: &StoredAppend,
    again: bool,
) -> Result<Appended, Fault<AppendError>> {
    let user_seq = append.expected + if append.interrupts.is_some() { 2 } else { 1 };
    let (words, values) = (words(append), values(append, big(user_seq)));
    match Statement::<BigInt>::new(&words, &values).get_result::<i64>(on) {
        Ok(1..) => Ok(Appended::New(user_seq)),
        Ok(_) => why_not(on, append, again),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, index))
            if index.constraint_name() == Some("jobs_one_live_turn") =>
        {
            Err(Fault::Refused(AppendError::TurnRunning))
        }
        Err(error) => Err(Fault::Broken(error)),
    }
}

/// Whatever can refuse comes before whatever writes, but for the index of running turns, which undoes all.
fn words(append: &StoredAppend) -> String {
    let key_is_new = if append.key.is_some() { KEY_IS_NEW } else { "" };
    let mut words = if append.interrupts.is_none() && append.charge.is_none() {
        format!("WITH moved AS ({MOVE_ON} WHERE {FITS}{key_is_new} RETURNING id), ")
    } else {
        let mut words = format!(
            "WITH head AS MATERIALIZED (\
            SELECT id FROM chat_sessions WHERE {FITS}{key_is_new} FOR NO KEY UPDATE)"
        );
        let mut before = "head";
        if append.interrupts.is_some() {
            words += RUNNING;
            before = "running";
        }
        if let Some(charge) = &append.charge {
            words += &format!(", charged AS ({} RETURNING user_id)", usage::words(charge, before));
            before = "charged";
        }
        if append.interrupts.is_some() {
            words += &END_RUNNING.replace("{before}", before);
            before = "ended";
        }
        words += &format!(
            ", moved AS ({MOVE_ON} FROM {before} WHERE chat_sessions.id = {{session}} \
            RETURNING chat_sessions.id), "
        );
        words
    };
    words += STORE;
    if append.key.is_some() {
        words += KEEP_KEY;
    }
    words + " SELECT count(*) FROM moved"
}

fn values(append: &StoredAppend, user_seq: i64) -> Values<'_> {
    let job = &append.job;
    let (status, fence) = if job.lease.is_some() { ("processing", 1) } else { ("queued", 0) };
    let mut values = messages::values(append.session, &append.message);
    values.extend([
        ("expected", Value::Number(big(append.expected))),
        ("seq", Value::Number(user_seq)),
        ("selections", Value::MaybeJson(append.selections.as_ref())),
        ("job", Value::Id(Id(job.id.0))),
        ("owner", Value::Text(&job.owner.0)),
        ("kind", Value::Text(job.kind.as_str())),
        ("status", Value::Text(status)),
        ("reply", Value::Id(Id(job.reply.0))),
        ("lease", Value::Number(job.lease.unwrap_or_default())),
        ("fence", Value::Number(fence)),
        ("work", Value::Json(&job.work)),
        ("awaited", Value::Number(job.awaited)),
    ]);
    if let Some(key) = &append.key {
        values.extend([("key", Value::Text(&key.key)), ("command", Value::Text(&key.command))]);
    }
    if let Some(charge) = &append.charge {
        values.extend(usage::values(charge));
    }
    if let Some(interrupt) = &append.interrupts {
        values.extend(interrupted(interrupt, big(append.expected + 1)));
    }
    values
}

fn interrupted(interrupt: &StoredInterrupt, seq: i64) -> [(&'static str, Value<'_>); 9] {
    let message = &interrupt.message;
    [
        ("old_job", Value::Id(Id(interrupt.job.0))),
        ("old_status", Value::Text(interrupt.status)),
        ("old_failure", Value::Json(&interrupt.failure)),
        ("old_message", Value::Id(Id(message.id.0))),
        ("old_seq", Value::Number(seq)),
        ("old_sender", Value::Text(message.sender)),
        ("old_type", Value::Text(message.kind)),
        ("old_at", Value::At(At(message.at))),
        ("old_data", Value::Json(&message.data)),
    ]
}

/// The head as it is, the number that this very append has got, whether a turn runs, whether the one to be interrupted
/// does, and what the key made.
const WHY_NOT: &str = "SELECT last_seq, \
    (SELECT jobs.user_seq FROM jobs WHERE jobs.id = {job} AND jobs.session_id = {session}), \
    EXISTS (SELECT FROM jobs WHERE jobs.session_id = {session} AND kind = 'turn' \
    AND status IN ('queued', 'processing')), \
    EXISTS (SELECT FROM jobs WHERE jobs.id = {old_job} AND jobs.session_id = {session} AND kind = 'turn' \
    AND status IN ('queued', 'processing')), \
    known.command, known.job_id, known.reply_id, known.user_seq \
    FROM chat_sessions LEFT JOIN idempotency_keys known ON known.session_id = {session} AND known.key = {key} \
    WHERE chat_sessions.id = {session}";

type WhyNot = (i64, Option<i64>, bool, bool, Option<String>, Option<StoredId>, Option<StoredId>, Option<i64>);

/// Why nothing was appended, told in the order of the port.
fn why_not(on: &mut PgConnection, append: &StoredAppend, again: bool) -> Result<Appended, Fault<AppendError>> {
    let old_job = append.interrupts.as_ref().map_or(append.job.id, |interrupt| interrupt.job);
    let values = [
        ("session", Value::Id(Id(append.session.0))),
        ("job", Value::Id(Id(append.job.id.0))),
        ("old_job", Value::Id(Id(old_job.0))),
        ("key", Value::MaybeText(append.key.as_ref().map(|key| key.key.as_str()))),
    ];
    type Columns =
        (BigInt, Nullable<BigInt>, Bool, Bool, Nullable<Text>, Nullable<Uid>, Nullable<Uid>, Nullable<BigInt>);
    let found: Option<WhyNot> = Statement::<Columns>::new(WHY_NOT, &values).get_result(on).optional()?;
    let refused = |error| Err(Fault::Refused(error));
    let Some((head, mine, turn_runs, old_runs, command, job, reply, user_seq)) = found else {
        return refused(AppendError::NotFound);
    };
    if let Some(seq) = mine.filter(|_| again) {
        return Ok(Appended::New(Seq::try_from(seq).unwrap_or_default()));
    }
    if let (Some(key), Some(command), Some(job), Some(reply), Some(user_seq)) =
        (&append.key, command, job, reply, user_seq)
    {
        if command != key.command {
            return refused(AppendError::KeyReused);
        }
        return rows::repeat(append.session, &key.key, &job, &reply, user_seq)
            .map(Appended::Repeated)
            .map_err(|error: StoreError| Fault::Refused(error.into()));
    }
    let fits = head == big(append.expected);
    refused(match &append.interrupts {
        Some(_) if !fits || !old_runs => AppendError::Stale,
        None if !fits => AppendError::Stale,
        None if turn_runs && append.job.kind == JobKind::Turn => AppendError::TurnRunning,
        _ if append.charge.is_some() => AppendError::Charged,
        // It fits now, as it did not when it was tried: decide again.
        _ => AppendError::Stale,
    })
}
