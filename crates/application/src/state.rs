//! A session's head and state: from its room, else from its row, its snapshot and its log.

use crate::{
    Application, Refusal,
    copies::StateCopy,
    follow::{Head, Room},
    seal::{seal, unseal},
};
use adforge_domain::{
    ids::{OwnerId, Seq, SessionId},
    session::{Origin, Session},
    workflow::State,
};
use adforge_ports_storage::{Snapshot, StoreError};
use std::sync::Arc;
use time::Duration;

/// How many messages are read at once.
const PAGE: u32 = 200;

impl Application {
    /// An owner's session as it stands.
    pub(crate) async fn head(&self, owner: &OwnerId, id: SessionId) -> Result<Head, Refusal> {
        let Some((room, head)) = self.rooms.known(id).and_then(|room| Some((Arc::clone(&room), room.head()?))) else {
            return self.refreshed(owner, id).await;
        };
        if head.origin.owner != *owner {
            return Err(Refusal::SessionNotFound);
        }
        if !self.ports.store.is_shared() {
            return Ok(head);
        }
        // Another process may have added to the log: what is known here decides nothing unless it is all there is.
        let newest = self.ports.store.heads(&[id]).await?.first().map(|(_, seq)| *seq);
        match newest {
            None => Err(Refusal::SessionNotFound),
            Some(newest) if newest <= head.state.seq => Ok(head),
            Some(newest) => {
                room.hears_of(newest);
                self.catch_up(&room).await;
                match room.head().filter(|head| head.state.seq >= newest) {
                    Some(head) => Ok(head),
                    None => self.refreshed(owner, id).await,
                }
            }
        }
    }

    /// A session as it stands, or stood after this message: for those who know that it is no older.
    pub(crate) async fn head_since(&self, owner: &OwnerId, id: SessionId, seq: Seq) -> Result<Head, Refusal> {
        match self.known_head(owner, id).filter(|head| head.state.seq >= seq) {
            Some(head) => Ok(head),
            None => self.head(owner, id).await,
        }
    }

    /// What is known here of an owner's session; the log may be further.
    pub(crate) fn known_head(&self, owner: &OwnerId, id: SessionId) -> Option<Head> {
        self.rooms.known(id).and_then(|room| room.head()).filter(|head| head.origin.owner == *owner)
    }

    /// The same, read anew: the log has grown behind what the room knows.
    pub(crate) async fn refreshed(&self, owner: &OwnerId, id: SessionId) -> Result<Head, Refusal> {
        // The room is there before the store is read: what is committed meanwhile finds it, and nothing falls between.
        let room = self.rooms.room(id);
        let read = self.read_head(owner, id).await;
        match &read {
            Ok(head) => room.learn(head),
            Err(_) => self.rooms.forget_unused(&room),
        }
        read
    }

    async fn read_head(&self, owner: &OwnerId, id: SessionId) -> Result<Head, Refusal> {
        let session = self.ports.store.session(owner, id).await?.ok_or(Refusal::SessionNotFound)?;
        self.load(session).await
    }

    /// The room of a session that was just made.
    pub(crate) fn open_room(&self, origin: Origin, state: State) -> Arc<Room> {
        let room = self.rooms.room(origin.id);
        let updated_at = origin.created_at;
        room.learn(&Head { origin: Arc::new(origin), state: Arc::new(state), updated_at, snapshot: 0 });
        self.rooms.prune();
        room
    }

    async fn load(&self, session: Session) -> Result<Head, Refusal> {
        let id = session.origin.id;
        let StateCopy { mut state, snapshot } = self.copied(&session).await?;
        let mut updated_at = session.updated_at;
        while state.seq < session.last_seq {
            let page = self.ports.store.after(id, state.seq, PAGE).await?;
            let Some(last) = page.last() else {
                let what = format!("the log ends at {} and not at {}", state.seq, session.last_seq);
                return Err(StoreError::Corrupt { table: "chat_messages", id: id.to_string(), what }.into());
            };
            updated_at = updated_at.max(last.at);
            page.iter().for_each(|message| Arc::make_mut(&mut state).apply(message));
        }
        Ok(Head { origin: Arc::new(session.origin), state, updated_at, snapshot })
    }

    /// A session's state as the newest copy has it that the log reaches; else as it was at first.
    async fn copied(&self, session: &Session) -> Result<StateCopy, Refusal> {
        let (id, newest) = (session.origin.id, session.last_seq);
        if newest > 0 {
            if let Some(copy) = self.shared_state(id, newest).await {
                return Ok(copy);
            }
            if let Some(copy) = self.ports.store.snapshot(id).await?.filter(|copy| copy.seq <= newest) {
                match unseal::<State>(id, copy.state.as_bytes()) {
                    Ok(state) if state.seq == copy.seq => {
                        return Ok(StateCopy { snapshot: copy.seq, state: Arc::new(state) });
                    }
                    read => {
                        let damage = read.err().map(tracing::field::display);
                        tracing::warn!(session = %id, seq = copy.seq, damage, "a damaged snapshot is passed over");
                    }
                }
            }
        }
        let state = State::new(session.origin.format, session.origin.media);
        Ok(StateCopy { snapshot: 0, state: Arc::new(state) })
    }

    /// A copy of the state, where one is due.
    pub(crate) fn snapshot(&self, head: &Head) -> Option<Snapshot> {
        let due = head.state.seq >= head.snapshot + self.limits.snapshot_every;
        let state = due.then(|| seal(head.origin.id, head.state.as_ref())).flatten()?;
        Some(Snapshot { seq: head.state.seq, state })
    }

    /// Whether a session takes new turns no more.
    pub(crate) fn has_expired(&self, head: &Head) -> bool {
        let ttl = self.limits.session_ttl.and_then(|ttl| Duration::try_from(ttl).ok());
        ttl.is_some_and(|ttl| self.ports.clock.now() >= head.updated_at + ttl)
    }
}
