//! A session's log.

use crate::{
    DieselStore,
    rows::{MessageRow, Place, id_text, json, millis},
    schema::{chat_messages, chat_sessions, idempotency_keys, jobs},
    writer::Fault,
};
use adforge_domain::{
    ids::{JobId, MessageId, Seq, SessionId},
    message::{Draft, Message},
};
use adforge_ports_storage::{Append, AppendError, Appended, Finish, FinishError, Log, StoreError};
use async_trait::async_trait;
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error},
};

#[async_trait]
impl Log for DieselStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let stored = Stored::of(&append.message)?;
        let selections = append.selections.as_ref().map(json).transpose()?;
        let work = json(&append.job.work)?;
        let now = millis(self.clock.now());
        let lease = i64::try_from(append.job.lease.as_millis()).unwrap_or(i64::MAX);
        self.writer
            .write(move |connection| {
                if let Some(repeated) = repeated(connection, &append)? {
                    return Ok(repeated);
                }
                let seq = number(append.expected + 1);
                advance(connection, &append, selections.as_deref(), seq, stored.at)?;
                insert_job(connection, &append, &work, seq, now.saturating_add(lease))?;
                stored.insert(connection, append.session, seq)?;
                if let Some(key) = &append.key {
                    diesel::insert_into(idempotency_keys::table)
                        .values((
                            idempotency_keys::session_id.eq(append.session.0.as_bytes().as_slice()),
                            idempotency_keys::key.eq(&key.key),
                            idempotency_keys::command.eq(&key.command),
                            idempotency_keys::job_id.eq(append.job.id.0.as_bytes().as_slice()),
                        ))
                        .execute(connection)?;
                }
                Ok(Appended::New { seq: append.expected + 1, fence: 1 })
            })
            .await
    }

    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError> {
        let stored = Stored::of(&finish.message)?;
        self.writer
            .write(move |connection| {
                if !end_job(connection, &finish)? {
                    return Err(Fault::Refused(FinishError::NotOwner));
                }
                let head = chat_sessions::table.find(finish.session.0.as_bytes().as_slice());
                let seq: i64 = diesel::update(head)
                    .set((
                        chat_sessions::last_seq.eq(chat_sessions::last_seq + 1),
                        chat_sessions::updated_at.eq(stored.at),
                        finish.delivered.map(|step| chat_sessions::current_step.eq(step.as_str())),
                    ))
                    .returning(chat_sessions::last_seq)
                    .get_result(connection)?;
                stored.insert(connection, finish.session, seq)?;
                Ok(u64::try_from(seq).unwrap_or_default())
            })
            .await
    }

    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        self.read(move |connection| {
            let rows: Vec<MessageRow> = chat_messages::table
                .filter(chat_messages::session_id.eq(session.0.as_bytes().as_slice()))
                .filter(chat_messages::seq.gt(number(after)))
                .order(chat_messages::seq)
                .limit(i64::from(limit))
                .select(MessageRow::as_select())
                .load(connection)
                .map_err(|error| StoreError::Unavailable(error.to_string()))?;
            rows.into_iter().map(Message::try_from).collect()
        })
        .await
    }
}

/// A message as it is stored, made before the writer is asked, so that the writer only writes.
struct Stored {
    id: MessageId,
    kind: &'static str,
    data: String,
    at: i64,
}

impl Stored {
    fn of(draft: &Draft) -> Result<Self, StoreError> {
        Ok(Self { id: draft.id, kind: draft.body.kind(), data: json(&draft.body)?, at: millis(draft.at) })
    }

    fn insert(&self, connection: &mut SqliteConnection, session: SessionId, seq: i64) -> Result<(), Error> {
        diesel::insert_into(chat_messages::table)
            .values((
                chat_messages::id.eq(self.id.0.as_bytes().as_slice()),
                chat_messages::session_id.eq(session.0.as_bytes().as_slice()),
                chat_messages::seq.eq(seq),
                chat_messages::message_type.eq(self.kind),
                chat_messages::data.eq(&self.data),
                chat_messages::timestamp.eq(self.at),
            ))
            .execute(connection)
            .map(drop)
    }
}

