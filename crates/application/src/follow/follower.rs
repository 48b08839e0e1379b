//! One follower: every durable message after a number, once and in order, and the progress of what runs.

use super::{
    Live, Room,
    live::Word,
    room::{Entry, Over, Since},
};
use crate::Application;
use adforge_domain::{
    event::Event,
    ids::{JobId, MessageId, Seq},
    message::{Body, Call},
    progress::Progress,
};
use adforge_ports_storage::StoreError;
use bytes::Bytes;
use std::{
    collections::VecDeque,
    sync::{Arc, OnceLock},
};

/// How many messages are read at once; what is read waits here, so this bounds a follower.
const PAGE: u32 = 50;

/// Where whoever presents an event keeps its encoding, so that many followers share one.
pub type Memo = Arc<OnceLock<Bytes>>;

/// What a follower is told.
#[derive(Clone, Debug)]
pub struct Told {
    /// What happened.
    pub event: Event,
    /// Where its encoding is kept; absent where it is this follower's alone.
    pub memo: Option<Memo>,
}

impl From<Event> for Told {
    fn from(event: Event) -> Self {
        Self { event, memo: None }
    }
}

/// What a follower is here for.
pub(super) enum Scope {
    /// Everything that happens in the session, until its client leaves.
    Session,
    /// One turn or render: its progress, and every message until its end.
    Turn(MessageId),
    /// What is in the log up to a number: a turn that is over.
    Past {
        /// Where it ends.
        until: Seq,
        /// What ended well, and is told of once all was sent.
        completed: Option<MessageId>,
    },
}

/// A turn or render whose progress is told, and how much of it was.
struct Heard {
    live: Arc<Live>,
    words: usize,
    /// The next card that wasn't told: one that was taken up again writes its cards again from the first.
    next_card: u32,
}

/// A follower of a session. It never misses a message and never gets one twice; progress it may miss.
pub struct Follower {
    application: Arc<Application>,
    room: Arc<Room>,
    /// How often the bell had rung when it was heard last; nothing where the log has more, bell or not.
    heard_bell: Option<u64>,
    sent: Seq,
    /// The newest message when following began: up to it there is history only, not the comings and goings of turns.
    history: Seq,
    scope: Scope,
    /// What ran when following began, by the messages that will end it.
    runs: Vec<MessageId>,
    heard: Vec<Heard>,
    waiting: VecDeque<Told>,
    /// The next card of what runs, as somebody heard it who was here before on the same connection.
    told_before: Vec<(MessageId, u32)>,
    /// A reading that was begun: one that was dropped in the middle is begun again.
    reading: bool,
    /// How often the bell had rung when it last rested.
    rested: Option<u64>,
    /// Whether all is said: the stream ends once nothing is waiting.
    over: bool,
    /// Why it ended without the end of its turn. Hardly any has such, and there may be thousands: it takes a word here.
    trouble: Option<Box<StoreError>>,
    /// The turn whose client is on this stream, until its end is told.
    own: Option<JobId>,
    /// The same, once its end waits to be taken.
    ended: Option<JobId>,
}

impl Follower {
    pub(super) fn new(
        application: Arc<Application>,
        room: Arc<Room>,
        (sent, history): (Seq, Seq),
        scope: Scope,
    ) -> Self {
        room.enters();
        Self {
            application,
            room,
            // What is in the log already rings no bell.
            heard_bell: None,
            sent,
            history,
            scope,
            runs: Vec::new(),
            heard: Vec::new(),
            waiting: VecDeque::new(),
            told_before: Vec::new(),
            reading: false,
            rested: None,
            over: false,
            trouble: None,
            own: None,
            ended: None,
        }
    }

    /// What is told first.
    pub(super) fn begin_with(&mut self, event: Event) {
        self.waiting.push_back(event.into());
    }

    /// What runs already: whoever passes its question by is told that it does.
    pub(super) fn knows_running(&mut self, reply: MessageId) {
        self.runs.push(reply);
    }

