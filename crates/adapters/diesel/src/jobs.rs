//! Jobs as workers and pollers find them.

use crate::{
    DieselStore,
    columns::Id,
    connection::AnyConnection,
    dialect,
    fault::Fault,
    rows::{
        self, Place, id_text,
        job::{End, JobRow},
        json, millis,
    },
    schema::jobs::dsl,
    ways::Again,
};
use adforge_domain::{
    failure::Failure,
    ids::{JobId, MessageId, OwnerId, SessionId},
    job::{Begun, Fence, Job, JobStatus, Outcome},
    order::Orders,
};
use adforge_ports_storage::{Back, Claimed, Due, Jobs, Load, LoneJob, Repeat, StoreError};
use async_trait::async_trait;
use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_types::Bool,
};
use std::time::Duration;

#[async_trait]
impl Jobs for DieselStore {
    async fn enqueue(&self, job: LoneJob) -> Result<(), StoreError> {
        let (work, now, at) = (json(&job.work)?, self.now(), millis(job.at));
        self.write(Again::Safe, move |connection| Ok::<_, Fault>(dialect::enqueue(connection, &job, &work, at, now)?))
            .await
    }

    async fn job(&self, owner: &OwnerId, id: JobId) -> Result<Option<Job>, StoreError> {
        let owner = owner.0.clone();
        self.read(move |connection| {
            let row = dsl::jobs
                .filter(dsl::id.eq(Id(id.0)).and(dsl::user_id.eq(&owner)))
                .select(JobRow::as_select())
                .get_result(connection)
                .optional()?;
            Ok(row.map(Job::try_from).transpose()?)
        })
        .await
    }

    async fn claim_due(&self, due: Due, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        let now = self.now();
        // Twice would claim others: those of the first time wait until their leases run out, and so does whoever asked.
        let claims = self.write(Again::Never, move |connection| {
            Ok::<_, Fault>(dialect::claim_due(connection, due, limit, lease, now)?)
        });
        readable(claims.await?)
    }

    async fn renew(&self, held: &[(JobId, Fence)], lease: Duration) -> Result<Vec<JobId>, StoreError> {
        let (held, now) = (held.to_vec(), self.now());
        self.write(Again::Safe, move |connection| Ok::<_, Fault>(dialect::renew(connection, &held, lease, now)?)).await
    }

    async fn report(&self, id: JobId, fence: Fence, percent: u8) -> Result<(), StoreError> {
        self.write(Again::Safe, move |connection| {
            diesel::update(dsl::jobs.filter(held(id, fence)))
                .set(dsl::percent.eq(i64::from(percent.min(100))))
                .execute(connection)?;
            Ok::<_, Fault>(())
        })
        .await
    }

    async fn order(&self, id: JobId, fence: Fence, orders: Orders) -> Result<bool, StoreError> {
        let orders = (!orders.is_empty()).then(|| json(&orders)).transpose()?;
        self.write(Again::Safe, move |connection| {
            let living = dsl::status.eq("queued").or(dsl::status.eq("processing"));
            let mine = dsl::id.eq(Id(id.0)).and(dsl::fence.eq(i64::from(fence))).and(living);
            let stored =
                diesel::update(dsl::jobs.filter(mine)).set(dsl::provider_order.eq(&orders)).execute(connection)?;
            Ok::<_, Fault>(stored == 1)
        })
        .await
    }

    async fn begun(&self, id: JobId, fence: Fence, begun: &Begun) -> Result<bool, StoreError> {
        let begun = json(begun)?;
        self.write(Again::Safe, move |connection| Ok::<_, Fault>(dialect::begun(connection, (id, fence), &begun)?))
            .await
    }

    async fn give_back(&self, id: JobId, fence: Fence, back: Back) -> Result<bool, StoreError> {
        let now = self.now();
        self.write(Again::Never, move |connection| {
            Ok::<_, Fault>(dialect::give_back(connection, (id, fence), back, now)?)
        })
        .await
    }

