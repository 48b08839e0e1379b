//! A session's log.

use crate::{
    MemoryStore,
    tables::{Kept, Stored, Tables},
};
use adforge_domain::{
    ids::{CardId, CardKind, Seq, SessionId},
    job::{Begun, Job, JobStatus},
    message::{Body, Message},
    order::Orders,
    text::fold_name,
    workflow::{Lookup, Pick},
};
use adforge_ports_storage::{
    Append, AppendError, Appended, Finish, FinishError, Key, Log, NewJob, Place, Repeat, StoreError,
};
use async_trait::async_trait;
use time::OffsetDateTime;

#[async_trait]
impl Log for MemoryStore {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let now = self.clock.now();
        let tables = &mut *self.tables();
        let kept = tables.sessions.get(&append.session).ok_or(AppendError::NotFound)?;
        if let Some(repeat) = repeated(kept, append.key.as_ref())? {
            return Ok(Appended::Repeated(repeat));
        }
        may_append(tables, kept, &append)?;
        // The last thing that can be refused, since it changes something.
        if append.charge.as_ref().is_some_and(|charge| !tables.charge(charge)) {
            return Err(AppendError::Charged);
        }
        Ok(Appended::New(write(tables, append, now)))
    }

    async fn finish(&self, finish: Finish) -> Result<Seq, FinishError> {
        let now = self.clock.now();
        let tables = &mut *self.tables();
        // This very end may have been told before, and its answer lost.
        let log = tables.sessions.get(&finish.session).map(|kept| kept.log.as_slice()).unwrap_or_default();
        let end = finish.message.clone();
        if let Some(told) = log.iter().rev().find(|told| (told.id, told.at, &told.body) == (end.id, end.at, &end.body))
        {
            return Ok(told.seq);
        }
        let stored = tables.jobs.get_mut(&finish.job).filter(|stored| stored.job.session == Some(finish.session));
        let stored = stored.filter(|stored| match finish.fence {
            Some(fence) => stored.is_held(fence),
            None => !stored.job.status.is_over(),
        });
        let stored = stored.ok_or(FinishError::NotOwner)?;
        let kept = tables.sessions.get_mut(&finish.session).ok_or(FinishError::NotOwner)?;
        stored.job.status = JobStatus::ended(finish.end);
        stored.due_at = now;
        if let Some(step) = finish.delivered {
            kept.head.current_step = step;
        }
        let newer = |new: &adforge_ports_storage::Snapshot| kept.snapshot.as_ref().is_none_or(|old| old.seq < new.seq);
        if let Some(snapshot) = finish.snapshot.filter(newer) {
            kept.snapshot = Some(snapshot);
        }
        Ok(kept.push(finish.message))
    }

    async fn after(&self, session: SessionId, after: Seq, limit: u32) -> Result<Vec<Message>, StoreError> {
        let later =
            |log: &[Message]| log.iter().filter(|message| message.seq > after).take(limit as usize).cloned().collect();
        Ok(self.of_log(session, later))
    }

    async fn newest(&self, session: SessionId, limit: u32) -> Result<Vec<Message>, StoreError> {
        let newest = |log: &[Message]| log.iter().skip(log.len().saturating_sub(limit as usize)).cloned().collect();
        Ok(self.of_log(session, newest))
    }

    async fn heads(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, Seq)>, StoreError> {
        let tables = self.tables();
        let head = |id: &SessionId| tables.sessions.get(id).map(|kept| (*id, kept.head.last_seq));
        Ok(sessions.iter().filter_map(head).collect())
    }

    async fn offered(&self, session: SessionId, lookup: &Lookup) -> Result<Option<Message>, StoreError> {
        let is_meant: Box<dyn Fn(&(CardId, &str)) -> bool + Send> = match &lookup.pick {
            Pick::Unknown(_) => return Ok(None),
            Pick::Id(wanted) => Box::new(move |(id, _)| id == wanted),
            Pick::Name(name) => {
                let wanted = fold_name(name);
                Box::new(move |(id, name)| id.kind == lookup.kind && fold_name(name) == wanted)
            }
        };
        let newest = |log: &[Message]| log.iter().rev().find(|message| cards(message).iter().any(&is_meant)).cloned();
        Ok(self.of_log(session, newest))
    }

    async fn cards(&self, session: SessionId, kind: CardKind, limit: u32) -> Result<Vec<(CardId, String)>, StoreError> {
        Ok(self.of_log(session, |log| {
            let mut offered: Vec<_> = log
                .iter()
                .flat_map(cards)
                .filter(|(id, _)| id.kind == kind)
                .map(|(id, name)| (id, name.to_owned()))
                .collect();
            offered.sort_by_key(|(id, _)| std::cmp::Reverse(id.number));
            offered.truncate(limit as usize);
            offered
        }))
    }

    async fn keyed(&self, session: SessionId, key: &str) -> Result<Option<(String, Repeat)>, StoreError> {
        let tables = self.tables();
        let known = tables.sessions.get(&session).and_then(|kept| kept.keys.get(key));
        Ok(known.map(|(key, repeat)| (key.command.clone(), *repeat)))
    }
}

