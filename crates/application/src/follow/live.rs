//! The present of one turn or render: what it has told so far, for those who follow and those who join.

use super::{Room, follower::Memo};
use adforge_domain::{
    ids::{MessageId, Seq},
    progress::Progress,
};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// How much is kept for those who are behind. Who is further behind gets the newest status and the cards.
const KEPT: usize = 256;

/// The present of one turn or render.
pub(crate) struct Live {
    pub(crate) reply: MessageId,
    pub(crate) user_seq: Seq,
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
    pub(crate) fn new(reply: MessageId, user_seq: Seq, room: &Arc<Room>) -> Self {
        Self { reply, user_seq, told: Mutex::default(), room: Arc::downgrade(room) }
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
