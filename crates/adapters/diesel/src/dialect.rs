//! What `MultiConnection` can't say, or not fast enough: the statements of the hot path, upserts and claims, under the
//! ports' names. Here each goes to its database; nothing else knows which one it is.
//!
//! `now` is the process's time, by which a file's leases are told: a server has a clock of its own.

use crate::{
    columns::{Id, Json, StoredId},
    connection::AnyConnection,
    fault::Fault,
    log::{StoredAppend, StoredFinish, StoredMessage, Wanted},
    media::RenderRow,
    rows::{self, RepeatRow, big, job::ClaimedRow, message::MessageRow, session::NewSession, spending::SumRow},
};
use adforge_domain::{
    ids::{CardId, CardKind, JobId, Seq, SessionId},
    job::Fence,
    spending::{Money, Spent},
};
use adforge_ports_storage::{
    AppendError, Appended, Back, Charge, Due, FinishError, LoneJob, OwnerKey, Reservation, Whose,
};
use diesel::result::QueryResult;
use std::time::Duration;
use uuid::Uuid;

mod postgres;
mod sqlite;

pub(crate) use postgres::pool::{Pool as ServerPool, connect};
pub(crate) use sqlite::{
    errors::{is_locked, store_error as file_error},
    writer::{WAITING, Writer},
};

/// Appends a user's message, its job and its key; or finds what the key made before. `again` says that it may have been
/// appended before, nobody knows.
pub(crate) fn append(
    to: &mut AnyConnection,
    append: &StoredAppend,
    now: i64,
    again: bool,
) -> Result<Appended, Fault<AppendError>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::append::append(to, append, now),
        AnyConnection::Postgres(to) => postgres::append::append(to, append, again),
    }
}

/// Ends a job with its message, or finds that it was ended by this very end before.
pub(crate) fn finish(to: &mut AnyConnection, finish: &StoredFinish, now: i64) -> Result<Seq, Fault<FinishError>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::finish::finish(to, finish, now),
        AnyConnection::Postgres(to) => postgres::finish::finish(to, finish),
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
        AnyConnection::Postgres(to) => postgres::messages::insert(to, session, big(seq), message),
    }
}

/// The message that offered a card.
pub(crate) fn offered(
    from: &mut AnyConnection,
    session: SessionId,
    kind: CardKind,
    wanted: &Wanted,
) -> Result<Option<MessageRow>, Fault> {
    match from {
        AnyConnection::Sqlite(from) => sqlite::offers::offered(from, session, kind, wanted),
        AnyConnection::Postgres(from) => postgres::offers::offered(from, session, kind, wanted),
    }
}

/// The newest cards of a kind that were offered, newest first, with their names.
pub(crate) fn cards(
    from: &mut AnyConnection,
    session: SessionId,
    kind: CardKind,
    limit: u32,
) -> Result<Vec<(CardId, String)>, Fault> {
    match from {
        AnyConnection::Sqlite(from) => sqlite::offers::cards(from, session, kind, limit),
        AnyConnection::Postgres(from) => postgres::offers::cards(from, session, kind, limit),
    }
}

/// Stores a job outside a session, queued, unless it is there.
pub(crate) fn enqueue(to: &mut AnyConnection, job: &LoneJob, work: &Json, at: i64, now: i64) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::enqueue(to, job, work, at, now),
        AnyConnection::Postgres(to) => postgres::jobs::enqueue(to, job, work, at),
    }
}

/// Claims jobs that are due, each owner's oldest first.
pub(crate) fn claim_due(
    to: &mut AnyConnection,
    due: Due,
    limit: u32,
    lease: Duration,
    now: i64,
) -> QueryResult<Vec<ClaimedRow>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::claim_due(to, due, limit, now, rows::later(now, lease)),
        AnyConnection::Postgres(to) => postgres::jobs::claim_due(to, due, limit, rows::later(0, lease)),
    }
}

/// Renews leases; returns those that were lost.
pub(crate) fn renew(
    to: &mut AnyConnection,
    held: &[(JobId, Fence)],
    lease: Duration,
    now: i64,
) -> QueryResult<Vec<JobId>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::renew(to, held, rows::later(now, lease)),
        AnyConnection::Postgres(to) => postgres::jobs::renew(to, held, rows::later(0, lease)),
    }
}

/// Stores what a claimed turn has written so far. False when the claim was lost.
pub(crate) fn begun(to: &mut AnyConnection, claim: (JobId, Fence), begun: &Json) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::begun(to, claim, begun),
        AnyConnection::Postgres(to) => postgres::jobs::begun(to, claim, begun),
    }
}

/// Queues a claimed job again. False when the claim was lost.
pub(crate) fn give_back(to: &mut AnyConnection, claim: (JobId, Fence), back: Back, now: i64) -> QueryResult<bool> {
    let (failed, wait) = match back {
        Back::Failed(wait) => (1, wait),
        Back::Stopping => (0, Duration::ZERO),
    };
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::give_back(to, claim, failed, rows::later(now, wait)),
        AnyConnection::Postgres(to) => postgres::jobs::give_back(to, claim, failed, rows::later(0, wait)),
    }
}

