//! Jobs and who holds them.

use crate::{Broken, Flaw};
use adforge_domain::{
    failure::Failure,
    ids::{JobId, OwnerId, SessionId},
    job::{Begun, Fence, Job, Outcome},
    order::Orders,
};
use adforge_ports_storage::*;
use async_trait::async_trait;
use std::time::Duration;

#[async_trait]
impl Jobs for Broken {
    async fn enqueue(&self, mut job: LoneJob) -> Result<(), StoreError> {
        if self.is(Flaw::LoneJobTwice) && self.0.job(&job.owner, job.id).await?.is_some() {
            job.id = JobId(uuid::Uuid::from_u128(job.id.0.as_u128() + (1 << 40)));
        }
        self.0.enqueue(job).await
    }
    async fn job(&self, owner: &OwnerId, id: JobId) -> Result<Option<Job>, StoreError> {
        self.0.job(owner, id).await
    }
    async fn claim_due(&self, due: Due, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        if self.is(Flaw::NoFairness) && limit < 9 {
            let mut all = self.0.claim_due(due, 1_000, lease).await?;
            all.sort_by_key(|claim| claim.id);
            for extra in all.split_off(all.len().min(limit as usize)) {
                self.0.give_back(extra.id, extra.fence, Back::Stopping).await?;
            }
            return Ok(all);
        }
        let mut claims = self.0.claim_due(due, limit, lease).await?;
        if self.is(Flaw::CrashIsAnAttempt) {
            claims.iter_mut().for_each(|claim| claim.attempts += std::mem::take(&mut claim.crashes));
        }
        Ok(claims)
    }
    async fn renew(&self, held: &[(JobId, Fence)], lease: Duration) -> Result<Vec<JobId>, StoreError> {
        if self.is(Flaw::EternalLease) {
            return Ok(vec![]);
        }
        self.0.renew(held, lease).await
    }
    async fn report(&self, id: JobId, fence: Fence, percent: u8) -> Result<(), StoreError> {
        self.0.report(id, fence, percent).await
    }
    async fn order(&self, id: JobId, fence: Fence, orders: Orders) -> Result<bool, StoreError> {
        if self.is(Flaw::OrderLost) && orders.iter().any(|order| order.reference.is_some()) {
            return Ok(true);
        }
        if self.is(Flaw::AnybodyOrders) && !self.0.order(id, fence, orders.clone()).await? {
            return self.0.order(id, fence + 1, orders).await;
        }
        self.0.order(id, fence, orders).await
    }
    async fn begun(&self, id: JobId, fence: Fence, begun: &Begun) -> Result<bool, StoreError> {
        if self.is(Flaw::BeginningLost) {
            return Ok(true);
        }
        if self.is(Flaw::AnybodyBegins) && !self.0.begun(id, fence, begun).await? {
            return self.0.begun(id, fence + 1, begun).await;
        }
        self.0.begun(id, fence, begun).await
    }
    async fn give_back(&self, id: JobId, fence: Fence, back: Back) -> Result<bool, StoreError> {
        self.0.give_back(id, fence, back).await
    }
    async fn end(&self, id: JobId, fence: Option<Fence>, end: Result<Outcome, Failure>) -> Result<bool, StoreError> {
        self.0.end(id, fence, end).await
    }
    async fn heard(&self, jobs: &[JobId]) -> Result<(), StoreError> {
        if self.is(Flaw::NeverHeard) {
            return Ok(());
        }
        self.0.heard(jobs).await
    }
    async fn unheard(&self, session: SessionId, within: Duration) -> Result<Option<Repeat>, StoreError> {
        let within = if self.is(Flaw::UnheardForEver) { within * 1_000 } else { within };
        self.0.unheard(session, within).await
    }
    async fn load(&self) -> Result<Vec<Load>, StoreError> {
        if self.is(Flaw::NothingCounted) {
            return Ok(vec![]);
        }
        self.0.load().await
    }
    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.0.abandon_leases().await
    }
}
