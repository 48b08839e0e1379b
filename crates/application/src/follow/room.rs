//! One session that is alive in this process: its bell, its newest messages, its state, and what runs in it.

use super::{Live, bell::Bell, follower::Memo, resting::Resting};
use adforge_domain::{
    ids::{MessageId, Seq, SessionId},
    job::JobKind,
    message::{Body, Message},
    session::Origin,
    workflow::State,
};
use adforge_ports_storage::StoreError;
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use time::OffsetDateTime;

/// How many of the newest messages are kept for followers who are awake; others read the log.
const TAIL: usize = 16;

/// A session as this process knows it. The log is the truth: what is here is checked against its numbers.
#[derive(Clone)]
pub(crate) struct Head {
    pub(crate) origin: Arc<Origin>,
    pub(crate) state: Arc<State>,
    pub(crate) updated_at: OffsetDateTime,
    /// The newest message that a stored copy of the state holds.
    pub(crate) snapshot: Seq,
}

/// A message, and its encoding once somebody has made it.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) message: Arc<Message>,
    pub(crate) memo: Memo,
}

impl Entry {
    pub(crate) fn new(message: Message) -> Self {
        Self { message: Arc::new(message), memo: Memo::default() }
    }
}

/// How a session stopped being followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    Erased,
    Expired,
}

/// What of the log is known here.
pub(crate) enum Since {
    /// These, and no more.
    Known(Vec<Entry>),
    /// Only the log can tell.
    Unknown,
}

/// One session that is alive in this process.
pub(crate) struct Room {
    pub(crate) session: SessionId,
    /// Whether what other processes tell of it is listened to.
    pub(crate) attended: AtomicBool,
    /// Whether it will be, if what runs in it lasts.
    pub(crate) expected: AtomicBool,
    pub(super) bell: Bell,
    followers: AtomicUsize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    head: Option<Head>,
    tail: VecDeque<Entry>,
    lives: Vec<Arc<Live>>,
    over: Option<Over>,
    /// What could not be ended, by the message that will do it, and why the store could not.
    unstored: Vec<(MessageId, StoreError)>,
    /// When the session was last alive, known also while its head isn't.
    updated_at: Option<OffsetDateTime>,
    resting: Resting,
    /// Counts the sweeps since something happened here.
    quiet: u32,
    /// The newest message that was ever known here; 0 where none was.
    newest: Seq,
    /// The newest number that was heard of, where the message itself isn't known.
    heard_of: Seq,
    /// Whether what was heard of is being read.
    reading: bool,
}