/// The ends of these turns were sent to whoever asked.
pub(crate) fn heard(to: &mut AnyConnection, jobs: &[JobId]) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::heard(to, jobs),
        AnyConnection::Postgres(to) => postgres::jobs::heard(to, jobs),
    }
}

/// The newest awaited turn of a session that ended a while ago at most, and whose end was not heard.
pub(crate) fn unheard(
    to: &mut AnyConnection,
    session: SessionId,
    within: Duration,
    now: i64,
) -> QueryResult<Option<RepeatRow>> {
    let within = rows::later(0, within);
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::unheard(to, session, now.saturating_sub(within)),
        AnyConnection::Postgres(to) => postgres::jobs::unheard(to, session, within),
    }
}

/// Ends every lease.
pub(crate) fn abandon_leases(to: &mut AnyConnection) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::jobs::abandon_leases(to),
        AnyConnection::Postgres(to) => postgres::jobs::abandon_leases(to),
    }
}

/// One more on a user's account. False when that would be too many.
pub(crate) fn charge(to: &mut AnyConnection, charge: &Charge) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::usage::charge(to, charge),
        AnyConnection::Postgres(to) => postgres::usage::charge(to, charge),
    }
}

/// Sets money aside, where no more than `ceiling` is spent and set aside on that day yet.
pub(crate) fn reserve(to: &mut AnyConnection, reservation: &Reservation, ceiling: Money) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::spending::reserve(to, reservation, ceiling),
        AnyConnection::Postgres(to) => postgres::spending::reserve(to, reservation, ceiling),
    }
}

/// Puts what a call cost in the place of what was set aside. False when that was done before, or nothing was.
pub(crate) fn settle(to: &mut AnyConnection, id: Uuid, spent: &Spent) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::spending::settle(to, id, spent),
        AnyConnection::Postgres(to) => postgres::spending::settle(to, id, spent),
    }
}

/// What the calls of an account cost.
pub(crate) fn spent(to: &mut AnyConnection, on: Whose) -> QueryResult<SumRow> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::spending::spent(to, on),
        AnyConnection::Postgres(to) => postgres::spending::spent(to, on),
    }
}

/// Stores a session's head unless it is there. False when it was.
pub(crate) fn insert_session(to: &mut AnyConnection, head: &NewSession) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::sessions::insert(to, head),
        AnyConnection::Postgres(to) => postgres::sessions::insert(to, head),
    }
}

/// The newest numbers of those sessions that are there.
pub(crate) fn heads(to: &mut AnyConnection, sessions: &[SessionId]) -> QueryResult<Vec<(StoredId, i64)>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::sessions::heads(to, sessions),
        AnyConnection::Postgres(to) => postgres::sessions::heads(to, sessions),
    }
}

/// Keeps others from naming or changing an owner's products until the transaction is over.
pub(crate) fn hold_owner(to: &mut AnyConnection, owner: &str) -> QueryResult<()> {
    match to {
        // Nobody else writes meanwhile.
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(to) => postgres::products::hold_owner(to, owner),
    }
}

/// Stores an owner's key unless it is there. False when it was.
pub(crate) fn insert_key(to: &mut AnyConnection, key: &OwnerKey, intent: &str, at: i64) -> QueryResult<bool> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::keys::insert(to, key, intent, at),
        AnyConnection::Postgres(to) => postgres::keys::insert(to, key, intent, at),
    }
}

/// Forgets the oldest keys; returns how many.
pub(crate) fn forget_keys(to: &mut AnyConnection, before: i64, limit: u32) -> QueryResult<usize> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::keys::forget(to, before, limit),
        AnyConnection::Postgres(to) => postgres::keys::forget(to, before, limit),
    }
}

/// Writes what is taken back at once, to see whether anything can be written.
pub(crate) fn probe(to: &mut AnyConnection) -> QueryResult<()> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::probe::probe(to),
        AnyConnection::Postgres(to) => postgres::probe::probe(to),
    }
}

/// The renders of these sessions.
pub(crate) fn renders_of(to: &mut AnyConnection, sessions: &[Id]) -> QueryResult<Vec<RenderRow>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::media::renders_of(to, sessions),
        AnyConnection::Postgres(to) => postgres::media::renders_of(to, sessions),
    }
}

/// Those of these jobs that are renders.
pub(crate) fn renders(to: &mut AnyConnection, jobs: &[Id]) -> QueryResult<Vec<RenderRow>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::media::renders(to, jobs),
        AnyConnection::Postgres(to) => postgres::media::renders(to, jobs),
    }
}

/// Those of these products that live, or have a session.
pub(crate) fn used_products(to: &mut AnyConnection, products: &[Id]) -> QueryResult<Vec<StoredId>> {
    match to {
        AnyConnection::Sqlite(to) => sqlite::media::used_products(to, products),
        AnyConnection::Postgres(to) => postgres::media::used_products(to, products),
    }
}
