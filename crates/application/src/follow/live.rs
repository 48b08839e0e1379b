//! The present of one turn or render: what it has told so far, for those who follow and those who join.

use super::{Room, follower::Memo};
use adforge_domain::{
    ids::{MessageId, Seq},
    job::Fence,
    progress::Progress,
};
use adforge_ports_runtime::{self as elsewhere, Bell, Signal};
use adforge_ports_storage::{Claimed, Place};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError, Weak,
    atomic::{AtomicU64, Ordering},
};

/// How much is kept for those who are behind. Who is further behind gets the newest status and the cards.
const KEPT: usize = 256;

/// The present of one turn or render.
pub(crate) struct Live {
    pub(crate) reply: MessageId,
    pub(crate) user_seq: Seq,
    fence: Fence,
    /// The number of the message that ended it, 0 while it runs. It is kept a while for followers who haven't come to
    /// that message.
    ended: AtomicU64,
    told: Mutex<Told>,
    room: Weak<Room>,
    /// How other processes are told; none where there are none.
    bell: Option<Arc<dyn Bell>>,
    /// Whether another process runs it.
    elsewhere: bool,
}

#[derive(Default)]
struct Told {
    /// How many were dropped from the front.
    dropped: usize,
    kept: Vec<Word>,
}

/// One thing told, and its encoding once somebody has made it.
#[derive(Clone)]
pub(crate) struct Word {
    pub(crate) progress: Arc<Progress>,
    pub(crate) memo: Memo,
}

impl Live {
    /// The present of what was claimed under `fence` for this place.
    pub(crate) fn new(place: Place, fence: Fence, room: &Arc<Room>, bell: Option<Arc<dyn Bell>>) -> Self {
        Self {
            reply: place.reply,
            user_seq: place.user_seq,
            fence,
            ended: AtomicU64::new(0),
            told: Mutex::default(),
            room: Arc::downgrade(room),
            bell,
            elsewhere: false,
        }
    }

    /// The present of what another process runs.
    pub(crate) fn elsewhere(word: &elsewhere::Word, room: &Arc<Room>) -> Self {
        let place = Place { session: room.session, reply: word.reply, user_seq: word.user_seq };
        Self { elsewhere: true, ..Self::new(place, word.fence, room, None) }
    }

    pub(crate) fn is_elsewhere(&self) -> bool {
        self.elsewhere
    }

    pub(crate) fn fence(&self) -> Fence {
        self.fence
    }

    /// Whether this is the present of that claim, and not of a later one.
    pub(crate) fn is_of(&self, claimed: &Claimed) -> bool {
        self.fence == claimed.fence && claimed.place.is_some_and(|place| place.reply == self.reply)
    }

    /// It was ended by the message of this number.
    pub(super) fn ended_by(&self, seq: Seq) {
        self.ended.store(seq, Ordering::Release);
    }

    pub(crate) fn runs(&self) -> bool {
        self.ended.load(Ordering::Acquire) == 0
    }

    /// Whether its end is no news to somebody who knows the log up to `sent`.
    pub(super) fn is_past(&self, sent: Seq) -> bool {
        (1..=sent).contains(&self.ended.load(Ordering::Acquire))
    }

    /// Tells progress to whoever follows elsewhere; who follows here has it from the next [`Live::ring`], or with the end.
    pub(crate) fn tell(&self, progress: Progress) {
        let progress = Arc::new(progress);
        let mut told = self.told();
        let at = told.all();
        if !told.keep(Arc::clone(&progress)) {
            return;
        }
        if let Some(bell) = &self.bell
            && let Some(room) = self.room.upgrade()
        {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let (reply, user_seq, fence) = (self.reply, self.user_seq, self.fence);
            // Under the lock, so that words are told in their order.
            bell.ring(room.session, Signal::Told(elsewhere::Word { reply, user_seq, fence, at, progress }));
        }
    }

    /// Wakes whoever follows here.
    pub(crate) fn ring(&self) {
        if let Some(room) = self.room.upgrade() {
            room.bell.ring();
        }
    }

    /// Passes on what another process has told. False when something before it is missing; then it is passed on only
    /// where nobody knows what that was.
    pub(crate) fn tell_at(&self, at: u32, progress: Arc<Progress>, past_a_gap: bool) -> bool {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let mut told = self.told();
        let all = told.all();
        if at < all {
            return true;
        }
        if at > all && !past_a_gap {
            return false;
        }
        told.dropped += at - all;
        let kept = told.keep(progress);
        drop(told);
        if let Some(room) = self.room.upgrade().filter(|_| kept) {
            room.bell.ring();
        }
        true
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was told after the first `heard`, and how much was told in all.
    pub(crate) fn after(&self, heard: usize) -> (Vec<Word>, usize) {
        let told = self.told();
        let all = told.all();
        if heard >= all {
            return (Vec::new(), all);
        }
        (told.kept.iter().skip(heard.saturating_sub(told.dropped)).cloned().collect(), all)
    }

    /// What somebody who joins now has to know: the newest status and every card, and how much was told in all.
    pub(crate) fn present(&self) -> (Vec<Word>, usize) {
        let told = self.told();
        let status = told.kept.iter().rev().find(|word| matches!(*word.progress, Progress::Status(_)));
        let cards = told.kept.iter().filter(|word| matches!(*word.progress, Progress::Card { .. }));
        (status.into_iter().chain(cards).cloned().collect(), told.all())
    }
}

impl Told {
    /// How much was told in all.
    fn all(&self) -> usize {
        self.dropped + self.kept.len()
    }

    /// Keeps one more. False when there is no room for it.
    fn keep(&mut self, progress: Arc<Progress>) -> bool {
        if self.kept.len() == KEPT {
            // The oldest status goes: cards are needed by those who join.
            let Some(at) = self.kept.iter().position(|word| !matches!(*word.progress, Progress::Card { .. })) else {
                return false;
            };
            self.kept.remove(at);
            self.dropped += 1;
        }
        self.kept.push(Word { progress, memo: Memo::default() });
        true
    }
}
