//! The sessions that are alive in this process.

use super::Room;
use adforge_domain::ids::SessionId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The sessions that are alive in this process.
pub(crate) struct Rooms {
    rooms: Mutex<HashMap<SessionId, Arc<Room>>>,
    /// How many that nobody uses are kept.
    idle: usize,
}

impl Rooms {
    pub(crate) fn new(idle: usize) -> Self {
        Self { rooms: Mutex::default(), idle }
    }

    fn rooms(&self) -> MutexGuard<'_, HashMap<SessionId, Arc<Room>>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session's room, made when it isn't there.
    pub(crate) fn room(&self, session: SessionId) -> Arc<Room> {
        Arc::clone(self.rooms().entry(session).or_insert_with(|| Arc::new(Room::new(session))))
    }

    /// A session's room, if it is alive here.
    pub(crate) fn known(&self, session: SessionId) -> Option<Arc<Room>> {
        self.rooms().get(&session).cloned()
    }

    /// Forgets a session that was erased. Whoever follows it keeps the room until they have seen it.
    pub(crate) fn forget(&self, session: SessionId) {
        self.rooms().remove(&session);
    }

    /// Forgets a room that was made for a session that can't be read, unless somebody else is in it.
    pub(crate) fn forget_unused(&self, room: &Arc<Room>) {
        let mut rooms = self.rooms();
        // One is the map's, one the caller's.
        if rooms.get(&room.session).is_some_and(|known| Arc::ptr_eq(known, room)) && Arc::strong_count(room) == 2 {
            rooms.remove(&room.session);
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        self.rooms().values().cloned().collect()
    }

    /// Forgets rooms that nobody uses, once there are many: an eighth at a time, since each is looked at for that.
    pub(crate) fn prune(&self) {
        let mut rooms = self.rooms();
        let mut spare = rooms.len().saturating_sub(self.idle);
        if spare > self.idle / 8 {
            rooms.retain(|_, room| {
                let kept = spare == 0 || Arc::strong_count(room) > 1 || room.is_busy();
                spare -= usize::from(!kept);
                kept
            });
        }
    }
}
