//! What other processes do in a session: heard by the bell, and looked for where it may have been missed.
//!
//! The log stays the truth. A signal only says that there is something to read, and progress is passed on as it comes.

use super::{Live, Over, Room};
use crate::Application;
use adforge_domain::{
    ids::{JobId, MessageId, Seq, SessionId},
    message::{Body, Message},
};
use adforge_ports_runtime::{Heard, Signal, Word};
use futures_util::future::join_all;
use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::MissedTickBehavior;

/// How many messages are read at once.
const PAGE: u32 = 50;
/// How often the logs of all sessions that are followed here are looked at while no bell rings.
const LOOKS: Duration = Duration::from_secs(1);
/// With a bell, only every so many looks: it may have lost something without knowing.
const TRUSTS: u32 = 5;

impl Application {
    /// Takes messages that were committed here, and wakes whoever follows, also elsewhere.
    pub(crate) fn committed(&self, room: &Room, messages: Vec<Message>, snapshot: Option<Seq>) {
        let Some(last) = messages.last() else { return };
        let (seq, is_end) = (last.seq, !matches!(last.body, Body::User(_)));
        room.committed(messages, snapshot);
        if let Some(bell) = &self.ports.bell {
            bell.ring(room.session, Signal::Grown { seq });
        }
        if is_end {
            self.share_state(room, seq);
        }
    }

    /// Tells everybody that a session is gone.
    pub(crate) fn erased(&self, session: SessionId) {
        self.gone(session);
        if let Some(bell) = &self.ports.bell {
            bell.ring(session, Signal::Erased);
        }
        self.forget_shared_state(session);
    }

    fn gone(&self, session: SessionId) {
        self.leases.stop_session(session);
        if let Some(room) = self.rooms.known(session) {
            room.close(Over::Erased);
        }
        self.rooms.forget(session);
    }

    /// Has the bell listened to for a room that somebody follows or works in, and looks for what it can't tell: what
    /// came before.
    pub(crate) fn attend(self: &Arc<Self>, room: &Arc<Room>) {
        if self.ports.bell.is_none() || room.attended.load(Ordering::Acquire) {
            return;
        }
        let (application, room) = (Arc::clone(self), Arc::clone(room));
        drop(self.spawn(async move { application.attend_all(vec![room]).await }));
    }

    /// The same for many, in one read.
    pub(super) async fn attend_all(self: &Arc<Self>, mut rooms: Vec<Arc<Room>>) {
        let Some(bell) = &self.ports.bell else { return };
        rooms.retain(|room| !room.attended.swap(true, Ordering::AcqRel));
        join_all(rooms.iter().map(|room| bell.listen(room.session))).await;
        self.look(rooms.iter().map(|room| room.session)).await;
        for room in &rooms {
            let runs = room.head().map(|head| head.state.running.iter().map(|it| it.reply).collect::<Vec<_>>());
            for reply in runs.unwrap_or_default() {
                self.join(room, reply).await;
            }
        }
    }

    /// What somebody who follows from now on has to know of a run elsewhere.
    pub(crate) async fn join(&self, room: &Arc<Room>, reply: MessageId) {
        let Some(bell) = &self.ports.bell else { return };
        if room.lives().iter().any(|live| live.reply == reply && !live.is_elsewhere()) {
            return;
        }
        for word in bell.told(room.session, reply).await {
            let Word { at, progress, .. } = word.clone();
            if let Some(live) = of_elsewhere(room, &word) {
                live.tell_at(at, progress, true);
            }
        }
    }

    /// Hears what other processes tell, and looks now and then, until the process stops.
    pub(crate) async fn hear(self: &Arc<Self>) {
        if !self.ports.store.is_shared() {
            return;
        }
        tokio::join!(self.listen(), self.look_now_and_then(), self.attend_what_lasts());
    }

    async fn listen(self: &Arc<Self>) {
        let Some(bell) = &self.ports.bell else { return };
        loop {
            let heard = tokio::select! {
                () = self.stopping.cancelled() => return,
                heard = bell.hear() => heard,
            };
            match heard {
                Heard::Gap => self.look(self.followed()).await,
                Heard::Signal(session, signal) => self.heard(session, signal),
            }
        }
    }