    async fn end(&self, id: JobId, fence: Option<Fence>, end: Result<Outcome, Failure>) -> Result<bool, StoreError> {
        let (end, wanted) = (End::of(&end)?, JobStatus::ended(end));
        let again = if fence.is_some() { Again::Safe } else { Again::Never };
        self.write(again, move |connection| {
            let set = (dsl::status.eq(end.status), dsl::outcome.eq(&end.outcome), dsl::failure.eq(&end.failure));
            let lone = dsl::jobs.filter(dsl::session_id.is_null());
            let ended = match fence {
                Some(fence) => match diesel::update(lone.filter(held(id, fence))).set(set).execute(connection)? {
                    0 => usize::from(is_ended_so(connection, id, fence, &wanted)?),
                    ended => ended,
                },
                None => {
                    let living = dsl::status.eq("queued").or(dsl::status.eq("processing"));
                    diesel::update(lone.filter(dsl::id.eq(Id(id.0)).and(living))).set(set).execute(connection)?
                }
            };
            Ok::<_, Fault>(ended == 1)
        })
        .await
    }

    async fn heard(&self, jobs: &[JobId]) -> Result<(), StoreError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let jobs = jobs.to_vec();
        self.write(Again::Safe, move |connection| Ok::<_, Fault>(dialect::heard(connection, &jobs)?)).await
    }

    async fn unheard(&self, session: SessionId, within: Duration) -> Result<Option<Repeat>, StoreError> {
        let now = self.now();
        self.read(move |connection| {
            let Some((job, reply, user_seq)) = dialect::unheard(connection, session, within, now)? else {
                return Ok(None);
            };
            let id = || id_text(&job);
            let at = Place::new("jobs", &id);
            let (reply, user_seq) = (at.uuid(&reply, "reply_id")?, at.number(user_seq, "user_seq")?);
            Ok(Some(Repeat { job: JobId(at.uuid(&job, "id")?), reply: MessageId(reply), user_seq }))
        })
        .await
    }

    async fn load(&self) -> Result<Vec<Load>, StoreError> {
        self.read(|connection| {
            // In the words of the index of what is due, so that what is over is not read.
            // That it is due at all is true of each (to SQLite, where it is a number, any is less than a word), and lets
            // PostgreSQL use the index of what is.
            let unfinished =
                "kind IN ('turn', 'video', 'image') AND status IN ('queued', 'processing') AND due_at <= 'infinity'";
            let rows: Vec<(String, String, i64)> = dsl::jobs
                .filter(sql::<Bool>(unfinished))
                .group_by((dsl::kind, dsl::status))
                .select((dsl::kind, dsl::status, count_star()))
                .load(connection)?;
            let load = rows.into_iter().map(|(kind, status, jobs)| {
                let id = || format!("{kind} {status}");
                let at = Place::new("jobs", &id);
                Ok(Load {
                    kind: at.word(&kind, "kind")?,
                    runs: status == "processing",
                    jobs: at.number(jobs, "count")?,
                })
            });
            load.collect()
        })
        .await
    }

    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.write(Again::Safe, |connection| Ok::<_, Fault>(dialect::abandon_leases(connection)?)).await
    }
}

/// The job while its claim is worth something.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(id: JobId, fence: Fence) -> _ {
    let (id, fence): (Id, i64) = (Id(id.0), i64::from(fence));
    dsl::id.eq(id).and(dsl::status.eq("processing")).and(dsl::fence.eq(fence))
}

/// Whether a job outside a session was ended by this very end, under this claim: its answer may have been lost.
fn is_ended_so(connection: &mut AnyConnection, id: JobId, fence: Fence, wanted: &JobStatus) -> Result<bool, Fault> {
    let ended = dsl::session_id.is_null().and(dsl::id.eq(Id(id.0))).and(dsl::fence.eq(i64::from(fence)));
    let row = dsl::jobs.filter(ended).select(JobRow::as_select()).get_result(connection).optional()?;
    let status = row.map(Job::try_from).transpose()?.map(|job| job.status);
    Ok(status.as_ref() == Some(wanted))
}

/// One job that can't be read must not hold up the others: it is told of, and left to its lease.
fn readable(rows: Vec<rows::job::ClaimedRow>) -> Result<Vec<Claimed>, StoreError> {
    let (mut claimed, mut broken) = (Vec::with_capacity(rows.len()), None);
    for row in rows {
        match rows::job::claimed(row) {
            Ok(job) => claimed.push(job),
            Err(error) => {
                tracing::error!(%error, "a job can't be read");
                broken = Some(error);
            }
        }
    }
    match broken {
        Some(error) if claimed.is_empty() => Err(error),
        _ => Ok(claimed),
    }
}