    pub(super) fn owns(&mut self, turn: JobId) {
        self.own = Some(turn);
    }

    /// Takes the place of another follower on the same connection: what runs is told, but no card a second time.
    pub fn in_place_of(&mut self, other: &Self) {
        self.told_before = other.heard.iter().map(|heard| (heard.live.reply, other.next_untold(heard))).collect();
    }

    /// The first card that was heard but has not gone out, or else the next one.
    fn next_untold(&self, heard: &Heard) -> u32 {
        let waiting = self.waiting.iter().find_map(|told| match &told.event {
            Event::Progress { reply, progress } if *reply == heard.live.reply => match **progress {
                Progress::Card { index, .. } => Some(index),
                _ => None,
            },
            _ => None,
        });
        waiting.unwrap_or(heard.next_card)
    }

    /// Why it ended without the end of its turn, if the store is to blame.
    pub(crate) fn trouble(&self) -> Option<&StoreError> {
        self.trouble.as_deref()
    }

    /// The next event if it is here already.
    pub fn ready(&mut self) -> Option<Told> {
        self.waiting.pop_front()
    }

    /// The next event; waits for it. None when the stream is over. Dropping this future loses nothing.
    pub async fn next(&mut self) -> Option<Told> {
        loop {
            if let Some(told) = self.ready() {
                return Some(told);
            }
            if self.over {
                // Everything was taken: whoever asked has it, or its connection does.
                self.ended.take().into_iter().for_each(|job| self.application.heard.sent(job));
                return None;
            }
            // Most followers wait most of the time, and there may be thousands: what is empty holds no memory.
            self.waiting = VecDeque::new();
            if self.heard.is_empty() {
                self.heard = Vec::new();
            }
            if !self.reading {
                self.rest();
                self.heard_bell = Some(self.room.bell.rings(self.heard_bell).await);
            }
            self.reading = true;
            self.catch_up().await;
            self.reading = false;
        }
    }

    /// Says that all was taken, once for each ring of the bell.
    fn rest(&mut self) {
        let rung = self.room.bell.rung();
        if self.heard_bell == Some(rung) && self.rested != self.heard_bell {
            self.rested = self.heard_bell;
            self.room.rests(rung);
        }
    }

    async fn catch_up(&mut self) {
        let over = self.room.over();
        let entries = match self.room.since(self.sent) {
            Since::Known(entries) => entries,
            Since::Unknown if over == Some(Over::Erased) => Vec::new(),
            Since::Unknown => match self.application.ports.store.after(self.room.session, self.sent, PAGE).await {
                Ok(page) => page.into_iter().map(Entry::new).collect(),
                Err(error) => {
                    // The client comes back with its last number; nothing is lost by ending here.
                    tracing::warn!(session = %self.room.session, %error, "a follower could not read the log");
                    (self.over, self.trouble) = (true, Some(Box::new(error)));
                    return;
                }
            },
        };
        let whole_page = entries.len() >= PAGE as usize;
        if whole_page {
            self.heard_bell = None;
        }
        self.take(entries);
        if let Some(over) = over.filter(|_| !whole_page && !self.over) {
            self.waiting.push_back(if over == Over::Erased { Event::Erased } else { Event::Expired }.into());
            self.over = true;
        }
        if let Scope::Turn(reply) = self.scope
            && !self.over
        {
            // Its end waits for the store; who waits for it is told so, and comes back.
            self.trouble = self.room.unstored(reply).map(Box::new);
            self.over = self.trouble.is_some();
        }
        self.past_is_told();
    }

