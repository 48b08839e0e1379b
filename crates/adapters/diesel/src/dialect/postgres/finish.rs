//! Finishing: the job's end and its message.

use super::{
    messages,
    statement::{Statement, Value},
};
use crate::{columns::Id, fault::Fault, log::StoredFinish, rows::big};
use adforge_domain::ids::Seq;
use adforge_ports_storage::FinishError;
use diesel::{OptionalExtension, PgConnection, QueryResult, RunQueryDsl, sql_types::BigInt};

/// The head is locked before the job, as by an append that interrupts: so they wait for each other, and in no circle.
const HEAD: &str = "WITH head AS MATERIALIZED (SELECT id FROM chat_sessions WHERE id = {session} FOR NO KEY UPDATE), \
    ended AS (\
    UPDATE jobs SET status = {status}, outcome = {outcome}, failure = {failure}, begun = NULL, due_at = now() FROM head \
    WHERE jobs.id = {job} AND jobs.session_id = {session} AND ";
const CLAIMED: &str = "jobs.status = 'processing' AND jobs.fence = {fence}";
const LIVE: &str = "jobs.status IN ('queued', 'processing')";
const PLACE: &str = " RETURNING jobs.id), \
    moved AS (\
    UPDATE chat_sessions SET last_seq = last_seq + 1, updated_at = {at}, current_step = COALESCE({step}, current_step), \
    generator = COALESCE({writer}, generator) FROM ended WHERE chat_sessions.id = {session} RETURNING last_seq), \
    placed AS (\
    INSERT INTO chat_messages (id, session_id, seq, sender, message_type, timestamp, data) \
    SELECT {message}, {session}, last_seq, {sender}, {type}, {at}, {data} FROM moved RETURNING seq)";
const KEEP_SNAPSHOT: &str = ", snapshot AS (\
    INSERT INTO session_snapshots (session_id, seq, state) SELECT {session}, {copied}, {state} FROM placed \
    ON CONFLICT (session_id) DO UPDATE SET seq = excluded.seq, state = excluded.state \
    WHERE excluded.seq > session_snapshots.seq)";
/// Where this very end was placed: near the newest message, from which it is looked for.
const MINE: &str = "SELECT seq FROM chat_messages \
    WHERE session_id = {session} AND id = {message} AND timestamp = {at} AND data = {data} ORDER BY seq DESC LIMIT 1";

/// Ends a job with its message, or says that it is somebody else's. It may have been ended by this very end before, whose
/// answer was lost.
pub(crate) fn finish(on: &mut PgConnection, finish: &StoredFinish) -> Result<Seq, Fault<FinishError>> {
    let mut seq = end(on, finish)?;
    if seq.is_none() {
        let values = messages::values(finish.session, &finish.message);
        seq = Statement::<BigInt>::new(MINE, &values).get_result(on).optional()?;
    }
    let seq = seq.ok_or(Fault::Refused(FinishError::NotOwner))?;
    Ok(u64::try_from(seq).unwrap_or_default())
}

fn end(on: &mut PgConnection, finish: &StoredFinish) -> QueryResult<Option<i64>> {
    let end = &finish.end;
    let mut values = messages::values(finish.session, &finish.message);
    values.extend([
        ("status", Value::Text(end.status)),
        ("outcome", Value::MaybeJson(end.outcome.as_ref())),
        ("failure", Value::MaybeJson(end.failure.as_ref())),
        ("job", Value::Id(Id(finish.job.0))),
        ("writer", Value::MaybeText(finish.message.writer.as_deref())),
        ("step", Value::MaybeText(finish.delivered.map(|step| step.as_str()))),
    ]);
    let mut words = String::from(HEAD);
    match finish.fence {
        Some(fence) => {
            words += CLAIMED;
            values.push(("fence", Value::Number(i64::from(fence))));
        }
        None => words += LIVE,
    }
    words += PLACE;
    if !finish.message.cards.is_empty() {
        words += ", ";
        words += messages::OFFER;
        values.extend(messages::card_values(&finish.message));
    }
    if let Some(snapshot) = &finish.snapshot {
        words += KEEP_SNAPSHOT;
        values.extend([("copied", Value::Number(big(snapshot.seq))), ("state", Value::Text(&snapshot.state))]);
    }
    words += " SELECT seq FROM placed";
    Statement::<BigInt>::new(&words, &values).get_result(on).optional()
}
