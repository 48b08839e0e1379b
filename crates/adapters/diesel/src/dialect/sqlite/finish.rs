//! Finishing: the job's end and its message.

use super::{
    messages, sessions,
    statement::{Statement, Value, words},
};
use crate::{columns::Id, fault::Fault, log::StoredFinish, rows::big};
use adforge_domain::ids::Seq;
use adforge_ports_storage::FinishError;
use diesel::{OptionalExtension, QueryResult, RunQueryDsl, SqliteConnection, result::Error, sql_types::BigInt};

words! {
    EndClaimed = "UPDATE jobs SET status = ?, outcome = ?, failure = ?, begun = NULL, due_at = ? \
        WHERE id = ? AND session_id = ? AND status = 'processing' AND fence = ?";
    EndLive = "UPDATE jobs SET status = ?, outcome = ?, failure = ?, begun = NULL, due_at = ? \
        WHERE id = ? AND session_id = ? AND status IN ('queued', 'processing')";
    MoveOn = "UPDATE chat_sessions SET last_seq = ?, updated_at = ?, generator = coalesce(?, generator) WHERE id = ?";
    MoveOnToStep = "UPDATE chat_sessions SET last_seq = ?, updated_at = ?, generator = coalesce(?, generator), \
        current_step = ? WHERE id = ?";
    KeepSnapshot = "INSERT INTO session_snapshots (session_id, seq, state) VALUES (?, ?, ?) \
        ON CONFLICT (session_id) DO UPDATE SET seq = excluded.seq, state = excluded.state \
        WHERE excluded.seq > session_snapshots.seq";
    // Where this very end was placed: near the newest message, from which it is looked for.
    Mine = "SELECT seq FROM chat_messages WHERE session_id = ? AND id = ? AND timestamp = ? AND data = ? \
        ORDER BY seq DESC LIMIT 1" => BigInt;
}

/// Ends a job with its message, or says that it is somebody else's. It may have been ended by this very end before.
pub(crate) fn finish(on: &mut SqliteConnection, finish: &StoredFinish, now: i64) -> Result<Seq, Fault<FinishError>> {
    let (at, session) = (Value::Number(finish.message.at), Value::Id(Id(finish.session.0)));
    if !end_job(on, finish, now)? {
        let values = [session, Value::Id(Id(finish.message.id.0)), at, Value::Json(&finish.message.data)];
        let mine: Option<i64> = Statement::<Mine>::new(&values).get_result(on).optional()?;
        let mine = mine.and_then(|seq| u64::try_from(seq).ok());
        return mine.ok_or(Fault::Refused(FinishError::NotOwner));
    }
    // Asked and then told: SQLite opens a table of its own for what an update returns, and keeps a copy of the page.
    let last = sessions::last_seq(on, finish.session)?.ok_or(Error::NotFound)?;
    let seq = last.saturating_add(1);
    let (place, writer) = (Value::Number(seq), Value::MaybeText(finish.message.writer.as_deref()));
    match finish.delivered {
        None => Statement::<MoveOn>::new(&[place, at, writer, session]).run(on)?,
        Some(step) => {
            Statement::<MoveOnToStep>::new(&[place, at, writer, Value::Text(step.as_str()), session]).run(on)?
        }
    };
    messages::insert(on, finish.session, seq, &finish.message)?;
    if let Some(snapshot) = &finish.snapshot {
        let values = [session, Value::Number(big(snapshot.seq)), Value::Text(&snapshot.state)];
        Statement::<KeepSnapshot>::new(&values).run(on)?;
    }
    Ok(u64::try_from(seq).unwrap_or_default())
}

fn end_job(on: &mut SqliteConnection, finish: &StoredFinish, now: i64) -> QueryResult<bool> {
    let end = &finish.end;
    let (status, outcome, failure) =
        (Value::Text(end.status), Value::MaybeJson(end.outcome.as_ref()), Value::MaybeJson(end.failure.as_ref()));
    let (job, session) = (Value::Id(Id(finish.job.0)), Value::Id(Id(finish.session.0)));
    let now = Value::Number(now);
    let ended = match finish.fence {
        Some(fence) => {
            let fence = Value::Number(i64::from(fence));
            Statement::<EndClaimed>::new(&[status, outcome, failure, now, job, session, fence]).run(on)?
        }
        None => Statement::<EndLive>::new(&[status, outcome, failure, now, job, session]).run(on)?,
    };
    Ok(ended == 1)
}
