//! Following a session: from now, or from after a number.

use super::{
    Follower,
    follower::Scope,
    room::{Head, Over},
};
use crate::{Application, Refusal};
use adforge_domain::{
    event::Event,
    ids::{OwnerId, Seq, SessionId},
};
use std::sync::Arc;

/// Where following begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum From {
    /// Now, with word of where the session stands.
    Now,
    /// After a message's number; 0 is from the beginning.
    After(Seq),
}

impl Application {
    /// Follows everything that happens in an owner's session.
    ///
    /// # Errors
    /// No such session, a number past the log's end, or the store could not.
    pub async fn follow(
        self: &Arc<Self>,
        owner: &OwnerId,
        session: SessionId,
        from: From,
    ) -> Result<Follower, Refusal> {
        let head = self.head(owner, session).await?;
        let last = head.state.seq;
        let after = match from {
            From::Now => last,
            From::After(after) if after > last => return Err(Refusal::BeyondEnd { last_seq: last }),
            From::After(after) => after,
        };
        let room = self.rooms.room(session);
        let expired = self.has_expired(&head);
        let mut follower = Follower::new(Arc::clone(self), Arc::clone(&room), (after, last), Scope::Session);
        if from == From::Now {
            follower.begin_with(Event::SessionState { last_seq: last, current_step: head.state.step, expired });
        }
        self.what_runs(&head, after, &mut follower);
        self.attend(&room);
        if expired {
            room.close(Over::Expired);
        }
        Ok(follower)
    }

    /// Whoever comes in behind the question of something that runs is told that it does.
    fn what_runs(&self, head: &Head, after: Seq, follower: &mut Follower) {
        let state = &head.state;
        let replies = state.running.iter().map(|it| it.reply).chain(state.rendering.iter().map(|it| it.reply));
        replies.for_each(|reply| follower.knows_running(reply));
        if let Some(running) = state.running.as_ref().filter(|running| running.user_seq <= after) {
            follower.begin_with(Event::Started {
                reply: running.reply,
                user: running.user,
                seq: running.user_seq,
                client_id: running.client_id.clone(),
            });
        }
        for render in state.rendering.iter().filter(|render| render.user_seq <= after) {
            follower.begin_with(Event::Started {
                reply: render.reply,
                user: render.user,
                seq: render.user_seq,
                client_id: None,
            });
            let estimated_seconds = self.estimate(render.kind);
            follower.begin_with(Event::Queued { job: render.job, kind: render.kind, estimated_seconds });
        }
    }
}
