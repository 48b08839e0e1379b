//! Jobs as workers find them.

use crate::{
    DieselStore,
    rows::{Place, id_text, millis},
    schema::jobs::dsl,
    writer::Fault,
};
use adforge_domain::ids::{JobId, MessageId, OwnerId, SessionId};
use adforge_ports_storage::{Claimed, Jobs, StoreError};
use async_trait::async_trait;
use diesel::prelude::*;
use std::time::Duration;

type Row = (Vec<u8>, String, Vec<u8>, Vec<u8>, i64, String, i32, i32);

#[async_trait]
impl Jobs for DieselStore {
    async fn claim_due(&self, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        let now = millis(self.clock.now());
        let until = now.saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
        self.writer
            .write(move |connection| {
                let due: Vec<Vec<u8>> = dsl::jobs
                    .filter(dsl::status.eq("processing").and(dsl::lease_until.le(now)))
                    .order(dsl::lease_until)
                    .limit(i64::from(limit))
                    .select(dsl::id)
                    .load(connection)?;
                let rows: Vec<Row> = diesel::update(dsl::jobs.filter(dsl::id.eq_any(due)))
                    .set((dsl::fence.eq(dsl::fence + 1), dsl::crashes.eq(dsl::crashes + 1), dsl::lease_until.eq(until)))
                    .returning((
                        dsl::id,
                        dsl::user_id,
                        dsl::session_id,
                        dsl::reply_id,
                        dsl::user_seq,
                        dsl::work,
                        dsl::fence,
                        dsl::crashes,
                    ))
                    .get_results(connection)?;
                rows.into_iter().map(claimed).collect::<Result<_, _>>().map_err(Fault::Refused)
            })
            .await
    }

    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.writer
            .write(move |connection| {
                diesel::update(dsl::jobs.filter(dsl::status.eq("processing")))
                    .set(dsl::lease_until.eq(0))
                    .execute(connection)?;
                Ok::<_, Fault<StoreError>>(())
            })
            .await
    }
}

fn claimed((id, owner, session, reply, user_seq, work, fence, crashes): Row) -> Result<Claimed, StoreError> {
    let at = Place { table: "jobs", id: id_text(&id) };
    Ok(Claimed {
        id: JobId(at.uuid(&id, "id")?),
        owner: OwnerId(owner),
        session: SessionId(at.uuid(&session, "session_id")?),
        reply: MessageId(at.uuid(&reply, "reply_id")?),
        user_seq: at.number(user_seq, "user_seq")?,
        work: at.json(&work, "work")?,
        fence: at.number(i64::from(fence), "fence")?,
        crashes: at.number(i64::from(crashes), "crashes")?,
    })
}