fn number(seq: Seq) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// The turn of the same key, if there is one.
fn repeated(connection: &mut SqliteConnection, append: &Append) -> Result<Option<Appended>, Fault<AppendError>> {
    let Some(key) = &append.key else { return Ok(None) };
    let known: Option<(String, Vec<u8>, Vec<u8>, i64)> = idempotency_keys::table
        .inner_join(jobs::table.on(jobs::id.eq(idempotency_keys::job_id)))
        .filter(idempotency_keys::session_id.eq(append.session.0.as_bytes().as_slice()))
        .filter(idempotency_keys::key.eq(&key.key))
        .select((idempotency_keys::command, jobs::id, jobs::reply_id, jobs::user_seq))
        .first(connection)
        .optional()?;
    let Some((command, job, reply, user_seq)) = known else { return Ok(None) };
    if command != key.command {
        return Err(Fault::Refused(AppendError::KeyReused));
    }
    let at = Place { table: "jobs", id: id_text(&job) };
    let read = || {
        Ok(Appended::Repeated {
            job: JobId(at.uuid(&job, "id")?),
            reply: MessageId(at.uuid(&reply, "reply_id")?),
            user_seq: at.number(user_seq, "user_seq")?,
        })
    };
    read().map(Some).map_err(|error: StoreError| Fault::Refused(error.into()))
}

/// Moves the session's head on, if nothing was appended since the decision.
fn advance(
    connection: &mut SqliteConnection,
    append: &Append,
    selections: Option<&str>,
    seq: i64,
    at: i64,
) -> Result<(), Fault<AppendError>> {
    let head = chat_sessions::table.find(append.session.0.as_bytes().as_slice());
    let moved = diesel::update(head.filter(chat_sessions::last_seq.eq(number(append.expected))))
        .set((
            chat_sessions::last_seq.eq(seq),
            chat_sessions::updated_at.eq(at),
            selections.map(|selections| chat_sessions::selections.eq(selections)),
        ))
        .execute(connection)?;
    if moved == 1 {
        return Ok(());
    }
    let there: i64 = head.count().get_result(connection)?;
    Err(Fault::Refused(if there == 0 { AppendError::NotFound } else { AppendError::Stale }))
}

fn insert_job(
    connection: &mut SqliteConnection,
    append: &Append,
    work: &str,
    user_seq: i64,
    lease_until: i64,
) -> Result<(), Fault<AppendError>> {
    let inserted = diesel::insert_into(jobs::table)
        .values((
            jobs::id.eq(append.job.id.0.as_bytes().as_slice()),
            jobs::session_id.eq(append.session.0.as_bytes().as_slice()),
            jobs::user_id.eq(&append.job.owner.0),
            jobs::kind.eq(append.job.work.kind().as_str()),
            jobs::status.eq("processing"),
            jobs::reply_id.eq(append.job.reply.0.as_bytes().as_slice()),
            jobs::user_seq.eq(user_seq),
            jobs::work.eq(work),
            jobs::fence.eq(1),
            jobs::crashes.eq(0),
            jobs::lease_until.eq(lease_until),
        ))
        .execute(connection);
    match inserted {
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

/// Ends a job under its fence. False when it is somebody else's or over.
fn end_job(connection: &mut SqliteConnection, finish: &Finish) -> Result<bool, Error> {
    use adforge_domain::failure::FailureCode;
    let status = match &finish.failure {
        None => "completed",
        Some(failure) if failure.code == FailureCode::TurnCancelled => "cancelled",
        Some(_) => "failed",
    };
    let job = jobs::table.find(finish.job.0.as_bytes().as_slice()).filter(jobs::status.eq("processing"));
    let ended = match finish.fence {
        Some(fence) => diesel::update(job.filter(jobs::fence.eq(i32::try_from(fence).unwrap_or(i32::MAX))))
            .set(jobs::status.eq(status))
            .execute(connection)?,
        None => diesel::update(job).set(jobs::status.eq(status)).execute(connection)?,
    };
    Ok(ended == 1)
}