    fn heard(self: &Arc<Self>, session: SessionId, signal: Signal) {
        let Some(room) = self.rooms.known(session) else { return };
        match signal {
            Signal::Erased => self.gone(session),
            Signal::Grown { seq } => self.grown(&room, seq),
            Signal::Told(word) => {
                let Some(live) = of_elsewhere(&room, &word) else { return };
                if !live.tell_at(word.at, Arc::clone(&word.progress), false) {
                    let application = Arc::clone(self);
                    drop(self.spawn(async move { application.join(&room, word.reply).await }));
                }
            }
        }
    }

    async fn look_now_and_then(self: &Arc<Self>) {
        let mut ticks = tokio::time::interval(LOOKS);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut trusted = 0;
        loop {
            tokio::select! {
                () = self.stopping.cancelled() => return,
                _ = ticks.tick() => {}
            }
            trusted += 1;
            if trusted >= TRUSTS || !self.ports.bell.as_ref().is_some_and(|bell| bell.is_up()) {
                trusted = 0;
                self.look(self.followed()).await;
            }
        }
    }

    /// The sessions that somebody follows or works in here.
    fn followed(&self) -> Vec<SessionId> {
        self.rooms.all().iter().filter(|room| room.is_used()).map(|room| room.session).collect()
    }

    /// Looks whether logs have grown, in one read.
    pub(crate) async fn look(self: &Arc<Self>, sessions: impl IntoIterator<Item = SessionId>) {
        let sessions: Vec<_> = sessions.into_iter().collect();
        if sessions.is_empty() {
            return;
        }
        let heads: HashMap<_, _> = match self.ports.store.heads(&sessions).await {
            Ok(heads) => heads.into_iter().collect(),
            Err(error) => return tracing::warn!(%error, "the logs could not be looked at"),
        };
        for session in sessions {
            match (heads.get(&session), self.rooms.known(session)) {
                (Some(seq), Some(room)) => self.grown(&room, *seq),
                (None, Some(_)) => self.gone(session),
                (_, None) => {}
            }
        }
    }

    /// A log has grown to a number: what isn't known of it is read once, for everybody who follows here.
    fn grown(self: &Arc<Self>, room: &Arc<Room>, seq: Seq) {
        if !room.hears_of(seq) {
            return;
        }
        let (application, room) = (Arc::clone(self), Arc::clone(room));
        drop(self.spawn(async move { application.catch_up(&room).await }));
    }

    /// Reads what the room has only heard of.
    pub(crate) async fn catch_up(&self, room: &Room) {
        while let Some(after) = room.begins_reading() {
            match self.ports.store.after(room.session, after, PAGE).await {
                Ok(page) => {
                    page.iter().filter_map(ends).for_each(|job| self.leases.stop(job));
                    room.has_read(&page);
                    room.committed(page, None);
                }
                Err(error) => {
                    tracing::warn!(session = %room.session, %error, "a log that has grown could not be read");
                    // It is looked at again, soon.
                    room.has_read(&[]);
                    return;
                }
            }
        }
    }
}

/// The job that a message ended.
fn ends(message: &Message) -> Option<JobId> {
    match &message.body {
        Body::Ai(delivered) => delivered.job,
        Body::Failed(failed) => Some(failed.job),
        Body::User(_) => None,
    }
}

/// The present of a run elsewhere; none where it runs here, or is over.
fn of_elsewhere(room: &Arc<Room>, word: &Word) -> Option<Arc<Live>> {
    if room.recent(word.reply).is_some() {
        return None;
    }
    let lives = room.lives();
    let known = lives.iter().filter(|live| live.reply == word.reply && live.runs()).max_by_key(|live| live.fence());
    match known {
        Some(live) if live.fence() > word.fence => None,
        Some(live) if live.fence() == word.fence => live.is_elsewhere().then(|| Arc::clone(live)),
        _ => {
            let live = Arc::new(Live::elsewhere(word, room));
            room.begin(&live);
            Some(live)
        }
    }
}
