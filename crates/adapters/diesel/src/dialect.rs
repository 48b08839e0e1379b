//! What `MultiConnection` can't say, or not fast enough: the statements of the hot path, upserts and claims, under the
//! ports' names. Here each goes to its database; nothing else knows which one it is.

use crate::{
    columns::Json,
    connection::AnyConnection,
    fault::Fault,
    log::{StoredAppend, StoredFinish, StoredMessage},
    rows::{big, job::ClaimedRow, session::NewSession},
};
use adforge_domain::{
    ids::{JobId, Seq, SessionId},
    job::Fence,
};
use adforge_ports_storage::{AppendError, Appended, Charge, Due, FinishError, LoneJob, OwnerKey, StoreError};
use diesel::result::{Error, QueryResult};

mod sqlite;

pub(crate) use sqlite::writer::{WAITING, Writer};

/// Appends a user's message, its job and its key; or finds what the key made before.
pub(crate) fn append(to: &mut AnyConnection, append: &StoredAppend, now: i64) -> Result<Appended, Fault<AppendError>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::append::append(to, append, now),
    }
}

/// Ends a job with its message.
pub(crate) fn finish(to: &mut AnyConnection, finish: &StoredFinish) -> Result<Seq, Fault<FinishError>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::finish::finish(to, finish),
    }
}

/// A message's way into the log, for a session's opening.
pub(crate) fn insert_message(
    to: &mut AnyConnection,
    session: SessionId,
    seq: Seq,
    message: &StoredMessage,
) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::messages::insert(to, session, big(seq), message),
    }
}

/// Stores a job outside a session, queued, unless it is there.
pub(crate) fn enqueue(to: &mut AnyConnection, job: &LoneJob, work: &Json, at: i64, now: i64) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::enqueue(to, job, work, at, now),
    }
}

/// Claims jobs that are due, each owner's oldest first.
pub(crate) fn claim_due(
    to: &mut AnyConnection,
    due: Due,
    limit: u32,
    now: i64,
    until: i64,
) -> QueryResult<Vec<ClaimedRow>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::claim_due(to, due, limit, now, until),
    }
}

/// Renews one lease. False when it was lost.
pub(crate) fn renew(to: &mut AnyConnection, id: JobId, fence: Fence, until: i64) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::renew(to, id, fence, until),
    }
}

/// Ends every lease.
pub(crate) fn abandon_leases(to: &mut AnyConnection) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::abandon_leases(to),
    }
}

/// One more on a user's account. False when that would be too many.
pub(crate) fn charge(to: &mut AnyConnection, charge: &Charge) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::usage::charge(to, charge),
    }
}

/// Stores a session's head unless it is there. False when it was.
pub(crate) fn insert_session(to: &mut AnyConnection, head: &NewSession) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::sessions::insert(to, head),
    }
}

/// Stores an owner's key unless it is there. False when it was.
pub(crate) fn insert_key(to: &mut AnyConnection, key: &OwnerKey, intent: &str, at: i64) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::keys::insert(to, key, intent, at),
    }
}

/// Forgets the oldest keys; returns how many.
pub(crate) fn forget_keys(to: &mut AnyConnection, before: i64, limit: u32) -> QueryResult<usize> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::keys::forget(to, before, limit),
    }
}

/// Writes what is taken back at once, to see whether anything can be written.
pub(crate) fn probe(to: &mut AnyConnection) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::probe::probe(to),
    }
}

/// What a database's error means to a caller.
pub(crate) fn store_error(error: &Error) -> StoreError {
    sqlite::errors::store_error(error)
}