impl MemoryStore {
    /// A session that isn't there has an empty log.
    fn of_log<T>(&self, session: SessionId, read: impl FnOnce(&[Message]) -> T) -> T {
        let tables = self.tables();
        read(tables.sessions.get(&session).map(|kept| kept.log.as_slice()).unwrap_or_default())
    }
}

fn cards(message: &Message) -> Vec<(CardId, &str)> {
    match &message.body {
        Body::Ai(delivered) => delivered.content.cards(),
        Body::User(_) | Body::Failed(_) => Vec::new(),
    }
}

fn repeated(kept: &Kept, key: Option<&Key>) -> Result<Option<Repeat>, AppendError> {
    match key.and_then(|key| Some((key, kept.keys.get(&key.key)?))) {
        None => Ok(None),
        Some((key, (known, _))) if known.command != key.command => Err(AppendError::KeyReused),
        Some((_, (_, repeat))) => Ok(Some(*repeat)),
    }
}

fn may_append(tables: &Tables, kept: &Kept, append: &Append) -> Result<(), AppendError> {
    if kept.head.last_seq != append.expected {
        return Err(AppendError::Stale);
    }
    let mut live = tables.jobs.values().filter(|stored| stored.is_live_turn_of(append.session));
    match (&append.interrupts, live.next()) {
        (Some(interrupt), live) if live.is_none_or(|live| live.job.id != interrupt.job) => Err(AppendError::Stale),
        (None, Some(_)) if !append.job.work.kind().is_render() => Err(AppendError::TurnRunning),
        _ => Ok(()),
    }
}

fn write(tables: &mut Tables, append: Append, now: OffsetDateTime) -> Seq {
    let Some(kept) = tables.sessions.get_mut(&append.session) else { return 0 };
    if let Some(interrupt) = append.interrupts {
        if let Some(stored) = tables.jobs.get_mut(&interrupt.job) {
            stored.job.status = JobStatus::ended(Err(interrupt.failure));
            stored.due_at = now;
        }
        kept.push(interrupt.message);
    }
    let created_at = append.message.at;
    let user_seq = kept.push(append.message);
    if let Some(selections) = append.selections {
        kept.head.selections = selections;
    }
    if let Some(key) = append.key {
        let repeat = Repeat { job: append.job.id, reply: append.job.reply, user_seq };
        kept.keys.insert(key.key.clone(), (key, repeat));
    }
    let place = Place { session: append.session, reply: append.job.reply, user_seq };
    tables.jobs.insert(append.job.id, stored(append.job, place, created_at, now));
    user_seq
}

fn stored(new: NewJob, place: Place, created_at: OffsetDateTime, now: OffsetDateTime) -> Stored {
    let (status, fence, due_at) = match new.lease {
        Some(lease) => (JobStatus::Processing { fence: 1, percent: 0 }, 1, now + lease),
        None => (JobStatus::Queued, 0, now),
    };
    let job = Job {
        id: new.id,
        owner: new.owner,
        session: Some(place.session),
        reply: Some(place.reply),
        work: new.work,
        status,
        created_at,
        attempts: 0,
        crashes: 0,
        orders: Orders::default(),
    };
    Stored { job, place: Some(place), fence, due_at, awaited: new.awaited, begun: Begun::default() }
}
