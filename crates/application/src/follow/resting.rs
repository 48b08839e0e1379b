//! Which followers of a session have taken all there is, and which turns have nobody of their own left to hear them.

use adforge_domain::ids::MessageId;

#[derive(Default)]
pub(super) struct Resting {
    /// How often the bell had rung when the newest of them took all there was.
    rung: u64,
    /// How many have, since it rang so often.
    followers: usize,
    /// The turns whose own followers have left, each once, until what they told is let go of.
    left: Vec<MessageId>,
}

impl Resting {
    pub(super) fn rests(&mut self, rung: u64) {
        if self.rung != rung {
            (self.rung, self.followers) = (rung, 0);
        }
        self.followers += 1;
    }

    pub(super) fn leaves(&mut self, rested: Option<u64>, reply: Option<MessageId>) {
        if rested == Some(self.rung) {
            self.followers = self.followers.saturating_sub(1);
        }
        // Many may come and go while it runs.
        self.left.extend(reply.filter(|reply| !self.left.contains(reply)));
    }

    /// Whether so many followers are all that there are, and all rest since the bell rang so often.
    pub(super) fn all(&self, rung: u64, followers: usize) -> bool {
        followers == 0 || (self.rung == rung && self.followers >= followers)
    }

    /// Takes the turns that were left and are these.
    pub(super) fn take_left(&mut self, is_one: impl Fn(MessageId) -> bool) -> Vec<MessageId> {
        self.left.extract_if(.., |reply| is_one(*reply)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::{Live, Room, room::Since};
    use adforge_domain::{
        failure::{Failure, FailureCode},
        format::MediaType,
        ids::{JobId, SessionId},
        message::{Body, Draft, Failed, Message, UserMessage},
        workflow::Step,
    };
    use adforge_ports_storage::Place;
    use bytes::Bytes;
    use std::sync::Arc;
    use time::OffsetDateTime;
    use uuid::Uuid;

    const REPLY: MessageId = MessageId(Uuid::from_u128(1));

    /// A room in which a turn runs.
    fn room() -> Arc<Room> {
        let room = Arc::new(Room::new(SessionId(Uuid::nil())));
        let place = Place { session: room.session, reply: REPLY, user_seq: 0 };
        room.begin(&Arc::new(Live::new(place, 1, &room, None)));
        room
    }

    fn question() -> Message {
        let (text, badges) = ("Who?".to_owned(), Vec::new());
        let user = UserMessage { text, client_id: None, badges, selections: None, calls: None, summary: None };
        let (id, at) = (MessageId(Uuid::from_u128(2)), OffsetDateTime::UNIX_EPOCH);
        Draft { id, at, body: Body::User(Box::new(user)) }.placed(SessionId(Uuid::nil()), 1)
    }

    fn end() -> Message {
        let failure = Failure { code: FailureCode::AiTimeout, message: String::new() };
        let wanted = Step::PersonaSelection.delivers(MediaType::Video);
        let body = Body::Failed(Failed { job: JobId(Uuid::nil()), failure, wanted });
        Draft { id: REPLY, at: OffsetDateTime::UNIX_EPOCH, body }.placed(SessionId(Uuid::nil()), 2)
    }

    #[test]
    fn what_a_turn_has_told_goes_once_it_is_over_its_own_follower_has_left_and_all_others_have_taken_it() {
        let room = room();
        let held = || {
            let Since::Known(tail) = room.since(0) else { return (room.lives().len(), 0) };
            (room.lives().len(), tail.iter().filter(|entry| entry.memo.get().is_some()).count())
        };
        let rung = || room.bell.rung();
        room.enters();
        room.leaves(None, Some(REPLY));
        assert_eq!(held(), (1, 0), "it runs");
        (0..3).for_each(|_| room.enters());
        room.rests(rung());
        room.rests(rung());
        room.rests(rung());
        room.committed(vec![question(), end()], None);
        let Since::Known(tail) = room.since(0) else { panic!("it was committed here") };
        assert!(tail.iter().all(|entry| entry.memo.set(Bytes::new()).is_ok()));
        assert_eq!(held(), (1, 2), "nobody has taken it");
        room.rests(rung());
        room.leaves(Some(rung()), None);
        assert_eq!(held(), (1, 2), "who had has left, and two have not");
        room.rests(rung());
        room.rests(rung() - 1);
        assert_eq!(held(), (1, 2), "one has not, or only what was before");
        room.rests(rung());
        assert_eq!(held(), (0, 0), "all have");
    }

    #[test]
    fn what_a_turn_has_told_stays_until_its_own_follower_has_heard_it() {
        let room = room();
        room.enters();
        room.committed(vec![question(), end()], None);
        let Since::Known(tail) = room.since(0) else { panic!("it was committed here") };
        assert!(tail[1].memo.set(Bytes::new()).is_ok());
        room.rests(room.bell.rung());
        assert_eq!(room.lives().len(), 1, "its own follower may be on its way");
        let Since::Known(tail) = room.since(1) else { panic!("it is known") };
        assert!(tail[0].memo.get().is_some(), "and takes its end as it was written for others");
        room.enters();
        room.leaves(None, Some(REPLY));
        assert!(room.lives().is_empty());
    }

    #[test]
    fn a_room_forgets_what_the_store_can_tell_after_some_quiet_sweeps_and_never_what_runs() {
        let room = room();
        (0..9).for_each(|_| room.sweep(3));
        assert_eq!(room.lives().len(), 1, "it runs");
        room.enters();
        room.committed(vec![question(), end()], None);
        let knows = || (room.lives().len(), matches!(room.since(0), Since::Known(_)));
        (0..2).for_each(|_| room.sweep(3));
        assert_eq!(knows(), (1, true));
        room.sweep(3);
        assert_eq!(knows(), (0, false));
    }

    #[test]
    fn a_turn_that_many_have_left_is_kept_in_mind_once() {
        let mut resting = Resting::default();
        (0..1_000).for_each(|_| resting.leaves(None, Some(REPLY)));
        assert_eq!(resting.take_left(|_| true), [REPLY]);
    }
}