impl Room {
    pub(super) fn new(session: SessionId) -> Self {
        Self {
            session,
            attended: AtomicBool::new(false),
            expected: AtomicBool::new(false),
            bell: Bell::default(),
            followers: AtomicUsize::new(0),
            inner: Mutex::default(),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn followers(&self) -> usize {
        self.followers.load(Ordering::Acquire)
    }

    /// A follower comes.
    pub(super) fn enters(&self) {
        self.followers.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn head(&self) -> Option<Head> {
        let mut inner = self.inner();
        inner.quiet = 0;
        inner.head.clone()
    }

    /// Keeps what was read from the store, brought up to what was committed here while it was read.
    pub(crate) fn learn(&self, head: &Head) {
        let mut inner = self.inner();
        inner.quiet = 0;
        if inner.head.as_ref().is_some_and(|known| known.state.seq >= head.state.seq) {
            return;
        }
        match inner.tail.front().map(|entry| entry.message.seq) {
            // What lies between isn't known: who needs the state reads it again.
            Some(first) if first > head.state.seq + 1 => return,
            Some(_) if inner.tail.back().is_some_and(|entry| entry.message.seq < head.state.seq) => inner.tail.clear(),
            _ => {}
        }
        inner.newest = inner.newest.max(head.state.seq);
        inner.head = Some(head.clone());
        inner.updated_at = inner.updated_at.max(Some(head.updated_at));
        let newer: Vec<_> = inner.tail.iter().filter(|entry| entry.message.seq > head.state.seq).cloned().collect();
        newer.iter().for_each(|entry| inner.fold(&entry.message));
    }

    /// Takes messages that were committed just now, and wakes whoever follows.
    pub(crate) fn committed(&self, messages: Vec<Message>, snapshot: Option<Seq>) {
        let mut inner = self.inner();
        inner.quiet = 0;
        for message in messages {
            inner.unstored.retain(|(reply, _)| *reply != message.id);
            inner.lives.iter().filter(|live| live.reply == message.id).for_each(|live| live.ended_by(message.seq));
            inner.newest = inner.newest.max(message.seq);
            inner.fold(&message);
            inner.keep(message);
        }
        if let (Some(head), Some(snapshot)) = (&mut inner.head, snapshot) {
            head.snapshot = head.snapshot.max(snapshot);
        }
        // Before anybody can look: who rests since then has taken these.
        self.bell.ring();
        self.let_go(&mut inner);
    }

    /// Hears that the log has grown to a number. True when somebody has to read it.
    pub(crate) fn hears_of(&self, seq: Seq) -> bool {
        let mut inner = self.inner();
        if inner.newest().is_some_and(|newest| newest >= seq) {
            return false;
        }
        inner.heard_of = inner.heard_of.max(seq);
        !inner.reading
    }

    /// After which number what was heard of is to be read; none where it is known, or somebody reads it already.
    pub(crate) fn begins_reading(&self) -> Option<Seq> {
        let mut inner = self.inner();
        let known = inner.newest();
        if inner.reading || inner.heard_of == 0 || known.is_some_and(|known| known >= inner.heard_of) {
            inner.heard_of = 0;
            return None;
        }
        inner.reading = true;
        // Where nothing is known: what could end one of those that run, or the newest alone.
        let runs = inner.lives.iter().filter(|live| live.runs()).map(|live| live.user_seq).min();
        Some(known.or(runs).unwrap_or(inner.heard_of - 1).min(inner.heard_of - 1))
    }

    /// What was heard of has been read; nothing where that could not be.
    pub(crate) fn has_read(&self, page: &[Message]) {
        let mut inner = self.inner();
        inner.reading = false;
        if page.last().is_none_or(|last| last.seq >= inner.heard_of) {
            inner.heard_of = 0;
        }
    }

    /// Whether somebody follows it or works in it.
    pub(crate) fn is_used(&self) -> bool {
        self.followers() > 0 || self.is_busy()
    }

    /// Whether the bell is no longer needed here; says so once.
    pub(crate) fn takes_leave(&self) -> bool {
        !self.is_used() && self.attended.swap(false, Ordering::AcqRel)
    }

    /// The messages after a number, as far as they are known to be all there are.
    pub(crate) fn since(&self, after: Seq) -> Since {
        let inner = self.inner();
        let (Some(first), Some(last)) = (inner.tail.front(), inner.tail.back()) else {
            let at_the_end = inner.head.as_ref().is_some_and(|head| head.state.seq == after);
            return if at_the_end { Since::Known(Vec::new()) } else { Since::Unknown };
        };
        if after + 1 < first.message.seq || after > last.message.seq {
            return Since::Unknown;
        }
        let skip = usize::try_from(after + 1 - first.message.seq).unwrap_or(usize::MAX);
        Since::Known(inner.tail.iter().skip(skip).cloned().collect())
    }

    /// The message of an id, if it is among the newest.
    pub(crate) fn recent(&self, id: MessageId) -> Option<Arc<Message>> {
        self.inner().tail.iter().find(|entry| entry.message.id == id).map(|entry| Arc::clone(&entry.message))
    }

    /// The whole log, if it is short enough to be known here.
    pub(crate) fn whole_log(&self, last: Seq) -> Option<Vec<Arc<Message>>> {
        let inner = self.inner();
        let first = inner.tail.front().map_or(1, |entry| entry.message.seq);
        let newest = inner.tail.back().map_or(0, |entry| entry.message.seq);
        (first == 1 && newest == last).then(|| inner.tail.iter().map(|entry| Arc::clone(&entry.message)).collect())
    }

    /// Begins a present. One that was begun before for the same reply is forgotten: its job was taken up again.
    pub(crate) fn begin(&self, live: &Arc<Live>) {
        let mut inner = self.inner();
        inner.unstored.retain(|(reply, _)| *reply != live.reply);
        inner.lives.retain(|other| other.reply != live.reply && other.runs());
        inner.lives.push(Arc::clone(live));
    }

    /// Ends the present of a run that was lost, unless its end was told.
    pub(crate) fn lose(&self, lost: &Arc<Live>) {
        self.inner().lives.retain(|live| !Arc::ptr_eq(live, lost) || !live.runs());
    }

    /// A follower has taken all there was when the bell had rung so often, and waits for more.
    pub(super) fn rests(&self, rung: u64) {
        let mut inner = self.inner();
        if rung == self.bell.rung() {
            inner.resting.rests(rung);
            self.let_go(&mut inner);
        }
    }

    /// A follower leaves: when it rested last, if it did, and whose turn it followed, if it followed one.
    pub(super) fn leaves(&self, rested: Option<u64>, reply: Option<MessageId>) {
        let mut inner = self.inner();
        // Under the lock: nobody counts one who has left among those who rest.
        self.followers.fetch_sub(1, Ordering::AcqRel);
        inner.resting.leaves(rested, reply);
        self.let_go(&mut inner);
    }

    /// What a turn told is let go of once it is over, its own follower has left and all others have taken it, and so are the
    /// encodings of its messages: that is a third of what a session holds, and the log tells the rest.
    fn let_go(&self, inner: &mut Inner) {
        if !inner.resting.all(self.bell.rung(), self.followers()) {
            return;
        }
        let Inner { resting, lives, tail, .. } = inner;
        let runs = |reply| lives.iter().any(|live| live.reply == reply && live.runs());
        let over = resting.take_left(|reply| !runs(reply));
        if over.is_empty() {
            return;
        }
        lives.retain(|live| !over.contains(&live.reply));
        for entry in tail.iter_mut().filter(|entry| entry.memo.get().is_some()) {
            entry.memo = Memo::default();
        }
    }

    /// An end could not be stored, so it is yet to come: who waits for it is told.
    pub(crate) fn could_not_store(&self, reply: MessageId, error: StoreError) {
        let mut inner = self.inner();
        inner.unstored.retain(|(other, _)| *other != reply);
        inner.unstored.push((reply, error));
        drop(inner);
        self.bell.ring();
    }

    /// Why the store could not take an end that is yet to come.
    pub(crate) fn unstored(&self, reply: MessageId) -> Option<StoreError> {
        self.inner().unstored.iter().find(|(other, _)| *other == reply).map(|(_, error)| error.clone())
    }

    /// Whether anything runs here.
    pub(crate) fn is_busy(&self) -> bool {
        self.inner().lives.iter().any(|live| live.runs())
    }

    pub(crate) fn lives(&self) -> Vec<Arc<Live>> {
        self.inner().lives.clone()
    }

    /// The words of the newest turn, if it is among the newest messages.
    pub(crate) fn newest_words(&self) -> Option<String> {
        let words = |entry: &Entry| match &entry.message.body {
            Body::User(user) if user.calls.as_ref().is_some_and(|call| call.kind == JobKind::Turn) => {
                Some(user.text.clone())
            }
            _ => None,
        };
        self.inner().tail.iter().rev().find_map(words)
    }

    /// Says that there is nothing more to follow, and wakes whoever does.
    pub(crate) fn close(&self, over: Over) {
        let mut inner = self.inner();
        inner.over = Some(over);
        if over == Over::Erased {
            (inner.head, inner.tail) = (None, VecDeque::new());
        }
        drop(inner);
        self.bell.ring();
    }

    pub(crate) fn over(&self) -> Option<Over> {
        self.inner().over
    }

    /// Counts a sweep; where nothing happened for a while, forgets what the store can tell again.
    pub(crate) fn sweep(&self, patience: u32) {
        let mut inner = self.inner();
        inner.quiet = inner.quiet.saturating_add(1);
        if inner.quiet >= patience && !inner.lives.iter().any(|live| live.runs()) {
            inner.lives.clear();
            inner.resting = Resting::default();
            (inner.head, inner.tail) = (None, VecDeque::new());
        }
    }

    /// When the session was last alive, as far as it is known here.
    pub(crate) fn updated_at(&self) -> Option<OffsetDateTime> {
        self.inner().updated_at
    }
}

impl Inner {
    /// The newest message that is known here.
    fn newest(&self) -> Option<Seq> {
        (self.newest > 0).then_some(self.newest)
    }

    fn fold(&mut self, message: &Message) {
        self.updated_at = self.updated_at.max(Some(message.at));
        let Some(head) = &mut self.head else { return };
        if message.seq == head.state.seq + 1 {
            Arc::make_mut(&mut head.state).apply(message);
            head.updated_at = message.at;
        } else if message.seq > head.state.seq {
            // Another commit of this session came between, and is told in a moment: the store knows both.
            self.head = None;
        }
    }

    fn keep(&mut self, message: Message) {
        match self.tail.back().map(|last| last.message.seq) {
            // Read, and told by whoever committed it; or another one was told before it, and its readers find the gap.
            Some(last) if message.seq <= last => return,
            Some(last) if message.seq > last + 1 => self.tail.clear(),
            _ => {}
        }
        if self.tail.len() == TAIL {
            self.tail.pop_front();
        }
        self.tail.push_back(Entry::new(message));
    }
}
