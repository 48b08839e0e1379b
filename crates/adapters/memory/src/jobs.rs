//! Jobs as workers and pollers find them.

use crate::{MemoryStore, tables::Stored};
use adforge_domain::{
    failure::Failure,
    ids::{JobId, OwnerId, SessionId},
    job::{Begun, Fence, Job, JobStatus, Outcome},
    order::Orders,
};
use adforge_ports_storage::{Back, Claimed, Due, Jobs, Load, LoneJob, Repeat, StoreError};
use async_trait::async_trait;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use time::OffsetDateTime;

#[async_trait]
impl Jobs for MemoryStore {
    async fn enqueue(&self, job: LoneJob) -> Result<(), StoreError> {
        let due_at = self.clock.now();
        let LoneJob { id, owner, work, at } = job;
        let job = Job {
            id,
            owner,
            session: None,
            reply: None,
            work,
            status: JobStatus::Queued,
            created_at: at,
            attempts: 0,
            crashes: 0,
            orders: Orders::default(),
        };
        self.tables().jobs.entry(id).or_insert(Stored {
            job,
            place: None,
            fence: 0,
            due_at,
            awaited: false,
            begun: Begun::default(),
        });
        Ok(())
    }

    async fn job(&self, owner: &OwnerId, id: JobId) -> Result<Option<Job>, StoreError> {
        Ok(self.tables().jobs.get(&id).map(|stored| &stored.job).filter(|job| job.owner == *owner).cloned())
    }

    async fn claim_due(&self, due: Due, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        let now = self.clock.now();
        let jobs = &mut self.tables().jobs;
        let wanted = |stored: &&Stored| {
            let is_render = stored.job.work.kind().is_render();
            is_render == (due == Due::Renders) && !stored.job.status.is_over() && stored.due_at <= now
        };
        let mut waiting: Vec<_> =
            jobs.values().filter(wanted).map(|stored| (stored.job.created_at, stored.job.id)).collect();
        waiting.sort();
        // Each owner's oldest come first, so that a hundred of one don't hold up another's first.
        let mut places: BTreeMap<OwnerId, u32> = BTreeMap::new();
        let mut fair: Vec<_> = waiting
            .into_iter()
            .filter_map(|(at, id)| {
                let place = places.entry(jobs.get(&id)?.job.owner.clone()).or_default();
                *place += 1;
                Some((*place, jobs.get(&id)?.due_at, at, id))
            })
            .collect();
        fair.sort();
        let waits = fair.split_off(fair.len().min(limit as usize));
        let claimed: Vec<_> = fair.iter().filter_map(|(.., id)| Some(claim(jobs.get_mut(id)?, now + lease))).collect();
        // Whoever was served queues behind those who have waited since.
        let mut served: BTreeSet<OwnerId> = claimed.iter().map(|claim| claim.owner.clone()).collect();
        for (.., id) in waits {
            if let Some(next) = jobs.get_mut(&id).filter(|next| served.remove(&next.job.owner)) {
                next.due_at = now;
            }
        }
        Ok(claimed)
    }

    async fn renew(&self, held: &[(JobId, Fence)], lease: Duration) -> Result<Vec<JobId>, StoreError> {
        let until = self.clock.now() + lease;
        let jobs = &mut self.tables().jobs;
        let lost = held.iter().filter(|(id, fence)| {
            let stored = jobs.get_mut(id).filter(|stored| stored.is_held(*fence));
            stored.map(|stored| stored.due_at = until).is_none()
        });
        Ok(lost.map(|(id, _)| *id).collect())
    }

    async fn report(&self, id: JobId, fence: Fence, percent: u8) -> Result<(), StoreError> {
        if let Some(stored) = self.tables().jobs.get_mut(&id).filter(|stored| stored.is_held(fence)) {
            stored.job.status = JobStatus::Processing { fence, percent: percent.min(100) };
        }
        Ok(())
    }

