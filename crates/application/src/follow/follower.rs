//! One follower: every durable message after a number, once and in order, and the progress of the turn under way.

use super::hub::{Live, Topic};
use crate::{Application, Refusal};
use adforge_domain::{
    event::Event,
    ids::{MessageId, OwnerId, Seq, SessionId},
    message::{Body, Message},
};
use std::{collections::VecDeque, sync::Arc};
use tokio::sync::watch;

/// How many messages are read at once; what is read waits here, so this bounds a follower.
const PAGE: u32 = 50;

/// A follower of a session. It never misses a message and never gets one twice; progress it may miss.
pub struct Follower {
    application: Arc<Application>,
    session: SessionId,
    topic: Arc<Topic>,
    bell: watch::Receiver<u64>,
    sent: Seq,
    /// The newest message when following began: up to it there is history only, not the comings and goings of turns.
    history: Seq,
    /// The turn under way, by the message that will end it, and what of its progress was taken.
    turn: Option<MessageId>,
    live: Option<(Arc<Live>, usize)>,
    waiting: VecDeque<Event>,
}

impl Application {
    /// Follows an owner's session from after a message's number (0: from the beginning).
    ///
    /// # Errors
    /// No such session, or the store could not.
    pub async fn follow(
        self: &Arc<Self>,
        owner: &OwnerId,
        session: SessionId,
        after: Seq,
    ) -> Result<Follower, Refusal> {
        // First the bell, then the log: what is committed in between rings.
        let topic = self.hub.topic(session);
        let mut bell = topic.listen();
        bell.mark_changed();
        let (_, state) = self.state(owner, session).await?;
        let mut waiting = VecDeque::new();
        // Whoever resumes behind the question of a turn that still runs is told that it does.
        if let Some(running) = state.running.as_ref().filter(|running| running.user_seq <= after) {
            waiting.push_back(Event::Started { reply: running.reply, user: running.user, seq: running.user_seq });
        }
        Ok(Follower {
            application: Arc::clone(self),
            session,
            topic,
            bell,
            sent: after.min(state.seq),
            history: state.seq,
            turn: state.running.map(|running| running.reply),
            live: None,
            waiting,
        })
    }
}

impl Follower {
    /// The next event; waits for it. Dropping this future loses nothing.
    ///
    /// # Errors
    /// The store could not; calling again goes on where it was.
    pub async fn next(&mut self) -> Result<Event, Refusal> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(event);
            }
            // The topic is held here, so its bell can't be gone.
            if self.bell.has_changed().unwrap_or(false) {
                self.bell.borrow_and_update();
            } else if self.bell.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
            let page = self.application.store.after(self.session, self.sent, PAGE).await;
            if page.is_err() {
                self.bell.mark_changed();
            }
            self.take(page?);
        }
    }

    /// All that was told before the messages of `page` were committed goes before them.
    fn take(&mut self, page: Vec<Message>) {
        if page.len() == PAGE as usize {
            self.bell.mark_changed();
        }
        if page.is_empty() {
            self.hear();
        }
        for message in page {
            if message.seq <= self.sent {
                continue;
            }
            self.hear();
            self.sent = message.seq;
            self.pass_on(message);
        }
    }

    fn pass_on(&mut self, message: Message) {
        let (id, seq, live) = (message.id, message.seq, message.seq > self.history);
        let started = match &message.body {
            Body::User(user) => user.calls.as_ref().map(|call| call.reply),
            _ => None,
        };
        let completes = matches!(message.body, Body::Ai(_));
        self.waiting.push_back(Event::Message(Arc::new(message)));
        if let Some(reply) = started.filter(|reply| live || self.turn == Some(*reply)) {
            self.waiting.push_back(Event::Started { reply, user: id, seq });
            (self.turn, self.live) = (Some(reply), None);
        }
        if self.turn == Some(id) {
            (self.turn, self.live) = (None, None);
        }
        if completes && live {
            self.waiting.push_back(Event::Completed { reply: id });
        }
    }

    /// Takes what the running turn has told since the last time, once its question was passed on.
    fn hear(&mut self) {
        let Some(turn) = self.turn else { return };
        let present = self.topic.live().filter(|live| live.reply == turn && live.user_seq <= self.sent);
        // A turn that was taken up again has a new present, and tells its cards again from the first.
        if let Some(present) = present
            && !self.live.as_ref().is_some_and(|(live, _)| Arc::ptr_eq(live, &present))
        {
            self.live = Some((present, 0));
        }
        let Some((live, heard)) = &mut self.live else { return };
        for progress in live.after(*heard) {
            *heard += 1;
            self.waiting.push_back(Event::Progress { reply: live.reply, progress });
        }
    }
}
