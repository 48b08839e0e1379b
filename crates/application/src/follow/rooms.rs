//! The sessions that are alive in this process.

use super::Room;
use adforge_domain::ids::SessionId;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A room, and when it was last asked for, counted in questions.
struct Used {
    room: Arc<Room>,
    at: u64,
}

impl Used {
    /// Whether nobody but the map has it, and nothing runs in it.
    fn is_idle(&self) -> bool {
        Arc::strong_count(&self.room) == 1 && !self.room.is_busy()
    }
}

#[derive(Default)]
struct Known {
    /// By ids of our making, which nobody can choose so that they collide.
    rooms: FxHashMap<SessionId, Used>,
    /// How often a room was asked for.
    asked: u64,
}

/// The sessions that are alive in this process.
pub(crate) struct Rooms {
    known: Mutex<Known>,
    /// How many that nobody uses are kept.
    idle: usize,
}

impl Rooms {
    pub(crate) fn new(idle: usize) -> Self {
        Self { known: Mutex::default(), idle }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session's room, made when it isn't there.
    pub(crate) fn room(&self, session: SessionId) -> Arc<Room> {
        let mut known = self.lock();
        known.asked += 1;
        let at = known.asked;
        let used = known.rooms.entry(session).or_insert_with(|| Used { room: Arc::new(Room::new(session)), at });
        used.at = at;
        Arc::clone(&used.room)
    }

    /// A session's room, if it is alive here.
    pub(crate) fn known(&self, session: SessionId) -> Option<Arc<Room>> {
        let mut known = self.lock();
        known.asked += 1;
        let at = known.asked;
        let used = known.rooms.get_mut(&session)?;
        used.at = at;
        Some(Arc::clone(&used.room))
    }

    /// Forgets a session that was erased. Whoever follows it keeps the room until they have seen it.
    pub(crate) fn forget(&self, session: SessionId) {
        self.lock().rooms.remove(&session);
    }

    /// Forgets a room that was made for a session that can't be read, unless somebody else is in it.
    pub(crate) fn forget_unused(&self, room: &Arc<Room>) {
        let mut known = self.lock();
        // One is the map's, one the caller's.
        let is_this = |used: &Used| Arc::ptr_eq(&used.room, room) && Arc::strong_count(room) == 2;
        if known.rooms.get(&room.session).is_some_and(is_this) {
            known.rooms.remove(&room.session);
        }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<Arc<Room>> {
        self.lock().rooms.values().map(|used| Arc::clone(&used.room)).collect()
    }

    /// Forgets the rooms that nobody has used for longest, once there are many: a quarter at a time, since each is looked at
    /// for that.
    pub(crate) fn prune(&self) {
        let mut known = self.lock();
        let spare = known.rooms.len().saturating_sub(self.idle);
        if spare <= self.idle / 4 {
            return;
        }
        let mut idle: Vec<u64> = known.rooms.values().filter(|used| used.is_idle()).map(|used| used.at).collect();
        let spare = spare.min(idle.len());
        let Some(last) = spare.checked_sub(1) else { return };
        let (_, newest, _) = idle.select_nth_unstable(last);
        let newest = *newest;
        known.rooms.retain(|_, used| used.at > newest || !used.is_idle());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::Live;
    use adforge_domain::ids::MessageId;
    use adforge_ports_storage::Place;
    use uuid::Uuid;

    #[test]
    fn the_rooms_that_were_used_last_are_kept_and_those_that_somebody_is_in() {
        let rooms = Rooms::new(8);
        let sessions: Vec<_> = (0..13).map(|n| SessionId(Uuid::from_u128(n))).collect();
        let held = rooms.room(sessions[0]);
        let place = Place { session: sessions[1], reply: MessageId(Uuid::nil()), user_seq: 1 };
        let running = rooms.room(sessions[1]);
        running.begin(&Arc::new(Live::new(place, 1, &running, None)));
        drop(running);
        sessions.iter().for_each(|session| drop(rooms.room(*session)));
        drop(rooms.known(sessions[2]));
        drop(rooms.room(sessions[3]));
        rooms.prune();
        let kept: Vec<_> = sessions.iter().map(|session| rooms.lock().rooms.contains_key(session)).collect();
        let forgotten: Vec<_> = (0..13).filter(|n| !kept[*n]).collect();
        assert_eq!(forgotten, [4, 5, 6, 7, 8], "{}", held.session);
    }
}