    async fn order(&self, id: JobId, fence: Fence, orders: Orders) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let mine = tables.jobs.get_mut(&id).filter(|stored| stored.fence == fence && !stored.job.status.is_over());
        Ok(mine.map(|stored| stored.job.orders = orders).is_some())
    }

    async fn begun(&self, id: JobId, fence: Fence, begun: &Begun) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let mine = tables.jobs.get_mut(&id).filter(|stored| stored.is_held(fence));
        Ok(mine.map(|stored| stored.begun = begun.clone()).is_some())
    }

    async fn give_back(&self, id: JobId, fence: Fence, back: Back) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let mut tables = self.tables();
        let Some(stored) = tables.jobs.get_mut(&id).filter(|stored| stored.is_held(fence)) else { return Ok(false) };
        stored.job.status = JobStatus::Queued;
        match back {
            Back::Failed(wait) => {
                stored.job.attempts += 1;
                stored.due_at = now + wait;
            }
            Back::Stopping => stored.due_at = now,
        }
        Ok(true)
    }

    async fn end(&self, id: JobId, fence: Option<Fence>, end: Result<Outcome, Failure>) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let lone = tables.jobs.get_mut(&id).filter(|stored| stored.place.is_none());
        // This very end may have been told before, and its answer lost.
        if lone.as_ref().is_some_and(|it| Some(it.fence) == fence && it.job.status == JobStatus::ended(end.clone())) {
            return Ok(true);
        }
        let mine = lone.filter(|stored| match fence {
            Some(fence) => stored.is_held(fence),
            None => !stored.job.status.is_over(),
        });
        Ok(mine.map(|stored| stored.job.status = JobStatus::ended(end)).is_some())
    }

    async fn heard(&self, jobs: &[JobId]) -> Result<(), StoreError> {
        let mut tables = self.tables();
        jobs.iter().for_each(|id| {
            if let Some(stored) = tables.jobs.get_mut(id) {
                stored.awaited = false;
            }
        });
        Ok(())
    }

    async fn unheard(&self, session: SessionId, within: Duration) -> Result<Option<Repeat>, StoreError> {
        let since = self.clock.now() - within;
        let tables = self.tables();
        let unheard = tables.jobs.values().filter(|it| it.awaited && it.job.status.is_over() && it.due_at >= since);
        let places =
            unheard.filter_map(|it| it.place.filter(|place| place.session == session).map(|at| (it.job.id, at)));
        let newest = places.max_by_key(|(_, place)| place.user_seq);
        Ok(newest.map(|(job, place)| Repeat { job, reply: place.reply, user_seq: place.user_seq }))
    }

    async fn load(&self) -> Result<Vec<Load>, StoreError> {
        let mut load: Vec<Load> = Vec::new();
        for job in self.tables().jobs.values().map(|stored| &stored.job).filter(|job| !job.status.is_over()) {
            let (kind, runs) = (job.work.kind(), job.status != JobStatus::Queued);
            match load.iter_mut().find(|one| (one.kind, one.runs) == (kind, runs)) {
                Some(one) => one.jobs += 1,
                None => load.push(Load { kind, runs, jobs: 1 }),
            }
        }
        Ok(load)
    }

    async fn abandon_leases(&self) -> Result<(), StoreError> {
        let mut tables = self.tables();
        let leased = tables.jobs.values_mut().filter(|it| matches!(it.job.status, JobStatus::Processing { .. }));
        leased.for_each(|stored| stored.due_at = OffsetDateTime::UNIX_EPOCH);
        Ok(())
    }
}

fn claim(stored: &mut Stored, until: OffsetDateTime) -> Claimed {
    stored.fence += 1;
    stored.due_at = until;
    let job = &mut stored.job;
    job.crashes += u32::from(matches!(job.status, JobStatus::Processing { .. }));
    job.status = JobStatus::Processing { fence: stored.fence, percent: 0 };
    Claimed {
        id: job.id,
        owner: job.owner.clone(),
        place: stored.place,
        work: job.work.clone(),
        fence: stored.fence,
        attempts: job.attempts,
        crashes: job.crashes,
        orders: job.orders.clone(),
        begun: stored.begun.clone(),
    }
}
