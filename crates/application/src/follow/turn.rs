//! Following one turn or render: one's own, one that is joined, and one that is come back to.

use super::{Follower, From, follower::Scope};
use crate::{Application, Ended, Refusal, Started};
use adforge_domain::{
    event::Event,
    ids::{OwnerId, Seq, SessionId},
    job::JobKind,
    workflow::{Command, Step},
};
use std::{sync::Arc, time::Duration};

/// How long a turn whose stream broke off can still be joined after its end by asking for it again.
const COMES_BACK: Duration = Duration::from_secs(10);

/// What there is to follow for a client that comes back with a number.
pub enum Resumed {
    /// Nothing was ever said in this session: the number means nothing.
    Fresh,
    /// Everything was told, and nothing runs.
    Nothing,
    /// What was missed, and what runs.
    Follow(Box<Follower>),
}

impl Application {
    /// Follows a turn or render to its end: everything after the user's message that asked for it. `own` says that
    /// whoever asked for it is on this stream: once it has ended, they have heard of its end.
    ///
    /// # Errors
    /// No such session, or the store could not.
    pub async fn follow_turn(
        self: &Arc<Self>,
        owner: &OwnerId,
        started: &Started,
        own: bool,
    ) -> Result<Follower, Refusal> {
        // Erased in the meantime? Then it isn't there.
        let last = match started.repeated {
            true => self.head(owner, started.session).await?,
            false => self.head_since(owner, started.session, started.user_seq).await?,
        };
        let last = last.state.seq;
        let room = self.rooms.room(started.session);
        // Who began it hears all of it, however quickly it was over.
        let history = if started.repeated { last } else { started.user_seq };
        let scope = Scope::Turn(started.reply);
        if started.repeated {
            self.attend(&room)
        } else {
            self.attend_soon(&room)
        }
        let mut follower = Follower::new(Arc::clone(self), room, (started.user_seq, history), scope);
        follower.begin_with(Event::Started {
            reply: started.reply,
            user: started.user,
            seq: started.user_seq,
            client_id: started.client_id.clone(),
        });
        if started.repeated {
            follower.knows_running(started.reply);
        }
        if started.kind.is_render() {
            let estimated_seconds = started.estimated_seconds;
            follower.begin_with(Event::Queued { job: started.job, kind: started.kind, estimated_seconds });
        }
        if own && started.kind == JobKind::Turn {
            follower.owns(started.job);
        }
        Ok(follower)
    }

    /// Waits for the end of a turn.
    ///
    /// # Errors
    /// The session was erased or expired meanwhile, or the store could not.
    pub async fn wait(self: &Arc<Self>, owner: &OwnerId, started: &Started) -> Result<Ended, Refusal> {
        let mut follower = self.follow_turn(owner, started, false).await?;
        while let Some(told) = follower.next().await {
            match told.event {
                Event::Message(message) if message.id == started.reply => {
                    let current_step = self.head_since(owner, started.session, message.seq).await?.state.step;
                    return Ok(Ended { message, current_step });
                }
                Event::Erased => return Err(Refusal::SessionNotFound),
                Event::Expired => return Err(Refusal::Expired),
                _ => {}
            }
        }
        Err(follower.trouble().cloned().map_or(Refusal::Busy, Refusal::Store))
    }

    /// What a client has missed that comes back to a turn's address with the number it knows. Starts nothing.
    ///
    /// # Errors
    /// No such session, a number past the log's end, or the store could not.
    pub async fn resume(
        self: &Arc<Self>,
        owner: &OwnerId,
        session: SessionId,
        after: Seq,
        of_a_render: bool,
    ) -> Result<Resumed, Refusal> {
        let head = self.head(owner, session).await?;
        let (state, last) = (&head.state, head.state.seq);
        if after > last {
            return Err(Refusal::BeyondEnd { last_seq: last });
        }
        if last == 0 {
            return Ok(Resumed::Fresh);
        }
        let render = state.rendering.last().filter(|_| of_a_render);
        let turn = state.running.as_ref();
        let runs = match (render, turn) {
            (Some(render), _) => {
                let queued =
                    Event::Queued { job: render.job, kind: render.kind, estimated_seconds: self.estimate(render.kind) };
                Some((render.reply, render.user, render.user_seq, None, Some(queued)))
            }
            (None, Some(turn)) => Some((turn.reply, turn.user, turn.user_seq, turn.client_id.clone(), None)),
            (None, None) => None,
        };
        let room = self.rooms.room(session);
        let Some((reply, user, seq, client_id, queued)) = runs else {
            if after == last {
                return Ok(Resumed::Nothing);
            }
            let ended = if of_a_render { state.rendered } else { state.ended };
            let completed = ended.filter(|ended| ended.well).map(|ended| ended.reply);
            let scope = Scope::Past { until: last, completed };
            return Ok(Resumed::Follow(Box::new(Follower::new(Arc::clone(self), room, (after, last), scope))));
        };
        self.attend(&room);
        let mut follower = Follower::new(Arc::clone(self), room, (after, last), Scope::Turn(reply));
        follower.knows_running(reply);
        if seq <= after {
            follower.begin_with(Event::Started { reply, user, seq, client_id });
            queued.into_iter().for_each(|queued| follower.begin_with(queued));
        }
        Ok(Resumed::Follow(Box::new(follower)))
    }

    /// The turn that a client asks for again because it lost its connection before it had a number: the one that runs
    /// with the same step and text, or one of these that ended a moment
    /// ago, and whose end was sent to nobody who asked. It holds on any process, and after the death of another.
    ///
    /// # Errors
    /// No such session, or the store could not.
    pub async fn rejoin(
        self: &Arc<Self>,
        owner: &OwnerId,
        session: SessionId,
        command: &Command,
    ) -> Result<Option<Started>, Refusal> {
        let head = self.head(owner, session).await?;
        let same_step = |step: Step| command.step.is_none_or(|asked| asked == step);
        if let Some(running) = &head.state.running
            && running.text == command.text
            && same_step(running.step)
        {
            return Ok(Some(Started {
                session,
                job: running.job,
                kind: JobKind::Turn,
                reply: running.reply,
                user: running.user,
                user_seq: running.user_seq,
                step: running.step,
                text: running.text.clone(),
                client_id: running.client_id.clone(),
                repeated: true,
                over: false,
                estimated_seconds: 0,
                verdict: None,
            }));
        }
        // Nothing is over, or something else was asked: then there is nothing to look for.
        let newest = self.rooms.known(session).and_then(|room| room.newest_words());
        if head.state.ended.is_none() || newest.is_some_and(|words| words != command.text) {
            return Ok(None);
        }
        let unheard = self.ports.store.unheard(session, COMES_BACK).await?;
        let Some(unheard) = unheard.filter(|it| !self.heard.was_sent(it.job)) else { return Ok(None) };
        let started = self.repeat(owner, session, unheard).await?;
        Ok(Some(started).filter(|turn| turn.text == command.text && same_step(turn.step)))
    }
}

impl From {
    /// From what a client says it knows.
    pub fn of(last_event_id: Option<Seq>) -> Self {
        last_event_id.map_or(Self::Now, Self::After)
    }
}