    /// All that was told before the messages of `entries` were committed goes before them.
    fn take(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            if entry.message.seq <= self.sent || self.over {
                continue;
            }
            self.hear();
            self.sent = entry.message.seq;
            self.pass_on(entry);
        }
        if !self.over {
            self.hear();
        }
    }

    fn pass_on(&mut self, Entry { message, memo }: Entry) {
        let (id, seq) = (message.id, message.seq);
        let live = matches!(self.scope, Scope::Session) && seq > self.history;
        let started = match &message.body {
            Body::User(user) => user.calls.clone().map(|call| (call, user.client_id.clone())),
            _ => None,
        };
        let well = matches!(message.body, Body::Ai(_));
        self.heard.retain(|heard| heard.live.reply != id);
        self.waiting.push_back(Told { event: Event::Message(message), memo: Some(memo) });
        if let Some((call, client_id)) = started.filter(|(call, _)| live || self.runs.contains(&call.reply)) {
            let started = Event::Started { reply: call.reply, user: id, seq, client_id };
            self.waiting.push_back(started.into());
            self.queued(&call);
        }
        let ends = matches!(self.scope, Scope::Turn(reply) if reply == id);
        if well && (live || ends) {
            self.waiting.push_back(Event::Completed { reply: id }.into());
        }
        if ends {
            self.over = true;
            self.ended = self.own.take();
        }
    }

    fn queued(&mut self, call: &Call) {
        if call.kind.is_render() {
            let estimated_seconds = self.application.estimate(call.kind);
            self.waiting.push_back(Event::Queued { job: call.job, kind: call.kind, estimated_seconds }.into());
        }
    }

    /// Takes what runs has told since the last time, once its question was passed on.
    fn hear(&mut self) {
        for live in self.room.lives() {
            let wanted = match self.scope {
                Scope::Session => true,
                Scope::Turn(reply) => live.reply == reply,
                Scope::Past { .. } => false,
            };
            if !wanted || live.user_seq > self.sent || live.is_past(self.sent.max(self.history)) {
                continue;
            }
            let at = self.heard.iter().position(|heard| heard.live.reply == live.reply);
            let words = match at.and_then(|at| self.heard.get_mut(at)) {
                Some(heard) if Arc::ptr_eq(&heard.live, &live) => {
                    let (words, all) = live.after(heard.words);
                    heard.words = all;
                    words
                }
                Some(heard) => {
                    let (words, all) = live.present();
                    (heard.live, heard.words) = (live.clone(), all);
                    words
                }
                None => {
                    // Who was here when it began hears all of it, who joins its present.
                    let joins = self.runs.contains(&live.reply);
                    let (words, all) = if joins { live.present() } else { live.after(0) };
                    let before = self.told_before.iter().find(|(reply, _)| *reply == live.reply);
                    let next_card = before.map_or(0, |(_, card)| *card);
                    self.heard.push(Heard { live: Arc::clone(&live), words: all, next_card });
                    words
                }
            };
            self.tell(&live, words);
        }
    }

    fn tell(&mut self, live: &Arc<Live>, words: Vec<Word>) {
        let Some(heard) = self.heard.iter_mut().find(|heard| Arc::ptr_eq(&heard.live, live)) else { return };
        // And the message that ends it, and the event of that.
        self.waiting.reserve(words.len() + 2);
        for Word { progress, memo } in words {
            if let Progress::Card { index, .. } = *progress {
                if index < heard.next_card {
                    continue;
                }
                heard.next_card = index + 1;
            }
            let event = Event::Progress { reply: live.reply, progress };
            self.waiting.push_back(Told { event, memo: Some(memo) });
        }
    }

    fn past_is_told(&mut self) {
        if let Scope::Past { until, completed } = &self.scope
            && self.sent >= *until
            && !self.over
        {
            self.waiting.extend(completed.map(|reply| Event::Completed { reply }.into()));
            self.over = true;
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        if let Some(job) = self.own.take().or(self.ended.take()) {
            self.application.heard.broke_off(job, self.application.ports.clock.now());
        }
        let own = match self.scope {
            Scope::Turn(reply) => Some(reply),
            Scope::Session | Scope::Past { .. } => None,
        };
        self.room.leaves(self.rested, own);
    }
}
