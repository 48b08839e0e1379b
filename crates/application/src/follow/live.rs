//! The present of one turn or render: what it has told so far, for those who follow and those who join.

use super::{Room, follower::Memo};
use adforge_domain::{
    ids::{MessageId, Seq},
    job::Fence,
    progress::Progress,
};
use adforge_ports_storage::{Claimed, Place};
use std::sync::{
    Arc, Mutex, PoisonError, Weak,
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
    pub(crate) fn new(place: Place, fence: Fence, room: &Arc<Room>) -> Self {
        Self {
            reply: place.reply,
            user_seq: place.user_seq,
            fence,
            ended: AtomicU64::new(0),
            told: Mutex::default(),
            room: Arc::downgrade(room),
        }
    }

    /// Whether this is the present of that claim, and not of a later one.
    pub(crate) fn is_of(&self, claimed: &Claimed) -> bool {
        self.fence == claimed.fence && claimed.place.is_some_and(|place| place.reply == self.reply)
    }

    /// It was ended by the message of this number.
    pub(super) fn ended_by(&self, seq: Seq) {
        self.ended.store(seq, Ordering::Release);
    }

    pub(super) fn runs(&self) -> bool {
        self.ended.load(Ordering::Acquire) == 0
    }

    /// Whether its end is no news to somebody who knows the log up to `sent`.
    pub(super) fn is_past(&self, sent: Seq) -> bool {
        (1..=sent).contains(&self.ended.load(Ordering::Acquire))
    }

    /// Tells progress to whoever follows.
    pub(crate) fn tell(&self, progress: Progress) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.kept.len() == KEPT {
            // The oldest status goes: cards are needed by those who join.
            if let Some(at) = told.kept.iter().position(|word| !matches!(*word.progress, Progress::Card { .. })) {
                told.kept.remove(at);
                told.dropped += 1;
            } else {
                return;
            }
        }
        told.kept.push(Word { progress: Arc::new(progress), memo: Memo::default() });
        drop(told);
        if let Some(room) = self.room.upgrade() {
            room.ring();
        }
    }

    /// What was told after the first `heard`, and how much was told in all.
    pub(crate) fn after(&self, heard: usize) -> (Vec<Word>, usize) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let all = told.dropped + told.kept.len();
        if heard >= all {
            return (Vec::new(), all);
        }
        (told.kept.iter().skip(heard.saturating_sub(told.dropped)).cloned().collect(), all)
    }

    /// What somebody who joins now has to know: the newest status and every card, and how much was told in all.
    pub(crate) fn present(&self) -> (Vec<Word>, usize) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let status = told.kept.iter().rev().find(|word| matches!(*word.progress, Progress::Status(_)));
        let cards = told.kept.iter().filter(|word| matches!(*word.progress, Progress::Card { .. }));
        (status.into_iter().chain(cards).cloned().collect(), told.dropped + told.kept.len())
    }
}
