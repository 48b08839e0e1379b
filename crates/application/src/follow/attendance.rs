//! The rooms that something runs in, until it is worth it to have the bell listened to for them.
//!
//! Most turns are over before anybody elsewhere could say anything about them. What is still under way a moment later is
//! attended, many rooms together.

use super::Room;
use crate::Application;
use std::{
    sync::{Arc, Mutex, PoisonError, atomic::Ordering},
    time::Duration,
};
use tokio::sync::Notify;

/// How long something runs before it is attended. Until then a cancel elsewhere is seen by nobody here; it is looked for
/// when the room is.
const LASTS: Duration = Duration::from_millis(100);

/// Rooms that are to be attended soon.
#[derive(Default)]
pub(crate) struct Attendance {
    waiting: Mutex<Vec<Arc<Room>>>,
    some: Notify,
}

impl Attendance {
    fn expect(&self, room: &Arc<Room>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(Arc::clone(room));
        if waiting.len() == 1 {
            self.some.notify_one();
        }
    }

    fn take(&self) -> Vec<Arc<Room>> {
        std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Application {
    /// Has the bell listened to for a room, if what runs in it lasts.
    pub(crate) fn attend_soon(&self, room: &Arc<Room>) {
        if self.ports.bell.is_none() || room.attended.load(Ordering::Acquire) {
            return;
        }
        if !room.expected.swap(true, Ordering::AcqRel) {
            self.attendance.expect(room);
        }
    }

    /// Attends what lasts, until the process stops.
    pub(super) async fn attend_what_lasts(self: &Arc<Self>) {
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                () = self.attendance.some.notified() => {}
            }
            tokio::time::sleep(LASTS).await;
            let mut rooms = self.attendance.take();
            rooms.iter().for_each(|room| room.expected.store(false, Ordering::Release));
            rooms.retain(|room| room.is_used());
            self.attend_all(rooms).await;
        }
    }
}
