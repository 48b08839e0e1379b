//! A real store in memory: it keeps every promise of the ports but to outlive its process.

use adforge_domain::{
    failure::FailureCode,
    ids::{JobId, OwnerId, Seq, SessionId},
    job::{Fence, JobKind},
    message::Message,
    session::{Origin, Session},
    workflow::State,
};
use adforge_ports_runtime::Clock;
use adforge_ports_storage::{
    Append, AppendError, Appended, Claimed, Finish, FinishError, Jobs, Key, Log, NewJob, Sessions, StoreError,
};
use async_trait::async_trait;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use time::OffsetDateTime;

/// A store in memory.
pub struct MemoryStore {
    tables: Mutex<Tables>,
    clock: Arc<dyn Clock>,
}

#[derive(Default)]
struct Tables {
    sessions: BTreeMap<SessionId, Kept>,
    jobs: BTreeMap<JobId, Job>,
}

struct Kept {
    head: Session,
    log: Vec<Message>,
    keys: BTreeMap<String, (Key, JobId)>,
}

struct Job {
    claimed: Claimed,
    lease_until: OffsetDateTime,
    ended: Option<Ended>,
}

#[derive(PartialEq)]
enum Ended {
    Completed,
    Failed,
    Cancelled,
}

impl MemoryStore {
    /// An empty store; leases are told by `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { tables: Mutex::default(), clock }
    }

    /// Each method is one step under this lock, never held across an await.
    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Sessions for MemoryStore {
    async fn create(&self, origin: &Origin) -> Result<(), StoreError> {
        let state = State::new(origin.format, origin.media);
        let head = Session {
            origin: origin.clone(),
            last_seq: 0,
            current_step: state.step,
            selections: state.selections,
            updated_at: origin.created_at,
        };
        self.tables().sessions.insert(origin.id, Kept { head, log: Vec::new(), keys: BTreeMap::new() });
        Ok(())
    }

    async fn session(&self, owner: &OwnerId, id: SessionId) -> Result<Option<Session>, StoreError> {
        let tables = self.tables();
        Ok(tables.sessions.get(&id).filter(|kept| kept.head.origin.owner == *owner).map(|kept| kept.head.clone()))
    }
}

#[async_trait]
impl Log for MemoryStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let until = self.clock.now() + append.job.lease;
        let tables = &mut *self.tables();
        let kept = tables.sessions.get_mut(&append.session).ok_or(AppendError::NotFound)?;
        if let Some(repeated) = repeated(kept, &tables.jobs, append.key.as_ref())? {
            return Ok(repeated);
        }
        if kept.head.last_seq != append.expected {
            return Err(AppendError::Stale);
        }
        let is_turn = append.job.work.kind() == JobKind::Turn;
        let lives = |job: &Job| {
            job.claimed.session == append.session && job.ended.is_none() && job.claimed.work.kind() == JobKind::Turn
        };
        if is_turn && tables.jobs.values().any(lives) {
            return Err(AppendError::TurnRunning);
        }
        let seq = kept.push(append.message);
        if let Some(selections) = append.selections {
            kept.head.selections = selections;
        }
        if let Some(key) = append.key {
            kept.keys.insert(key.key.clone(), (key, append.job.id));
        }
        tables.jobs.insert(append.job.id, job(append.job, append.session, seq, until));
        Ok(Appended::New { seq, fence: 1 })
    }

    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError> {
        let tables = &mut *self.tables();
        let job = tables.jobs.get_mut(&finish.job).filter(|job| job.ended.is_none()).ok_or(FinishError::NotOwner)?;
        if finish.fence.is_some_and(|fence: Fence| fence != job.claimed.fence) {
            return Err(FinishError::NotOwner);
        }
        let kept = tables.sessions.get_mut(&finish.session).ok_or(FinishError::NotOwner)?;
        job.ended = Some(match finish.failure {
            None => Ended::Completed,
            Some(failure) if failure.code == FailureCode::TurnCancelled => Ended::Cancelled,
            Some(_) => Ended::Failed,
        });
        if let Some(step) = finish.delivered {
            kept.head.current_step = step;
        }
        Ok(kept.push(finish.message))
    }

    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        let tables = self.tables();
        let log = tables.sessions.get(&session).map(|kept| kept.log.as_slice()).unwrap_or_default();
        Ok(log.iter().filter(|message| message.seq > after).take(limit as usize).cloned().collect())
    }
}

impl Kept {
    fn push(&mut self, draft: adforge_domain::message::Draft) -> Seq {
        self.head.last_seq += 1;
        self.head.updated_at = draft.at;
        self.log.push(draft.placed(self.head.origin.id, self.head.last_seq));
        self.head.last_seq
    }
}

fn repeated(kept: &Kept, jobs: &BTreeMap<JobId, Job>, key: Option<&Key>) -> Result<Option<Appended>, AppendError> {
    let Some((key, (known, id))) = key.and_then(|key| Some((key, kept.keys.get(&key.key)?))) else { return Ok(None) };
    if known.command != key.command {
        return Err(AppendError::KeyReused);
    }
    Ok(jobs.get(id).map(|job| {
        let Claimed { id, reply, user_seq, .. } = job.claimed;
        Appended::Repeated { job: id, reply, user_seq }
    }))
}

fn job(new: NewJob, session: SessionId, user_seq: Seq, lease_until: OffsetDateTime) -> Job {
    let NewJob { id, owner, reply, work, .. } = new;
    Job {
        claimed: Claimed { id, owner, session, reply, user_seq, work, fence: 1, crashes: 0 },
        lease_until,
        ended: None,
    }
}

#[async_trait]
impl Jobs for MemoryStore {
    async fn claim_due(&self, limit: u32, lease: Duration) -> Result<Vec<Claimed>, StoreError> {
        let now = self.clock.now();
        let mut tables = self.tables();
        let due = tables.jobs.values_mut().filter(|job| job.ended.is_none() && job.lease_until <= now);
        let claim = |job: &mut Job| {
            job.claimed.fence += 1;
            job.claimed.crashes += 1;
            job.lease_until = now + lease;
            job.claimed.clone()
        };
        Ok(due.take(limit as usize).map(claim).collect())
    }

    async fn abandon_leases(&self) -> Result<(), StoreError> {
        self.tables().jobs.values_mut().for_each(|job| job.lease_until = OffsetDateTime::UNIX_EPOCH);
        Ok(())
    }
}
